//! One run of a source storage: listing, pure diff, pure plan, writing.

mod compare;
mod dry;
mod item;
mod outlook;
pub mod parse;
mod planner;
mod read;
mod reread;
pub mod rows;
pub(super) mod run;
mod tally;
mod version;
mod write;

pub use dry::Dry;
pub use outlook::{Outlook, Sight, Subject};
pub use reread::ReRead;
pub use version::{Taken, Versions};

pub use rules::{diff, filter, plan, split};

use super::{Engine, SyncError, target};
use crate::store::storages::StorageRecord;

/// Holds a source's first run back until its project's targets are read: tasks may have their ids there.
pub async fn hold(engine: &Engine, record: &StorageRecord) -> Result<(), SyncError> {
    let read = target::read_before_first_sync(engine, record.project).await;
    read.map_err(|error| SyncError::Held(error.to_string()))
}
