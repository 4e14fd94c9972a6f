//! What tasks show: pictures, sounds, texts. A redirect to a signed URL, or the bytes through us, with ranges; never as
//! something that a browser would run.

use super::error::{RestError, RestResult};
use super::{Shared, range};
use crate::bucket::ReadRange;
use crate::service::Resolved;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use app::api::error::ApiError;
use app::model::ids::TaskId;
use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

pub fn configure(config: &mut web::ServiceConfig) {
    for path in ["/tasks/{id}/resolve", "/tasks/{id}/presign"] {
        config.service(web::resource(path).route(web::get().to(resolve)).route(web::head().to(resolve)));
    }
}

#[derive(Deserialize)]
struct Query {
    fileuri: String,
}

async fn resolve(
    request: HttpRequest,
    shared: web::Data<Shared>,
    id: web::Path<TaskId>,
    query: web::Query<Query>,
) -> RestResult {
    let uri = decoded(&query.fileuri)?;
    let mut wanted = range::read(text(request.headers(), header::RANGE));
    let mut found = find(&shared, *id, &uri, &wanted).await?;
    if let Found::Bytes(media) = &found
        && wanted != ReadRange::Whole
        && !if_range_holds(request.headers(), media)
    {
        // The part was asked for of another version; the whole of this one is the answer.
        wanted = ReadRange::Whole;
        found = find(&shared, *id, &uri, &wanted).await?;
    }
    Ok(match found {
        Found::Bytes(media) => answer(request.headers(), &wanted, media),
        Found::Elsewhere(url) => redirect(&url),
        Found::BehindEnd => HttpResponse::RangeNotSatisfiable().finish(),
    })
}

enum Found {
    Bytes(Media),
    Elsewhere(String),
    BehindEnd,
}

async fn find(shared: &Shared, task: TaskId, uri: &str, wanted: &ReadRange) -> Result<Found, RestError> {
    match shared.service.resolve_uri(task, uri, wanted.clone()).await? {
        Resolved::Redirect { url, .. } => Ok(Found::Elsewhere(url)),
        Resolved::BehindEnd => Ok(Found::BehindEnd),
        Resolved::Stream(object) => Ok(Found::Bytes(Media {
            tag: object.version.0,
            size: object.size,
            range: object.range,
            content_type: content_type(object.content_type.as_deref(), uri),
            body: object.body.map(|chunk| chunk.map_err(std::io::Error::other)).boxed(),
        })),
        Resolved::LocalFile(path) => match file(&path, wanted, uri).await {
            Ok(media) => Ok(Found::Bytes(media)),
            Err(why) => {
                Err(RestError(ApiError::Internal(format!("the local copy of {uri} cannot be read: {why}"))))
            }
        },
    }
}

/// The URI out of the address, in whichever of base64's spellings a client used.
pub(super) fn decoded(text: &str) -> Result<String, RestError> {
    const SPELLINGS: [&GeneralPurpose; 4] = [&URL_SAFE, &URL_SAFE_NO_PAD, &STANDARD, &STANDARD_NO_PAD];
    SPELLINGS
        .iter()
        .find_map(|spelling| spelling.decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| RestError(ApiError::field("fileuri", "fileuri must be the base64 of a URI")))
}

fn redirect(url: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, url))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Bytes on their way, wherever they are from.
struct Media {
    tag: String,
    size: u64,
    range: Range<u64>,
    content_type: String,
    body: BoxStream<'static, Result<Bytes, std::io::Error>>,
}

async fn file(path: &Path, wanted: &ReadRange, uri: &str) -> std::io::Result<Media> {
    let mut file = tokio::fs::File::open(path).await?;
    let about = file.metadata().await?;
    let size = about.len();
    let range = within(wanted, size);
    file.seek(std::io::SeekFrom::Start(range.start)).await?;
    let changed = about.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Media {
        tag: format!("{:x}-{size:x}", changed.as_nanos()),
        size,
        content_type: content_type(None, uri),
        body: ReaderStream::new(file.take(range.end.saturating_sub(range.start))).boxed(),
        range,
    })
}

/// The bytes of a file that a range means; empty if it lies behind the end.
fn within(wanted: &ReadRange, size: u64) -> Range<u64> {
    let (start, end) = match wanted {
        ReadRange::Whole => (0, size),
        ReadRange::From(first) => (*first, size),
        ReadRange::Between(range) => (range.start, range.end.min(size)),
        ReadRange::Last(length) => (size.saturating_sub(*length), size),
    };
    start.min(size)..end.max(start.min(size))
}

fn answer(request: &HeaderMap, wanted: &ReadRange, media: Media) -> HttpResponse {
    let etag = format!("\"{}\"", media.tag.trim_matches('"'));
    if text(request, header::IF_NONE_MATCH)
        .is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag))
    {
        return HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish();
    }
    let part = *wanted != ReadRange::Whole;
    if part && media.range.is_empty() {
        return HttpResponse::RangeNotSatisfiable()
            .insert_header((header::CONTENT_RANGE, format!("bytes */{}", media.size)))
            .finish();
    }
    let mut response = HttpResponse::build(if part { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK });
    if part {
        let Range { start, end } = media.range;
        response.insert_header((header::CONTENT_RANGE, format!("bytes {start}-{}/{}", end - 1, media.size)));
    }
    if is_active(&media.content_type) {
        response.insert_header((header::CONTENT_DISPOSITION, "attachment"));
    }
    response
        .content_type(media.content_type)
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, "private, max-age=300, must-revalidate"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        ))
        .no_chunking(media.range.end - media.range.start)
        .streaming(media.body)
}

fn if_range_holds(request: &HeaderMap, media: &Media) -> bool {
    text(request, header::IF_RANGE)
        .is_none_or(|tag| tag.trim().trim_matches('"') == media.tag.trim_matches('"'))
}

pub(super) fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// What the store says it is, unless that says nothing; else what the name says.
fn content_type(stored: Option<&str>, uri: &str) -> String {
    let says_nothing =
        |stored: &&str| matches!(*stored, "" | "application/octet-stream" | "binary/octet-stream");
    match stored.filter(|stored| !says_nothing(stored)) {
        Some(stored) => stored.to_owned(),
        None => mime_guess::from_path(uri).first_or_octet_stream().to_string(),
    }
}

/// Types that a browser would run if it opened them as a page.
fn is_active(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["html", "xml", "svg", "javascript", "ecmascript", "x-shockwave", "mhtml"]
        .iter()
        .any(|word| kind.contains(word))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let request = pairs.iter().fold(TestRequest::get(), |request, pair| request.insert_header(*pair));
        request.to_http_request().headers().clone()
    }

    async fn of_file(name: &str, wanted: ReadRange) -> Media {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, "0123456789").unwrap();
        file(&path, &wanted, &format!("s3://b/{name}")).await.unwrap()
    }

    async fn sent(name: &str, wanted: ReadRange) -> (HttpResponse, Media) {
        (answer(&headers(&[]), &wanted, of_file(name, wanted.clone()).await), of_file(name, wanted).await)
    }

    fn header_of(response: &HttpResponse, name: &str) -> String {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[actix_web::test]
    async fn a_part_is_sent_as_asked() {
        for (wanted, expected, bytes) in [
            (ReadRange::Between(2..5), "bytes 2-4/10", "234"),
            (ReadRange::From(7), "bytes 7-9/10", "789"),
            (ReadRange::Last(2), "bytes 8-9/10", "89"),
            (ReadRange::Between(8..99), "bytes 8-9/10", "89"),
        ] {
            let (response, _) = sent("a.jpg", wanted).await;
            assert_eq!(
                (response.status().as_u16(), header_of(&response, "content-range").as_str()),
                (206, expected)
            );
            assert_eq!(to_bytes(response.into_body()).await.unwrap(), bytes);
        }
    }

    #[actix_web::test]
    async fn behind_the_end_there_is_nothing() {
        let (response, _) = sent("a.jpg", ReadRange::From(10)).await;
        assert_eq!(
            (response.status().as_u16(), header_of(&response, "content-range").as_str()),
            (416, "bytes */10")
        );
    }

    #[actix_web::test]
    async fn a_known_version_is_not_sent_again() {
        let media = of_file("a.jpg", ReadRange::Whole).await;
        let etag = format!("\"{}\"", media.tag);
        assert_eq!(answer(&headers(&[("if-none-match", &etag)]), &ReadRange::Whole, media).status(), 304);
    }

    #[actix_web::test]
    async fn nothing_that_a_browser_would_run_is_shown_by_it() {
        for name in ["a.html", "a.svg", "a.xhtml", "a.js", "a.xml"] {
            let (response, _) = sent(name, ReadRange::Whole).await;
            assert_eq!(header_of(&response, "content-disposition"), "attachment", "{name}");
            assert!(header_of(&response, "content-security-policy").contains("sandbox"));
        }
        let (picture, _) = sent("a.jpg", ReadRange::Whole).await;
        assert_eq!(header_of(&picture, "content-type"), "image/jpeg");
        assert_eq!(header_of(&picture, "content-disposition"), "");
    }

    #[test]
    fn every_spelling_of_base64_is_read() {
        let uri = "s3://b/k?>é";
        for spelling in [&URL_SAFE, &URL_SAFE_NO_PAD, &STANDARD, &STANDARD_NO_PAD] {
            assert_eq!(decoded(&spelling.encode(uri)).unwrap(), uri);
        }
        assert!(decoded("%%%").is_err());
    }
}
