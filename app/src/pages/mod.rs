//! One file a page.

pub mod label;
