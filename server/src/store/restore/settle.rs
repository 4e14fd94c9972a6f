//! A document that somebody else changed, taken into its task as a person decided.

use super::RestoredAnnotation;
use super::annotations::{insert, update};
use super::stamp::later;
use crate::store::{StoreError, annotations, fresh_id, now, past, tasks};
use app::api::types::Annotation;
use app::model::ids::{AnnotationId, TaskId};
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
    let ours = annotations::of_tasks(&mut *conn, &[task]).await?;
    for annotation in theirs {
        if insert(conn, task, annotation, &annotation.unique_id, &now).await? {
            past::forget_deleted(conn, &annotation.unique_id).await?;
            continue;
        }
        match ours.iter().find(|ours| ours.unique_id == annotation.unique_id) {
            Some(ours) if ours.result == annotation.result && instead == InsteadOf::None => {}
            Some(ours) if instead != InsteadOf::None => stand_in(conn, ours, annotation, &now).await?,
            _ => {
                let apart = RestoredAnnotation { id: None, ..annotation.clone() };
                insert(conn, task, &apart, &fresh_id(), &now).await?;
            }
        }
    }
    let gone = |ours: &&Annotation| {
        let chosen = match instead {
            InsteadOf::None => false,
            InsteadOf::One(annotation) => ours.id == annotation,
            InsteadOf::All => true,
        };
        chosen && theirs.iter().all(|theirs| theirs.unique_id != ours.unique_id)
    };
    for gone in ours.iter().filter(gone) {
        annotations::delete(conn, gone.id, &now).await?;
    }
    tasks::recount(conn, &[task], &now).await?;
    Ok(())
}

/// A person puts theirs in place of ours: a change made in knowledge of both.
async fn stand_in(
    conn: &mut SqliteConnection,
    ours: &Annotation,
    theirs: &RestoredAnnotation,
    now: &str,
) -> Result<(), StoreError> {
    let same = ours.updated_at == theirs.updated_at.as_deref().unwrap_or_default()
        && (&ours.result, ours.was_cancelled, ours.ground_truth)
            == (&theirs.result, theirs.was_cancelled, theirs.ground_truth);
    if same {
        return Ok(());
    }
    past::replace(&mut *conn, ours).await?;
    let newest = theirs.updated_at.as_deref().unwrap_or_default().max(&ours.updated_at);
    let updated_at = Some(later(newest, now));
    update(conn, ours.id, &RestoredAnnotation { updated_at, ..theirs.clone() }, now).await
}
