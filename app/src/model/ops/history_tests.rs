#![allow(clippy::unwrap_used, clippy::expect_used)]
//! What the history tells of its steps, going to one of them, and what is pasted.

use super::*;
use crate::model::geometry::Rect;
use crate::model::result::tests::{boxed, load};
use crate::model::result::{Area, Document, Subject};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn cat(id: &str) -> Value {
    boxed(id, "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]}))
}

fn moved(id: &str, x: f64) -> Operation {
    let area = Area::Box(Rect { x, y: 1.0, width: 5.0, height: 5.0, rotation: 0.0 });
    Operation::SetArea { region: id.to_owned(), area, text: None }
}

fn choose(said: &str) -> Operation {
    Operation::SetAnswer {
        control: "mood".into(),
        of: Subject::Task,
        said: Some(json!([said])),
        id: "m".into(),
    }
}

fn deeds(history: &History) -> Vec<(Deed, usize, bool)> {
    history.steps().map(|(step, done)| (step.note.deed, step.note.regions.len(), done)).collect()
}

#[test]
fn steps_tell_what_was_done_to_how_many_and_with_which_label() {
    let mut document = load(json!([cat("a"), cat("b")]));
    let mut history = History::new();
    history.begin();
    (0..20).for_each(|x| assert!(history.apply(&mut document, &moved("a", f64::from(x))).unwrap()));
    history.commit();
    let label = |id: &str| Operation::SetLabels {
        region: id.into(),
        control: "box".into(),
        labels: vec!["d".into()],
    };
    history.apply_all(&mut document, &[label("a"), label("b")]).unwrap();
    history.apply(&mut document, &choose("Good")).unwrap();
    let both = Operation::DeleteRegions { regions: vec!["a".into(), "b".into()] };
    history.apply(&mut document, &both).unwrap();
    assert_eq!(
        deeds(&history),
        [
            (Deed::Moved, 1, true),
            (Deed::Labeled, 2, true),
            (Deed::Answered, 0, true),
            (Deed::Deleted, 2, true)
        ]
    );
    let notes: Vec<&Note> = history.steps().map(|(step, _)| &step.note).collect();
    assert_eq!(notes[0].labels, ["Cat"]);
    assert_eq!(
        (notes[1].labels.as_slice(), notes[2].control.as_deref()),
        (&["d".to_owned()][..], Some("mood"))
    );
}

#[test]
fn what_was_accepted_and_changed_in_one_step_was_taken_over() {
    let mut document = load(json!([]));
    let mut history = History::new();
    history
        .apply_all(&mut document, &[Operation::AddResults { results: vec![cat("a")] }, moved("a", 3.0)])
        .unwrap();
    assert_eq!(deeds(&history), [(Deed::Taken, 1, true)]);
    history.apply_all(&mut document, &[moved("a", 4.0), choose("Bad")]).unwrap();
    assert_eq!(deeds(&history)[1].0, Deed::Several);
}

#[test]
fn any_state_of_the_past_can_be_gone_to_and_left_again() {
    let mut document = load(json!([cat("a")]));
    let mut history = History::new();
    let mut states = vec![(history.state(), document.to_json())];
    for x in 1..6 {
        history.apply(&mut document, &moved("a", f64::from(x))).unwrap();
        states.push((history.state(), document.to_json()));
    }
    assert_eq!(history.first_state(), states[0].0);
    for at in [2, 5, 0, 3, 4, 1] {
        assert!(history.go_to(&mut document, states[at].0).unwrap());
        assert_eq!(document.to_json(), states[at].1, "state {at}");
        assert_eq!(history.state(), states[at].0);
        assert_eq!(history.steps().filter(|(_, done)| *done).count(), at);
    }
    assert!(!history.go_to(&mut document, states[1].0).unwrap(), "it is there already");
    assert!(!history.go_to(&mut document, 99).unwrap());
    history.apply(&mut document, &moved("a", 50.0)).unwrap();
    assert_eq!(history.steps().count(), 2, "what was left is given up by going another way");
}

fn paste(
    text: &str,
    document: &Document,
    item: Option<u32>,
) -> Result<(Vec<Value>, Vec<String>), PasteError> {
    let items: BTreeMap<String, u32> = item.into_iter().map(|item| ("img".to_owned(), item)).collect();
    let mut next = 0;
    pasted(text, document, &items, &mut || {
        next += 1;
        format!("new{next}")
    })
}

#[test]
fn pasted_regions_get_ids_of_their_own_and_keep_what_holds_them_together() {
    let mut part = cat("b");
    part["parentID"] = json!("a");
    let source = load(json!([
        cat("a"),
        boxed("a", "sure", "choices", json!({"choices": ["Yes"]})),
        part,
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "bi", "labels": ["of"]},
        cat("c"),
    ]));
    let text = json!(source.results_of(&["a".into(), "b".into()])).to_string();
    let mut document = source.clone();
    let (results, ids) = paste(&text, &document, Some(2)).unwrap();
    assert_eq!(ids, ["new1", "new2"]);
    assert!(History::new().apply(&mut document, &Operation::AddResults { results }).unwrap());
    assert_eq!(document.regions().len(), 5);
    let (one, two) = (document.region("new1").unwrap(), document.region("new2").unwrap());
    assert_eq!((one.item, two.parent.as_deref()), (Some(2), Some("new1")));
    assert_eq!(document.said("sure", Some("new1")), ["Yes"]);
    assert!(document.relations().iter().any(|r| r.from == "new1" && r.to == "new2" && r.labels == ["of"]));
    assert_eq!(one.area, document.region("a").unwrap().area, "at the same place");
}

#[test]
fn what_has_no_control_here_is_left_out_and_what_is_no_result_is_refused() {
    let document = load(json!([]));
    let mut odd = cat("x");
    odd["from_name"] = json!("zzz");
    odd["type"] = json!("videorectangle");
    let mixed = json!({"id": 7, "result": [odd.clone(), cat("y")]}).to_string();
    assert_eq!(paste(&mixed, &document, None).unwrap().1.len(), 1);
    assert_eq!(paste(&json!([odd]).to_string(), &document, None), Err(PasteError::NothingFits));
    for text in ["", "hello", "[1]", "[]", "{\"a\": 1}", "3"] {
        assert_eq!(paste(text, &document, None), Err(PasteError::NotResults), "{text}");
    }
    let mut scored = cat("p");
    (scored["origin"], scored["score"], scored["readonly"]) = (json!("prediction"), json!(0.5), json!(true));
    let (results, _) = paste(&scored.to_string(), &document, None).unwrap();
    assert_eq!((&results[0]["origin"], results[0].get("score")), (&json!("manual"), None));
    assert_eq!(results[0].get("readonly"), None);
}
