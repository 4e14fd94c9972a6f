//! Promises about what shows and what counts.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use serde_json::json;
use std::sync::Arc;

const XML: &str = "<View><Text name='t' value='$t'/>\
    <Labels name='l' toName='t'><Label value='Person' alias='PER'/><Label value='Money'/></Labels>\
    <Choices name='kind' toName='t'><Choice value='Report' alias='rep'/><Choice value='Letter'/></Choices>\
    <View visibleWhen='choice-selected' whenTagName='kind' whenChoiceValue='Report'>\
      <Choices name='topic' toName='t'><Choice value='x'/></Choices></View>\
    <Choices name='rest' toName='t' visibleWhen='choice-unselected' whenTagName='kind'><Choice value='y'/></Choices>\
    <Choices name='gender' toName='t' perRegion='true' whenTagName='l' whenLabelValue='Person'><Choice value='f'/></Choices>\
    <View visibleWhen='region-selected'><TextArea name='note' toName='t'/></View>\
    <Choices name='none' toName='t' visibleWhen='no-region-selected'><Choice value='z'/></Choices></View>";

fn span(id: &str, label: &str) -> Value {
    json!({"id": id, "from_name": "l", "to_name": "t", "type": "labels",
        "value": {"start": 0, "end": 1, "text": "a", "labels": [label]}})
}

fn choice(control: &str, choice: &str) -> Value {
    json!({"id": control, "from_name": control, "to_name": "t", "type": "choices", "value": {"choices": [choice]}})
}

fn load(xml: &str, result: Value) -> Document {
    Document::load(Arc::new(LabelConfig::parse(xml).unwrap()), result).unwrap()
}

fn document(result: Value) -> Document {
    load(XML, result)
}

fn shown(document: &Document, selected: Option<&str>) -> Vec<String> {
    let sight = Sight { region: selected.and_then(|id| document.region(id)), items: Items::None };
    let controls = document.config().controls().iter();
    controls.filter(|c| is_shown(c, document, sight)).map(|c| c.name.clone()).collect()
}

#[test]
fn controls_show_when_their_conditions_hold() {
    let empty = document(json!([]));
    assert_eq!(shown(&empty, None), ["l", "kind", "rest", "none"]);
    let report = document(json!([choice("kind", "rep"), span("a", "PER"), span("b", "Money")]));
    assert_eq!(shown(&report, None), ["l", "kind", "topic", "none"]);
    assert_eq!(shown(&report, Some("a")), ["l", "kind", "topic", "gender", "note"]);
    assert_eq!(shown(&report, Some("b")), ["l", "kind", "topic", "note"]);
}

#[test]
fn what_counts_does_not_hang_on_the_selection() {
    let document = document(json!([
        choice("kind", "Letter"), choice("topic", "x"),
        {"id": "n", "from_name": "note", "to_name": "t", "type": "textarea", "value": {"text": ["hm"]}}
    ]));
    let hidden: Vec<String> = hidden_answers(&document).into_iter().map(|(control, _)| control).collect();
    assert_eq!(hidden, ["topic"]);
}

#[test]
fn a_choice_selected_anywhere_will_do_when_no_tag_is_named() {
    let xml = "<View><Text name='t' value='$t'/><Choices name='a' toName='t'><Choice value='x'/></Choices>\
               <Choices name='b' toName='t' visibleWhen='choice-selected'><Choice value='y'/></Choices></View>";
    let is_b_shown = |result: Value| {
        let document = load(xml, result);
        is_shown(document.config().control("b").unwrap(), &document, Sight::default())
    };
    assert!(!is_b_shown(json!([])));
    assert!(is_b_shown(json!([choice("a", "x")])));
    assert!(is_b_shown(json!([choice("b", "y")])), "an answer of its own keeps it in sight");
}

#[test]
fn nested_choices_and_taxonomies_are_asked_by_the_ends_of_their_paths() {
    let xml = "<View><Text name='t' value='$t'/>\
        <Choices name='n' toName='t' choice='multiple' allowNested='true'><Choice value='A' alias='a'><Choice value='A1'/><Choice value='A2'/></Choice></Choices>\
        <Taxonomy name='x' toName='t'><Choice value='T'><Choice value='Tuna' alias='tn'/></Choice></Taxonomy>\
        <TextArea name='by_leaf' toName='t' visibleWhen='choice-selected' whenTagName='n' whenChoiceValue='A1'/>\
        <TextArea name='by_top' toName='t' visibleWhen='choice-selected' whenTagName='n' whenChoiceValue='A'/>\
        <TextArea name='by_tax' toName='t' visibleWhen='choice-selected' whenTagName='x' whenChoiceValue='Tuna'/>\
        <TextArea name='by_any' toName='t' visibleWhen='choice-selected' whenTagName='x'/>\
        <TextArea name='by_value' toName='t' whenChoiceValue='tn'/></View>";
    let nested = |paths: Value| json!([{"id": "n", "from_name": "n", "to_name": "t", "type": "choices", "value": {"choices": paths}}]);
    let taxonomy = |paths: Value| json!([{"id": "x", "from_name": "x", "to_name": "t", "type": "taxonomy", "value": {"taxonomy": paths}}]);
    let texts = |result: Value| shown(&load(xml, result), None).split_off(2);
    assert!(texts(json!([])).is_empty());
    assert_eq!(texts(nested(json!([["a", "A1"]]))), ["by_leaf"]);
    assert_eq!(texts(nested(json!([["a"], ["a", "A1"], ["a", "A2"]]))), ["by_leaf", "by_top"]);
    assert_eq!(texts(taxonomy(json!([["T", "tn"]]))), ["by_tax", "by_any", "by_value"]);
    assert_eq!(texts(taxonomy(json!([["T"]]))), ["by_any"]);
}

#[test]
fn items_are_asked_of_what_was_said_of_them() {
    let xml = "<View><Image name='i' valueList='$all'/>\
        <Choices name='c' toName='i' perItem='true'><Choice value='x'/></Choices>\
        <TextArea name='why' toName='i' perItem='true' visibleWhen='choice-selected' whenTagName='c'/></View>";
    let answer = |control: &str, kind: &str, value: Value, item: u32| {
        json!({"id": format!("{control}{item}"), "from_name": control, "to_name": "i", "type": kind,
            "value": value, "item_index": item})
    };
    let document = load(
        xml,
        json!([
            answer("c", "choices", json!({"choices": ["x"]}), 1),
            answer("why", "textarea", json!({"text": ["a"]}), 0),
            answer("why", "textarea", json!({"text": ["b"]}), 1),
        ]),
    );
    assert_eq!(
        hidden_answers(&document).into_iter().collect::<Vec<_>>(),
        [("why".to_owned(), Subject::Item(0))]
    );
    let why = document.config().control("why").unwrap();
    let sees = |item: u32| {
        let items = BTreeMap::from([("i".to_owned(), item)]);
        is_shown(why, &document, Sight { region: None, items: Items::Shown(&items) })
    };
    assert!(!sees(0) && sees(1));
}
