//! What came with tasks beside their data: annotations and predictions.

use super::Work;
use crate::store::annotations::{self, NewAnnotation};
use crate::store::predictions::{self, NewPrediction};
use crate::store::source::batch::CameAlong;
use crate::store::{StoreError, outbox, tasks};
use app::model::ids::{TaskId, UserId};
use app::model::task::{ImportedAnnotation, ImportedPrediction};
use serde_json::Value;
use sqlx::SqliteConnection;

impl Work<'_> {
    /// Adds the annotations and predictions that came with tasks; targets want the annotated ones.
    pub(super) async fn take_along(
        &self,
        conn: &mut SqliteConnection,
        came: &[(TaskId, &CameAlong)],
    ) -> Result<(), StoreError> {
        if came.is_empty() {
            return Ok(());
        }
        let new: Vec<_> =
            came.iter().flat_map(|(id, came)| came.annotations.iter().map(|a| annotation(*id, a))).collect();
        annotations::insert_many(conn, &new, self.now).await?;
        let new: Vec<_> =
            came.iter().flat_map(|(id, came)| came.predictions.iter().map(|p| prediction(*id, p))).collect();
        predictions::insert_many(conn, &new).await?;
        let ids: Vec<_> = came.iter().map(|(id, _)| *id).collect();
        tasks::recount(conn, &ids, self.now).await?;
        for (id, _) in came.iter().filter(|(_, came)| !came.annotations.is_empty()) {
            outbox::want(conn, self.scope.project, *id).await?;
        }
        Ok(())
    }
}

pub(in crate::store) fn annotation(task: TaskId, came: &ImportedAnnotation) -> NewAnnotation {
    let by = came.completed_by.as_ref();
    let user = by.and_then(|by| by.as_i64().or_else(|| by.get("id").and_then(Value::as_i64)));
    NewAnnotation {
        task,
        completed_by: user.map_or(UserId::LOCAL, UserId),
        result: came.result.clone(),
        was_cancelled: came.was_cancelled,
        ground_truth: came.ground_truth,
        lead_time: came.lead_time,
        unique_id: came.unique_id.clone(),
        extra: came.extra.clone(),
        created_at: came.created_at.clone(),
        updated_at: came.updated_at.clone(),
    }
}

pub(in crate::store) fn prediction(task: TaskId, came: &ImportedPrediction) -> NewPrediction {
    NewPrediction {
        task,
        result: came.result.clone(),
        score: came.score,
        model_version: came.model_version.clone(),
        extra: came.extra.clone(),
    }
}
