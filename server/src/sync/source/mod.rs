//! One run of a source storage: listing, pure diff, pure plan, writing.

pub mod diff;
pub mod filter;
pub mod plan;
pub mod rows;
pub mod run;
pub mod split;

use super::{Engine, SyncError};
use crate::store::storages::StorageRecord;

/// Holds a source's first run back until its project's targets are read: tasks may have their ids there.
pub async fn hold(_engine: &Engine, _record: &StorageRecord) -> Result<(), SyncError> {
    Ok(())
}
