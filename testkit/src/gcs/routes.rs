//! The wire side of the GCS endpoint: paths, headers and XML of the documented XML API.

use super::objects::{Buckets, Page, Refusal, Stored};
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

const LARGEST_PAGE: usize = 1_000;

/// One request to `/bucket` or `/bucket/key`.
pub async fn serve(request: HttpRequest, buckets: web::Data<Buckets>, body: Bytes) -> HttpResponse {
    let path = request.uri().path();
    let (bucket, key) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let (Some(bucket), Some(key)) = (decode(bucket), decode(key)) else {
        return error(StatusCode::BAD_REQUEST, "InvalidURI", "the path is not UTF-8");
    };
    let answer = if key.is_empty() {
        on_bucket(&request, &buckets, &bucket)
    } else {
        on_object(&request, &buckets, &bucket, &key, body)
    };
    answer.unwrap_or_else(refuse)
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
}

fn on_bucket(request: &HttpRequest, buckets: &Buckets, bucket: &str) -> Result<HttpResponse, Refusal> {
    match *request.method() {
        Method::PUT => {
            buckets.create(bucket);
            Ok(HttpResponse::Ok().finish())
        }
        Method::GET => {
            let query: HashMap<String, String> = web::Query::from_query(request.query_string())
                .map(web::Query::into_inner)
                .unwrap_or_default();
            let text = |name: &str| query.get(name).map_or("", String::as_str);
            let after = query.get("continuation-token").or_else(|| query.get("start-after"));
            let limit = text("max-keys").parse().unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
            let page =
                buckets.list(bucket, text("prefix"), text("delimiter"), after.map(String::as_str), limit)?;
            Ok(xml(StatusCode::OK, listing(bucket, &page, text("encoding-type") == "url")))
        }
        _ => Ok(error(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "not for a bucket")),
    }
}

fn on_object(
    request: &HttpRequest,
    buckets: &Buckets,
    bucket: &str,
    key: &str,
    body: Bytes,
) -> Result<HttpResponse, Refusal> {
    let headers = request.headers();
    let Ok(expected) = text(headers, "x-goog-if-generation-match").map(str::parse).transpose() else {
        return Ok(error(StatusCode::BAD_REQUEST, "InvalidArgument", "a generation is a number"));
    };
    match *request.method() {
        Method::PUT => {
            let media = text(headers, "content-type").unwrap_or("application/octet-stream");
            let stored = buckets.put(bucket, key, body, media.to_owned(), expected)?;
            Ok(described(HttpResponse::Ok(), &stored).finish())
        }
        Method::DELETE => {
            buckets.delete(bucket, key, expected)?;
            Ok(HttpResponse::NoContent().finish())
        }
        Method::GET | Method::HEAD => read(headers, &buckets.find(bucket, key)?),
        _ => Ok(error(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "not for an object")),
    }
}

fn read(headers: &HeaderMap, stored: &Stored) -> Result<HttpResponse, Refusal> {
    let quoted = format!("\"{}\"", stored.etag);
    if text(headers, "if-match").is_some_and(|wanted| wanted != quoted) {
        return Err(Refusal::PreconditionFailed);
    }
    if text(headers, "if-none-match").is_some_and(|known| known == quoted) {
        return Ok(described(HttpResponse::NotModified(), stored).finish());
    }
    let size = stored.body.len();
    match text(headers, "range").and_then(|value| range(value, size)) {
        None => Ok(described(HttpResponse::Ok(), stored).body(stored.body.clone())),
        Some(None) => Ok(error(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", "beyond the object's end")),
        Some(Some(part)) => {
            let shown = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            let mut answer = described(HttpResponse::PartialContent(), stored);
            Ok(answer.insert_header((header::CONTENT_RANGE, shown)).body(stored.body.slice(part)))
        }
    }
}

/// `None` if it is no range that we know (then it is ignored, as the standard has it); `Some(None)` if it lies outside.
fn range(value: &str, size: usize) -> Option<Option<Range<usize>>> {
    let (first, last) = value.strip_prefix("bytes=")?.split_once('-')?;
    let part = match (first.parse::<usize>().ok(), last.parse::<usize>().ok()) {
        (Some(first), Some(last)) => first..(last + 1).min(size),
        (Some(first), None) => first..size,
        (None, Some(count)) => size.saturating_sub(count)..size,
        (None, None) => return None,
    };
    Some((part.start < part.end).then_some(part))
}

fn described(mut answer: HttpResponseBuilder, stored: &Stored) -> HttpResponseBuilder {
    answer
        .insert_header(("x-goog-generation", stored.generation.to_string()))
        .insert_header(("x-goog-metageneration", "1"))
        .insert_header((header::ETAG, format!("\"{}\"", stored.etag)))
        .insert_header((
            header::LAST_MODIFIED,
            stored.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header(("access-control-allow-origin", "*"))
        .content_type(stored.content_type.as_str());
    answer
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn listing(bucket: &str, page: &Page, url: bool) -> String {
    let shown = |key: &str| {
        if url { utf8_percent_encode(key, NON_ALPHANUMERIC).to_string() } else { escape(key) }
    };
    let mut out = format!("<?xml version='1.0' encoding='UTF-8'?><ListBucketResult><Name>{bucket}</Name>");
    if url {
        out.push_str("<EncodingType>url</EncodingType>");
    }
    let _ = write!(out, "<IsTruncated>{}</IsTruncated>", page.next.is_some());
    if let Some(next) = &page.next {
        let _ = write!(out, "<NextContinuationToken>{}</NextContinuationToken>", escape(next));
    }
    for (key, stored) in &page.objects {
        let _ = write!(
            out,
            "<Contents><Key>{}</Key><Generation>{}</Generation><MetaGeneration>1</MetaGeneration>\
             <LastModified>{}</LastModified><ETag>\"{}\"</ETag><Size>{}</Size></Contents>",
            shown(key),
            stored.generation,
            stored.modified.format("%Y-%m-%dT%H:%M:%S%.3fZ"),
            stored.etag,
            stored.body.len(),
        );
    }
    for prefix in &page.prefixes {
        let _ = write!(out, "<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", shown(prefix));
    }
    out + "</ListBucketResult>"
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

fn refuse(refusal: Refusal) -> HttpResponse {
    match refusal {
        Refusal::NoSuchBucket => {
            error(StatusCode::NOT_FOUND, "NoSuchBucket", "The specified bucket does not exist.")
        }
        Refusal::NoSuchKey => error(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist."),
        Refusal::PreconditionFailed => error(
            StatusCode::PRECONDITION_FAILED,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold.",
        ),
        Refusal::AccessDenied => error(StatusCode::FORBIDDEN, "AccessDenied", "Access denied."),
    }
}

fn error(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    xml(
        status,
        format!(
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
        ),
    )
}

fn xml(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status).content_type("application/xml; charset=UTF-8").body(body)
}
