//! The export formats. Pure: tasks in, bytes out. Knows neither the database nor buckets.

pub mod json;
