//! Takes in what other servers of this project wrote to a target: their documents, and what was deleted there.

use super::deletions::{DeletedTask, Deletions, by_identity};
use super::document::Document;
use super::files::{our_deletions, returned};
use super::origins::Origins;
use super::restore::{BATCH, Deleted, restored, take_in};
use super::site::Site;
use super::{TargetError, copy};
use crate::bucket::Version;
use crate::store::restore::{RestoreCounts, Restored};
use crate::store::{outbox, past, removal, tasks};
use crate::sync::scheduler::publish_tasks;
use app::model::ids::TaskId;
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A document as it was found.
#[derive(Debug)]
pub struct Found {
    pub key: String,
    pub version: Version,
    pub bytes: Bytes,
    pub document: Document,
}

impl Found {
    /// In the terms of this database; its local copy is kept where copies are.
    pub async fn taken(self, site: &Site, origins: &Origins) -> Result<Restored, TargetError> {
        let Self { key, version, bytes, document } = self;
        copy::keep(site, &key, &version, bytes).await?;
        Ok(restored(site, key, version, (document, None), &Deleted::default(), origins))
    }
}

/// Takes in one document.
pub async fn take_in_one(site: &Site, found: Found) -> Result<(), TargetError> {
    let document = found.taken(site, &Origins::load(site).await?).await?;
    let counts = take_in(site, vec![document]).await?;
    tell(site, counts).await;
    Ok(())
}

/// Tells people and open pages what came.
pub async fn tell(site: &Site, counts: RestoreCounts) {
    if counts.apart > 0 {
        let plural = if counts.apart == 1 { "One annotation was" } else { "Some annotations were" };
        site.memory.notice(format!(
            "{plural} changed on two servers at once: both versions are kept, {} of them as new annotations.",
            counts.apart
        ));
    }
    if counts.annotations + counts.tasks_made > 0 {
        publish_tasks(&site.engine, &site.record).await;
    }
}

/// Takes in what other servers deleted.
pub async fn take_in_deletions(site: &Site, theirs: &Deletions) -> Result<RestoreCounts, TargetError> {
    let names: Vec<&String> = theirs.annotations.keys().collect();
    let mut dead: HashMap<TaskId, BTreeMap<String, String>> = HashMap::new();
    for (task, name) in past::tasks_of(site.db.reader(), &names).await? {
        if let Some(version) = theirs.annotations.get(&name) {
            dead.entry(task).or_default().insert(name, version.clone());
        }
    }
    let dead =
        dead.into_iter().map(|(task, dead)| Restored { task: Some(task), dead, ..Restored::default() });
    let mut counts = take_in_all(site, dead.collect()).await?;
    counts.add(bury(site, theirs, &Origins::load(site).await?).await?);
    tell(site, counts).await;
    Ok(counts)
}

/// Tasks that were deleted elsewhere are deleted here, and stay so whatever a source brings.
pub async fn bury(
    site: &Site,
    deletions: &Deletions,
    origins: &Origins,
) -> Result<RestoreCounts, TargetError> {
    let (ours, returned) = (our_deletions(site).await?.tasks, returned(site).await?);
    let gone: HashSet<_> = ours.iter().map(DeletedTask::identity).collect();
    let returned = by_identity(&returned);
    let mut tombs = Vec::new();
    for deleted in &deletions.tasks {
        let tomb = match &deleted.uri {
            Some(_) if gone.contains(&deleted.identity()) || deleted.is_taken_back(&returned) => None,
            Some(uri) => origins
                .of(uri, deleted.row.clone(), deleted.row_index, None)
                .map(|origin| Restored { id: Some(deleted.id), origin: Some(origin), ..Restored::default() }),
            None => {
                let task = imported(site, deleted).await?;
                task.map(|task| Restored { task: Some(task), ..Restored::default() })
            }
        };
        tombs.extend(tomb.map(|tomb| Restored { deleted: true, ..tomb }));
    }
    take_in_all(site, tombs).await
}

/// An imported task, by the name of its document and when it was made: its id is another on every server.
async fn imported(site: &Site, deleted: &DeletedTask) -> Result<Option<TaskId>, TargetError> {
    let (Some(name), Some(made)) = (&deleted.document, &deleted.created_at) else { return Ok(None) };
    let key = format!("{}{name}", site.folder);
    let holder = outbox::key_holder(site.db.reader(), site.record.id, &key).await?;
    let Some(holder) = holder.filter(|holder| holder.left.is_none()) else { return Ok(None) };
    let record = tasks::find(site.db.reader(), holder.task).await?;
    let record = record.filter(|record| record.origin.is_none() && record.created_at == *made);
    let Some(task) = record.map(|record| record.id) else { return Ok(None) };
    // The list may still name one that a person has brought back here since.
    let returned = removal::returned_at(site.db.reader(), task).await?;
    Ok(Some(task).filter(|_| !returned.is_some_and(|at| deleted.is_before(&at))))
}

async fn take_in_all(site: &Site, all: Vec<Restored>) -> Result<RestoreCounts, TargetError> {
    let mut counts = RestoreCounts::default();
    for batch in all.chunks(BATCH) {
        counts.add(take_in(site, batch.to_vec()).await?);
    }
    Ok(counts)
}
