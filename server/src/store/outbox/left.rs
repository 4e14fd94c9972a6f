//! Objects that an earlier shape or template of a target left behind: known until they are removed.

use app::model::ids::{StorageId, TaskId};
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// An object at a key that is not used any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub key: String,
    pub etag: Option<String>,
    pub write_id: Option<String>,
    pub trying: Option<String>,
}

/// The target's keys change: what stands is left, and everything is wanted at its new key.
pub async fn leave_all(conn: &mut SqliteConnection, storage: StorageId) -> sqlx::Result<()> {
    for sql in [
        "INSERT INTO outbox_left (storage_id, key, task_id, etag, write_id, trying)
         SELECT storage_id, key, task_id, etag, write_id, trying FROM outbox WHERE storage_id = $1 AND key IS NOT NULL
         UNION ALL
         SELECT p.storage_id, p.key, p.task_id, p.etag, p.write_id, o.trying
         FROM outbox_pieces p JOIN outbox o USING (storage_id, task_id)
         WHERE p.storage_id = $1 AND p.key IS NOT NULL
         ON CONFLICT (storage_id, key) DO UPDATE SET
             etag = excluded.etag, write_id = excluded.write_id, trying = excluded.trying",
        "DELETE FROM outbox_pieces WHERE storage_id = $1",
        "UPDATE outbox SET wanted = wanted + 1, key = NULL, etag = NULL, write_id = NULL, trying = NULL, attempts = 0,
             next_ms = 0, conflict = 0, problem = NULL
         WHERE storage_id = $1",
    ] {
        sqlx::query(sql).bind(storage.0).execute(&mut *conn).await?;
    }
    Ok(())
}

/// An object of ours was found at a key that is not used.
pub async fn leave(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    left: &Left,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox_left (storage_id, key, task_id, etag, write_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (storage_id, key) DO UPDATE SET etag = excluded.etag, write_id = excluded.write_id",
    )
    .bind(storage.0)
    .bind(&left.key)
    .bind(task.0)
    .bind(&left.etag)
    .bind(&left.write_id)
    .execute(conn)
    .await?;
    Ok(())
}

/// What of a task was left.
pub async fn left(db: impl SqliteExecutor<'_>, storage: StorageId, task: TaskId) -> sqlx::Result<Vec<Left>> {
    let rows = sqlx::query(
        "SELECT key, etag, write_id, trying FROM outbox_left WHERE storage_id = $1 AND task_id = $2 ORDER BY key",
    )
    .bind(storage.0)
    .bind(task.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(read).collect()
}

pub(super) fn read(row: &SqliteRow) -> sqlx::Result<Left> {
    Ok(Left {
        key: row.try_get("key")?,
        etag: row.try_get("etag")?,
        write_id: row.try_get("write_id")?,
        trying: row.try_get("trying")?,
    })
}

/// These are removed, or in use again.
pub async fn forget(conn: &mut SqliteConnection, storage: StorageId, keys: &[String]) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM outbox_left WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))")
        .bind(storage.0)
        .bind(json!(keys).to_string())
        .execute(conn)
        .await?;
    Ok(())
}
