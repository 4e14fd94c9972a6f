//! The front end's files, carried in the program (in debug builds read from `target/site`, so that work on the front
//! end needs no new server). The rules of HTTP for them are kept apart from where they come from.

use crate::hex::hex;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use app::app::AssetNames;
use bytes::Bytes;
use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// One file, and what tells its version.
pub struct Asset {
    pub body: Bytes,
    pub tag: String,
}

/// Where files come from.
pub trait Assets {
    fn get(&self, path: &str) -> Option<Asset>;
}

/// The files in the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

impl Assets for Embedded {
    fn get(&self, path: &str) -> Option<Asset> {
        let file = Site::get(path)?;
        let tag = hex(&file.metadata.sha256_hash()[..12]);
        let body = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some(Asset { body, tag })
    }
}

/// The paths of this build's front end; `None` when the program was built without it.
pub fn names() -> Option<AssetNames> {
    serde_json::from_slice(&Embedded.get("assets.json")?.body).ok()
}

pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/pkg/{build}/{file}", web::get().to(hashed))
        .route("/pkg/{build}/{file}", web::head().to(hashed))
        .route("/assets/{file}", web::get().to(plain))
        .route("/assets/{file}", web::head().to(plain))
        .route("/favicon.svg", web::get().to(favicon))
        .route("/favicon.ico", web::get().to(favicon));
}

async fn hashed(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (build, file) = path.into_inner();
    answer(&Embedded, &format!("pkg/{build}/{file}"), request.headers())
}

async fn plain(request: HttpRequest, file: web::Path<String>) -> HttpResponse {
    answer(&Embedded, &format!("assets/{file}"), request.headers())
}

async fn favicon(request: HttpRequest) -> HttpResponse {
    answer(&Embedded, "assets/favicon.svg", request.headers())
}

/// Answers with the file in the best form that the client takes.
fn answer(assets: &impl Assets, path: &str, request: &HeaderMap) -> HttpResponse {
    let Some((asset, encoding)) = best_form(assets, path, request) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("There is no such file.");
    };
    let etag = format!("\"{}{}\"", asset.tag, encoding.map(|e| format!("-{e}")).unwrap_or_default());
    let known = request
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response.insert_header((header::ETAG, etag));
    response.insert_header((header::VARY, "Accept-Encoding"));
    response.insert_header((header::CACHE_CONTROL, caching(path)));
    if known {
        return response.finish();
    }
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    response.content_type(content_type(path)).body(asset.body)
}

fn best_form(assets: &impl Assets, path: &str, request: &HeaderMap) -> Option<(Asset, Option<&'static str>)> {
    let accepted =
        request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(accepted, encoding)
            && let Some(asset) = assets.get(&format!("{path}{ending}"))
        {
            return Some((asset, Some(encoding)));
        }
    }
    assets.get(path).map(|asset| (asset, None))
}

fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|param| param.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        named && !refused
    })
}

/// A path under `pkg/` holds the hash of its build, so it never changes; other names are asked about each time.
fn caching(path: &str) -> &'static str {
    if path.starts_with("pkg/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("txt" | "csv") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use actix_web::test::TestRequest;
    use std::collections::HashMap;

    struct Folder(HashMap<&'static str, &'static str>);

    impl Assets for Folder {
        fn get(&self, path: &str) -> Option<Asset> {
            let text = self.0.get(path)?;
            Some(Asset { body: Bytes::from_static(text.as_bytes()), tag: format!("tag-of-{text}") })
        }
    }

    fn folder() -> Folder {
        Folder(HashMap::from([
            ("pkg/1/a.wasm", "raw"),
            ("pkg/1/a.wasm.br", "brotli"),
            ("pkg/1/a.wasm.gz", "gzip"),
            ("assets/x.svg", "svg"),
        ]))
    }

    fn got(path: &str, headers: &[(&'static str, &str)]) -> HttpResponse {
        let request =
            headers.iter().fold(TestRequest::get(), |request, header| request.insert_header(*header));
        answer(&folder(), path, request.to_http_request().headers())
    }

    fn header_of(response: &HttpResponse, name: &str) -> String {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn the_best_form_that_the_client_takes_is_sent() {
        let encoding =
            |accepted| header_of(&got("pkg/1/a.wasm", &[("accept-encoding", accepted)]), "content-encoding");
        assert_eq!(encoding("gzip, deflate, br"), "br");
        assert_eq!(encoding("gzip, br;q=0"), "gzip");
        assert_eq!(encoding("identity"), "");
        assert_eq!(header_of(&got("pkg/1/a.wasm", &[]), "vary"), "Accept-Encoding");
        assert_eq!(header_of(&got("pkg/1/a.wasm", &[]), "content-type"), "application/wasm");
    }

    #[test]
    fn hashed_names_are_kept_for_good_and_others_are_asked_about() {
        assert!(header_of(&got("pkg/1/a.wasm", &[]), "cache-control").contains("immutable"));
        assert_eq!(header_of(&got("assets/x.svg", &[]), "cache-control"), "no-cache");
    }

    #[test]
    fn a_known_version_is_not_sent_again() {
        let etag = header_of(&got("assets/x.svg", &[]), "etag");
        assert_eq!(got("assets/x.svg", &[("if-none-match", &etag)]).status(), 304);
        assert_eq!(got("assets/x.svg", &[("if-none-match", "\"other\"")]).status(), 200);
    }

    #[test]
    fn what_is_not_there_is_404() {
        assert_eq!(got("pkg/nothing.js", &[]).status(), 404);
    }
}
