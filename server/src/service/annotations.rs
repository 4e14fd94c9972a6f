//! Annotations and drafts: what people do.

use super::Service;
use crate::store::{Submit, annotations, drafts, fresh_id, now, tasks};
use app::api::error::{ApiError, ApiResult};
use app::api::types::{Annotation, AnnotationInput, Draft, DraftInput};
use app::model::ids::{AnnotationId, ProjectId, TaskId, UserId};
use serde_json::Value;

const LONGEST_UNIQUE_ID: usize = 200;

impl Service {
    /// The annotation, its counters and its pending pushes are durable when this answers; no bucket is asked.
    pub(super) async fn submit(&self, task: TaskId, input: AnnotationInput) -> ApiResult<Annotation> {
        let result = input.result.unwrap_or_else(|| Value::Array(Vec::new()));
        check_result(&result)?;
        check_lead_time(input.lead_time)?;
        let unique_id = match input.unique_id {
            Some(id) => checked_unique_id(id)?,
            None => fresh_id(),
        };
        let now = now();
        let submit = Submit {
            task,
            completed_by: UserId::LOCAL,
            result: result.to_string(),
            was_cancelled: input.was_cancelled.unwrap_or(false),
            ground_truth: input.ground_truth.unwrap_or(false),
            lead_time: input.lead_time,
            unique_id: unique_id.clone(),
            extra: (!input.extra.is_empty()).then(|| Value::Object(input.extra.clone()).to_string()),
            now: now.clone(),
        };
        let (was_cancelled, ground_truth) = (submit.was_cancelled, submit.ground_truth);
        let Some(added) = self.db.submit(submit).await? else {
            return self.submitted_before(task, &unique_id).await;
        };
        self.annotated(added.project);
        Ok(Annotation {
            id: added.id,
            task,
            project: added.project,
            completed_by: UserId::LOCAL,
            result,
            was_cancelled,
            ground_truth,
            lead_time: input.lead_time,
            created_at: now.clone(),
            updated_at: now,
            unique_id,
            extra: input.extra,
        })
    }

    /// Nothing was added: the same submit was sent before, or there is no such task.
    async fn submitted_before(&self, task: TaskId, unique_id: &str) -> ApiResult<Annotation> {
        tasks::get(self.db.reader(), task).await?;
        let stored = annotations::by_unique_id(self.db.reader(), unique_id).await?;
        match stored {
            Some(annotation) if annotation.task == task => Ok(annotation),
            Some(other) => Err(ApiError::Conflict(format!(
                "the unique_id \"{unique_id}\" belongs to annotation {} of task {}",
                other.id, other.task
            ))),
            None => Err(ApiError::Conflict(format!(
                "the annotation \"{unique_id}\" was removed while it was sent again; send it under another unique_id"
            ))),
        }
    }

    pub(super) async fn get_annotation(&self, id: AnnotationId) -> ApiResult<Annotation> {
        Ok(annotations::get(self.db.reader(), id).await?)
    }

    /// The annotations of a task, by id.
    pub async fn annotations_of(&self, task: TaskId) -> ApiResult<Vec<Annotation>> {
        tasks::get(self.db.reader(), task).await?;
        Ok(annotations::of_tasks(self.db.reader(), &[task]).await?)
    }

    pub(super) async fn change_annotation(
        &self,
        id: AnnotationId,
        input: AnnotationInput,
    ) -> ApiResult<Annotation> {
        if let Some(result) = &input.result {
            check_result(result)?;
        }
        check_lead_time(input.lead_time)?;
        let change = annotations::Change {
            result: input.result,
            was_cancelled: input.was_cancelled,
            ground_truth: input.ground_truth,
            lead_time: input.lead_time,
            extra: input.extra,
            based_on: input.based_on,
        };
        let annotation = self
            .db
            .write(move |conn| Box::pin(async move { annotations::update(conn, id, change, &now()).await }))
            .await?;
        self.annotated(annotation.project);
        Ok(annotation)
    }

    /// The annotation becomes the one ground truth of its task, or is it no more.
    pub(super) async fn star(&self, id: AnnotationId, on: bool) -> ApiResult<Annotation> {
        let annotation = self
            .db
            .write(move |conn| {
                Box::pin(async move { annotations::set_ground_truth(conn, id, on, &now()).await })
            })
            .await?;
        self.annotated(annotation.project);
        Ok(annotation)
    }

    /// A person removes an annotation, with what they were changing about it.
    pub(super) async fn remove_annotation(&self, id: AnnotationId) -> ApiResult<()> {
        let gone = self
            .db
            .write(move |conn| {
                Box::pin(async move {
                    let task = annotations::get(&mut *conn, id).await?.task;
                    drafts::discard(&mut *conn, task, UserId::LOCAL, Some(id)).await?;
                    annotations::delete(conn, id, &now()).await
                })
            })
            .await?;
        self.annotated(gone.project);
        Ok(())
    }

    /// A program removes an annotation: it knows nothing of what a person is changing about it, which goes on as a new one.
    pub async fn withdraw_annotation(&self, id: AnnotationId) -> ApiResult<()> {
        let gone = self
            .db
            .write(move |conn| Box::pin(async move { annotations::delete(conn, id, &now()).await }))
            .await?;
        self.annotated(gone.project);
        Ok(())
    }

    pub(super) async fn keep_draft(&self, task: TaskId, input: DraftInput) -> ApiResult<Draft> {
        check_result(&input.result)?;
        check_lead_time(input.lead_time)?;
        let draft = self
            .db
            .write(move |conn| {
                Box::pin(async move { drafts::save(conn, task, UserId::LOCAL, input, &now()).await })
            })
            .await?;
        Ok(draft)
    }

    /// The local user's unfinished work on a task.
    pub async fn drafts(&self, task: TaskId) -> ApiResult<Vec<Draft>> {
        Ok(drafts::of_task(self.db.reader(), task, UserId::LOCAL).await?)
    }

    pub(super) async fn drop_draft(&self, task: TaskId, annotation: Option<AnnotationId>) -> ApiResult<()> {
        self.db.write(move |conn| Box::pin(drafts::discard(conn, task, UserId::LOCAL, annotation))).await?;
        Ok(())
    }

    fn annotated(&self, project: ProjectId) {
        self.engine.wake_target(project);
        self.announcer.changed(project);
    }
}

fn check_result(result: &Value) -> ApiResult<()> {
    if result.is_array() {
        return Ok(());
    }
    Err(ApiError::field("result", "the result of an annotation must be a list of regions and choices"))
}

fn check_lead_time(lead_time: Option<f64>) -> ApiResult<()> {
    match lead_time {
        Some(time) if !time.is_finite() || time < 0.0 => {
            Err(ApiError::field("lead_time", "the lead time must be a number of seconds, 0 or more"))
        }
        _ => Ok(()),
    }
}

fn checked_unique_id(id: String) -> ApiResult<String> {
    match id.len() {
        0 => Err(ApiError::field("unique_id", "the unique_id must not be empty")),
        1..=LONGEST_UNIQUE_ID => Ok(id),
        _ => Err(ApiError::field(
            "unique_id",
            format!("the unique_id is longer than {LONGEST_UNIQUE_ID} bytes"),
        )),
    }
}
