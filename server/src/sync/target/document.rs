//! The object a target holds for a task: the task as exported, with one `storage` note more. Written here, and read
//! back in every form that a target may hold: ours, Label Studio's two, and that of 2020. Pure.

mod foreign;
#[cfg(test)]
mod tests;

pub use foreign::person;

use crate::hex::hex;
use app::model::task::{TaskError, TaskInput, parse_task};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The format of the note that this build writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The field of a document that is ours alone.
const NOTE: &str = "storage";
/// The field of the note that tells whether anybody changed the document since.
const DIGEST: &str = "digest";
/// Of a SHA-256: 32 hexadecimal digits.
const DIGEST_BYTES: usize = 16;

/// Where a task comes from and which write made the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The source object; `None` for imported tasks.
    pub uri: Option<String>,
    /// The row's identity within the object; empty for the whole of it.
    #[serde(default)]
    pub row: Option<String>,
    /// Where the row stood when last read, from 0.
    #[serde(default)]
    pub row_index: Option<i64>,
    /// Of the source object when its data was read.
    #[serde(default)]
    pub etag: Option<String>,
    /// Of the write that made this document; tells our own writes from others'.
    #[serde(default)]
    pub write_id: Option<String>,
    pub format: u32,
}

impl Note {
    /// Object and row, if the task came from a bucket.
    pub fn origin(&self) -> Option<(String, String)> {
        let uri = self.uri.clone()?;
        Some((uri, self.row.clone().unwrap_or_default()))
    }
}

/// Whose form a document has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A task with our note.
    Ours,
    /// Label Studio's task with annotations.
    Task,
    /// Label Studio's annotation with its task inside.
    Annotation,
    /// The task with completions of 2020.
    Completions,
}

/// A document as read. Its annotations have times as the database keeps them.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub form: Form,
    /// The task's id where it was written.
    pub id: Option<i64>,
    /// Data, annotations, predictions, and every field that an export would not say by itself.
    pub task: TaskInput,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub note: Option<Note>,
}

/// Why an object at a document's key cannot be read as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADocument {
    #[error("it is not JSON ({0})")]
    NotJson(String),
    #[error("it is JSON, but no task with annotations")]
    NoTask,
    #[error("it is a task with annotations that cannot be read: {0}")]
    Task(#[from] TaskError),
    #[error("its \"storage\" note cannot be read: {0}")]
    Note(String),
    #[error("it has format {0}, made by a newer version; this one reads up to {FORMAT}")]
    Newer(u32),
}

/// The bytes of a document: the exported task and its note.
pub fn render(mut task: Map<String, Value>, note: &Note) -> Result<Vec<u8>, serde_json::Error> {
    // A task that was read from a target document fed back as a source carries that document's note.
    task.shift_remove(NOTE);
    task.insert(NOTE.to_owned(), serde_json::to_value(note)?);
    Ok(sealed(serde_json::to_vec(&task)?))
}

/// The document with its digest, which stands at the end of the note, at the end of the document.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let seal = format!(",\"{DIGEST}\":\"{}\"}}}}", digest_of(&bytes));
    bytes.truncate(bytes.len() - "}}".len());
    bytes.extend_from_slice(seal.as_bytes());
    bytes
}

fn digest_of(bytes: &[u8]) -> String {
    hex(&digest(&SHA256, bytes).as_ref()[..DIGEST_BYTES])
}

/// Whether a document of ours says what we wrote there, in whatever layout: nobody else has edited it since.
pub fn is_intact(bytes: &[u8]) -> bool {
    let Ok(mut document) = serde_json::from_slice::<Map<String, Value>>(bytes) else { return false };
    let Some(note) = document.get_mut(NOTE).and_then(Value::as_object_mut) else { return false };
    let Some(Value::String(said)) = note.shift_remove(DIGEST) else { return false };
    serde_json::to_vec(&document).is_ok_and(|rest| digest_of(&rest) == said)
}

/// Reads a document in any form.
pub fn read(bytes: &[u8]) -> Result<Document, NotADocument> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| NotADocument::NotJson(e.to_string()))?;
    let Value::Object(mut fields) = value else { return Err(NotADocument::NoTask) };
    let form = form(&fields)?.ok_or(NotADocument::NoTask)?;
    let note = match form {
        Form::Ours => fields.shift_remove(NOTE),
        _ => None,
    };
    let note = note.map(serde_json::from_value).transpose().map_err(|e| NotADocument::Note(e.to_string()))?;
    let mut task = parse_task(Value::Object(fields))?;
    let (id, created_at, updated_at) = foreign::take_task_fields(&mut task);
    Ok(Document { form, id, task, created_at, updated_at, note })
}

fn form(fields: &Map<String, Value>) -> Result<Option<Form>, NotADocument> {
    let is_list = |name: &str| fields.get(name).is_some_and(Value::is_array);
    let has_data = fields.get("data").is_some_and(Value::is_object);
    if let Some(format) = fields.get(NOTE).and_then(|note| note.get("format")).and_then(Value::as_u64) {
        if format > u64::from(FORMAT) {
            return Err(NotADocument::Newer(u32::try_from(format).unwrap_or(u32::MAX)));
        }
        if has_data && is_list("annotations") {
            return Ok(Some(Form::Ours));
        }
    }
    let task_inside = || fields.get("task").and_then(|task| task.get("data")).is_some_and(Value::is_object);
    Ok(match () {
        () if has_data && is_list("annotations") => Some(Form::Task),
        () if has_data && is_list("completions") => Some(Form::Completions),
        () if is_list("result") && task_inside() => Some(Form::Annotation),
        () => None,
    })
}
