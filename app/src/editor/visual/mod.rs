//! The visual tags of a labeling config, and objects that are looked at and not drawn on: tables, lists, placeholders.
//! They show data of the task; none of them changes the document.

pub mod filter;
pub mod list;
pub mod markdown;
pub mod markup;
pub mod pages;
pub mod panels;
pub mod placeholder;
pub mod table;

use super::browser;
use super::state::Work;

/// The key of a visual tag was pressed: that of a Filter takes the focus to its field.
pub fn press(work: Work, name: &str) {
    browser::focus(&format!("[id=\"{}\"]", filter::field_id(work, name)));
}
