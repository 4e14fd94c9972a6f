//! Annotations. Submits come by [`super::Db::submit`]; here is everything else.

use super::restore::stamp::later;
use super::tasks::json_text;
use super::{StoreError, drafts, fresh_id, outbox, past, tasks};
use app::api::types::Annotation;
use app::model::ids::{AnnotationId, ProjectId, TaskId, UserId};
use serde_json::{Map, Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};
use std::collections::HashSet;

/// The annotation, or an error that says it does not exist.
pub async fn get(db: impl SqliteExecutor<'_>, id: AnnotationId) -> Result<Annotation, StoreError> {
    let row = sqlx::query(
        "SELECT a.*, t.project_id FROM annotations a JOIN tasks t ON t.id = a.task_id WHERE a.id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    record(&row.ok_or_else(|| StoreError::not_found("annotation", id))?)
}

/// The annotation that a client has given this id of its own.
pub async fn by_unique_id(
    db: impl SqliteExecutor<'_>,
    unique_id: &str,
) -> Result<Option<Annotation>, StoreError> {
    let row = sqlx::query(
        "SELECT a.*, t.project_id FROM annotations a JOIN tasks t ON t.id = a.task_id WHERE a.unique_id = $1",
    )
    .bind(unique_id)
    .fetch_optional(db)
    .await?;
    row.as_ref().map(record).transpose()
}

/// The annotations of these tasks, by task and id.
pub async fn of_tasks(db: impl SqliteExecutor<'_>, ids: &[TaskId]) -> Result<Vec<Annotation>, StoreError> {
    let rows = sqlx::query(
        "SELECT a.*, t.project_id FROM annotations a JOIN tasks t ON t.id = a.task_id
         WHERE a.task_id IN (SELECT value FROM json_each($1)) ORDER BY a.task_id, a.id",
    )
    .bind(json!(ids).to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(record).collect()
}

/// An annotation that came with a task.
#[derive(Clone, Debug)]
pub struct NewAnnotation {
    pub task: TaskId,
    pub completed_by: UserId,
    pub result: Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    pub lead_time: Option<f64>,
    /// Replaced by a fresh one where another annotation has it.
    pub unique_id: Option<String>,
    pub extra: Map<String, Value>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
}

/// Adds annotations that came with tasks, except those that a person deleted from these very tasks: each server would
/// bring them back under a name of its own. Counters and targets are the caller's: [`tasks::recount`],
/// [`outbox::want`].
pub async fn insert_many(
    conn: &mut SqliteConnection,
    annotations: &[NewAnnotation],
    now: &str,
) -> Result<(), StoreError> {
    let mut seen = HashSet::new();
    let rows: Vec<Value> = annotations
        .iter()
        .map(|new| {
            let fresh = fresh_id();
            let wished = new.unique_id.as_deref().filter(|id| seen.insert(*id)).unwrap_or(&fresh);
            let created = new.created_at.as_deref().unwrap_or(now);
            json!([
                new.task,
                new.result.to_string(),
                i64::from(new.was_cancelled),
                i64::from(new.ground_truth),
                new.lead_time,
                new.completed_by,
                wished,
                fresh,
                (!new.extra.is_empty()).then(|| json_text(&new.extra)),
                created,
                new.updated_at.as_deref().unwrap_or(created),
            ])
        })
        .collect();
    sqlx::query(
        "INSERT INTO annotations (task_id, result, was_cancelled, ground_truth, lead_time, completed_by, unique_id,
                                  extra, created_at, updated_at)
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
                CASE WHEN EXISTS (SELECT 1 FROM annotations a WHERE a.unique_id = (j.value ->> 6)
                                  UNION ALL SELECT 1 FROM annotation_tombs d WHERE d.unique_id = (j.value ->> 6))
                     THEN j.value ->> 7 ELSE j.value ->> 6 END,
                j.value ->> 8, j.value ->> 9, j.value ->> 10
         FROM json_each($1) j
         WHERE NOT EXISTS (SELECT 1 FROM annotation_tombs d
                           WHERE d.unique_id = (j.value ->> 6) AND d.task_id = (j.value ->> 0))
         ORDER BY j.key",
    )
    .bind(Value::Array(rows).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// What to change of an annotation; `None` keeps.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub result: Option<Value>,
    pub was_cancelled: Option<bool>,
    pub ground_truth: Option<bool>,
    pub lead_time: Option<f64>,
    /// Merged into the kept fields.
    pub extra: Map<String, Value>,
    /// The `updated_at` that the change starts from; another one there is a conflict. Who says it submits what was begun
    /// there; without it a program sets some fields, which is no business of the drafts of people.
    pub based_on: Option<String>,
}

/// Changes an annotation with all that belongs to it: counters, pending pushes, the end of the draft that is submitted.
pub async fn update(
    conn: &mut SqliteConnection,
    id: AnnotationId,
    change: Change,
    now: &str,
) -> Result<Annotation, StoreError> {
    let mut annotation = get(&mut *conn, id).await?;
    let submits = change.based_on.is_some();
    if change.based_on.is_some_and(|based_on| based_on != annotation.updated_at) {
        return Err(StoreError::conflict(format!(
            "annotation {id} was changed meanwhile ({}); load it again before changing it",
            annotation.updated_at
        )));
    }
    past::replace(&mut *conn, &annotation).await?;
    let now = &later(&annotation.updated_at, now);
    annotation.extra.extend(change.extra);
    annotation.result = change.result.unwrap_or(annotation.result);
    annotation.was_cancelled = change.was_cancelled.unwrap_or(annotation.was_cancelled);
    annotation.ground_truth = change.ground_truth.unwrap_or(annotation.ground_truth);
    annotation.lead_time = change.lead_time.or(annotation.lead_time);
    annotation.updated_at = now.to_owned();
    sqlx::query(
        "UPDATE annotations SET result = $2, was_cancelled = $3, ground_truth = $4, lead_time = $5, extra = $6,
             updated_at = $7 WHERE id = $1",
    )
    .bind(id.0)
    .bind(annotation.result.to_string())
    .bind(annotation.was_cancelled)
    .bind(annotation.ground_truth)
    .bind(annotation.lead_time)
    .bind((!annotation.extra.is_empty()).then(|| json_text(&annotation.extra)))
    .bind(now)
    .execute(&mut *conn)
    .await?;
    settle(&mut *conn, &annotation, now).await?;
    if submits {
        drafts::discard(conn, annotation.task, UserId::LOCAL, Some(id)).await?;
    }
    Ok(annotation)
}

/// Makes an annotation the ground truth of its task, of which there is one, or takes that back. Drafts of it go on.
pub async fn set_ground_truth(
    conn: &mut SqliteConnection,
    id: AnnotationId,
    on: bool,
    now: &str,
) -> Result<Annotation, StoreError> {
    let annotation = get(&mut *conn, id).await?;
    let all = of_tasks(&mut *conn, &[annotation.task]).await?;
    let changed: Vec<&Annotation> = all
        .iter()
        .filter(|known| if known.id == id { known.ground_truth != on } else { on && known.ground_truth })
        .collect();
    for known in &changed {
        past::replace(&mut *conn, known).await?;
        sqlx::query("UPDATE annotations SET ground_truth = $2, updated_at = $3 WHERE id = $1")
            .bind(known.id.0)
            .bind(known.id == id && on)
            .bind(later(&known.updated_at, now))
            .execute(&mut *conn)
            .await?;
    }
    if !changed.is_empty() {
        tasks::recount(&mut *conn, &[annotation.task], now).await?;
        outbox::want(&mut *conn, annotation.project, annotation.task).await?;
    }
    get(conn, id).await
}

/// Removes an annotation with all that belongs to it. Unfinished changes of it become the draft of a new one.
pub async fn delete(
    conn: &mut SqliteConnection,
    id: AnnotationId,
    now: &str,
) -> Result<Annotation, StoreError> {
    let annotation = get(&mut *conn, id).await?;
    drafts::become_new(&mut *conn, annotation.task, &annotation.unique_id).await?;
    past::remember(&mut *conn, std::slice::from_ref(&annotation)).await?;
    sqlx::query("DELETE FROM annotations WHERE id = $1").bind(id.0).execute(&mut *conn).await?;
    settle(conn, &annotation, now).await?;
    // Where the object goes with its last annotation, the list of deletions alone can tell others of it.
    outbox::file_wanted_of_bare(conn, annotation.project, annotation.task).await?;
    Ok(annotation)
}

async fn settle(conn: &mut SqliteConnection, annotation: &Annotation, now: &str) -> Result<(), StoreError> {
    tasks::recount(conn, &[annotation.task], now).await?;
    outbox::want(conn, annotation.project, annotation.task).await?;
    Ok(())
}

fn record(row: &SqliteRow) -> Result<Annotation, StoreError> {
    let id = AnnotationId(row.try_get("id")?);
    let broken = |column: &str, e| StoreError::broken(format!("{column} of annotation {id}"), e);
    let extra: Option<&str> = row.try_get("extra")?;
    Ok(Annotation {
        id,
        task: TaskId(row.try_get("task_id")?),
        project: ProjectId(row.try_get("project_id")?),
        completed_by: UserId(row.try_get("completed_by")?),
        result: serde_json::from_str(row.try_get("result")?).map_err(|e| broken("the result", e))?,
        was_cancelled: row.try_get("was_cancelled")?,
        ground_truth: row.try_get("ground_truth")?,
        lead_time: row.try_get("lead_time")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        unique_id: row.try_get("unique_id")?,
        extra: extra.map_or(Ok(Map::new()), serde_json::from_str).map_err(|e| broken("the fields", e))?,
    })
}
