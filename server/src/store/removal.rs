//! Tasks that people take away. An archived one only leaves lists, stream and exports; what a deleted one was waits in
//! tables of its own, so that nothing else has to know of it. Both can be brought back.

use super::tasks::Hidden;
use super::{StoreError, annotations, outbox, past, tasks};
use app::model::ids::{ProjectId, TaskId};
use serde_json::json;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

// The plus signs have SQLite look the named tasks up: it would rather walk all tasks of the project.
const ARCHIVE: &str = "UPDATE tasks SET hidden = hidden | 8, updated_at = $3
    WHERE id IN (SELECT value FROM json_each($1)) AND +project_id = $2 AND hidden & 12 = 0 RETURNING id";

const AWAY: &str = "SELECT t.id, t.hidden, d.task_id IS NULL OR d.deleted_at = '' AS bare FROM tasks t
    LEFT JOIN deleted_tasks d ON d.task_id = t.id AND d.returned_at IS NULL
    WHERE t.id IN (SELECT value FROM json_each($1)) AND +t.project_id = $2 AND t.hidden & 12 <> 0 ORDER BY t.id";

/// The task leaves lists, stream and exports; its document stays. Answers which did.
pub async fn archive(
    conn: &mut SqliteConnection,
    project: ProjectId,
    ids: &[TaskId],
    now: &str,
) -> Result<Vec<TaskId>, StoreError> {
    let done: Vec<i64> = sqlx::query_scalar(ARCHIVE)
        .bind(json!(ids).to_string())
        .bind(project.0)
        .bind(now)
        .fetch_all(conn)
        .await?;
    Ok(done.into_iter().map(TaskId).collect())
}

const KEEP: [&str; 2] = [
    "INSERT INTO deleted_annotations
     SELECT id, task_id, result, was_cancelled, ground_truth, lead_time, completed_by, unique_id, extra, created_at,
            updated_at
     FROM annotations WHERE task_id = $1",
    "INSERT INTO deleted_predictions SELECT id, task_id, result, score, model_version, extra
     FROM predictions WHERE task_id = $1",
];

/// Drafts stay where they are, for when the task is back.
const FORGET: [&str; 2] =
    ["DELETE FROM annotations WHERE task_id = $1", "DELETE FROM predictions WHERE task_id = $1"];

/// Stands for the time of a deletion on another server, which is the one to tell of it.
const ELSEWHERE: &str = "";

/// Keeps what the task says for the case that it is brought back. To be called before its row is emptied.
async fn keep(conn: &mut SqliteConnection, id: TaskId, deleted_at: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO deleted_tasks (task_id, deleted_at, etag, stale_etag, data, extra)
         SELECT id, $2, etag, stale_etag, data, extra FROM tasks WHERE id = $1
         ON CONFLICT (task_id) DO UPDATE SET
             deleted_at = excluded.deleted_at, returned_at = NULL, etag = excluded.etag,
             stale_etag = excluded.stale_etag, data = excluded.data, extra = excluded.extra",
    )
    .bind(id.0)
    .bind(deleted_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// A task that a person deleted on another server of this project is deleted here too, unless it was labeled here.
pub async fn bury(conn: &mut SqliteConnection, id: TaskId, now: &str) -> Result<(), StoreError> {
    let goes: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM tasks
                        WHERE id = $1 AND hidden & 4 = 0 AND annotations = 0 AND cancelled = 0)",
    )
    .bind(id.0)
    .fetch_one(&mut *conn)
    .await?;
    if !goes {
        return Ok(());
    }
    keep(&mut *conn, id, ELSEWHERE).await?;
    sqlx::query(
        "UPDATE tasks SET hidden = hidden | 4, data = NULL, extra = NULL, stale_etag = NULL, updated_at = $2
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// When a person brought the task back here; `None`: nobody did.
pub async fn returned_at(db: impl SqliteExecutor<'_>, id: TaskId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT returned_at FROM deleted_tasks WHERE task_id = $1 AND returned_at IS NOT NULL")
        .bind(id.0)
        .fetch_optional(db)
        .await
}

/// A person deletes the task with its annotations. Its row stays as a tombstone, so that neither the bucket it came from
/// nor a target that holds its document brings it back.
pub async fn delete(conn: &mut SqliteConnection, id: TaskId, now: &str) -> Result<ProjectId, StoreError> {
    let project: Option<i64> =
        sqlx::query_scalar("SELECT project_id FROM tasks WHERE id = $1 AND hidden & 4 = 0")
            .bind(id.0)
            .fetch_optional(&mut *conn)
            .await?;
    let project = ProjectId(project.ok_or_else(|| StoreError::not_found("task", id))?);
    keep(&mut *conn, id, now).await?;
    let annotations = annotations::of_tasks(&mut *conn, &[id]).await?;
    past::remember(&mut *conn, &annotations).await?;
    for sql in KEEP.into_iter().chain(FORGET) {
        sqlx::query(sql).bind(id.0).execute(&mut *conn).await?;
    }
    sqlx::query(
        "UPDATE tasks SET hidden = hidden | 4, data = NULL, extra = NULL, stale_etag = NULL, annotations = 0,
             cancelled = 0, predictions = 0, updated_at = $2 WHERE id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    outbox::task_deleted(conn, project, id).await?;
    Ok(project)
}

/// What came of bringing tasks back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    pub tasks: Vec<TaskId>,
    /// Of these, the ones that stay out of the lists: their object is gone or filtered out.
    pub still_hidden: u64,
    /// Some were deleted where their annotations are not kept: on another server, or before this one kept any.
    pub bare: u64,
}

const RETURN: [&str; 5] = [
    // A sync tells a blob's tombstone which version its object has now. An unlabeled task takes that, a labeled one is
    // stale. What a row says now is known once its object is read again.
    "UPDATE tasks SET
         stale_etag = CASE WHEN d.labeled THEN
             CASE WHEN tasks.etag <> d.etag AND (tasks.data IS NULL OR tasks.data <> d.data) THEN tasks.etag
                  ELSE d.stale_etag END END,
         etag = CASE WHEN d.labeled THEN COALESCE(d.etag, tasks.etag) ELSE tasks.etag END,
         data = CASE WHEN d.labeled OR tasks.data IS NULL THEN d.data ELSE tasks.data END,
         extra = CASE WHEN d.labeled OR tasks.data IS NULL THEN d.extra ELSE tasks.extra END
     FROM (SELECT *, EXISTS (SELECT 1 FROM deleted_annotations a WHERE a.task_id = k.task_id) AS labeled
           FROM deleted_tasks k WHERE k.task_id IN (SELECT value FROM json_each($1)) AND k.returned_at IS NULL) d
     WHERE tasks.id = d.task_id",
    // What a sync gave the tombstone may be what it had.
    "INSERT INTO annotations (id, task_id, result, was_cancelled, ground_truth, lead_time, completed_by, unique_id,
                              extra, created_at, updated_at)
     SELECT CASE WHEN EXISTS (SELECT 1 FROM annotations a WHERE a.id = d.id) THEN NULL ELSE d.id END,
            task_id, result, was_cancelled, ground_truth, lead_time, completed_by,
            CASE WHEN EXISTS (SELECT 1 FROM annotations a WHERE a.unique_id = d.unique_id)
                 THEN d.unique_id || '-' || d.id ELSE d.unique_id END,
            extra, created_at, updated_at
     FROM deleted_annotations d
     WHERE task_id IN (SELECT value FROM json_each($1))
       AND NOT EXISTS (SELECT 1 FROM annotations a WHERE a.unique_id = d.unique_id AND a.task_id = d.task_id)",
    "INSERT INTO predictions (id, task_id, result, score, model_version, extra)
     SELECT CASE WHEN EXISTS (SELECT 1 FROM predictions p WHERE p.id = d.id) THEN NULL ELSE d.id END,
            task_id, result, score, model_version, extra
     FROM deleted_predictions d
     WHERE task_id IN (SELECT value FROM json_each($1))
       AND NOT EXISTS (SELECT 1 FROM predictions p WHERE p.task_id = d.task_id)",
    "DELETE FROM deleted_annotations WHERE task_id IN (SELECT value FROM json_each($1))",
    "DELETE FROM deleted_predictions WHERE task_id IN (SELECT value FROM json_each($1))",
];

/// Archived and deleted tasks come back with what they had. The objects of deleted ones are read again by the next sync:
/// they may have changed meanwhile, and of some tasks nothing was kept.
pub async fn bring_back(
    conn: &mut SqliteConnection,
    project: ProjectId,
    ids: &[TaskId],
    now: &str,
) -> Result<Returned, StoreError> {
    let away = sqlx::query(AWAY).bind(json!(ids).to_string()).bind(project.0).fetch_all(&mut *conn).await?;
    let mut returned = Returned::default();
    let mut deleted = Vec::new();
    for row in &away {
        let (id, hidden) = (TaskId(row.try_get("id")?), Hidden(row.try_get("hidden")?));
        returned.tasks.push(id);
        returned.still_hidden += u64::from(hidden.is_gone() || hidden.is_filtered_out());
        if hidden.is_deleted() {
            deleted.push(id);
            returned.bare += u64::from(row.try_get::<bool, _>("bare")?);
        }
    }
    let all = json!(returned.tasks).to_string();
    if !deleted.is_empty() {
        undelete(conn, project, &deleted, now).await?;
    }
    sqlx::query(
        "UPDATE tasks SET hidden = hidden & ~12, updated_at = $2 WHERE id IN (SELECT value FROM json_each($1))",
    )
    .bind(&all)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    sqlx::query(outbox::WANT_MANY).bind(&all).execute(conn).await?;
    Ok(returned)
}

async fn undelete(
    conn: &mut SqliteConnection,
    project: ProjectId,
    deleted: &[TaskId],
    now: &str,
) -> Result<(), StoreError> {
    let ids = json!(deleted).to_string();
    for sql in RETURN {
        sqlx::query(sql).bind(&ids).execute(&mut *conn).await?;
    }
    past::bring_back(&mut *conn, deleted).await?;
    tasks::recount(&mut *conn, deleted, now).await?;
    sqlx::query(
        "INSERT INTO deleted_tasks (task_id, deleted_at, returned_at) SELECT value, $2, $2 FROM json_each($1) j WHERE true
         ON CONFLICT (task_id) DO UPDATE SET
             returned_at = excluded.returned_at, etag = NULL, stale_etag = NULL, data = NULL, extra = NULL",
    )
    .bind(&ids)
    .bind(now)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "UPDATE objects SET etag = '' WHERE (storage_id, key) IN (
             SELECT s.id, t.key FROM tasks t JOIN storages s ON s.project_id = t.project_id AND s.store_id = t.store_id
             WHERE t.id IN (SELECT value FROM json_each($1)) AND t.key IS NOT NULL)",
    )
    .bind(&ids)
    .execute(&mut *conn)
    .await?;
    outbox::file_wanted(conn, project, outbox::TargetFile::Deletions).await?;
    Ok(())
}

/// A deleted task is there again with what others know of it: what it was is of no use any more.
pub async fn returned(conn: &mut SqliteConnection, task: TaskId, now: &str) -> Result<(), StoreError> {
    for sql in &RETURN[3..] {
        sqlx::query(*sql).bind(json!([task]).to_string()).execute(&mut *conn).await?;
    }
    // Of a deletion elsewhere no time is known: the return holds against those that tell none either, and against no later
    // one that does.
    sqlx::query(
        "UPDATE deleted_tasks SET returned_at = CASE deleted_at WHEN '' THEN '' ELSE $2 END,
             etag = NULL, stale_etag = NULL, data = NULL, extra = NULL
         WHERE task_id = $1",
    )
    .bind(task.0)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestDb;

    #[tokio::test]
    async fn the_tasks_to_archive_and_to_bring_back_are_looked_up_and_not_searched_for() {
        let t = TestDb::new().await;
        for sql in [ARCHIVE, AWAY] {
            let plan = t.plan(sql).await;
            assert!(plan[0].contains("USING INTEGER PRIMARY KEY"), "{plan:?}");
        }
    }
}
