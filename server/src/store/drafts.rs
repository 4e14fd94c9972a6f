//! Unfinished work: one draft a user, task and annotation; the latest word wins.

use super::StoreError;
use app::api::types::Draft;
use app::model::ids::{AnnotationId, TaskId, UserId};
use serde_json::Value;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// A user's drafts on a task: of a new annotation first, then of existing ones.
pub async fn of_task(
    db: impl SqliteExecutor<'_>,
    task: TaskId,
    user: UserId,
) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query("SELECT * FROM drafts WHERE task_id = $1 AND user_id = $2 ORDER BY annotation_id")
        .bind(task.0)
        .bind(user.0)
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let annotation: i64 = row.try_get("annotation_id")?;
            Ok(Draft {
                annotation: (annotation != 0).then_some(AnnotationId(annotation)),
                result: serde_json::from_str(row.try_get("result")?)
                    .map_err(|e| StoreError::broken(format!("a draft of task {task}"), e))?,
                lead_time: row.try_get("lead_time")?,
                updated_at: row.try_get("updated_at")?,
            })
        })
        .collect()
}

/// Keeps a draft in place of the one before. The task, and the annotation if any, must be there.
pub async fn save(
    conn: &mut SqliteConnection,
    task: TaskId,
    user: UserId,
    annotation: Option<AnnotationId>,
    result: &Value,
    lead_time: Option<f64>,
    now: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO drafts (task_id, user_id, annotation_id, result, lead_time, updated_at)
         SELECT t.id, $2, $3, $4, $5, $6 FROM tasks t
         WHERE t.id = $1 AND t.hidden & 4 = 0
           AND ($3 = 0 OR EXISTS (SELECT 1 FROM annotations a WHERE a.id = $3 AND a.task_id = t.id))
         ON CONFLICT (task_id, user_id, annotation_id)
             DO UPDATE SET result = excluded.result, lead_time = excluded.lead_time, updated_at = excluded.updated_at",
    )
    .bind(task.0)
    .bind(user.0)
    .bind(annotation.map_or(0, |id| id.0))
    .bind(result.to_string())
    .bind(lead_time)
    .bind(now)
    .execute(conn)
    .await?;
    match (done.rows_affected(), annotation) {
        (0, Some(id)) => Err(StoreError::not_found("annotation", id)),
        (0, None) => Err(StoreError::not_found("task", task)),
        _ => Ok(()),
    }
}

pub async fn discard(
    conn: &mut SqliteConnection,
    task: TaskId,
    user: UserId,
    annotation: Option<AnnotationId>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM drafts WHERE task_id = $1 AND user_id = $2 AND annotation_id = $3")
        .bind(task.0)
        .bind(user.0)
        .bind(annotation.map_or(0, |id| id.0))
        .execute(conn)
        .await?;
    Ok(())
}
