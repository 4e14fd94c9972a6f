//! A folder of this machine as a bucket: a key is a path below it. Blocking work runs on tokio's blocking threads.

mod files;
mod walk;

use super::types::{Condition, Listed, Object, RangedObject, ReadRange, StoreIdentity, Version};
use super::{Backend, BucketError, BucketErrorKind};
use app::model::storage::StorageKind;
use async_stream::try_stream;
use bytes::Bytes;
use files::Reading;
use futures::StreamExt;
use futures::stream::BoxStream;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where this machine's own bookkeeping of a folder stands; never listed.
const LOCK: &str = ".skylabel/lock";
/// The beginning of names of files that are being written; never listed.
const UNFINISHED: &str = ".skylabel-part-";

/// One folder.
pub(super) struct Local {
    root: PathBuf,
    identity: StoreIdentity,
    operations: AtomicU64,
}

impl Local {
    pub(super) fn new(path: &str) -> Result<Self, BucketError> {
        let root = PathBuf::from(path);
        if path.is_empty() {
            return Err(BucketError::invalid("no folder is named: give the absolute path of a folder"));
        }
        if !root.is_absolute() {
            return Err(BucketError::invalid(format!(
                "the folder \"{path}\" is relative: give its absolute path, beginning with a slash"
            )));
        }
        if root.components().any(|part| matches!(part, Component::ParentDir)) {
            return Err(BucketError::invalid(format!(
                "the folder \"{path}\" goes up by \"..\": give its plain path"
            )));
        }
        let root: PathBuf = root.components().collect();
        let bucket = root.to_string_lossy().trim_end_matches('/').to_owned();
        let identity = StoreIdentity {
            kind: StorageKind::Local,
            endpoint: String::new(),
            account: String::new(),
            bucket,
        };
        Ok(Self { root, identity, operations: AtomicU64::new(0) })
    }

    pub(super) fn into_backend(self) -> Backend {
        Backend::Local(Arc::new(self))
    }

    pub(super) fn identity(&self) -> &StoreIdentity {
        &self.identity
    }

    pub(super) fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.operations.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn list(
        self: Arc<Self>,
        folder: &str,
        recursive: bool,
    ) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
        // One page waits while the next is gathered.
        let (pages, mut receiver) = tokio::sync::mpsc::channel(1);
        let folder = folder.to_owned();
        let start = move || walk::walk(&self, &folder, recursive, &pages);
        let pages = try_stream! {
            let walking = tokio::task::spawn_blocking(start);
            while let Some(page) = receiver.recv().await {
                yield page?;
            }
            // A walk that broke off has not seen everything.
            walking.await.map_err(|_| called_off())?;
        };
        pages.boxed()
    }

    pub(super) async fn get(&self, key: &str) -> Result<Object, BucketError> {
        let found = self.get_range(key, ReadRange::Whole).await?;
        Ok(Object {
            version: found.version,
            size: found.size,
            content_type: found.content_type,
            body: found.body,
        })
    }

    pub(super) async fn get_range(&self, key: &str, range: ReadRange) -> Result<RangedObject, BucketError> {
        self.count();
        let (path, uri) = (self.path(key)?, self.uri(key));
        let content_type = mime_guess::from_path(&path).first_raw().map(str::to_owned);
        let root = self.root.clone();
        let shown = uri.clone();
        let reading = blocking(move || files::open(&root, &path, &range, &shown)).await??;
        let Reading { version, size, range, modified, file } = reading;
        Ok(RangedObject {
            version,
            size,
            range: range.clone(),
            content_type,
            last_modified: modified,
            body: files::stream(file, range, uri),
        })
    }

    pub(super) async fn put(
        &self,
        key: &str,
        body: Bytes,
        condition: Condition,
    ) -> Result<Version, BucketError> {
        self.count();
        let (path, uri, root) = (self.path(key)?, self.uri(key), self.root.clone());
        blocking(move || files::write(&root, &path, &body, &condition, &uri)).await?
    }

    pub(super) async fn delete(&self, key: &str) -> Result<(), BucketError> {
        self.count();
        let (path, uri, root) = (self.path(key)?, self.uri(key), self.root.clone());
        blocking(move || files::delete(&root, &path, &uri)).await?
    }

    fn uri(&self, key: &str) -> String {
        super::uri(&self.identity, key)
    }

    /// The file of a key. Nothing that steps out of the folder, and nothing of our own bookkeeping.
    fn path(&self, key: &str) -> Result<PathBuf, BucketError> {
        let refused = |why: &str| BucketError::invalid(format!("{} cannot be used: {why}", self.uri(key)));
        if key.contains('\0') {
            return Err(refused("the key has a zero byte"));
        }
        for part in key.split('/') {
            match part {
                "" => return Err(refused("the key has an empty part")),
                "." | ".." => return Err(refused("the key has a part \".\" or \"..\"")),
                part if part.starts_with(UNFINISHED) => return Err(refused("the name is reserved")),
                _ => {}
            }
        }
        Ok(self.root.join(Path::new(key)))
    }
}

/// A failure of the file system in words.
fn failed(act: &str, uri: &str, root: &Path, error: &std::io::Error) -> BucketError {
    use std::io::ErrorKind;
    let shown = root.display();
    match error.kind() {
        ErrorKind::NotFound if !root.is_dir() => BucketError::new(
            BucketErrorKind::NoSuchBucket,
            format!("there is no folder {shown}: create it first"),
        ),
        ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory if act == "read" => {
            BucketError::new(BucketErrorKind::NoSuchObject, format!("{uri} does not exist"))
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => BucketError::new(
            BucketErrorKind::Forbidden,
            format!("not allowed to {act} {uri} ({error}): give the user of this server the right to"),
        ),
        _ => BucketError::new(BucketErrorKind::Other, format!("cannot {act} {uri}: {error}")),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BucketError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| called_off())
}

fn called_off() -> BucketError {
    BucketError::new(BucketErrorKind::Other, "a file's work was called off; the server is ending")
}
