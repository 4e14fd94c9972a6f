//! The pusher's side of the outbox: what is due, what arrived, what did not. Batches are one statement, whose rows are
//! spread out first: otherwise the whole outbox is read for each of them.

use super::left::{self, Left};
use app::model::ids::{AnnotationId, StorageId, TaskId};
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};
use std::collections::HashSet;
use uuid::Uuid;

/// A document that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub task: TaskId,
    /// The count that is pushed if the document is read after this.
    pub wanted: i64,
    /// Of the object, once one was written.
    pub key: Option<String>,
    /// The version last seen there.
    pub etag: Option<String>,
    /// Of the write last done.
    pub write_id: Option<String>,
    /// Of the write to try; kept by every try until one is known to have arrived.
    pub trying: String,
    /// A write was tried before whose end is not known.
    pub unsettled: bool,
    pub attempts: u32,
    /// An earlier shape or template left objects of it.
    pub left: bool,
}

/// A document that stands in the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    pub task: TaskId,
    pub wanted: i64,
    /// The write id it was claimed with; a row that was made anew meanwhile is not touched.
    pub trying: String,
    /// `None` if nothing was ever written for it.
    pub key: Option<String>,
    /// `None` if the object was deleted, or never was.
    pub etag: Option<String>,
}

/// A document that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    pub task: TaskId,
    /// The write id it was claimed with.
    pub trying: String,
    pub next_ms: i64,
    /// Somebody else wrote there: tried again by whole runs alone, which find out whether that is settled.
    pub conflict: bool,
    pub problem: String,
}

/// Takes documents that are due at `now_ms`, oldest trouble last, leaving out those in `busy`. From here on the write
/// ids are known to the database, so that a write that outlives this process is recognised.
pub async fn claim(
    conn: &mut SqliteConnection,
    storage: StorageId,
    now_ms: i64,
    limit: u32,
    busy: &[TaskId],
) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query(
        "SELECT task_id, wanted, key, etag, write_id, trying, attempts,
                EXISTS (SELECT 1 FROM outbox_left l
                        WHERE l.storage_id = outbox.storage_id AND l.task_id = outbox.task_id) AS has_left
         FROM outbox
         WHERE storage_id = $1 AND wanted > pushed AND next_ms <= $2 AND conflict = 0
           AND task_id NOT IN (SELECT value FROM json_each($4))
         ORDER BY next_ms LIMIT $3",
    )
    .bind(storage.0)
    .bind(now_ms)
    .bind(limit)
    .bind(json!(busy).to_string())
    .fetch_all(&mut *conn)
    .await?;
    let due = rows.iter().map(due).collect::<sqlx::Result<Vec<_>>>()?;
    let fresh: Vec<_> = due.iter().filter(|d| !d.unsettled).map(|d| json!([d.task, d.trying])).collect();
    if !fresh.is_empty() {
        sqlx::query(
            "WITH f AS MATERIALIZED (SELECT value ->> 0 AS task, value ->> 1 AS write FROM json_each($2))
             UPDATE outbox SET trying = f.write FROM f WHERE storage_id = $1 AND task_id = f.task",
        )
        .bind(storage.0)
        .bind(json!(fresh).to_string())
        .execute(conn)
        .await?;
    }
    Ok(due)
}

fn due(row: &SqliteRow) -> sqlx::Result<Due> {
    let trying: Option<String> = row.try_get("trying")?;
    Ok(Due {
        task: TaskId(row.try_get("task_id")?),
        wanted: row.try_get("wanted")?,
        key: row.try_get("key")?,
        etag: row.try_get("etag")?,
        write_id: row.try_get("write_id")?,
        unsettled: trying.is_some(),
        trying: trying.unwrap_or_else(|| Uuid::new_v4().to_string()),
        attempts: row.try_get("attempts")?,
        left: row.try_get("has_left")?,
    })
}

/// These documents stand in the target as they were wanted when claimed; what was wanted since stays wanted.
pub async fn mark_pushed(
    conn: &mut SqliteConnection,
    storage: StorageId,
    pushed: &[Pushed],
) -> sqlx::Result<()> {
    let rows: Vec<_> = pushed.iter().map(|p| json!([p.task, p.wanted, p.key, p.etag, p.trying])).collect();
    sqlx::query(
        "WITH p AS MATERIALIZED (
             SELECT value ->> 0 AS task, value ->> 1 AS wanted, value ->> 2 AS key, value ->> 3 AS etag, value ->> 4 AS write
             FROM json_each($2))
         UPDATE outbox SET pushed = MAX(pushed, p.wanted), key = p.key, etag = p.etag,
             write_id = CASE WHEN p.etag IS NULL THEN NULL ELSE trying END,
             trying = NULL, attempts = 0, next_ms = 0, conflict = 0, problem = NULL
         FROM p WHERE storage_id = $1 AND task_id = p.task AND trying = p.write",
    )
    .bind(storage.0)
    .bind(json!(rows).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// These did not arrive, and why; they are due again later.
pub async fn mark_failed(
    conn: &mut SqliteConnection,
    storage: StorageId,
    failed: &[Failed],
) -> sqlx::Result<()> {
    let row = |f: &Failed| json!([f.task, f.next_ms, i32::from(f.conflict), f.problem, f.trying]);
    let rows: Vec<_> = failed.iter().map(row).collect();
    sqlx::query(
        "WITH f AS MATERIALIZED (
             SELECT value ->> 0 AS task, value ->> 1 AS next, value ->> 2 AS conflict, value ->> 3 AS problem,
                    value ->> 4 AS write
             FROM json_each($2))
         UPDATE outbox SET attempts = attempts + 1, next_ms = f.next, conflict = f.conflict, problem = f.problem
         FROM f WHERE storage_id = $1 AND task_id = f.task AND trying = f.write",
    )
    .bind(storage.0)
    .bind(json!(rows).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// A whole run, whether a person or the schedule asked for it: everything that waits is due now. Conflicts are included,
/// for the object may have been moved away; one that is still there is not written over by that.
pub async fn retry_now(conn: &mut SqliteConnection, storage: StorageId) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET next_ms = 0, conflict = 0
         WHERE storage_id = $1 AND wanted > pushed AND (next_ms > 0 OR conflict = 1)",
    )
    .bind(storage.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The target was found empty, or its objects are to have another shape: whatever it held is written again. Keys and
/// versions stay known, so that what does stand there is written over only as it was seen last.
pub async fn want_all(conn: &mut SqliteConnection, storage: StorageId) -> sqlx::Result<()> {
    sqlx::query("UPDATE outbox_pieces SET digest = NULL WHERE storage_id = $1")
        .bind(storage.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE outbox SET wanted = wanted + 1, next_ms = 0, conflict = 0 WHERE storage_id = $1")
        .bind(storage.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE target_files SET wanted = wanted + 1 WHERE storage_id = $1")
        .bind(storage.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// When the next document is due, in Unix milliseconds; `None` if none waits.
pub async fn next_due(db: impl SqliteExecutor<'_>, storage: StorageId) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "SELECT next_ms FROM outbox WHERE storage_id = $1 AND wanted > pushed AND conflict = 0
         ORDER BY next_ms LIMIT 1",
    )
    .bind(storage.0)
    .fetch_optional(db)
    .await
}

/// Whose object stands at a key of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub task: TaskId,
    /// `None`: it holds the whole task, or was left by an earlier shape or template.
    pub annotation: Option<AnnotationId>,
    pub left: Option<Left>,
}

/// Those of some keys at which an object of the target stands.
pub async fn keys_in_use(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    keys: &[&str],
) -> sqlx::Result<HashSet<String>> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let used: Vec<String> =
        sqlx::query_scalar(IN_USE).bind(storage.0).bind(json!(keys).to_string()).fetch_all(db).await?;
    Ok(used.into_iter().collect())
}

pub(super) const IN_USE: &str = "
    SELECT j.value FROM json_each($2) j
    WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.storage_id = $1 AND o.key = j.value)
       OR EXISTS (SELECT 1 FROM outbox_pieces p WHERE p.storage_id = $1 AND p.key = j.value)
       OR EXISTS (SELECT 1 FROM outbox_left l WHERE l.storage_id = $1 AND l.key = j.value)";

pub async fn key_holder(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    key: &str,
) -> sqlx::Result<Option<Holder>> {
    let row = sqlx::query(
        "SELECT task_id, NULL AS annotation_id, 0 AS is_left, key, etag, write_id, NULL AS trying
         FROM outbox WHERE storage_id = $1 AND key = $2
         UNION ALL
         SELECT task_id, annotation_id, 0, key, etag, write_id, NULL FROM outbox_pieces WHERE storage_id = $1 AND key = $2
         UNION ALL
         SELECT task_id, NULL, 1, key, etag, write_id, trying FROM outbox_left WHERE storage_id = $1 AND key = $2",
    )
    .bind(storage.0)
    .bind(key)
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let left = if row.try_get("is_left")? { Some(left::read(&row)?) } else { None };
    let annotation: Option<i64> = row.try_get("annotation_id")?;
    Ok(Some(Holder { task: TaskId(row.try_get("task_id")?), annotation: annotation.map(AnnotationId), left }))
}
