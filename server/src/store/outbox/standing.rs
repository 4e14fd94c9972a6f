//! What stands in a target as far as the outbox knows, for those who look whether it is so.

use crate::bucket::Version;
use app::model::ids::{StorageId, TaskId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// A document that should be there as it was last written: nothing newer waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub task: TaskId,
    pub key: String,
    /// The version written.
    pub version: Version,
    pushed: i64,
}

const WHERE: &str =
    "storage_id = $1 AND key IS NOT NULL AND etag IS NOT NULL AND wanted = pushed AND conflict = 0";

/// A page of them after a task, by task.
pub async fn standing(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    after: TaskId,
    limit: u32,
) -> sqlx::Result<Vec<Standing>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT task_id, key, etag, pushed FROM outbox WHERE {WHERE} AND task_id > $2 ORDER BY task_id LIMIT $3"
    )));
    rows.bind(storage.0).bind(after.0).bind(limit).fetch_all(db).await?.iter().map(read).collect()
}

/// That of one task.
pub async fn standing_of(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    task: TaskId,
) -> sqlx::Result<Option<Standing>> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT task_id, key, etag, pushed FROM outbox WHERE {WHERE} AND task_id = $2"
    )));
    row.bind(storage.0).bind(task.0).fetch_optional(db).await?.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> sqlx::Result<Standing> {
    Ok(Standing {
        task: TaskId(row.try_get("task_id")?),
        key: row.try_get("key")?,
        version: Version(row.try_get("etag")?),
        pushed: row.try_get("pushed")?,
    })
}

/// The document is to be written again; `missing`: nothing stands there.
pub async fn push_again(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    missing: bool,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET wanted = wanted + 1, next_ms = 0, etag = CASE WHEN $3 THEN NULL ELSE etag END
         WHERE storage_id = $1 AND task_id = $2",
    )
    .bind(storage.0)
    .bind(task.0)
    .bind(missing)
    .execute(conn)
    .await?;
    Ok(())
}
