//! What can be found out about a storage without changing it: what a sync would do, and whether what is known is so.

use super::Service;
use crate::bucket::Bucket;
use crate::store::StoreError;
use crate::sync::source::{Dry, Subject};
use crate::sync::verify::{Extent, Verifying};
use app::api::error::{ApiError, ApiResult};
use app::api::types::{DryChange, DryItems, DryRun, StorageInput, Verification, VerifyInput};
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
        let subject = Subject { project, before: plan.before, store, settings: plan.settings, bucket };
        Ok(Dry::begin(&self.engine, subject).await?.view())
    }

    /// Begins to look whether what is known of a storage is so.
    pub(super) async fn start_verification(&self, input: VerifyInput) -> ApiResult<Verification> {
        let VerifyInput { side, id, sample, repair, seed } = input;
        if !(0.0..=1.0).contains(&sample) {
            return Err(ApiError::field("sample", "the part of the bodies to read is a number from 0 to 1"));
        }
        let record = self.record(side, id).await?;
        Ok(Verifying::begin(&self.engine, record, Extent { sample, repair, seed }).view())
    }

    pub(super) fn find_verification(&self, id: u64) -> ApiResult<Verification> {
        let found = self.engine.verifications().find(id).map(|verifying| verifying.view());
        found.ok_or_else(|| {
            ApiError::NotFound(format!("there is no verification {id} any more: only the last few are kept"))
        })
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
