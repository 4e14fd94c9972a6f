//! Reads a target that is ours back into the database: deletions, labeling config, and every document with its id.
//! Killed midway and run again, it goes on where it was: a document whose key is known is not read twice.

use super::deletions::Deletions;
use super::document::{self, Document, Form, person};
use super::origins::Origins;
use super::site::{READERS, Site};
use super::{TargetError, copy, files, peers};
use crate::bucket::{TargetKey, Version};
use crate::store::outbox::{self, TargetFile};
use crate::store::restore::{
    Holds, RestoreCounts, Restored, RestoredAnnotation, RestoredObject, RestoredOrigin, RestoredPrediction,
    restore,
};
use crate::store::{named_id, projects, targets};
use app::model::target::DocumentShape;
use app::model::task::{ImportedAnnotation, ImportedPrediction, TaskInput};
use futures::{StreamExt, stream};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Documents taken in by one transaction: it holds the writer for some milliseconds.
pub const BATCH: usize = 64;

/// What was read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub counts: RestoreCounts,
    /// Objects at documents' keys that are none of ours.
    pub others: u64,
}

/// Reads everything; afterwards the target counts as read.
pub async fn read(site: &Site) -> Result<Report, TargetError> {
    read_config(site).await?;
    let deletions = files::read_deletions(site).await?.map(|(_, list)| list).unwrap_or_default();
    let origins = Origins::load(site).await?;
    let mut report = read_documents(site, &deletions, &origins).await?;
    report.counts.tasks_made += peers::bury(site, &deletions, &origins).await?.tasks_made;
    let id = site.record.id;
    site.db.write(move |conn| Box::pin(async move { Ok(targets::set_read(conn, id).await?) })).await?;
    tracing::info!(storage = %id, "read the target {}: {} documents, {} annotations, {} tasks made, {} objects of others",
        site.place(), report.counts.documents, report.counts.annotations, report.counts.tasks_made, report.others);
    Ok(report)
}

/// The labeling config, if the project has none of its own.
async fn read_config(site: &Site) -> Result<(), TargetError> {
    let Some((version, bytes)) = site.read(&site.key(&TargetKey::LabelConfig)).await? else { return Ok(()) };
    let Ok(config) = String::from_utf8(bytes.to_vec()) else {
        tracing::warn!(storage = %site.record.id, "the labeling config of {} is not text; it is left out", site.place());
        return Ok(());
    };
    let (id, project) = (site.record.id, site.record.project);
    site.db
        .write(move |conn| {
            Box::pin(async move {
                let standing = projects::get(&mut *conn, project).await?.label_config;
                if standing.is_empty() {
                    let change = projects::Change { label_config: Some(&config), ..Default::default() };
                    projects::update(&mut *conn, project, change).await?;
                }
                let same = standing.is_empty() || standing == config;
                let file = TargetFile::LabelConfig;
                Ok(outbox::file_found(conn, id, file, &version.0, same).await?)
            })
        })
        .await?;
    Ok(())
}

async fn read_documents(
    site: &Site,
    deletions: &Deletions,
    origins: &Origins,
) -> Result<Report, TargetError> {
    let deleted = Deleted::new(deletions);
    let known = targets::known_keys(site.db.reader(), site.record.id).await?;
    let mut report = Report::default();
    let mut highest = (0, 0);
    let mut pages = site.document_keys();
    while let Some(page) = pages.next().await {
        let keys: Vec<_> = page?.into_iter().filter(|key| !known.contains(key)).collect();
        let mut read = stream::iter(keys).map(|key| read_one(site, key)).buffer_unordered(READERS);
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(found) = read.next().await {
            let Some((key, version, document)) = found? else {
                report.others += 1;
                continue;
            };
            highest = above(highest, &document.0);
            batch.push(restored(site, key, version, document, &deleted, origins));
            if batch.len() == BATCH {
                report.counts.add(take_in(site, std::mem::take(&mut batch)).await?);
            }
        }
        report.counts.add(take_in(site, batch).await?);
    }
    site.db
        .write(move |conn| Box::pin(async move { Ok(targets::raise_ids(conn, highest.0, highest.1).await?) }))
        .await?;
    Ok(report)
}

fn above((task, annotation): (i64, i64), document: &Document) -> (i64, i64) {
    let usable = |id: &i64| (1..crate::store::restore::HIGHEST_ID).contains(id);
    let annotations = document.task.annotations.iter().filter_map(|annotation| annotation.id);
    // A deleted one's id is not given again: its object stands.
    let annotations = annotations.chain(document.annotation);
    (
        document.id.filter(usable).unwrap_or(0).max(task),
        annotations.filter(usable).max().unwrap_or(0).max(annotation),
    )
}

/// One document of ours; `None` if the object is none, or vanished meanwhile.
async fn read_one(
    site: &Site,
    key: String,
) -> Result<Option<(String, Version, (Document, Option<String>))>, TargetError> {
    let Some((version, bytes)) = site.read(&key).await? else { return Ok(None) };
    match document::read(&bytes) {
        Ok(document) if document.form == Form::Ours => {
            let digest = document.annotation.and_then(|_| document::digest_of_content(&bytes));
            copy::keep(site, &key, &version, bytes).await?;
            Ok(Some((key, version, (document, digest))))
        }
        Ok(_) => Ok(None),
        Err(why) => {
            tracing::warn!(storage = %site.record.id, "{key} was not read back: {why}");
            Ok(None)
        }
    }
}

pub async fn take_in(site: &Site, batch: Vec<Restored>) -> Result<RestoreCounts, TargetError> {
    if batch.is_empty() {
        return Ok(RestoreCounts::default());
    }
    let (project, target) = (site.record.project, site.record.id);
    let taken = site
        .db
        .write_batch(move |conn| Box::pin(async move { restore(conn, project, target, &batch).await }))
        .await?;
    Ok(taken)
}

/// Quick answers to whether a task or an annotation was deleted.
#[derive(Default)]
pub struct Deleted<'a> {
    rows: BTreeSet<(&'a str, &'a str)>,
    /// Imported tasks, with when they were made.
    imported: HashMap<i64, Option<&'a str>>,
    annotations: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Deleted<'a> {
    fn new(deletions: &'a Deletions) -> Self {
        let tasks = &deletions.tasks;
        let rows =
            tasks.iter().filter_map(|task| Some((task.uri.as_deref()?, task.row.as_deref().unwrap_or(""))));
        let imported = tasks.iter().filter(|task| task.uri.is_none());
        let imported = imported.map(|task| (task.id, task.created_at.as_deref()));
        Self { rows: rows.collect(), imported: imported.collect(), annotations: Some(&deletions.annotations) }
    }

    /// The deletions of a document's annotations.
    fn annotations_of(&self, task: &TaskInput) -> BTreeMap<String, String> {
        let Some(deleted) = self.annotations else { return BTreeMap::new() };
        let names = task.annotations.iter().filter_map(|annotation| annotation.unique_id.as_ref());
        names.filter_map(|name| Some((name.clone(), deleted.get(name)?.clone()))).collect()
    }

    fn contains(&self, document: &Document) -> bool {
        let note = document.note.as_ref();
        match note.and_then(|note| Some((note.uri.as_deref()?, note.row.as_deref().unwrap_or("")))) {
            Some(origin) => self.rows.contains(&origin),
            None => document
                .id
                .and_then(|id| self.imported.get(&id))
                .is_some_and(|made| made.is_none() || *made == document.created_at.as_deref()),
        }
    }
}

pub fn restored(
    site: &Site,
    key: String,
    version: Version,
    (document, digest): (Document, Option<String>),
    deleted: &Deleted<'_>,
    origins: &Origins,
) -> Restored {
    let is_deleted = deleted.contains(&document);
    let origin = origin(&document, origins);
    let seed = format!("{}{key}", site.place());
    let blob = is_blob(&document);
    let holds = holds(site.record.settings.shape, &document, digest);
    let note = document.note.unwrap_or_default();
    let moved_to = note.moved_to.map(|name| format!("{}{name}", site.folder));
    let mut dead = note.deletions;
    dead.extend(deleted.annotations_of(&document.task));
    let task = document.task;
    Restored {
        task: None,
        id: document.id,
        origin,
        deleted: is_deleted,
        data: (!blob).then_some(task.data),
        extra: task.extra,
        created_at: document.created_at,
        updated_at: document.updated_at,
        annotations: annotations(&seed, task.annotations, true),
        // Only servers that name their project tell where versions come from.
        lineages: note.project.is_some().then_some(note.lineages),
        dead,
        predictions: task.predictions.into_iter().map(prediction).collect(),
        object: Some(RestoredObject { key, version: version.0, write_id: note.write_id, moved_to, holds }),
    }
}

/// What an object is to a target of this shape.
pub fn holds(shape: DocumentShape, document: &Document, digest: Option<String>) -> Holds {
    match (shape.is_whole(), document.annotation) {
        (true, None) => Holds::Whole { current: shape == document.shape },
        (false, Some(annotation)) => Holds::Piece { annotation, digest },
        _ => Holds::OtherShape,
    }
}

pub fn origin(document: &Document, origins: &Origins) -> Option<RestoredOrigin> {
    let note = document.note.as_ref()?;
    origins.of(note.uri.as_deref()?, note.row.clone(), note.row_index, note.etag.clone())
}

/// A task whose only content is the URI of the object that it is.
fn is_blob(document: &Document) -> bool {
    let Some(note) = &document.note else { return false };
    let whole = note.row.as_deref().unwrap_or("").is_empty();
    let only = document.task.data.values().next().filter(|_| document.task.data.len() == 1);
    whole && note.uri.is_some() && only.and_then(|value| value.as_str()) == note.uri.as_deref()
}

/// The annotations of a document; those without a unique id get one that is the same whenever they are read.
pub fn annotations(
    seed: &str,
    annotations: Vec<ImportedAnnotation>,
    keep_ids: bool,
) -> Vec<RestoredAnnotation> {
    let each = |(index, annotation): (usize, ImportedAnnotation)| {
        let id = annotation.id;
        let name = id.map_or_else(|| format!("{seed}#{index}"), |id| format!("{seed}#id{id}"));
        RestoredAnnotation {
            id: id.filter(|_| keep_ids),
            unique_id: annotation.unique_id.unwrap_or_else(|| named_id(&name)),
            completed_by: person(annotation.completed_by.as_ref()),
            result: annotation.result,
            was_cancelled: annotation.was_cancelled,
            ground_truth: annotation.ground_truth,
            lead_time: annotation.lead_time,
            created_at: annotation.created_at,
            updated_at: annotation.updated_at,
            extra: annotation.extra,
        }
    };
    annotations.into_iter().enumerate().map(each).collect()
}

fn prediction(prediction: ImportedPrediction) -> RestoredPrediction {
    let ImportedPrediction { result, score, model_version, extra } = prediction;
    RestoredPrediction { result, score, model_version, extra }
}
