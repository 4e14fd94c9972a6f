//! The shapes of task JSON: what is taken in, and what is given out. Each is one of the field's own, so that files
//! move between tools.

mod export;
mod parse;
mod shorthand;

pub use export::{AnnotationParts, PredictionParts, Predictions, TaskParts, export_annotation, export_task};
pub use parse::parse_task;
pub use shorthand::expand_result;

use serde_json::{Map, Value};

/// A task as it came in, read from whichever shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInput {
    pub data: Map<String, Value>,
    pub annotations: Vec<ImportedAnnotation>,
    pub predictions: Vec<ImportedPrediction>,
    /// Every other top-level field, verbatim: `meta`, `id` and the rest.
    pub extra: Map<String, Value>,
}

impl TaskInput {
    /// The id that the file gives the task, if it is a whole number.
    pub fn id(&self) -> Option<i64> {
        self.extra.get("id").and_then(Value::as_i64)
    }
}

/// An annotation that came with a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedAnnotation {
    pub id: Option<i64>,
    /// Array of results, verbatim.
    pub result: Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    /// Seconds.
    pub lead_time: Option<f64>,
    /// A number, or an object with `id` and `email`.
    pub completed_by: Option<Value>,
    /// RFC 3339. Other forms of time stay in `extra`.
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub unique_id: Option<String>,
    /// Every other field, verbatim.
    pub extra: Map<String, Value>,
}

/// A prediction that came with a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedPrediction {
    /// An array of results; or the short forms (an object, a text) that [`expand_result`] makes results of.
    pub result: Value,
    pub score: Option<f64>,
    pub model_version: Option<String>,
    /// Every other field, verbatim.
    pub extra: Map<String, Value>,
}

/// Why a row is not a task. A sentence about the row, without its place, which the caller knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskError {
    #[error("a task must be a JSON object, but this is {0}")]
    NotAnObject(&'static str),
    #[error("the task is an empty object; it needs at least one field of data")]
    Empty,
    #[error("the task has \"{0}\" but no \"data\"; put the task's fields into \"data\"")]
    NoData(&'static str),
    #[error("\"data\" must be an object, but it is {0}")]
    DataNotAnObject(&'static str),
    #[error("\"{field}\" must be a list, but it is {found}")]
    NotAList { field: &'static str, found: &'static str },
    #[error("{what} {number} must be an object, but it is {found}")]
    EntryNotAnObject { what: &'static str, number: usize, found: &'static str },
    #[error("{what} {number} has no \"result\"")]
    NoResult { what: &'static str, number: usize },
    #[error("the \"result\" of {what} {number} must be a list, but it is {found}")]
    ResultNotAList { what: &'static str, number: usize, found: &'static str },
}

/// What a JSON value is, for messages.
pub(crate) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
