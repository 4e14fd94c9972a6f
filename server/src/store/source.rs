//! What a source storage knows of its objects, and the tasks that came of them: reading it, and how its runs ended.
//! Knows nothing of buckets. What a run has to write is a [`batch`], which [`apply`] writes; what people ask about objects is in [`outcomes`].

pub mod apply;
pub mod audit;
pub mod batch;
pub mod outcomes;
pub mod stale;

pub use rules::object::{Known, Understood};

use super::StoreError;
use super::storages::StoreId;
use app::api::types::StorageOffer;
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{Outcome, RunCounts, SyncStatus};
use serde_json::json;
use sqlx::{SqliteConnection, SqliteExecutor};
use std::collections::HashSet;
use std::str::FromStr;

/// Which storage a run is of, and whose tasks it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub storage: StorageId,
    pub project: ProjectId,
    pub store: StoreId,
    /// The run's number.
    pub run: i64,
}

/// Every so many known objects under a folder the key of one, in the order of keys; gone ones are not counted.
pub async fn every_nth_key(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    folder: &str,
    nth: u32,
) -> Result<Vec<String>, StoreError> {
    let keys = sqlx::query_scalar(
        "SELECT key FROM (SELECT key, row_number() OVER (ORDER BY key) AS place FROM objects
         WHERE storage_id = $1 AND gone = 0 AND substr(key, 1, length($2)) = $2)
         WHERE place % $3 = 0 ORDER BY key",
    );
    Ok(keys.bind(storage.0).bind(folder).bind(nth).fetch_all(db).await?)
}

type KnownRow = (String, String, i64, String, Option<String>, bool, bool, i64);

/// The known objects after a key, in the order of their keys' bytes.
pub async fn known_page(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Known>, StoreError> {
    // Without a key to begin after, the comparison must hold for every key, the empty one included.
    let rows: Vec<KnownRow> = sqlx::query_as(if after.is_some() {
        "SELECT key, etag, size, outcome, reason, retry, gone, run FROM objects
         WHERE storage_id = $1 AND key > $2 ORDER BY key LIMIT $3"
    } else {
        "SELECT key, etag, size, outcome, reason, retry, gone, run FROM objects
         WHERE storage_id = $1 AND $2 IS NULL ORDER BY key LIMIT $3"
    })
    .bind(storage.0)
    .bind(after)
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(known).collect()
}

fn known(row: KnownRow) -> Result<Known, StoreError> {
    let (key, etag, size, outcome, reason, retry, gone, run) = row;
    let outcome = Outcome::from_str(&outcome)
        .map_err(|error| StoreError::broken(format!("the outcome of object {key}"), error))?;
    Ok(Known { key, etag, size: size.unsigned_abs(), outcome, reason, retry, gone, run })
}

/// Whether the project has any task of the store: if not, none of its objects needs to be looked up.
pub async fn any_task(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    store: StoreId,
) -> Result<bool, StoreError> {
    let any = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM tasks WHERE project_id = $1 AND store_id = $2 AND key IS NOT NULL)",
    );
    Ok(any.bind(project.0).bind(store.0).fetch_one(db).await?)
}

/// Which of these objects have tasks, by whatever storage or target.
pub async fn with_tasks(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    store: StoreId,
    keys: &[&str],
) -> Result<HashSet<String>, StoreError> {
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT j.value FROM json_each($3) j
         WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.project_id = $1 AND t.store_id = $2 AND t.key = j.value)",
    )
    .bind(project.0)
    .bind(store.0)
    .bind(json!(keys).to_string())
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().collect())
}

/// A task that stands for a row of an object. Deleted ones stand too: their rows make no new tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingTask {
    pub id: i64,
    /// The row's identity.
    pub row: String,
    pub row_index: Option<i64>,
    /// Of a row that is known by an id from elsewhere than rows have theirs now: its data, as JSON text.
    pub data: Option<String>,
}

/// The tasks of one object, by id. `row_id` is where its rows have their ids now.
pub async fn standing(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    store: StoreId,
    key: &str,
    row_id: Option<&str>,
) -> Result<Vec<StandingTask>, StoreError> {
    let tasks = sqlx::query_as(
        "SELECT id, row, row_index,
                CASE WHEN instr(row, ':') > 0 AND ($4 IS NULL OR substr(row, 1, length($4) + 1) <> $4 || ':')
                     THEN COALESCE(data, (SELECT d.data FROM deleted_tasks d WHERE d.task_id = tasks.id)) END
         FROM tasks
         WHERE project_id = $1 AND store_id = $2 AND key = $3 AND row IS NOT NULL ORDER BY id",
    );
    let rows: Vec<_> = tasks.bind(project.0).bind(store.0).bind(key).bind(row_id).fetch_all(db).await?;
    let task = |(id, row, row_index, data)| StandingTask { id, row, row_index, data };
    Ok(rows.into_iter().map(task).collect())
}

fn understood_name(storage: StorageId) -> String {
    format!("source:{storage}")
}

pub async fn understood(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
) -> Result<Option<Understood>, StoreError> {
    let text: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE name = $1")
        .bind(understood_name(storage))
        .fetch_optional(db)
        .await?;
    let parse = |text: String| serde_json::from_str(&text);
    text.map(parse).transpose().map_err(|e| StoreError::broken(format!("how source {storage} was read"), e))
}

pub async fn set_understood(
    conn: &mut SqliteConnection,
    storage: StorageId,
    understood: Understood,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(understood_name(storage))
    .bind(json!(understood).to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// The storage points to another store now: forgets some of its objects. Their tasks leave the lists unless another
/// source includes them. Answers how many were forgotten; none when all are.
pub async fn forget_some(
    conn: &mut SqliteConnection,
    scope: Scope,
    old_store: StoreId,
    limit: u32,
) -> Result<u64, StoreError> {
    let keys: Vec<String> =
        sqlx::query_scalar("SELECT key FROM objects WHERE storage_id = $1 ORDER BY key LIMIT $2")
            .bind(scope.storage.0)
            .bind(limit)
            .fetch_all(&mut *conn)
            .await?;
    if !keys.is_empty() {
        apply::depart(conn, Scope { store: old_store, ..scope }, &keys).await?;
    }
    Ok(keys.len() as u64)
}

/// What a run leaves in its storage's record.
#[derive(Clone, Debug)]
pub struct RunEnd {
    pub status: SyncStatus,
    pub counts: RunCounts,
    pub duration: Option<f64>,
    pub last_sync: Option<String>,
    pub problem: Option<String>,
    pub offer: Option<StorageOffer>,
    pub run: i64,
}

/// Stores how a run ended. A storage removed meanwhile is no error.
pub async fn end_run(conn: &mut SqliteConnection, id: StorageId, end: &RunEnd) -> Result<(), StoreError> {
    let broken = |e| StoreError::broken("a run's end", e);
    let counts = serde_json::to_string(&end.counts).map_err(broken)?;
    let offer = end.offer.map(|offer| serde_json::to_string(&offer)).transpose().map_err(broken)?;
    sqlx::query(
        "UPDATE storages SET status = $2, counts = $3, duration = $4, last_sync = $5, problem = $6, offer = $7, run = $8
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(end.status.slug())
    .bind(counts)
    .bind(end.duration)
    .bind(&end.last_sync)
    .bind(&end.problem)
    .bind(offer)
    .bind(end.run)
    .execute(conn)
    .await?;
    Ok(())
}
