#![allow(clippy::unwrap_used, clippy::expect_used)]
//! Whole configs, tasks and results: ours, and those of the field where they are at hand. What is loaded is given back
//! equal, and nothing that a served control said is put aside.

use super::*;
use crate::model::config::LabelConfig;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Case {
    name: String,
    config: LabelConfig,
    data: serde_json::Map<String, Value>,
    results: Vec<Value>,
}

fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&read(path)?).ok()
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

/// The data of the first task of a file of tasks.
fn data_of(tasks: Option<Value>) -> serde_json::Map<String, Value> {
    let first = match tasks {
        Some(Value::Array(tasks)) => tasks.into_iter().next(),
        other => other,
    };
    let data = first.map(|task| task.get("data").cloned().unwrap_or(task));
    data.and_then(|data| data.as_object().cloned()).unwrap_or_default()
}

fn results_of(annotation: &Value) -> Vec<Value> {
    let lists =
        ["annotations", "completions", "predictions"].into_iter().filter_map(|name| annotation.get(name));
    let nested = lists.filter_map(Value::as_array).flatten().filter_map(|one| one.get("result"));
    nested.chain(annotation.get("result")).cloned().collect()
}

fn cases(root: &Path) -> Vec<Case> {
    let case = |folder: PathBuf| {
        let xml = read(&folder.join("config.xml"))?;
        let annotations = std::fs::read_dir(folder.join("annotations")).into_iter().flatten();
        let files = annotations.map(|entry| json(&entry.unwrap().path()).unwrap());
        Some(Case {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            config: LabelConfig::parse(&xml).unwrap(),
            data: data_of(json(&folder.join("tasks.json"))),
            results: files.flat_map(|file| results_of(&file)).collect(),
        })
    };
    folders(root).into_iter().filter_map(case).collect()
}

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn theirs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/editor")
}

/// Results that are kept although the config has a served control for them.
fn lost(document: &Document) -> Vec<Value> {
    let config = document.config();
    let known = |result: &Value| {
        let name = result.get("from_name").and_then(Value::as_str).unwrap_or_default();
        let served = |control: &crate::model::config::Control| {
            let objects = control.to_names.iter().filter_map(|name| config.object(name));
            control.tag.is_served() && objects.into_iter().all(|object| object.tag.is_served())
        };
        config.control(name).is_some_and(served)
    };
    document.aside().filter(|result| known(result)).cloned().collect()
}

#[test]
fn what_is_loaded_is_given_back_equal() {
    let all: Vec<Case> = cases(&ours()).into_iter().chain(cases(&theirs())).collect();
    assert!(all.len() >= 20, "only {} fixtures", all.len());
    for case in &all {
        let config = Arc::new(case.config.for_task(&case.data).into_owned());
        for result in &case.results {
            let document = Document::load(config.clone(), result.clone()).unwrap();
            assert_eq!(document.to_json(), *result, "{}", case.name);
            assert_eq!(document.submission(), *result, "{}", case.name);
            assert_eq!(lost(&document), Vec::<Value>::new(), "{}", case.name);
        }
    }
}

#[test]
fn what_others_write_in_forms_of_their_own_is_read_all_the_same() {
    let case = cases(&ours()).into_iter().find(|case| case.name == "as_others_write_it").unwrap();
    let mut document = Document::load(Arc::new(case.config), case.results[0].clone()).unwrap();
    let region = |document: &Document, id: &str| document.region(id).unwrap().clone();
    let triple = region(&document, "5");
    assert_eq!(
        (triple.parts.len(), triple.labels.clone(), triple.note.as_deref()),
        (3, vec!["d".to_owned()], Some("one line"))
    );
    assert!(triple.readonly && document.regions()[1].parent.as_deref() == Some("5"));
    assert_eq!(document.said("reads", Some("5")), ["exit"]);
    let old = region(&document, "old");
    assert_eq!((old.label_control.as_deref(), old.note.as_deref()), (Some("kind"), Some("from 2019")));
    for (id, label) in [("dot2", "Eye"), ("arm", "Arm"), ("h1", "Title"), ("n2", "Person"), ("p1", "Joke")] {
        assert_eq!(region(&document, id).labels, [label], "{id}");
    }
    assert_eq!((document.answers().len(), document.relations().len(), document.aside().count()), (7, 2, 5));
    assert_eq!(document.said("mood", None), ["Good"]);

    // A key point with a height moves, a vertex that does not keeps all that was said of it, ids stay numbers.
    let Area::KeyPoint(dot) = region(&document, "dot").area else { panic!() };
    let Area::Vector(mut line) = region(&document, "arm").area else { panic!() };
    line.vertices[2].x = 5.5;
    let moves = [
        ("dot", Area::KeyPoint(crate::model::geometry::KeyPoint { x: 1.5, ..dot })),
        ("arm", Area::Vector(line)),
    ];
    let mut history = crate::model::ops::History::new();
    for (region, area) in moves {
        let operation = crate::model::ops::Operation::SetArea { region: region.to_owned(), area, text: None };
        assert!(history.apply(&mut document, &operation).unwrap());
    }
    let note = crate::model::ops::Operation::SetNote { region: "5".to_owned(), note: Some("new".to_owned()) };
    history.apply(&mut document, &note).unwrap();
    let now = document.to_json();
    assert_eq!(now[5]["value"]["x"], 1.5);
    let before = &case.results[0][8]["value"]["vertices"];
    assert_eq!((&now[8]["value"]["vertices"][0], &now[8]["value"]["vertices"][1]), (&before[0], &before[1]));
    assert_eq!(now[8]["value"]["vertices"][2]["prevPointId"], 1);
    assert!(now[8]["value"].get("closed").is_none());
    assert_eq!((&now[0]["id"], &now[0]["meta"]["text"][0]), (&Value::from(5), &Value::from("new")));
}
