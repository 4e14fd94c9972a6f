//! The document that the editor works on: regions, relations and answers, read from a JSON array of results and given
//! back as it. Every result is kept as it came and changed only where an operation says so, so that what nobody
//! touched is given back equal, unknown fields and unknown kinds of results included.

mod area;
mod area_json;
mod build;
mod document;
mod edit;
mod id;
mod index;
mod readable;
mod region;
mod stored;
mod subject;
mod value;

pub use crate::model::html::HtmlRange;
pub use area::{Area, AreaKind, LineRange, Span};
pub use build::{ImageSize, NewRegion};
pub use document::{Answer, Document, LoadError, Relation};
pub use edit::{Edit, EditError, invert};
pub use id::new_id;
pub use readable::paths;
pub(crate) use readable::said_key;
pub use region::{Part, Region};
pub use stored::Listed;
pub use subject::{Of, Subject};

pub(crate) use build::{answer_result, labels_part, region_results, set_area, set_field, set_note, touch};
pub use value::numeric;
pub(crate) use value::{id_of, list, number};

#[cfg(test)]
mod every_control;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod perturbed;
#[cfg(test)]
pub(crate) mod tests;
