//! Dry runs: what a sync would do, before anything is saved.

use super::Service;
use crate::bucket::Bucket;
use crate::store::StoreError;
use crate::sync::source::{Dry, Rehearsal};
use app::api::error::{ApiError, ApiResult};
use app::api::types::{DryChange, DryItems, DryRun, StorageInput};
use app::model::storage::Side;
use std::sync::Arc;

impl Service {
    pub(super) async fn start_dry_run(&self, input: StorageInput) -> ApiResult<DryRun> {
        if input.side != Side::Source {
            return Err(ApiError::field(
                "side",
                "only a source can be tried out: a target is written to, not read",
            ));
        }
        let project = input.project;
        let (plan, _) = self.planned(input).await?;
        let mut conn = self.db.reader().acquire().await.map_err(StoreError::from)?;
        let store = plan.store(&mut conn).await?;
        drop(conn);
        let bucket = Bucket::connect(&plan.settings, &plan.opened)
            .map_err(|e| ApiError::field("path", e.to_string()))?;
        let rehearsal = Rehearsal { project, before: plan.before, store, settings: plan.settings, bucket };
        Ok(rehearsal.begin(&self.engine).await?.view())
    }

    pub(super) fn find_dry_run(&self, id: u64) -> ApiResult<Arc<Dry>> {
        self.engine.dry_runs().find(id).ok_or_else(|| {
            ApiError::NotFound(format!("there is no dry run {id} any more: only the last few are kept"))
        })
    }

    pub(super) async fn list_dry_items(&self, id: u64, change: DryChange, page: u32) -> ApiResult<DryItems> {
        let dry = self.find_dry_run(id)?;
        let read = tokio::task::spawn_blocking(move || dry.items(change, page.max(1))).await;
        read.map_err(|e| ApiError::Internal(e.to_string()))?
            .map_err(|e| ApiError::Internal(format!("what the dry run found cannot be read: {e}")))
    }
}
