//! What travels between browser and server. Times are RFC 3339 in UTC; ids are ours; JSON of tasks and results
//! travels as it is.

mod bulk;
mod comments;
mod inquiries;
mod storages;
mod templates;
mod verbatim;

pub use bulk::*;
pub use comments::*;
pub use inquiries::*;
pub use storages::*;
pub use templates::*;

use crate::model::ids::{AnnotationId, PredictionId, ProjectId, StorageId, TaskId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A project, as lists and headers show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    /// Name on the command line and in target claims.
    pub slug: String,
    pub title: String,
    pub description: String,
    /// The labeling config's XML; empty until one is chosen.
    pub label_config: String,
    pub created_at: String,
    pub updated_at: String,
    pub counts: TaskCounts,
    /// A declaration in the configuration exists and differs from what stands here.
    pub differs_from_file: bool,
    /// Fields of other systems that we keep and give back.
    pub extra: Map<String, Value>,
}

/// Counts of a project's tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCounts {
    /// In lists and stream.
    pub tasks: u64,
    /// With at least one annotation that is not a skip.
    pub labeled: u64,
    /// With skips only.
    pub skipped: u64,
    pub annotations: u64,
    pub predictions: u64,
    /// Left out: outside a filter, or source gone.
    pub hidden: u64,
    /// Labeled, and the source has a newer version.
    pub stale: u64,
    pub gone: u64,
    pub filtered_out: u64,
    pub archived: u64,
    /// By people.
    pub deleted: u64,
}

/// What a project is made from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewProject {
    pub title: String,
    /// Made from the title when empty.
    pub slug: String,
    pub description: String,
    pub label_config: String,
    pub extra: Map<String, Value>,
}

/// What of a project may change; `None` keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectPatch {
    pub title: Option<String>,
    pub description: Option<String>,
    pub label_config: Option<String>,
    pub extra: Map<String, Value>,
}

/// Which tasks of a project a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskFilter {
    /// In the stream: neither filtered out, gone nor deleted.
    #[default]
    All,
    Unlabeled,
    Labeled,
    Skipped,
    /// The source has a newer version of a labeled task.
    Stale,
    Gone,
    FilteredOut,
    /// A person put them away.
    Archived,
    /// A person deleted them.
    Deleted,
}

impl TaskFilter {
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Unlabeled,
        Self::Labeled,
        Self::Skipped,
        Self::Stale,
        Self::Gone,
        Self::FilteredOut,
        Self::Archived,
        Self::Deleted,
    ];

    /// The name in addresses and REST.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unlabeled => "unlabeled",
            Self::Labeled => "labeled",
            Self::Skipped => "skipped",
            Self::Stale => "stale",
            Self::Gone => "gone",
            Self::FilteredOut => "filtered_out",
            Self::Archived => "archived",
            Self::Deleted => "deleted",
        }
    }

    /// How many tasks it lets through.
    pub const fn count(self, counts: TaskCounts) -> u64 {
        match self {
            Self::All => counts.tasks,
            Self::Unlabeled => counts.tasks.saturating_sub(counts.labeled + counts.skipped),
            Self::Labeled => counts.labeled,
            Self::Skipped => counts.skipped,
            Self::Stale => counts.stale,
            Self::Gone => counts.gone,
            Self::FilteredOut => counts.filtered_out,
            Self::Archived => counts.archived,
            Self::Deleted => counts.deleted,
        }
    }
}

/// One window of a task list, ascending by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskQuery {
    pub project: ProjectId,
    pub filter: TaskFilter,
    pub offset: u64,
    /// At most 500.
    pub limit: u32,
}

/// One row of the task list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    pub id: TaskId,
    /// The task's data as stored (URIs unresolved), long values shortened for a list.
    pub data: Map<String, Value>,
    /// A picture to show small, as a URL of ours, if the data holds one.
    pub thumbnail: Option<String>,
    /// Key within its bucket and row within the object; `None` for imported tasks.
    pub source: Option<String>,
    pub annotations: u32,
    pub cancelled: u32,
    pub predictions: u32,
    pub has_draft: bool,
    pub stale: bool,
    pub gone: bool,
    pub filtered_out: bool,
    pub archived: bool,
    pub deleted: bool,
    /// Annotations of this task that no target has yet.
    pub waiting: bool,
    pub updated_at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskPage {
    pub total: u64,
    pub offset: u64,
    pub rows: Vec<TaskRow>,
}

/// A task with everything the labeling page needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskDetail {
    pub id: TaskId,
    pub project: ProjectId,
    pub project_title: String,
    pub label_config: String,
    /// As stored: URIs untouched, blob tasks under their data key.
    pub data: Map<String, Value>,
    /// The same with every URI of a storage replaced by our stable URL.
    pub resolved: Map<String, Value>,
    pub annotations: Vec<Annotation>,
    pub predictions: Vec<Prediction>,
    /// The local user's draft of a new annotation, or of one of the annotations.
    pub drafts: Vec<Draft>,
    pub stale: bool,
    pub gone: bool,
    pub archived: bool,
    /// Neighbours in the stream's order.
    pub previous: Option<TaskId>,
    pub next: Option<TaskId>,
    /// Place in the list and its length, for "12 of 340".
    pub position: u64,
    pub total: u64,
}

impl TaskDetail {
    /// A task that the server knows nothing of.
    pub fn unknown(data: Map<String, Value>) -> Self {
        Self {
            id: TaskId(0),
            project: ProjectId(0),
            project_title: String::new(),
            label_config: String::new(),
            resolved: data.clone(),
            data,
            annotations: Vec::new(),
            predictions: Vec::new(),
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
}

/// One annotation, as section 2 of the field's format has it, plus what we know of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    pub id: AnnotationId,
    pub task: TaskId,
    pub project: ProjectId,
    pub completed_by: UserId,
    /// Array of results, verbatim.
    #[serde(deserialize_with = "verbatim::read")]
    pub result: Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    /// Seconds.
    pub lead_time: Option<f64>,
    pub created_at: String,
    pub updated_at: String,
    pub unique_id: String,
    /// Every other field it came with, verbatim.
    pub extra: Map<String, Value>,
}

/// What a person or client says of an annotation; `None` keeps (update) or takes the default (create).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnnotationInput {
    pub result: Option<Value>,
    pub was_cancelled: Option<bool>,
    pub ground_truth: Option<bool>,
    pub lead_time: Option<f64>,
    /// A client's own id for this annotation: sent twice, stored once.
    pub unique_id: Option<String>,
    /// For updates: the `updated_at` that the editor started from; another one there is a conflict.
    pub based_on: Option<String>,
    pub extra: Map<String, Value>,
}

impl AnnotationInput {
    /// An annotation says what this would make it say.
    pub fn is_said_by(&self, annotation: &Annotation) -> bool {
        self.result.as_ref() == Some(&annotation.result)
            && self.was_cancelled.is_none_or(|skipped| skipped == annotation.was_cancelled)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    pub id: PredictionId,
    pub task: TaskId,
    #[serde(deserialize_with = "verbatim::read")]
    pub result: Value,
    pub score: Option<f64>,
    pub model_version: Option<String>,
    pub extra: Map<String, Value>,
}

/// Unfinished work of one user on one task (and, when editing, one annotation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub annotation: Option<AnnotationId>,
    #[serde(deserialize_with = "verbatim::read")]
    pub result: Value,
    pub lead_time: Option<f64>,
    pub updated_at: String,
    /// The unique id of the annotation that it becomes, if its writer said one.
    #[serde(default)]
    pub unique_id: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftInput {
    pub annotation: Option<AnnotationId>,
    pub result: Value,
    pub lead_time: Option<f64>,
    /// `updated_at` of the draft that this one goes on from, empty if there was none: another one there is a conflict.
    /// `None`: it replaces whatever is there.
    pub base: Option<String>,
    /// Of a new annotation, the unique id that it will be submitted under. Once it is, its drafts are a conflict.
    pub unique_id: Option<String>,
    /// Who writes; what one writer sent before is no conflict, and what arrives late changes nothing.
    pub writer: Option<DraftWriter>,
}

/// One sitting at a task: a window of a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftWriter {
    pub session: String,
    /// The last step that the draft holds; ascending within a session.
    pub step: u64,
    /// Earlier sessions whose work it holds, each up to a step: what they sent by then is no conflict either.
    #[serde(default)]
    pub from: Vec<(String, u64)>,
}

/// The answer of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportReport {
    pub task_count: u64,
    pub annotation_count: u64,
    pub prediction_count: u64,
    /// Seconds.
    pub duration: f64,
    pub task_ids: Vec<TaskId>,
    /// Rows that were refused, with the reason; the others are in.
    pub errors: Vec<String>,
}

/// What the server tells open pages, by server-sent events on `/api/events?project=ID`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveEvent {
    /// A storage's state or counts moved.
    Storage { card: Box<StorageCard> },
    /// A project's tasks or annotations changed.
    Tasks { project: ProjectId, counts: TaskCounts },
    /// A storage is gone.
    StorageRemoved { project: ProjectId, id: StorageId },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_to_a_submit_sent_twice_is_known_by_what_it_says() {
        let stored: Annotation = serde_json::from_value(json!({
            "id": 3, "task": 1, "project": 1, "completed_by": 1, "result": [{"x": 0.1, "y": 1.0}], "was_cancelled": false,
            "ground_truth": true, "lead_time": 2.0, "created_at": "", "updated_at": "", "unique_id": "u", "extra": {},
        }))
        .unwrap();
        let input = |result: Value, skip| AnnotationInput {
            result: Some(result),
            was_cancelled: Some(skip),
            ..AnnotationInput::default()
        };
        assert!(input(json!([{"y": 1.0, "x": 0.1}]), false).is_said_by(&stored));
        assert!(!input(json!([{"x": 0.2, "y": 1.0}]), false).is_said_by(&stored));
        assert!(!input(json!([{"x": 0.1, "y": 1.0}]), true).is_said_by(&stored), "it was skipped since");
    }
}
