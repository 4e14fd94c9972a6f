//! The use cases as the server functions know them. Each is one call to where it is done.

use super::Service;
use app::api::backend::Backend;
use app::api::error::ApiResult;
use app::api::types::{
    Annotation, AnnotationInput, BulkInput, BulkRun, Conflict, ConflictPage, Draft, DraftInput, DryChange,
    DryItems, DryRun, Keep, NewProject, OutcomePage, Project, ProjectPatch, RunPage, StorageCard,
    StorageInput, TaskDetail, TaskPage, TaskQuery, Verification, VerifyInput,
};
use app::model::ids::{AnnotationId, ProjectId, StorageId, TaskId};
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

    async fn save_draft(&self, task: TaskId, input: DraftInput) -> ApiResult<Draft> {
        self.keep_draft(task, input).await
    }

    async fn discard_draft(&self, task: TaskId, annotation: Option<AnnotationId>) -> ApiResult<()> {
        self.drop_draft(task, annotation).await
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
