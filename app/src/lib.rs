//! The web front end, and what it and the server must agree on.

#![forbid(unsafe_code)]
#![recursion_limit = "256"]

pub mod api;
pub mod app;
pub mod editor;
#[cfg(feature = "hydrate")]
mod hydrate;
pub mod messages;
pub mod model;
pub mod pages;
pub mod ui;
