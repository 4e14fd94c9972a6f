//! What a document says of a task's annotations, merged into what stands here.

use super::merge::{Account, Apart, Fate, Whose, merge};
use super::stamp::{Lineage, Stamp, read_tomb, tomb_text};
use super::{HIGHEST_ID, Restored, RestoredAnnotation, extra_text};
use crate::store::{StoreError, drafts, past};
use app::model::ids::{AnnotationId, TaskId};
use serde_json::Value;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Annotations added, replaced or deleted here.
    pub changed: u64,
    /// Versions that are annotations of their own now, because two servers changed one at once.
    pub apart: u64,
    /// The document does not say everything that stands here now.
    pub lacking: bool,
}

/// Takes in what the document says; `fresh`: the task has no annotations yet.
pub async fn take(
    conn: &mut SqliteConnection,
    task: TaskId,
    document: &Restored,
    fresh: bool,
    now: &str,
) -> Result<Taken, StoreError> {
    let Said { order, annotations: theirs, account: told, outdated } =
        said(conn, task, document, now).await?;
    let ours = if fresh { Account::new() } else { account(conn, task).await? };
    let merged = merge(&ours, &told);
    let mut taken =
        Taken { lacking: merged.lacking || outdated, apart: merged.apart.len() as u64, ..Taken::default() };
    // What gives way is kept before it goes.
    for apart in &merged.apart {
        keep_apart(conn, task, apart, &merged.account, &theirs, now).await?;
        taken.changed += 1;
    }
    // Numbers are given in the order of the document.
    let place = |id: &&String| order.iter().position(|named| named == *id);
    let mut ids: Vec<&String> = merged.taken.iter().collect();
    ids.sort_by_key(place);
    for id in ids {
        let fate = &merged.account[id];
        let before = ours.get(id);
        let same = before.is_some_and(|before| before.rank() == fate.rank());
        match theirs.get(id) {
            _ if fate.dead => bury(conn, task, id, fate).await?,
            Some(annotation) if !same => put(conn, task, annotation, &lineage(fate), now).await?,
            _ => set_lineage(conn, id, &lineage(fate)).await?,
        }
        taken.changed += u64::from(!same && (!fate.dead || before.is_some()));
    }
    Ok(taken)
}

/// What a document says, by the names that its annotations have here.
#[derive(Default)]
struct Said {
    order: Vec<String>,
    annotations: HashMap<String, RestoredAnnotation>,
    account: Account,
    /// It holds an annotation that is known to be deleted.
    outdated: bool,
}

async fn said(
    conn: &mut SqliteConnection,
    task: TaskId,
    document: &Restored,
    now: &str,
) -> Result<Said, StoreError> {
    let mut said = Said::default();
    for annotation in &document.annotations {
        let created = annotation.created_at.clone().unwrap_or_else(|| now.to_owned());
        let updated = annotation.updated_at.clone().unwrap_or_else(|| created.clone());
        let name = &annotation.unique_id;
        let told = document.lineages.as_ref();
        let lineage = told.map(|told| Lineage::from(told.get(name).map_or("", String::as_str)));
        let stamp = Stamp::of(
            (name, lineage.as_ref().unwrap_or(&Lineage::default())),
            &updated,
            &annotation.result,
            annotation.was_cancelled,
            annotation.ground_truth,
        );
        let here = name_here(conn, task, name).await?;
        said.account.insert(here.clone(), Fate { stamp, dead: false, lineage });
        let (created_at, updated_at) = (Some(created), Some(updated));
        let annotation =
            RestoredAnnotation { unique_id: here.clone(), created_at, updated_at, ..annotation.clone() };
        said.order.push(here.clone());
        said.annotations.insert(here, annotation);
    }
    for (name, text) in &document.dead {
        // A later version's word for a deletion is left to that version.
        let Some((stamp, lineage)) = read_tomb(text) else { continue };
        let fate = Fate { stamp, dead: true, lineage: Some(lineage) };
        let here = name_here(conn, task, name).await?;
        let live = said.account.get(&here);
        if live.is_none_or(|live| live.rank() <= fate.rank()) {
            said.outdated |= live.is_some();
            said.account.insert(here, fate);
        }
    }
    Ok(said)
}

/// The unique id that an annotation of the task has here: its own, or another if a task of another project of this
/// database has the same annotation.
async fn name_here(conn: &mut SqliteConnection, task: TaskId, unique_id: &str) -> Result<String, StoreError> {
    let holder: Option<i64> = sqlx::query_scalar(
        "SELECT task_id FROM annotations WHERE unique_id = $1
         UNION ALL SELECT task_id FROM annotation_tombs WHERE unique_id = $1 LIMIT 1",
    )
    .bind(unique_id)
    .fetch_optional(conn)
    .await?;
    Ok(match holder {
        Some(other) if other != task.0 => format!("{unique_id}@{task}"),
        _ => unique_id.to_owned(),
    })
}

/// The annotations of a task as they stand here, and those that were deleted.
async fn account(conn: &mut SqliteConnection, task: TaskId) -> Result<Account, StoreError> {
    let mut account = Account::new();
    let dead: Vec<(String, String)> =
        sqlx::query_as("SELECT unique_id, version FROM annotation_tombs WHERE task_id = $1")
            .bind(task.0)
            .fetch_all(&mut *conn)
            .await?;
    for (name, text) in dead {
        let (stamp, lineage) =
            read_tomb(&text).ok_or_else(|| StoreError::broken(format!("the deletion of {name}"), text))?;
        account.insert(name, Fate { stamp, dead: true, lineage: Some(lineage) });
    }
    let rows = sqlx::query(
        "SELECT unique_id, updated_at, result, was_cancelled, ground_truth, lineage FROM annotations
         WHERE task_id = $1",
    )
    .bind(task.0)
    .fetch_all(conn)
    .await?;
    for row in rows {
        let name: String = row.try_get("unique_id")?;
        let result: Value = serde_json::from_str(row.try_get("result")?)
            .map_err(|e| StoreError::broken(format!("the result of the annotation {name}"), e))?;
        let lineage = Lineage::from(row.try_get::<Option<&str>, _>("lineage")?.unwrap_or_default());
        let (cancelled, truth) = (row.try_get("was_cancelled")?, row.try_get("ground_truth")?);
        let stamp = Stamp::of((&name, &lineage), row.try_get("updated_at")?, &result, cancelled, truth);
        account.insert(name, Fate { stamp, dead: false, lineage: Some(lineage) });
    }
    Ok(account)
}

fn lineage(fate: &Fate) -> Lineage {
    fate.lineage.clone().unwrap_or_default()
}

async fn keep_apart(
    conn: &mut SqliteConnection,
    task: TaskId,
    apart: &Apart,
    account: &Account,
    theirs: &HashMap<String, RestoredAnnotation>,
    now: &str,
) -> Result<(), StoreError> {
    let lineage = account.get(&apart.unique_id).map(lineage).unwrap_or_default();
    match (apart.whose, theirs.get(&apart.of)) {
        (Whose::Theirs, Some(annotation)) => {
            let unique_id = apart.unique_id.clone();
            let copy = RestoredAnnotation { id: None, unique_id, ..annotation.clone() };
            put(conn, task, &copy, &lineage, now).await?;
        }
        _ => {
            sqlx::query(
                "INSERT INTO annotations (task_id, result, was_cancelled, ground_truth, lead_time, completed_by,
                                          unique_id, extra, created_at, updated_at, lineage)
                 SELECT task_id, result, was_cancelled, ground_truth, lead_time, completed_by, $3, extra, created_at,
                        updated_at, $4
                 FROM annotations WHERE task_id = $1 AND unique_id = $2 ON CONFLICT (unique_id) DO NOTHING",
            )
            .bind(task.0)
            .bind(&apart.of)
            .bind(&apart.unique_id)
            .bind(past::lineage_text(&lineage))
            .execute(conn)
            .await?;
        }
    }
    Ok(())
}

/// The annotation stands here as it was told.
async fn put(
    conn: &mut SqliteConnection,
    task: TaskId,
    annotation: &RestoredAnnotation,
    lineage: &Lineage,
    now: &str,
) -> Result<(), StoreError> {
    if !insert(conn, task, annotation, &annotation.unique_id, now).await? {
        let id: i64 = sqlx::query_scalar("SELECT id FROM annotations WHERE unique_id = $1")
            .bind(&annotation.unique_id)
            .fetch_one(&mut *conn)
            .await?;
        update(conn, AnnotationId(id), annotation, now).await?;
    }
    past::forget_deleted(conn, &annotation.unique_id).await?;
    set_lineage(conn, &annotation.unique_id, lineage).await
}

async fn set_lineage(
    conn: &mut SqliteConnection,
    unique_id: &str,
    lineage: &Lineage,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE annotations SET lineage = $2 WHERE unique_id = $1 AND lineage IS NOT $2")
        .bind(unique_id)
        .bind(past::lineage_text(lineage))
        .execute(conn)
        .await?;
    Ok(())
}

/// The annotation is deleted. What somebody is changing about it right now becomes the draft of a new one.
async fn bury(
    conn: &mut SqliteConnection,
    task: TaskId,
    unique_id: &str,
    fate: &Fate,
) -> Result<(), StoreError> {
    past::set_deleted(&mut *conn, task, unique_id, &tomb_text(&fate.stamp, &lineage(fate))).await?;
    drafts::become_new(&mut *conn, task, unique_id).await?;
    sqlx::query("DELETE FROM annotations WHERE unique_id = $2 AND task_id = $1")
        .bind(task.0)
        .bind(unique_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds an annotation under this unique id; answers whether it was not there yet.
pub(super) async fn insert(
    conn: &mut SqliteConnection,
    task: TaskId,
    annotation: &RestoredAnnotation,
    unique_id: &str,
    now: &str,
) -> Result<bool, StoreError> {
    let created = annotation.created_at.as_deref().unwrap_or(now);
    let done = sqlx::query(
        "INSERT INTO annotations (id, task_id, result, was_cancelled, ground_truth, lead_time, completed_by, unique_id,
                                  extra, created_at, updated_at)
         VALUES (CASE WHEN EXISTS (SELECT 1 FROM annotations WHERE id = $1) THEN NULL ELSE $1 END,
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (unique_id) DO NOTHING",
    )
    .bind(annotation.id.filter(|id| (1..HIGHEST_ID).contains(id)))
    .bind(task.0)
    .bind(annotation.result.to_string())
    .bind(annotation.was_cancelled)
    .bind(annotation.ground_truth)
    .bind(annotation.lead_time)
    .bind(annotation.completed_by.0)
    .bind(unique_id)
    .bind(extra_text(&annotation.extra))
    .bind(created)
    .bind(annotation.updated_at.as_deref().unwrap_or(created))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Replaces what an annotation says.
pub(super) async fn update(
    conn: &mut SqliteConnection,
    id: AnnotationId,
    annotation: &RestoredAnnotation,
    now: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE annotations SET result = $2, was_cancelled = $3, ground_truth = $4, lead_time = $5, completed_by = $6,
             extra = $7, updated_at = $8 WHERE id = $1",
    )
    .bind(id.0)
    .bind(annotation.result.to_string())
    .bind(annotation.was_cancelled)
    .bind(annotation.ground_truth)
    .bind(annotation.lead_time)
    .bind(annotation.completed_by.0)
    .bind(extra_text(&annotation.extra))
    .bind(annotation.updated_at.as_deref().unwrap_or(now))
    .execute(conn)
    .await?;
    Ok(())
}
