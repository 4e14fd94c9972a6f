//! What the store promises, on databases in files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod annotating;
mod commenting;
mod drafting;
mod listing;
mod removing;
mod rows;
