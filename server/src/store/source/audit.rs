//! Whether a source's objects and the project's tasks account for each other; for those who look, page by page.

use crate::store::storages::StorageRecord;
use crate::store::{StoreError, now};
use app::model::ids::{StorageId, TaskId};
use serde_json::{Value, json};
use sqlx::{SqliteConnection, SqliteExecutor};
use std::collections::HashMap;

/// Tasks flagged by one statement.
const PAGE: u32 = 10_000;

/// Objects after a key that were taken and have no task at all, not even a deleted one.
pub async fn without_task(
    db: impl SqliteExecutor<'_>,
    record: &StorageRecord,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let keys = sqlx::query_scalar(
        "SELECT o.key FROM objects o
         WHERE o.storage_id = $1 AND o.gone = 0 AND o.outcome IN ('imported', 'updated', 'unchanged')
           AND ($2 IS NULL OR o.key > $2)
           AND NOT EXISTS (SELECT 1 FROM tasks t
                           WHERE t.project_id = $3 AND t.store_id = $4 AND t.key = o.key)
         ORDER BY o.key LIMIT $5",
    );
    let keys = keys.bind(record.id.0).bind(after).bind(record.project.0).bind(record.store.0).bind(limit);
    Ok(keys.fetch_all(db).await?)
}

/// Tasks after an id that are in the lists and come from the storage's folder, where no source of the project has their
/// object.
pub async fn without_object(
    db: impl SqliteExecutor<'_>,
    record: &StorageRecord,
    after: i64,
    limit: u32,
) -> Result<Vec<(TaskId, String)>, StoreError> {
    let tasks = sqlx::query_as(
        "SELECT t.id, t.key FROM tasks t
         WHERE t.project_id = $1 AND t.store_id = $2 AND t.id > $3 AND t.hidden = 0 AND t.key IS NOT NULL
           AND substr(t.key, 1, length($4)) = $4
           AND ($6 OR instr(substr(t.key, length($4) + 1), '/') = 0)
           AND NOT EXISTS (SELECT 1 FROM storages s JOIN objects o ON o.storage_id = s.id AND o.key = t.key
                           WHERE s.project_id = $1 AND s.store_id = $2 AND o.gone = 0
                             AND o.outcome <> 'skipped')
         ORDER BY t.id LIMIT $5",
    );
    let folder = record.settings.folder();
    let tasks = tasks.bind(record.project.0).bind(record.store.0).bind(after).bind(folder).bind(limit);
    let tasks = tasks.bind(record.settings.recursive);
    let rows: Vec<(i64, String)> = tasks.fetch_all(db).await?;
    Ok(rows.into_iter().map(|(id, key)| (TaskId(id), key)).collect())
}

/// Flags what [`without_object`] finds: the object is gone. Answers how many there were.
pub async fn flag_without_object(
    conn: &mut SqliteConnection,
    record: &StorageRecord,
) -> Result<usize, StoreError> {
    let mut count = 0;
    loop {
        let tasks = without_object(&mut *conn, record, 0, PAGE).await?;
        let ids: Vec<TaskId> = tasks.into_iter().map(|(id, _)| id).collect();
        if ids.is_empty() {
            return Ok(count);
        }
        count += ids.len();
        sqlx::query(
            "UPDATE tasks SET hidden = hidden | 2, updated_at = $2 WHERE id IN (SELECT value FROM json_each($1))",
        )
        .bind(json!(ids).to_string())
        .bind(now())
        .execute(&mut *conn)
        .await?;
    }
}

/// The data of tasks, but of those that wait for a person to take a newer version.
pub async fn data_of(
    db: impl SqliteExecutor<'_>,
    tasks: &[TaskId],
) -> Result<HashMap<TaskId, Value>, StoreError> {
    let rows: Vec<(i64, Option<String>)> = sqlx::query_as(
        "SELECT id, data FROM tasks
         WHERE id IN (SELECT value FROM json_each($1)) AND stale_etag IS NULL AND hidden & 4 = 0",
    )
    .bind(json!(tasks).to_string())
    .fetch_all(db)
    .await?;
    let read = |(id, data): (i64, Option<String>)| {
        let data = serde_json::from_str(data.as_deref().unwrap_or("null"));
        let data = data.map_err(|e| StoreError::broken(format!("the data of task {id}"), e))?;
        Ok((TaskId(id), data))
    };
    rows.into_iter().map(read).collect()
}

/// The next run takes these objects for changed.
pub async fn read_again(
    conn: &mut SqliteConnection,
    storage: StorageId,
    keys: &[String],
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE objects SET etag = '' WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))",
    )
    .bind(storage.0)
    .bind(json!(keys).to_string())
    .execute(conn)
    .await?;
    Ok(())
}
