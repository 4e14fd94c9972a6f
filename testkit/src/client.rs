//! A client of our own for the test servers, apart from the one under test: signed requests by `AwsAuthorizer`, and
//! unsigned ones over a bare socket for keys that no URL library lets through.

use crate::{ACCESS_KEY, REGION, SECRET_KEY};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use object_store::aws::{AwsAuthorizer, AwsCredential};
use object_store::client::{HttpClient, HttpRequest};
use object_store::signer::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a path keeps as it is: unreserved characters and the slash.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
const QUERY: &AsciiSet = &PATH.add(b'/');

/// A key as a URL's path carries it.
pub fn encode_path(key: &str) -> String {
    utf8_percent_encode(key, PATH).to_string()
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub body: Bytes,
}

/// Speaks S3 to one server.
#[derive(Clone, Debug)]
pub struct S3Client {
    pub endpoint: String,
    credential: Arc<AwsCredential>,
    http: HttpClient,
}

impl S3Client {
    /// `endpoint` is `http://127.0.0.1:PORT`.
    pub fn new(endpoint: &str) -> Result<Self> {
        Self::with_keys(endpoint, ACCESS_KEY, SECRET_KEY)
    }

    pub fn with_keys(endpoint: &str, access: &str, secret: &str) -> Result<Self> {
        crate::install_crypto();
        let credential =
            AwsCredential { key_id: access.to_owned(), secret_key: secret.to_owned(), token: None };
        // No idle connections: a server is shared by tests, and a connection lives in one test's runtime.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build()?;
        Ok(Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            credential: Arc::new(credential),
            http: HttpClient::new(http),
        })
    }

    /// The same client, keeping its connections: for many requests from one runtime.
    pub fn pooled(&self) -> Result<Self> {
        Ok(Self { http: HttpClient::new(reqwest::Client::builder().build()?), ..self.clone() })
    }

    /// One signed request; `path` is encoded already and begins with a slash.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<Answer> {
        let mut request = HttpRequest::new(body.into());
        *request.method_mut() = Method::from_bytes(method.as_bytes())?;
        *request.uri_mut() = format!("{}{path}", self.endpoint).parse()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse()?);
        }
        AwsAuthorizer::new(&self.credential, "s3", REGION).try_authorize(&mut request, None)?;
        let response = self.http.execute(request).await?;
        let status = response.status().as_u16();
        let etag = response.headers().get("etag").and_then(|v| v.to_str().ok()).map(str::to_owned);
        Ok(Answer { status, etag, body: response.into_body().bytes().await? })
    }

    pub async fn create_bucket(&self, bucket: &str) -> Result<()> {
        let answer = self.request("PUT", &format!("/{bucket}"), &[], Bytes::new()).await?;
        expect(&answer, &[200, 409], || format!("creating bucket {bucket}"))
    }

    pub async fn put(&self, bucket: &str, key: &str, body: impl Into<Bytes>) -> Result<()> {
        self.put_as(bucket, key, body, "application/octet-stream").await
    }

    pub async fn put_as(&self, bucket: &str, key: &str, body: impl Into<Bytes>, media: &str) -> Result<()> {
        let path = format!("/{bucket}/{}", encode_path(key));
        let answer = self.request("PUT", &path, &[("content-type", media)], body.into()).await?;
        expect(&answer, &[200], || format!("writing {bucket}/{key}"))
    }

    /// The object's bytes, or `None` if there is none.
    pub async fn get(&self, bucket: &str, key: &str) -> Result<Option<Bytes>> {
        let path = format!("/{bucket}/{}", encode_path(key));
        let answer = self.request("GET", &path, &[], Bytes::new()).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        expect(&answer, &[200], || format!("reading {bucket}/{key}"))?;
        Ok(Some(answer.body))
    }

    pub async fn delete(&self, bucket: &str, key: &str) -> Result<()> {
        let path = format!("/{bucket}/{}", encode_path(key));
        let answer = self.request("DELETE", &path, &[], Bytes::new()).await?;
        expect(&answer, &[200, 204], || format!("deleting {bucket}/{key}"))
    }

    /// Lets browsers of every origin read the bucket.
    pub async fn allow_all_origins(&self, bucket: &str) -> Result<()> {
        let rule = "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>\
                    <AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>";
        let answer = self
            .request("PUT", &format!("/{bucket}?cors="), &[], Bytes::from_static(rule.as_bytes()))
            .await?;
        expect(&answer, &[200, 204], || format!("setting the CORS rule of {bucket}"))
    }

    /// Every key under `prefix`, in the server's order.
    pub async fn list(&self, bucket: &str, prefix: &str) -> Result<Vec<String>> {
        let mut keys = Vec::new();
        let mut token = None;
        loop {
            token = self.list_page(bucket, prefix, token.as_deref(), &mut keys).await?;
            if token.is_none() {
                return Ok(keys);
            }
        }
    }

    /// One page of up to 1,000 keys; answers with the token of the next.
    pub async fn list_page(
        &self,
        bucket: &str,
        prefix: &str,
        token: Option<&str>,
        keys: &mut Vec<String>,
    ) -> Result<Option<String>> {
        let encode = |text: &str| utf8_percent_encode(text, QUERY).to_string();
        let mut path = format!("/{bucket}?");
        if let Some(token) = token {
            path += &format!("continuation-token={}&", encode(token));
        }
        path += &format!("encoding-type=url&list-type=2&prefix={}", encode(prefix));
        let answer = self.request("GET", &path, &[], Bytes::new()).await?;
        expect(&answer, &[200], || format!("listing {bucket}/{prefix}"))?;
        let text = std::str::from_utf8(&answer.body)?;
        for key in elements(text, "Key") {
            // As forms are encoded: a plus that is meant is %2B.
            let key = key.replace('+', " ");
            keys.push(percent_encoding::percent_decode_str(&key).decode_utf8()?.into_owned());
        }
        Ok(elements(text, "NextContinuationToken").next().map(str::to_owned))
    }

    /// Writes a key that URL libraries would rewrite (`..`, `./x`), unsigned, over a bare socket. For moto only.
    pub async fn put_untouched(&self, bucket: &str, key: &str, body: &[u8]) -> Result<()> {
        let host = self.endpoint.strip_prefix("http://").context("a plain endpoint")?;
        let mut socket = TcpStream::connect(host).await?;
        let head = format!(
            "PUT /{bucket}/{} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            encode_path(key),
            body.len()
        );
        socket.write_all(head.as_bytes()).await?;
        socket.write_all(body).await?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await?;
        if !answer.starts_with(b"HTTP/1.1 200") {
            bail!("writing {bucket}/{key}: {}", String::from_utf8_lossy(&answer));
        }
        Ok(())
    }
}

/// The texts of all elements of that name, in order. Enough for answers whose values are URL-encoded.
fn elements<'a>(xml: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        let start = rest.find(&open)? + open.len();
        let end = start + rest[start..].find(&close)?;
        let text = &rest[start..end];
        rest = &rest[end + close.len()..];
        Some(text)
    })
}

fn expect(answer: &Answer, good: &[u16], what: impl FnOnce() -> String) -> Result<()> {
    if good.contains(&answer.status) {
        return Ok(());
    }
    bail!("{}: status {}: {}", what(), answer.status, String::from_utf8_lossy(&answer.body))
}
