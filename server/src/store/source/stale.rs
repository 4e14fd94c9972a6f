//! Labeled tasks whose source has a newer version: which ones, and their taking it.

use super::batch::TaskUpdate;
use crate::store::outbox::WANT_MANY;
use crate::store::storages::StoreId;
use crate::store::{StoreError, now};
use app::model::ids::{ProjectId, TaskId};
use serde_json::json;
use sqlx::{SqliteConnection, SqliteExecutor};

/// A task of a bucket that waits for a person to take a newer version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    pub id: TaskId,
    pub store: StoreId,
    pub key: String,
    /// The newer version.
    pub etag: String,
    /// Its data is its URI, whatever the version.
    pub blob: bool,
}

const COLUMNS: &str = "SELECT id, store_id, key, stale_etag, data IS NULL FROM tasks";

type Row = (i64, i64, String, String, bool);

fn stale((id, store, key, etag, blob): Row) -> Stale {
    Stale { id: TaskId(id), store: StoreId(store), key, etag, blob }
}

/// The plus sign has SQLite look the named tasks up: it would rather read all stale ones.
fn among_sql() -> String {
    format!(
        "{COLUMNS} WHERE id IN (SELECT value FROM json_each($2)) AND +project_id = $1 AND hidden & 4 = 0
           AND stale_etag IS NOT NULL AND key IS NOT NULL ORDER BY id"
    )
}

/// Those of these tasks that are stale.
pub async fn among(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    ids: &[TaskId],
) -> Result<Vec<Stale>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(among_sql()))
        .bind(project.0)
        .bind(json!(ids).to_string())
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(stale).collect())
}

/// With a range of `hidden`, SQLite would rather read all stale tasks than those of the object.
const OF_OBJECT: &str = "SELECT id FROM tasks
    WHERE project_id = $1 AND store_id = $2 AND key = $3 AND hidden IN (0, 1, 2, 3) AND stale_etag IS NOT NULL
    ORDER BY id";

/// Those of one object, but for archived ones.
pub async fn of_object(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    store: StoreId,
    key: &str,
) -> Result<Vec<TaskId>, StoreError> {
    let ids: Vec<i64> =
        sqlx::query_scalar(OF_OBJECT).bind(project.0).bind(store.0).bind(key).fetch_all(db).await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

/// Tasks that hold nothing of their object: they are of the newer version from now on. Answers which of them were
/// stale.
pub async fn take_blobs(conn: &mut SqliteConnection, ids: &[TaskId]) -> Result<Vec<TaskId>, StoreError> {
    let taken: Vec<i64> = sqlx::query_scalar(
        "UPDATE tasks SET etag = stale_etag, stale_etag = NULL, updated_at = $2
         WHERE id IN (SELECT value FROM json_each($1)) AND stale_etag IS NOT NULL AND hidden & 4 = 0 RETURNING id",
    )
    .bind(json!(ids).to_string())
    .bind(now())
    .fetch_all(&mut *conn)
    .await?;
    wanted(conn, taken).await
}

/// These tasks say what their rows say now; their annotations stay. Answers which of them were stale.
pub async fn take_rows(
    conn: &mut SqliteConnection,
    updates: &[TaskUpdate],
) -> Result<Vec<TaskId>, StoreError> {
    let rows: Vec<_> = updates
        .iter()
        .map(|TaskUpdate { id, task: t }| json!([id, t.row, t.row_index, t.etag, t.data, t.extra]))
        .collect();
    let taken: Vec<i64> = sqlx::query_scalar(
        "UPDATE tasks SET row = j.name, row_index = j.place, etag = j.now, stale_etag = NULL, data = j.body,
             extra = j.rest, updated_at = $2
         FROM (SELECT value ->> 0 AS task, value ->> 1 AS name, value ->> 2 AS place, value ->> 3 AS now,
                      value ->> 4 AS body, value ->> 5 AS rest
               FROM json_each($1)) j
         WHERE id = j.task AND stale_etag IS NOT NULL AND hidden & 4 = 0 RETURNING id",
    )
    .bind(json!(rows).to_string())
    .bind(now())
    .fetch_all(&mut *conn)
    .await?;
    wanted(conn, taken).await
}

/// Their documents are to follow.
async fn wanted(conn: &mut SqliteConnection, ids: Vec<i64>) -> Result<Vec<TaskId>, StoreError> {
    sqlx::query(WANT_MANY).bind(json!(ids).to_string()).execute(conn).await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::store::testing::TestDb;

    #[tokio::test]
    async fn the_stale_tasks_of_an_object_are_looked_up_by_the_object() {
        let t = TestDb::new().await;
        let plan = t.plan(OF_OBJECT).await;
        assert!(plan[0].contains("project_id=? AND store_id=? AND key=?"), "{plan:?}");
    }

    #[tokio::test]
    async fn the_stale_ones_of_some_tasks_are_looked_up_and_not_searched_for() {
        let t = TestDb::new().await;
        let plan = t.plan(&among_sql()).await;
        assert!(plan[0].contains("USING INTEGER PRIMARY KEY"), "{plan:?}");
    }
}
