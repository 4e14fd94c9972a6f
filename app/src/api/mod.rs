//! The browser's only door to the server: the server functions, what travels through them, and what they need.

#[cfg(feature = "ssr")]
pub mod backend;
pub mod codec;
pub mod error;
pub mod functions;
pub mod types;
