//! What a target is told to write: the shape of its objects, and the keys that they get.

mod template;

pub use template::{KeyFacts, KeyTemplate, SourceObject, TemplateError};
