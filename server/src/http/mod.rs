//! HTTP: pages and assets, server functions, REST, events, media; and what every request passes first. Use cases are
//! the service's business; here they get their paths, shapes and statuses.

mod access;
mod assets;
mod csp;
mod elsewhere;
mod error;
mod guard;
mod hosts;
mod html;
mod live;
mod media;
mod media_sources;
mod multipart;
mod pages;
mod range;
mod rest;
mod tiles;

pub use access::{Access, Exposed};
pub use assets::names as asset_names;
pub use media_sources::MediaSources;

use crate::events::Events;
use crate::service::Service;
use crate::tiling::Tiling;
use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::middleware::{NormalizePath, from_fn};
use actix_web::{App, HttpServer, web};
use app::api::backend::SharedBackend;
use app::model::storage::StorageSettings;
use leptos::config::LeptosOptions;
use leptos_actix::ActixRouteListing;
use std::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What the routes share; made once, before the first worker.
#[derive(Clone)]
pub struct Shared {
    pub backend: SharedBackend,
    /// The same use cases, and those beside them that only REST has.
    pub service: Service,
    pub events: Events,
    pub access: Access,
    pub media: MediaSources,
    pub tiling: Tiling,
    /// Cancelled when the server stops, for answers that would else go on for ever.
    pub closing: CancellationToken,
    /// Largest body of a request, bytes.
    pub largest_body: usize,
    /// A storage that nothing was said of.
    pub new_storage: StorageSettings,
}

/// Serves on an address that is bound already. Signals are whoever's who runs the server.
pub fn serve(
    listener: TcpListener,
    shared: Shared,
    options: LeptosOptions,
    workers: usize,
) -> std::io::Result<Server> {
    let shared = web::Data::new(shared);
    let pages = leptos_actix::generate_route_list(app::app::App);
    let server = HttpServer::new(move || {
        let (shared, options, pages) = (shared.clone(), options.clone(), pages.clone());
        App::new()
            .wrap(from_fn(guard::guard))
            .wrap(NormalizePath::trim())
            .configure(move |config| configure(config, shared, options, pages))
    });
    Ok(server.workers(workers).shutdown_timeout(10).disable_signals().listen(listener)?.run())
}

/// Every route. Pages come last, for theirs is what nobody else answers.
pub fn configure(
    config: &mut web::ServiceConfig,
    shared: web::Data<Shared>,
    options: LeptosOptions,
    routes: Vec<ActixRouteListing>,
) {
    config
        .app_data(shared.clone())
        .app_data(web::PayloadConfig::new(shared.largest_body))
        .app_data(json_bodies(shared.largest_body))
        .app_data(web::QueryConfig::default().error_handler(|error, _| bad_request(&error)))
        .app_data(web::PathConfig::default().error_handler(|_, _| not_found()));
    assets::configure(config);
    config.route("/api/events", web::get().to(live::events));
    rest::configure(config);
    media::configure(config);
    tiles::configure(config);
    html::configure(config);
    elsewhere::configure(config);
    config.service(web::scope("/api").default_service(web::to(|| async { no_such_route() })));
    pages::configure(config, shared, options, routes);
}

fn json_bodies(limit: usize) -> web::JsonConfig {
    web::JsonConfig::default()
        .limit(limit)
        .content_type_required(false)
        .content_type(|_| true)
        .error_handler(|error, _| bad_request(&error))
}

fn bad_request(error: &dyn std::fmt::Display) -> actix_web::Error {
    let error = app::api::error::ApiError::invalid(error.to_string());
    error::RestError(error).into()
}

/// An id that is no number is an id that nothing has.
fn not_found() -> actix_web::Error {
    error::RestError(app::api::error::ApiError::NotFound("there is no such thing".to_owned())).into()
}

fn no_such_route() -> actix_web::HttpResponse {
    error::plain(StatusCode::NOT_FOUND, "there is no such path, or not for this method")
}

#[cfg(test)]
mod tests;
