//! The daily files of targets: which tasks belong to a day, and which file stands for it. Knows nothing of buckets.

use app::model::ids::{ProjectId, StorageId, TaskId};
use sqlx::{SqliteConnection, SqliteExecutor};

/// The file of one day as it was last written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollUp {
    pub etag: Option<String>,
    pub digest: Option<String>,
    /// The day was over: it is not written again.
    pub is_final: bool,
}

/// The days whose files are still to be brought up to date, ascending.
pub async fn open_days(db: impl SqliteExecutor<'_>, storage: StorageId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT day FROM roll_ups WHERE storage_id = $1 AND final = 0 ORDER BY day")
        .bind(storage.0)
        .fetch_all(db)
        .await
}

/// The latest day that has a file.
pub async fn last_day(db: impl SqliteExecutor<'_>, storage: StorageId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT MAX(day) FROM roll_ups WHERE storage_id = $1")
        .bind(storage.0)
        .fetch_one(db)
        .await
}

/// A day's file, if one was written.
pub async fn of_day(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    day: &str,
) -> sqlx::Result<Option<RollUp>> {
    let row: Option<(Option<String>, Option<String>, bool)> =
        sqlx::query_as("SELECT etag, digest, final FROM roll_ups WHERE storage_id = $1 AND day = $2")
            .bind(storage.0)
            .bind(day)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(etag, digest, is_final)| RollUp { etag, digest, is_final }))
}

/// The target was found empty: every day's file is wanted again, and nothing is known of what stands there.
pub async fn want_all(conn: &mut SqliteConnection, storage: StorageId) -> sqlx::Result<()> {
    sqlx::query("UPDATE roll_ups SET etag = NULL, digest = NULL, final = 0 WHERE storage_id = $1")
        .bind(storage.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// The day's file stands so.
pub async fn set(
    conn: &mut SqliteConnection,
    storage: StorageId,
    day: &str,
    roll_up: &RollUp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO roll_ups (storage_id, day, etag, digest, final) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (storage_id, day) DO UPDATE SET
             etag = excluded.etag, digest = excluded.digest, final = excluded.final",
    )
    .bind(storage.0)
    .bind(day)
    .bind(&roll_up.etag)
    .bind(&roll_up.digest)
    .bind(roll_up.is_final)
    .execute(conn)
    .await?;
    Ok(())
}

/// Annotations that last changed in a span of time. They are looked up by it, which the order of the join says: otherwise
/// the annotations of all tasks are gone through.
const CHANGED: &str = "
    FROM annotations a CROSS JOIN tasks t ON t.id = a.task_id
    WHERE t.project_id = $1 AND t.hidden < 4 AND a.updated_at >= $2 AND a.updated_at < $3";

fn state_query() -> String {
    format!("SELECT COUNT(*), MAX(a.updated_at) {CHANGED}")
}

fn tasks_query() -> String {
    format!("SELECT DISTINCT a.task_id {CHANGED} ORDER BY a.task_id")
}

/// How many annotations last changed in a span of time, and the last of these times: another answer means that the
/// day's file says something else.
pub async fn state_of_day(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    from: &str,
    until: &str,
) -> sqlx::Result<(i64, Option<String>)> {
    sqlx::query_as(sqlx::AssertSqlSafe(state_query()))
        .bind(project.0)
        .bind(from)
        .bind(until)
        .fetch_one(db)
        .await
}

/// The tasks with an annotation that last changed in a span of time, by id.
pub async fn tasks_of_day(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    from: &str,
    until: &str,
) -> sqlx::Result<Vec<TaskId>> {
    let ids: Vec<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(tasks_query()))
        .bind(project.0)
        .bind(from)
        .bind(until)
        .fetch_all(db)
        .await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::store::testing::{TestDb, submit};
    use serde_json::json;

    #[tokio::test]
    async fn the_annotations_of_a_day_are_found_by_their_time() {
        let t = TestDb::new().await;
        for query in [state_query(), tasks_query()] {
            let plan = t.plan(&query).await;
            assert!(plan[0].contains("annotations_by_time (updated_at>? AND updated_at<?)"), "{plan:?}");
        }
        let tasks = t.tasks((0..3).map(|n| json!({"n": n})).collect()).await;
        for task in &tasks {
            t.db.submit(submit(*task, &format!("u{task}"))).await.unwrap().unwrap();
        }
        t.run(
            "UPDATE annotations SET updated_at = '2026-11-2' || task_id || 'T00:00:00.000000Z';
             UPDATE tasks SET hidden = 4 WHERE id = 1",
        )
        .await;
        let of_days = async |from: &str, until: &str| {
            let state = state_of_day(t.db.reader(), t.project, from, until).await.unwrap();
            (state, tasks_of_day(t.db.reader(), t.project, from, until).await.unwrap())
        };
        let last = Some("2026-11-22T00:00:00.000000Z".to_owned());
        assert_eq!(of_days("2026-11-21", "2026-11-23").await, ((1, last), vec![tasks[1]]));
        assert_eq!(of_days("2026-11-24", "2026-11-25").await, ((0, None), vec![]));
    }
}
