//! Pure data and rules that browser and server must agree on. Knows neither leptos nor I/O nor the clock.

pub mod config;
pub mod data;
pub mod geometry;
pub mod hotkeys;
pub mod ids;
pub mod ops;
pub mod result;
pub mod storage;
pub mod target;
pub mod task;
pub mod templates;
pub mod text;
pub mod validate;
pub mod visibility;
