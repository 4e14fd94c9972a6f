//! Whether a source's objects and the project's tasks account for each other; for those who look, page by page.

use crate::store::storages::{StorageRecord, StoreId};
use crate::store::{StoreError, now};
use app::model::ids::{ProjectId, StorageId, TaskId};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, SqliteConnection, SqliteExecutor};
use std::collections::HashMap;

/// Tasks looked at by one statement.
const PAGE: u32 = 10_000;

/// Objects after a key that were taken and have no task at all, not even a deleted one.
pub async fn without_task(
    db: impl SqliteExecutor<'_>,
    record: &StorageRecord,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let keys = sqlx::query_scalar(
        "SELECT o.key FROM objects o
         WHERE o.storage_id = $1 AND o.gone = 0 AND o.outcome IN ('imported', 'updated', 'unchanged')
           AND ($2 IS NULL OR o.key > $2)
           AND NOT EXISTS (SELECT 1 FROM tasks t
                           WHERE t.project_id = $3 AND t.store_id = $4 AND t.key = o.key)
         ORDER BY o.key LIMIT $5",
    );
    let keys = keys.bind(record.id.0).bind(after).bind(record.project.0).bind(record.store.0).bind(limit);
    Ok(keys.fetch_all(db).await?)
}

/// With the key, which each of them has, an index alone answers.
const COUNT: &str = "SELECT COUNT(*) FROM tasks WHERE project_id = $1 AND store_id = $2 AND key IS NOT NULL";

/// How many tasks of a project come from a store, in whatever state.
pub async fn count(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    store: StoreId,
) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(COUNT).bind(project.0).bind(store.0).fetch_one(db).await?;
    Ok(count.unsigned_abs())
}

/// Of a task: it comes from a storage's folder, where no source of the project has its object. It does not name the
/// task's project: with that, the database takes a way through all of the store's tasks to a few that are named.
const WITHOUT_OBJECT: &str = "t.store_id = $2 AND t.key IS NOT NULL
    AND substr(t.key, 1, length($3)) = $3 AND ($4 OR instr(substr(t.key, length($3) + 1), '/') = 0)
    AND NOT EXISTS (SELECT 1 FROM storages s JOIN objects o ON o.storage_id = s.id AND o.key = t.key
                    WHERE s.project_id = $1 AND s.store_id = $2 AND o.gone = 0 AND o.outcome <> 'skipped')";

/// Some of a project's tasks that are in the lists, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// The last that was looked at.
    pub last: TaskId,
    /// Those that come from the storage's folder, where no source of the project has their object.
    pub without_object: Vec<(TaskId, String)>,
}

/// Looks at so many tasks after an id, whatever is found among them. `None`: there are no more.
pub async fn without_object(
    db: impl SqliteExecutor<'_>,
    record: &StorageRecord,
    after: TaskId,
    limit: u32,
) -> Result<Option<Walked>, StoreError> {
    let sql = format!(
        "SELECT t.id, CASE WHEN {WITHOUT_OBJECT} THEN t.key END FROM tasks t
         WHERE t.project_id = $1 AND t.hidden = 0 AND t.id > $5 ORDER BY t.id LIMIT $6"
    );
    let rows: Vec<(i64, Option<String>)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(record.project.0)
        .bind(record.store.0)
        .bind(record.settings.folder())
        .bind(record.settings.recursive)
        .bind(after.0)
        .bind(limit)
        .fetch_all(db)
        .await?;
    let Some(last) = rows.last().map(|(id, _)| TaskId(*id)) else { return Ok(None) };
    let found = rows.into_iter().filter_map(|(id, key)| Some((TaskId(id), key?)));
    Ok(Some(Walked { last, without_object: found.collect() }))
}

/// Flags those of the project's tasks named that are still without an object: it is gone. Answers how many there were.
pub async fn flag_without_object(
    conn: &mut SqliteConnection,
    record: &StorageRecord,
    tasks: &[TaskId],
) -> Result<u64, StoreError> {
    let done = sqlx::query(AssertSqlSafe(flag_sql()))
        .bind(record.project.0)
        .bind(record.store.0)
        .bind(record.settings.folder())
        .bind(record.settings.recursive)
        .bind(json!(tasks).to_string())
        .bind(now())
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

fn flag_sql() -> String {
    format!(
        "UPDATE tasks AS t SET hidden = hidden | 2, updated_at = $6
         WHERE t.id IN (SELECT value FROM json_each($5)) AND t.hidden = 0 AND {WITHOUT_OBJECT}"
    )
}

/// Flags all that [`without_object`] finds, within one transaction.
pub async fn flag_all_without_object(
    conn: &mut SqliteConnection,
    record: &StorageRecord,
) -> Result<(), StoreError> {
    let mut after = TaskId(0);
    while let Some(walked) = without_object(&mut *conn, record, after, PAGE).await? {
        after = walked.last;
        let tasks: Vec<TaskId> = walked.without_object.into_iter().map(|(id, _)| id).collect();
        if !tasks.is_empty() {
            flag_without_object(&mut *conn, record, &tasks).await?;
        }
    }
    Ok(())
}

/// The data of tasks, but of those that wait for a person to take a newer version.
pub async fn data_of(
    db: impl SqliteExecutor<'_>,
    tasks: &[TaskId],
) -> Result<HashMap<TaskId, Value>, StoreError> {
    let rows: Vec<(i64, Option<String>)> = sqlx::query_as(
        "SELECT id, data FROM tasks
         WHERE id IN (SELECT value FROM json_each($1)) AND stale_etag IS NULL AND hidden & 4 = 0",
    )
    .bind(json!(tasks).to_string())
    .fetch_all(db)
    .await?;
    let read = |(id, data): (i64, Option<String>)| {
        let data = serde_json::from_str(data.as_deref().unwrap_or("null"));
        let data = data.map_err(|e| StoreError::broken(format!("the data of task {id}"), e))?;
        Ok((TaskId(id), data))
    };
    rows.into_iter().map(read).collect()
}

/// The next run takes these objects for changed.
pub async fn read_again(
    conn: &mut SqliteConnection,
    storage: StorageId,
    keys: &[String],
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE objects SET etag = '' WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))",
    )
    .bind(storage.0)
    .bind(json!(keys).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::store::storages;
    use crate::store::testing::TestDb;
    use app::model::storage::Side;

    /// A source of 2500 tasks; the objects of two are not there.
    async fn left_behind() -> (TestDb, StorageRecord) {
        let t = TestDb::new().await;
        let id = t.bucket(Side::Source, "in").await;
        t.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
             INSERT INTO tasks (id, project_id, store_id, key, row, created_at, updated_at)
             SELECT i, 1, 1, 'k' || i, '', 'x', 'x' FROM n;
             INSERT INTO objects (storage_id, key, etag, size, outcome, run)
             SELECT 1, key, 'e', 1, 'imported', 1 FROM tasks WHERE id NOT IN (1500, 2400)",
        )
        .await;
        let record = storages::get(t.db.reader(), id).await.unwrap();
        (t, record)
    }

    async fn flag(t: &TestDb, record: &StorageRecord, tasks: Vec<TaskId>) -> u64 {
        let record = record.clone();
        let work =
            t.db.write(move |c| Box::pin(async move { flag_without_object(c, &record, &tasks).await }));
        work.await.unwrap()
    }

    #[tokio::test]
    async fn one_look_is_at_so_many_tasks_however_few_of_them_are_without_an_object() {
        let (t, record) = left_behind().await;
        let (mut after, mut looks) = (TaskId(0), Vec::new());
        while let Some(walked) = without_object(t.db.reader(), &record, after, 1000).await.unwrap() {
            after = walked.last;
            looks.push((after.0, walked.without_object.iter().map(|(id, _)| id.0).collect::<Vec<_>>()));
        }
        assert_eq!(looks, [(1000, vec![]), (2000, vec![1500]), (2500, vec![2400])]);
    }

    #[tokio::test]
    async fn a_task_whose_object_another_run_found_meanwhile_is_not_flagged() {
        let (t, record) = left_behind().await;
        t.run(
            "INSERT INTO objects (storage_id, key, etag, size, outcome, run) VALUES (1, 'k1500', 'e', 1, 'imported', 2)",
        )
        .await;
        let found = [1500, 2400].map(TaskId).to_vec();
        assert_eq!(flag(&t, &record, found.clone()).await, 1);
        assert_eq!(t.scalar("SELECT id FROM tasks WHERE hidden = 2").await, 2400);
        assert_eq!(flag(&t, &record, found).await, 0, "it is flagged already");
    }

    #[tokio::test]
    async fn what_is_flagged_is_looked_up_and_not_searched_for_among_all_tasks() {
        let (t, _) = left_behind().await;
        let plan = t.plan(COUNT).await;
        assert!(plan[0].contains("COVERING INDEX tasks_by_origin"), "{plan:?}");
        let plan = t.plan(&flag_sql()).await;
        assert!(plan[0].contains("USING INTEGER PRIMARY KEY"), "{plan:?}");
    }

    #[tokio::test]
    async fn all_that_is_without_an_object_is_flagged_in_one_go() {
        let (t, record) = left_behind().await;
        let work = t.db.write(move |c| Box::pin(async move { flag_all_without_object(c, &record).await }));
        work.await.unwrap();
        assert_eq!(t.scalar("SELECT COUNT(*) FROM tasks WHERE hidden = 2").await, 2);
    }
}
