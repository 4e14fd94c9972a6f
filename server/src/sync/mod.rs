//! Source storages become tasks, annotations become objects of the target: the engine that joins bucket and store.

pub mod source;
pub mod target;
