//! From what went wrong below to what a person or client is told.

use crate::bucket::BucketError;
use crate::store::StoreError;
use crate::sync::SyncError;
use app::api::error::ApiError;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::NotFound(error.to_string()),
            StoreError::Conflict { message } => Self::Conflict(message),
            StoreError::Secrets(_) => Self::Conflict(error.to_string()),
            other => {
                tracing::error!(error = %other, "a request failed in the database");
                Self::Internal(other.to_string())
            }
        }
    }
}

impl From<BucketError> for ApiError {
    fn from(error: BucketError) -> Self {
        Self::Upstream(error.to_string())
    }
}

impl From<SyncError> for ApiError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Bucket(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::Held(_) => Self::Conflict(error.to_string()),
            other => {
                tracing::error!(error = %other, "a request failed in the sync engine");
                Self::Internal(other.to_string())
            }
        }
    }
}
