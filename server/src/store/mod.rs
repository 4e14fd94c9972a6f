//! SQL: schema, migrations, queries. Knows nothing of buckets or HTTP.
//!
//! One file an area; its queries are free functions that take any SQLite executor (readers) or the writer's
//! connection. [`Db`] opens the database, hands out readers, and runs everything that writes.

pub mod db;
pub mod documents;
mod error;
mod migrate;
pub mod outbox;
pub mod projects;
mod secrets;
pub mod source;
pub mod storages;
pub mod targets;
mod writer;

pub use db::Db;
pub use error::StoreError;
pub use secrets::{SecretKey, SecretsError};

use chrono::{SecondsFormat, Utc};

/// The time now as the database keeps it: RFC 3339 in UTC, to the microsecond, so that text order is time order.
pub fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}
