#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::result::tests::{any_result, boxed, load};
use proptest::prelude::*;
use serde_json::json;

fn cat(id: &str, label: &str, x: f64, width: f64) -> Value {
    let mut result = boxed(id, "box", "rectanglelabels", json!({"rectanglelabels": [label]}));
    result["value"]["x"] = json!(x);
    result["value"]["width"] = json!(width);
    result
}

fn span(id: &str, label: &str, start: u32, end: u32) -> Value {
    json!({"id": id, "from_name": "ner", "to_name": "txt", "type": "labels",
        "value": {"start": start, "end": end, "labels": [label]}})
}

fn choice(said: &[&str]) -> Value {
    json!({"id": "m", "from_name": "mood", "to_name": "txt", "type": "choices", "value": {"choices": said}})
}

fn verdicts(first: Value, second: Value) -> Vec<Verdict> {
    compare(&load(first), &load(second)).regions.into_iter().map(|pair| pair.verdict).collect()
}

#[test]
fn boxes_agree_differ_in_label_or_place_or_stand_alone() {
    use Verdict::{Agree, OnlyFirst, OnlySecond, OtherLabel, OtherPlace};
    let one = json!([cat("a", "Cat", 10.0, 20.0)]);
    assert_eq!(verdicts(one.clone(), json!([cat("b", "Cat", 11.0, 20.0)])), [Agree]);
    assert_eq!(verdicts(one.clone(), json!([cat("b", "d", 11.0, 20.0)])), [OtherLabel]);
    assert_eq!(verdicts(one.clone(), json!([cat("b", "Cat", 22.0, 20.0)])), [OtherPlace]);
    assert_eq!(verdicts(one.clone(), json!([cat("b", "Cat", 60.0, 20.0)])), [OnlyFirst, OnlySecond]);
    assert_eq!(verdicts(one, json!([])), [OnlyFirst]);
}

#[test]
fn the_nearer_of_two_is_taken_even_if_the_farther_bears_the_same_label() {
    let first = json!([cat("a", "Cat", 10.0, 20.0)]);
    let second = json!([cat("b", "Cat", 25.0, 20.0), cat("c", "d", 10.0, 20.0)]);
    let found = compare(&load(first), &load(second));
    assert_eq!(found.regions[0].second.as_deref(), Some("c"));
    assert_eq!(found.regions[0].verdict, Verdict::OtherLabel);
}

#[test]
fn spans_are_compared_by_what_they_share() {
    let pairs = |end: u32| {
        let found =
            compare(&load(json!([span("a", "Person", 0, 10)])), &load(json!([span("b", "Person", 0, end)])));
        (found.regions[0].verdict, found.regions[0].overlap)
    };
    assert_eq!(pairs(8), (Verdict::Agree, 0.8));
    assert_eq!(pairs(4), (Verdict::OtherPlace, 0.4));
}

#[test]
fn a_turned_box_shares_with_an_upright_one_what_they_cover_both() {
    let mut turned = cat("a", "Cat", 50.0, 20.0);
    turned["value"]["height"] = json!(20.0 * 640.0 / 480.0);
    turned["value"]["y"] = json!(50.0);
    let mut upright = turned.clone();
    turned["value"]["rotation"] = json!(90.0);
    // A square turned about its corner lies beside itself.
    upright["value"]["x"] = json!(30.0);
    let found = compare(&load(json!([turned])), &load(json!([upright])));
    assert!(found.regions[0].overlap > 0.97, "{found:?}");
}

#[test]
fn answers_are_compared_as_sets_and_missing_ones_differ() {
    let agree = |one: &[&str], two: &[&str]| {
        compare(&load(json!([choice(one)])), &load(json!([choice(two)]))).answers[0].agree
    };
    assert!(agree(&["Good", "Bad"], &["Bad", "Good"]));
    assert!(!agree(&["Good"], &["Bad"]));
    let missing = compare(&load(json!([choice(&["Good"])])), &load(json!([])));
    assert_eq!((missing.answers.len(), missing.score()), (1, 0.0));
}

#[test]
fn answers_of_a_region_are_compared_where_both_have_it() {
    let with = |said: &str| {
        json!([cat("a", "Cat", 10.0, 20.0), boxed("a", "sure", "choices", json!({"choices": [said]}))])
    };
    let found = compare(&load(with("Yes")), &load(with("No")));
    assert_eq!(found.answers[0].of, Subject::Region("a".into()));
    assert!(!found.answers[0].agree);
    assert_eq!(found.score(), 0.5);
}

#[test]
fn masks_are_compared_by_their_pixels() {
    let xml = "<View><Image name='img' value='$i'/><BrushLabels name='b' toName='img'><Label value='X'/></BrushLabels></View>";
    let config = std::sync::Arc::new(crate::model::config::LabelConfig::parse(xml).unwrap());
    let masked = |set: usize| {
        let alpha: Vec<u8> = (0..64).map(|at| if at < set { 255 } else { 0 }).collect();
        let rle =
            crate::model::mask::rle::encode(&crate::model::mask::Mask::from_alpha(8, 8, alpha).unwrap());
        let result = json!([{"id": "m", "from_name": "b", "to_name": "img", "type": "brushlabels",
            "original_width": 8, "original_height": 8,
            "value": {"format": "rle", "rle": rle, "brushlabels": ["X"]}}]);
        Document::load(config.clone(), result).unwrap()
    };
    assert_eq!(compare(&masked(32), &masked(16)).regions[0].overlap, 0.5);
    assert_eq!(compare(&masked(32), &masked(32)).score(), 1.0);
}

proptest! {
    #[test]
    fn everything_agrees_with_itself(results in proptest::collection::vec(any_result(), 0..12)) {
        let document = load(Value::Array(results));
        let same = compare(&document, &document);
        prop_assert_eq!(same.score(), 1.0, "{:?}", same);
    }

    #[test]
    fn it_is_the_same_from_either_side(
        one in proptest::collection::vec(any_result(), 0..10),
        two in proptest::collection::vec(any_result(), 0..10),
        boxes in proptest::collection::vec((0.0..60.0f64, 5.0..40.0f64, 0..2usize, any::<bool>()), 0..12),
    ) {
        let (mut one, mut two) = (one, two);
        for (at, (x, width, label, ours)) in boxes.into_iter().enumerate() {
            let made = cat(&format!("box{at}"), ["Cat", "d"][label], x, width);
            if ours { one.push(made) } else { two.push(made) }
        }
        let (one, two) = (load(Value::Array(one)), load(Value::Array(two)));
        let (there, back) = (compare(&one, &two), compare(&two, &one));
        prop_assert_eq!(there.score(), back.score());
        for verdict in Verdict::ALL {
            prop_assert_eq!(there.count(verdict), back.count(verdict.turned()));
        }
        prop_assert!((0.0..=1.0).contains(&there.score()));
        let regions = there.regions.iter().filter(|pair| pair.first.is_some()).count();
        prop_assert_eq!(regions, one.regions().len(), "every region is in one row");
    }
}
