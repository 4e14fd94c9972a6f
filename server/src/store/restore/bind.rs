//! From now on a target's object is that of a task, or of one of its annotations.
//!
//! Two servers that labeled one task before either saw the other's
//! document have written two: the lower key is its home on every server, and the other document is emptied once the home
//! says everything.

use super::{Holds, Restored, RestoredObject};
use crate::store::StoreError;
use crate::store::outbox::left::{self, Left};
use crate::store::outbox::pieces::{self, Piece};
use app::model::ids::{AnnotationId, StorageId, TaskId};
use sqlx::SqliteConnection;

/// What was just made of the object's content.
#[derive(Clone, Copy, Debug)]
pub struct Content {
    /// The object does not say everything that stands here.
    pub lacking: bool,
    /// Something stands here that did not before.
    pub changed: bool,
}

/// Binds an object to the task whose document it was read from.
pub async fn bind(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    document: &Restored,
    object: &RestoredObject,
    content: Content,
) -> Result<(), StoreError> {
    match &object.holds {
        Holds::Whole { current } => {
            let content = Content { lacking: content.lacking || !current, ..content };
            whole(conn, target, task, object, content).await
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

/// The object holds the whole task.
async fn whole(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    object: &RestoredObject,
    content: Content,
) -> Result<(), StoreError> {
    release(conn, target, task, &object.key).await?;
    let home: Option<(Option<String>, Option<String>)> =
        sqlx::query_as("SELECT key, etag FROM outbox WHERE storage_id = $1 AND task_id = $2")
            .bind(target.0)
            .bind(task.0)
            .fetch_optional(&mut *conn)
            .await?;
    let home = home.and_then(|(key, etag)| Some((key?, etag)));
    let moved = object.moved_to.as_deref().filter(|to| is_lower(to, &object.key));
    match (home, moved) {
        (Some((key, _)), Some(to)) if key == object.key => {
            if move_home(conn, target, task, to).await? {
                return remember(conn, target, &object.key, &object.version, Beside::Emptied).await;
            }
            settle_at(conn, target, task, object, true).await
        }
        (_, Some(_)) => {
            remember(conn, target, &object.key, &object.version, Beside::Emptied).await?;
            want_if(conn, target, task, content.changed).await
        }
        (Some((key, Some(etag))), None) if key != object.key => {
            if is_lower(&key, &object.key) {
                remember(conn, target, &object.key, &object.version, Beside::Second(task)).await?;
                return want_if(conn, target, task, content.changed).await;
            }
            remember(conn, target, &key, &etag, Beside::Second(task)).await?;
            settle_at(conn, target, task, object, content.lacking).await
        }
        _ => settle_at(conn, target, task, object, content.lacking).await,
    }
}

/// The order of keys that every server agrees on: shorter ones first, so that numbers come in their own order.
fn is_lower(one: &str, other: &str) -> bool {
    (one.len(), one) < (other.len(), other)
}

/// Another task's document stood there as far as was known: it gets another key.
async fn release(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    key: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE outbox SET key = NULL, etag = NULL, write_id = NULL, wanted = wanted + 1, next_ms = 0, conflict = 0,
             problem = NULL
         WHERE storage_id = $1 AND key = $3 AND task_id <> $2",
    )
    .bind(target.0)
    .bind(task.0)
    .bind(key)
    .execute(conn)
    .await?;
    Ok(())
}

/// The object is the task's document from now on. If it says what the database says, there is nothing to push.
async fn settle_at(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    object: &RestoredObject,
    lacking: bool,
) -> Result<(), StoreError> {
    // A document that stood there before may be wanted for more than its annotations. A write of ours that is found there
    // has arrived, though its answer did not.
    sqlx::query(
        "INSERT INTO outbox (storage_id, task_id, wanted, pushed, key, etag, write_id)
         VALUES ($1, $2, 1, $3, $4, $5, $6)
         ON CONFLICT (storage_id, task_id) DO UPDATE SET
             pushed = CASE WHEN excluded.pushed = 1 AND pushed = 0 THEN wanted ELSE pushed END,
             wanted = CASE WHEN excluded.pushed = 1 THEN wanted ELSE wanted + 1 END,
             key = excluded.key, etag = excluded.etag, write_id = excluded.write_id,
             trying = CASE WHEN trying = excluded.write_id THEN NULL ELSE trying END,
             next_ms = 0, conflict = 0, problem = NULL",
    )
    .bind(target.0)
    .bind(task.0)
    .bind(i64::from(!lacking))
    .bind(&object.key)
    .bind(&object.version)
    .bind(object.write_id.as_deref())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM target_objects WHERE storage_id = $1 AND key = $2")
        .bind(target.0)
        .bind(&object.key)
        .execute(conn)
        .await?;
    Ok(())
}

/// The task's document was emptied by another server, which holds everything at another key. Answers whether it is the
/// home here too.
async fn move_home(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    to: &str,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE outbox SET key = $3, etag = NULL, write_id = NULL, wanted = wanted + 1, next_ms = 0, conflict = 0,
             problem = NULL
         WHERE storage_id = $1 AND task_id = $2
           AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.storage_id = $1 AND o.key = $3)",
    )
    .bind(target.0)
    .bind(task.0)
    .bind(to)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn want_if(
    conn: &mut SqliteConnection,
    target: StorageId,
    task: TaskId,
    changed: bool,
) -> Result<(), StoreError> {
    if changed {
        sqlx::query("UPDATE outbox SET wanted = wanted + 1 WHERE storage_id = $1 AND task_id = $2")
            .bind(target.0)
            .bind(task.0)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// What an object is that is no task's document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Somebody else's.
    Other,
    /// Emptied: another document holds what it held.
    Emptied,
    /// One more document of this task.
    Second(TaskId),
}

/// An object that is no task's document is known in this version.
pub async fn remember(
    conn: &mut SqliteConnection,
    target: StorageId,
    key: &str,
    version: &str,
    beside: Beside,
) -> Result<(), StoreError> {
    let second = match beside {
        Beside::Second(task) => Some(task.0),
        Beside::Other | Beside::Emptied => None,
    };
    sqlx::query(
        "INSERT INTO target_objects (storage_id, key, etag, ours, task_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (storage_id, key) DO UPDATE SET
             etag = excluded.etag, ours = excluded.ours, task_id = excluded.task_id",
    )
    .bind(target.0)
    .bind(key)
    .bind(version)
    .bind(beside != Beside::Other)
    .bind(second)
    .execute(conn)
    .await?;
    Ok(())
}
