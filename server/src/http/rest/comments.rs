//! Comments, in the field's shape: on an annotation, or on a task as a whole.

use super::{missing, object, take_flag, take_id, take_text};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use actix_web::{HttpResponse, web};
use app::api::error::ApiError;
use app::api::types::{Comment, CommentPatch, NewComment};
use app::model::ids::{AnnotationId, CommentId, ProjectId, TaskId};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/comments").route(web::get().to(list)).route(web::post().to(create)))
        .service(
            web::resource("/api/comments/{id}")
                .route(web::get().to(get))
                .route(web::patch().to(update))
                .route(web::delete().to(delete)),
        );
}

#[derive(Deserialize)]
struct Of {
    task: Option<TaskId>,
    annotation: Option<AnnotationId>,
    project: Option<ProjectId>,
    /// Ids with commas between them.
    projects: Option<String>,
    /// `created_at` or `id`, with a minus in front for the newest first.
    ordering: Option<String>,
}

async fn list(shared: web::Data<Shared>, of: web::Query<Of>) -> RestResult {
    let of = of.into_inner();
    let mut found = match (of.annotation, of.task) {
        (Some(annotation), _) => shared.service.comments_of_annotation(annotation).await?,
        (None, Some(task)) => shared.backend.comments(task).await?,
        (None, None) => of_projects(&shared, &of).await?,
    };
    match of.ordering.as_deref() {
        None | Some("id" | "created_at") => {}
        Some("-id" | "-created_at") => found.reverse(),
        Some(other) => {
            let why = format!("ordering must be created_at or -created_at, not {other}");
            return Err(RestError(ApiError::field("ordering", why)));
        }
    }
    Ok(HttpResponse::Ok().json(found.iter().map(shape).collect::<Vec<_>>()))
}

async fn of_projects(shared: &Shared, of: &Of) -> Result<Vec<Comment>, RestError> {
    let named = of.projects.as_deref().unwrap_or_default().split(',').filter(|id| !id.trim().is_empty());
    let mut ids: Vec<ProjectId> = of.project.into_iter().collect();
    for id in named {
        let id = id.trim().parse();
        ids.push(id.map_err(|_| RestError(ApiError::field("projects", "projects must be ids")))?);
    }
    if ids.is_empty() {
        return Err(missing("annotation"));
    }
    let mut found = Vec::new();
    for id in ids {
        found.extend(shared.service.comments_of_project(id).await?);
    }
    found.sort_by_key(|comment| comment.id);
    Ok(found)
}

async fn create(shared: web::Data<Shared>, body: web::Json<Value>) -> RestResult {
    let mut fields = object(body.into_inner())?;
    let annotation = take_id(&mut fields, "annotation")?.map(AnnotationId);
    let task = match (take_id(&mut fields, "task")?, annotation) {
        (Some(task), _) => TaskId(task),
        (None, Some(annotation)) => shared.backend.annotation(annotation).await?.task,
        (None, None) => return Err(missing("annotation")),
    };
    let (region, control) = take_place(&mut fields)?;
    let new = NewComment {
        text: take_text(&mut fields, "text")?.ok_or_else(|| missing("text"))?,
        annotation,
        region,
        control,
        resolved: take_flag(&mut fields, "is_resolved")?.unwrap_or(false),
        extra: kept(fields),
    };
    Ok(HttpResponse::Created().json(shape(&shared.backend.add_comment(task, new).await?)))
}

async fn get(shared: web::Data<Shared>, id: web::Path<CommentId>) -> RestResult {
    Ok(HttpResponse::Ok().json(shape(&shared.service.comment(*id).await?)))
}

async fn update(shared: web::Data<Shared>, id: web::Path<CommentId>, body: web::Json<Value>) -> RestResult {
    let mut fields = object(body.into_inner())?;
    for name in ["annotation", "task", "region_ref"] {
        fields.shift_remove(name);
    }
    let patch = CommentPatch {
        text: take_text(&mut fields, "text")?,
        resolved: take_flag(&mut fields, "is_resolved")?,
        extra: kept(fields),
    };
    Ok(HttpResponse::Ok().json(shape(&shared.backend.change_comment(*id, patch).await?)))
}

async fn delete(shared: web::Data<Shared>, id: web::Path<CommentId>) -> RestResult {
    shared.backend.delete_comment(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The region and the control that a comment is on.
fn take_place(fields: &mut Map<String, Value>) -> Result<(Option<String>, Option<String>), RestError> {
    match fields.shift_remove("region_ref") {
        None | Some(Value::Null) => Ok((None, None)),
        Some(Value::Object(place)) => {
            let named = |name: &str| place.get(name).and_then(Value::as_str).map(str::to_owned);
            Ok((named("regionId"), named("controlName")))
        }
        Some(other) => Err(super::wrong("region_ref", "an object", &other)),
    }
}

/// What only we decide is not taken from clients; what is null says nothing.
fn kept(fields: Map<String, Value>) -> Map<String, Value> {
    const OURS: [&str; 9] = [
        "id",
        "project",
        "created_by",
        "created_at",
        "updated_at",
        "resolved_at",
        "draft",
        "is_resolved",
        "text",
    ];
    fields.into_iter().filter(|(name, value)| !value.is_null() && !OURS.contains(&name.as_str())).collect()
}

fn shape(comment: &Comment) -> Value {
    let mut place = Map::new();
    if let Some(region) = &comment.region {
        place.insert("regionId".to_owned(), json!(region));
    }
    if let Some(control) = &comment.control {
        place.insert("controlName".to_owned(), json!(control));
    }
    let mut out = json!({
        "id": comment.id,
        "text": comment.text,
        "project": comment.project,
        "task": comment.task,
        "annotation": comment.annotation,
        "draft": null,
        "created_by": comment.created_by,
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
        "is_resolved": comment.resolved_at.is_some(),
        "resolved_at": comment.resolved_at,
        "region_ref": (!place.is_empty()).then_some(place),
        "classifications": null,
    });
    if let Some(out) = out.as_object_mut() {
        out.extend(comment.extra.clone());
    }
    out
}
