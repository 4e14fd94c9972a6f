//! Predictions that came with tasks.

use super::StoreError;
use super::tasks::json_text;
use app::api::types::Prediction;
use app::model::ids::{PredictionId, TaskId};
use serde_json::{Map, Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// The predictions of these tasks, by task and id.
pub async fn of_tasks(db: impl SqliteExecutor<'_>, ids: &[TaskId]) -> Result<Vec<Prediction>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM predictions WHERE task_id IN (SELECT value FROM json_each($1)) ORDER BY task_id, id",
    )
    .bind(json!(ids).to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(record).collect()
}

/// The prediction, or an error that says it does not exist.
pub async fn get(db: impl SqliteExecutor<'_>, id: PredictionId) -> Result<Prediction, StoreError> {
    let row = sqlx::query("SELECT * FROM predictions WHERE id = $1").bind(id.0).fetch_optional(db).await?;
    record(&row.ok_or_else(|| StoreError::not_found("prediction", id))?)
}

pub async fn delete(conn: &mut SqliteConnection, id: PredictionId) -> Result<(), StoreError> {
    let done = sqlx::query("DELETE FROM predictions WHERE id = $1").bind(id.0).execute(conn).await?;
    if done.rows_affected() == 0 { Err(StoreError::not_found("prediction", id)) } else { Ok(()) }
}

/// A prediction to add.
#[derive(Clone, Debug)]
pub struct NewPrediction {
    pub task: TaskId,
    pub result: Value,
    pub score: Option<f64>,
    pub model_version: Option<String>,
    pub extra: Map<String, Value>,
}

/// Adds predictions; the tasks' counters are the caller's ([`super::tasks::recount`]).
pub async fn insert_many(
    conn: &mut SqliteConnection,
    predictions: &[NewPrediction],
) -> Result<(), StoreError> {
    let row = |new: &NewPrediction| {
        let extra = (!new.extra.is_empty()).then(|| json_text(&new.extra));
        json!([new.task, new.result.to_string(), new.score, new.model_version, extra])
    };
    sqlx::query(
        "INSERT INTO predictions (task_id, result, score, model_version, extra)
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4
         FROM json_each($1) j ORDER BY j.key",
    )
    .bind(predictions.iter().map(row).collect::<Value>().to_string())
    .execute(conn)
    .await?;
    Ok(())
}

fn record(row: &SqliteRow) -> Result<Prediction, StoreError> {
    let id = PredictionId(row.try_get("id")?);
    let broken = |column: &str, e| StoreError::broken(format!("{column} of prediction {id}"), e);
    let extra: Option<&str> = row.try_get("extra")?;
    Ok(Prediction {
        id,
        task: TaskId(row.try_get("task_id")?),
        result: serde_json::from_str(row.try_get("result")?).map_err(|e| broken("the result", e))?,
        score: row.try_get("score")?,
        model_version: row.try_get("model_version")?,
        extra: extra.map_or(Ok(Map::new()), serde_json::from_str).map_err(|e| broken("the fields", e))?,
    })
}
