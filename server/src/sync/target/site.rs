//! One target and everything that is needed to work at it.

use super::TargetError;
use super::memory::Memory;
use crate::bucket::{Bucket, BucketError, BucketErrorKind, Listed, TargetKey, TargetKeys, Version};
use crate::store::Db;
use crate::store::storages::{self, StorageRecord};
use crate::sync::Engine;
use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Larger objects are no documents of anybody.
pub const LARGEST: u64 = 256 << 20;
/// Documents that are read at once.
pub const READERS: usize = 32;

#[derive(Clone)]
pub struct Site {
    pub engine: Engine,
    pub db: Db,
    /// The data directory.
    pub dir: PathBuf,
    pub record: StorageRecord,
    pub bucket: Bucket,
    pub folder: String,
    /// The keys that documents can have there.
    pub keys: TargetKeys,
    pub memory: Arc<Memory>,
}

impl Site {
    pub fn new(engine: &Engine, record: &StorageRecord) -> Result<Self, TargetError> {
        Ok(Self {
            engine: engine.clone(),
            db: engine.db.clone(),
            dir: engine.dir.clone(),
            bucket: engine.bucket(record)?,
            folder: record.settings.folder(),
            keys: TargetKeys::new(record.settings.folder(), &record.templates()),
            memory: engine.targets().of(record.id),
            record: record.clone(),
        })
    }

    /// The same place with the record as it stands now.
    pub async fn refreshed(&self) -> Result<Self, TargetError> {
        let record = storages::get(self.db.reader(), self.record.id).await?;
        let keys = TargetKeys::new(record.settings.folder(), &record.templates());
        Ok(Self { keys, record, ..self.clone() })
    }

    pub fn key(&self, key: &TargetKey) -> String {
        key.render(&self.folder)
    }

    /// Where it is, for people.
    pub fn place(&self) -> String {
        self.record.settings.display_uri()
    }

    /// The object at a key with its version; `None` if nothing is there.
    pub async fn read(&self, key: &str) -> Result<Option<(Version, Bytes)>, BucketError> {
        let object = match self.bucket.get(key).await {
            Err(error) if error.kind == BucketErrorKind::NoSuchObject => return Ok(None),
            other => other?,
        };
        let version = object.version.clone();
        Ok(Some((version, object.bytes(LARGEST).await?)))
    }

    /// The keys of documents, ours and those of others, page by page.
    pub fn document_keys(&self) -> BoxStream<'static, Result<Vec<String>, BucketError>> {
        let pages = self.documents();
        Box::pin(pages.map(|page| Ok(page?.into_iter().map(|listed| listed.key).collect())))
    }

    /// What is at documents' keys, page by page.
    pub fn documents(&self) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
        if self.keys.are_flat() {
            return self.documents_outside(BTreeSet::new());
        }
        let site = self.clone();
        let pages = async move { Ok(site.documents_outside(site.claimed_within().await?)) };
        stream::once(pages).try_flatten().boxed()
    }

    fn documents_outside(
        &self,
        claimed: BTreeSet<String>,
    ) -> BoxStream<'static, Result<Vec<Listed>, BucketError>> {
        let keys = self.keys.clone();
        let pages = self.bucket.list(&self.folder, !keys.are_flat());
        Box::pin(pages.map(move |page| {
            let documents = page?.into_iter().filter(|listed| {
                listed.odd.is_none()
                    && keys.parse(&listed.key).is_some_and(|key| key.is_document())
                    && !claimed.iter().any(|folder| listed.key.starts_with(folder))
            });
            Ok(documents.collect())
        }))
    }

    /// Folders within this one that are targets themselves: their documents are theirs.
    async fn claimed_within(&self) -> Result<BTreeSet<String>, BucketError> {
        let mut folders = BTreeSet::new();
        let mut pages = self.bucket.list(&self.folder, true);
        while let Some(page) = pages.next().await {
            let keys = page?.into_iter().map(|listed| listed.key);
            folders.extend(keys.filter_map(|key| TargetKey::claimed_folder(&key).map(str::to_owned)));
        }
        folders.remove(&self.folder);
        Ok(folders)
    }
}
