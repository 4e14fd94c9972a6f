//! What clients ask of a server before they work with it: is it there, which is it, who am I.

use crate::http::Shared;
use crate::http::error::{RestResult, plain};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/health", web::get().to(health))
        .route("/ready", web::get().to(ready))
        .route("/version", web::get().to(version))
        .route("/api/version", web::get().to(version))
        .route("/api/health", web::get().to(health))
        .route("/api/current-user", web::get().to(whoami))
        .route("/api/current-user/whoami", web::get().to(whoami))
        .route("/api/users", web::get().to(users))
        .route("/api/token/refresh", web::post().to(refresh));
}

async fn health() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "UP"}))
}

/// Ready is who can answer from the database.
async fn ready(shared: web::Data<Shared>) -> HttpResponse {
    match shared.backend.projects().await {
        Ok(_) => HttpResponse::Ok().json(json!({"status": "READY"})),
        Err(error) => plain(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()),
    }
}

async fn version() -> HttpResponse {
    let version = env!("CARGO_PKG_VERSION");
    HttpResponse::Ok().json(json!({
        "release": version,
        "edition": "Community",
        "skylabel": {"version": version},
        "label-studio-os-package": {"version": version, "short_version": version},
    }))
}

fn local_user() -> Value {
    json!({
        "id": 1,
        "first_name": "",
        "last_name": "",
        "username": "local",
        "email": "local@localhost",
        "initials": "lo",
        "phone": "",
        "avatar": null,
        "active_organization": 1,
        "allow_newsletters": false,
    })
}

async fn whoami() -> HttpResponse {
    HttpResponse::Ok().json(local_user())
}

async fn users() -> HttpResponse {
    HttpResponse::Ok().json(json!([local_user()]))
}

async fn refresh(shared: web::Data<Shared>, body: web::Json<Value>) -> RestResult {
    let token = body.get("refresh").and_then(Value::as_str).unwrap_or_default();
    Ok(match shared.access.exchange(token) {
        Some(access) => HttpResponse::Ok().json(json!({"access": access})),
        None => plain(StatusCode::UNAUTHORIZED, "Invalid token."),
    })
}
