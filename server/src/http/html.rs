//! The documents of HyperText objects: the tree that the page builds, and the empty document that it builds it in,
//! which forbids whatever a document could do beyond being looked at.

use super::Shared;
use super::error::RestResult;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use app::model::ids::TaskId;
use serde::Deserialize;
use std::collections::BTreeSet;

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/tasks/{id}/html").route(web::get().to(tree)))
        .service(web::resource("/tasks/{id}/html/frame").route(web::get().to(frame)));
}

#[derive(Deserialize)]
struct Query {
    object: String,
}

async fn tree(shared: web::Data<Shared>, id: web::Path<TaskId>, query: web::Query<Query>) -> RestResult {
    let tree = shared.service.html(*id, &query.object).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-cache")).json(tree))
}

/// What documents are built in. White paper, as their authors saw them; what has lost its nature is not shown.
const FRAME: &str = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>HyperText</title><style>\
    html{background:#fff;color:#000;color-scheme:light;cursor:text}\
    body:focus{outline:none}\
    a,img,svg{-webkit-user-drag:none}\
    audio,base,iframe,link,meta,noscript,param,script,source,template,track,video{display:none!important}\
    </style></head><body></body></html>";

async fn frame(shared: web::Data<Shared>, _id: web::Path<TaskId>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy(&shared.media.now())))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .body(FRAME)
}

/// Pictures from where tasks may show them, style, and nothing else: no script, no form, no other page.
fn policy(media: &BTreeSet<String>) -> String {
    let stores: String = media.iter().map(|source| format!(" {source}")).collect();
    format!(
        "default-src 'none'; sandbox allow-same-origin; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
         style-src 'unsafe-inline'; img-src 'self' data: https: http:{stores}"
    )
}
