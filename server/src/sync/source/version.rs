//! Labeled tasks take the newer versions of their sources, when a person asks for it. An object is read once, however
//! many of its tasks are asked for.

use super::filter::json_format;
use super::read::{Reader, Sink, Source};
use super::rows::RowId;
use crate::bucket::Listed;
use crate::store::source::batch::Batch;
use crate::store::source::stale::{self, Stale};
use crate::store::source::standing;
use crate::store::storages::{self, StorageRecord, StoreId};
use crate::store::{Db, StoreError, projects};
use crate::sync::{Engine, SyncError};
use app::model::config::LabelConfig;
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::Side;
use futures::{StreamExt, stream};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Objects read at once.
const READS: usize = 16;

/// What came of taking newer versions.
#[derive(Debug, Default)]
pub struct Taken {
    pub tasks: Vec<TaskId>,
    /// Those that keep their data, and why.
    pub kept: Vec<(TaskId, String)>,
}

/// The taking of newer versions within one project.
pub struct Versions {
    engine: Engine,
    project: ProjectId,
    config: Option<LabelConfig>,
    sources: Vec<StorageRecord>,
    /// Objects that were read.
    done: HashSet<(i64, String)>,
}

impl Versions {
    pub async fn new(engine: &Engine, project: ProjectId) -> Result<Self, StoreError> {
        let db = engine.db.reader();
        let xml = projects::get(db, project).await?.label_config;
        Ok(Self {
            engine: engine.clone(),
            project,
            config: LabelConfig::parse(&xml).ok(),
            sources: storages::list(db, project, Some(Side::Source)).await?,
            done: HashSet::new(),
        })
    }

    /// Brings these tasks to the newest version of their objects, as far as they are stale, and with them the others
    /// of the same objects that are `chosen`.
    pub async fn take(
        &mut self,
        ids: &[TaskId],
        chosen: impl Fn(TaskId) -> bool,
    ) -> Result<Taken, StoreError> {
        let stale = stale::among(self.engine.db.reader(), self.project, ids).await?;
        let (read, blobs): (Vec<Stale>, Vec<Stale>) =
            stale.into_iter().partition(|task| !task.blob && json_format(&task.key).is_some());
        let mut taken = Taken::default();
        if !blobs.is_empty() {
            let blobs: Vec<TaskId> = blobs.into_iter().map(|task| task.id).collect();
            let write = self
                .engine
                .db
                .write_batch(move |conn| Box::pin(async move { stale::take_blobs(conn, &blobs).await }));
            taken.tasks.extend(write.await?);
        }
        let mut objects: BTreeMap<_, (String, BTreeSet<TaskId>)> = BTreeMap::new();
        for task in read {
            let object = objects.entry((task.store.0, task.key)).or_insert((task.etag, BTreeSet::new()));
            object.1.insert(task.id);
        }
        objects.retain(|object, _| self.done.insert(object.clone()));
        let this = &*self;
        let mut of_objects = Vec::with_capacity(objects.len());
        for ((store, key), (etag, mut wanted)) in objects {
            let others =
                stale::of_object(this.engine.db.reader(), this.project, StoreId(store), &key).await?;
            wanted.extend(others.into_iter().filter(|id| chosen(*id)));
            of_objects.push(async move { this.take_object(StoreId(store), &key, etag, wanted).await });
        }
        let mut reads = stream::iter(of_objects).buffer_unordered(READS);
        while let Some(of_object) = reads.next().await {
            let Taken { tasks, kept } = of_object?;
            taken.tasks.extend(tasks);
            taken.kept.extend(kept);
        }
        Ok(taken)
    }

    async fn take_object(
        &self,
        store: StoreId,
        key: &str,
        etag: String,
        wanted: BTreeSet<TaskId>,
    ) -> Result<Taken, StoreError> {
        let mut taking = Taking { db: self.engine.db.clone(), wanted, taken: Vec::new() };
        let why = match self.read(store, key, etag, &mut taking).await {
            Ok(problem) => problem.unwrap_or_else(|| format!("{key} has no such row any more")),
            Err(SyncError::Store(error)) => return Err(error),
            Err(error) => error.to_string(),
        };
        let kept = taking.wanted.into_iter().map(|id| (id, why.clone())).collect();
        Ok(Taken { tasks: taking.taken, kept })
    }

    /// Reads an object for what its tasks take. Answers what of it could not be read.
    async fn read(
        &self,
        store: StoreId,
        key: &str,
        etag: String,
        taking: &mut Taking,
    ) -> Result<Option<String>, SyncError> {
        let reaches =
            |record: &&StorageRecord| record.store == store && key.starts_with(&record.settings.folder());
        let (Some(record), Some(format)) = (self.sources.iter().find(reaches), json_format(key)) else {
            return Ok(Some(format!("no source storage of the project reaches {key} any more")));
        };
        let source = Source::Bucket(self.engine.bucket(record)?);
        let listed = Listed { key: key.to_owned(), size: 0, etag, odd: None };
        let row_id = RowId::new(record.settings.row_id.as_deref());
        let config = self.config.as_ref();
        let reader = Reader { source: &source, listed: &listed, format, config, row_id: row_id.as_ref() };
        let tasks =
            standing(self.engine.db.reader(), self.project, store, key, row_id.as_ref().map(RowId::path))
                .await?;
        Ok(reader.again(&tasks, &mut Sink::Take(taking)).await?.problem())
    }
}

/// Tasks that wait for their rows while an object is read.
pub struct Taking {
    db: Db,
    wanted: BTreeSet<TaskId>,
    taken: Vec<TaskId>,
}

impl Taking {
    pub async fn take(&mut self, batch: Batch) -> Result<(), SyncError> {
        let mut updates = batch.updates;
        updates.retain(|update| self.wanted.contains(&update.id));
        if updates.is_empty() {
            return Ok(());
        }
        let write =
            self.db.write_batch(move |conn| Box::pin(async move { stale::take_rows(conn, &updates).await }));
        for id in write.await? {
            self.wanted.remove(&id);
            self.taken.push(id);
        }
        Ok(())
    }
}
