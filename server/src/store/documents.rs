//! Tasks with everything that their documents say, read together; one batch is one snapshot. Deleted tasks are among
//! them: their documents have to say so.

use super::past::{self, Past};
use super::tasks::{Hidden, Origin, read_map, read_origin};
use super::{Db, StoreError, annotations, predictions};
use app::api::types::{Annotation, Prediction};
use app::model::ids::{ProjectId, TaskId};
use app::model::task::{AnnotationParts, PredictionParts, TaskParts};
use serde_json::{Map, Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};
use std::collections::HashMap;

/// A task with its annotations and predictions.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub id: TaskId,
    pub project: ProjectId,
    pub origin: Option<Origin>,
    /// Of the source object when its data was read.
    pub etag: Option<String>,
    pub deleted: bool,
    /// `None`: a blob, its data is its URI; or the task was deleted.
    pub data: Option<Map<String, Value>>,
    pub extra: Map<String, Value>,
    pub created_at: String,
    pub updated_at: String,
    pub annotations: Vec<Annotation>,
    pub predictions: Vec<Prediction>,
    /// What its annotations replaced, and those that were deleted.
    pub past: Past,
}

impl Stored {
    /// The URI of the object that it came from.
    pub fn uri(&self) -> Option<String> {
        self.origin.as_ref().map(|origin| origin.kind.object_uri(&origin.bucket, &origin.key))
    }

    /// Object and row, if it came from a bucket.
    pub fn object_and_row(&self) -> Option<(String, String)> {
        Some((self.uri()?, self.origin.as_ref()?.row.clone()))
    }

    /// What an export is made of; `data` is the task's own, or what stands for a blob.
    pub fn parts<'a>(&'a self, data: &'a Map<String, Value>) -> TaskParts<'a> {
        TaskParts {
            id: self.id,
            project: self.project,
            data,
            extra: &self.extra,
            annotations: self.annotations.iter().map(annotation_parts).collect(),
            predictions: self.predictions.iter().map(prediction_parts).collect(),
            created_at: &self.created_at,
            updated_at: &self.updated_at,
        }
    }
}

fn annotation_parts(a: &Annotation) -> AnnotationParts<'_> {
    AnnotationParts {
        id: a.id,
        task: a.task,
        project: a.project,
        completed_by: a.completed_by,
        result: &a.result,
        was_cancelled: a.was_cancelled,
        ground_truth: a.ground_truth,
        lead_time: a.lead_time,
        created_at: &a.created_at,
        updated_at: &a.updated_at,
        unique_id: &a.unique_id,
        extra: &a.extra,
    }
}

fn prediction_parts(p: &Prediction) -> PredictionParts<'_> {
    PredictionParts {
        id: p.id,
        result: &p.result,
        score: p.score,
        model_version: p.model_version.as_deref(),
        extra: &p.extra,
    }
}

/// Reads these tasks in one snapshot; those that are gone are left out.
pub async fn load(db: &Db, ids: &[TaskId]) -> Result<Vec<Stored>, StoreError> {
    let mut snapshot = db.reader().begin().await?;
    let mut loaded = tasks(&mut *snapshot, ids).await?;
    let at: HashMap<TaskId, usize> = loaded.iter().enumerate().map(|(at, task)| (task.id, at)).collect();
    for annotation in annotations::of_tasks(&mut *snapshot, ids).await? {
        if let Some(&at) = at.get(&annotation.task) {
            loaded[at].annotations.push(annotation);
        }
    }
    for prediction in predictions::of_tasks(&mut *snapshot, ids).await? {
        if let Some(&at) = at.get(&prediction.task) {
            loaded[at].predictions.push(prediction);
        }
    }
    for (task, past) in past::of_tasks(&mut snapshot, ids).await? {
        if let Some(&at) = at.get(&task) {
            loaded[at].past = past;
        }
    }
    snapshot.rollback().await?;
    Ok(loaded)
}

async fn tasks(db: impl SqliteExecutor<'_>, ids: &[TaskId]) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.*, s.kind, s.bucket FROM tasks t LEFT JOIN stores s ON s.id = t.store_id
         WHERE t.id IN (SELECT value FROM json_each($1)) ORDER BY t.id",
    )
    .bind(json!(ids).to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(task).collect()
}

/// A page of a project's tasks after one, by id, without annotations and predictions; deleted ones are left out.
pub async fn page(db: &Db, project: ProjectId, after: TaskId, limit: u32) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.*, s.kind, s.bucket FROM tasks t LEFT JOIN stores s ON s.id = t.store_id
         WHERE t.project_id = $1 AND t.id > $2 AND t.hidden & 4 = 0 ORDER BY t.id LIMIT $3",
    )
    .bind(project.0)
    .bind(after.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await?;
    rows.iter().map(task).collect()
}

fn task(row: &SqliteRow) -> Result<Stored, StoreError> {
    let id = TaskId(row.try_get("id")?);
    let hidden: i64 = row.try_get("hidden")?;
    Ok(Stored {
        id,
        project: ProjectId(row.try_get("project_id")?),
        origin: read_origin(row)?,
        etag: row.try_get("etag")?,
        deleted: Hidden(hidden).is_deleted(),
        data: read_map(id, "data", row.try_get("data")?)?,
        extra: read_map(id, "fields", row.try_get("extra")?)?.unwrap_or_default(),
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        annotations: Vec::new(),
        predictions: Vec::new(),
        past: Past::default(),
    })
}
