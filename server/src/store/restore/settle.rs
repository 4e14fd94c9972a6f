//! A document that somebody else changed, taken into its task as a person decided.

use super::{RestoredAnnotation, insert_annotation, update_annotation};
use crate::store::{StoreError, fresh_id, now, tasks};
use app::model::ids::{AnnotationId, TaskId};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

/// Which of ours others' annotations stand in place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsteadOf {
    None,
    One(AnnotationId),
    All,
}

/// Takes annotations that somebody else wrote into the document of a task. They stand in place of ours, or beside them;
/// then one that both changed becomes two.
pub async fn settle(
    conn: &mut SqliteConnection,
    task: TaskId,
    theirs: &[RestoredAnnotation],
    instead: InsteadOf,
) -> Result<(), StoreError> {
    let now = now();
    let mut kept: Vec<String> = theirs.iter().map(|annotation| annotation.unique_id.clone()).collect();
    for annotation in theirs {
        if insert_annotation(conn, task, annotation, &annotation.unique_id, &now).await? {
            continue;
        }
        let standing: Option<(i64, String)> =
            sqlx::query_as("SELECT id, result FROM annotations WHERE unique_id = $1 AND task_id = $2")
                .bind(&annotation.unique_id)
                .bind(task.0)
                .fetch_optional(&mut *conn)
                .await?;
        match standing {
            Some((id, _)) if instead != InsteadOf::None => {
                update_annotation(conn, AnnotationId(id), annotation, &now).await?
            }
            Some((_, result)) if says(&result, &annotation.result) => {}
            _ => {
                let apart = RestoredAnnotation { id: None, ..annotation.clone() };
                let unique_id = fresh_id();
                insert_annotation(conn, task, &apart, &unique_id, &now).await?;
                kept.push(unique_id);
            }
        }
    }
    if instead != InsteadOf::None {
        let one = match instead {
            InsteadOf::One(annotation) => Some(annotation.0),
            InsteadOf::None | InsteadOf::All => None,
        };
        sqlx::query(
            "DELETE FROM annotations WHERE task_id = $1 AND unique_id NOT IN (SELECT value FROM json_each($2))
             AND id = COALESCE($3, id)",
        )
        .bind(task.0)
        .bind(json!(kept).to_string())
        .bind(one)
        .execute(&mut *conn)
        .await?;
    }
    tasks::recount(conn, &[task], &now).await?;
    Ok(())
}

fn says(stored: &str, result: &Value) -> bool {
    serde_json::from_str::<Value>(stored).is_ok_and(|stored| stored == *result)
}
