//! A task's data: what a config's `$variables` read from it, and the URIs of objects that it holds.

pub mod blob;
pub mod path;
pub mod uris;

pub use blob::{blob_data, blob_key};
pub use path::{resolve, resolve_text};
pub use uris::{contains_uri, replace_uris, uris};
