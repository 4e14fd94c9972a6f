//! The smallest change of a document: one result put in, taken out or replaced. Operations are made of these, and
//! undoing plays them backwards.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One result before and after. `None` before: put in; `None` after: taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Place among the results at that moment.
    pub at: u32,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// An edit does not fit the document: it was made for another state of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this change was made for another state of the annotation (result {0})")]
pub struct EditError(pub u32);

impl Edit {
    pub fn insert(at: usize, result: Value) -> Self {
        Self { at: at as u32, before: None, after: Some(result) }
    }

    pub fn remove(at: usize, result: Value) -> Self {
        Self { at: at as u32, before: Some(result), after: None }
    }

    pub fn replace(at: usize, before: Value, after: Value) -> Self {
        Self { at: at as u32, before: Some(before), after: Some(after) }
    }

    /// It puts nothing in and takes nothing out.
    pub const fn is_replacement(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }
}

/// The edits that take these back.
pub fn invert(edits: &[Edit]) -> Vec<Edit> {
    let back = |edit: &Edit| Edit { at: edit.at, before: edit.after.clone(), after: edit.before.clone() };
    edits.iter().rev().map(back).collect()
}
