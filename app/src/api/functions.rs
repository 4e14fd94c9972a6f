//! The server functions: one for each use case of `Backend`, under `/fn/<name of the use case>`. They hold no rules;
//! they fetch the backend from the context and give errors the HTTP status that they stand for.

use super::codec::JsonPost;
use super::error::ApiError;
use super::types::*;
use crate::model::config::impact::Impact;
use crate::model::html::HtmlTree;
use crate::model::ids::{AnnotationId, CommentId, ProjectId, StorageId, TaskId};
use crate::model::storage::{CheckReport, Outcome, Side};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::backend::SharedBackend;
#[cfg(feature = "ssr")]
use super::error::ApiResult;

/// The use cases, from the context of the request.
#[cfg(feature = "ssr")]
fn backend() -> ApiResult<SharedBackend> {
    use_context::<SharedBackend>()
        .ok_or_else(|| ApiError::Internal("this request was started without the server's use cases".into()))
}

/// Lets an error travel under its own HTTP status instead of 500.
#[cfg(feature = "ssr")]
fn answer<T>(result: ApiResult<T>) -> ApiResult<T> {
    if let (Err(error), Some(options)) = (&result, use_context::<leptos_actix::ResponseOptions>())
        && let Ok(status) = error.status().try_into()
    {
        options.set_status(status);
    }
    result
}

/// One use case as a server function: the type that names it, its endpoint, its signature.
macro_rules! door {
    ($name:ident, $endpoint:tt, $f:ident($($arg:ident: $ty:ty),* $(,)?) -> $out:ty) => {
        #[server(name = $name, prefix = "/fn", endpoint = $endpoint, input = JsonPost, output = JsonPost)]
        pub async fn $f($($arg: $ty),*) -> Result<$out, ApiError> {
            answer(backend()?.$f($($arg),*).await)
        }
    };
}

door!(Projects, "projects", projects() -> Vec<Project>);
door!(GetProject, "project", project(id: ProjectId) -> Project);
door!(CreateProject, "create_project", create_project(new: NewProject) -> Project);
door!(UpdateProject, "update_project", update_project(id: ProjectId, patch: ProjectPatch) -> Project);
door!(DeleteProject, "delete_project", delete_project(id: ProjectId) -> ());
door!(ConfigImpact, "config_impact", config_impact(project: ProjectId, label_config: String) -> Impact);
door!(
    PreviewHtml,
    "preview_html",
    preview_html(html: String, encoding: String, boxed: bool, links: bool) -> HtmlTree
);

door!(Templates, "templates", templates() -> Vec<TemplateCard>);

door!(Tasks, "tasks", tasks(query: TaskQuery) -> TaskPage);
door!(GetTask, "task", task(id: TaskId) -> TaskDetail);
door!(NextTask, "next_task", next_task(project: ProjectId, after: Option<TaskId>) -> Option<TaskId>);
door!(DeleteTask, "delete_task", delete_task(id: TaskId) -> ());
door!(TakeNewVersion, "take_new_version", take_new_version(id: TaskId) -> ());
door!(BeginBulk, "begin_bulk", begin_bulk(input: BulkInput) -> BulkRun);
door!(GetBulk, "bulk", bulk(id: u64) -> BulkRun);

door!(GetAnnotation, "annotation", annotation(id: AnnotationId) -> Annotation);
door!(CreateAnnotation, "create_annotation", create_annotation(task: TaskId, input: AnnotationInput) -> Annotation);
door!(UpdateAnnotation, "update_annotation", update_annotation(id: AnnotationId, input: AnnotationInput) -> Annotation);
door!(DeleteAnnotation, "delete_annotation", delete_annotation(id: AnnotationId) -> ());
door!(SetGroundTruth, "set_ground_truth", set_ground_truth(id: AnnotationId, on: bool) -> Annotation);
door!(SaveDraft, "save_draft", save_draft(task: TaskId, input: DraftInput) -> Draft);
door!(DiscardDraft, "discard_draft", discard_draft(task: TaskId, annotation: Option<AnnotationId>) -> ());

door!(Comments, "comments", comments(task: TaskId) -> Vec<Comment>);
door!(AddComment, "add_comment", add_comment(task: TaskId, new: NewComment) -> Comment);
door!(ChangeComment, "change_comment", change_comment(id: CommentId, patch: CommentPatch) -> Comment);
door!(DeleteComment, "delete_comment", delete_comment(id: CommentId) -> ());

door!(Storages, "storages", storages(project: ProjectId) -> Vec<StorageCard>);
door!(GetStorage, "storage", storage(side: Side, id: StorageId) -> StorageCard);
door!(CheckStorage, "check_storage", check_storage(input: StorageInput) -> CheckReport);
door!(BeginDryRun, "begin_dry_run", begin_dry_run(input: StorageInput) -> DryRun);
door!(GetDryRun, "dry_run", dry_run(id: u64) -> DryRun);
door!(DryRunItems, "dry_items", dry_items(id: u64, change: DryChange, page: u32) -> DryItems);
door!(SaveStorage, "save_storage", save_storage(input: StorageInput) -> StorageCard);
door!(DeleteStorage, "delete_storage", delete_storage(side: Side, id: StorageId) -> ());
door!(SyncStorage, "sync_storage", sync_storage(side: Side, id: StorageId) -> StorageCard);
door!(
    Outcomes,
    "outcomes",
    outcomes(side: Side, id: StorageId, outcome: Option<Outcome>, page: u32) -> OutcomePage
);
door!(Conflicts, "conflicts", conflicts(id: StorageId) -> ConflictPage);
door!(GetConflict, "conflict", conflict(id: StorageId, task: TaskId) -> Conflict);
door!(
    SettleConflict,
    "settle_conflict",
    settle_conflict(id: StorageId, task: TaskId, version: Option<String>, keep: Keep) -> ()
);
door!(BeginVerification, "begin_verification", begin_verification(input: VerifyInput) -> Verification);
door!(GetVerification, "verification", verification(id: u64) -> Verification);
door!(History, "history", history(side: Side, id: StorageId, page: u32) -> RunPage);
