//! Documents of a target back into tasks and annotations. Running it again changes nothing: a task is known by its
//! origin, an annotation by its unique id, a document by its key.

mod bind;
mod settle;

pub use settle::{InsteadOf, settle};

use super::storages::StoreId;
use super::tasks::{self, json_text};
use super::{StoreError, now, outbox};
use bind::bind;
#[cfg(test)]
#[path = "restore_tests.rs"]
mod tests;

use app::model::ids::{AnnotationId, ProjectId, StorageId, TaskId, UserId};
use serde_json::{Map, Value};
use sqlx::{Row, SqliteConnection};

/// A document, in the terms of this database.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Restored {
    /// The task it is known to speak of; otherwise its origin says, and a task is made if there is none.
    pub task: Option<TaskId>,
    /// The id it is to have, if that is free.
    pub id: Option<i64>,
    pub origin: Option<RestoredOrigin>,
    /// A person deleted the task.
    pub deleted: bool,
    /// `None`: a blob, its data is its URI.
    pub data: Option<Map<String, Value>>,
    pub extra: Map<String, Value>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub annotations: Vec<RestoredAnnotation>,
    pub predictions: Vec<RestoredPrediction>,
    /// The object that becomes the task's document; `None` leaves it alone, and the task gets one of its own.
    pub object: Option<RestoredObject>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredOrigin {
    pub store: StoreId,
    pub key: String,
    pub row: String,
    pub row_index: Option<i64>,
    pub etag: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredObject {
    pub key: String,
    pub version: String,
    pub write_id: Option<String>,
    pub holds: Holds,
}

/// What an object holds, as the target's settings have it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The whole task; `current`: in the shape that is wanted.
    Whole { current: bool },
    /// One annotation, by its id where it was written, and the digest of what it says of it.
    Piece { annotation: i64, digest: Option<String> },
    /// The task or an annotation, in a shape that has other objects.
    OtherShape,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RestoredAnnotation {
    /// The id it is to have, if that is free.
    pub id: Option<i64>,
    pub unique_id: String,
    pub result: Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    pub lead_time: Option<f64>,
    pub completed_by: UserId,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RestoredPrediction {
    pub result: Value,
    pub score: Option<f64>,
    pub model_version: Option<String>,
    pub extra: Map<String, Value>,
}

/// What came of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestoreCounts {
    pub documents: u64,
    pub tasks_made: u64,
    pub annotations: u64,
}

impl RestoreCounts {
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.tasks_made += other.tasks_made;
        self.annotations += other.annotations;
    }
}

/// Ids beyond these cannot be told apart by a browser, and would leave no room above them.
pub const HIGHEST_ID: i64 = 1 << 53;

/// Takes in a batch of documents.
pub async fn restore(
    conn: &mut SqliteConnection,
    project: ProjectId,
    target: StorageId,
    documents: &[Restored],
) -> Result<RestoreCounts, StoreError> {
    let now = now();
    let mut counts = RestoreCounts::default();
    for document in documents {
        let (task, made) = task_of(conn, project, document, &now).await?;
        let mut changed = 0;
        if document.deleted {
            bury(conn, task, &now).await?;
        }
        for annotation in document.annotations.iter().filter(|_| !document.deleted) {
            changed += u64::from(take_annotation(conn, task, annotation, &now).await?);
        }
        if made && !document.deleted {
            for prediction in &document.predictions {
                insert_prediction(conn, task, prediction).await?;
            }
        }
        if changed > 0 || made {
            let at = document.updated_at.as_deref().filter(|_| made).unwrap_or(&now);
            tasks::recount(conn, &[task], at).await?;
        }
        match &document.object {
            Some(object) => bind(conn, target, task, document, object).await?,
            None if changed > 0 => outbox::want(conn, project, task).await?,
            None => {}
        }
        counts.add(RestoreCounts { documents: 1, tasks_made: u64::from(made), annotations: changed });
    }
    Ok(counts)
}

/// A task that a person deleted on another server of this project is deleted here too, unless it was labeled here.
async fn bury(conn: &mut SqliteConnection, task: TaskId, now: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE tasks SET hidden = hidden | 4, data = NULL, extra = NULL, stale_etag = NULL, updated_at = $2
         WHERE id = $1 AND hidden & 4 = 0 AND annotations = 0 AND cancelled = 0",
    )
    .bind(task.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// The task that a document speaks of, and whether it was made for it.
async fn task_of(
    conn: &mut SqliteConnection,
    project: ProjectId,
    document: &Restored,
    now: &str,
) -> Result<(TaskId, bool), StoreError> {
    if let Some(task) = document.task {
        return Ok((task, false));
    }
    if document.origin.is_none()
        && let Some(task) = imported_twin(conn, project, document).await?
    {
        return Ok((task, false));
    }
    if let Some(task) = insert_task(conn, project, document, now).await? {
        return Ok((task, true));
    }
    let origin = document.origin.as_ref().ok_or_else(|| StoreError::broken("a task", "it was not added"))?;
    let id = sqlx::query_scalar(
        "SELECT id FROM tasks WHERE project_id = $1 AND store_id = $2 AND key = $3 AND row = $4",
    )
    .bind(project.0)
    .bind(origin.store.0)
    .bind(&origin.key)
    .bind(&origin.row)
    .fetch_one(conn)
    .await?;
    Ok((TaskId(id), false))
}

/// An imported task is known by its id, if what stands there says the same.
async fn imported_twin(
    conn: &mut SqliteConnection,
    project: ProjectId,
    document: &Restored,
) -> Result<Option<TaskId>, StoreError> {
    let Some(id) = document.id else { return Ok(None) };
    let data: Option<Option<String>> =
        sqlx::query_scalar("SELECT data FROM tasks WHERE id = $1 AND project_id = $2 AND key IS NULL")
            .bind(id)
            .bind(project.0)
            .fetch_optional(conn)
            .await?;
    let Some(Some(text)) = data else { return Ok(None) };
    let standing: Map<String, Value> =
        serde_json::from_str(&text).map_err(|e| StoreError::broken(format!("data of task {id}"), e))?;
    Ok((document.data.as_ref() == Some(&standing)).then_some(TaskId(id)))
}

/// Adds the task under its id, or a new one if that is taken; `None` if its origin is there already.
async fn insert_task(
    conn: &mut SqliteConnection,
    project: ProjectId,
    document: &Restored,
    now: &str,
) -> Result<Option<TaskId>, StoreError> {
    let origin = document.origin.as_ref();
    let created = document.created_at.as_deref().unwrap_or(now);
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO tasks (id, project_id, store_id, key, row, row_index, etag, hidden, data, extra, created_at,
                            updated_at)
         VALUES (CASE WHEN EXISTS (SELECT 1 FROM tasks WHERE id = $1) THEN NULL ELSE $1 END,
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (project_id, store_id, key, row) WHERE key IS NOT NULL DO NOTHING RETURNING id",
    )
    .bind(document.id.filter(|id| (1..HIGHEST_ID).contains(id)))
    .bind(project.0)
    .bind(origin.map(|origin| origin.store.0))
    .bind(origin.map(|origin| &origin.key))
    .bind(origin.map(|origin| &origin.row))
    .bind(origin.and_then(|origin| origin.row_index))
    .bind(origin.and_then(|origin| origin.etag.as_ref()))
    .bind(if document.deleted { 4 } else { 0 })
    .bind(document.data.as_ref().filter(|_| !document.deleted).map(json_text))
    .bind(extra_text(&document.extra))
    .bind(created)
    .bind(document.updated_at.as_deref().unwrap_or(created))
    .fetch_optional(conn)
    .await?;
    Ok(id.map(TaskId))
}

/// Adds an annotation, or brings the one of the same unique id up to date. Answers whether anything changed.
async fn take_annotation(
    conn: &mut SqliteConnection,
    task: TaskId,
    annotation: &RestoredAnnotation,
    now: &str,
) -> Result<bool, StoreError> {
    if insert_annotation(conn, task, annotation, &annotation.unique_id, now).await? {
        return Ok(true);
    }
    let standing = sqlx::query("SELECT id, task_id, updated_at FROM annotations WHERE unique_id = $1")
        .bind(&annotation.unique_id)
        .fetch_one(&mut *conn)
        .await?;
    if standing.try_get::<i64, _>("task_id")? != task.0 {
        // Another project of this database has the same annotation: this is its copy, known by a name of its own.
        let copy = format!("{}@{task}", annotation.unique_id);
        return insert_annotation(conn, task, annotation, &copy, now).await;
    }
    let ours: &str = standing.try_get("updated_at")?;
    if annotation.updated_at.as_deref().unwrap_or_default() <= ours {
        return Ok(false);
    }
    update_annotation(conn, AnnotationId(standing.try_get("id")?), annotation, now).await?;
    Ok(true)
}

async fn insert_annotation(
    conn: &mut SqliteConnection,
    task: TaskId,
    annotation: &RestoredAnnotation,
    unique_id: &str,
    now: &str,
) -> Result<bool, StoreError> {
    let created = annotation.created_at.as_deref().unwrap_or(now);
    let done = sqlx::query(
        "INSERT INTO annotations (id, task_id, result, was_cancelled, ground_truth, lead_time, completed_by, unique_id,
                                  extra, created_at, updated_at)
         VALUES (CASE WHEN EXISTS (SELECT 1 FROM annotations WHERE id = $1) THEN NULL ELSE $1 END,
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (unique_id) DO NOTHING",
    )
    .bind(annotation.id.filter(|id| (1..HIGHEST_ID).contains(id)))
    .bind(task.0)
    .bind(annotation.result.to_string())
    .bind(annotation.was_cancelled)
    .bind(annotation.ground_truth)
    .bind(annotation.lead_time)
    .bind(annotation.completed_by.0)
    .bind(unique_id)
    .bind(extra_text(&annotation.extra))
    .bind(created)
    .bind(annotation.updated_at.as_deref().unwrap_or(created))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn update_annotation(
    conn: &mut SqliteConnection,
    id: AnnotationId,
    annotation: &RestoredAnnotation,
    now: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE annotations SET result = $2, was_cancelled = $3, ground_truth = $4, lead_time = $5, completed_by = $6,
             extra = $7, updated_at = $8 WHERE id = $1",
    )
    .bind(id.0)
    .bind(annotation.result.to_string())
    .bind(annotation.was_cancelled)
    .bind(annotation.ground_truth)
    .bind(annotation.lead_time)
    .bind(annotation.completed_by.0)
    .bind(extra_text(&annotation.extra))
    .bind(annotation.updated_at.as_deref().unwrap_or(now))
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_prediction(
    conn: &mut SqliteConnection,
    task: TaskId,
    prediction: &RestoredPrediction,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO predictions (task_id, result, score, model_version, extra) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(task.0)
    .bind(prediction.result.to_string())
    .bind(prediction.score)
    .bind(prediction.model_version.as_deref())
    .bind(extra_text(&prediction.extra))
    .execute(conn)
    .await?;
    Ok(())
}

fn extra_text(extra: &Map<String, Value>) -> Option<String> {
    (!extra.is_empty()).then(|| json_text(extra))
}
