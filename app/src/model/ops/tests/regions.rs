//! Regions come, move, are labeled, noted and deleted, and nothing else of the results changes.
use super::*;

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
