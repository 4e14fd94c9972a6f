//! One action on many tasks: begun with POST, followed with GET.

use super::{invalid, missing, object, wrong};
use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use actix_web::{HttpResponse, web};
use app::api::error::ApiError;
use app::api::types::{BulkAction, BulkInput, Chosen, TaskFilter};
use app::model::ids::{ProjectId, TaskId};
use serde_json::{Map, Value};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/api/projects/{id}/bulk", web::post().to(begin))
        .route("/api/bulk/{id}", web::get().to(look));
}

async fn begin(shared: web::Data<Shared>, id: web::Path<ProjectId>, body: web::Json<Value>) -> RestResult {
    let input = input(*id, object(body.into_inner())?)?;
    Ok(HttpResponse::Created().json(shared.backend.begin_bulk(input).await?))
}

async fn look(shared: web::Data<Shared>, id: web::Path<u64>) -> RestResult {
    Ok(HttpResponse::Ok().json(shared.backend.bulk(id.into_inner()).await?))
}

/// `action`, and `ids`; or `filter` for all of its tasks, less `except`.
fn input(project: ProjectId, mut fields: Map<String, Value>) -> Result<BulkInput, RestError> {
    let action: BulkAction = take(&mut fields, "action", "take_new_version, archive or bring_back")?
        .ok_or_else(|| missing("action"))?;
    let ids: Option<Vec<TaskId>> = take(&mut fields, "ids", "a list of task ids")?;
    let except: Option<Vec<TaskId>> = take(&mut fields, "except", "a list of task ids")?;
    let names = TaskFilter::ALL.map(TaskFilter::slug).join(", ");
    let filter: Option<TaskFilter> = take(&mut fields, "filter", &names)?;
    if let Some(name) = fields.keys().next() {
        return Err(RestError(ApiError::field(name, format!("there is no field {name} here"))));
    }
    let chosen = match (ids, except, filter) {
        (Some(ids), None, _) => Chosen::Only(ids),
        (None, except, Some(_)) => Chosen::All { except: except.unwrap_or_default() },
        (Some(_), Some(_), _) => return Err(invalid("either ids or except can be given, not both")),
        (None, _, None) => {
            return Err(invalid("either ids of tasks or a filter must say which tasks are meant"));
        }
    };
    Ok(BulkInput { project, action, filter: filter.unwrap_or_default(), chosen })
}

fn take<T: serde::de::DeserializeOwned>(
    fields: &mut Map<String, Value>,
    name: &str,
    expected: &str,
) -> Result<Option<T>, RestError> {
    match fields.shift_remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value @ Value::String(_)) => {
            let text = value.to_string();
            let unknown =
                |_| RestError(ApiError::field(name, format!("{name} must be {expected}, not {text}")));
            serde_json::from_value(value).map(Some).map_err(unknown)
        }
        Some(value) => {
            serde_json::from_value(value.clone()).map(Some).map_err(|_| wrong(name, expected, &value))
        }
    }
}
