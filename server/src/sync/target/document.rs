//! The object a target holds for a task, or for one of its annotations, with one `storage` note more. Written here in
//! each of our shapes, and read back in every form that a target may hold: ours, Label Studio's two, and that of 2020.
//! Pure.

mod foreign;
mod shapes;
#[cfg(test)]
mod tests;

pub use foreign::person;

use crate::hex::hex;
use app::model::ids::AnnotationId;
use app::model::target::DocumentShape;
use app::model::task::{Predictions, TaskError, TaskInput, TaskParts, export_task, parse_task};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The format of the note that this build writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The field of a document that is ours alone.
const NOTE: &str = "storage";
/// The field of the note that names the write.
const WRITE_ID: &str = "write_id";
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
    /// The annotation that the object held was deleted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
    /// The project's id, which every server that shares the target has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The name of the document that holds everything this one held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// What annotations replaced, by unique id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lineages: BTreeMap<String, String>,
    /// Annotations that were deleted, by unique id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deletions: BTreeMap<String, String>,
    pub format: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
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
    /// With our note, in whichever shape.
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
    pub shape: DocumentShape,
    /// The one annotation that the object holds, or held, by its id where it was written.
    pub annotation: Option<i64>,
    /// The task's id where it was written.
    pub id: Option<i64>,
    /// Data, annotations, predictions, and every field that an export would not say by itself.
    pub task: TaskInput,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub note: Option<Note>,
}

/// What of a task an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    One(AnnotationId),
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

/// The bytes of a document. Of an annotation that is not the task's any more, they say that it was deleted.
pub fn render(
    task: &TaskParts<'_>,
    part: Part,
    shape: DocumentShape,
    note: Note,
) -> Result<Vec<u8>, serde_json::Error> {
    let one = match part {
        Part::Whole => None,
        Part::One(id) => Some((id, task.annotations.iter().find(|annotation| annotation.id == id))),
    };
    match one {
        Some((_, Some(annotation))) => with_note(shapes::annotation(task, annotation), &note),
        Some((id, None)) => with_note(shapes::deleted(task, id.0), &Note { deleted: true, ..note }),
        None if shape == DocumentShape::Completions => with_note(shapes::completions(task), &note),
        None => with_note(export_task(task, Predictions::Whole), &note),
    }
}

fn with_note(mut document: Map<String, Value>, note: &Note) -> Result<Vec<u8>, serde_json::Error> {
    // A task that was read from a target document fed back as a source carries that document's note.
    document.shift_remove(NOTE);
    document.insert(NOTE.to_owned(), serde_json::to_value(note)?);
    Ok(sealed(serde_json::to_vec(&document)?))
}

/// What a row of a source says in the terms of this server, whichever tool wrote it: an export or a target's object of
/// ours, of Label Studio, or of 2020.
pub fn understand(task: &mut TaskInput) {
    let is_ours = |note: &Value| note.get("format").is_some_and(Value::is_u64);
    // The object of an annotation has its note beside what the annotation says.
    for annotation in &mut task.annotations {
        if annotation.extra.get(NOTE).is_some_and(is_ours) {
            task.extra.extend(annotation.extra.shift_remove(NOTE).map(|note| (NOTE.to_owned(), note)));
        }
    }
    let note = task.extra.get(NOTE).filter(|note| is_ours(note));
    let (ours, deleted) = (note.is_some(), note.is_some_and(|note| note["deleted"] == true));
    if deleted {
        task.annotations.clear();
    }
    for annotation in &mut task.annotations {
        foreign::settle(annotation, ours);
    }
}

/// A digest of what a document of ours says, whichever write brought it; `None` if it is none.
pub fn digest_of_content(bytes: &[u8]) -> Option<String> {
    let mut document: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    let note = document.get_mut(NOTE)?.as_object_mut()?;
    for name in [WRITE_ID, DIGEST] {
        note.shift_remove(name);
    }
    Some(digest_of(&serde_json::to_vec(&document).ok()?))
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

/// Whether a server of this project wrote the document, a whole task with everything that merging needs, and nobody else
/// has edited it since.
pub fn is_of_project(document: &Document, bytes: &[u8], project: &str) -> bool {
    let said = document.note.as_ref().and_then(|note| note.project.as_deref());
    document.shape == DocumentShape::Task && said == Some(project) && is_intact(bytes)
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
    let note: Option<Note> = note;
    let shape = shape(&fields);
    let mut task = parse_task(Value::Object(fields))?;
    let (id, created_at, updated_at) = foreign::take_task_fields(&mut task, form == Form::Ours);
    let one = task.annotations.first().filter(|_| shape == DocumentShape::Annotation);
    let annotation = one.and_then(|annotation| annotation.id);
    if note.as_ref().is_some_and(|note| note.deleted) {
        task.annotations.clear();
    }
    Ok(Document { form, shape, annotation, id, task, created_at, updated_at, note })
}

fn shape(fields: &Map<String, Value>) -> DocumentShape {
    if is_annotation(fields) {
        return DocumentShape::Annotation;
    }
    let has_completions = fields.contains_key("completions") && !fields.contains_key("annotations");
    if has_completions { DocumentShape::Completions } else { DocumentShape::Task }
}

fn is_annotation(fields: &Map<String, Value>) -> bool {
    let task_inside = fields.get("task").and_then(|task| task.get("data")).is_some_and(Value::is_object);
    task_inside && fields.get("result").is_some_and(Value::is_array)
}

fn form(fields: &Map<String, Value>) -> Result<Option<Form>, NotADocument> {
    let is_list = |name: &str| fields.get(name).is_some_and(Value::is_array);
    let has_data = fields.get("data").is_some_and(Value::is_object);
    if let Some(format) = fields.get(NOTE).and_then(|note| note.get("format")).and_then(Value::as_u64) {
        if format > u64::from(FORMAT) {
            return Err(NotADocument::Newer(u32::try_from(format).unwrap_or(u32::MAX)));
        }
        if has_data && (is_list("annotations") || is_list("completions")) || is_annotation(fields) {
            return Ok(Some(Form::Ours));
        }
    }
    Ok(match () {
        () if has_data && is_list("annotations") => Some(Form::Task),
        () if has_data && is_list("completions") => Some(Form::Completions),
        () if is_annotation(fields) => Some(Form::Annotation),
        () => None,
    })
}
