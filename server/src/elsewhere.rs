//! Texts and trees of other web servers, which tasks and configs name: read for the page, whose own policy asks nobody
//! else. Which addresses are named is decided before; here it is decided where a connection may lead.

use crate::bucket::http_client;
use app::api::error::{ApiError, ApiResult};
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Bytes of the largest answer that is taken.
const LARGEST: u64 = 16 << 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 5;

/// Where a connection may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Also to this machine and its network: whoever uses this server reaches them without it.
    Anywhere,
    /// Only to addresses of the internet.
    Public,
    /// To the endpoint of a storage, wherever that is, and from there no farther.
    Endpoint,
}

/// Why an address is not asked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error("{0} is no address of a web page")]
    NotWeb(String),
    #[error(
        "{0} is an address of this server's own network, which tasks of a shared server do not reach; put the text into \
         the task, or into a source storage"
    )]
    Private(String),
}

/// What stands at an address.
pub async fn read(address: &str, reach: Reach) -> ApiResult<Vec<u8>> {
    let refused = |why: Refused| ApiError::Forbidden(why.to_string());
    let url: Url = address.parse().map_err(|_| refused(Refused::NotWeb(address.to_owned())))?;
    check(&url, reach).map_err(refused)?;
    let client = http_client(|| builder(reach), url.scheme() == "http")
        .map_err(|why| ApiError::Upstream(why.to_string()))?;
    let failed = |error: reqwest::Error| ApiError::Upstream(format!("{address}: {}", root(&error)));
    let mut answer = client.get(url).send().await.map_err(failed)?;
    match answer.status().as_u16() {
        200..=299 => {}
        404 | 410 => return Err(ApiError::NotFound(format!("there is nothing at {address}"))),
        status => return Err(ApiError::Upstream(format!("{address} answers with status {status}"))),
    }
    check_size(answer.content_length().unwrap_or(0), address)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        check_size(bytes.len() as u64, address)?;
    }
    Ok(bytes)
}

fn check_size(size: u64, address: &str) -> ApiResult<()> {
    if size <= LARGEST {
        return Ok(());
    }
    Err(ApiError::invalid(format!("{address} has more than {} MB", LARGEST >> 20)))
}

fn builder(reach: Reach) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("skylabel/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(WHOLE_TIMEOUT)
        // A proxy would look names up itself, where nothing is checked.
        .no_proxy()
        .http1_only()
        .pool_max_idle_per_host(0);
    match reach {
        Reach::Anywhere => builder.redirect(Policy::custom(move |next| follow(next, reach))),
        Reach::Public => builder
            .redirect(Policy::custom(move |next| follow(next, reach)))
            .dns_resolver(Arc::new(PublicNames)),
        Reach::Endpoint => builder.redirect(Policy::none()),
    }
}

fn follow(next: Attempt<'_>, reach: Reach) -> reqwest::redirect::Action {
    if next.previous().len() > REDIRECTS {
        return next.error("it redirects too often");
    }
    match check(next.url(), reach) {
        Ok(()) => next.follow(),
        Err(why) => next.error(why),
    }
}

/// Names are checked when they are looked up; an address that is written out is checked here.
fn check(url: &Url, reach: Reach) -> Result<(), Refused> {
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return Err(Refused::NotWeb(url.to_string()));
    };
    let written: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    if reach == Reach::Public && written.is_some_and(|address| !is_public(address)) {
        return Err(Refused::Private(host.to_owned()));
    }
    Ok(())
}

/// Gives only the public addresses of a name, so that what was checked is what is connected to.
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(public_addresses(name.as_str().to_owned()))
    }
}

async fn public_addresses(host: String) -> Result<Addrs, Box<dyn std::error::Error + Send + Sync>> {
    let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
    let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
    if public.is_empty() {
        return Err(Refused::Private(host).into());
    }
    Ok(Box::new(public.into_iter()))
}

/// An address of the internet, and of no network of somebody's own.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved =
        matches!((a, b, c), (0 | 240..=255, ..) | (192, 0, 0) | (100, 64..=127, _) | (198, 18..=19, _));
    !(reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let within = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        // Ways to write or reach an address of the older kind: by translation, by tunnel.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(within(high, low))
        }
        [0x2002, high, low, ..] => is_public_v4(within(high, low)),
        // Of the rest only what is given out to the internet, but for a tunnel and for examples.
        [0x2001, 0 | 0xdb8, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// What lies at the bottom of an error says most.
fn root(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    #[test]
    fn addresses_of_no_internet_are_known_in_every_spelling() {
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
        for outer in ["93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(outer.parse().unwrap()), "{outer}");
        }
    }

    #[test]
    fn an_address_that_is_written_out_is_checked_before_it_is_asked() {
        let refused = |url: &str, reach| check(&url.parse().unwrap(), reach).is_err();
        for url in ["http://127.0.0.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]:8080/x"] {
            assert!(refused(url, Reach::Public), "{url}");
            assert!(!refused(url, Reach::Anywhere), "{url}");
        }
        for url in ["file:///etc/passwd", "ftp://1.1.1.1/", "data:text/plain,x"] {
            assert!(refused(url, Reach::Anywhere), "{url}");
        }
        assert!(!refused("https://example.org/a.txt", Reach::Public));
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_not_looked_up_for_a_shared_server() {
        let names = PublicNames.resolve("localhost".parse().unwrap()).await;
        assert!(names.is_err());
    }

    /// A server that answers once; its address.
    async fn answering(answer: &'static str) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 1024]).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        });
        format!("http://{address}/a.txt")
    }

    #[tokio::test]
    async fn what_stands_there_is_read_up_to_a_size_and_a_refusal_says_why() {
        let there = answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await;
        assert!(matches!(read(&there, Reach::Public).await, Err(ApiError::Forbidden(_))));
        assert_eq!(read(&there, Reach::Anywhere).await.unwrap(), b"hello");
        let gone = answering("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await;
        assert!(matches!(read(&gone, Reach::Anywhere).await, Err(ApiError::NotFound(_))));
        let large = answering("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n").await;
        assert!(matches!(read(&large, Reach::Anywhere).await, Err(ApiError::Invalid { .. })));
    }

    #[tokio::test]
    async fn the_endpoint_of_a_storage_leads_nowhere_else() {
        let moved = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        let error = read(&answering(moved).await, Reach::Endpoint).await.unwrap_err();
        assert!(error.to_string().contains("302"), "{error}");
    }
}
