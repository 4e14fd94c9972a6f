//! One file a page.

pub mod gallery;
pub mod label;
pub mod not_found;
pub mod project;
pub mod projects;
pub mod settings;
pub mod tasks;
