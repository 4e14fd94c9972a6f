//! Whether a document says what its task says. Each server that shares a target has numbers and times of its own for
//! tasks and annotations, and writes them: what it says is the rest.

use super::TargetError;
use super::blobs::Blobs;
use super::document::{self, Part};
use super::push::render;
use super::site::Site;
use crate::store::documents::Stored;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What every server says in its own way, of a task and of what is in it.
const OF_TASK: [&str; 6] = ["id", "inner_id", "project", "created_at", "updated_at", "updated_by"];
const OF_ENTRY: [&str; 4] = ["id", "task", "project", "updated_by"];
const OF_NOTE: [&str; 6] = ["write_id", "digest", "project", "etag", "row_index", "lineages"];

/// Whether bytes say what the task says; else what they do not.
pub fn says(
    site: &Site,
    blobs: &Blobs,
    task: &Stored,
    part: Part,
    bytes: &[u8],
) -> Result<Result<(), String>, TargetError> {
    if let Err(why) = document::read(bytes) {
        return Ok(Err(why.to_string()));
    }
    let wanted = render(&site.record.settings, blobs, "", task, part)?;
    let (is, should) = (common(serde_json::from_slice(bytes)?), common(serde_json::from_slice(&wanted)?));
    let names: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let other: Vec<&str> =
        names.into_iter().filter(|name| is.get(*name) != should.get(*name)).map(String::as_str).collect();
    // Equal values in other words are the same document.
    Ok(if other.is_empty() { Ok(()) } else { Err(format!("differs in {}", other.join(", "))) })
}

/// What all servers say alike.
fn common(mut document: Map<String, Value>) -> Map<String, Value> {
    drop_names(&mut document, &OF_TASK);
    // One that holds an annotation has the task inside.
    if let Some(task) = document.get_mut("task").and_then(Value::as_object_mut) {
        drop_names(task, &OF_TASK);
    }
    for name in ["annotations", "predictions"] {
        let Some(entries) = document.get_mut(name).and_then(Value::as_array_mut) else { continue };
        entries.iter_mut().filter_map(Value::as_object_mut).for_each(|entry| drop_names(entry, &OF_ENTRY));
        entries.sort_by_key(|entry| entry.get("unique_id").and_then(Value::as_str).map(str::to_owned));
    }
    if let Some(note) = document.get_mut("storage").and_then(Value::as_object_mut) {
        drop_names(note, &OF_NOTE);
    }
    document
}

fn drop_names(map: &mut Map<String, Value>, names: &[&str]) {
    map.retain(|name, _| !names.contains(&name.as_str()));
}
