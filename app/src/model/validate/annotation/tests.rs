//! Promises about what keeps an annotation from being handed in.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::model::config::LabelConfig;
use serde_json::json;
use std::sync::Arc;

fn document(controls: &str, result: Value) -> Document {
    let xml = format!(
        "<View><Text name='t' value='$t'/><Labels name='l' toName='t' maxUsages='2'><Label value='A'/>\
         <Label value='B' maxUsages='1'/></Labels>{controls}</View>"
    );
    Document::load(Arc::new(LabelConfig::parse(&xml).unwrap()), result).unwrap()
}

fn span(id: &str, label: &str) -> Value {
    json!({"id": id, "from_name": "l", "to_name": "t", "type": "labels",
        "value": {"start": 0, "end": 1, "labels": [label]}})
}

/// A result of the control `c`.
fn said(kind: &str, value: Value) -> Value {
    json!([{"id": "c", "from_name": "c", "to_name": "t", "type": kind, "value": value}])
}

fn problems(document: &Document) -> Vec<Problem> {
    check(document, Given::default())
}

fn messages(document: &Document) -> Vec<Reason> {
    problems(document).into_iter().map(|problem| problem.message).collect()
}

#[test]
fn required_answers_are_asked_for_in_the_words_of_the_config_if_it_has_some() {
    let controls = "<Choices name='c' toName='t' required='true'><Choice value='x'/></Choices>\
                    <TextArea name='a' toName='t' required='true'/>\
                    <TextArea name='b' toName='t' required='true' requiredMessage='Say why.'/>";
    assert_eq!(
        messages(&document(controls, json!([]))),
        [
            Reason::ChoiceRequired { control: "c".to_owned() },
            Reason::TextRequired { control: "a".to_owned() },
            Reason::Said("Say why.".to_owned()),
        ]
    );
    let blank = json!([{"from_name": "a", "to_name": "t", "type": "textarea", "value": {"text": [" "]}}]);
    assert_eq!(messages(&document(controls, blank)).len(), 3);
}

#[test]
fn every_kind_of_control_can_be_required() {
    for (kind, value) in [
        ("Number", json!({"number": 0})),
        ("DateTime", json!({"datetime": "1991-05-22T09:17"})),
        ("Rating", json!({"rating": 1})),
        ("Taxonomy", json!({"taxonomy": [["x"]]})),
    ] {
        let controls = format!("<{kind} name='c' toName='t' required='true'/>");
        let required = Reason::Required { kind: kind.to_owned(), control: "c".to_owned() };
        assert_eq!(messages(&document(&controls, json!([]))), [required]);
        let answered = document(&controls, said(&kind.to_lowercase(), value));
        assert!(messages(&answered).is_empty(), "{kind}");
    }
    let zero =
        document("<Rating name='c' toName='t' required='true'/>", said("rating", json!({"rating": 0})));
    assert_eq!(messages(&zero).len(), 1);
    let nested = "<Choices name='c' toName='t' required='true' allowNested='true'><Choice value='x'><Choice value='y'/></Choice></Choices>";
    assert_eq!(messages(&document(nested, json!([]))).len(), 1);
    assert!(messages(&document(nested, said("choices", json!({"choices": [["x", "y"]]})))).is_empty());
}

#[test]
fn per_region_answers_are_asked_of_each_region_that_they_are_for() {
    let controls = "<Choices name='c' toName='t' perRegion='true' required='true' whenLabelValue='A'><Choice value='x'/></Choices>";
    let document = document(controls, json!([span("r1", "A"), span("r2", "B")]));
    let problems = problems(&document);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].of, Subject::Region("r1".to_owned()));
}

#[test]
fn per_item_answers_are_asked_of_each_item() {
    let xml = "<View><Image name='i' valueList='$all'/><Rating name='c' toName='i' perItem='true' required='true'/></View>";
    let config = Arc::new(LabelConfig::parse(xml).unwrap());
    let result = json!([{"id": "c", "from_name": "c", "to_name": "i", "type": "rating", "item_index": 1,
        "value": {"rating": 3}}]);
    let document = Document::load(config, result).unwrap();
    let data = json!({"all": ["a.png", "b.png", "c.png"]});
    let found = check(&document, Given { data: data.as_object(), today: None });
    assert_eq!(found.iter().map(|p| p.of.clone()).collect::<Vec<_>>(), [Subject::Item(0), Subject::Item(2)]);
}

#[test]
fn one_answer_is_enough_of_pages_that_nobody_has_counted() {
    let xml = "<View><Image name='i' value='$scan'/><Rating name='c' toName='i' perItem='true' required='true'/></View>";
    let config = Arc::new(LabelConfig::parse(xml).unwrap());
    let found = |result| {
        let document = Document::load(config.clone(), result).unwrap();
        let data = json!({"scan": "s3://b/scan.tiff"});
        check(&document, Given { data: data.as_object(), today: None }).len()
    };
    assert_eq!(found(json!([])), 1);
    let of_page = json!({"id": "c", "from_name": "c", "to_name": "i", "type": "rating", "item_index": 2, "value": {"rating": 3}});
    assert_eq!(found(json!([of_page])), 0);
}

#[test]
fn hidden_controls_ask_for_nothing() {
    let controls = "<Choices name='c' toName='t'><Choice value='x'/></Choices>\
         <TextArea name='a' toName='t' required='true' visibleWhen='choice-selected' whenTagName='c'/>";
    assert!(messages(&document(controls, json!([]))).is_empty());
    assert_eq!(messages(&document(controls, said("choices", json!({"choices": ["x"]})))).len(), 1);
}

#[test]
fn limits_on_labels_and_choices_are_kept() {
    let document = document(
        "<Choices name='c' toName='t'><Choice value='x'/><Choice value='y'/></Choices>",
        json!([span("1", "B"), span("2", "B"), span("3", "A"),
            {"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["x", "y"]}}]),
    );
    let used_up = Reason::LabelUsedUp { label: "B".to_owned(), limit: 1 };
    let too_many =
        Reason::TooMany { kind: "Choices".to_owned(), control: "c".to_owned(), selected: 2, most: 1 };
    assert_eq!(messages(&document), [used_up.clone(), too_many]);
    let labels = document.config().control("l").unwrap();
    assert!(check_label(labels, &document, "A").is_ok());
    assert_eq!(check_label(labels, &document, "B"), Err(used_up));
}

#[test]
fn numbers_dates_and_taxonomies_keep_within_their_bounds() {
    let number = "<Number name='c' toName='t' min='1' max='9' step='2'/>";
    let misfit = |value: f64| messages(&document(number, said("number", json!({"number": value}))));
    assert!(misfit(3.0).is_empty());
    assert_eq!(
        misfit(4.0),
        [Reason::NumberMisfit {
            value: "4".to_owned(),
            min: None,
            max: None,
            nearest: Some(("3".to_owned(), "5".to_owned()))
        }]
    );
    let dates = document(
        "<DateTime name='c' toName='t' only='date' max='today'/>",
        said("datetime", json!({"datetime": "2026-05-02"})),
    );
    let today = Moment::day(2026, 5, 1);
    let late =
        Reason::DateMisfit { date: "2026-05-02".to_owned(), min: None, max: Some("2026-05-01".to_owned()) };
    let found = check(&dates, Given { data: None, today });
    assert_eq!(found.into_iter().map(|p| p.message).collect::<Vec<_>>(), [late]);
    assert!(messages(&dates).is_empty());
    let paths = said("taxonomy", json!({"taxonomy": [["a"], ["b"]]}));
    assert_eq!(messages(&document("<Taxonomy name='c' toName='t' maxUsages='1'/>", paths)).len(), 1);
}
