#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::config::LabelConfig;
use crate::model::ops::{History, Operation};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A config with every control that is served, and one that is not.
pub const XML: &str = "<View>
  <Image name='img' value='$image'/><Text name='txt' value='$text'/>
  <RectangleLabels name='box' toName='img'><Label value='Cat'/><Label value='Dog' alias='d'/></RectangleLabels>
  <Rectangle name='shape' toName='img'/>
  <Labels name='kind' toName='img'><Label value='Old'/><Label value='New'/></Labels>
  <VideoRectangle name='round' toName='img'/>
  <Labels name='ner' toName='txt'><Label value='Person'/><Label value='Place'/></Labels>
  <Choices name='mood' toName='txt'><Choice value='Good'/><Choice value='Bad'/></Choices>
  <TextArea name='notes' toName='txt'/>
  <Choices name='sure' toName='img' perRegion='true'><Choice value='Yes'/><Choice value='No'/></Choices>
  <TextArea name='reads' toName='img' perRegion='true'/>
</View>";

pub fn load(result: Value) -> Document {
    Document::load(Arc::new(LabelConfig::parse(XML).unwrap()), result).unwrap()
}

pub fn boxed(id: &str, from: &str, kind: &str, extra: Value) -> Value {
    let mut value = json!({"x": 10.5, "y": 20, "width": 30.25, "height": 40.0, "rotation": 0});
    value.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({
        "original_width": 640, "original_height": 480, "image_rotation": 0, "value": value,
        "id": id, "from_name": from, "to_name": "img", "type": kind, "origin": "manual"
    })
}

fn ids(document: &Document) -> Vec<&str> {
    document.regions().iter().map(|region| region.id.as_str()).collect()
}

struct Kept(Value);

impl Listed for Kept {
    fn list(&self) -> &Value {
        &self.0
    }
}

#[test]
fn a_document_beside_what_others_keep_is_as_one_of_its_own_and_changes_nothing_of_theirs() {
    let config = Arc::new(LabelConfig::parse(XML).unwrap());
    let came = json!([
        boxed("a", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]})),
        boxed("m", "brush", "brushlabels", json!({"format": "rle", "rle": [0, 0, 1, 255]})),
    ]);
    let kept: Arc<dyn Listed> = Arc::new(Kept(came.clone()));
    let mut document = Document::beside(config.clone(), &kept).unwrap();
    assert_eq!(document, Document::load(config.clone(), came.clone()).unwrap());
    assert_eq!(document.to_json(), came);
    document.play(&[Edit::remove(0, came[0].clone())]).unwrap();
    assert_eq!((document.len(), kept.list()), (1, &came));
    let no_list: Arc<dyn Listed> = Arc::new(Kept(json!("a")));
    assert!(Document::beside(config, &no_list).is_err());
}

#[test]
fn results_that_share_an_id_are_one_region() {
    let document = load(json!([
        boxed("a", "shape", "rectangle", json!({})),
        boxed("b", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]})),
        boxed("a", "kind", "labels", json!({"labels": ["Old"]})),
        boxed("a", "sure", "choices", json!({"choices": ["Yes"]})),
        boxed("a", "reads", "textarea", json!({"text": ["shop", "open"]})),
        boxed("a", "stars", "rating", json!({"rating": 3})),
    ]));
    assert_eq!(ids(&document), ["a", "b"]);
    let region = document.region("a").unwrap();
    assert_eq!(region.parts.len(), 5);
    assert_eq!(
        (region.labels.as_slice(), region.label_control.as_deref()),
        (["Old".to_owned()].as_slice(), Some("kind"))
    );
    assert_eq!(document.said("sure", Some("a")), ["Yes"]);
    assert_eq!(document.said("reads", Some("a")), ["shop", "open"]);
    assert_eq!(document.aside().count(), 0);
}

#[test]
fn answers_of_the_task_are_not_regions() {
    let document = load(json!([
        {"id": "m", "from_name": "mood", "to_name": "txt", "type": "choices", "value": {"choices": ["Good"]}},
        {"from_name": "notes", "to_name": "txt", "type": "textarea", "value": {"text": "one text"}},
        {"id": "m2", "from_name": "mood", "to_name": "txt", "type": "choices", "value": {"choices": ["Bad"]}}
    ]));
    assert!(document.regions().is_empty());
    assert_eq!(document.said("mood", None), ["Good"]);
    assert_eq!(document.said("notes", None), ["one text"]);
    assert_eq!(document.aside().count(), 1, "a second answer of the same control is kept aside");
}

#[test]
fn what_nothing_of_ours_speaks_through_is_kept_aside() {
    let document = load(json!([
        {"id": "e", "from_name": "round", "to_name": "img", "type": "videorectangle", "value": {"sequence": []}},
        {"id": "e", "from_name": "kind", "to_name": "img", "type": "labels", "value": {"sequence": [], "labels": ["Old"]}},
        {"id": "e", "from_name": "sure", "to_name": "img", "type": "choices", "value": {"choices": ["Yes"]}},
        {"id": "q", "from_name": "gone", "to_name": "img", "type": "choices", "value": {"choices": ["Yes"]}},
        {"id": "n", "from_name": "mood", "to_name": "txt", "type": "choices", "value": {"choices": [["a", "b"]]}},
        "not even an object",
        {"type": "relation", "from_id": "e", "to_id": "zz", "direction": "right", "labels": ["l"]}
    ]));
    assert!(document.regions().is_empty() && document.answers().is_empty());
    assert_eq!(document.aside().count(), 6);
    assert_eq!(document.relations().len(), 1);
}

#[test]
fn two_shapes_that_bear_one_id_stay_two_and_shapes_without_id_get_a_lasting_one() {
    let mut nameless = boxed("x", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]}));
    nameless.as_object_mut().unwrap().remove("id");
    let result = json!([
        boxed("a", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]})),
        boxed("a", "box", "rectanglelabels", json!({"rectanglelabels": ["d"], "x": 50})),
        nameless
    ]);
    let document = load(result.clone());
    assert_eq!(document.regions().len(), 3);
    assert_eq!(document.region("a").unwrap().labels, ["Cat"]);
    assert_eq!(ids(&document), ids(&load(result.clone())), "the same ids each time");
    assert_eq!(document.to_json(), result);
}

#[test]
fn a_control_that_the_config_renamed_is_found_if_there_is_no_doubt() {
    let renamed =
        load(json!([boxed("a", "old-name", "rectanglelabels", json!({"rectanglelabels": ["Cat"]}))]));
    assert_eq!(renamed.region("a").unwrap().label_control.as_deref(), Some("box"));
    let doubtful = load(json!([{"from_name": "zz", "to_name": "txt", "type": "ellipse", "value": {}}]));
    assert_eq!(doubtful.aside().count(), 1);
}

#[test]
fn answers_that_become_hidden_are_not_handed_in_and_those_that_came_hidden_are() {
    let xml = "<View><Text name='t' value='$t'/><Choices name='a' toName='t'><Choice value='x'/><Choice value='y'/></Choices>\
        <Choices name='b' toName='t' visibleWhen='choice-selected' whenTagName='a' whenChoiceValue='x'><Choice value='z'/></Choices></View>";
    let config = Arc::new(LabelConfig::parse(xml).unwrap());
    let choice = |control: &str, choice: &str| json!({"id": control, "from_name": control, "to_name": "t", "type": "choices", "value": {"choices": [choice]}});
    let mut shown = Document::load(config.clone(), json!([choice("a", "x"), choice("b", "z")])).unwrap();
    let change = Edit::replace(0, choice("a", "x"), choice("a", "y"));
    shown.play(&[change]).unwrap();
    assert_eq!(shown.submission(), json!([choice("a", "y")]));
    assert_eq!(shown.to_json().as_array().unwrap().len(), 2, "choosing x again brings it back");
    let hidden = json!([choice("a", "y"), choice("b", "z")]);
    assert_eq!(Document::load(config, hidden.clone()).unwrap().submission(), hidden);
}

#[test]
fn edits_for_another_state_change_nothing() {
    let mut document = load(json!([boxed("a", "shape", "rectangle", json!({}))]));
    let before = document.to_json();
    let edits = [Edit::insert(1, json!({"new": 1})), Edit::remove(0, json!({"not": "there"}))];
    assert_eq!(document.play(&edits), Err(EditError(0)));
    assert_eq!(document.to_json(), before);
    assert!(document.play(&[Edit::insert(7, json!({}))]).is_err());
}

#[test]
fn a_control_answers_for_regions_of_its_objects_and_of_no_others() {
    let xml = "<View><Text name='a' value='$a'/><Text name='b' value='$b'/><Text name='c' value='$c'/>\
        <Labels name='l' toName='b'><Label value='X'/></Labels><Labels name='m' toName='c'><Label value='X'/></Labels>\
        <TextArea name='reads' toName='a,b' perRegion='true'/></View>";
    let span = |id: &str, from: &str, to: &str| {
        json!({"id": id, "from_name": from, "to_name": to, "type": "labels",
        "value": {"start": 0, "end": 1, "labels": ["X"]}})
    };
    let config = Arc::new(LabelConfig::parse(xml).unwrap());
    let mut document = Document::load(config, json!([span("r", "l", "b"), span("s", "m", "c")])).unwrap();
    let answer = |region: &str| Operation::SetAnswer {
        control: "reads".to_owned(),
        of: Subject::Region(region.to_owned()),
        said: Some(json!(["word"])),
        id: "new".to_owned(),
    };
    let mut history = History::new();
    assert!(history.apply(&mut document, &answer("s")).is_err());
    assert!(history.apply(&mut document, &answer("r")).unwrap());
    assert_eq!(document.said("reads", Some("r")), ["word"]);
    assert_eq!((document.aside().count(), &document.to_json()[1]["to_name"]), (0, &json!("b")));
}

#[test]
fn a_result_that_is_no_list_is_refused() {
    let config = Arc::new(LabelConfig::default());
    assert!(Document::load(config.clone(), Value::Null).unwrap().is_empty());
    assert!(Document::load(config, json!({"a": 1})).is_err());
}

/// Any JSON, numbers in all their forms.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        "(\\PC|😀|\u{301}|\r\n){0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec(("[a-z_]{1,8}", inner), 0..4)
                .prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// Results that are nearly what the config's controls say, with anything else in them.
pub fn any_result() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        Just(("box", "img", "rectanglelabels")),
        Just(("shape", "img", "rectangle")),
        Just(("kind", "img", "labels")),
        Just(("round", "img", "videorectangle")),
        Just(("ner", "txt", "labels")),
        Just(("mood", "txt", "choices")),
        Just(("notes", "txt", "textarea")),
        Just(("sure", "img", "choices")),
        Just(("reads", "img", "textarea")),
        Just(("gone", "img", "rectanglelabels")),
        Just(("mood", "img", "weird")),
    ];
    let geometry = (0.0..90.0f64, 0..90i64, 0..40u32, 0..40u32).prop_map(|(x, y, start, length)| {
        json!({"x": x, "y": y, "width": 5.5, "height": 7, "start": start, "end": start + length, "text": "abc"})
    });
    let said = prop_oneof![Just(json!(["Cat"])), Just(json!(["Person", "zz"])), Just(json!([])), any_json()];
    let result = ("[a-d]", names, geometry, said, any_json(), 0..8u8).prop_map(
        |(id, names, geometry, said, other, form)| {
            let (from, to, kind) = names;
            let key = if kind == "textarea" { "text" } else { kind };
            let mut value = if form & 1 == 0 { geometry } else { json!({}) };
            value.as_object_mut().unwrap().insert(key.to_owned(), said);
            let mut result =
                json!({"from_name": from, "to_name": to, "type": kind, "value": value, "odd field": other});
            if form & 2 == 0 {
                result.as_object_mut().unwrap().insert("id".to_owned(), json!(id));
            }
            if form & 4 == 0 {
                result.as_object_mut().unwrap().insert("origin".to_owned(), json!("prediction"));
            }
            result
        },
    );
    let relation =
        ("[a-d]", "[a-d]").prop_map(|(from, to)| json!({"type": "relation", "from_id": from, "to_id": to}));
    prop_oneof![8 => result, 1 => relation, 1 => any_json()]
}

proptest! {
    #[test]
    fn whatever_is_loaded_is_given_back_to_the_last_byte(results in proptest::collection::vec(any_result(), 0..12)) {
        let text = Value::Array(results).to_string();
        let document = load(serde_json::from_str(&text).unwrap());
        prop_assert_eq!(document.to_json().to_string(), text.clone());
        prop_assert_eq!(document.submission().to_string(), text);
    }

    #[test]
    fn every_result_has_exactly_one_place(results in proptest::collection::vec(any_result(), 0..12)) {
        let document = load(Value::Array(results));
        let parts: usize = document.regions().iter().map(|region| region.parts.len()).sum();
        let all = parts + document.answers().len() + document.relations().len() + document.aside().count();
        prop_assert_eq!(all, document.len());
        for region in document.regions() {
            prop_assert_eq!(document.region(&region.id), Some(region));
        }
    }
}
