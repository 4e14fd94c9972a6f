//! SQL: schema, migrations, queries. Knows nothing of buckets or HTTP.
//!
//! One file an area; its queries are free functions that take any SQLite executor (readers) or the writer's
//! connection. [`Db`] opens the database, hands out readers, and runs everything that writes.

pub mod annotations;
pub mod db;
pub mod documents;
pub mod drafts;
mod error;
pub mod import;
mod migrate;
pub mod outbox;
pub mod predictions;
pub mod projects;
pub mod restore;
mod secrets;
pub mod source;
pub mod storages;
pub mod targets;
mod submit;
pub mod task_list;
pub mod tasks;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod writer;

pub use db::Db;
pub use error::StoreError;
pub use secrets::{SecretKey, SecretsError};
pub use submit::{Submit, Submitted};

use chrono::{SecondsFormat, Utc};

/// The time now as the database keeps it: RFC 3339 in UTC, to the microsecond, so that text order is time order.
pub fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}
