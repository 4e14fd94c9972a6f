//! Single tasks, and many at once: reading, adding, changing. Lists and the stream's order are in `task_list.rs`, what
//! people take away in `removal.rs`.

use super::StoreError;
use super::storages::StoreId;
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::StorageKind;
use serde_json::{Map, Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// Why a task is kept out of lists and stream: bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden(pub i64);

impl Hidden {
    pub const FILTERED_OUT: i64 = 1;
    pub const GONE: i64 = 2;
    /// By a person. The row stays so that no sync brings the task back.
    pub const DELETED: i64 = 4;
    /// By a person, for as long as they like.
    pub const ARCHIVED: i64 = 8;

    pub const fn is_filtered_out(self) -> bool {
        self.0 & Self::FILTERED_OUT != 0
    }

    pub const fn is_gone(self) -> bool {
        self.0 & Self::GONE != 0
    }

    pub const fn is_deleted(self) -> bool {
        self.0 & Self::DELETED != 0
    }

    pub const fn is_archived(self) -> bool {
        self.0 & Self::ARCHIVED != 0
    }
}

/// The object that a task came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub store: StoreId,
    pub kind: StorageKind,
    pub bucket: String,
    pub key: String,
    /// Empty: the whole object; else the row's identity within it.
    pub row: String,
    /// Where the row stood when last read, from 0.
    pub row_index: Option<i64>,
}

/// A task as it stands in the database.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRecord {
    pub id: TaskId,
    pub project: ProjectId,
    /// `None`: imported, not from a bucket.
    pub origin: Option<Origin>,
    pub hidden: Hidden,
    /// Labeled, and the source has this newer version.
    pub stale_etag: Option<String>,
    pub etag: Option<String>,
    /// `None`: a blob, its data is its URI.
    pub data: Option<Map<String, Value>>,
    pub extra: Map<String, Value>,
    /// That are not skips.
    pub annotations: u32,
    pub cancelled: u32,
    pub predictions: u32,
    pub created_at: String,
    pub updated_at: String,
}

const COLUMNS: &str = "t.id, t.project_id, t.store_id, s.kind, s.bucket, t.key, t.row, t.row_index, t.hidden,
    t.stale_etag, t.etag, t.data, t.extra, t.annotations, t.cancelled, t.predictions, t.created_at, t.updated_at";

/// The task, or an error that says it does not exist. Deleted tasks do not.
pub async fn get(db: impl SqliteExecutor<'_>, id: TaskId) -> Result<TaskRecord, StoreError> {
    find(db, id).await?.ok_or_else(|| StoreError::not_found("task", id))
}

pub async fn find(db: impl SqliteExecutor<'_>, id: TaskId) -> Result<Option<TaskRecord>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tasks t LEFT JOIN stores s ON s.id = t.store_id WHERE t.id = $1 AND t.hidden & 4 = 0"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(db).await?;
    row.as_ref().map(record).transpose()
}

/// An imported task to add: it belongs to no bucket.
#[derive(Clone, Debug, Default)]
pub struct NewTask {
    pub data: Map<String, Value>,
    pub extra: Map<String, Value>,
}

/// Adds imported tasks; their ids ascend in the order given.
pub async fn insert_many(
    conn: &mut SqliteConnection,
    project: ProjectId,
    tasks: &[NewTask],
    now: &str,
) -> Result<Vec<TaskId>, StoreError> {
    let rows: Vec<Value> = tasks
        .iter()
        .map(|task| json!([json_text(&task.data), (!task.extra.is_empty()).then(|| json_text(&task.extra))]))
        .collect();
    let mut ids: Vec<i64> = sqlx::query_scalar(
        "INSERT INTO tasks (project_id, data, extra, created_at, updated_at)
         SELECT $1, j.value ->> 0, j.value ->> 1, $3, $3 FROM json_each($2) j ORDER BY j.key RETURNING id",
    )
    .bind(project.0)
    .bind(Value::Array(rows).to_string())
    .bind(now)
    .fetch_all(conn)
    .await?;
    ids.sort_unstable();
    Ok(ids.into_iter().map(TaskId).collect())
}

/// The task's counters, counted anew after its annotations or predictions changed.
pub async fn recount(conn: &mut SqliteConnection, ids: &[TaskId], now: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE tasks SET
             (annotations, cancelled) =
                 (SELECT COUNT(*) FILTER (WHERE a.was_cancelled = 0), COUNT(*) FILTER (WHERE a.was_cancelled <> 0)
                  FROM annotations a WHERE a.task_id = tasks.id),
             predictions = (SELECT COUNT(*) FROM predictions p WHERE p.task_id = tasks.id),
             updated_at = $2
         WHERE id IN (SELECT value FROM json_each($1))",
    )
    .bind(json!(ids).to_string())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Replaces what a task says, as an edit by a client does.
pub async fn update_data(
    conn: &mut SqliteConnection,
    id: TaskId,
    data: Option<&Map<String, Value>>,
    extra: Option<&Map<String, Value>>,
    now: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE tasks SET data = COALESCE($2, data), extra = COALESCE($3, extra), updated_at = $4
         WHERE id = $1 AND hidden & 4 = 0",
    )
    .bind(id.0)
    .bind(data.map(json_text))
    .bind(extra.map(json_text))
    .bind(now)
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::not_found("task", id)) } else { Ok(()) }
}

pub(super) fn json_text(map: &Map<String, Value>) -> String {
    json!(map).to_string()
}

/// Reads a JSON column of a task.
pub(super) fn read_map(
    id: TaskId,
    column: &str,
    text: Option<&str>,
) -> Result<Option<Map<String, Value>>, StoreError> {
    text.map(serde_json::from_str)
        .transpose()
        .map_err(|e| StoreError::broken(format!("{column} of task {id}"), e))
}

/// The origin in a row that has `store_id, kind, bucket, key, row, row_index`.
pub(super) fn read_origin(row: &SqliteRow) -> Result<Option<Origin>, StoreError> {
    let (store, key): (Option<i64>, Option<String>) = (row.try_get("store_id")?, row.try_get("key")?);
    let (Some(store), Some(key)) = (store, key) else { return Ok(None) };
    let kind: &str = row.try_get("kind")?;
    Ok(Some(Origin {
        store: StoreId(store),
        kind: kind.parse().map_err(|e| StoreError::broken(format!("the kind of store {store}"), e))?,
        bucket: row.try_get("bucket")?,
        key,
        row: row.try_get::<Option<String>, _>("row")?.unwrap_or_default(),
        row_index: row.try_get("row_index")?,
    }))
}

fn record(row: &SqliteRow) -> Result<TaskRecord, StoreError> {
    let id = TaskId(row.try_get("id")?);
    Ok(TaskRecord {
        id,
        project: ProjectId(row.try_get("project_id")?),
        origin: read_origin(row)?,
        hidden: Hidden(row.try_get("hidden")?),
        stale_etag: row.try_get("stale_etag")?,
        etag: row.try_get("etag")?,
        data: read_map(id, "data", row.try_get("data")?)?,
        extra: read_map(id, "fields", row.try_get("extra")?)?.unwrap_or_default(),
        annotations: row.try_get("annotations")?,
        cancelled: row.try_get("cancelled")?,
        predictions: row.try_get("predictions")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}
