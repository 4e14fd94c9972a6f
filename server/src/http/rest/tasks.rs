//! Tasks: lists in pages, and single ones.

mod query;

use super::{missing, object};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use crate::service::FullTask;
use actix_web::{HttpResponse, web};
use app::api::error::ApiError;
use app::api::types::{Comment, Draft, TaskQuery};
use app::model::ids::{ProjectId, TaskId, UserId};
use app::model::task::{Predictions, export_task};
use query::{Asked, Params};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/tasks").route(web::get().to(list)).route(web::post().to(create)))
        .route("/api/projects/{id}/tasks", web::get().to(list_of_project))
        .service(
            web::resource("/api/tasks/{id}")
                .route(web::get().to(get))
                .route(web::patch().to(update))
                .route(web::delete().to(delete)),
        );
}

/// The service answers windows of this length at most.
const WINDOW: u32 = 500;

async fn list(shared: web::Data<Shared>, params: web::Query<Params>) -> RestResult {
    let asked = params.into_inner().understood()?;
    answer(&shared, &asked).await
}

async fn list_of_project(
    shared: web::Data<Shared>,
    id: web::Path<ProjectId>,
    params: web::Query<Params>,
) -> RestResult {
    answer(&shared, &params.into_inner().of_project(*id).understood()?).await
}

async fn answer(shared: &Shared, asked: &Asked) -> RestResult {
    let first = (asked.page - 1).saturating_mul(u64::from(asked.page_size));
    let mut tasks: Vec<Value> = Vec::new();
    let mut window = shared.service.full_tasks(asked.window(first, asked.page_size.min(WINDOW))).await?;
    let totals = (window.total, window.total_annotations, window.total_predictions);
    if asked.page > 1 && window.tasks.is_empty() {
        return Err(super::invalid_page());
    }
    loop {
        let got = window.tasks.len() as u64;
        tasks.extend(
            window.tasks.iter().filter(|task| asked.wants(task.stored.id)).map(|task| shape(task, asked)),
        );
        let left = u64::from(asked.page_size).saturating_sub(tasks.len() as u64);
        if got < u64::from(WINDOW) || left == 0 || !asked.included.is_empty() {
            break;
        }
        let length = u32::try_from(left).unwrap_or(WINDOW).min(WINDOW);
        window = shared.service.full_tasks(asked.window(first + tasks.len() as u64, length)).await?;
    }
    Ok(HttpResponse::Ok().json(json!({
        "tasks": tasks,
        "total": totals.0,
        "total_annotations": totals.1,
        "total_predictions": totals.2,
    })))
}

async fn create(shared: web::Data<Shared>, body: web::Json<Value>) -> RestResult {
    let mut fields = object(body.into_inner())?;
    let project = super::take_id(&mut fields, "project")?.map(ProjectId).ok_or_else(|| missing("project"))?;
    let data = take_data(&mut fields)?.ok_or_else(|| missing("data"))?;
    let id = shared.service.create_task(project, data, kept(fields)).await?;
    let task = shared.service.full_task(id).await?;
    Ok(HttpResponse::Created().json(shape(&task, &Asked::one(project, true))))
}

#[derive(Deserialize)]
struct One {
    resolve_uri: Option<query::Flag>,
}

async fn get(shared: web::Data<Shared>, id: web::Path<TaskId>, params: web::Query<One>) -> RestResult {
    let task = shared.service.full_task(*id).await?;
    let resolve = params.resolve_uri.is_none_or(|flag| flag.0);
    let mut shown = shape(&task, &Asked::one(task.stored.project, resolve));
    let drafts = shared.service.drafts(*id).await?;
    shown["drafts"] = drafts.iter().map(|draft| draft_shape(*id, draft)).collect();
    Ok(HttpResponse::Ok().json(shown))
}

/// Unfinished work as the field knows it; there is one user.
fn draft_shape(task: TaskId, draft: &Draft) -> Value {
    json!({
        "task": task,
        "annotation": draft.annotation,
        "user": UserId::LOCAL,
        "result": draft.result,
        "lead_time": draft.lead_time,
        "updated_at": draft.updated_at,
        "was_postponed": false,
    })
}

async fn update(shared: web::Data<Shared>, id: web::Path<TaskId>, body: web::Json<Value>) -> RestResult {
    let mut fields = object(body.into_inner())?;
    fields.shift_remove("project");
    let data = take_data(&mut fields)?;
    let task = shared.service.update_task(*id, data, kept(fields)).await?;
    Ok(HttpResponse::Ok().json(shape(&task, &Asked::one(task.stored.project, true))))
}

async fn delete(shared: web::Data<Shared>, id: web::Path<TaskId>) -> RestResult {
    shared.backend.delete_task(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn take_data(fields: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, RestError> {
    match fields.shift_remove("data") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(data)) => Ok(Some(data)),
        Some(_) => Err(RestError(ApiError::field("data", "data must be an object"))),
    }
}

/// What clients send back of what they read, and only we decide.
const READ_ONLY: [&str; 20] = [
    "id",
    "annotations",
    "predictions",
    "drafts",
    "created_at",
    "updated_at",
    "updated_by",
    "inner_id",
    "is_labeled",
    "total_annotations",
    "cancelled_annotations",
    "total_predictions",
    "comment_count",
    "comment_authors",
    "unresolved_comment_count",
    "last_comment_updated_at",
    "file_upload",
    "storage_filename",
    "completed_at",
    "avg_lead_time",
];

fn kept(fields: Map<String, Value>) -> Map<String, Value> {
    fields
        .into_iter()
        .filter(|(name, value)| !value.is_null() && !READ_ONLY.contains(&name.as_str()))
        .collect()
}

/// A task as the field knows it.
fn shape(task: &FullTask, asked: &Asked) -> Value {
    let data = if asked.resolve { &task.resolved } else { &task.data };
    if asked.ids_only {
        return json!({"id": task.stored.id});
    }
    let mut out = export_task(&task.stored.parts(data), Predictions::Whole);
    let labeled = task.stored.annotations.iter().any(|annotation| !annotation.was_cancelled);
    out.insert("is_labeled".to_owned(), json!(labeled));
    note_comments(&mut out, &task.comments);
    out.entry("overlap").or_insert(json!(1));
    out.insert("file_upload".to_owned(), Value::Null);
    out.insert("storage_filename".to_owned(), json!(task.stored.origin.as_ref().map(|origin| &origin.key)));
    if !asked.everything {
        for name in ["annotations", "predictions", "drafts"] {
            out.shift_remove(name);
        }
    }
    Value::Object(out)
}

/// How much was said about a task; what it came with stands where nothing was said here.
fn note_comments(out: &mut Map<String, Value>, comments: &[Comment]) {
    let Some(last) = comments.iter().map(|comment| &comment.updated_at).max() else { return };
    let mut authors: Vec<UserId> = comments.iter().map(|comment| comment.created_by).collect();
    authors.sort_unstable();
    authors.dedup();
    let open = comments.iter().filter(|comment| comment.resolved_at.is_none()).count();
    out.insert("comment_count".to_owned(), json!(comments.len()));
    out.insert("unresolved_comment_count".to_owned(), json!(open));
    out.insert("last_comment_updated_at".to_owned(), json!(last));
    out.insert("comment_authors".to_owned(), json!(authors));
}

impl Asked {
    fn window(&self, offset: u64, limit: u32) -> TaskQuery {
        TaskQuery { project: self.project, filter: self.filter, offset, limit }
    }
}
