//! What the use cases promise, on a real database and a folder as bucket.
#![allow(clippy::unwrap_used, clippy::expect_used)]
