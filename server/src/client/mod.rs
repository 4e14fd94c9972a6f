//! What the command line does to storages, as a client of a server's REST. Knows nothing of how that server is found.

mod api;
mod commands;
mod storage;
mod tell;

pub use api::{Api, ClientError};
pub use commands::perform;

use serde_json::Value;

/// What a command found out.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// For people.
    pub text: String,
    /// For programs: the same.
    pub json: Value,
    /// Everything asked for came out well.
    pub well: bool,
}
