//! What is loaded is given back: our own fixtures, one a control, and those that stand beside the repository.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use app::model::config::LabelConfig;
use app::model::result::Document;
use app::model::task::parse_task;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Loads and saves; equal as JSON values, and with numbers and order of fields as they were.
fn assert_kept(config: &Arc<LabelConfig>, result: &Value, place: &str) -> Document {
    let document = Document::load(Arc::clone(config), result.clone()).unwrap();
    assert_eq!(document.to_json(), *result, "{place}");
    let (written, read) = (document.to_json().to_string(), result.to_string());
    assert!(written == read, "{place}: the order or a number changed its form");
    assert_eq!(document.submission(), *result, "{place}: handing in drops something");
    document
}

#[test]
fn our_fixtures_load_as_expected_and_save_equal() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = folders(&own);
    assert!(folders.len() >= 6);
    for folder in folders {
        let place = folder.display().to_string();
        let config = Arc::new(LabelConfig::parse(&read(&folder.join("config.xml"))).unwrap());
        let document = assert_kept(&config, &read_json(&folder.join("result.json")), &place);
        let found = json!({
            "regions": document.regions().len(),
            "answers": document.answers().len(),
            "relations": document.relations().len(),
            "aside": document.aside().count(),
        });
        assert_eq!(found, read_json(&folder.join("expected.json")), "{place}");
    }
}

/// The fixtures of other editors stand beside the repository where there are any.
fn foreign() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/editor");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no fixtures at {}", path.display());
    None
}

/// Every list of results in a task file: those of annotations and of predictions.
fn results_of(task: &Value) -> Vec<&Value> {
    let lists =
        ["annotations", "completions", "predictions"].into_iter().filter_map(|name| task[name].as_array());
    lists.flatten().filter_map(|entry| entry.get("result")).collect()
}

fn tasks_in(file: &Path) -> Vec<Value> {
    match read_json(file) {
        Value::Array(tasks) => tasks,
        task => vec![task],
    }
}

#[test]
fn every_annotation_of_the_foreign_fixtures_saves_equal() {
    let Some(foreign) = foreign() else { return };
    let mut kept = 0;
    for folder in folders(&foreign) {
        let config = Arc::new(LabelConfig::parse(&read(&folder.join("config.xml"))).unwrap());
        let annotations = folder.join("annotations");
        if !annotations.is_dir() {
            continue;
        }
        for file in fs::read_dir(annotations).unwrap() {
            let file = file.unwrap().path();
            for task in tasks_in(&file) {
                for result in results_of(&task) {
                    assert_kept(&config, result, &file.display().to_string());
                    kept += 1;
                }
            }
        }
    }
    println!("{kept} lists of results kept");
    assert!(kept >= 20, "only {kept}");
}

#[test]
fn every_config_and_task_of_the_foreign_fixtures_is_read() {
    let Some(foreign) = foreign() else { return };
    for folder in folders(&foreign) {
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|extension| extension == "xml") {
                LabelConfig::parse(&read(&file))
                    .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            }
        }
        let tasks = folder.join("tasks.json");
        if !tasks.is_file() {
            continue;
        }
        for task in tasks_in(&tasks) {
            let data = task["data"].clone();
            let read = parse_task(task).unwrap_or_else(|error| panic!("{}: {error}", tasks.display()));
            assert_eq!(Value::Object(read.data), data, "{}", tasks.display());
        }
    }
}

/// The regions that the served tags of a fixture's config make.
fn regions_of(fixture: &str) -> Option<usize> {
    let folder = foreign()?.join(fixture);
    let config = Arc::new(LabelConfig::parse(&read(&folder.join("config.xml"))).unwrap());
    let file = folder.join("annotations/1.json");
    let task = tasks_in(&file).remove(0);
    let result = task["annotations"][0]["result"].clone();
    Some(Document::load(config, result).unwrap().regions().len())
}

#[test]
fn regions_of_served_tags_are_found_in_the_foreign_fixtures() {
    for (fixture, regions) in
        [("image_bbox", 1), ("named_entity", 1), ("image_tools", 10), ("rich_text_html", 4)]
    {
        if let Some(found) = regions_of(fixture) {
            assert_eq!(found, regions, "{fixture}");
        }
    }
}
