//! SQL: schema, migrations, queries. Knows nothing of buckets or HTTP.
//!
//! One file an area; its queries are free functions that take any SQLite executor (readers) or the writer's
//! connection. [`Db`] opens the database, hands out readers, and runs everything that writes.

pub mod annotations;
pub mod chain;
mod checkpoint;
pub mod comments;
pub mod db;
pub mod documents;
pub mod drafts;
mod error;
pub mod history;
pub mod impact;
pub mod import;
mod lock;
mod migrate;
pub mod outbox;
pub mod past;
pub mod predictions;
pub mod projects;
mod queue;
pub mod removal;
pub mod restore;
pub mod roll_ups;
mod secrets;
pub mod source;
pub mod storages;
mod submit;
pub mod targets;
pub mod task_list;
pub mod tasks;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod writer;

pub use db::Db;
pub use error::StoreError;
pub use lock::DirLock;
pub use secrets::{SecretKey, SecretsError};
pub use submit::{Submit, Submitted};

use chrono::{DateTime, SecondsFormat, Utc};
use ring::digest::{SHA256, digest};
use uuid::{Builder, Uuid};

/// The time now as the database keeps it: RFC 3339 in UTC, to the microsecond, so that text order is time order.
pub fn now() -> String {
    stamp(Utc::now())
}

/// A time as the database keeps it.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A unique id that follows from a name, on whatever server.
pub fn named_id(name: &str) -> String {
    let hash = digest(&SHA256, name.as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.as_ref()).for_each(|(byte, from)| *byte = *from);
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// A fresh unique id whose text order is time order, so that an index of many of them grows at its end.
pub fn fresh_id() -> String {
    let millis = u64::try_from(Utc::now().timestamp_millis()).unwrap_or_default();
    let mut random = [0; 10];
    random.copy_from_slice(&Uuid::new_v4().into_bytes()[6..]);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}
