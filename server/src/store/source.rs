//! What a source storage knows of its objects, and the tasks that come of them. Knows nothing of buckets.

use super::StoreError;
use app::api::types::StorageOffer;
use app::model::ids::StorageId;
use app::model::storage::{RunCounts, SyncStatus};
use sqlx::SqliteConnection;

/// What a run leaves in its storage's record.
#[derive(Clone, Debug)]
pub struct RunEnd {
    pub status: SyncStatus,
    pub counts: RunCounts,
    pub duration: Option<f64>,
    pub last_sync: Option<String>,
    pub problem: Option<String>,
    pub offer: Option<StorageOffer>,
    pub run: i64,
}

/// Stores how a run ended. A storage removed meanwhile is no error.
pub async fn end_run(conn: &mut SqliteConnection, id: StorageId, end: &RunEnd) -> Result<(), StoreError> {
    let json = |value| serde_json::to_string(value).map_err(|e| StoreError::broken("a run's counts", e));
    let offer = end.offer.map(|offer| serde_json::to_string(&offer)).transpose();
    sqlx::query(
        "UPDATE storages SET status = $2, counts = $3, duration = $4, last_sync = $5, problem = $6, offer = $7, run = $8
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(end.status.slug())
    .bind(json(&end.counts)?)
    .bind(end.duration)
    .bind(&end.last_sync)
    .bind(&end.problem)
    .bind(offer.map_err(|e| StoreError::broken("a run's offer", e))?)
    .bind(end.run)
    .execute(conn)
    .await?;
    Ok(())
}
