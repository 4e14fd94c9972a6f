//! The use cases as the server functions know them. Each is one call to where it is done.

use super::Service;
use crate::html::Shown;
use crate::templates;
use app::api::backend::Backend;
use app::api::error::{ApiError, ApiResult};
use app::api::types::{
    Annotation, AnnotationInput, BulkInput, BulkRun, Comment, CommentPatch, Conflict, ConflictPage, Draft,
    DraftInput, DryChange, DryItems, DryRun, Keep, NewComment, NewProject, OutcomePage, Project,
    ProjectPatch, RunPage, StorageCard, StorageInput, TaskDetail, TaskPage, TaskQuery, TemplateCard,
    Verification, VerifyInput,
};
use app::model::config::impact::Impact;
use app::model::html::HtmlTree;
use app::model::ids::{AnnotationId, CommentId, ProjectId, StorageId, TaskId};
use app::model::storage::{CheckReport, Outcome, Side};
use async_trait::async_trait;

#[async_trait]
impl Backend for Service {
    async fn projects(&self) -> ApiResult<Vec<Project>> {
        self.list_projects().await
    }

    async fn project(&self, id: ProjectId) -> ApiResult<Project> {
        self.get_project(id).await
    }

    async fn create_project(&self, new: NewProject) -> ApiResult<Project> {
        self.new_project(new).await
    }

    async fn update_project(&self, id: ProjectId, patch: ProjectPatch) -> ApiResult<Project> {
        self.change_project(id, patch).await
    }

    async fn delete_project(&self, id: ProjectId) -> ApiResult<()> {
        self.remove_project(id).await
    }

    async fn config_impact(&self, project: ProjectId, label_config: String) -> ApiResult<Impact> {
        self.find_impact(project, &label_config).await
    }

    async fn preview_html(
        &self,
        html: String,
        encoding: String,
        boxed: bool,
        links: bool,
    ) -> ApiResult<HtmlTree> {
        super::html::preview(html, &encoding, Shown { boxed, links }).await
    }

    async fn templates(&self) -> ApiResult<Vec<TemplateCard>> {
        templates::cards()
            .map_err(|error| ApiError::Internal(format!("a sample of the gallery is not JSON: {error}")))
    }

    async fn tasks(&self, query: TaskQuery) -> ApiResult<TaskPage> {
        self.list_tasks(query).await
    }

    async fn task(&self, id: TaskId) -> ApiResult<TaskDetail> {
        self.task_detail(id).await
    }

    async fn next_task(&self, project: ProjectId, after: Option<TaskId>) -> ApiResult<Option<TaskId>> {
        self.next_in_stream(project, after).await
    }

    async fn delete_task(&self, id: TaskId) -> ApiResult<()> {
        self.remove_task(id).await
    }

    async fn take_new_version(&self, id: TaskId) -> ApiResult<()> {
        self.take_newest(id).await
    }

    async fn begin_bulk(&self, input: BulkInput) -> ApiResult<BulkRun> {
        self.start_bulk(input).await
    }

    async fn bulk(&self, id: u64) -> ApiResult<BulkRun> {
        self.find_bulk(id)
    }

    async fn annotation(&self, id: AnnotationId) -> ApiResult<Annotation> {
        self.get_annotation(id).await
    }

    async fn create_annotation(&self, task: TaskId, input: AnnotationInput) -> ApiResult<Annotation> {
        self.submit(task, input).await
    }

    async fn update_annotation(&self, id: AnnotationId, input: AnnotationInput) -> ApiResult<Annotation> {
        self.change_annotation(id, input).await
    }

    async fn delete_annotation(&self, id: AnnotationId) -> ApiResult<()> {
        self.remove_annotation(id).await
    }

    async fn set_ground_truth(&self, id: AnnotationId, on: bool) -> ApiResult<Annotation> {
        self.star(id, on).await
    }

    async fn save_draft(&self, task: TaskId, input: DraftInput) -> ApiResult<Draft> {
        self.keep_draft(task, input).await
    }

    async fn discard_draft(&self, task: TaskId, annotation: Option<AnnotationId>) -> ApiResult<()> {
        self.drop_draft(task, annotation).await
    }

    async fn comments(&self, task: TaskId) -> ApiResult<Vec<Comment>> {
        self.comments_of(task).await
    }

    async fn add_comment(&self, task: TaskId, new: NewComment) -> ApiResult<Comment> {
        self.say(task, new).await
    }

    async fn change_comment(&self, id: CommentId, patch: CommentPatch) -> ApiResult<Comment> {
        self.say_otherwise(id, patch).await
    }

    async fn delete_comment(&self, id: CommentId) -> ApiResult<()> {
        self.unsay(id).await
    }

    async fn storages(&self, project: ProjectId) -> ApiResult<Vec<StorageCard>> {
        self.list_storages(project).await
    }

    async fn storage(&self, side: Side, id: StorageId) -> ApiResult<StorageCard> {
        self.get_storage(side, id).await
    }

    async fn check_storage(&self, input: StorageInput) -> ApiResult<CheckReport> {
        self.try_storage(input).await
    }

    async fn begin_dry_run(&self, input: StorageInput) -> ApiResult<DryRun> {
        self.start_dry_run(input).await
    }

    async fn dry_run(&self, id: u64) -> ApiResult<DryRun> {
        Ok(self.find_dry_run(id)?.view())
    }

    async fn dry_items(&self, id: u64, change: DryChange, page: u32) -> ApiResult<DryItems> {
        self.list_dry_items(id, change, page).await
    }

    async fn save_storage(&self, input: StorageInput) -> ApiResult<StorageCard> {
        Ok(self.save_storage_with_notes(input).await?.0)
    }

    async fn delete_storage(&self, side: Side, id: StorageId) -> ApiResult<()> {
        self.remove_storage(side, id).await
    }

    async fn sync_storage(&self, side: Side, id: StorageId) -> ApiResult<StorageCard> {
        self.run_storage(side, id).await
    }

    async fn outcomes(
        &self,
        side: Side,
        id: StorageId,
        outcome: Option<Outcome>,
        page: u32,
    ) -> ApiResult<OutcomePage> {
        self.list_outcomes(side, id, outcome, page).await
    }

    async fn conflicts(&self, id: StorageId) -> ApiResult<ConflictPage> {
        self.list_conflicts(id).await
    }

    async fn conflict(&self, id: StorageId, task: TaskId) -> ApiResult<Conflict> {
        self.look_at_conflict(id, task).await
    }

    async fn settle_conflict(
        &self,
        id: StorageId,
        task: TaskId,
        version: Option<String>,
        keep: Keep,
    ) -> ApiResult<()> {
        self.decide_conflict(id, task, version, keep).await
    }

    async fn begin_verification(&self, input: VerifyInput) -> ApiResult<Verification> {
        self.start_verification(input).await
    }

    async fn verification(&self, id: u64) -> ApiResult<Verification> {
        self.find_verification(id)
    }

    async fn history(&self, side: Side, id: StorageId, page: u32) -> ApiResult<RunPage> {
        self.list_history(side, id, page).await
    }
}
