#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use app::model::ids::{PredictionId, ProjectId, TaskId, UserId};
use app::model::task::{AnnotationParts, PredictionParts};
use proptest::prelude::*;
use serde_json::json;

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn note() -> Note {
    Note {
        uri: Some("s3://b/rows.jsonl".into()),
        row: Some("abc".into()),
        row_index: Some(4),
        etag: Some("\"e\"".into()),
        write_id: Some("w".into()),
        deleted: false,
        format: FORMAT,
        ..Note::default()
    }
}

fn render(task: Map<String, Value>, note: &Note) -> Result<Vec<u8>, serde_json::Error> {
    with_note(task, note)
}

fn exported() -> Map<String, Value> {
    let task = json!({
        "id": 7,
        "data": {"text": "x", "n": 1.50, "deep": {"b": 1, "a": [null]}},
        "annotations": [{"id": 3, "completed_by": 1, "result": [{"id": "r", "value": {"choices": ["A"]}}],
            "was_cancelled": false, "ground_truth": true, "lead_time": 2.5, "unique_id": "u-1",
            "created_at": "2026-01-02T03:04:05.000006Z", "updated_at": "2026-01-02T03:04:05.000006Z",
            "task": 7, "project": 2, "odd": {"kept": 1}}],
        "predictions": [{"model_version": "v", "result": []}],
        "created_at": "2026-01-01T00:00:00.000000Z",
        "updated_at": "2026-01-02T00:00:00.000000Z",
        "meta": {"from": "scanner"}
    });
    task.as_object().unwrap().clone()
}

#[test]
fn a_document_reads_back_as_it_was_written() {
    let document = read(&render(exported(), &note()).unwrap()).unwrap();
    assert_eq!(document.form, Form::Ours);
    assert_eq!(document.id, Some(7));
    assert_eq!(document.note, Some(note()));
    assert_eq!(Value::Object(document.task.data), exported()["data"]);
    assert_eq!(document.task.extra, *json!({"meta": {"from": "scanner"}}).as_object().unwrap());
    assert_eq!(document.task.predictions.len(), 1);
    let annotation = &document.task.annotations[0];
    assert_eq!(annotation.result, exported()["annotations"][0]["result"]);
    assert_eq!((annotation.id, annotation.ground_truth, annotation.lead_time), (Some(3), true, Some(2.5)));
    assert_eq!(annotation.unique_id.as_deref(), Some("u-1"));
    assert_eq!(annotation.updated_at.as_deref(), Some("2026-01-02T03:04:05.000006Z"));
    assert_eq!(annotation.extra, *json!({"odd": {"kept": 1}}).as_object().unwrap());
}

#[test]
fn the_note_stands_at_the_top_level_with_a_numeric_row_index() {
    let mut value: Value = serde_json::from_slice(&render(exported(), &note()).unwrap()).unwrap();
    let digest = value["storage"].as_object_mut().unwrap().shift_remove("digest").unwrap();
    assert_eq!(digest.as_str().unwrap().len(), 32);
    let expected = json!({"uri": "s3://b/rows.jsonl", "row": "abc", "row_index": 4, "etag": "\"e\"",
        "write_id": "w", "format": 1});
    assert_eq!(value["storage"], expected);
}

#[test]
fn a_document_is_intact_in_any_layout_until_somebody_edits_it() {
    let written = render(exported(), &note()).unwrap();
    assert!(is_intact(&written));
    let value: Value = serde_json::from_slice(&written).unwrap();
    assert!(is_intact(&serde_json::to_vec_pretty(&value).unwrap()));
    for (place, edit) in
        [("/data/text", json!("y")), ("/annotations/0/id", json!(4)), ("/storage/write_id", json!("v"))]
    {
        let mut edited = value.clone();
        *edited.pointer_mut(place).unwrap() = edit;
        assert!(!is_intact(&bytes(&edited)), "{place}");
    }
    assert!(!is_intact(&bytes(&json!({"id": 7, "storage": note()}))), "one without a digest");
    assert!(!is_intact(b"[]") && !is_intact(b"{"));
}

#[test]
fn a_document_is_of_a_project_only_as_its_servers_wrote_it() {
    let of = |project: Option<&str>| {
        let note = Note { project: project.map(str::to_owned), ..note() };
        render(exported(), &note).unwrap()
    };
    let is_of = |bytes: &[u8]| is_of_project(&read(bytes).unwrap(), bytes, "p");
    assert!(is_of(&of(Some("p"))));
    assert!(!is_of(&of(Some("q"))) && !is_of(&of(None)));
    let mut edited: Value = serde_json::from_slice(&of(Some("p"))).unwrap();
    edited["data"]["text"] = json!("y");
    assert!(!is_of(&bytes(&edited)));
}

proptest! {
    #[test]
    fn whatever_a_task_holds_its_document_is_intact(text in ".*", number: f64, whole: i64, deep in "[a-z]{0,3}") {
        let mut task = exported();
        task["data"] = json!({"text": text, "number": number, "whole": whole, deep: [number, null, {}]});
        prop_assert!(is_intact(&render(task, &note()).unwrap()));
    }
}

#[test]
fn a_document_fed_back_as_a_source_carries_only_the_new_note() {
    let mut task = exported();
    task.insert("storage".into(), json!({"uri": "s3://old/1", "format": 1}));
    assert_eq!(read(&render(task, &note()).unwrap()).unwrap().note, Some(note()));
}

#[test]
fn a_task_of_label_studio_keeps_people_and_drops_what_was_computed() {
    let document = read(&bytes(&json!({
        "id": 9232, "data": {"image": "s3://src/img/1.jpg"}, "predictions": [2], "drafts": [], "inner_id": 1,
        "total_annotations": 1, "project": 18, "meta": {"a": 1}, "created_at": "2024-05-01T10:00:00+02:00",
        "annotations": [{"id": 9, "completed_by": {"id": 5, "email": "a@example.com"}, "result": [],
            "was_cancelled": true, "unique_id": "8abd", "result_count": 0, "task": 9232, "project": 18}]
    })))
    .unwrap();
    assert_eq!(document.form, Form::Task);
    assert_eq!(document.created_at.as_deref(), Some("2024-05-01T08:00:00.000000Z"));
    assert_eq!(document.task.extra, *json!({"meta": {"a": 1}}).as_object().unwrap());
    assert!(document.task.predictions.is_empty());
    assert_eq!(
        document.task.annotations[0].completed_by.as_ref().map(|by| person(Some(by))),
        Some(UserId(5))
    );
    assert!(document.task.annotations[0].was_cancelled);
    assert!(document.task.annotations[0].extra.is_empty());
}

#[test]
fn an_annotation_of_label_studio_brings_its_task() {
    let document = read(&bytes(&json!({
        "id": 2, "result": [{"type": "choices"}], "completed_by": {"id": 1}, "lead_time": 3.2,
        "task": {"id": 1, "data": {"image": "s3://src/img/1.jpg"}, "meta": {}}
    })))
    .unwrap();
    assert_eq!((document.form, document.id), (Form::Annotation, Some(1)));
    assert_eq!(document.task.data["image"], "s3://src/img/1.jpg");
    assert_eq!(document.task.annotations[0].id, Some(2));
    assert_eq!(document.task.annotations[0].lead_time, Some(3.2));
}

#[test]
fn a_completion_of_2020_becomes_an_annotation() {
    let document = read(&bytes(&json!({
        "id": 5, "data": {"image": "s3://bucket/x.jpg"}, "predictions": [],
        "completions": [
            {"id": 5001, "created_at": 1590712275, "lead_time": 4.0, "honeypot": true, "result": [{"id": "a"}]},
            {"id": 5002, "created_at": 1590712276, "result": [], "skipped": true}]
    })))
    .unwrap();
    assert_eq!((document.form, document.id), (Form::Completions, Some(5)));
    let [done, skipped] = &document.task.annotations[..] else { panic!("{document:?}") };
    assert_eq!(done.created_at.as_deref(), Some("2020-05-29T00:31:15.000000Z"));
    assert!(done.ground_truth && !done.was_cancelled);
    assert!(skipped.was_cancelled && skipped.result == json!([]));
}

/// A task with what is asked of its two annotations.
fn with_parts<T>(extra: Value, annotation_extra: Value, look: impl FnOnce(&TaskParts<'_>) -> T) -> T {
    let map = |value: Value| value.as_object().unwrap().clone();
    let (data, extra, none) = (map(json!({"text": "x", "n": 1.50})), map(extra), Map::new());
    let annotation_extra = map(annotation_extra);
    let results = [json!([{"id": "r", "value": {"choices": ["A"]}}]), json!([])];
    let annotation = |id: i64, by, index: usize, cancelled, truth| AnnotationParts {
        id: AnnotationId(id),
        task: TaskId(7),
        project: ProjectId(2),
        completed_by: UserId(by),
        result: &results[index],
        was_cancelled: cancelled,
        ground_truth: truth,
        lead_time: (index == 0).then_some(2.5),
        created_at: "2026-01-02T03:04:05.000006Z",
        updated_at: "2026-01-03T03:04:05.000007Z",
        unique_id: if index == 0 { "u-1" } else { "u-2" },
        extra: if index == 0 { &annotation_extra } else { &none },
    };
    look(&TaskParts {
        id: TaskId(7),
        project: ProjectId(2),
        data: &data,
        extra: &extra,
        annotations: vec![annotation(3, 5, 0, false, true), annotation(4, 1, 1, true, false)],
        predictions: vec![PredictionParts {
            id: PredictionId(1),
            result: &results[0],
            score: Some(0.5),
            model_version: Some("v"),
            extra: &none,
        }],
        created_at: "2026-01-01T00:00:00.000000Z",
        updated_at: "2026-01-02T00:00:00.000000Z",
    })
}

/// The objects of a task in one shape.
fn objects(task: &TaskParts<'_>, shape: DocumentShape) -> Vec<Vec<u8>> {
    let parts = match shape.is_whole() {
        true => vec![Part::Whole],
        false => task.annotations.iter().map(|annotation| Part::One(annotation.id)).collect(),
    };
    parts.into_iter().map(|part| super::render(task, part, shape, note()).unwrap()).collect()
}

#[test]
fn every_shape_reads_back_as_the_task_that_was_written() {
    let read_all = |task: &TaskParts<'_>, shape| {
        let documents: Vec<_> = objects(task, shape).iter().map(|bytes| read(bytes).unwrap()).collect();
        for document in &documents {
            assert_eq!((document.form, document.shape, document.id), (Form::Ours, shape, Some(7)));
            assert_eq!(
                (&document.note, document.created_at.as_deref()),
                (&Some(note()), Some(task.created_at))
            );
            assert_eq!(document.task.predictions.len(), 1);
        }
        let first = documents[0].task.clone();
        let annotations: Vec<_> =
            documents.into_iter().flat_map(|document| document.task.annotations).collect();
        (first.data, first.extra, annotations)
    };
    with_parts(json!({"meta": {"from": "scanner"}}), json!({"odd": {"kept": 1}}), |task| {
        let plain = read_all(task, DocumentShape::Task);
        assert_eq!(plain.2.len(), 2);
        for shape in [DocumentShape::Completions, DocumentShape::Annotation] {
            assert_eq!(read_all(task, shape), plain, "{shape}");
        }
    });
}

#[test]
fn completions_are_what_2020_knew_and_say_more() {
    with_parts(json!({}), json!({}), |task| {
        let written: Value = serde_json::from_slice(&objects(task, DocumentShape::Completions)[0]).unwrap();
        let names: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["id", "data", "completions", "predictions", "created_at", "updated_at", "storage"]
        );
        let [done, skipped] = &written["completions"].as_array().unwrap()[..] else { panic!("{written}") };
        assert_eq!((&done["created_at"], &done["lead_time"]), (&json!(1_767_323_045), &json!(2.5)));
        assert_eq!((&done["honeypot"], done.get("was_cancelled")), (&json!(true), None));
        assert_eq!((&skipped["was_cancelled"], &skipped["skipped"]), (&json!(true), &json!(true)));
        assert_eq!(done["completed_by"], json!(5));
    });
}

#[test]
fn an_annotations_object_carries_its_task_and_not_the_other_annotations() {
    with_parts(json!({}), json!({}), |task| {
        let bytes = objects(task, DocumentShape::Annotation);
        let written: Value = serde_json::from_slice(&bytes[0]).unwrap();
        assert_eq!((&written["id"], &written["task"]["id"]), (&json!(3), &json!(7)));
        assert_eq!(written["task"].get("annotations"), None);
        let alone = TaskParts { annotations: task.annotations[..1].to_vec(), ..task.clone() };
        assert_eq!(objects(&alone, DocumentShape::Annotation)[0], bytes[0]);
        assert_eq!(read(&bytes[1]).unwrap().annotation, Some(4));
    });
}

#[test]
fn the_object_of_a_deleted_annotation_brings_nothing_back() {
    with_parts(json!({}), json!({}), |task| {
        let part = Part::One(AnnotationId(99));
        let document = read(&super::render(task, part, DocumentShape::Annotation, note()).unwrap()).unwrap();
        assert_eq!((document.form, document.annotation), (Form::Ours, Some(99)));
        assert!(document.task.annotations.is_empty() && document.note.unwrap().deleted);
    });
}

#[test]
fn a_digest_of_the_content_leaves_the_write_aside_and_nothing_else() {
    with_parts(json!({}), json!({}), |task| {
        for shape in DocumentShape::ALL {
            let part = if shape.is_whole() { Part::Whole } else { Part::One(AnnotationId(3)) };
            let digest = |write: &str, etag: &str| {
                let note = Note { write_id: Some(write.into()), etag: Some(etag.into()), ..note() };
                digest_of_content(&super::render(task, part, shape, note).unwrap()).unwrap()
            };
            assert_eq!(digest("w", "e"), digest("v", "e"));
            assert_ne!(digest("w", "e"), digest("w", "f"));
        }
    });
    assert_eq!(digest_of_content(b"{}"), None);
}

#[test]
fn what_is_no_document_is_said_to_be_none() {
    for text in
        ["[]", "{}", "7", r#"{"data": {"a": 1}}"#, r#"{"annotations": []}"#, r#"{"image": "s3://b/1.jpg"}"#]
    {
        assert_eq!(read(text.as_bytes()), Err(NotADocument::NoTask), "{text}");
    }
    assert!(matches!(read(b"\xff\xd8"), Err(NotADocument::NotJson(_))));
    let newer = json!({"data": {}, "annotations": [], "storage": {"uri": null, "format": 2}});
    assert_eq!(read(&bytes(&newer)), Err(NotADocument::Newer(2)));
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn every_origin_comes_back(uri in prop::option::of(".{0,40}"), row in prop::option::of("[a-f0-9]{0,8}"), index in prop::option::of(any::<i64>())) {
        let note = Note { uri, row, row_index: index, etag: None, write_id: None, format: FORMAT, ..Note::default() };
        let document = read(&render(exported(), &note).unwrap()).unwrap();
        prop_assert_eq!(document.note, Some(note));
    }
}
