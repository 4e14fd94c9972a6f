//! Takes the documents of others in: each is read, paired with the one task that it speaks of, and its annotations
//! become the task's. What cannot be paired for certain is reported, never guessed. Their objects stay as they are,
//! except documents of Skylabel itself, which become the task's own.

use super::blobs::Blobs;
use super::document::{self, Document, Form};
use super::restore::{BATCH, annotations, holds, take_in};
use super::site::{READERS, Site};
use super::{TargetError, document::NotADocument};
use crate::bucket::Version;
use crate::store::restore::{RestoreCounts, Restored, RestoredObject};
use crate::store::{documents, targets};
use app::model::ids::TaskId;
use futures::{StreamExt, stream};
use rules::pairing::{Clues, Pairing, Tasks};

/// Tasks read at once for pairing.
const PAGE: u32 = 500;
/// Names that a sentence lists.
const NAMED: usize = 5;

/// What came of adopting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub counts: RestoreCounts,
    /// Objects that are not adopted, and why.
    pub left: Vec<(String, String)>,
}

impl Report {
    /// For the card.
    pub fn sentence(&self) -> String {
        let adopted = format!(
            "Adopted {} documents with {} annotations.",
            self.counts.documents, self.counts.annotations
        );
        if self.left.is_empty() {
            return adopted;
        }
        let names: Vec<_> = self.left.iter().take(NAMED).map(|(key, _)| format!("\"{key}\"")).collect();
        let more = if self.left.len() > NAMED { ", …" } else { "" };
        format!(
            "{adopted} {} were left alone because their task is not certain: {}{more}. The outcomes list says why.",
            self.left.len(),
            names.join(", ")
        )
    }
}

/// Adopts what is there; afterwards the target counts as read. The project's tasks must be there already.
pub async fn adopt(site: &Site) -> Result<Report, TargetError> {
    let tasks = index(site).await?;
    let known = targets::known_keys(site.db.reader(), site.record.id).await?;
    let mut report = Report::default();
    let mut pages = site.document_keys();
    while let Some(page) = pages.next().await {
        let keys: Vec<_> = page?.into_iter().filter(|key| !known.contains(key)).collect();
        let mut read = stream::iter(keys).map(|key| read_one(site, key)).buffered(READERS);
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(found) = read.next().await {
            let Some(found) = found? else { continue };
            match found.paired(site, &tasks) {
                Ok(document) => batch.push(document),
                Err(left) => report.left.push(left),
            }
            if batch.len() == BATCH {
                report.counts.add(take_in(site, std::mem::take(&mut batch)).await?);
            }
        }
        report.counts.add(take_in(site, batch).await?);
    }
    finish(site, &report).await?;
    Ok(report)
}

async fn finish(site: &Site, report: &Report) -> Result<(), TargetError> {
    for (key, why) in &report.left {
        tracing::warn!(storage = %site.record.id, "{key} was not adopted: {why}");
    }
    let (id, left) = (site.record.id, report.left.clone());
    site.db
        .write(move |conn| {
            Box::pin(async move {
                targets::set_outcomes(conn, id, &left).await?;
                Ok(targets::set_adopted(conn, id).await?)
            })
        })
        .await?;
    tracing::info!(storage = %id, "{}", report.sentence());
    Ok(())
}

/// Everything that documents can be paired with.
async fn index(site: &Site) -> Result<Tasks, TargetError> {
    let blobs = Blobs::load(&site.db, site.record.project).await?;
    let mut tasks = Tasks::default();
    let mut after = TaskId(0);
    loop {
        let page = documents::page(&site.db, site.record.project, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(tasks) };
        after = last.id;
        for task in &page {
            tasks.add(task.id, task.object_and_row(), &blobs.data(task));
        }
    }
}

/// A document of somebody else.
struct Foreign {
    key: String,
    version: Version,
    document: Result<Document, NotADocument>,
}

async fn read_one(site: &Site, key: String) -> Result<Option<Foreign>, TargetError> {
    let Some((version, bytes)) = site.read(&key).await? else { return Ok(None) };
    match document::read(&bytes) {
        // No document at all: it does not matter.
        Err(NotADocument::NotJson(_) | NotADocument::NoTask) => Ok(None),
        document => Ok(Some(Foreign { key, version, document })),
    }
}

impl Foreign {
    /// What the database is to take in, or why the object is left alone.
    fn paired(self, site: &Site, tasks: &Tasks) -> Result<Restored, (String, String)> {
        let key = self.key;
        let document = match self.document {
            Ok(document) => document,
            Err(why) => return Err((key, why.to_string())),
        };
        let origin = document.note.as_ref().and_then(|note| note.origin());
        let task = match tasks.pair(&Clues { origin, data: document.task.data.clone() }) {
            Pairing::Certain(task) => task,
            Pairing::Unknown => return Err((key, "no task has its object or its data".to_owned())),
            Pairing::Ambiguous(candidates) => {
                let ids: Vec<_> = candidates.iter().take(NAMED).map(TaskId::to_string).collect();
                return Err((key, format!("it could belong to any of the tasks {}", ids.join(", "))));
            }
        };
        let seed = format!("{}{key}", site.place());
        let ours = document.form == Form::Ours;
        // What it says of its annotations, which have new ids here, is written again.
        let holds = holds(site.record.settings.shape, &document, None);
        let write_id = document.note.and_then(|note| note.write_id);
        Ok(Restored {
            task: Some(task),
            annotations: annotations(&seed, document.task.annotations, false),
            object: ours.then_some(RestoredObject {
                key,
                version: self.version.0,
                write_id,
                moved_to: None,
                holds,
            }),
            ..Restored::default()
        })
    }
}
