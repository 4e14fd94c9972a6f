//! From now on a target's object is that of a task, or of one of its annotations.

use super::{Holds, Restored, RestoredObject};
use crate::store::StoreError;
use crate::store::outbox::left::{self, Left};
use crate::store::outbox::pieces::{self, Piece};
use app::model::ids::{AnnotationId, StorageId, TaskId};
use sqlx::{Row, SqliteConnection};

/// Binds an object to the task whose document it was read from.
pub async fn bind(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    document: &Restored,
    object: &RestoredObject,
) -> Result<(), StoreError> {
    match &object.holds {
        Holds::Whole { current } => {
            let same = *current && says_the_same(conn, task, document).await?;
            whole(conn, target, task, object, same).await
        }
        Holds::Piece { annotation, digest } => {
            let id = id_here(conn, task, document).await?.unwrap_or(AnnotationId(*annotation));
            wanted(conn, target, task).await?;
            let piece = Piece {
                annotation: id,
                key: Some(object.key.clone()),
                etag: Some(object.version.clone()),
                write_id: object.write_id.clone(),
                digest: digest.clone(),
            };
            if pieces::found(&mut *conn, target, task, &piece).await? {
                return Ok(());
            }
            leave(conn, target, task, object).await
        }
        Holds::OtherShape => {
            wanted(conn, target, task).await?;
            leave(conn, target, task, object).await
        }
    }
}

/// What is to be pushed is found out by the push, which knows the shape.
async fn wanted(conn: &mut SqliteConnection, target: StorageId, task: TaskId) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO outbox (storage_id, task_id) VALUES ($1, $2)
         ON CONFLICT (storage_id, task_id) DO UPDATE SET wanted = wanted + 1",
    )
    .bind(target.0)
    .bind(task.0)
    .execute(conn)
    .await?;
    Ok(())
}

async fn leave(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    object: &RestoredObject,
) -> Result<(), StoreError> {
    let (etag, write_id) = (Some(object.version.clone()), object.write_id.clone());
    let left = Left { key: object.key.clone(), etag, write_id, trying: None };
    Ok(left::leave(conn, target, task, &left).await?)
}

/// The id that the object's annotation has in this database.
async fn id_here(
    conn: &mut SqliteConnection,
    task: TaskId,
    document: &Restored,
) -> Result<Option<AnnotationId>, StoreError> {
    let Some(annotation) = document.annotations.first() else { return Ok(None) };
    let id: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM annotations WHERE task_id = $1 AND unique_id IN ($2, $2 || '@' || $1)",
    )
    .bind(task.0)
    .bind(&annotation.unique_id)
    .fetch_optional(conn)
    .await?;
    Ok(id.map(AnnotationId))
}

/// The object is the task's document from now on. If it says what the database says, there is nothing to push; a
/// second document of the same task leaves the first one bound, and what it brought is pushed there.
async fn whole(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    object: &RestoredObject,
    same: bool,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO outbox (storage_id, task_id, wanted, pushed, key, etag, write_id)
         VALUES ($1, $2, 1, $3, $4, $5, $6)
         ON CONFLICT (storage_id, task_id) DO UPDATE SET
             key = COALESCE(key, excluded.key),
             etag = CASE WHEN key IS NULL OR key = excluded.key THEN excluded.etag ELSE etag END,
             write_id = CASE WHEN key IS NULL OR key = excluded.key THEN excluded.write_id ELSE write_id END,
             pushed = CASE WHEN excluded.pushed = 1 AND (key IS NULL OR key = excluded.key) THEN wanted ELSE pushed END,
             wanted = CASE WHEN excluded.pushed = 1 AND (key IS NULL OR key = excluded.key) THEN wanted ELSE wanted + 1 END,
             conflict = 0",
    )
    .bind(target.0)
    .bind(task.0)
    .bind(i64::from(same))
    .bind(&object.key)
    .bind(&object.version)
    .bind(object.write_id.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

async fn says_the_same(
    conn: &mut SqliteConnection,
    task: TaskId,
    document: &Restored,
) -> Result<bool, StoreError> {
    let rows = sqlx::query("SELECT unique_id, updated_at FROM annotations WHERE task_id = $1")
        .bind(task.0)
        .fetch_all(conn)
        .await?;
    if rows.len() != document.annotations.len() {
        return Ok(false);
    }
    for row in rows {
        let (unique, updated): (&str, &str) = (row.try_get("unique_id")?, row.try_get("updated_at")?);
        let known = document
            .annotations
            .iter()
            .any(|a| a.unique_id == unique && a.updated_at.as_deref() == Some(updated));
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}
