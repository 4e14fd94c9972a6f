//! What a target is told to write: the shape of its objects, and the keys that they get.

mod shape;
mod template;

pub use shape::{DocumentShape, UnknownShape};
pub use template::{KeyFacts, KeyTemplate, SourceObject, TemplateError};
