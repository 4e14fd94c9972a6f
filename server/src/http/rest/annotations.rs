//! Annotations.

use super::{object, take_flag, take_number, take_text};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use actix_web::{HttpResponse, web};
use app::api::types::{Annotation, AnnotationInput};
use app::model::ids::{AnnotationId, TaskId};
use app::model::task::{AnnotationParts, export_annotation};
use serde_json::{Map, Value};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/api/tasks/{id}/annotations")
                .route(web::get().to(of_task))
                .route(web::post().to(create)),
        )
        .service(
            web::resource("/api/annotations/{id}")
                .route(web::get().to(get))
                .route(web::patch().to(update))
                .route(web::put().to(update))
                .route(web::delete().to(delete)),
        );
}

async fn of_task(shared: web::Data<Shared>, id: web::Path<TaskId>) -> RestResult {
    let task = shared.backend.task(*id).await?;
    Ok(HttpResponse::Ok().json(task.annotations.iter().map(shape).collect::<Vec<_>>()))
}

async fn create(shared: web::Data<Shared>, id: web::Path<TaskId>, body: web::Json<Value>) -> RestResult {
    let input = input(body.into_inner())?;
    Ok(HttpResponse::Created().json(shape(&shared.backend.create_annotation(*id, input).await?)))
}

async fn get(shared: web::Data<Shared>, id: web::Path<AnnotationId>) -> RestResult {
    Ok(HttpResponse::Ok().json(shape(&shared.backend.annotation(*id).await?)))
}

async fn update(
    shared: web::Data<Shared>,
    id: web::Path<AnnotationId>,
    body: web::Json<Value>,
) -> RestResult {
    let input = input(body.into_inner())?;
    Ok(HttpResponse::Ok().json(shape(&shared.backend.update_annotation(*id, input).await?)))
}

async fn delete(shared: web::Data<Shared>, id: web::Path<AnnotationId>) -> RestResult {
    shared.service.withdraw_annotation(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What clients send back of what they read, and only we decide.
const READ_ONLY: [&str; 14] = [
    "id",
    "task",
    "project",
    "created_at",
    "updated_at",
    "completed_by",
    "updated_by",
    "created_username",
    "created_ago",
    "result_count",
    "bulk_created",
    "last_created_by",
    "last_action",
    "prediction",
];

fn input(body: Value) -> Result<AnnotationInput, RestError> {
    let mut fields = object(body)?;
    for name in READ_ONLY {
        fields.shift_remove(name);
    }
    Ok(AnnotationInput {
        result: fields.shift_remove("result").filter(|result| !result.is_null()),
        was_cancelled: take_flag(&mut fields, "was_cancelled")?,
        ground_truth: take_flag(&mut fields, "ground_truth")?,
        lead_time: take_number(&mut fields, "lead_time")?,
        unique_id: take_text(&mut fields, "unique_id")?,
        based_on: None,
        extra: said(fields),
    })
}

/// Clients send every field that they know; those that are null say nothing.
fn said(fields: Map<String, Value>) -> Map<String, Value> {
    fields.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

pub fn shape(annotation: &Annotation) -> Value {
    Value::Object(export_annotation(&AnnotationParts {
        id: annotation.id,
        task: annotation.task,
        project: annotation.project,
        completed_by: annotation.completed_by,
        result: &annotation.result,
        was_cancelled: annotation.was_cancelled,
        ground_truth: annotation.ground_truth,
        lead_time: annotation.lead_time,
        created_at: &annotation.created_at,
        updated_at: &annotation.updated_at,
        unique_id: &annotation.unique_id,
        extra: &annotation.extra,
    }))
}
