//! Reads from a target what other servers of this project wrote there since it was last looked at. The listing tells which
//! objects are not as they are known; only those are read. Nothing is concluded from a listing that did not finish.

use super::origins::Origins;
use super::peers::{self, Found};
use super::push::render_moved;
use super::restore::{BATCH, take_in};
use super::site::{READERS, Site};
use super::{TargetError, document, files};
use crate::bucket::{BucketErrorKind, Condition, Listed, TargetKey, Version};
use crate::store::history::{self, Over};
use crate::store::outbox::{self, TargetFile};
use crate::store::restore::{Beside, Restored, remember};
use crate::store::{documents, projects};
use crate::sync::target::Blobs;
use app::model::storage::{RunCounts, SyncStatus};
use app::model::target::DocumentShape;
use futures::{StreamExt, stream};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::time::Instant;
use uuid::Uuid;

/// From so many documents on, the loss of more than half of them is not believed.
const PLENTY: u64 = 10;
/// Rows of the outbox looked at together.
const PAGE: u32 = 1000;

/// One look at the target.
struct Pull<'a> {
    site: &'a Site,
    /// The project's id.
    project: String,
    origins: Origins,
    counts: RunCounts,
    /// Documents that should be there as they are known, before any were taken in.
    before: u64,
    /// Documents that were listed just as they are known.
    met: u64,
    /// Pages of the listing.
    pages: u64,
    /// The first object that could not be read. No missing document is judged then.
    unread: Option<TargetError>,
}

/// What an object turned out to be.
enum Read {
    Gone,
    /// Of a server of this project, unchanged by others.
    Peer(Box<Found>),
    /// Somebody else's, or changed by somebody else: a person's to decide, if anybody's.
    Other(String, Version),
}

/// Takes in what is new there, and has what vanished written again.
pub async fn pull(site: &Site) -> Result<(), TargetError> {
    // Other shapes do not carry what merging needs.
    if site.record.settings.shape != DocumentShape::Task {
        return Ok(());
    }
    let project = projects::get(site.db.reader(), site.record.project).await?.uuid;
    let origins = Origins::load(site).await?;
    let counts = RunCounts::default();
    let mut pull = Pull { site, project, origins, counts, before: 0, met: 0, pages: 0, unread: None };
    let (began, before) = (Instant::now(), site.bucket.requests());
    let ended = pull.run().await;
    let mut counts = pull.counts;
    if counts.updated + counts.tasks_created > 0 {
        site.bucket.requests().since(before).enter(&mut counts);
        let status = if ended.is_ok() { SyncStatus::Completed } else { SyncStatus::CompletedWithErrors };
        let (id, took) = (site.record.id, began.elapsed().as_secs_f64());
        let over = Over { status, problem: None, counts, took };
        let work = site
            .db
            .write_batch(move |conn| Box::pin(async move { history::add_pushes(conn, id, &over).await }));
        work.await?;
    }
    ended
}

impl Pull<'_> {
    async fn run(&mut self) -> Result<(), TargetError> {
        match self.deletions().await {
            // Documents say themselves what was deleted of them. Only the list says why one is missing.
            Err(error @ TargetError::Illegible { .. }) => self.unread = Some(error),
            read => read?,
        }
        self.before = outbox::standing_count(self.site.db.reader(), self.site.record.id).await?;
        let mut pages = self.site.documents();
        while let Some(page) = pages.next().await {
            let page = page?;
            self.pages += 1;
            self.counts.listed += page.len() as u64;
            let changed = self.changed(&page).await?;
            self.read(changed).await?;
        }
        self.site.memory.set_pages(self.pages);
        if let Some(error) = self.unread.take() {
            return Err(error);
        }
        self.vanished().await
    }

    /// The list of deletions, if somebody else wrote it.
    async fn deletions(&mut self) -> Result<(), TargetError> {
        let (site, key) = (self.site, self.site.key(&TargetKey::Deletions));
        let folder = key.strip_suffix("deletions.json").unwrap_or(&key).to_owned();
        let mut listed = None;
        let mut pages = site.bucket.list(&folder, false);
        while let Some(page) = pages.next().await {
            listed = page?.into_iter().find(|listed| listed.key == key).or(listed);
        }
        let known = outbox::file_version(site.db.reader(), site.record.id, TargetFile::Deletions).await?;
        let Some(listed) = listed else {
            if known.is_some() {
                self.deletions_lost().await?;
            }
            return Ok(());
        };
        if known.is_some_and(|known| Version(known).is_listed_as(&listed.etag)) {
            return Ok(());
        }
        let Some((version, theirs)) = files::read_deletions(site).await? else { return Ok(()) };
        let counts = peers::take_in_deletions(site, &theirs).await?;
        self.counts.updated += u64::from(counts.annotations > 0);
        let same = files::our_deletions(site).await?.is_within(&theirs);
        let id = site.record.id;
        site.db
            .write(move |conn| {
                Box::pin(async move {
                    Ok(outbox::file_found(conn, id, TargetFile::Deletions, &version.0, same).await?)
                })
            })
            .await?;
        Ok(())
    }

    /// Somebody took the list away. Others may not have read it: what it said is written again.
    async fn deletions_lost(&self) -> Result<(), TargetError> {
        let id = self.site.record.id;
        let work = self.site.db.write(move |conn| {
            Box::pin(async move { Ok(outbox::file_lost(conn, id, TargetFile::Deletions).await?) })
        });
        Ok(work.await?)
    }

    /// The keys of a page that are not known, or not in this version.
    async fn changed(&mut self, page: &[Listed]) -> Result<Vec<String>, TargetError> {
        let keys: Vec<&str> = page.iter().map(|listed| listed.key.as_str()).collect();
        let known = outbox::known_objects(self.site.db.reader(), self.site.record.id, &keys).await?;
        let mut by_key: HashMap<&str, Vec<&outbox::KnownObject>> = HashMap::new();
        for object in &known {
            by_key.entry(&object.key).or_default().push(object);
        }
        let mut changed = Vec::new();
        for listed in page {
            let known = by_key.get(listed.key.as_str()).map_or(&[][..], Vec::as_slice);
            // One that somebody else changed is there all the same.
            self.met += u64::from(known.iter().any(|object| object.standing));
            if !known.iter().any(|object| object.version.is_listed_as(&listed.etag)) {
                changed.push(listed.key.clone());
            }
        }
        Ok(changed)
    }

    async fn read(&mut self, keys: Vec<String>) -> Result<(), TargetError> {
        let (site, project) = (self.site, self.project.clone());
        let mut read = stream::iter(keys).map(|key| read_one(site, key, &project)).buffer_unordered(READERS);
        let mut batch = Vec::new();
        while let Some((key, read)) = read.next().await {
            match read {
                Ok(Read::Gone) => {}
                Ok(Read::Peer(found)) => batch.push(found.taken(site, &self.origins).await?),
                Ok(Read::Other(key, version)) => note(site, key, version, Beside::Other).await?,
                Err(error) if is_away(&error) => return Err(error),
                Err(error) => {
                    tracing::warn!(storage = %site.record.id, "{key} could not be read: {error}");
                    let why = error.to_string();
                    self.unread.get_or_insert(TargetError::Unread { key, why });
                }
            }
            if batch.len() == BATCH {
                self.take_in(std::mem::take(&mut batch)).await?;
            }
        }
        self.take_in(batch).await
    }

    async fn take_in(&mut self, batch: Vec<Restored>) -> Result<(), TargetError> {
        let counts = take_in(self.site, batch).await?;
        self.counts.updated += counts.documents;
        self.counts.tasks_created += counts.tasks_made;
        peers::tell(self.site, counts).await;
        Ok(())
    }

    /// Documents that are gone are written again: whoever deletes an annotation says so.
    async fn vanished(&mut self) -> Result<(), TargetError> {
        let site = self.site;
        // What was taken in from others meanwhile was not known when its page was read.
        let standing = outbox::standing_count(site.db.reader(), site.record.id).await?.min(self.before);
        let missing = standing.saturating_sub(self.met);
        if missing == 0 {
            return Ok(());
        }
        if standing >= PLENTY && missing * 2 > standing {
            site.memory.notice(format!(
                "{missing} of {standing} documents are no longer in the target. Nothing is concluded from it; \
                 \"skylabel verify --repair\" writes them again."
            ));
            return Ok(());
        }
        // Which ones is worth a second listing: it happens seldom, and costs no memory else.
        let hashes = RandomState::new();
        let mut listed = HashSet::new();
        let mut pages = site.documents();
        while let Some(page) = pages.next().await {
            listed.extend(page?.iter().map(|listed| hashes.hash_one(&listed.key)));
        }
        let (id, mut after) = (site.record.id, String::new());
        loop {
            let page = outbox::standing(site.db.reader(), id, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.key);
            for row in page.into_iter().filter(|row| !listed.contains(&hashes.hash_one(&row.key))) {
                if site.read(&row.key).await?.is_none() {
                    tracing::warn!(storage = %id, task = %row.task, "{} vanished", row.key);
                    let work = site.db.write_batch(move |conn| {
                        Box::pin(async move { Ok(outbox::vanished(conn, id, row.task, &row.key).await?) })
                    });
                    work.await?;
                }
            }
        }
    }
}

async fn read_one(site: &Site, key: String, project: &str) -> (String, Result<Read, TargetError>) {
    let read = match site.read(&key).await {
        Err(error) => Err(error.into()),
        Ok(None) => Ok(Read::Gone),
        Ok(Some((version, bytes))) => Ok(match document::read(&bytes) {
            Ok(document) if document::is_of_project(&document, &bytes, project) => {
                Read::Peer(Box::new(Found { key: key.clone(), version, bytes, document }))
            }
            _ => Read::Other(key.clone(), version),
        }),
    };
    (key, read)
}

fn is_away(error: &TargetError) -> bool {
    let TargetError::Bucket(error) = error else { return false };
    matches!(
        error.kind,
        BucketErrorKind::Unreachable | BucketErrorKind::TimedOut | BucketErrorKind::Throttled
    )
}

async fn note(site: &Site, key: String, version: Version, beside: Beside) -> Result<(), TargetError> {
    let id = site.record.id;
    let work = site
        .db
        .write_batch(move |conn| Box::pin(async move { remember(conn, id, &key, &version.0, beside).await }));
    Ok(work.await?)
}

/// Empties the second documents of tasks whose home says everything. Whoever still writes to one finds out by the
/// condition of the write, and follows.
pub async fn empty_seconds(site: &Site) -> Result<(), TargetError> {
    if site.record.unprotected {
        return Ok(());
    }
    let seconds = outbox::seconds(site.db.reader(), site.record.id).await?;
    if seconds.is_empty() {
        return Ok(());
    }
    let blobs = Blobs::load(&site.db, site.record.project).await?;
    for second in seconds {
        let Some(task) = documents::load(&site.db, &[second.task]).await?.into_iter().next() else {
            continue;
        };
        let home = second.home.strip_prefix(&site.folder).unwrap_or(&second.home).to_owned();
        let body = render_moved(&site.record.settings, &blobs, &Uuid::new_v4().to_string(), task, home)?;
        let media = TargetKey::Document(second.task).content_type();
        let condition = Condition::IfUnchanged(second.version);
        let (id, key) = (site.record.id, second.key);
        match site.bucket.put(&key, body, media, condition).await {
            Ok(version) => {
                tracing::info!(storage = %id, task = %second.task, "{key} was emptied: {} says everything", second.home);
                note(site, key, version, Beside::Emptied).await?;
            }
            // Whatever stands there now, our own words included, is read by the next look.
            Err(error) if matches!(error.kind, BucketErrorKind::Changed | BucketErrorKind::NoSuchObject) => {
                let work = site.db.write_batch(move |conn| {
                    Box::pin(async move { Ok(outbox::forget_object(conn, id, &key).await?) })
                });
                work.await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
