//! The card of a storage, as pages and the REST API show it: the stored record, overlaid by what is live, and for a
//! target what waits for it.

use super::live::LiveRun;
use super::{Engine, target};
use crate::store::StoreError;
use crate::store::storages::StorageRecord;
use app::api::types::{LiveEvent, RunProgress, StorageCard, TargetState};
use app::model::storage::Side;

impl Engine {
    /// The card of a storage now.
    pub async fn card(&self, record: &StorageRecord) -> Result<StorageCard, StoreError> {
        let target = match record.side {
            Side::Source => None,
            Side::Target => Some(target::state(self, record).await?),
        };
        Ok(card(record, self.live_of(record), target))
    }

    /// Tells open pages how a storage stands now.
    pub async fn publish(&self, record: &StorageRecord) {
        match self.card(record).await {
            Ok(card) => self.events.publish(LiveEvent::Storage { card: Box::new(card) }),
            Err(error) => {
                tracing::warn!(storage = %record.id, %error, "open pages were not told of a storage")
            }
        }
    }
}

/// Puts a card together.
pub fn card(record: &StorageRecord, live: LiveRun, target: Option<TargetState>) -> StorageCard {
    let progress = live
        .began
        .map(|began| RunProgress { seconds: began.elapsed().as_secs_f64(), expected: live.expected });
    StorageCard {
        progress,
        every: record.settings.every(live.expected),
        id: record.id,
        project: record.project,
        side: record.side,
        settings: record.settings.clone(),
        has_secrets: record.has_secrets(),
        status: live.status,
        last_sync: live.last_sync,
        duration: live.duration,
        problem: live.problem,
        counts: live.counts,
        target,
        offer: live.offer,
        differs_from_file: record.differs_from_file(),
        created_at: record.created_at.clone(),
    }
}
