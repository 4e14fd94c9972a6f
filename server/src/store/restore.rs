//! Documents of a target into tasks and annotations: all of them on a fresh machine, later those that other servers
//! wrote. Running it again changes nothing: a task is known by its origin, an annotation by its unique id, a document
//! by its key.

mod annotations;
mod bind;
mod merge;
mod settle;
pub mod stamp;

pub use bind::{Beside, remember};
pub use settle::{InsteadOf, settle};

use super::storages::StoreId;
use super::tasks::{self, json_text};
use super::{StoreError, now, outbox, removal};
#[cfg(test)]
#[path = "restore_tests.rs"]
mod tests;

use app::model::ids::{ProjectId, StorageId, TaskId, UserId};
use bind::Content;
use serde_json::{Map, Value};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

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
    /// Where their versions come from, as texts by unique id; `None`: not told, later versions stand.
    pub lineages: Option<BTreeMap<String, String>>,
    /// Annotations that were deleted, as texts by unique id.
    pub dead: BTreeMap<String, String>,
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
    /// The key of the document that holds everything this one held.
    pub moved_to: Option<String>,
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
    /// Versions that are annotations of their own now, because two servers changed one at once.
    pub apart: u64,
    /// Documents that do not say everything that stands here.
    pub lacking: u64,
}

impl RestoreCounts {
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.tasks_made += other.tasks_made;
        self.annotations += other.annotations;
        self.apart += other.apart;
        self.lacking += other.lacking;
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
        counts.add(restore_one(conn, project, target, document, &now).await?);
    }
    Ok(counts)
}

async fn restore_one(
    conn: &mut SqliteConnection,
    project: ProjectId,
    target: StorageId,
    document: &Restored,
    now: &str,
) -> Result<RestoreCounts, StoreError> {
    let Some((task, made)) = task_of(conn, project, target, document, now).await? else {
        // An emptied document of a task that is not here yet: its other document brings it.
        if let Some(object) = &document.object {
            remember(conn, target, &object.key, &object.version, Beside::Emptied).await?;
        }
        return Ok(RestoreCounts { documents: 1, ..RestoreCounts::default() });
    };
    let taken = annotations::take(conn, task, document, made, now).await?;
    if made && !document.deleted {
        for prediction in &document.predictions {
            insert_prediction(conn, task, prediction).await?;
        }
    }
    if taken.changed > 0 || made {
        let at = document.updated_at.as_deref().filter(|_| made).unwrap_or(now);
        tasks::recount(conn, &[task], at).await?;
    }
    if document.deleted {
        removal::bury(conn, task, now).await?;
    }
    revive(conn, task, document, now).await?;
    let changed = taken.changed > 0;
    if let Some(object) = &document.object {
        bind::bind(conn, target, task, document, object, Content { lacking: taken.lacking, changed }).await?;
    }
    if changed {
        let except = document.object.as_ref().map(|_| target);
        outbox::want_except(conn, project, task, except).await?;
    }
    Ok(RestoreCounts {
        documents: 1,
        tasks_made: u64::from(made),
        annotations: taken.changed,
        apart: taken.apart,
        lacking: u64::from(taken.lacking),
    })
}

/// A task that a person deleted is there again with the annotations that the deletion did not know of.
async fn revive(
    conn: &mut SqliteConnection,
    task: TaskId,
    document: &Restored,
    now: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE tasks SET hidden = hidden & ~4, data = $2, extra = $3, updated_at = $4
         WHERE id = $1 AND hidden & 4 AND annotations + cancelled > 0",
    )
    .bind(task.0)
    .bind(document.data.as_ref().map(json_text))
    .bind(extra_text(&document.extra))
    .bind(now)
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() > 0 {
        removal::returned(conn, task, now).await?;
    }
    Ok(())
}

/// The task that a document speaks of, and whether it was made for it; `None`: an emptied document makes none.
async fn task_of(
    conn: &mut SqliteConnection,
    project: ProjectId,
    target: StorageId,
    document: &Restored,
    now: &str,
) -> Result<Option<(TaskId, bool)>, StoreError> {
    let standing = match (&document.task, &document.origin) {
        (Some(task), _) => Some(*task),
        (None, Some(origin)) => by_origin(conn, project, origin).await?,
        (None, None) => match imported_at(conn, target, document).await? {
            Some(task) => Some(task),
            None => imported_twin(conn, project, document).await?,
        },
    };
    if let Some(task) = standing {
        return Ok(Some((task, false)));
    }
    if document.object.as_ref().is_some_and(|object| object.moved_to.is_some()) {
        return Ok(None);
    }
    let made = insert_task(conn, project, document, now).await?;
    Ok(Some((made.ok_or_else(|| StoreError::broken("a task", "it was not added"))?, true)))
}

async fn by_origin(
    conn: &mut SqliteConnection,
    project: ProjectId,
    origin: &RestoredOrigin,
) -> Result<Option<TaskId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM tasks WHERE project_id = $1 AND store_id = $2 AND key = $3 AND row = $4",
    )
    .bind(project.0)
    .bind(origin.store.0)
    .bind(&origin.key)
    .bind(&origin.row)
    .fetch_optional(conn)
    .await?;
    Ok(id.map(TaskId))
}

/// An imported task is known by its document's key, if that is as old.
async fn imported_at(
    conn: &mut SqliteConnection,
    target: StorageId,
    document: &Restored,
) -> Result<Option<TaskId>, StoreError> {
    let (Some(object), Some(created)) = (&document.object, &document.created_at) else { return Ok(None) };
    let id: Option<i64> = sqlx::query_scalar(
        "SELECT t.id FROM outbox o JOIN tasks t ON t.id = o.task_id
         WHERE o.storage_id = $1 AND o.key = $2 AND t.key IS NULL AND t.created_at = $3",
    )
    .bind(target.0)
    .bind(&object.key)
    .bind(created)
    .fetch_optional(conn)
    .await?;
    Ok(id.map(TaskId))
}

/// An imported task is known by its id, if what stands there says the same and is as old.
async fn imported_twin(
    conn: &mut SqliteConnection,
    project: ProjectId,
    document: &Restored,
) -> Result<Option<TaskId>, StoreError> {
    let Some(id) = document.id else { return Ok(None) };
    let data: Option<Option<String>> = sqlx::query_scalar(
        "SELECT data FROM tasks
             WHERE id = $1 AND project_id = $2 AND key IS NULL AND ($3 IS NULL OR created_at = $3)",
    )
    .bind(id)
    .bind(project.0)
    .bind(&document.created_at)
    .fetch_optional(conn)
    .await?;
    let Some(Some(text)) = data else { return Ok(None) };
    let standing: Map<String, Value> =
        serde_json::from_str(&text).map_err(|e| StoreError::broken(format!("data of task {id}"), e))?;
    Ok((document.data.as_ref() == Some(&standing)).then_some(TaskId(id)))
}

/// Adds the task under its id, or a new one if that is taken.
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
