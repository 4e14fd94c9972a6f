//! What a person does to a document: operations, each of which can be undone, and the history of them. Hiding,
//! locking, selecting, zooming are states of the view and no operations.

mod defaults;
mod history;
mod operation;
mod plan;

pub use defaults::preselected;
pub use history::{History, Step};
pub use operation::{OpError, Operation};

#[cfg(test)]
mod tests;
