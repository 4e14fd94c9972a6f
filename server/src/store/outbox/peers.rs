//! What is known of the objects of a target that other servers write to as well.

use crate::bucket::Version;
use app::model::ids::{StorageId, TaskId};
use serde_json::json;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// An object in the version in which it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownObject {
    pub key: String,
    pub version: Version,
    /// A task's document that should be there just so: nothing newer waits.
    pub standing: bool,
}

/// Each key's document is looked up, which the order of the join says: every other way reads the whole outbox.
pub(super) const KNOWN: &str = "
    SELECT o.key, o.etag, o.wanted = o.pushed AND o.conflict = 0 AS standing
    FROM json_each($2) j CROSS JOIN outbox o
    WHERE o.storage_id = $1 AND o.key = j.value AND o.etag IS NOT NULL
    UNION ALL
    SELECT key, etag, 0 FROM outbox_left
    WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2)) AND etag IS NOT NULL
    UNION ALL
    SELECT key, etag, 0 FROM target_objects
    WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))";

/// What is known of the objects at these keys. One key may be known in two versions: as a task's document, and as what
/// somebody else made of it.
pub async fn known_objects(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    keys: &[&str],
) -> sqlx::Result<Vec<KnownObject>> {
    let rows = sqlx::query(KNOWN).bind(storage.0).bind(json!(keys).to_string()).fetch_all(db).await?;
    let read = |row: &sqlx::sqlite::SqliteRow| {
        Ok(KnownObject {
            key: row.try_get("key")?,
            version: Version(row.try_get("etag")?),
            standing: row.try_get("standing")?,
        })
    };
    rows.iter().map(read).collect()
}

/// How many documents should be there just as they are known.
pub async fn standing_count(db: impl SqliteExecutor<'_>, storage: StorageId) -> sqlx::Result<u64> {
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM outbox
         WHERE storage_id = $1 AND key IS NOT NULL AND etag IS NOT NULL AND wanted = pushed AND conflict = 0",
    )
    .bind(storage.0)
    .fetch_one(db)
    .await?;
    Ok(count.unsigned_abs())
}

/// Where a task's document is, and in which version.
pub async fn place_of(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    task: TaskId,
) -> sqlx::Result<Option<(Option<String>, Option<String>)>> {
    sqlx::query_as("SELECT key, etag FROM outbox WHERE storage_id = $1 AND task_id = $2")
        .bind(storage.0)
        .bind(task.0)
        .fetch_optional(db)
        .await
}

/// A second document of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    pub task: TaskId,
    pub key: String,
    pub version: Version,
    /// The key of the document that holds everything.
    pub home: String,
}

/// Second documents whose home says everything already.
pub async fn seconds(db: impl SqliteExecutor<'_>, storage: StorageId) -> sqlx::Result<Vec<Second>> {
    let rows: Vec<(i64, String, String, String)> = sqlx::query_as(
        "SELECT s.task_id, s.key, s.etag, o.key FROM target_objects s
         JOIN outbox o ON o.storage_id = s.storage_id AND o.task_id = s.task_id
         WHERE s.storage_id = $1 AND s.task_id IS NOT NULL AND o.key IS NOT NULL AND o.etag IS NOT NULL
           AND o.wanted = o.pushed AND o.conflict = 0 LIMIT 1000",
    )
    .bind(storage.0)
    .fetch_all(db)
    .await?;
    let second = |(task, key, etag, home)| Second { task: TaskId(task), key, version: Version(etag), home };
    Ok(rows.into_iter().map(second).collect())
}

/// The object is another than it was: it is read again.
pub async fn forget_object(conn: &mut SqliteConnection, storage: StorageId, key: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM target_objects WHERE storage_id = $1 AND key = $2")
        .bind(storage.0)
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}

/// The document is gone from there: it is written again if the task has annotations.
pub async fn vanished(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    key: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET etag = NULL, write_id = NULL, next_ms = 0,
             wanted = wanted + EXISTS (SELECT 1 FROM annotations a WHERE a.task_id = outbox.task_id)
         WHERE storage_id = $1 AND task_id = $2 AND key = $3",
    )
    .bind(storage.0)
    .bind(task.0)
    .bind(key)
    .execute(conn)
    .await?;
    Ok(())
}
