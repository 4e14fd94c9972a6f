//! Pure data and rules that browser and server must agree on. Knows neither leptos nor I/O nor the clock.

pub mod ids;
pub mod storage;
