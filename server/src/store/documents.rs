//! Tasks with everything that their documents say, read together; one batch is one snapshot.

use super::targets::kind;
use super::{Db, StoreError};
use app::model::ids::{AnnotationId, PredictionId, ProjectId, TaskId, UserId};
use app::model::storage::StorageKind;
use app::model::task::{AnnotationParts, PredictionParts, TaskParts};
use serde_json::{Map, Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;

/// A task with its annotations and predictions.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub id: TaskId,
    pub project: ProjectId,
    pub origin: Option<Origin>,
    /// A person deleted it: it has no annotations any more, whatever the rows say.
    pub deleted: bool,
    /// `None`: a blob, its data is its URI.
    pub data: Option<Map<String, Value>>,
    pub extra: Map<String, Value>,
    pub created_at: String,
    pub updated_at: String,
    pub annotations: Vec<StoredAnnotation>,
    pub predictions: Vec<StoredPrediction>,
}

/// The object and row that a task was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    pub kind: StorageKind,
    pub bucket: String,
    pub key: String,
    pub row: String,
    pub row_index: Option<i64>,
    pub etag: Option<String>,
}

impl Origin {
    pub fn uri(&self) -> String {
        self.kind.object_uri(&self.bucket, &self.key)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredAnnotation {
    pub id: AnnotationId,
    pub completed_by: UserId,
    pub result: Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    pub lead_time: Option<f64>,
    pub created_at: String,
    pub updated_at: String,
    pub unique_id: String,
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredPrediction {
    pub id: PredictionId,
    pub result: Value,
    pub score: Option<f64>,
    pub model_version: Option<String>,
    pub extra: Map<String, Value>,
}

impl Stored {
    /// What an export is made of; `data` is the task's own, or what stands for a blob.
    pub fn parts<'a>(&'a self, data: &'a Map<String, Value>) -> TaskParts<'a> {
        let annotation = |a: &'a StoredAnnotation| AnnotationParts {
            id: a.id,
            task: self.id,
            project: self.project,
            completed_by: a.completed_by,
            result: &a.result,
            was_cancelled: a.was_cancelled,
            ground_truth: a.ground_truth,
            lead_time: a.lead_time,
            created_at: &a.created_at,
            updated_at: &a.updated_at,
            unique_id: &a.unique_id,
            extra: &a.extra,
        };
        let prediction = |p: &'a StoredPrediction| PredictionParts {
            id: p.id,
            result: &p.result,
            score: p.score,
            model_version: p.model_version.as_deref(),
            extra: &p.extra,
        };
        TaskParts {
            id: self.id,
            project: self.project,
            data,
            extra: &self.extra,
            annotations: self.annotations.iter().map(annotation).collect(),
            predictions: self.predictions.iter().map(prediction).collect(),
            created_at: &self.created_at,
            updated_at: &self.updated_at,
        }
    }
}

/// Reads these tasks in one snapshot; those that are gone are left out.
pub async fn load(db: &Db, tasks: &[TaskId]) -> Result<Vec<Stored>, StoreError> {
    let ids = json!(tasks).to_string();
    let mut snapshot = db.reader().begin().await?;
    let mut loaded = load_tasks(&mut snapshot, &ids).await?;
    let at: HashMap<TaskId, usize> = loaded.iter().enumerate().map(|(at, task)| (task.id, at)).collect();
    for row in rows(&mut snapshot, "annotations", &ids).await? {
        let Some(&at) = at.get(&TaskId(row.try_get("task_id")?)) else { continue };
        if !loaded[at].deleted {
            loaded[at].annotations.push(annotation(&row)?);
        }
    }
    for row in rows(&mut snapshot, "predictions", &ids).await? {
        let Some(&at) = at.get(&TaskId(row.try_get("task_id")?)) else { continue };
        loaded[at].predictions.push(prediction(&row)?);
    }
    snapshot.rollback().await?;
    Ok(loaded)
}

/// A page of a project's tasks after one, by id, without annotations and predictions; deleted ones are left out.
pub async fn page(db: &Db, project: ProjectId, after: TaskId, limit: usize) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.*, p.kind, p.bucket FROM tasks t LEFT JOIN stores p ON p.id = t.store_id
         WHERE t.project_id = $1 AND t.id > $2 AND t.hidden < 4 ORDER BY t.id LIMIT $3",
    )
    .bind(project.0)
    .bind(after.0)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(db.reader())
    .await?;
    rows.iter().map(task).collect()
}

async fn load_tasks(conn: &mut SqliteConnection, ids: &str) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.*, p.kind, p.bucket FROM tasks t LEFT JOIN stores p ON p.id = t.store_id
         WHERE t.id IN (SELECT value FROM json_each($1)) ORDER BY t.id",
    )
    .bind(ids)
    .fetch_all(conn)
    .await?;
    rows.iter().map(task).collect()
}

async fn rows(conn: &mut SqliteConnection, table: &'static str, ids: &str) -> sqlx::Result<Vec<SqliteRow>> {
    let sql = match table {
        "annotations" => {
            "SELECT * FROM annotations WHERE task_id IN (SELECT value FROM json_each($1)) ORDER BY task_id, id"
        }
        _ => "SELECT * FROM predictions WHERE task_id IN (SELECT value FROM json_each($1)) ORDER BY task_id, id",
    };
    sqlx::query(sql).bind(ids).fetch_all(conn).await
}

fn task(row: &SqliteRow) -> Result<Stored, StoreError> {
    let id: i64 = row.try_get("id")?;
    let hidden: i64 = row.try_get("hidden")?;
    let data: Option<&str> = row.try_get("data")?;
    Ok(Stored {
        id: TaskId(id),
        project: ProjectId(row.try_get("project_id")?),
        origin: origin(row)?,
        deleted: hidden & 4 != 0,
        data: data.map(|text| parse(text, || format!("data of task {id}"))).transpose()?,
        extra: extra(row, || format!("fields of task {id}"))?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        annotations: Vec::new(),
        predictions: Vec::new(),
    })
}

fn origin(row: &SqliteRow) -> Result<Option<Origin>, StoreError> {
    let (slug, key): (Option<&str>, Option<String>) = (row.try_get("kind")?, row.try_get("key")?);
    let (Some(slug), Some(key)) = (slug, key) else { return Ok(None) };
    Ok(Some(Origin {
        kind: kind(slug)?,
        bucket: row.try_get("bucket")?,
        key,
        row: row.try_get::<Option<String>, _>("row")?.unwrap_or_default(),
        row_index: row.try_get("row_index")?,
        etag: row.try_get("etag")?,
    }))
}

fn annotation(row: &SqliteRow) -> Result<StoredAnnotation, StoreError> {
    let id: i64 = row.try_get("id")?;
    Ok(StoredAnnotation {
        id: AnnotationId(id),
        completed_by: UserId(row.try_get("completed_by")?),
        result: parse(row.try_get("result")?, || format!("result of annotation {id}"))?,
        was_cancelled: row.try_get("was_cancelled")?,
        ground_truth: row.try_get("ground_truth")?,
        lead_time: row.try_get("lead_time")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        unique_id: row.try_get("unique_id")?,
        extra: extra(row, || format!("fields of annotation {id}"))?,
    })
}

fn prediction(row: &SqliteRow) -> Result<StoredPrediction, StoreError> {
    let id: i64 = row.try_get("id")?;
    Ok(StoredPrediction {
        id: PredictionId(id),
        result: parse(row.try_get("result")?, || format!("result of prediction {id}"))?,
        score: row.try_get("score")?,
        model_version: row.try_get("model_version")?,
        extra: extra(row, || format!("fields of prediction {id}"))?,
    })
}

fn extra(row: &SqliteRow, what: impl Fn() -> String) -> Result<Map<String, Value>, StoreError> {
    let text: Option<&str> = row.try_get("extra")?;
    text.map_or_else(|| Ok(Map::new()), |text| parse(text, what))
}

fn parse<T: serde::de::DeserializeOwned>(text: &str, what: impl Fn() -> String) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::broken(what(), e))
}
