//! The shapes that a document can be written in beside the task as exported: with the completions of 2020, and as an
//! annotation with its task inside. Each says all that the export says.

use super::foreign;
use app::model::task::{AnnotationParts, Predictions, TaskParts, export_annotation, export_task};
use chrono::DateTime;
use serde_json::{Map, Value, json};

/// When a completion was made, in full: its `created_at` counts seconds.
pub const EXACT: &str = "created_at_exact";

/// The task as 2020 wrote it. What that time did not know follows what it did.
pub fn completions(parts: &TaskParts<'_>) -> Map<String, Value> {
    let mut task = export_task(parts, Predictions::Whole);
    let [id, data, predictions] = ["id", "data", "predictions"].map(|name| taken(&mut task, name));
    task.shift_remove("annotations");
    foreign::drop_task_defaults(&mut task);
    let completions = parts.annotations.iter().map(completion).collect();
    let mut out = Map::new();
    out.insert("id".to_owned(), id);
    out.insert("data".to_owned(), data);
    out.insert("completions".to_owned(), completions);
    out.insert("predictions".to_owned(), predictions);
    out.extend(task);
    out
}

fn completion(parts: &AnnotationParts<'_>) -> Value {
    let mut rest = export_annotation(parts);
    let [id, result, by] = ["id", "result", "completed_by"].map(|name| taken(&mut rest, name));
    let created = taken(&mut rest, "created_at");
    let lead_time = taken(&mut rest, "lead_time");
    for name in ["was_cancelled", "ground_truth"] {
        rest.shift_remove(name);
    }
    foreign::drop_annotation_defaults(&mut rest);
    let mut out = Map::new();
    let mut set = |name: &str, value: Value| out.insert(name.to_owned(), value);
    set("id", id);
    if let Ok(at) = DateTime::parse_from_rfc3339(parts.created_at) {
        set("created_at", json!(at.timestamp()));
    }
    if !lead_time.is_null() {
        set("lead_time", lead_time);
    }
    if parts.ground_truth {
        set("honeypot", json!(true));
    }
    if parts.was_cancelled {
        set("skipped", json!(true));
        set("was_cancelled", json!(true));
    }
    set("result", result);
    set("completed_by", by);
    set(EXACT, created);
    out.extend(rest);
    Value::Object(out)
}

/// One annotation with its task inside.
pub fn annotation(task: &TaskParts<'_>, annotation: &AnnotationParts<'_>) -> Map<String, Value> {
    let mut out = export_annotation(annotation);
    out.insert("task".to_owned(), inner(task));
    out
}

/// What stands for an annotation that was deleted, where its object may not be.
pub fn deleted(task: &TaskParts<'_>, annotation: i64) -> Map<String, Value> {
    let fields = [
        ("id", json!(annotation)),
        ("result", json!([])),
        ("was_cancelled", json!(true)),
        ("task", inner(task)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The task as it stands within an annotation.
fn inner(parts: &TaskParts<'_>) -> Value {
    let bare = TaskParts { annotations: Vec::new(), ..parts.clone() };
    let mut task = export_task(&bare, Predictions::Whole);
    // An annotation's object changes with its own annotation and not with the others.
    for name in
        ["annotations", "drafts", "total_annotations", "cancelled_annotations", "updated_by", "updated_at"]
    {
        task.shift_remove(name);
    }
    if parts.predictions.is_empty() {
        task.shift_remove("predictions");
    }
    Value::Object(task)
}

fn taken(fields: &mut Map<String, Value>, name: &str) -> Value {
    fields.shift_remove(name).unwrap_or_default()
}
