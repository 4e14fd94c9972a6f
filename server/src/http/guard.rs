//! What every request passes first: whose name and page it speaks for, whether it may, and the headers that every
//! answer carries.

use super::Shared;
use super::error::plain;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

/// Paths that answer without a token: they tell nothing, or check one themselves.
const OPEN: [&str; 4] = ["/health", "/ready", "/api/token/refresh", "/favicon.svg"];
const OPEN_FOLDERS: [&str; 2] = ["/pkg/", "/assets/"];

pub async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = match refusal(&request) {
        Some(refusal) => request.into_response(refusal),
        None => {
            if request.method() == Method::HEAD && is_page_path(request.path()) {
                // Answered as GET; the body is left out on the way.
                request.head_mut().method = Method::GET;
            }
            if let (true, Some(shared)) = (is_page(&request), request.app_data::<web::Data<Shared>>()) {
                shared.media.refresh(&shared.service.engine).await;
            }
            next.call(request).await?.map_into_boxed_body()
        }
    };
    harden(response.headers_mut());
    Ok(response)
}

/// Whether a browser asks for something to show as a page.
fn is_page(request: &ServiceRequest) -> bool {
    let accept =
        request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    request.method() == Method::GET && accept.contains("text/html") && is_page_path(request.path())
}

fn is_page_path(path: &str) -> bool {
    !["/api", "/fn", "/tasks", "/pkg", "/assets"].iter().any(|folder| path.starts_with(folder))
}

fn refusal(request: &ServiceRequest) -> Option<HttpResponse> {
    let Some(shared) = request.app_data::<web::Data<Shared>>() else {
        return Some(plain(StatusCode::INTERNAL_SERVER_ERROR, "this server has no rules of access"));
    };
    let text = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    if let Err(foreign) = shared.access.hosts.judge(host, text(header::ORIGIN)) {
        return Some(plain(StatusCode::FORBIDDEN, &foreign.to_string()));
    }
    if is_open(request.path()) || shared.access.admits(text(header::AUTHORIZATION)) {
        return None;
    }
    Some(unauthorized(text(header::AUTHORIZATION).is_some()))
}

fn is_open(path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    OPEN.contains(&path) || OPEN_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

fn unauthorized(given: bool) -> HttpResponse {
    let detail = if given { "Invalid token." } else { "Authentication credentials were not provided." };
    let mut response = plain(StatusCode::UNAUTHORIZED, detail);
    // A browser asks its user; the token is the password.
    let ask =
        HeaderValue::from_static("Basic realm=\"Skylabel: the token is the password\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
    response
}

/// Headers of every answer; what an answer has set itself stays.
fn harden(headers: &mut HeaderMap) {
    let every = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in every {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
