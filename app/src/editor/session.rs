//! What a task opens with: a draft, an annotation, a prediction to start from, or nothing; and what this browser
//! remembers that the server does not. Decides, and leaves the showing to others.

use super::mirror::{self, Mirror, Verdict};
use crate::api::types::{Annotation, Draft, Prediction, TaskDetail};
use crate::model::ids::{AnnotationId, UserId};
use serde_json::Value;

/// What is being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The annotation that is changed, or `None` for a new one.
    pub annotation: Option<Annotation>,
    pub result: Value,
    /// Seconds of earlier sittings.
    pub lead_time: f64,
    /// `updated_at` of the server's draft it starts from.
    pub base: Option<String>,
    /// The prediction that a new annotation starts from.
    pub prediction: Option<Prediction>,
    /// It holds work that the server does not have.
    pub unsent: bool,
    /// Other unfinished work on the same thing, offered to the person.
    pub other: Option<Other>,
}

/// Unfinished work that was not opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    pub result: Value,
    pub lead_time: f64,
    /// It is this browser's, and the one that opened is the server's; or the other way round.
    pub from_this_browser: bool,
}

/// Which annotation a task opens with: what was left unfinished last, else what this person said last, else a new one.
pub fn first_tab(task: &TaskDetail) -> Option<AnnotationId> {
    let unsent =
        |annotation| mirror::read(task.id, annotation).filter(|m| !m.synced).map(|m| (m.at, annotation));
    let mirrors = std::iter::once(None).chain(task.annotations.iter().map(|a| Some(a.id))).filter_map(unsent);
    let drafts = task.drafts.iter().map(|d| (d.updated_at.clone(), d.annotation));
    if let Some((_, annotation)) = drafts.chain(mirrors).max_by(|a, b| a.0.cmp(&b.0)) {
        return annotation.filter(|id| task.annotations.iter().any(|a| a.id == *id));
    }
    task.annotations
        .iter()
        .filter(|a| a.completed_by == UserId::LOCAL)
        .max_by(|a, b| a.updated_at.cmp(&b.updated_at))
        .map(|a| a.id)
}

/// Opens an annotation of a task, or a new one.
pub fn open(task: &TaskDetail, annotation: Option<AnnotationId>) -> Session {
    let mirror = mirror::read(task.id, annotation);
    open_with(task, annotation, mirror)
}

fn open_with(task: &TaskDetail, id: Option<AnnotationId>, mirror: Option<Mirror>) -> Session {
    let annotation = id.and_then(|id| task.annotations.iter().find(|a| a.id == id)).cloned();
    let draft = task.drafts.iter().find(|d| d.annotation == id);
    let verdict = mirror::weigh(draft, mirror.as_ref());
    let start = start(task, annotation);
    let base = draft.map(|d| d.updated_at.clone());
    let from_draft = |d: &Draft| Session {
        result: d.result.clone(),
        lead_time: d.lead_time.unwrap_or(start.lead_time),
        base: base.clone(),
        prediction: None,
        ..start.clone()
    };
    let from_mirror = |m: &Mirror| Session {
        result: m.result.clone(),
        lead_time: m.lead_time,
        base: base.clone(),
        prediction: None,
        unsent: true,
        ..start.clone()
    };
    match (verdict, draft, &mirror) {
        (Verdict::Server, Some(draft), _) => from_draft(draft),
        (Verdict::Mirror, _, Some(mirror)) => from_mirror(mirror),
        (Verdict::Both { open_mirror: true }, Some(draft), Some(mirror)) => {
            let other = Other {
                result: draft.result.clone(),
                lead_time: draft.lead_time.unwrap_or_default(),
                from_this_browser: false,
            };
            Session { other: Some(other), ..from_mirror(mirror) }
        }
        (Verdict::Both { open_mirror: false }, Some(draft), Some(mirror)) => {
            Session { other: Some(of_mirror(mirror)), ..from_draft(draft) }
        }
        (Verdict::Orphan, _, Some(mirror)) => Session { other: Some(of_mirror(mirror)), ..start },
        _ => start,
    }
}

fn of_mirror(mirror: &Mirror) -> Other {
    Other { result: mirror.result.clone(), lead_time: mirror.lead_time, from_this_browser: true }
}

/// Without unfinished work: the annotation as it is, or a new one made from the first prediction.
fn start(task: &TaskDetail, annotation: Option<Annotation>) -> Session {
    let prediction = match annotation {
        None if task.annotations.is_empty() => task.predictions.first().cloned(),
        _ => None,
    };
    let result = match (&annotation, &prediction) {
        (Some(annotation), _) => annotation.result.clone(),
        (None, Some(prediction)) => as_prediction(&prediction.result),
        (None, None) => Value::Array(Vec::new()),
    };
    let lead_time = annotation.as_ref().and_then(|a| a.lead_time).unwrap_or(0.0);
    Session { annotation, result, lead_time, base: None, prediction, unsent: false, other: None }
}

/// Results that say they come from a prediction, until a person changes them.
fn as_prediction(result: &Value) -> Value {
    let mut result = result.clone();
    for item in result.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        item.insert("origin".to_owned(), Value::String("prediction".to_owned()));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{PredictionId, ProjectId, TaskId};
    use serde_json::{Map, json};

    fn task() -> TaskDetail {
        TaskDetail {
            id: TaskId(1),
            project: ProjectId(1),
            project_title: String::new(),
            label_config: String::new(),
            data: Map::new(),
            resolved: Map::new(),
            annotations: Vec::new(),
            predictions: vec![Prediction {
                id: PredictionId(5),
                task: TaskId(1),
                result: json!([{"id": "a"}]),
                score: None,
                model_version: None,
                extra: Map::new(),
            }],
            drafts: Vec::new(),
            stale: false,
            gone: false,
            archived: false,
            previous: None,
            next: None,
            position: 1,
            total: 1,
        }
    }

    fn draft(result: Value) -> Draft {
        Draft { annotation: None, result, lead_time: Some(4.0), updated_at: "2026-01-01T00:00:00Z".into() }
    }

    #[test]
    fn a_fresh_task_starts_from_its_first_prediction() {
        let session = open_with(&task(), None, None);
        assert_eq!(session.result, json!([{"id": "a", "origin": "prediction"}]));
        assert!(session.prediction.is_some());
    }

    #[test]
    fn a_draft_wins_over_a_prediction_and_keeps_its_time() {
        let task = TaskDetail { drafts: vec![draft(json!([{"id": "b"}]))], ..task() };
        let session = open_with(&task, None, None);
        assert_eq!(session.result, json!([{"id": "b"}]));
        assert_eq!((session.lead_time, session.prediction), (4.0, None));
    }

    #[test]
    fn work_that_only_this_browser_has_is_opened() {
        let mirror = Mirror {
            result: json!([{"id": "c"}]),
            lead_time: 1.0,
            base: None,
            synced: false,
            at: "2026-01-02T00:00:00Z".into(),
        };
        let session = open_with(&task(), None, Some(mirror));
        assert_eq!(session.result, json!([{"id": "c"}]));
        assert!(session.unsent);
    }
}
