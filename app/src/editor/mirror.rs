//! The small storage of a browser: where there is no database, the results as a whole are written there with every step;
//! and what earlier versions of this program wrote there is read once and taken over.

use crate::model::ids::{AnnotationId, TaskId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What this browser remembers of one task (and, when editing, one annotation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mirror {
    pub result: Value,
    pub lead_time: f64,
    /// `updated_at` of the server's draft that this work stands on.
    pub base: Option<String>,
    /// The server has exactly this.
    pub synced: bool,
    /// When the last operation happened here, RFC 3339.
    pub at: String,
}

fn key(task: TaskId, annotation: Option<AnnotationId>) -> String {
    match annotation {
        Some(id) => format!("skylabel.draft.{task}.{id}"),
        None => format!("skylabel.draft.{task}.new"),
    }
}

fn storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}

/// This browser's copy, if it has one that can be read.
pub fn read(task: TaskId, annotation: Option<AnnotationId>) -> Option<Mirror> {
    let text = storage()?.get_item(&key(task, annotation)).ok()??;
    serde_json::from_str(&text).ok()
}

/// Writes the copy; false if the browser's storage refused (full or forbidden), in which case the server's draft is
/// all there is.
pub fn write(task: TaskId, annotation: Option<AnnotationId>, mirror: &Mirror) -> bool {
    let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(mirror)) else { return false };
    storage.set_item(&key(task, annotation), &text).is_ok()
}

/// Forgets the copy: the work was submitted, thrown away, or taken over.
pub fn forget(task: TaskId, annotation: Option<AnnotationId>) {
    if let Some(storage) = storage() {
        // Refusal leaves a copy that is marked as sent, which is not opened.
        let _ = storage.remove_item(&key(task, annotation));
    }
}
