//! A target against the outbox: is every document there, in the version last written, and does it say what its task
//! says? What is repaired is written by the next push, under the conditions of every push: nothing of others is lost.

use super::{Extent, Verifying};
use crate::store::outbox::{self, Standing};
use crate::store::storages::StorageRecord;
use crate::store::{StoreError, documents, targets};
use crate::sync::target::{Blobs, Part, Site, TargetError, says};
use crate::sync::{Engine, SyncError};
use app::api::types::{Difference, DifferenceKind, TargetAccess};
use futures::{StreamExt, stream};
use std::collections::HashMap;

/// Documents read at once.
const READS: usize = 32;
/// Rows of the outbox looked at together.
const PAGE: u32 = 1000;

pub async fn verify(
    verifying: &Verifying,
    engine: &Engine,
    record: &StorageRecord,
    extent: Extent,
) -> Result<(), SyncError> {
    let site = Site::new(engine, record).map_err(failed)?;
    if let TargetAccess::Refused(found) = &record.access {
        return Err(SyncError::Target(found.clone()));
    }
    let mut listed = list(&site).await?;
    let blobs = Blobs::load(&site.db, record.project).await?;
    let sample = verifying.sample;
    let mut after = String::new();
    loop {
        let page =
            outbox::standing(site.db.reader(), record.id, &after, PAGE).await.map_err(StoreError::from)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        verifying.checked(page.len() as u64);
        let mut wrong = Vec::new();
        let mut to_read = Vec::new();
        for row in page {
            match listed.remove(&row.key) {
                None => wrong.push((row, DifferenceKind::Missing, None)),
                Some(etag) if !row.version.is_listed_as(&etag) => {
                    wrong.push((row, DifferenceKind::Changed, None))
                }
                Some(_) if sample.has(&row.key) => to_read.push(row),
                Some(_) => {}
            }
        }
        let mut reads = stream::iter(to_read)
            .map(|row| async { (compare(&site, &blobs, &row).await, row) })
            .buffer_unordered(READS);
        while let Some((said, row)) = reads.next().await {
            verifying.sampled();
            if let Some(detail) = said? {
                wrong.push((row, DifferenceKind::Content, Some(detail)));
            }
        }
        drop(reads);
        for (row, kind, detail) in wrong {
            conclude(verifying, &site, row, kind, detail, extent.repair).await?;
        }
    }
    // What waits to be written again, or is in conflict, is ours to know of too.
    let known = targets::known_keys(site.db.reader(), record.id).await.map_err(StoreError::from)?;
    for key in listed.into_keys().filter(|key| !known.contains(key)) {
        let detail = Some("no task of this project was written there".to_owned());
        verifying.tell(Difference { detail, ..Difference::of(key, DifferenceKind::Unknown) });
    }
    if extent.repair {
        engine.wake_target(record.project);
    }
    Ok(())
}

/// The documents that are there, with their versions as the listing says them.
async fn list(site: &Site) -> Result<HashMap<String, String>, SyncError> {
    let mut listed = HashMap::new();
    let mut pages = site.documents();
    while let Some(page) = pages.next().await {
        listed.extend(page?.into_iter().map(|object| (object.key, object.etag)));
    }
    Ok(listed)
}

/// What a document says otherwise than its task; `None` if nothing.
async fn compare(site: &Site, blobs: &Blobs, row: &Standing) -> Result<Option<String>, SyncError> {
    let Some((_, bytes)) = site.read(&row.key).await? else {
        return Ok(Some("it vanished while it was looked at".to_owned()));
    };
    let tasks = documents::load(&site.db, &[row.task]).await?;
    let Some(task) = tasks.first() else { return Ok(None) };
    let part = row.annotation.map_or(Part::Whole, Part::One);
    Ok(says(site, blobs, task, part, &bytes).map_err(failed)?.err())
}

/// Tells a difference, if it still is one: people go on labeling while this looks, and the listing is older than the
/// outbox.
async fn conclude(
    verifying: &Verifying,
    site: &Site,
    row: Standing,
    kind: DifferenceKind,
    detail: Option<String>,
    repair: bool,
) -> Result<(), SyncError> {
    let id = site.record.id;
    let now = outbox::standing_at(site.db.reader(), id, &row.key).await.map_err(StoreError::from)?;
    if now.as_ref() != Some(&row) {
        return Ok(());
    }
    if kind != DifferenceKind::Content {
        let standing = site.read(&row.key).await?;
        if standing.is_some_and(|(version, _)| version == row.version) {
            return Ok(());
        }
    }
    if repair {
        let (object, missing) = (row.clone(), kind == DifferenceKind::Missing);
        let work = site.db.write_batch(move |conn| {
            Box::pin(async move { Ok(outbox::push_again(conn, id, &object, missing).await?) })
        });
        work.await?;
    }
    // What somebody else wrote there is for a person to settle: the push finds it, and says so.
    let repaired = repair && kind.is_mendable();
    let task = Some(row.task);
    verifying.tell(Difference { task, detail, repaired, ..Difference::of(row.key, kind) });
    Ok(())
}

fn failed(error: TargetError) -> SyncError {
    SyncError::Target(error.to_string())
}
