//! What people say to one another about tasks and what is in them.

use super::StoreError;
use super::tasks::json_text;
use app::api::types::{Comment, CommentPatch, NewComment};
use app::model::ids::{AnnotationId, CommentId, ProjectId, TaskId, UserId};
use serde_json::{Map, json};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite, SqliteConnection, SqliteExecutor};

/// The comment, or an error that says it does not exist.
pub async fn get(db: impl SqliteExecutor<'_>, id: CommentId) -> Result<Comment, StoreError> {
    let row = sqlx::query(
        "SELECT c.*, t.project_id FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    record(&row.ok_or_else(|| StoreError::not_found("comment", id))?)
}

/// The comments of these tasks, oldest first.
pub async fn of_tasks(db: impl SqliteExecutor<'_>, ids: &[TaskId]) -> Result<Vec<Comment>, StoreError> {
    let sql = "SELECT c.*, t.project_id FROM comments c JOIN tasks t ON t.id = c.task_id
               WHERE c.task_id IN (SELECT value FROM json_each($1)) ORDER BY c.task_id, c.id";
    records(db, sqlx::query(sql).bind(json!(ids).to_string())).await
}

/// The comments on an annotation, oldest first.
pub async fn of_annotation(
    db: impl SqliteExecutor<'_>,
    id: AnnotationId,
) -> Result<Vec<Comment>, StoreError> {
    let sql = "SELECT c.*, t.project_id FROM comments c JOIN tasks t ON t.id = c.task_id
               WHERE c.annotation_id = $1 ORDER BY c.id";
    records(db, sqlx::query(sql).bind(id.0)).await
}

/// The comments of a project, oldest first.
pub async fn of_project(db: impl SqliteExecutor<'_>, id: ProjectId) -> Result<Vec<Comment>, StoreError> {
    let sql = "SELECT c.*, t.project_id FROM comments c JOIN tasks t ON t.id = c.task_id
               WHERE t.project_id = $1 ORDER BY c.id";
    records(db, sqlx::query(sql).bind(id.0)).await
}

async fn records(
    db: impl SqliteExecutor<'_>,
    query: Query<'_, Sqlite, SqliteArguments>,
) -> Result<Vec<Comment>, StoreError> {
    query.fetch_all(db).await?.iter().map(record).collect()
}

/// Adds a comment. The task, and the annotation if one is named, must be there.
pub async fn insert(
    conn: &mut SqliteConnection,
    task: TaskId,
    new: NewComment,
    by: UserId,
    now: &str,
) -> Result<Comment, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO comments (task_id, annotation_id, region, control, text, created_by, created_at, updated_at,
                               resolved_at, extra)
         SELECT t.id, $2, $3, $4, $5, $6, $7, $7, $8, $9 FROM tasks t
         WHERE t.id = $1 AND t.hidden & 4 = 0
           AND ($2 IS NULL OR EXISTS (SELECT 1 FROM annotations a WHERE a.id = $2 AND a.task_id = t.id))
         RETURNING id",
    )
    .bind(task.0)
    .bind(new.annotation.map(|id| id.0))
    .bind(new.region)
    .bind(new.control)
    .bind(new.text)
    .bind(by.0)
    .bind(now)
    .bind(new.resolved.then_some(now))
    .bind((!new.extra.is_empty()).then(|| json_text(&new.extra)))
    .fetch_optional(&mut *conn)
    .await?;
    match (id, new.annotation) {
        (Some(id), _) => get(conn, CommentId(id)).await,
        (None, Some(annotation)) => Err(StoreError::not_found("annotation", annotation)),
        (None, None) => Err(StoreError::not_found("task", task)),
    }
}

/// Changes a comment's text, settles it or opens it again; what is not named stays.
pub async fn update(
    conn: &mut SqliteConnection,
    id: CommentId,
    patch: CommentPatch,
    now: &str,
) -> Result<Comment, StoreError> {
    let mut comment = get(&mut *conn, id).await?;
    comment.extra.extend(patch.extra);
    comment.resolved_at = match patch.resolved {
        Some(true) => Some(comment.resolved_at.unwrap_or_else(|| now.to_owned())),
        Some(false) => None,
        None => comment.resolved_at,
    };
    comment.text = patch.text.unwrap_or(comment.text);
    now.clone_into(&mut comment.updated_at);
    sqlx::query("UPDATE comments SET text = $2, resolved_at = $3, updated_at = $4, extra = $5 WHERE id = $1")
        .bind(id.0)
        .bind(&comment.text)
        .bind(&comment.resolved_at)
        .bind(now)
        .bind((!comment.extra.is_empty()).then(|| json_text(&comment.extra)))
        .execute(conn)
        .await?;
    Ok(comment)
}

pub async fn delete(conn: &mut SqliteConnection, id: CommentId) -> Result<(), StoreError> {
    let done = sqlx::query("DELETE FROM comments WHERE id = $1").bind(id.0).execute(conn).await?;
    if done.rows_affected() == 0 { Err(StoreError::not_found("comment", id)) } else { Ok(()) }
}

fn record(row: &SqliteRow) -> Result<Comment, StoreError> {
    let id = CommentId(row.try_get("id")?);
    let annotation: Option<i64> = row.try_get("annotation_id")?;
    let extra: Option<&str> = row.try_get("extra")?;
    Ok(Comment {
        id,
        task: TaskId(row.try_get("task_id")?),
        project: ProjectId(row.try_get("project_id")?),
        annotation: annotation.map(AnnotationId),
        region: row.try_get("region")?,
        control: row.try_get("control")?,
        text: row.try_get("text")?,
        created_by: UserId(row.try_get("created_by")?),
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        resolved_at: row.try_get("resolved_at")?,
        extra: extra
            .map_or(Ok(Map::new()), serde_json::from_str)
            .map_err(|e| StoreError::broken(format!("the fields of comment {id}"), e))?,
    })
}
