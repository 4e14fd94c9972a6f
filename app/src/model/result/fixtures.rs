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
