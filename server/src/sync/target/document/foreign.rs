//! What a document of any form says, in the terms of this server: times as the database keeps them, people as ids,
//! 2020's words translated, and nothing kept twice that every export says by itself.

use super::shapes::EXACT;
use app::model::ids::{AnnotationId, ProjectId, TaskId, UserId};
use app::model::task::{
    AnnotationParts, ImportedAnnotation, Predictions, TaskInput, TaskParts, export_annotation, export_task,
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// What an export computes anew, whatever a document said.
const COMPUTED_OF_TASK: [&str; 8] = [
    "project",
    "inner_id",
    "drafts",
    "total_annotations",
    "cancelled_annotations",
    "total_predictions",
    "updated_by",
    "is_labeled",
];
const COMPUTED_OF_ANNOTATION: [&str; 4] = ["project", "task", "result_count", "updated_by"];

static TASK_DEFAULTS: LazyLock<Map<String, Value>> = LazyLock::new(task_defaults);
static ANNOTATION_DEFAULTS: LazyLock<Map<String, Value>> = LazyLock::new(annotation_defaults);

/// Takes the id and the times out of a task's other fields, and drops what an export would say by itself.
/// `ours`: 2020's words in it are ours, and say again what we say in others.
pub fn take_task_fields(input: &mut TaskInput, ours: bool) -> (Option<i64>, Option<String>, Option<String>) {
    let id = input.extra.shift_remove("id").as_ref().and_then(Value::as_i64);
    let created_at = input.extra.shift_remove("created_at").as_ref().and_then(time);
    let updated_at = input.extra.shift_remove("updated_at").as_ref().and_then(time);
    drop_task_defaults(&mut input.extra);
    for annotation in &mut input.annotations {
        settle(annotation, ours);
    }
    (id, created_at, updated_at)
}

/// Who made an annotation: a plain id, or the object that Label Studio writes to its targets; else the local user.
pub fn person(completed_by: Option<&Value>) -> UserId {
    let id = match completed_by {
        Some(Value::Object(person)) => person.get("id").and_then(Value::as_i64),
        Some(other) => other.as_i64(),
        None => None,
    };
    id.map_or(UserId::LOCAL, UserId)
}

/// Drops what an export of the task would say by itself.
pub fn drop_task_defaults(fields: &mut Map<String, Value>) {
    drop_fields(fields, &COMPUTED_OF_TASK, &TASK_DEFAULTS);
}

/// Drops what an export of the annotation would say by itself.
pub fn drop_annotation_defaults(fields: &mut Map<String, Value>) {
    drop_fields(fields, &COMPUTED_OF_ANNOTATION, &ANNOTATION_DEFAULTS);
}

/// Times as the database keeps them, and 2020's words translated.
pub fn settle(annotation: &mut ImportedAnnotation, ours: bool) {
    let epoch = annotation.extra.get("created_at").and_then(time);
    if epoch.is_some() {
        annotation.extra.shift_remove("created_at");
    }
    let exact = if ours { annotation.extra.shift_remove(EXACT) } else { None };
    let exact = exact.as_ref().and_then(time);
    let as_kept = |text: &Option<String>| text.as_deref().and_then(rfc3339);
    annotation.created_at = exact.or_else(|| as_kept(&annotation.created_at)).or(epoch);
    annotation.updated_at = as_kept(&annotation.updated_at).or_else(|| annotation.created_at.clone());
    // Ground truth was called a honeypot in 2020.
    if annotation.extra.get("honeypot").and_then(Value::as_bool) == Some(true) {
        annotation.ground_truth = true;
    }
    if ours {
        annotation
            .extra
            .retain(|name, value| !(matches!(name.as_str(), "honeypot" | "skipped") && *value == true));
    }
    drop_annotation_defaults(&mut annotation.extra);
}

fn drop_fields(extra: &mut Map<String, Value>, computed: &[&str], defaults: &Map<String, Value>) {
    extra.retain(|name, value| !computed.contains(&name.as_str()) && defaults.get(name) != Some(value));
}

fn annotation_defaults() -> Map<String, Value> {
    let (result, none) = (Value::Array(Vec::new()), Map::new());
    export_annotation(&AnnotationParts {
        id: AnnotationId(0),
        task: TaskId(0),
        project: ProjectId(0),
        completed_by: UserId::LOCAL,
        result: &result,
        was_cancelled: false,
        ground_truth: false,
        lead_time: None,
        created_at: "",
        updated_at: "",
        unique_id: "",
        extra: &none,
    })
}

fn task_defaults() -> Map<String, Value> {
    let none = Map::new();
    let parts = TaskParts {
        id: TaskId(0),
        project: ProjectId(0),
        data: &none,
        extra: &none,
        annotations: Vec::new(),
        predictions: Vec::new(),
        created_at: "",
        updated_at: "",
    };
    export_task(&parts, Predictions::Whole)
}

/// RFC 3339 or seconds since 1970, as the database keeps times.
fn time(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => rfc3339(text),
        Value::Number(seconds) => {
            let micros = seconds.as_f64()? * 1e6;
            Some(kept(DateTime::from_timestamp_micros(micros as i64)?))
        }
        _ => None,
    }
}

fn rfc3339(text: &str) -> Option<String> {
    Some(kept(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc)))
}

fn kept(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
