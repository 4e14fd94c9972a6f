//! Predictions that clients add to tasks.

use super::Service;
use crate::store::predictions::{self, NewPrediction};
use crate::store::{now, tasks};
use app::api::error::{ApiError, ApiResult};
use app::api::types::Prediction;
use app::model::ids::{PredictionId, TaskId};

impl Service {
    /// The predictions of a task, by id.
    pub async fn predictions_of(&self, task: TaskId) -> ApiResult<Vec<Prediction>> {
        tasks::get(self.db.reader(), task).await?;
        Ok(predictions::of_tasks(self.db.reader(), &[task]).await?)
    }

    pub async fn prediction(&self, id: PredictionId) -> ApiResult<Prediction> {
        Ok(predictions::get(self.db.reader(), id).await?)
    }

    pub async fn create_prediction(&self, new: NewPrediction) -> ApiResult<Prediction> {
        if !new.result.is_array() {
            return Err(ApiError::field("result", "the result of a prediction must be a list"));
        }
        let task = new.task;
        let project = tasks::get(self.db.reader(), task).await?.project;
        let made = self
            .db
            .write(move |conn| {
                Box::pin(async move {
                    predictions::insert_many(&mut *conn, &[new]).await?;
                    tasks::recount(&mut *conn, &[task], &now()).await?;
                    Ok(predictions::of_tasks(conn, &[task]).await?.pop())
                })
            })
            .await?;
        self.announcer.changed(project);
        made.ok_or_else(|| ApiError::Internal("the new prediction is not there".to_owned()))
    }

    pub async fn delete_prediction(&self, id: PredictionId) -> ApiResult<()> {
        let task = predictions::get(self.db.reader(), id).await?.task;
        self.db
            .write(move |conn| {
                Box::pin(async move {
                    predictions::delete(&mut *conn, id).await?;
                    tasks::recount(conn, &[task], &now()).await
                })
            })
            .await?;
        self.announcer.changed(tasks::get(self.db.reader(), task).await?.project);
        Ok(())
    }
}
