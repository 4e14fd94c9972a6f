//! What came with tasks beside their data: annotations and predictions.

use super::Work;
use crate::store::annotations::{self, NewAnnotation};
use crate::store::predictions::{self, NewPrediction};
use crate::store::source::batch::NewTask;
use crate::store::{StoreError, named_id, outbox, tasks};
use app::model::ids::{TaskId, UserId};
use app::model::task::{ImportedAnnotation, ImportedPrediction};
use serde_json::Value;
use sqlx::SqliteConnection;

impl Work<'_> {
    /// Adds the annotations and predictions that came with tasks; targets want the annotated ones.
    pub(super) async fn take_along(
        &self,
        conn: &mut SqliteConnection,
        came: &[(TaskId, &NewTask)],
    ) -> Result<(), StoreError> {
        if came.is_empty() {
            return Ok(());
        }
        let (kind, bucket): (String, String) =
            sqlx::query_as("SELECT kind, bucket FROM stores WHERE id = $1")
                .bind(self.scope.store.0)
                .fetch_one(&mut *conn)
                .await?;
        let mut new = Vec::new();
        for (id, task) in came {
            let place = format!("{kind}\0{bucket}\0{}\0{}", task.key, task.row);
            for (index, came) in task.came.annotations.iter().enumerate() {
                // One without a name gets the same one on every server that reads the object.
                let name = came.id.map_or_else(|| format!("#{index}"), |id| id.to_string());
                let unique_id =
                    came.unique_id.clone().unwrap_or_else(|| named_id(&format!("{place}\0{name}")));
                new.push(NewAnnotation { unique_id: Some(unique_id), ..annotation(*id, came) });
            }
        }
        annotations::insert_many(conn, &new, self.now).await?;
        let mut new = Vec::new();
        for (id, task) in came {
            new.extend(task.came.predictions.iter().map(|came| prediction(*id, came)));
        }
        predictions::insert_many(conn, &new).await?;
        let ids: Vec<_> = came.iter().map(|(id, _)| *id).collect();
        tasks::recount(conn, &ids, self.now).await?;
        for (id, _) in came.iter().filter(|(_, task)| !task.came.annotations.is_empty()) {
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
