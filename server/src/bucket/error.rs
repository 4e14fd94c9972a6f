//! What can go wrong at a bucket, as sentences for people. Never carries secrets or a server's raw answer.

use std::time::Duration;

/// What a caller needs to decide with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BucketErrorKind {
    NoSuchObject,
    NoSuchBucket,
    /// Known credentials, missing permission.
    Forbidden,
    /// Missing, wrong or expired credentials.
    Credentials,
    WrongRegion,
    /// A precondition failed: something is already there, or it is another version.
    Changed,
    /// A range outside of the object.
    OutOfRange,
    Unreachable,
    Throttled,
    TimedOut,
    /// Settings or keys that cannot work.
    Invalid,
    Other,
}

impl BucketErrorKind {
    /// Retrying will not help until somebody changes something.
    pub const fn is_definite(self) -> bool {
        match self {
            Self::NoSuchObject
            | Self::NoSuchBucket
            | Self::Forbidden
            | Self::Credentials
            | Self::WrongRegion
            | Self::Changed
            | Self::OutOfRange
            | Self::Invalid => true,
            Self::Unreachable | Self::Throttled | Self::TimedOut | Self::Other => false,
        }
    }
}

/// A failure at a bucket. Its text names the bucket, the key, the reason and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BucketError {
    pub kind: BucketErrorKind,
    message: String,
    retry_after: Option<Duration>,
}

impl BucketError {
    pub fn new(kind: BucketErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), retry_after: None }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(BucketErrorKind::Invalid, message)
    }

    pub(super) fn too_large(size: u64, limit: u64) -> Self {
        Self::invalid(format!("the object has {size} bytes, more than the {limit} that are read at once"))
    }

    pub(super) fn after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// Retrying will not help until somebody changes something.
    pub fn is_definite(&self) -> bool {
        self.kind.is_definite()
    }

    /// How long the store asked us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}
