//! Unfinished work: one draft a user, task and annotation. A window goes on from what it knows; where another wrote
//! meanwhile, nothing is overwritten: the window hears of a conflict, and a person decides.

use super::StoreError;
use super::restore::stamp::later;
use app::api::types::{Draft, DraftInput};
use app::model::ids::{AnnotationId, TaskId, UserId};
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
                unique_id: Some(row.try_get("unique_id")?).filter(|id: &String| !id.is_empty()),
            })
        })
        .collect()
}

/// Keeps a draft in place of the one before, unless another window wrote that one and this goes on from something else.
/// The task, and the annotation if any, must be there. Answers with the draft as it stands afterwards.
pub async fn save(
    conn: &mut SqliteConnection,
    task: TaskId,
    user: UserId,
    input: DraftInput,
    now: &str,
) -> Result<Draft, StoreError> {
    if input.annotation.is_none() && is_submitted(&mut *conn, input.unique_id.as_deref()).await? {
        return Err(StoreError::conflict(format!("this work on task {task} was submitted meanwhile")));
    }
    let stored = stored(&mut *conn, task, user, input.annotation).await?;
    let goes_on = input.base.as_ref().is_some_and(|base| !base.is_empty());
    let without = if goes_on { Standing::Gone } else { Standing::Next };
    match stored.as_ref().map_or(without, |stored| stored.standing(&input)) {
        Standing::Next => {}
        Standing::Late => return late(conn, task, user, input.annotation).await,
        Standing::Gone => {
            return Err(StoreError::conflict(format!(
                "the draft of task {task} was submitted or thrown away in another window or browser meanwhile"
            )));
        }
        Standing::Apart => {
            return Err(StoreError::conflict(format!(
                "the draft of task {task} was changed in another window or browser meanwhile; \
                 look at both versions and choose"
            )));
        }
    }
    let updated_at = stored.map_or_else(|| now.to_owned(), |stored| later(&stored.updated_at, now));
    let DraftInput { annotation, result, lead_time, base: _, unique_id, writer } = input;
    let writer = writer.unwrap_or_default();
    let done = sqlx::query(
        "INSERT INTO drafts (task_id, user_id, annotation_id, result, lead_time, updated_at, writer, step, unique_id)
         SELECT t.id, $2, $3, $4, $5, $6, $7, $8, $9 FROM tasks t
         WHERE t.id = $1 AND t.hidden & 4 = 0
           AND ($3 = 0 OR EXISTS (SELECT 1 FROM annotations a WHERE a.id = $3 AND a.task_id = t.id))
         ON CONFLICT (task_id, user_id, annotation_id)
             DO UPDATE SET result = excluded.result, lead_time = excluded.lead_time, updated_at = excluded.updated_at,
                           writer = excluded.writer, step = excluded.step, unique_id = excluded.unique_id",
    )
    .bind(task.0)
    .bind(user.0)
    .bind(annotation.map_or(0, |id| id.0))
    .bind(result.to_string())
    .bind(lead_time)
    .bind(&updated_at)
    .bind(writer.session)
    .bind(i64::try_from(writer.step).unwrap_or(i64::MAX))
    .bind(unique_id.as_deref().unwrap_or_default())
    .execute(conn)
    .await?;
    match (done.rows_affected(), annotation) {
        (0, Some(id)) => Err(StoreError::not_found("annotation", id)),
        (0, None) => Err(StoreError::not_found("task", task)),
        _ => Ok(Draft { annotation, result, lead_time, updated_at, unique_id }),
    }
}

/// An annotation of that name was handed in, whatever became of it. A draft that arrives after it would have the same
/// work submitted once more.
async fn is_submitted(db: impl SqliteExecutor<'_>, unique_id: Option<&str>) -> Result<bool, StoreError> {
    let Some(unique_id) = unique_id else { return Ok(false) };
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM annotations WHERE unique_id = $1)
             OR EXISTS (SELECT 1 FROM annotation_tombs WHERE unique_id = $1)",
    )
    .bind(unique_id)
    .fetch_one(db)
    .await?)
}

/// What is known of a draft without reading it.
struct Stored {
    updated_at: String,
    writer: String,
    step: i64,
}

/// How a draft that comes stands to the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It goes on from it.
    Next,
    /// Its own writer sent a later one already, on another connection.
    Late,
    /// Both were made apart.
    Apart,
    /// What it goes on from is there no more.
    Gone,
}

impl Stored {
    fn standing(&self, input: &DraftInput) -> Standing {
        let precedes = |step: u64| i64::try_from(step).is_ok_and(|step| step < self.step);
        let held = |(session, step): &(String, u64)| *session == self.writer && !precedes(*step);
        match (&input.writer, &input.base) {
            (Some(writer), _) if writer.session == self.writer && !self.writer.is_empty() => {
                if precedes(writer.step) { Standing::Late } else { Standing::Next }
            }
            (Some(writer), _) if !self.writer.is_empty() && writer.from.iter().any(held) => Standing::Next,
            (_, Some(base)) if *base != self.updated_at => Standing::Apart,
            _ => Standing::Next,
        }
    }
}

async fn stored(
    db: impl SqliteExecutor<'_>,
    task: TaskId,
    user: UserId,
    annotation: Option<AnnotationId>,
) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query(
        "SELECT updated_at, writer, step FROM drafts WHERE task_id = $1 AND user_id = $2 AND annotation_id = $3",
    )
    .bind(task.0)
    .bind(user.0)
    .bind(annotation.map_or(0, |id| id.0))
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        updated_at: row.try_get("updated_at")?,
        writer: row.try_get("writer")?,
        step: row.try_get("step")?,
    }))
}

/// The later draft that stands.
async fn late(
    conn: &mut SqliteConnection,
    task: TaskId,
    user: UserId,
    annotation: Option<AnnotationId>,
) -> Result<Draft, StoreError> {
    let all = of_task(conn, task, user).await?;
    all.into_iter()
        .find(|draft| draft.annotation == annotation)
        .ok_or_else(|| StoreError::not_found("draft of task", task))
}

/// The annotation goes: what somebody is changing about it right now becomes the draft of a new one. To be called before
/// its row is gone.
pub async fn become_new(
    conn: &mut SqliteConnection,
    task: TaskId,
    unique_id: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE OR IGNORE drafts SET annotation_id = 0, unique_id = lower(hex(randomblob(16))) WHERE task_id = $1
         AND annotation_id = (SELECT id FROM annotations WHERE unique_id = $2 AND task_id = $1)",
    )
    .bind(task.0)
    .bind(unique_id)
    .execute(conn)
    .await?;
    Ok(())
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
