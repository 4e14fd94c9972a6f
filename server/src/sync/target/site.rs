//! One target and everything that is needed to work at it.

use super::TargetError;
use super::memory::Memory;
use crate::bucket::{Bucket, BucketError, BucketErrorKind, Listed, TargetKey, Version};
use crate::store::Db;
use crate::store::storages::{self, StorageRecord};
use crate::sync::Engine;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
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
            memory: engine.targets().of(record.id),
            record: record.clone(),
        })
    }

    /// The same place with the record as it stands now.
    pub async fn refreshed(&self) -> Result<Self, TargetError> {
        let record = storages::get(self.db.reader(), self.record.id).await?;
        Ok(Self { record, ..self.clone() })
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
        let folder = self.folder.clone();
        let pages = self.bucket.list(&self.folder, false);
        Box::pin(pages.map(move |page| {
            let documents = page?.into_iter().filter(|listed| {
                listed.odd.is_none()
                    && TargetKey::parse(&folder, &listed.key).is_some_and(|key| key.is_document())
            });
            Ok(documents.collect())
        }))
    }
}
