//! Documents that somebody else changed in a target, and what a person decides about them.

use super::Service;
use crate::store::{StoreError, outbox};
use crate::sync::SyncError;
use crate::sync::target::{self, Site, TargetError};
use app::api::error::{ApiError, ApiResult};
use app::api::types::{Conflict, ConflictPage, Keep};
use app::model::ids::{StorageId, TaskId};
use app::model::storage::Side;

impl Service {
    pub(super) async fn list_conflicts(&self, id: StorageId) -> ApiResult<ConflictPage> {
        self.record(Side::Target, id).await?;
        Ok(outbox::conflicts(self.db.reader(), id).await.map_err(StoreError::from)?)
    }

    pub(super) async fn look_at_conflict(&self, id: StorageId, task: TaskId) -> ApiResult<Conflict> {
        let site = self.site(id).await?;
        target::look_at_conflict(&site, task).await.map_err(failed)
    }

    pub(super) async fn decide_conflict(
        &self,
        id: StorageId,
        task: TaskId,
        version: Option<String>,
        keep: Keep,
    ) -> ApiResult<()> {
        let site = self.site(id).await?;
        target::settle_conflict(&site, task, version, keep).await.map_err(failed)?;
        self.engine.wake_target(site.record.project);
        Ok(())
    }

    async fn site(&self, id: StorageId) -> ApiResult<Site> {
        let record = self.record(Side::Target, id).await?;
        Site::new(&self.engine, &record).map_err(failed)
    }
}

fn failed(error: TargetError) -> ApiError {
    match error {
        TargetError::Bucket(error) => SyncError::from(error).into(),
        TargetError::Store(error) => error.into(),
        TargetError::Changed(_) | TargetError::Unreadable { .. } => ApiError::Conflict(error.to_string()),
        other => ApiError::Internal(other.to_string()),
    }
}
