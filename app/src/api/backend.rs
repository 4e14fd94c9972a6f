//! What the server functions need from the server. The server implements it once; REST calls the same object.

use super::error::ApiResult;
use super::types::*;
use crate::model::config::impact::Impact;
use crate::model::html::HtmlTree;
use crate::model::ids::{AnnotationId, CommentId, ProjectId, StorageId, TaskId};
use crate::model::storage::{CheckReport, Outcome, Side};
use async_trait::async_trait;
use std::sync::Arc;

/// The use cases, one method each.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    async fn projects(&self) -> ApiResult<Vec<Project>>;
    async fn project(&self, id: ProjectId) -> ApiResult<Project>;
    async fn create_project(&self, new: NewProject) -> ApiResult<Project>;
    async fn update_project(&self, id: ProjectId, patch: ProjectPatch) -> ApiResult<Project>;
    async fn delete_project(&self, id: ProjectId) -> ApiResult<()>;
    /// What of the work that is done another labeling config would leave behind. Saves nothing.
    async fn config_impact(&self, project: ProjectId, label_config: String) -> ApiResult<Impact>;
    /// A document that no task has, as the editor would show it: decoded, and nothing active in it.
    async fn preview_html(
        &self,
        html: String,
        encoding: String,
        boxed: bool,
        links: bool,
    ) -> ApiResult<HtmlTree>;

    /// Labeling configs to start from, group by group.
    async fn templates(&self) -> ApiResult<Vec<TemplateCard>>;

    async fn tasks(&self, query: TaskQuery) -> ApiResult<TaskPage>;
    async fn task(&self, id: TaskId) -> ApiResult<TaskDetail>;
    /// The first task of the stream, after `after` if given, that nobody has labeled or skipped; wraps around once.
    async fn next_task(&self, project: ProjectId, after: Option<TaskId>) -> ApiResult<Option<TaskId>>;
    async fn delete_task(&self, id: TaskId) -> ApiResult<()>;
    /// Takes the newer version of a stale task's data.
    async fn take_new_version(&self, id: TaskId) -> ApiResult<()>;
    /// Begins to do something to many tasks.
    async fn begin_bulk(&self, input: BulkInput) -> ApiResult<BulkRun>;
    async fn bulk(&self, id: u64) -> ApiResult<BulkRun>;

    async fn annotation(&self, id: AnnotationId) -> ApiResult<Annotation>;
    /// Answers once the annotation and its pending push are durable.
    async fn create_annotation(&self, task: TaskId, input: AnnotationInput) -> ApiResult<Annotation>;
    async fn update_annotation(&self, id: AnnotationId, input: AnnotationInput) -> ApiResult<Annotation>;
    async fn delete_annotation(&self, id: AnnotationId) -> ApiResult<()>;
    /// Makes an annotation the one ground truth of its task, or takes that back.
    async fn set_ground_truth(&self, id: AnnotationId, on: bool) -> ApiResult<Annotation>;
    async fn save_draft(&self, task: TaskId, input: DraftInput) -> ApiResult<Draft>;
    async fn discard_draft(&self, task: TaskId, annotation: Option<AnnotationId>) -> ApiResult<()>;

    /// What was said about a task and what is in it, oldest first.
    async fn comments(&self, task: TaskId) -> ApiResult<Vec<Comment>>;
    async fn add_comment(&self, task: TaskId, new: NewComment) -> ApiResult<Comment>;
    async fn change_comment(&self, id: CommentId, patch: CommentPatch) -> ApiResult<Comment>;
    async fn delete_comment(&self, id: CommentId) -> ApiResult<()>;

    async fn storages(&self, project: ProjectId) -> ApiResult<Vec<StorageCard>>;
    async fn storage(&self, side: Side, id: StorageId) -> ApiResult<StorageCard>;
    async fn check_storage(&self, input: StorageInput) -> ApiResult<CheckReport>;
    /// Begins to find out what a sync with these settings would do; saves nothing. Sources only.
    async fn begin_dry_run(&self, input: StorageInput) -> ApiResult<DryRun>;
    async fn dry_run(&self, id: u64) -> ApiResult<DryRun>;
    async fn dry_items(&self, id: u64, change: DryChange, page: u32) -> ApiResult<DryItems>;
    /// Checks, then saves; what the check refuses is not saved.
    async fn save_storage(&self, input: StorageInput) -> ApiResult<StorageCard>;
    async fn delete_storage(&self, side: Side, id: StorageId) -> ApiResult<()>;
    /// Asks for a run; the state says `queued` before this answers.
    async fn sync_storage(&self, side: Side, id: StorageId) -> ApiResult<StorageCard>;
    async fn outcomes(
        &self,
        side: Side,
        id: StorageId,
        outcome: Option<Outcome>,
        page: u32,
    ) -> ApiResult<OutcomePage>;
    async fn conflicts(&self, id: StorageId) -> ApiResult<ConflictPage>;
    async fn conflict(&self, id: StorageId, task: TaskId) -> ApiResult<Conflict>;
    /// Decides on the version that was seen; another one there is a conflict once more.
    async fn settle_conflict(
        &self,
        id: StorageId,
        task: TaskId,
        version: Option<String>,
        keep: Keep,
    ) -> ApiResult<()>;
    /// Begins to look whether what is known of a storage is so.
    async fn begin_verification(&self, input: VerifyInput) -> ApiResult<Verification>;
    async fn verification(&self, id: u64) -> ApiResult<Verification>;
    async fn history(&self, side: Side, id: StorageId, page: u32) -> ApiResult<RunPage>;
}

/// How server functions find it: a leptos context.
pub type SharedBackend = Arc<dyn Backend>;
