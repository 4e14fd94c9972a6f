//! A bucket far away, of objects that nobody stored: answers listings by S3's protocol, each page after a while. For what
//! needs more objects than can be stored, or a distance that a server beside us does not have.

use crate::ports;
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Result;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub const PAGE: u64 = 1_000;
const PREFIX: &str = "photos/";

/// A running endpoint whose buckets all hold `photos/00000000.jpg` and so on; ends when dropped.
pub struct FarServer {
    pub endpoint: String,
    place: Arc<Place>,
    handle: ServerHandle,
}

struct Place {
    objects: u64,
    /// From a request to its answer.
    distance: Duration,
    asked: AtomicU64,
}

impl FarServer {
    pub fn start(objects: u64, distance: Duration) -> Result<Self> {
        let [port] = ports::free()?;
        let place = Arc::new(Place { objects, distance, asked: AtomicU64::new(0) });
        let state = web::Data::from(Arc::clone(&place));
        let server =
            HttpServer::new(move || App::new().app_data(state.clone()).default_service(web::to(list)));
        let server = server.workers(1).disable_signals().bind(("127.0.0.1", port))?.run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { endpoint: format!("http://127.0.0.1:{port}"), place, handle })
    }

    /// Requests so far.
    pub fn asked(&self) -> u64 {
        self.place.asked.load(Ordering::Relaxed)
    }
}

impl Drop for FarServer {
    fn drop(&mut self) {
        // Sends the order; nobody needs to wait for it.
        drop(self.handle.stop(false));
    }
}

fn key(number: u64) -> String {
    format!("{PREFIX}{number:08}.jpg")
}

/// The first object whose key is greater.
fn first_after(text: &str, objects: u64) -> u64 {
    let (mut low, mut high) = (0, objects);
    while low < high {
        let middle = u64::midpoint(low, high);
        if key(middle).as_str() > text { high = middle } else { low = middle + 1 }
    }
    low
}

async fn list(place: web::Data<Place>, query: web::Query<HashMap<String, String>>) -> HttpResponse {
    place.asked.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(place.distance).await;
    let text = |name: &str| query.get(name).map(String::as_str);
    if text("list-type").is_none() {
        // Every object is one byte, as its listing says.
        return HttpResponse::PartialContent()
            .insert_header(("Content-Range", "bytes 0-0/1"))
            .insert_header(("ETag", "\"1\""))
            .insert_header(("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"))
            .body("x");
    }
    if !PREFIX.starts_with(text("prefix").unwrap_or_default()) {
        return HttpResponse::NotImplemented().finish();
    }
    let first = match (text("continuation-token"), text("start-after")) {
        (Some(token), _) => token.parse().unwrap_or(place.objects),
        (None, Some(after)) => first_after(after, place.objects),
        (None, None) => 0,
    };
    let end = (first + PAGE).min(place.objects);
    HttpResponse::Ok().content_type("application/xml").body(page(first, end, end < place.objects))
}

fn page(first: u64, end: u64, more: bool) -> String {
    let mut xml = format!("<ListBucketResult><IsTruncated>{more}</IsTruncated>");
    if more {
        // Writing to a String does not fail.
        let _ = write!(xml, "<NextContinuationToken>{end}</NextContinuationToken>");
    }
    for number in first..end {
        let _ = write!(
            xml,
            "<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>\
             <ETag>&quot;{number:032x}&quot;</ETag><Size>1</Size></Contents>",
            key(number)
        );
    }
    xml + "</ListBucketResult>"
}
