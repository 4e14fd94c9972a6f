#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::geometry::Rect;
use crate::model::result::tests::{any_result, boxed, load};
use crate::model::result::{Area, Document, ImageSize, NewRegion, Of, Span, Subject};
use proptest::prelude::*;
use serde_json::{Value, json};

const RECT: Rect = Rect { x: 10.0, y: 20.5, width: 30.0, height: 5.25, rotation: 0.0 };

fn new_box(id: &str, control: &str, labels: &[&str]) -> NewRegion {
    NewRegion {
        id: id.to_owned(),
        control: control.to_owned(),
        area: Area::Box(RECT),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        label_control: (control == "shape").then(|| "kind".to_owned()),
        text: None,
        image: Some(ImageSize { width: 1920, height: 1080, rotation: 0 }),
        item: None,
        origin: None,
    }
}

fn new_span(id: &str, start: u32, end: u32, text: &str) -> NewRegion {
    let area = Area::Span(Span { start, end });
    NewRegion { area, text: Some(text.to_owned()), image: None, ..new_box(id, "ner", &["Person"]) }
}

fn done(document: &mut Document, operation: &Operation) -> bool {
    History::new().apply(document, operation).unwrap()
}

fn set_box(region: &str, rect: Rect) -> Operation {
    Operation::SetArea { region: region.to_owned(), area: Area::Box(rect), text: None }
}

/// Texts said by a control of the task, or of a region.
fn say(control: &str, region: Option<&str>, said: &[String], id: &str) -> Operation {
    Operation::SetAnswer {
        control: control.to_owned(),
        of: Of::from(region).to_subject(),
        said: (!said.is_empty()).then(|| json!(said)),
        id: id.to_owned(),
    }
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

#[test]
fn a_new_box_has_exactly_the_fields_of_the_format() {
    let mut document = load(json!([]));
    done(&mut document, &Operation::AddRegion { region: new_box("abcdefghij", "box", &["d"]) });
    assert_eq!(
        document.to_json().to_string(),
        json!([{
            "original_width": 1920, "original_height": 1080, "image_rotation": 0,
            "value": {"x": 10, "y": 20.5, "width": 30, "height": 5.25, "rotation": 0, "rectanglelabels": ["d"]},
            "id": "abcdefghij", "from_name": "box", "to_name": "img", "type": "rectanglelabels", "origin": "manual"
        }])
        .to_string()
    );
}

#[test]
fn a_box_and_its_label_are_two_results_where_two_controls_make_them() {
    let mut document = load(json!([]));
    done(&mut document, &Operation::AddRegion { region: new_box("r", "shape", &["Old"]) });
    let results = document.to_json();
    assert_eq!(results[0]["type"], "rectangle");
    assert_eq!(results[0]["value"], json!({"x": 10, "y": 20.5, "width": 30, "height": 5.25, "rotation": 0}));
    assert_eq!(results[1]["type"], "labels");
    assert_eq!(results[1]["value"]["labels"], json!(["Old"]));
    assert_eq!(results[1]["value"]["x"], 10);
    assert_eq!(document.regions().len(), 1);
    done(&mut document, &Operation::SetLabels { region: "r".into(), control: "kind".into(), labels: vec![] });
    assert_eq!(document.len(), 1);
    done(
        &mut document,
        &Operation::SetLabels { region: "r".into(), control: "kind".into(), labels: texts(&["New"]) },
    );
    assert_eq!(document.region("r").unwrap().labels, ["New"]);
}

#[test]
fn a_new_text_region_keeps_its_text_with_newlines_as_two_signs() {
    let mut document = load(json!([]));
    done(&mut document, &Operation::AddRegion { region: new_span("s", 3, 9, "ab\ncd😀") });
    assert_eq!(
        document.to_json().to_string(),
        json!([{
            "value": {"start": 3, "end": 9, "text": "ab\\ncd😀", "labels": ["Person"]},
            "id": "s", "from_name": "ner", "to_name": "txt", "type": "labels", "origin": "manual"
        }])
        .to_string()
    );
    let area = Area::Span(Span { start: 4, end: 5 });
    let moved = Operation::SetArea { region: "s".into(), area, text: Some("b".into()) };
    done(&mut document, &moved);
    assert_eq!(
        document.to_json()[0]["value"],
        json!({"start": 4, "end": 5, "text": "b", "labels": ["Person"]})
    );
}

#[test]
fn moving_a_box_moves_it_in_every_result_and_touches_nothing_else() {
    let mut document = load(json!([
        boxed("a", "shape", "rectangle", json!({"odd": 1.0})),
        boxed("a", "reads", "textarea", json!({"text": ["x"]})),
        boxed("a", "stars", "rating", json!({"rating": 3})),
        boxed("b", "shape", "rectangle", json!({})),
    ]));
    let other = document.to_json()[3].clone();
    let area = Rect { x: 11.0, y: 20.0, width: 30.25, height: 40.0, rotation: 0.0 };
    done(&mut document, &set_box("a", area));
    let results = document.to_json();
    for at in 0..3 {
        assert_eq!(results[at]["value"]["x"], 11);
        assert_eq!(results[at]["value"]["height"].to_string(), "40.0", "what did not change keeps its form");
    }
    assert_eq!(results[0]["value"]["odd"].to_string(), "1.0");
    assert_eq!(results[3], other);
}

#[test]
fn a_prediction_that_is_changed_says_so() {
    let mut prediction = boxed("a", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]}));
    prediction["origin"] = json!("prediction");
    let mut document = load(json!([prediction]));
    let same = Operation::SetLabels { region: "a".into(), control: "box".into(), labels: texts(&["Cat"]) };
    assert!(!done(&mut document, &same), "the same label is no change");
    let other = Operation::SetLabels { region: "a".into(), control: "box".into(), labels: texts(&["d"]) };
    assert!(done(&mut document, &other));
    assert_eq!(document.to_json()[0]["origin"], "prediction-changed");
}

#[test]
fn answers_come_change_and_go() {
    let mut document = load(json!([boxed("a", "shape", "rectangle", json!({}))]));
    let choose = |region: Option<&str>, control: &str, choices: &[&str]| {
        say(control, region, &texts(choices), "newidnewid")
    };
    done(&mut document, &choose(None, "mood", &["Good"]));
    assert_eq!(
        document.to_json()[1],
        json!({"value": {"choices": ["Good"]}, "id": "newidnewid", "from_name": "mood", "to_name": "txt",
            "type": "choices", "origin": "manual"})
    );
    done(&mut document, &choose(Some("a"), "sure", &["Yes"]));
    let per_region = document.to_json()[1].clone();
    assert_eq!((&per_region["id"], &per_region["value"]["x"]), (&json!("a"), &json!(10.5)));
    assert_eq!(per_region["original_width"], 640);
    done(&mut document, &choose(None, "mood", &["Bad"]));
    assert_eq!(document.said("mood", None), ["Bad"]);
    done(&mut document, &choose(None, "mood", &[]));
    done(&mut document, &choose(Some("a"), "sure", &[]));
    assert_eq!(document.len(), 1);
    let wrong = choose(None, "box", &["x"]).plan(&document);
    assert!(matches!(wrong, Err(OpError::WrongControl { .. })));
}

#[test]
fn an_answer_stays_with_its_region_when_results_came_without_ids() {
    let mut shape = boxed("x", "box", "rectanglelabels", json!({"rectanglelabels": ["Cat"]}));
    shape.as_object_mut().unwrap().remove("id");
    let mut document = load(json!([shape.clone(), shape.clone(), shape]));
    let last = document.regions()[2].id.clone();
    done(&mut document, &say("reads", Some(&last), &texts(&["t"]), "n"));
    let first = document.regions()[0].id.clone();
    done(&mut document, &Operation::DeleteRegions { regions: vec![first] });
    let again = load(document.to_json());
    assert_eq!(again.regions().len(), 2);
    assert_eq!(again.said("reads", Of::Region(&last)), ["t"]);
    assert_eq!(again.region(&last), again.regions().last());
}

#[test]
fn a_deleted_region_takes_its_relations_along() {
    let mut document = load(json!([
        boxed("a", "shape", "rectangle", json!({})),
        {"type": "relation", "from_id": "a", "to_id": "b"},
        boxed("b", "shape", "rectangle", json!({})),
        {"type": "relation", "from_id": "b", "to_id": "c"},
    ]));
    done(&mut document, &Operation::DeleteRegions { regions: texts(&["a"]) });
    assert_eq!((document.len(), document.relations().len()), (2, 1));
}

#[test]
fn notes_stand_in_meta_beside_what_else_is_there() {
    let mut result = boxed("a", "shape", "rectangle", json!({}));
    result["meta"] = json!({"lead_time": 2});
    let before = json!([result]);
    let mut document = load(before.clone());
    done(&mut document, &Operation::SetNote { region: "a".into(), note: Some("look".into()) });
    assert_eq!(document.to_json()[0]["meta"], json!({"lead_time": 2, "text": ["look"]}));
    assert_eq!(document.region("a").unwrap().note.as_deref(), Some("look"));
    done(&mut document, &Operation::SetNote { region: "a".into(), note: None });
    assert_eq!(document.to_json(), before);
}

#[test]
fn a_drag_is_one_step_and_can_be_called_off() {
    let mut document = load(json!([
        boxed("a", "shape", "rectangle", json!({})),
        boxed("a", "kind", "labels", json!({"labels": ["Old"]}))
    ]));
    let before = document.to_json();
    let mut history = History::new();
    let drag = |history: &mut History, document: &mut Document| {
        history.begin();
        for step in 1..200 {
            let area = Rect { x: f64::from(step) / 3.0, ..RECT };
            history.apply(document, &set_box("a", area)).unwrap();
        }
    };
    drag(&mut history, &mut document);
    history.cancel(&mut document).unwrap();
    assert_eq!(document.to_json(), before);
    assert!(!history.can_undo() && !history.is_dirty());
    drag(&mut history, &mut document);
    assert!(history.is_dirty() && history.commit());
    let after = document.to_json();
    assert!(history.undo(&mut document).unwrap());
    assert_eq!(document.to_json(), before);
    assert!(!history.is_dirty());
    assert!(history.redo(&mut document).unwrap());
    assert_eq!(document.to_json(), after);
    assert!(!history.redo(&mut document).unwrap());
}

#[test]
fn what_was_saved_is_known_again_after_undo_and_redo() {
    let mut document = load(json!([]));
    let mut history = History::new();
    let note = |text: &str| say("notes", None, &texts(&[text]), "n");
    history.apply(&mut document, &note("one")).unwrap();
    history.mark_saved();
    assert!(!history.is_dirty());
    history.undo(&mut document).unwrap();
    assert!(history.is_dirty());
    history.redo(&mut document).unwrap();
    assert!(!history.is_dirty());
    history.undo(&mut document).unwrap();
    history.apply(&mut document, &note("other")).unwrap();
    assert!(history.is_dirty() && !history.can_redo());
}

#[test]
fn the_history_forgets_its_oldest_steps() {
    let mut document = load(json!([]));
    let mut history = History::new();
    for n in 0..700 {
        history.apply(&mut document, &say("notes", None, &[n.to_string()], "n")).unwrap();
    }
    let mut undone = 0;
    while history.undo(&mut document).unwrap() {
        undone += 1;
    }
    assert_eq!(undone, 500);
    assert_eq!(document.said("notes", None), ["199"]);
    assert!(history.is_dirty(), "the state that was saved is beyond reach");
}

#[test]
fn several_at_once_are_all_or_none() {
    let mut document = load(json!([]));
    let mut history = History::new();
    let add = |id: &str| Operation::AddRegion { region: new_box(id, "box", &["Cat"]) };
    let error = history.apply_all(&mut document, &[add("a"), add("a")]).unwrap_err();
    assert_eq!(error, OpError::Duplicate("a".into()));
    assert!(document.is_empty() && !history.can_undo());
    assert!(history.apply_all(&mut document, &[add("a"), add("b")]).unwrap());
    history.undo(&mut document).unwrap();
    assert!(document.is_empty());
}

#[test]
fn operations_that_cannot_be_done_say_why() {
    let document = load(json!([boxed("a", "shape", "rectangle", json!({}))]));
    let why = |operation: Operation| operation.plan(&document).unwrap_err().to_string();
    assert!(why(set_box("z", RECT)).contains("no region \"z\""));
    let span = Area::Span(Span { start: 0, end: 1 });
    assert!(why(Operation::SetArea { region: "a".into(), area: span, text: None }).contains("of that kind"));
    assert!(
        why(Operation::AddRegion { region: new_box("b", "mood", &[]) }).contains("does not take regions")
    );
    assert!(why(Operation::AddRegion { region: new_box("b", "ner", &[]) }).contains("of this kind"));
    assert!(why(Operation::AddRegion { region: new_box("b", "zz", &[]) }).contains("no control \"zz\""));
    assert!(why(Operation::Replace { result: json!({}) }).contains("must be a list"));
}

#[test]
fn a_taxonomy_that_labels_makes_regions_and_answers_no_task() {
    let xml = "<View><Text name='t' value='$t'/><Taxonomy name='x' toName='t' labeling='true'>\
               <Choice value='A'><Choice value='B'/></Choice></Taxonomy></View>";
    let config = std::sync::Arc::new(crate::model::config::LabelConfig::parse(xml).unwrap());
    let mut document = Document::new(config.clone());
    let place = crate::model::hotkeys::path_text(&["A".to_owned(), "B".to_owned()]);
    let region = NewRegion { control: "x".into(), labels: vec![place], ..new_span("r", 0, 2, "ab") };
    let add = Operation::AddRegion { region };
    History::new().apply(&mut document, &add).unwrap();
    let result = document.to_json();
    assert_eq!(result[0]["type"], "taxonomy");
    assert_eq!(result[0]["value"]["taxonomy"], json!([["A", "B"]]));
    assert_eq!(result[0]["value"]["start"], 0);
    let again = Document::load(config, result).unwrap();
    assert_eq!((again.regions().len(), again.answers().len(), again.aside().count()), (1, 0, 0));
}

#[test]
fn what_the_config_chooses_from_the_start_is_chosen() {
    let xml = "<View><Text name='t' value='$t'/><Choices name='c' toName='t'><Choice value='A' selected='true' alias='a'/>\
               <Choice value='B' selected='true'/></Choices></View>";
    let config = crate::model::config::LabelConfig::parse(xml).unwrap();
    let operations = preselected(&config, &serde_json::Map::new(), &mut || "id".to_owned());
    assert_eq!(operations, [say("c", None, &texts(&["a"]), "id")]);
}

/// An operation on whatever the document holds; a number picks what.
fn any_operation() -> impl Strategy<Value = (u8, u8, String, f64)> {
    (0..14u8, any::<u8>(), "[a-zA-Z0-9]{10}", 0.0..50.0f64)
}

fn chosen(document: &Document, (kind, pick, id, number): &(u8, u8, String, f64)) -> Option<Operation> {
    let regions = document.regions();
    let region = || regions.get(*pick as usize % regions.len().max(1)).map(|region| region.id.clone());
    let rotation = if pick % 3 == 0 { 0.0 } else { *number };
    let area = Rect { x: *number, rotation, ..RECT };
    let words = texts(&["Cat", "Old", "x"][..*pick as usize % 4]);
    let id = id.clone();
    Some(match kind {
        0 => Operation::AddRegion { region: new_box(&id, "box", &["Cat"]) },
        1 => Operation::AddRegion { region: new_box(&id, "shape", &["Old"]) },
        2 => Operation::AddRegion { region: new_span(&id, *pick as u32, *pick as u32 + 3, "a\nb") },
        3 => Operation::DeleteRegions { regions: vec![region()?] },
        4 => set_box(&region()?, area),
        5 => Operation::SetArea {
            region: region()?,
            area: Area::Span(Span { start: *pick as u32, end: 300 }),
            text: Some("t".into()),
        },
        6 => Operation::SetLabels {
            region: region()?,
            control: ["box", "kind", "ner"][*pick as usize % 3].into(),
            labels: words,
        },
        7 => say("mood", None, &words, &id),
        8 => say("reads", region().as_deref(), &words, &id),
        9 => Operation::AddRelation {
            relation: NewRelation {
                from: region()?,
                to: regions.first()?.id.clone(),
                direction: "bi".into(),
                labels: words,
            },
        },
        10 => Operation::SetParent {
            region: region()?,
            parent: regions.first().map(|region| region.id.clone()),
        },
        11 => Operation::SetReadonly { region: region()?, readonly: pick % 2 == 0 },
        12 => Operation::SetAnswer {
            control: "notes".into(),
            of: Subject::Item(u32::from(*pick) % 3),
            said: Some(json!(words)),
            id,
        },
        _ => Operation::SetNote { region: region()?, note: (pick % 2 == 0).then_some(id) },
    })
}

/// What views see, less the ids of results that have none.
fn seen(document: &Document) -> Vec<(String, Area, Vec<String>, usize)> {
    let of = |region: &crate::model::result::Region| {
        (region.to_name.clone(), region.area.clone(), region.labels.clone(), region.parts.len())
    };
    document.regions().iter().map(of).collect()
}

proptest! {
    #[test]
    fn undoing_everything_is_as_if_nothing_was_done(
        results in proptest::collection::vec(any_result(), 0..8),
        operations in proptest::collection::vec(any_operation(), 1..25),
    ) {
        let mut document = load(Value::Array(results));
        let before = document.to_json().to_string();
        let mut history = History::new();
        let mut written = Vec::new();
        for choice in &operations {
            let Some(operation) = chosen(&document, choice) else { continue };
            let text = serde_json::to_string(&operation).unwrap();
            let read: Operation = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read, &operation);
            let state = document.to_json();
            if history.apply(&mut document, &read).unwrap_or(false) {
                written.push(read);
            } else {
                prop_assert_eq!(document.to_json(), state);
            }
            let fresh = load(document.to_json());
            prop_assert_eq!(seen(&document), seen(&fresh));
        }
        let after = document.to_json().to_string();
        while history.undo(&mut document).unwrap() {}
        prop_assert_eq!(document.to_json().to_string(), before);
        prop_assert!(!history.is_dirty());
        while history.redo(&mut document).unwrap() {}
        prop_assert_eq!(document.to_json().to_string(), after);
    }
}
