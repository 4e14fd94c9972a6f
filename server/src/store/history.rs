//! What a storage's runs did, the newest first. Runs that found nothing to do leave no trace.

use super::{StoreError, now, stamp};
use app::api::types::{PastRun, RunPage};
use app::model::ids::StorageId;
use app::model::storage::{RunCounts, SyncStatus};
use chrono::{TimeDelta, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqlitePool};

pub const PAGE: u32 = 50;
/// Runs kept of one storage.
const KEPT: i64 = 1000;
/// Pushes that begin within this of the last ones' beginning are told as one.
const TOGETHER: TimeDelta = TimeDelta::minutes(10);

/// A run that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    pub status: SyncStatus,
    pub problem: Option<String>,
    pub counts: RunCounts,
    /// Seconds.
    pub took: f64,
}

/// Writes a run down, and forgets the oldest beyond those that are kept.
pub async fn add(conn: &mut SqliteConnection, id: StorageId, run: &Over) -> Result<(), StoreError> {
    let ended = Utc::now();
    let began = ended - TimeDelta::milliseconds((run.took * 1000.0) as i64);
    // A storage removed meanwhile has no history.
    sqlx::query(
        "INSERT INTO runs (storage_id, began_at, ended_at, seconds, status, problem, counts)
         SELECT id, $2, $3, $4, $5, $6, $7 FROM storages WHERE id = $1",
    )
    .bind(id.0)
    .bind(stamp(began))
    .bind(stamp(ended))
    .bind(run.took)
    .bind(run.status.slug())
    .bind(&run.problem)
    .bind(counts_json(&run.counts)?)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "DELETE FROM runs WHERE storage_id = $1 AND id <=
         (SELECT id FROM runs WHERE storage_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
    )
    .bind(id.0)
    .bind(KEPT)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes pushes down: with the last ones, if these were not long ago and ended alike.
pub async fn add_pushes(conn: &mut SqliteConnection, id: StorageId, run: &Over) -> Result<(), StoreError> {
    let last = sqlx::query("SELECT * FROM runs WHERE storage_id = $1 ORDER BY id DESC LIMIT 1")
        .bind(id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let since = stamp(Utc::now() - TOGETHER);
    let last = last.as_ref().map(past_run).transpose()?;
    let joined =
        last.filter(|last| last.status == run.status && last.problem == run.problem && last.began_at > since);
    let Some(last) = joined else { return add(conn, id, run).await };
    sqlx::query("UPDATE runs SET ended_at = $2, seconds = $3, counts = $4 WHERE id = $1")
        .bind(last.id)
        .bind(now())
        .bind(last.seconds + run.took)
        .bind(counts_json(&(last.counts + run.counts))?)
        .execute(conn)
        .await?;
    Ok(())
}

/// One page (from 1) of a storage's history, the newest first.
pub async fn page(db: &SqlitePool, id: StorageId, page: u32) -> Result<RunPage, StoreError> {
    let page = page.max(1);
    let total: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM runs WHERE storage_id = $1")
        .bind(id.0)
        .fetch_one(db)
        .await?;
    let rows = sqlx::query("SELECT * FROM runs WHERE storage_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3")
        .bind(id.0)
        .bind(PAGE)
        .bind(i64::from(page - 1) * i64::from(PAGE))
        .fetch_all(db)
        .await?;
    let items = rows.iter().map(past_run).collect::<Result<_, _>>()?;
    Ok(RunPage { total: total.unsigned_abs(), page, page_size: PAGE, items })
}

fn past_run(row: &SqliteRow) -> Result<PastRun, StoreError> {
    let id: i64 = row.try_get("id")?;
    let (status, counts): (String, String) = (row.try_get("status")?, row.try_get("counts")?);
    let broken = |e| StoreError::broken(format!("run {id}"), e);
    Ok(PastRun {
        id,
        began_at: row.try_get("began_at")?,
        ended_at: row.try_get("ended_at")?,
        seconds: row.try_get("seconds")?,
        status: serde_json::from_value(status.into()).map_err(broken)?,
        problem: row.try_get("problem")?,
        counts: serde_json::from_str(&counts).map_err(broken)?,
    })
}

fn counts_json(counts: &RunCounts) -> Result<String, StoreError> {
    serde_json::to_string(counts).map_err(|e| StoreError::broken("a run's counts", e))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::store::testing::TestDb;
    use app::model::storage::Side;

    fn over(status: SyncStatus, pushed: u64) -> Over {
        let counts = RunCounts { pushed, requests: pushed, writes: pushed, ..RunCounts::default() };
        Over { status, problem: None, counts, took: 0.5 }
    }

    #[tokio::test]
    async fn pushes_shortly_after_one_another_are_told_as_one_until_they_end_otherwise() {
        let db = TestDb::new().await;
        let id = db.bucket(Side::Target, "out").await;
        for (status, pushed) in
            [(SyncStatus::Completed, 3), (SyncStatus::Completed, 4), (SyncStatus::CompletedWithErrors, 1)]
        {
            let run = over(status, pushed);
            db.db.write(move |conn| Box::pin(async move { add_pushes(conn, id, &run).await })).await.unwrap();
        }
        let found = page(db.db.reader(), id, 1).await.unwrap();
        let told: Vec<_> = found.items.iter().map(|run| (run.status, run.counts.pushed)).collect();
        assert_eq!(told, [(SyncStatus::CompletedWithErrors, 1), (SyncStatus::Completed, 7)]);
        assert_eq!((found.total, found.items[1].seconds), (2, 1.0));
    }

    #[tokio::test]
    async fn the_newest_runs_are_kept_and_those_of_other_storages_untouched() {
        let db = TestDb::new().await;
        let (id, other) = (db.bucket(Side::Source, "a").await, db.bucket(Side::Source, "b").await);
        db.db
            .write(move |conn| {
                Box::pin(async move {
                    add(conn, other, &over(SyncStatus::Completed, 0)).await?;
                    for n in 0..KEPT.unsigned_abs() + 3 {
                        add(conn, id, &over(SyncStatus::Completed, n)).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await
            .unwrap();
        let first = page(db.db.reader(), id, 1).await.unwrap();
        assert_eq!((first.total, first.items[0].counts.pushed), (1000, 1002));
        let last = page(db.db.reader(), id, 20).await.unwrap();
        assert_eq!(last.items.last().unwrap().counts.pushed, 3);
        assert_eq!(page(db.db.reader(), other, 1).await.unwrap().total, 1);
    }
}
