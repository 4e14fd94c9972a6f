//! What became of each object of a storage, as people ask for it: in the order of keys, a page at a time.

use crate::store::StoreError;
use app::api::types::{OutcomeItem, OutcomePage};
use app::model::ids::StorageId;
use app::model::storage::Outcome;
use sqlx::SqlitePool;
use std::str::FromStr;

pub const PAGE: u32 = 100;

/// What a stored object counts as now: what was imported or updated before the last run is unchanged since.
const NOW: &str =
    "CASE WHEN run < $2 AND outcome IN ('imported', 'updated') THEN 'unchanged' ELSE outcome END";

/// One page (from 1) of a storage's outcomes, of one kind or all. `run` is the number of the last run. Rows that
/// failed follow the object they stand in.
pub async fn page(
    db: &SqlitePool,
    storage: StorageId,
    run: i64,
    outcome: Option<Outcome>,
    page: u32,
) -> Result<OutcomePage, StoreError> {
    let page = page.max(1);
    let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "SELECT (SELECT COUNT(*) FROM objects WHERE storage_id = $1 AND gone = 0 AND $2 IS NOT NULL AND {objects})
              + (SELECT COUNT(*) FROM row_problems WHERE storage_id = $1 AND {rows})",
        objects = condition(outcome),
        rows = row_condition(outcome),
    )))
    .bind(storage.0)
    .bind(run)
    .fetch_one(db)
    .await?;
    let rows: Vec<OutcomeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT key, NULL AS row, {NOW} AS outcome, reason FROM objects
         WHERE storage_id = $1 AND gone = 0 AND {objects}
         UNION ALL
         SELECT key, row, outcome, reason FROM row_problems WHERE storage_id = $1 AND {rows}
         ORDER BY 1, 2 LIMIT $3 OFFSET $4",
        objects = condition(outcome),
        rows = row_condition(outcome),
    )))
    .bind(storage.0)
    .bind(run)
    .bind(PAGE)
    .bind(i64::from(page - 1) * i64::from(PAGE))
    .fetch_all(db)
    .await?;
    let items = rows.into_iter().map(item).collect::<Result<_, _>>()?;
    Ok(OutcomePage { total: total.unsigned_abs(), page, page_size: PAGE, items })
}

/// Written so that skipped and failed objects are found by their index.
fn condition(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        None => "true",
        Some(Outcome::Imported) => "outcome = 'imported' AND run >= $2",
        Some(Outcome::Updated) => "outcome = 'updated' AND run >= $2",
        Some(Outcome::Unchanged) => {
            "(outcome = 'unchanged' OR (outcome IN ('imported', 'updated') AND run < $2))"
        }
        Some(Outcome::Skipped) => "outcome = 'skipped'",
        Some(Outcome::Failed) => "outcome = 'failed'",
    }
}

/// The outcomes after one of them (key, and row or -1), in the order of keys: for those who go through all.
pub async fn after(
    db: &SqlitePool,
    storage: StorageId,
    run: i64,
    outcome: Option<Outcome>,
    (key, row): (&str, i64),
    limit: u32,
) -> Result<Vec<OutcomeItem>, StoreError> {
    let rows: Vec<OutcomeRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT key, NULLIF(place, -1), outcome, reason FROM (
             SELECT key, -1 AS place, {NOW} AS outcome, reason FROM objects
             WHERE storage_id = $1 AND gone = 0 AND key >= $3 AND {objects}
             UNION ALL
             SELECT key, row, outcome, reason FROM row_problems
             WHERE storage_id = $1 AND key >= $3 AND {rows})
         WHERE (key, place) > ($3, $4) ORDER BY key, place LIMIT $5",
        objects = condition(outcome),
        rows = row_condition(outcome),
    )))
    .bind(storage.0)
    .bind(run)
    .bind(key)
    .bind(row)
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(item).collect()
}

fn row_condition(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        None => "true",
        Some(Outcome::Skipped) => "outcome = 'skipped'",
        Some(Outcome::Failed) => "outcome = 'failed'",
        Some(Outcome::Imported | Outcome::Updated | Outcome::Unchanged) => "false",
    }
}

type OutcomeRow = (String, Option<i64>, String, Option<String>);

fn item(row: OutcomeRow) -> Result<OutcomeItem, StoreError> {
    let (key, row, outcome, reason) = row;
    let outcome = Outcome::from_str(&outcome)
        .map_err(|error| StoreError::broken(format!("the outcome of object {key}"), error))?;
    Ok(OutcomeItem { key, row: row.map(i64::unsigned_abs), outcome, reason })
}
