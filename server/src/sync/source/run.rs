//! One run of one source storage.

use crate::store::storages::StorageRecord;
use crate::sync::live::{Ended, Slot};
use crate::sync::{Engine, SyncError};
use tokio_util::sync::CancellationToken;

/// Lists, compares, plans and writes.
pub async fn run(
    engine: &Engine,
    record: &StorageRecord,
    _slot: &Slot,
    _cancel: &CancellationToken,
) -> Result<Ended, SyncError> {
    engine.bucket(record)?;
    Err(SyncError::Defect("sources are not read yet".into()))
}
