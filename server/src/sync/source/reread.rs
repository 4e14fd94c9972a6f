//! Reads an object again to see whether its tasks say what it says. Writes nothing.

use super::filter::json_format;
use super::read::{Reader, Sink, Source};
use super::rows::RowId;
use crate::bucket::{BucketError, BucketErrorKind, Listed};
use crate::store::projects;
use crate::store::source::batch::{Batch, TaskUpdate};
use crate::store::source::{Known, audit, standing};
use crate::store::storages::StorageRecord;
use crate::sync::error::ends_the_run;
use crate::sync::{Engine, SyncError};
use app::model::config::LabelConfig;
use app::model::ids::TaskId;
use app::model::storage::Outcome;
use serde_json::Value;
use sqlx::SqlitePool;

pub struct ReRead {
    engine: Engine,
    record: StorageRecord,
    source: Source,
    config: Option<LabelConfig>,
}

impl ReRead {
    pub async fn new(engine: &Engine, record: &StorageRecord) -> Result<Self, SyncError> {
        let xml = projects::get(engine.db.reader(), record.project).await?.label_config;
        Ok(Self {
            engine: engine.clone(),
            record: record.clone(),
            source: Source::Bucket(engine.bucket(record)?),
            config: LabelConfig::parse(&xml).ok(),
        })
    }

    /// Whether the object is as its tasks say, or what is not; `None`: nothing of it was taken.
    pub async fn compare(&self, known: &Known) -> Result<Option<Result<(), String>>, SyncError> {
        if matches!(known.outcome, Outcome::Skipped | Outcome::Failed) {
            return Ok(None);
        }
        let compared =
            if self.record.settings.use_blob_urls { self.opens(known).await } else { self.rows(known).await };
        match compared {
            Ok(said) => Ok(Some(said)),
            Err(SyncError::Bucket(error)) if !ends_the_run(&error) => Ok(Some(Err(error.to_string()))),
            Err(error) => Err(error),
        }
    }

    /// A blob is what it is; that it can be read is all there is to see.
    async fn opens(&self, known: &Known) -> Result<Result<(), String>, SyncError> {
        let object = self.engine.bucket(&self.record)?.get(&known.key).await?;
        let same = object.version.is_listed_as(&known.etag);
        Ok(if same { Ok(()) } else { Err("is another version than the one known".to_owned()) })
    }

    async fn rows(&self, known: &Known) -> Result<Result<(), String>, SyncError> {
        let Some(format) = json_format(&known.key) else {
            let message = format!("{} is not a file of tasks", known.key);
            return Err(BucketError::new(BucketErrorKind::Other, message).into());
        };
        let listed = Listed { key: known.key.clone(), size: known.size, etag: known.etag.clone(), odd: None };
        let row_id = RowId::new(self.record.settings.row_id.as_deref());
        let (source, config) = (&self.source, self.config.as_ref());
        let reader = Reader { source, listed: &listed, format, config, row_id: row_id.as_ref() };
        let db = self.engine.db.reader();
        let tasks = standing(
            db,
            self.record.project,
            self.record.store,
            &known.key,
            row_id.as_ref().map(RowId::path),
        )
        .await?;
        let mut comparison = Comparison { db: db.clone(), new: 0, other: 0, gone: 0 };
        let reading = reader.again(&tasks, &mut Sink::Compare(&mut comparison)).await?;
        Ok(match reading.problem() {
            Some(problem) => Err(problem),
            None => comparison.said(),
        })
    }
}

/// What reading an object again would change about its tasks; held as numbers, however many rows it has.
pub struct Comparison {
    db: SqlitePool,
    /// Rows that have no task.
    new: usize,
    /// Tasks that say something else than their row.
    other: usize,
    /// Tasks whose row is gone.
    gone: usize,
}

impl Comparison {
    pub async fn take(&mut self, batch: Batch) -> Result<(), SyncError> {
        self.new += batch.inserts.len();
        self.gone += batch.rows_gone.len();
        let ids: Vec<TaskId> = batch.updates.iter().map(|update| update.id).collect();
        let stored = audit::data_of(&self.db, &ids).await?;
        let is_other = |update: &&TaskUpdate| {
            let now = update.task.data.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
            stored.get(&update.id).is_some_and(|before| Some(before) != now.as_ref())
        };
        self.other += batch.updates.iter().filter(is_other).count();
        Ok(())
    }

    fn said(&self) -> Result<(), String> {
        let Self { new, other, gone, .. } = self;
        if *new + *other + *gone == 0 {
            return Ok(());
        }
        Err(format!("{new} rows have no task, {other} tasks say something else, {gone} tasks have no row"))
    }
}
