//! Predictions: what models say of a task.

use super::{missing, object, take_id, take_number, take_text};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use crate::store::predictions::NewPrediction;
use actix_web::{HttpResponse, web};
use app::api::types::Prediction;
use app::model::ids::{PredictionId, ProjectId, TaskId};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/predictions").route(web::get().to(list)).route(web::post().to(create)))
        .service(
            web::resource("/api/predictions/{id}").route(web::get().to(get)).route(web::delete().to(delete)),
        );
}

#[derive(Deserialize)]
struct Of {
    task: Option<TaskId>,
    project: Option<ProjectId>,
    #[serde(rename = "task__project")]
    of_task: Option<ProjectId>,
}

/// Tasks read at once while a project's predictions are gathered.
const WINDOW: u32 = 500;

async fn list(shared: web::Data<Shared>, of: web::Query<Of>) -> RestResult {
    if let Some(task) = of.task {
        let found = shared.service.predictions_of(task).await?;
        return Ok(HttpResponse::Ok().json(found.iter().map(shape).collect::<Vec<_>>()));
    }
    let project = super::projects::required(of.project.or(of.of_task))?;
    let mut found = Vec::new();
    for offset in (0..).step_by(WINDOW as usize) {
        let query = app::api::types::TaskQuery { project, filter: Default::default(), offset, limit: WINDOW };
        let window = shared.service.full_tasks(query).await?;
        for task in window.tasks.iter().filter(|task| !task.stored.predictions.is_empty()) {
            found.extend(shared.service.predictions_of(task.stored.id).await?.iter().map(shape));
        }
        if window.tasks.len() < WINDOW as usize {
            break;
        }
    }
    Ok(HttpResponse::Ok().json(found))
}

async fn create(shared: web::Data<Shared>, body: web::Json<Value>) -> RestResult {
    let new = new_prediction(object(body.into_inner())?)?;
    Ok(HttpResponse::Created().json(shape(&shared.service.create_prediction(new).await?)))
}

async fn get(shared: web::Data<Shared>, id: web::Path<PredictionId>) -> RestResult {
    Ok(HttpResponse::Ok().json(shape(&shared.service.prediction(*id).await?)))
}

async fn delete(shared: web::Data<Shared>, id: web::Path<PredictionId>) -> RestResult {
    shared.service.delete_prediction(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn new_prediction(mut fields: Map<String, Value>) -> Result<NewPrediction, RestError> {
    let task = take_id(&mut fields, "task")?.map(TaskId).ok_or_else(|| missing("task"))?;
    for name in ["id", "project", "created_at", "updated_at", "created_ago"] {
        fields.shift_remove(name);
    }
    Ok(NewPrediction {
        task,
        result: fields.shift_remove("result").filter(|result| !result.is_null()).unwrap_or_else(|| json!([])),
        score: take_number(&mut fields, "score")?,
        model_version: take_text(&mut fields, "model_version")?,
        extra: fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
    })
}

fn shape(prediction: &Prediction) -> Value {
    let mut out = prediction.extra.clone();
    let ours = json!({
        "id": prediction.id,
        "task": prediction.task,
        "result": prediction.result,
        "score": prediction.score,
        "model_version": prediction.model_version,
    });
    if let Value::Object(ours) = ours {
        out.extend(ours);
    }
    Value::Object(out)
}
