//! Exports: a project as one file.

use crate::http::Shared;
use crate::http::error::{RestError, RestResult};
use crate::service::ExportOptions;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use app::api::error::ApiError;
use app::model::ids::{ProjectId, TaskId};
use futures::TryStreamExt;
use percent_encoding::percent_decode_str;
use serde_json::json;

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/api/projects/{id}/export", web::get().to(export))
        .route("/api/projects/{id}/export/formats", web::get().to(formats));
}

async fn export(request: HttpRequest, shared: web::Data<Shared>, id: web::Path<ProjectId>) -> RestResult {
    let asked = Asked::read(request.query_string());
    if asked.format != "JSON" {
        let why = format!("exporting as {} is not built yet; JSON is", asked.format);
        return Err(RestError(ApiError::field("exportType", why)));
    }
    let project = shared.backend.project(*id).await?;
    let Asked { all_tasks, archived, ids, .. } = asked;
    let options = ExportOptions { all_tasks, archived, ids, ..ExportOptions::default() };
    let stream = shared.service.export_json(*id, options).await?;
    let name = format!("attachment; filename=\"project-{}-{}.json\"", project.id, file_name(&project.slug));
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(stream.inspect_err(|error| tracing::error!(%error, "an export broke off"))))
}

fn file_name(slug: &str) -> String {
    slug.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect()
}

async fn formats(shared: web::Data<Shared>, id: web::Path<ProjectId>) -> RestResult {
    shared.backend.project(*id).await?;
    Ok(HttpResponse::Ok().json(json!([{
        "name": "JSON",
        "title": "JSON",
        "description": "Tasks with their annotations and predictions, in one file that can be imported again.",
        "link": "",
    }])))
}

/// What the query says; both spellings of the format, and ids in any of the ways that clients write lists.
#[derive(Debug, PartialEq)]
struct Asked {
    format: String,
    all_tasks: bool,
    archived: bool,
    ids: Option<Vec<TaskId>>,
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self { format: "JSON".to_owned(), all_tasks: false, archived: false, ids: None };
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain =
                |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
            let (name, value) = (plain(name), plain(value));
            let yes = matches!(value.to_lowercase().as_str(), "true" | "1");
            match name.as_str() {
                "exportType" | "export_type" if !value.is_empty() => asked.format = value,
                "download_all_tasks" => asked.all_tasks = yes,
                "include_archived" => asked.archived = yes,
                "ids" | "ids[]" => {
                    let ids = value.split(',').filter_map(|id| id.trim().parse::<TaskId>().ok());
                    asked.ids.get_or_insert_default().extend(ids);
                }
                _ => {}
            }
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clients_ways_to_ask_are_understood() {
        let today = Asked::read("download_all_tasks=true&download_resources=true&export_type=JSON");
        assert_eq!(today, Asked { format: "JSON".into(), all_tasks: true, archived: false, ids: None });
        let older = Asked::read("exportType=CSV&download_all_tasks=False&ids=3&ids=4&ids%5B%5D=5,6");
        assert_eq!((older.format.as_str(), older.all_tasks), ("CSV", false));
        assert_eq!(older.ids, Some([3, 4, 5, 6].map(TaskId).to_vec()));
    }
}
