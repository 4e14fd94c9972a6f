//! One object by its key, byte for byte: reading, writing, deleting and signing for the keys that `object_store` cannot
//! express. The same transport, the same words for what fails.

use super::cloud::{Cloud, Provider, S3};
use super::failure::Failure;
use super::say::Act;
use super::sigv4::{Signer, UNRESERVED};
use super::transport::{READ_TIMEOUT, header};
use super::types::{Condition, RangedObject, ReadRange, Version};
use super::{BucketError, wire};
use async_stream::try_stream;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use object_store::HeaderMap;
use object_store::client::{HttpRequest, HttpRequestBody, HttpResponse};
use percent_encoding::utf8_percent_encode;
use std::ops::Range;
use std::time::Duration;
use tokio::time::timeout;

type Headers<'a> = &'a [(&'static str, &'a str)];

impl Cloud {
    pub(super) async fn get_exact(&self, key: &str, range: ReadRange) -> Result<RangedObject, BucketError> {
        let said = match range {
            ReadRange::Whole => None,
            ReadRange::From(start) => Some(format!("bytes={start}-")),
            ReadRange::Between(range) => {
                Some(format!("bytes={}-{}", range.start, range.end.saturating_sub(1)))
            }
            ReadRange::Last(count) => Some(format!("bytes=-{count}")),
        };
        let range: Vec<_> = said.iter().map(|said| ("range", said.as_str())).collect();
        let response = self.exact(Act::Read, "GET", key, &range, Bytes::new()).await?;
        let headers = response.headers();
        let (part, size) = extent(headers).ok_or_else(|| {
            self.failed(Act::Read, key, &Failure::Broken("the answer does not say its length".to_owned()))
        })?;
        let (version, content_type) = (self.version_of(headers), header(headers, "content-type"));
        let last_modified = header(headers, "last-modified").and_then(|date| moment(&date));
        let scene = self.scene_of(Act::Read, key);
        let mut chunks = response.into_body().bytes_stream();
        let body = try_stream! {
            // The client that takes paths as they are has no limit of its own on silence.
            while let Some(chunk) = timeout(READ_TIMEOUT, chunks.next())
                .await
                .map_err(|_| scene.error(&Failure::TimedOut))?
            {
                yield chunk.map_err(|error| scene.error(&Failure::of_transport(&error)))?;
            }
        };
        Ok(RangedObject { version, size, range: part, content_type, last_modified, body: body.boxed() })
    }

    pub(super) async fn put_exact(
        &self,
        key: &str,
        body: Bytes,
        content_type: &str,
        condition: &Condition,
    ) -> Result<Version, BucketError> {
        let mut headers = vec![("content-type", content_type)];
        headers.extend(match (&self.provider, condition) {
            (_, Condition::Always) => None,
            (Provider::S3(_), Condition::IfAbsent) => Some(("if-none-match", "*")),
            (Provider::S3(_), Condition::IfUnchanged(Version(seen))) => Some(("if-match", seen.as_str())),
            (Provider::Gcs(_), Condition::IfAbsent) => Some(("x-goog-if-generation-match", "0")),
            (Provider::Gcs(_), Condition::IfUnchanged(Version(seen))) => {
                Some(("x-goog-if-generation-match", seen.as_str()))
            }
        });
        let response = self.exact(Act::Write, "PUT", key, &headers, body).await?;
        Ok(self.version_of(response.headers()))
    }

    pub(super) async fn delete_exact(&self, key: &str) -> Result<(), BucketError> {
        self.exact(Act::Delete, "DELETE", key, &[], Bytes::new()).await.map(drop)
    }

    /// `None` for what no browser could ask for, and where nobody can sign: then it is streamed.
    pub(super) async fn sign_exact(&self, key: &str, life: Duration) -> Result<Option<String>, BucketError> {
        let path = self.exact_path(key);
        let Provider::S3(s3) = &self.provider else { return Ok(None) };
        if s3.anonymous || wire::is_needed_for(&path) {
            return Ok(None);
        }
        let signed = with_signer(s3, |signer| signer.presign(self.authority(), &path, life)).await;
        let query = signed.map_err(|failure| self.failed(Act::Sign, key, &failure))?;
        Ok(Some(format!("{}{path}?{query}", self.origin())))
    }

    async fn exact(
        &self,
        act: Act,
        method: &str,
        key: &str,
        headers: Headers<'_>,
        body: Bytes,
    ) -> Result<HttpResponse, BucketError> {
        let failed = |failure: Failure| self.failed(act, key, &failure);
        let mut request = self.request(method, key, headers, body.clone()).ok_or_else(|| {
            BucketError::invalid(format!("{} cannot be asked for: its address is too long", self.uri(key)))
        })?;
        match &self.provider {
            Provider::S3(s3) if !s3.anonymous => {
                let signed =
                    with_signer(s3, |signer| signer.sign(&mut request, &body)).await.map_err(failed)?;
                signed.ok_or_else(|| failed(Failure::NoCredentials("they are malformed".to_owned())))?;
            }
            Provider::Gcs(gcs) => gcs.authorize(&mut request).await.map_err(failed)?,
            Provider::S3(_) => {}
        }
        self.transport.send(request).await.map_err(failed)
    }

    fn request(&self, method: &str, key: &str, headers: Headers<'_>, body: Bytes) -> Option<HttpRequest> {
        let mut request = HttpRequest::new(HttpRequestBody::from(body));
        *request.method_mut() = method.parse().ok()?;
        *request.uri_mut() = format!("{}{}", self.origin(), self.exact_path(key)).parse().ok()?;
        let payer = match &self.provider {
            Provider::S3(s3) if s3.request_payer => Some(("x-amz-request-payer", "requester")),
            _ => None,
        };
        for (name, value) in [("host", self.authority())].iter().chain(headers).chain(&payer) {
            request.headers_mut().insert(*name, value.parse().ok()?);
        }
        Some(request)
    }

    /// The path of the address, each part encoded, the slashes as they are.
    fn exact_path(&self, key: &str) -> String {
        let base = &self.endpoint[self.origin().len()..];
        let encoded: Vec<_> =
            key.split('/').map(|part| utf8_percent_encode(part, UNRESERVED).to_string()).collect();
        format!("{base}/{}/{}", self.identity().bucket, encoded.join("/"))
    }

    /// The endpoint's scheme and authority.
    fn origin(&self) -> &str {
        let authority = self.authority();
        let end = self.endpoint.find(authority).map_or(self.endpoint.len(), |at| at + authority.len());
        &self.endpoint[..end]
    }

    fn authority(&self) -> &str {
        let rest = self.endpoint.split_once("://").map_or(self.endpoint.as_str(), |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }

    fn version_of(&self, headers: &HeaderMap) -> Version {
        let name = match &self.provider {
            Provider::S3(_) => "etag",
            Provider::Gcs(_) => "x-goog-generation",
        };
        Version(header(headers, name).unwrap_or_default())
    }
}

async fn with_signer<T>(s3: &S3, work: impl FnOnce(Signer<'_>) -> T) -> Result<T, Failure> {
    let credential =
        s3.store.credentials().get_credential().await.map_err(|error| Failure::no_credentials(&error))?;
    Ok(work(Signer {
        access_key: &credential.key_id,
        secret_key: &credential.secret_key,
        token: credential.token.as_deref(),
        region: &s3.region,
        now: Utc::now(),
    }))
}

fn moment(date: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(date).ok().map(|moment| moment.to_utc())
}

/// The bytes that an answer carries, and the size of the whole object.
fn extent(headers: &HeaderMap) -> Option<(Range<u64>, u64)> {
    let Some(part) = header(headers, "content-range") else {
        let size = header(headers, "content-length")?.parse().ok()?;
        return Some((0..size, size));
    };
    let (span, size) = part.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    Some((first.parse().ok()?..last.parse::<u64>().ok()?.checked_add(1)?, size.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn an_answer_says_which_bytes_it_carries() {
        assert_eq!(extent(&headers(&[("content-length", "10")])), Some((0..10, 10)));
        let part = [("content-length", "3"), ("content-range", "bytes 7-9/10")];
        assert_eq!(extent(&headers(&part)), Some((7..10, 10)));
        assert_eq!(extent(&headers(&[("content-range", "bytes */10")])), None);
        assert_eq!(extent(&headers(&[])), None);
    }
}
