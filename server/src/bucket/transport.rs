//! The one way to a store over HTTP, used by `object_store` and by our own listing: counts requests, asks again where
//! that may help, heeds Retry-After, and turns refusals into `Failure`.

use super::failure::Failure;
use super::gate::Gate;
use super::types::Requests;
use super::wire::{self, NoTrust, Wire};
use super::xml;
use crate::failpoint;
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::signer::Method;
use object_store::{ClientOptions, HeaderMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const TRIES: u32 = 3;
/// Of a request that was refused for the number of requests: nothing is wrong with it.
const TRIES_WHEN_THROTTLED: u32 = 6;
/// Of a page of a listing: without it, all pages before it were read for nothing.
const TRIES_OF_A_PAGE: u32 = 12;
/// Requests on their way at once, until the store asks for fewer.
const AT_ONCE: usize = 128;
/// After this long nothing is tried again. The time before a request's first turn does not count.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_WITH_A_PAGE: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest silence within an answer.
pub(super) const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Until an answer begins; a larger body gets more.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// The slowest upload that is waited for.
const SLOWEST_UPLOAD: u64 = 64 * 1024;
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(3);
/// Errors are read up to here.
const LARGEST_REFUSAL: usize = 64 * 1024;

/// A client of one store's endpoint. Clones share connections and the counter.
#[derive(Clone, Debug)]
pub(super) struct Transport {
    client: reqwest::Client,
    /// For the paths that `client` would change; made when the first one comes.
    wire: Arc<OnceLock<Wire>>,
    scheme: Arc<str>,
    /// `host:port` of the store; whatever goes elsewhere asks for credentials.
    authority: Arc<str>,
    sent: Arc<Sent>,
    gate: Arc<Gate>,
}

#[derive(Debug, Default)]
struct Sent {
    lists: AtomicU64,
    reads: AtomicU64,
    writes: AtomicU64,
}

impl Sent {
    fn count(&self, request: &HttpRequest) {
        let class = match Self::class(request) {
            "list" => &self.lists,
            "read" => &self.reads,
            _ => &self.writes,
        };
        class.fetch_add(1, Ordering::Relaxed);
    }

    fn class(request: &HttpRequest) -> &'static str {
        match *request.method() {
            Method::GET if request.uri().query().unwrap_or_default().contains("list-type=") => "list",
            Method::GET | Method::HEAD => "read",
            _ => "write",
        }
    }

    fn so_far(&self) -> Requests {
        let [lists, reads, writes] =
            [&self.lists, &self.reads, &self.writes].map(|class| class.load(Ordering::Relaxed));
        Requests { lists, reads, writes }
    }
}

impl Transport {
    /// For the store at `endpoint`, an `http` or `https` URL.
    pub(super) fn new(endpoint: &reqwest::Url) -> Result<Self, NoTrust> {
        super::install_crypto();
        let authority = authority(endpoint).into();
        let (wire, sent, gate) = (Arc::default(), Arc::default(), Arc::new(Gate::open(AT_ONCE)));
        Ok(Self { client: client(endpoint)?, wire, scheme: endpoint.scheme().into(), authority, sent, gate })
    }

    pub(super) fn requests(&self) -> Requests {
        self.sent.so_far()
    }

    /// Sends until there is an answer with a good status, or no sense in asking again.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let (most_when_throttled, patience) = match Sent::class(&request) {
            "list" => (TRIES_OF_A_PAGE, PATIENCE_WITH_A_PAGE),
            _ => (TRIES_WHEN_THROTTLED, PATIENCE),
        };
        let (mut begun, mut tries) = (None, 0);
        loop {
            tries += 1;
            let failure = match self.in_turn(request.clone(), &mut begun).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            // How many go out at once is the gate's business; the wait here only parts them.
            let (most, backoff) = match failure.is_throttling() {
                true => (most_when_throttled, with_chance(50 << (tries - 1))),
                false => (TRIES, with_chance(150 * 4u64.pow(tries - 1))),
            };
            let wait = failure.retry_after().unwrap_or(backoff);
            let passed = begun.map_or(Duration::ZERO, |begun| begun.elapsed()).saturating_add(wait);
            if tries >= most || !failure.is_transient() || passed > patience {
                return Err(failure);
            }
            tracing::debug!(%failure, tries, "asking a store again");
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends when there is room for one more, and learns from the answer how much room there is. Notes when the first
    /// turn began.
    async fn in_turn(
        &self,
        request: HttpRequest,
        begun: &mut Option<Instant>,
    ) -> Result<HttpResponse, Failure> {
        let _pass = self.gate.enter().await;
        begun.get_or_insert_with(Instant::now);
        let point = Sent::class(&request);
        failpoint::before(point);
        let answer = self.once(request).await;
        failpoint::after(point);
        match &answer {
            Ok(_) => self.gate.served(),
            Err(failure) if failure.is_throttling() => self.gate.refused(failure.retry_after()),
            Err(_) => {}
        }
        answer
    }

    async fn once(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        self.sent.count(&request);
        let upload = request.body().content_length() as u64 / SLOWEST_UPLOAD;
        let limit = ANSWER_TIMEOUT + Duration::from_secs(upload);
        let answer = tokio::time::timeout(limit, self.over(request)).await;
        let response = answer.map_err(|_| Failure::TimedOut)?.map_err(|e| Failure::of_transport(&e))?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
    }

    async fn over(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !wire::is_needed_for(request.uri().path()) {
            return self.client.call(request).await;
        }
        let wire = match self.wire.get() {
            Some(wire) => wire,
            None => {
                let new = Wire::new(&self.scheme, CONNECT_TIMEOUT)
                    .map_err(|NoTrust| HttpError::new(HttpErrorKind::Connect, NoTrust))?;
                self.wire.get_or_init(|| new)
            }
        };
        wire.call(request).await
    }

    fn is_store(&self, request: &HttpRequest) -> bool {
        request.uri().authority().is_some_and(|authority| authority.as_str() == &*self.authority)
    }

    /// Metadata and token services: their statuses are `object_store`'s to read, and it asks again itself.
    async fn credentials(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let failed = |why: String| Failure::NoCredentials(format!("{host} gave none: {why}"));
        match tokio::time::timeout(CREDENTIALS_TIMEOUT, self.client.call(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(failed(Failure::of_transport(&error).to_string())),
            Err(_) => Err(failed("no answer in time".to_owned())),
        }
    }
}

#[async_trait]
impl HttpService for Transport {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer =
            if self.is_store(&request) { self.send(request).await } else { self.credentials(request).await };
        // `Unknown` is the kind that nobody above tries again: that was done here.
        answer.map_err(|failure| HttpError::new(HttpErrorKind::Unknown, failure))
    }
}

impl HttpConnector for Transport {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

fn client(endpoint: &reqwest::Url) -> Result<reqwest::Client, NoTrust> {
    let builder = || {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("skylabel/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .http1_only()
            .tcp_nodelay(true);
        if is_loopback(endpoint) { builder.no_proxy() } else { builder }
    };
    http_client(builder, endpoint.scheme() == "http")
}

/// A client as it is asked for. A bare container holds no certificates; where a plain connection is enough it needs none.
pub fn http_client(
    builder: impl Fn() -> reqwest::ClientBuilder,
    plain: bool,
) -> Result<reqwest::Client, NoTrust> {
    super::install_crypto();
    match builder().build() {
        Ok(client) => Ok(client),
        Err(_) if plain => {
            let trusting_nobody = rustls::ClientConfig::builder()
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
            builder().tls_backend_preconfigured(trusting_nobody).build().map_err(|_| NoTrust)
        }
        Err(_) => Err(NoTrust),
    }
}

/// `host:port`, the port only where the URL says it: as a request's own URI has it.
fn authority(url: &reqwest::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a URL points at this machine.
pub(super) fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn refusal(response: HttpResponse) -> Failure {
    let status = response.status().as_u16();
    let region = header(response.headers(), "x-amz-bucket-region");
    let retry_after = header(response.headers(), "retry-after").and_then(|value| seconds(&value));
    let said = xml::refusal(&beginning(response.into_body()).await);
    Failure::Refused { status, code: said.code, region: region.or(said.region), retry_after }
}

/// A header as text.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// A wait as seconds, or until a date.
fn seconds(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = chrono::DateTime::parse_from_rfc2822(value).ok()?;
    (until.to_utc() - chrono::Utc::now()).to_std().ok()
}

/// The first bytes of a body; what breaks off is as good as what came.
async fn beginning(body: HttpResponseBody) -> Bytes {
    let mut chunks = body.bytes_stream();
    let mut text = BytesMut::new();
    while let Some(Ok(chunk)) = chunks.next().await {
        text.extend_from_slice(&chunk);
        if text.len() > LARGEST_REFUSAL {
            break;
        }
    }
    text.freeze()
}

/// So many milliseconds, and a little more by chance, so that many clients do not come back at once.
fn with_chance(ms: u64) -> Duration {
    let chance = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.subsec_nanos() % 100);
    Duration::from_millis(ms) * (100 + chance) / 100
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn waits_are_read_in_both_forms() {
        assert_eq!(seconds("7"), Some(Duration::from_secs(7)));
        let soon = (chrono::Utc::now() + chrono::Duration::seconds(60)).to_rfc2822();
        assert!(seconds(&soon).unwrap() > Duration::from_secs(50));
        assert_eq!(seconds("soon"), None);
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (url, expected) in [
            ("http://127.0.0.1:9000", true),
            ("http://localhost", true),
            ("http://[::1]:80", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example.com", false),
        ] {
            assert_eq!(is_loopback(&url.parse().unwrap()), expected, "{url}");
        }
    }
}
