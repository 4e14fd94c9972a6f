//! Projects.

use super::{invalid, missing, object, page_of, take_text};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use actix_web::{HttpResponse, web};
use app::api::types::{NewProject, Project, ProjectPatch};
use app::model::config::LabelConfig;
use app::model::ids::ProjectId;
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/projects").route(web::get().to(list)).route(web::post().to(create)))
        .service(
            web::resource("/api/projects/{id}")
                .route(web::get().to(get))
                .route(web::patch().to(update))
                .route(web::delete().to(delete)),
        )
        .route("/api/projects/{id}/validate", web::post().to(validate));
}

#[derive(Deserialize)]
struct Paging {
    page: Option<u64>,
    page_size: Option<u64>,
    title: Option<String>,
    ids: Option<String>,
}

const PAGE_SIZE: u64 = 30;
const LARGEST_PAGE: u64 = 1000;

async fn list(shared: web::Data<Shared>, query: web::Query<Paging>) -> RestResult {
    let title = query.title.as_deref().unwrap_or_default().to_lowercase();
    let ids: Option<Vec<i64>> =
        query.ids.as_deref().map(|ids| ids.split(',').filter_map(|id| id.trim().parse().ok()).collect());
    let wanted = |project: &Project| {
        project.title.to_lowercase().contains(&title)
            && ids.as_ref().is_none_or(|ids| ids.contains(&project.id.0))
    };
    let items: Vec<Value> =
        shared.backend.projects().await?.iter().filter(|p| wanted(p)).map(shape).collect();
    let size = query.page_size.unwrap_or(PAGE_SIZE).clamp(1, LARGEST_PAGE);
    page_of(items, query.page.unwrap_or(1), size, "/api/projects/")
}

async fn create(shared: web::Data<Shared>, body: web::Json<Value>) -> RestResult {
    let mut fields = object(body.into_inner())?;
    let title = take_text(&mut fields, "title")?.unwrap_or_default();
    if title.trim().is_empty() {
        return Err(missing("title"));
    }
    let new = NewProject {
        title,
        slug: String::new(),
        description: take_text(&mut fields, "description")?.unwrap_or_default(),
        label_config: take_text(&mut fields, "label_config")?.unwrap_or_default(),
        extra: kept(fields),
    };
    Ok(HttpResponse::Created().json(shape(&shared.backend.create_project(new).await?)))
}

async fn get(shared: web::Data<Shared>, id: web::Path<ProjectId>) -> RestResult {
    Ok(HttpResponse::Ok().json(shape(&shared.backend.project(*id).await?)))
}

async fn update(shared: web::Data<Shared>, id: web::Path<ProjectId>, body: web::Json<Value>) -> RestResult {
    let mut fields = object(body.into_inner())?;
    let patch = ProjectPatch {
        title: take_text(&mut fields, "title")?,
        description: take_text(&mut fields, "description")?,
        label_config: take_text(&mut fields, "label_config")?,
        extra: kept(fields),
    };
    Ok(HttpResponse::Ok().json(shape(&shared.backend.update_project(*id, patch).await?)))
}

async fn delete(shared: web::Data<Shared>, id: web::Path<ProjectId>) -> RestResult {
    shared.backend.delete_project(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whether a labeling config would be taken.
async fn validate(shared: web::Data<Shared>, id: web::Path<ProjectId>, body: web::Json<Value>) -> RestResult {
    shared.backend.project(*id).await?;
    let mut fields = object(body.into_inner())?;
    let xml = take_text(&mut fields, "label_config")?.ok_or_else(|| missing("label_config"))?;
    match LabelConfig::parse(&xml) {
        Ok(_) => Ok(HttpResponse::NoContent().finish()),
        Err(error) => Err(RestError(app::api::error::ApiError::field("label_config", error.to_string()))),
    }
}

/// Fields that we work out ourselves; a client that sends back what it read does not set them.
const READ_ONLY: [&str; 14] = [
    "id",
    "slug",
    "created_at",
    "updated_at",
    "created_by",
    "task_number",
    "num_tasks_with_annotations",
    "finished_task_number",
    "total_annotations_number",
    "total_predictions_number",
    "skipped_annotations_number",
    "parsed_label_config",
    "source",
    "hidden_task_number",
];

fn kept(mut fields: Map<String, Value>) -> Map<String, Value> {
    for name in READ_ONLY {
        fields.shift_remove(name);
    }
    fields
}

/// A project as the field knows it; settings of other systems that were sent come back as they were.
pub fn shape(project: &Project) -> Value {
    let counts = &project.counts;
    let mut out = json!({
        "id": project.id,
        "slug": project.slug,
        "title": project.title,
        "description": project.description,
        "label_config": project.label_config,
        "created_at": project.created_at,
        "updated_at": project.updated_at,
        "created_by": {"id": 1, "email": "local@localhost", "first_name": "", "last_name": ""},
        "task_number": counts.tasks,
        "num_tasks_with_annotations": counts.labeled,
        "finished_task_number": counts.labeled + counts.skipped,
        "total_annotations_number": counts.annotations,
        "total_predictions_number": counts.predictions,
        "skipped_annotations_number": counts.skipped,
        "hidden_task_number": counts.hidden,
        "expert_instruction": "",
        "show_instruction": false,
        "show_skip_button": true,
        "enable_empty_annotation": true,
        "maximum_annotations": 1,
        "min_annotations_to_start_training": 0,
        "is_published": true,
        "is_draft": false,
        "sampling": "Sequential sampling",
        "color": null,
        "model_version": "",
        "control_weights": {},
    });
    if let Some(out) = out.as_object_mut() {
        out.extend(kept(project.extra.clone()));
    }
    out
}

/// The project that a query must name.
pub fn required(project: Option<ProjectId>) -> Result<ProjectId, RestError> {
    project.ok_or_else(|| invalid("name the project, as in ?project=1"))
}
