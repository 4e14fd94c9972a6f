//! What tags of a config show from other web servers. The page names the tag; its address is the config's and the
//! task's, so that nobody has this server ask an address of their own.

use super::Shared;
use super::csp::origin_of;
use super::error::RestResult;
use crate::elsewhere::{self, Reach};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use app::api::error::ApiError;
use app::model::ids::TaskId;
use serde::Deserialize;

pub fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/tasks/{id}/elsewhere").route(web::get().to(read)));
}

#[derive(Deserialize)]
struct Query {
    /// Of the tag.
    name: String,
    /// A JSON list of the steps to a level of a tree.
    #[serde(default)]
    path: Option<String>,
}

async fn read(shared: web::Data<Shared>, id: web::Path<TaskId>, query: web::Query<Query>) -> RestResult {
    let path: Vec<String> = match &query.path {
        Some(path) => serde_json::from_str(path)
            .map_err(|why| ApiError::field("path", format!("path must be a JSON list of texts: {why}")))?,
        None => Vec::new(),
    };
    let address = shared.service.address_elsewhere(*id, &query.name, &path).await?;
    let bytes = elsewhere::read(&address, reach(&shared, &address)).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(bytes))
}

fn reach(shared: &Shared, address: &str) -> Reach {
    if shared.access.is_personal() {
        return Reach::Anywhere;
    }
    let is_endpoint = origin_of(address).is_some_and(|origin| shared.media.now().contains(&origin));
    if is_endpoint { Reach::Endpoint } else { Reach::Public }
}
