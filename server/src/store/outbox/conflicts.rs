//! Documents that somebody else changed, until a person decides.

use app::api::types::{ConflictItem, ConflictPage};
use app::model::ids::{StorageId, TaskId};
use sqlx::{SqliteConnection, SqlitePool};

/// Conflicts that are told; more only count.
const TOLD: u32 = 100;

/// The first conflicts of a target, by task.
pub async fn conflicts(db: &SqlitePool, storage: StorageId) -> sqlx::Result<ConflictPage> {
    let total: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM outbox WHERE storage_id = $1 AND conflict = 1")
        .bind(storage.0)
        .fetch_one(db)
        .await?;
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT task_id, COALESCE(problem, '') FROM outbox
         WHERE storage_id = $1 AND conflict = 1 ORDER BY task_id LIMIT $2",
    )
    .bind(storage.0)
    .bind(TOLD)
    .fetch_all(db)
    .await?;
    let items = rows.into_iter().map(|(task, problem)| ConflictItem { task: TaskId(task), problem });
    Ok(ConflictPage { total: total.unsigned_abs(), items: items.collect() })
}

/// The key of a document in conflict, if one was chosen; `None`: the task is in no conflict.
pub async fn key_of(
    db: &SqlitePool,
    storage: StorageId,
    task: TaskId,
) -> sqlx::Result<Option<Option<String>>> {
    let key =
        sqlx::query_scalar("SELECT key FROM outbox WHERE storage_id = $1 AND task_id = $2 AND conflict = 1");
    key.bind(storage.0).bind(task.0).fetch_optional(db).await
}

/// The document is to be written over what was seen there, and nothing else. Without a key, its pieces say what was.
pub async fn settle(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    key: Option<&str>,
    seen: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET wanted = wanted + 1, key = $3, etag = $4, write_id = NULL, trying = NULL, attempts = 0,
             next_ms = 0, conflict = 0, problem = NULL
         WHERE storage_id = $1 AND task_id = $2",
    )
    .bind(storage.0)
    .bind(task.0)
    .bind(key)
    .bind(seen)
    .execute(conn)
    .await?;
    Ok(())
}
