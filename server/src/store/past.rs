//! What annotations were: the versions that people replaced, and what was deleted. Documents carry both, so that other
//! servers can tell a version that was never seen from one that was given up.

use super::StoreError;
use super::restore::stamp::{Lineage, Stamp, read_tomb, tomb_text};
use app::api::types::Annotation;
use app::model::ids::{AnnotationId, ProjectId, TaskId};
use serde_json::json;
use sqlx::{SqliteConnection, SqliteExecutor};
use std::collections::{BTreeMap, HashMap};

/// The past of one task's annotations, as texts by unique id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Of those that have one.
    pub lineages: BTreeMap<String, String>,
    pub deleted: BTreeMap<String, String>,
}

/// The past of these tasks; those that have none are left out.
pub async fn of_tasks(
    conn: &mut SqliteConnection,
    ids: &[TaskId],
) -> Result<HashMap<TaskId, Past>, StoreError> {
    let mut pasts: HashMap<TaskId, Past> = HashMap::new();
    let ids = json!(ids).to_string();
    let lineages: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT task_id, unique_id, lineage FROM annotations
         WHERE task_id IN (SELECT value FROM json_each($1)) AND lineage IS NOT NULL",
    )
    .bind(&ids)
    .fetch_all(&mut *conn)
    .await?;
    for (task, unique_id, lineage) in lineages {
        pasts.entry(TaskId(task)).or_default().lineages.insert(unique_id, lineage);
    }
    let deleted: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT task_id, unique_id, version FROM annotation_tombs
         WHERE task_id IN (SELECT value FROM json_each($1))",
    )
    .bind(&ids)
    .fetch_all(conn)
    .await?;
    for (task, unique_id, version) in deleted {
        pasts.entry(TaskId(task)).or_default().deleted.insert(unique_id, version);
    }
    Ok(pasts)
}

/// Where an annotation's version comes from.
pub async fn lineage_of(db: impl SqliteExecutor<'_>, id: AnnotationId) -> Result<Lineage, StoreError> {
    let text: Option<String> =
        sqlx::query_scalar("SELECT lineage FROM annotations WHERE id = $1").bind(id.0).fetch_one(db).await?;
    Ok(Lineage::from(text.as_deref().unwrap_or_default()))
}

pub fn stamp_of(annotation: &Annotation, lineage: &Lineage) -> Stamp {
    let Annotation { unique_id, updated_at, result, was_cancelled, ground_truth, .. } = annotation;
    Stamp::of((unique_id, lineage), updated_at, result, *was_cancelled, *ground_truth)
}

/// As a column or a document has it.
pub fn lineage_text(lineage: &Lineage) -> Option<String> {
    (!lineage.is_empty()).then(|| lineage.to_string())
}

/// A person replaces what the annotation says: its version becomes one that the next knows of. To be called before its
/// row changes.
pub async fn replace(conn: &mut SqliteConnection, annotation: &Annotation) -> Result<(), StoreError> {
    let lineage = lineage_of(&mut *conn, annotation.id).await?;
    let stamp = stamp_of(annotation, &lineage);
    sqlx::query("UPDATE annotations SET lineage = $2 WHERE id = $1")
        .bind(annotation.id.0)
        .bind(lineage_text(&lineage.and(&stamp)))
        .execute(conn)
        .await?;
    Ok(())
}

/// A person brought annotations back that were deleted, which holds against the deletion that others know of. To be called when their rows are there again.
pub async fn bring_back(conn: &mut SqliteConnection, tasks: &[TaskId]) -> Result<(), StoreError> {
    let back: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT a.id, a.unique_id, d.version FROM annotations a
         JOIN annotation_tombs d ON d.unique_id = a.unique_id
         WHERE a.task_id IN (SELECT value FROM json_each($1))",
    )
    .bind(json!(tasks).to_string())
    .fetch_all(&mut *conn)
    .await?;
    for (id, unique_id, version) in back {
        let (_, lineage) =
            read_tomb(&version).ok_or_else(|| StoreError::broken("a deletion", version.clone()))?;
        sqlx::query("UPDATE annotations SET lineage = $2 WHERE id = $1")
            .bind(id)
            .bind(lineage_text(&lineage.returned()))
            .execute(&mut *conn)
            .await?;
        forget_deleted(&mut *conn, &unique_id).await?;
    }
    Ok(())
}

/// Remembers that a person deleted these annotations, as they stand. To be called before their rows go.
pub async fn remember(conn: &mut SqliteConnection, annotations: &[Annotation]) -> Result<(), StoreError> {
    for annotation in annotations {
        let lineage = lineage_of(&mut *conn, annotation.id).await?;
        let text = tomb_text(&stamp_of(annotation, &lineage), &lineage);
        set_deleted(&mut *conn, annotation.task, &annotation.unique_id, &text).await?;
    }
    Ok(())
}

pub async fn set_deleted(
    conn: &mut SqliteConnection,
    task: TaskId,
    unique_id: &str,
    version: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO annotation_tombs (unique_id, task_id, version) VALUES ($1, $2, $3)
         ON CONFLICT (unique_id) DO UPDATE SET task_id = excluded.task_id, version = excluded.version",
    )
    .bind(unique_id)
    .bind(task.0)
    .bind(version)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn forget_deleted(conn: &mut SqliteConnection, unique_id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM annotation_tombs WHERE unique_id = $1").bind(unique_id).execute(conn).await?;
    Ok(())
}

/// The deleted annotations of the project's tasks that have none left: their documents may be gone too. `deleted`: of
/// deleted tasks alone.
pub async fn without_documents(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    deleted: bool,
) -> Result<BTreeMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT d.unique_id, d.version FROM annotation_tombs d JOIN tasks t ON t.id = d.task_id
         WHERE t.project_id = $1 AND t.annotations + t.cancelled = 0 AND (t.hidden & 4 OR NOT $2)",
    )
    .bind(project.0)
    .bind(deleted)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Those of these annotations that are here, with their tasks.
pub async fn tasks_of(
    db: impl SqliteExecutor<'_>,
    unique_ids: &[&String],
) -> Result<Vec<(TaskId, String)>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT task_id, unique_id FROM annotations WHERE unique_id IN (SELECT value FROM json_each($1))",
    )
    .bind(json!(unique_ids).to_string())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(task, unique_id)| (TaskId(task), unique_id)).collect())
}
