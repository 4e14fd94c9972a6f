//! Imports: tasks as a JSON body, or as files of a form.

use crate::http::error::{RestError, RestResult, plain};
use crate::http::{Shared, multipart};
use crate::service::{ImportFormat, Upload};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use app::api::error::ApiError;
use app::api::types::ImportReport;
use app::model::ids::ProjectId;
use bytes::Bytes;
use futures::stream;
use serde_json::{Value, json};
use std::convert::Infallible;

pub fn configure(config: &mut web::ServiceConfig) {
    config.route("/api/projects/{id}/import", web::post().to(import));
}

async fn import(
    request: HttpRequest,
    shared: web::Data<Shared>,
    id: web::Path<ProjectId>,
    body: web::Payload,
) -> RestResult {
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let report = match kind.as_str() {
        "multipart/form-data" => {
            let Ok(body) = body.to_bytes_limited(shared.largest_body).await else {
                let limit = shared.largest_body >> 20;
                return Ok(plain(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    &format!("the upload is larger than {limit} MiB"),
                ));
            };
            let body = body.map_err(|why| super::invalid(format!("the upload was cut off: {why}")))?;
            files(&shared, *id, content_type, &body).await?
        }
        "application/x-www-form-urlencoded" => {
            return Err(super::invalid(
                "tasks are imported from files and JSON, not from an address; download it first",
            ));
        }
        kind => {
            shared.service.import_tasks(*id, Upload { name: None, format: format_of(kind) }, body).await?
        }
    };
    let ids_wanted = request.query_string().split('&').any(|pair| {
        pair.strip_prefix("return_task_ids=")
            .is_some_and(|value| matches!(value.to_lowercase().as_str(), "1" | "true"))
    });
    Ok(HttpResponse::Created().json(shape(&report, ids_wanted)))
}

fn format_of(content_type: &str) -> Option<ImportFormat> {
    match content_type {
        "application/x-ndjson" | "application/jsonl" | "application/x-jsonlines" => {
            Some(ImportFormat::JsonLines)
        }
        "text/csv" => Some(ImportFormat::Csv),
        "text/tab-separated-values" => Some(ImportFormat::Tsv),
        _ => None,
    }
}

/// Every file of a form, one after the other.
async fn files(
    shared: &Shared,
    project: ProjectId,
    content_type: &str,
    body: &Bytes,
) -> Result<ImportReport, RestError> {
    let parts = multipart::parts(content_type, body).map_err(|why| super::invalid(why.to_string()))?;
    let mut all: Option<ImportReport> = None;
    for part in parts.into_iter().filter(|part| part.file_name.is_some()) {
        let upload = Upload { name: part.file_name, format: None };
        let body = stream::iter([Ok::<_, Infallible>(part.body)]);
        let report = shared.service.import_tasks(project, upload, body).await?;
        all = Some(match all {
            None => report,
            Some(before) => both(before, report),
        });
    }
    all.ok_or_else(|| RestError(ApiError::field("file", "the form holds no file")))
}

fn both(mut one: ImportReport, other: ImportReport) -> ImportReport {
    one.task_count += other.task_count;
    one.annotation_count += other.annotation_count;
    one.prediction_count += other.prediction_count;
    one.duration += other.duration;
    one.task_ids.extend(other.task_ids);
    one.errors.extend(other.errors);
    one
}

fn shape(report: &ImportReport, ids_wanted: bool) -> Value {
    let mut out = json!({
        "task_count": report.task_count,
        "annotation_count": report.annotation_count,
        "prediction_count": report.prediction_count,
        "duration": report.duration,
        "file_upload_ids": [],
        "could_be_tasks_list": false,
        "found_formats": {},
        "data_columns": [],
        "errors": report.errors,
    });
    if ids_wanted {
        out["task_ids"] = json!(report.task_ids);
    }
    out
}
