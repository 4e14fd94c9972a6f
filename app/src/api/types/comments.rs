//! What people say to one another about a task and what is in it.

use crate::model::ids::{AnnotationId, CommentId, ProjectId, TaskId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One comment: on a task, or on an annotation, a region or a control in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    pub id: CommentId,
    pub task: TaskId,
    pub project: ProjectId,
    pub annotation: Option<AnnotationId>,
    /// The id of a region, which may be gone by now.
    pub region: Option<String>,
    pub control: Option<String>,
    pub text: String,
    pub created_by: UserId,
    pub created_at: String,
    pub updated_at: String,
    /// `None` while it is open.
    pub resolved_at: Option<String>,
    /// Every other field a client gave it, verbatim.
    pub extra: Map<String, Value>,
}

/// A comment to add.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewComment {
    pub text: String,
    pub annotation: Option<AnnotationId>,
    pub region: Option<String>,
    pub control: Option<String>,
    pub resolved: bool,
    pub extra: Map<String, Value>,
}

/// What of a comment may change; `None` keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommentPatch {
    pub text: Option<String>,
    pub resolved: Option<bool>,
    pub extra: Map<String, Value>,
}
