//! The document that the editor works on: regions, relations and answers, read from a JSON array of results and given
//! back as it. Every result is kept as it came and changed only where an operation says so, so that what nobody
//! touched is given back equal, unknown fields and unknown kinds of results included.

mod area;
mod build;
mod document;
mod edit;
mod id;
mod index;
mod region;
mod value;

pub use area::{Area, Span};
pub use build::{ImageSize, NewRegion};
pub use document::{Answer, Document, LoadError, Relation};
pub use edit::{Edit, EditError, invert};
pub use id::new_id;
pub use region::{Part, Region};

pub(crate) use build::{answer_result, labels_part, region_results, set_area, set_note, touch};

#[cfg(test)]
pub(crate) mod tests;
