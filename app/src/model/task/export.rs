//! Giving a task out: one object with everything, in the shape of today's JSON export and target files.

use crate::model::ids::{AnnotationId, PredictionId, ProjectId, TaskId, UserId};
use serde_json::{Map, Value, json};

/// What a task is exported from. Fields of other systems (`extra`) are given back; ours win where both speak.
#[derive(Clone, Debug)]
pub struct TaskParts<'a> {
    pub id: TaskId,
    pub project: ProjectId,
    pub data: &'a Map<String, Value>,
    pub extra: &'a Map<String, Value>,
    pub annotations: Vec<AnnotationParts<'a>>,
    pub predictions: Vec<PredictionParts<'a>>,
    pub created_at: &'a str,
    pub updated_at: &'a str,
}

#[derive(Clone, Debug)]
pub struct AnnotationParts<'a> {
    pub id: AnnotationId,
    pub task: TaskId,
    pub project: ProjectId,
    pub completed_by: UserId,
    pub result: &'a Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    pub lead_time: Option<f64>,
    pub created_at: &'a str,
    pub updated_at: &'a str,
    pub unique_id: &'a str,
    pub extra: &'a Map<String, Value>,
}

#[derive(Clone, Debug)]
pub struct PredictionParts<'a> {
    pub id: PredictionId,
    pub result: &'a Value,
    pub score: Option<f64>,
    pub model_version: Option<&'a str>,
    pub extra: &'a Map<String, Value>,
}

/// How predictions stand in an export: whole, or by their ids as today's exports have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predictions {
    Whole,
    Ids,
}

/// One annotation, in the shape that it has inside a task.
pub fn export_annotation(parts: &AnnotationParts<'_>) -> Map<String, Value> {
    let mut out = Map::new();
    set(&mut out, "id", json!(parts.id));
    set(&mut out, "completed_by", json!(parts.completed_by));
    set(&mut out, "result", parts.result.clone());
    set(&mut out, "was_cancelled", json!(parts.was_cancelled));
    set(&mut out, "ground_truth", json!(parts.ground_truth));
    set(&mut out, "created_at", json!(parts.created_at));
    set(&mut out, "updated_at", json!(parts.updated_at));
    set(&mut out, "draft_created_at", Value::Null);
    set(&mut out, "lead_time", json!(parts.lead_time));
    set(&mut out, "prediction", json!({}));
    set(&mut out, "result_count", json!(parts.result.as_array().map_or(0, Vec::len)));
    set(&mut out, "unique_id", json!(parts.unique_id));
    for name in ["import_id", "last_action"] {
        set(&mut out, name, Value::Null);
    }
    set(&mut out, "bulk_created", json!(false));
    set(&mut out, "task", json!(parts.task));
    set(&mut out, "project", json!(parts.project));
    set(&mut out, "updated_by", json!(parts.completed_by));
    for name in ["parent_prediction", "parent_annotation", "last_created_by"] {
        set(&mut out, name, Value::Null);
    }
    const OURS: &[&str] = &[
        "id",
        "completed_by",
        "result",
        "was_cancelled",
        "ground_truth",
        "created_at",
        "updated_at",
        "lead_time",
        "result_count",
        "unique_id",
        "task",
        "project",
    ];
    overlay(&mut out, parts.extra, OURS);
    out
}

/// One task with its annotations.
pub fn export_task(parts: &TaskParts<'_>, predictions: Predictions) -> Map<String, Value> {
    let cancelled = parts.annotations.iter().filter(|annotation| annotation.was_cancelled).count();
    let mut out = Map::new();
    set(&mut out, "id", json!(parts.id));
    let annotations: Vec<Value> =
        parts.annotations.iter().map(|a| Value::Object(export_annotation(a))).collect();
    set(&mut out, "annotations", Value::Array(annotations));
    set(&mut out, "drafts", json!([]));
    set(&mut out, "predictions", export_predictions(parts, predictions));
    set(&mut out, "data", Value::Object(parts.data.clone()));
    set(&mut out, "meta", json!({}));
    set(&mut out, "created_at", json!(parts.created_at));
    set(&mut out, "updated_at", json!(parts.updated_at));
    set(&mut out, "allow_skip", json!(true));
    set(&mut out, "inner_id", json!(parts.id));
    set(&mut out, "total_annotations", json!(parts.annotations.len() - cancelled));
    set(&mut out, "cancelled_annotations", json!(cancelled));
    set(&mut out, "total_predictions", json!(parts.predictions.len()));
    set(&mut out, "comment_count", json!(0));
    set(&mut out, "unresolved_comment_count", json!(0));
    set(&mut out, "last_comment_updated_at", Value::Null);
    set(&mut out, "project", json!(parts.project));
    set(&mut out, "updated_by", json!(parts.annotations.last().map(|annotation| annotation.completed_by)));
    set(&mut out, "comment_authors", json!([]));
    const OURS: &[&str] = &[
        "id",
        "annotations",
        "predictions",
        "data",
        "created_at",
        "updated_at",
        "inner_id",
        "total_annotations",
        "cancelled_annotations",
        "total_predictions",
        "project",
        "drafts",
        "updated_by",
        "is_labeled",
    ];
    overlay(&mut out, parts.extra, OURS);
    out
}

fn export_predictions(parts: &TaskParts<'_>, predictions: Predictions) -> Value {
    let whole = |prediction: &PredictionParts<'_>| {
        let mut out = Map::new();
        set(&mut out, "id", json!(prediction.id));
        set(&mut out, "model_version", json!(prediction.model_version));
        set(&mut out, "score", json!(prediction.score));
        set(&mut out, "result", prediction.result.clone());
        set(&mut out, "task", json!(parts.id));
        set(&mut out, "project", json!(parts.project));
        overlay(&mut out, prediction.extra, &["id", "model_version", "score", "result", "task", "project"]);
        Value::Object(out)
    };
    match predictions {
        Predictions::Whole => parts.predictions.iter().map(whole).collect(),
        Predictions::Ids => parts.predictions.iter().map(|prediction| json!(prediction.id)).collect(),
    }
}

fn set(out: &mut Map<String, Value>, name: &str, value: Value) {
    out.insert(name.to_owned(), value);
}

/// Gives back what other systems said, except where we know better.
fn overlay(out: &mut Map<String, Value>, extra: &Map<String, Value>, ours: &[&str]) {
    for (name, value) in extra {
        if !ours.contains(&name.as_str()) {
            out.insert(name.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::task::parse_task;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_is_given_out_can_be_taken_in_again_with_nothing_lost() {
        let data = object(json!({"image": "s3://b/k", "n": 1.0}));
        let extra = object(json!({"meta": {"a": [1]}, "priority": 3, "id": 99, "allow_skip": false}));
        let result = json!([{"id": "x", "value": {"x": 0.1}}]);
        let annotation_extra = object(json!({"reviewer": "me", "lead_time": 9, "parent_prediction": 12}));
        let none = Map::new();
        let parts = TaskParts {
            id: TaskId(5),
            project: ProjectId(2),
            data: &data,
            extra: &extra,
            annotations: vec![AnnotationParts {
                id: AnnotationId(8),
                task: TaskId(5),
                project: ProjectId(2),
                completed_by: UserId::LOCAL,
                result: &result,
                was_cancelled: false,
                ground_truth: true,
                lead_time: Some(2.0),
                created_at: "2026-01-01T00:00:00Z",
                updated_at: "2026-01-02T00:00:00Z",
                unique_id: "u-1",
                extra: &annotation_extra,
            }],
            predictions: vec![PredictionParts {
                id: PredictionId(3),
                result: &result,
                score: Some(0.5),
                model_version: Some("v1"),
                extra: &none,
            }],
            created_at: "2026-01-01T00:00:00Z",
            updated_at: "2026-01-02T00:00:00Z",
        };
        let out = Value::Object(export_task(&parts, Predictions::Whole));
        assert_eq!(out["id"], 5);
        assert_eq!(out["allow_skip"], false);
        assert_eq!(out["total_annotations"], 1);
        let task = parse_task(out).unwrap();
        assert_eq!(task.data, data);
        assert_eq!(task.extra["meta"], json!({"a": [1]}));
        assert_eq!(task.extra["priority"], 3);
        let annotation = &task.annotations[0];
        assert_eq!(annotation.result, result);
        assert_eq!((annotation.id, annotation.lead_time), (Some(8), Some(2.0)));
        assert!(annotation.ground_truth);
        assert_eq!(annotation.unique_id.as_deref(), Some("u-1"));
        assert_eq!(annotation.extra["reviewer"], "me");
        assert_eq!(annotation.extra["parent_prediction"], 12);
        assert_eq!(task.predictions[0].model_version.as_deref(), Some("v1"));

        let ids = Value::Object(export_task(&parts, Predictions::Ids));
        assert_eq!(ids["predictions"], json!([3]));
        assert!(parse_task(ids).unwrap().predictions.is_empty());
    }
}
