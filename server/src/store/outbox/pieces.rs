//! The objects of a task where a target has one an annotation. A row outlives its annotation, so that its object is
//! known when it is to go.

use app::model::ids::{AnnotationId, StorageId, TaskId};
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// What is known of one annotation's object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub annotation: AnnotationId,
    /// Once one was written.
    pub key: Option<String>,
    /// The version last seen there.
    pub etag: Option<String>,
    /// Of the write last done.
    pub write_id: Option<String>,
    /// Of what was written.
    pub digest: Option<String>,
}

/// Remembers that these tasks' annotations will have objects, before the first is written.
pub async fn expect(conn: &mut SqliteConnection, storage: StorageId, tasks: &[TaskId]) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox_pieces (storage_id, task_id, annotation_id)
         SELECT $1, a.task_id, a.id FROM json_each($2) t JOIN annotations a ON a.task_id = t.value WHERE true
         ON CONFLICT DO NOTHING",
    )
    .bind(storage.0)
    .bind(json!(tasks).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// A task's pieces, by annotation.
pub async fn of_task(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    task: TaskId,
) -> sqlx::Result<Vec<Piece>> {
    let rows = sqlx::query(
        "SELECT annotation_id, key, etag, write_id, digest FROM outbox_pieces
         WHERE storage_id = $1 AND task_id = $2 ORDER BY annotation_id",
    )
    .bind(storage.0)
    .bind(task.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(piece).collect()
}

fn piece(row: &SqliteRow) -> sqlx::Result<Piece> {
    Ok(Piece {
        annotation: AnnotationId(row.try_get("annotation_id")?),
        key: row.try_get("key")?,
        etag: row.try_get("etag")?,
        write_id: row.try_get("write_id")?,
        digest: row.try_get("digest")?,
    })
}

/// These stand as said, and the objects of `gone` are removed: found by the pushes of `trying`. What was made anew
/// meanwhile is not touched.
pub async fn save(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    trying: &str,
    standing: &[Piece],
    gone: &[AnnotationId],
) -> sqlx::Result<()> {
    let rows: Vec<_> =
        standing.iter().map(|p| json!([p.annotation, p.key, p.etag, p.write_id, p.digest])).collect();
    const CLAIMED: &str =
        "EXISTS (SELECT 1 FROM outbox WHERE storage_id = $1 AND task_id = $2 AND trying = $3)";
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO outbox_pieces (storage_id, task_id, annotation_id, key, etag, write_id, digest)
         SELECT $1, $2, json_extract(p.value, '$[0]'), json_extract(p.value, '$[1]'), json_extract(p.value, '$[2]'),
                json_extract(p.value, '$[3]'), json_extract(p.value, '$[4]')
         FROM json_each($4) AS p WHERE {CLAIMED}
         ON CONFLICT (storage_id, task_id, annotation_id) DO UPDATE SET
             key = excluded.key, etag = excluded.etag, write_id = excluded.write_id, digest = excluded.digest"
    )))
    .bind(storage.0)
    .bind(task.0)
    .bind(trying)
    .bind(json!(rows).to_string())
    .execute(&mut *conn)
    .await?;
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "DELETE FROM outbox_pieces WHERE storage_id = $1 AND task_id = $2 AND {CLAIMED}
         AND annotation_id IN (SELECT value FROM json_each($4))"
    )))
    .bind(storage.0)
    .bind(task.0)
    .bind(trying)
    .bind(json!(gone).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// A piece found in the target. Answers whether it is the annotation's now: another may be already.
pub async fn found(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    piece: &Piece,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO outbox_pieces (storage_id, task_id, annotation_id, key, etag, write_id, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (storage_id, task_id, annotation_id) DO UPDATE SET
             key = excluded.key, etag = excluded.etag, write_id = excluded.write_id, digest = excluded.digest
         WHERE outbox_pieces.key IS NULL OR outbox_pieces.key = excluded.key",
    )
    .bind(storage.0)
    .bind(task.0)
    .bind(piece.annotation.0)
    .bind(&piece.key)
    .bind(&piece.etag)
    .bind(&piece.write_id)
    .bind(&piece.digest)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The object is to be written over what was seen there, and nothing else. The task's row is settled beside it.
pub async fn settle(
    conn: &mut SqliteConnection,
    storage: StorageId,
    task: TaskId,
    annotation: AnnotationId,
    key: &str,
    seen: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox_pieces SET key = $4, etag = $5, write_id = NULL, digest = NULL
         WHERE storage_id = $1 AND task_id = $2 AND annotation_id = $3",
    )
    .bind(storage.0)
    .bind(task.0)
    .bind(annotation.0)
    .bind(key)
    .bind(seen)
    .execute(conn)
    .await?;
    Ok(())
}
