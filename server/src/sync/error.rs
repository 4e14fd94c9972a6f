//! Why a run could not do its work, as a sentence for people.

use super::source::filter::FilterError;
use crate::bucket::{BucketError, BucketErrorKind};
use crate::store::StoreError;
use std::path::PathBuf;
use std::time::Duration;

/// What ends a run, or refuses a request to the engine.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Bucket(#[from] BucketError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error("cannot {doing} {path}: {source}", path = path.display())]
    Disk { doing: &'static str, path: PathBuf, source: std::io::Error },
    /// A source waits for its project's targets to be read.
    #[error("waiting for the target, where this project's tasks may have their ids: {0}")]
    Held(String),
    /// What a target is not ready for.
    #[error("{0}")]
    Target(String),
    #[error("the run was broken off: the storage's settings changed, or the server is stopping")]
    BrokenOff,
    #[error("the run failed on a defect of this program: {0}")]
    Defect(String),
}

impl SyncError {
    pub fn disk(doing: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Disk { doing, path: path.into(), source }
    }

    /// Trying again soon may help: nobody has to change anything first.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Bucket(error) => !error.is_definite(),
            Self::Held(_) | Self::Store(_) | Self::Disk { .. } => true,
            Self::Filter(_) | Self::Target(_) | Self::BrokenOff | Self::Defect(_) => false,
        }
    }

    /// How long the store asked us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Bucket(error) => error.retry_after(),
            _ => None,
        }
    }
}

/// The store as a whole is away or refuses us, so that going on with other objects is of no use.
pub fn ends_the_run(error: &BucketError) -> bool {
    matches!(
        error.kind,
        BucketErrorKind::NoSuchBucket
            | BucketErrorKind::Credentials
            | BucketErrorKind::WrongRegion
            | BucketErrorKind::Unreachable
    )
}
