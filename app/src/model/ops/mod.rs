//! What a person does to a document: operations, each of which can be undone, and the history of them. Hiding,
//! locking, selecting, zooming are states of the view and no operations.

mod defaults;
mod history;
mod note;
mod operation;
mod paste;
mod plan;
mod relations;

pub use defaults::{default_of, owed, preselected};
pub use history::{History, Step};
pub use note::{Deed, Note};
pub use operation::{NewRelation, OpError, Operation};
pub use paste::{PasteError, pasted};
pub use plan::may_bear;

#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod labels_tests;
#[cfg(test)]
mod tests;
