//! Object stores: connect, list, read, write, sign, check. Knows nothing of tasks, SQL or projects.
//!
//! `object_store` reads, writes and signs what its `Path` can express. The listing is our own over the same transport,
//! for `object_store` fails a whole page over one other key; so is what is done to those keys.

mod check;
mod cloud;
mod connect;
mod error;
mod exact;
mod failure;
mod gate;
mod list;
mod local;
mod odd;
mod say;
mod sigv4;
mod spread;
mod transport;
mod types;
mod wire;
mod xml;

pub use error::{BucketError, BucketErrorKind};
pub use rules::keys::{TargetKey, TargetKeys};
pub(crate) use transport::http_client;
pub use types::{
    Body, Condition, Listed, Object, OddKey, RangedObject, ReadRange, Requests, StoreIdentity, Version,
};

use app::model::storage::{CheckReport, Side, StorageKind, StorageSecrets, StorageSettings};
use bytes::Bytes;
use cloud::Cloud;
use connect::{Environment, Stamp};
use futures::stream::BoxStream;
use local::Local;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Installs the process's TLS provider; harmless when done again.
pub fn install_crypto() {
    // An Err says only that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client of one bucket. Cheap to clone; clones share connections and the count of requests.
#[derive(Clone)]
pub struct Bucket {
    backend: Backend,
    may_delete: bool,
}

#[derive(Clone)]
enum Backend {
    Cloud(Arc<Cloud>),
    Local(Arc<Local>),
}

/// The state of the files that ambient credentials come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambient(Stamp);

impl Bucket {
    /// Builds the client; does no I/O except reading credential files. Settings that cannot work are errors of
    /// kind Invalid.
    pub fn connect(settings: &StorageSettings, secrets: &StorageSecrets) -> Result<Self, BucketError> {
        let backend = connect::connect(settings, secrets, &Environment::of_process())?;
        Ok(Self { backend, may_delete: settings.can_delete_objects })
    }

    /// What the files of ambient credentials were when it was connected: with others, it is to be connected anew.
    pub fn ambient() -> Ambient {
        Ambient(Environment::of_process().stamp())
    }

    fn id(&self) -> &StoreIdentity {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.identity(),
            Backend::Local(local) => local.identity(),
        }
    }

    pub fn identity(&self) -> StoreIdentity {
        self.id().clone()
    }

    /// `s3://bucket/key`, `gs://bucket/key` or `file:///folder/key`, with the key's raw bytes.
    pub fn uri(&self, key: &str) -> String {
        uri(self.id(), key)
    }

    /// The inverse of `uri`; `None` if of another bucket.
    pub fn key_of<'a>(&self, uri: &'a str) -> Option<&'a str> {
        let identity = self.id();
        let rest = uri.strip_prefix(identity.kind.scheme())?.strip_prefix("://")?;
        rest.strip_prefix(identity.bucket.as_str())?.strip_prefix('/').filter(|key| !key.is_empty())
    }

    /// Pages in the store's order under `folder` ("" or ending in "/"). One odd key never disturbs its page. After an
    /// error nothing follows. Most stores list in the order of the keys' bytes; some (SeaweedFS) by path segments.
    pub fn list(
        &self,
        folder: &str,
        recursive: bool,
    ) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
        match &self.backend {
            Backend::Cloud(cloud) => list::list(cloud.clone(), folder, recursive),
            Backend::Local(local) => local.clone().list(folder, recursive),
        }
    }

    /// As [`Self::list`] of all that is under `folder`, by several ranges at once where that helps. `ends` are keys under
    /// `folder` that were there, in increasing order; further ones are found. What is listed early waits in `dir`.
    pub fn list_at_once(
        &self,
        folder: &str,
        ends: Vec<String>,
        dir: &Path,
    ) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
        match &self.backend {
            Backend::Cloud(cloud) => list::list_at_once(cloud.clone(), folder, ends, dir),
            Backend::Local(local) => local.clone().list(folder, true),
        }
    }

    pub async fn get(&self, key: &str) -> Result<Object, BucketError> {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.get(key).await,
            Backend::Local(local) => local.get(key).await,
        }
    }

    /// A part of an object; a range beyond its end is an error of kind OutOfRange.
    pub async fn get_range(&self, key: &str, range: ReadRange) -> Result<RangedObject, BucketError> {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.get_range(key, range).await,
            Backend::Local(local) => local.get_range(key, range).await,
        }
    }

    /// Writes the whole object. An error of kind Changed may also follow a write of ours whose answer was lost and
    /// which was then tried again: read back before concluding.
    pub async fn put(
        &self,
        key: &str,
        body: Bytes,
        content_type: &str,
        condition: Condition,
    ) -> Result<Version, BucketError> {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.put(key, body, content_type, condition).await,
            Backend::Local(local) => local.put(key, body, condition).await,
        }
    }

    /// Deletes the object; that there is none is fine.
    pub async fn delete(&self, key: &str) -> Result<(), BucketError> {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.delete(key).await,
            Backend::Local(local) => local.delete(key).await,
        }
    }

    /// A signed GET URL, or None where signing is impossible (then stream).
    pub async fn sign_get(&self, key: &str, ttl: Duration) -> Result<Option<String>, BucketError> {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.sign_get(key, ttl).await,
            Backend::Local(_) => Ok(None),
        }
    }

    /// Does what the storage will do, and says what is missing.
    pub async fn check(&self, side: Side, folder: &str) -> CheckReport {
        check::check(self, side, folder).await
    }

    /// Requests sent so far, by all clones. Operations on a folder count as reads.
    pub fn requests(&self) -> Requests {
        match &self.backend {
            Backend::Cloud(cloud) => cloud.transport.requests(),
            Backend::Local(local) => Requests { reads: local.operations(), ..Requests::default() },
        }
    }

    fn may_delete(&self) -> bool {
        self.may_delete
    }
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bucket({})", self.uri(""))
    }
}

fn uri(identity: &StoreIdentity, key: &str) -> String {
    let StoreIdentity { kind, bucket, .. } = identity;
    debug_assert!(*kind != StorageKind::Local || bucket.is_empty() || bucket.starts_with('/'));
    format!("{}://{bucket}/{key}", kind.scheme())
}
