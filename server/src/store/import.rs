//! Imported tasks, with what came with them.

use super::outbox::WANT_MANY;
use super::source::apply::{annotation, prediction};
use super::tasks::{self, NewTask};
use super::{StoreError, annotations, predictions};
use app::model::ids::{ProjectId, TaskId};
use app::model::task::TaskInput;
use serde_json::json;
use sqlx::SqliteConnection;

/// Adds tasks that came from no bucket. Answers their ids, ascending in the order given.
pub async fn add(
    conn: &mut SqliteConnection,
    project: ProjectId,
    inputs: &[TaskInput],
    now: &str,
) -> Result<Vec<TaskId>, StoreError> {
    let new: Vec<NewTask> =
        inputs.iter().map(|input| NewTask { data: input.data.clone(), extra: input.extra.clone() }).collect();
    let ids = tasks::insert_many(&mut *conn, project, &new, now).await?;
    let each = || ids.iter().copied().zip(inputs);
    let came: Vec<_> =
        each().flat_map(|(id, input)| input.annotations.iter().map(move |a| annotation(id, a))).collect();
    annotations::insert_many(&mut *conn, &came, now).await?;
    let came: Vec<_> =
        each().flat_map(|(id, input)| input.predictions.iter().map(move |p| prediction(id, p))).collect();
    predictions::insert_many(&mut *conn, &came).await?;
    let touched: Vec<TaskId> = each()
        .filter(|(_, input)| !(input.annotations.is_empty() && input.predictions.is_empty()))
        .map(|(id, _)| id)
        .collect();
    if !touched.is_empty() {
        tasks::recount(&mut *conn, &touched, now).await?;
        sqlx::query(WANT_MANY).bind(json!(touched).to_string()).execute(conn).await?;
    }
    Ok(ids)
}
