//! What stands in a target as far as the outbox knows, for those who look whether it is so.

use crate::bucket::Version;
use app::model::ids::{AnnotationId, StorageId, TaskId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// An object that should be there as it was last written: nothing newer waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub task: TaskId,
    /// `None`: it holds the whole task.
    pub annotation: Option<AnnotationId>,
    pub key: String,
    /// The version written.
    pub version: Version,
    pushed: i64,
}

/// Both halves have columns of the same types, so that pages come out of their indexes in order: otherwise each page
/// sorts all that is left.
const STANDING: &str = "
    SELECT o.storage_id, o.task_id, CAST(NULL AS INTEGER) AS annotation_id, o.key, o.etag, o.pushed FROM outbox o
    WHERE o.storage_id = $1 AND o.key IS NOT NULL AND o.etag IS NOT NULL AND o.wanted = o.pushed AND o.conflict = 0
    UNION ALL
    SELECT o.storage_id, o.task_id, p.annotation_id, p.key, p.etag, o.pushed
    FROM outbox_pieces p JOIN outbox o ON o.storage_id = p.storage_id AND o.task_id = p.task_id
    WHERE p.storage_id = $1 AND p.key IS NOT NULL AND p.etag IS NOT NULL AND o.wanted = o.pushed AND o.conflict = 0";

pub(super) fn page() -> String {
    format!("SELECT * FROM ({STANDING}) WHERE key > $2 ORDER BY key LIMIT $3")
}

/// A page of them after a key, by key.
pub async fn standing(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    after: &str,
    limit: u32,
) -> sqlx::Result<Vec<Standing>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(page()));
    rows.bind(storage.0).bind(after).bind(limit).fetch_all(db).await?.iter().map(read).collect()
}

/// The one at a key.
pub async fn standing_at(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    key: &str,
) -> sqlx::Result<Option<Standing>> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM ({STANDING}) WHERE key = $2")));
    row.bind(storage.0).bind(key).fetch_optional(db).await?.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> sqlx::Result<Standing> {
    let annotation: Option<i64> = row.try_get("annotation_id")?;
    Ok(Standing {
        task: TaskId(row.try_get("task_id")?),
        annotation: annotation.map(AnnotationId),
        key: row.try_get("key")?,
        version: Version(row.try_get("etag")?),
        pushed: row.try_get("pushed")?,
    })
}

/// The object is to be written again; `missing`: nothing stands there.
pub async fn push_again(
    conn: &mut SqliteConnection,
    storage: StorageId,
    object: &Standing,
    missing: bool,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox_pieces SET digest = NULL, etag = CASE WHEN $4 THEN NULL ELSE etag END
         WHERE storage_id = $1 AND task_id = $2 AND annotation_id = $3",
    )
    .bind(storage.0)
    .bind(object.task.0)
    .bind(object.annotation.map(|annotation| annotation.0))
    .bind(missing)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "UPDATE outbox SET wanted = wanted + 1, next_ms = 0, etag = CASE WHEN $3 THEN NULL ELSE etag END
         WHERE storage_id = $1 AND task_id = $2",
    )
    .bind(storage.0)
    .bind(object.task.0)
    .bind(missing)
    .execute(conn)
    .await?;
    Ok(())
}
