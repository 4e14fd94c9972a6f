//! Pages, rendered on the server, and the server functions they call: both get the use cases and the names of the
//! front end's files from their context, and pages their language and content security policy.

use super::{Shared, assets, csp};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, web};
use app::api::backend::SharedBackend;
use app::app::shell;
use app::messages::language::Language;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_actix::{ActixRouteListing, LeptosRoutes, ResponseOptions};
use leptos_router::Method;

pub fn configure(
    config: &mut web::ServiceConfig,
    shared: web::Data<Shared>,
    options: LeptosOptions,
    routes: Vec<ActixRouteListing>,
) {
    let document = move || shell(options.clone());
    let context = {
        let shared = shared.clone();
        move || provide(&shared)
    };
    let missing = move || {
        provide(&shared);
        if let Some(options) = use_context::<ResponseOptions>() {
            options.set_status(StatusCode::NOT_FOUND);
        }
    };
    config.leptos_routes_with_context(routes, context, document.clone());
    config.default_service(leptos_actix::render_app_to_stream_with_context(missing, document, Method::Get));
}

fn provide(shared: &Shared) {
    provide_context::<SharedBackend>(shared.backend.clone());
    if let Some(request) = use_context::<leptos_actix::Request>() {
        provide_context(language(&request));
    }
    if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), leptos::nonce::use_nonce()) {
        let policy = csp::policy(&nonce.to_string(), &shared.media.now());
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
        options.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    provide_context(assets::names().unwrap_or_default());
}

/// The language that this page is to be in.
fn language(request: &HttpRequest) -> Language {
    let all = |name: HeaderName| -> Vec<&str> {
        request.headers().get_all(name).filter_map(|value| value.to_str().ok()).collect()
    };
    Language::wanted(&all(header::COOKIE), &all(header::ACCEPT_LANGUAGE))
}
