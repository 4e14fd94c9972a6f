//! A bucket's listing beside what is known of it: lists ahead of the comparison, feeds both sides of the pure diff, and
//! hands on what it finds, page by page. Decides nothing.

use super::diff::{Diff, Found, OutOfOrder};
use crate::bucket::{Bucket, BucketError, Listed};
use crate::store::{Db, StoreError, source};
use crate::sync::{Engine, SyncError};
use app::model::ids::StorageId;
use app::model::storage::StorageSettings;
use async_stream::try_stream;
use futures::{Stream, StreamExt};
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Objects found and handed on together.
pub const PAGE: usize = 1000;
/// Pages of the listing that may wait.
const PAGES: usize = 2;
/// Known objects read from the database at once.
const KNOWN: u32 = 4000;
/// A bucket with more objects is listed by ranges between known keys; below, that gains less than the memory it takes.
const LARGE: u64 = 100_000;
/// Known objects between the ends of ranges: two pages of a listing.
const RANGE: u32 = 2000;

/// Both sides of a comparison.
#[derive(Clone)]
pub struct Sides {
    pub db: Db,
    pub bucket: Bucket,
    /// Whose known objects; `None` if those are of another store.
    pub storage: Option<StorageId>,
    pub folder: String,
    pub recursive: bool,
    /// Objects that the last run listed.
    pub expected: u64,
    /// Where what is listed early may wait.
    pub dir: PathBuf,
}

/// Why a comparison ended early.
pub enum Stop {
    Sync(SyncError),
    OutOfOrder,
}

impl<E: Into<SyncError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Sync(error.into())
    }
}

impl Sides {
    pub fn new(
        engine: &Engine,
        bucket: &Bucket,
        storage: Option<StorageId>,
        settings: &StorageSettings,
    ) -> Self {
        Self {
            db: engine.db.clone(),
            bucket: bucket.clone(),
            storage,
            folder: settings.folder(),
            recursive: settings.recursive,
            expected: 0,
            dir: engine.dir.clone(),
        }
    }

    /// What `diff` finds, in the order of keys if it keeps one. Every page of the listing is handed on at once, even if
    /// nothing was found in it.
    pub fn compare(&self, mut diff: Diff) -> impl Stream<Item = Result<Vec<Found>, Stop>> + use<> {
        let sides = self.clone();
        try_stream! {
            let mut pages = sides.list(diff.is_ordered()).await?;
            let mut after = None;
            let mut found = Vec::new();
            while let Some(page) = pages.recv().await? {
                for listed in page {
                    while diff.wants_known(Some(&listed.key)) {
                        sides.feed(&mut diff, &mut after).await?;
                    }
                    diff.take(listed, &mut found).map_err(|OutOfOrder| Stop::OutOfOrder)?;
                    if found.len() >= PAGE {
                        yield std::mem::take(&mut found);
                    }
                }
                yield std::mem::take(&mut found);
            }
            loop {
                diff.drain(&mut found);
                yield std::mem::take(&mut found);
                if !diff.wants_known(None) {
                    break;
                }
                sides.feed(&mut diff, &mut after).await?;
            }
        }
    }

    /// Lists ahead of the comparison: a large bucket by ranges, between keys that are known or where it was cut, unless its
    /// order is known to be another.
    async fn list(&self, in_order: bool) -> Result<Pages, SyncError> {
        let mut pages = if in_order && self.recursive {
            self.bucket.list_at_once(&self.folder, self.ends().await?, &self.dir)
        } else {
            self.bucket.list(&self.folder, self.recursive)
        };
        let (sender, receiver) = mpsc::channel(PAGES);
        let task = tokio::spawn(async move {
            while let Some(page) = pages.next().await {
                let failed = page.is_err();
                if sender.send(page).await.is_err() || failed {
                    return;
                }
            }
        });
        Ok(Pages { receiver, task: AbortOnDropHandle::new(task) })
    }

    async fn ends(&self) -> Result<Vec<String>, StoreError> {
        match self.storage {
            Some(storage) if self.expected > LARGE => {
                source::every_nth_key(self.db.reader(), storage, &self.folder, RANGE).await
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn feed(&self, diff: &mut Diff, after: &mut Option<String>) -> Result<(), SyncError> {
        let page = match self.storage {
            Some(storage) => source::known_page(self.db.reader(), storage, after.as_deref(), KNOWN).await?,
            None => Vec::new(),
        };
        let over = page.len() < KNOWN as usize;
        if let Some(last) = page.last() {
            *after = Some(last.key.clone());
        }
        diff.feed(page, over);
        Ok(())
    }
}

/// The listing, as it comes.
struct Pages {
    receiver: mpsc::Receiver<Result<Vec<Listed>, BucketError>>,
    task: AbortOnDropHandle<()>,
}

impl Pages {
    /// The next page; `None` if the listing was read to its end, and not if it only broke off.
    async fn recv(&mut self) -> Result<Option<Vec<Listed>>, SyncError> {
        if let Some(page) = self.receiver.recv().await {
            return Ok(Some(page?));
        }
        let ended = (&mut self.task).await;
        ended.map(|()| None).map_err(|defect| SyncError::Defect(defect.to_string()))
    }
}
