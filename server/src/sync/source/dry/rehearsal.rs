//! What a dry run is made from: settings that may not be saved yet, and what is known of the objects they speak of.

use super::Dry;
use crate::bucket::Bucket;
use crate::store::source::{self, Understood};
use crate::store::storages::{StorageRecord, StoreId};
use crate::sync::source::compare::Sides;
use crate::sync::source::filter::Filter;
use crate::sync::source::plan::Rules;
use crate::sync::source::planner::Planner;
use crate::sync::source::run::outputs;
use crate::sync::{Engine, SyncError};
use app::model::ids::ProjectId;
use app::model::storage::StorageSettings;
use std::sync::Arc;

/// The store of a bucket that no storage ever spoke of: nothing is known there.
const NO_STORE: StoreId = StoreId(0);
const ELSEWHERE: &str = "These settings point to another place than before. What is known of the objects there is \
                         forgotten with the next sync, and their tasks leave the lists unless another source brings them";

pub struct Rehearsal {
    pub project: ProjectId,
    /// The storage as it stands; `None`: a new one.
    pub before: Option<StorageRecord>,
    /// The store that the settings speak of, if it is known.
    pub store: Option<StoreId>,
    pub settings: StorageSettings,
    pub bucket: Bucket,
}

impl Rehearsal {
    /// Begins the dry run, which goes on by itself.
    pub async fn begin(self, engine: &Engine) -> Result<Arc<Dry>, SyncError> {
        let store = self.store.unwrap_or(NO_STORE);
        let understood = match &self.before {
            Some(record) => source::understood(engine.db.reader(), record.id).await?,
            None => None,
        };
        // What is known may still be of the store before the last change of settings.
        let moves = understood.is_some_and(|understood| understood.store != store.0);
        let understood = understood.filter(|_| !moves);
        let storage = self.before.as_ref().filter(|_| !moves).map(|record| record.id);
        let Self { project, before, settings, bucket, .. } = self;
        let mut sides = Sides::new(&engine.db, &bucket, storage, &settings);
        let live = before.as_ref().map(|record| engine.live_of(record)).unwrap_or_default();
        sides.expected = live.counts.listed;
        let filter = Filter::new(&settings, outputs(&engine.db, project, store).await?)?;
        let reinterpret = understood.is_some_and(|understood| understood.blobs != settings.use_blob_urls);
        let rules = Rules { reinterpret, run: live.run + 1 };
        let planner = Planner::new(&engine.db, project, store, filter, rules).await?;
        let unordered = understood.is_some_and(|Understood { unordered, .. }| unordered);
        let note = moves.then(|| ELSEWHERE.to_owned());
        let dry = engine.dry_runs().add(&engine.dir, note, engine.stopping());
        let running = Arc::clone(&dry);
        engine.spawn(async move { running.run(sides, planner, unordered).await });
        Ok(dry)
    }
}
