//! A labeled task takes the newer version of its source, when a person asks for it.

use super::filter::{Format, json_format};
use super::read::{Reader, Source};
use crate::bucket::{BucketError, BucketErrorKind, Listed};
use crate::store::source::{self, NewVersion, TaskOrigin};
use crate::store::storages::{self, StorageRecord};
use crate::store::{StoreError, projects};
use crate::sync::{Engine, SyncError};
use app::model::config::LabelConfig;
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::Side;

/// Replaces the task's data by what its source holds now. A task that is not stale stays as it is.
pub async fn take_new_version(engine: &Engine, task: TaskId) -> Result<(), SyncError> {
    let db = engine.db.reader();
    let origin =
        source::origin(db, task).await?.ok_or_else(|| StoreError::not_found("task of a bucket", task))?;
    let Some(etag) = origin.stale_etag.clone() else { return Ok(()) };
    let data = match json_format(&origin.key).filter(|_| !origin.blob) {
        None => None,
        Some(format) => Some(read(engine, &origin, &etag, format).await?),
    };
    let version = match data {
        None => NewVersion { task, row: origin.row, row_index: origin.row_index, etag, data: None },
        Some((row, row_index, data)) => NewVersion { task, row, row_index, etag, data: Some(data) },
    };
    let write =
        engine.db.write(move |conn| Box::pin(async move { source::take_version(conn, &version).await }));
    Ok(write.await?)
}

type Data = (String, Option<String>);

async fn read(
    engine: &Engine,
    origin: &TaskOrigin,
    etag: &str,
    format: Format,
) -> Result<(String, Option<i64>, Data), SyncError> {
    let project = ProjectId(origin.project_id);
    let xml = projects::get(engine.db.reader(), project).await?.label_config;
    let record = storage_of(engine, project, origin).await?;
    let source = Source::Bucket(engine.bucket(&record)?);
    let listed = Listed { key: origin.key.clone(), size: 0, etag: etag.to_owned(), odd: None };
    let config = LabelConfig::parse(&xml).ok();
    let reader = Reader { source: &source, listed: &listed, format, config: config.as_ref() };
    let index = origin.row_index.and_then(|index| u64::try_from(index).ok());
    let found = reader.find(&origin.row, index).await?.ok_or_else(|| {
        let message = format!("{} has no such row any more; the task keeps its data", origin.key);
        BucketError::new(BucketErrorKind::NoSuchObject, message)
    })?;
    let index = found.row_index.and_then(|index| i64::try_from(index).ok());
    Ok((found.row, index, (found.data.unwrap_or_default(), found.extra)))
}

/// A source storage of the project that reaches the task's object.
async fn storage_of(
    engine: &Engine,
    project: ProjectId,
    origin: &TaskOrigin,
) -> Result<StorageRecord, SyncError> {
    let sources = storages::list(engine.db.reader(), project, Some(Side::Source)).await?;
    let reaches = |record: &StorageRecord| {
        record.store.0 == origin.store_id && origin.key.starts_with(&record.settings.folder())
    };
    sources.into_iter().find(reaches).ok_or_else(|| {
        let message = format!("no source storage of the project reaches {} any more", origin.key);
        BucketError::new(BucketErrorKind::NoSuchObject, message).into()
    })
}
