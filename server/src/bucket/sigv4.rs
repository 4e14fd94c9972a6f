//! AWS Signature Version 4 for S3, over a request as it will be sent: the path is signed byte for byte, where what
//! signs for `object_store` reads it as a URL library tidies it. Pure. Source of the format: Amazon S3's API
//! reference, "Authenticating Requests (AWS Signature Version 4)".

use crate::hex::hex;
use chrono::{DateTime, Utc};
use object_store::client::HttpRequest;
use object_store::{HeaderMap, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use ring::hmac;
use std::time::Duration;

/// What an address keeps as it is.
pub(super) const UNRESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Who signs, for which region, when.
pub(super) struct Signer<'a> {
    pub(super) access_key: &'a str,
    pub(super) secret_key: &'a str,
    /// Of temporary credentials.
    pub(super) token: Option<&'a str>,
    pub(super) region: &'a str,
    pub(super) now: DateTime<Utc>,
}

impl Signer<'_> {
    /// Signs all headers that the request has, which must include `host`; adds those that the signature needs. The
    /// request must have no query. `None` if a credential cannot stand in a header.
    pub(super) fn sign(&self, request: &mut HttpRequest, body: &[u8]) -> Option<()> {
        let hash = hex(digest(&SHA256, body).as_ref());
        let headers = request.headers_mut();
        headers.insert("x-amz-content-sha256", HeaderValue::from_str(&hash).ok()?);
        headers.insert("x-amz-date", HeaderValue::from_str(&self.moment()).ok()?);
        if let Some(token) = self.token {
            headers.insert("x-amz-security-token", HeaderValue::from_str(token).ok()?);
        }
        let (canonical, names) = canonical_headers(request.headers())?;
        let text = format!("{}\n{}\n\n{canonical}\n{names}\n{hash}", request.method(), request.uri().path());
        let value = format!(
            "{ALGORITHM} Credential={}/{},SignedHeaders={names},Signature={}",
            self.access_key,
            self.scope(),
            self.signature(&text)
        );
        request.headers_mut().insert("authorization", HeaderValue::from_str(&value).ok()?);
        Some(())
    }

    /// The query of a GET that anybody may send for so long.
    pub(super) fn presign(&self, host: &str, path: &str, life: Duration) -> String {
        let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let mut query = format!(
            "X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}",
            encode(&format!("{}/{}", self.access_key, self.scope())),
            self.moment(),
            life.as_secs(),
        );
        if let Some(token) = self.token {
            query += &format!("&X-Amz-Security-Token={}", encode(token));
        }
        query += "&X-Amz-SignedHeaders=host";
        let text = format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\n{UNSIGNED}");
        format!("{query}&X-Amz-Signature={}", self.signature(&text))
    }

    fn moment(&self) -> String {
        self.now.format("%Y%m%dT%H%M%SZ").to_string()
    }

    fn scope(&self) -> String {
        format!("{}/{}/s3/aws4_request", self.now.format("%Y%m%d"), self.region)
    }

    fn signature(&self, canonical_request: &str) -> String {
        let hash = hex(digest(&SHA256, canonical_request.as_bytes()).as_ref());
        let text = format!("{ALGORITHM}\n{}\n{}\n{hash}", self.moment(), self.scope());
        let day = self.now.format("%Y%m%d").to_string();
        let mut key = format!("AWS4{}", self.secret_key).into_bytes();
        for part in [day.as_str(), self.region, "s3", "aws4_request"] {
            key = mac(&key, part);
        }
        hex(&mac(&key, &text))
    }
}

/// Each header's line, and the names, both sorted.
fn canonical_headers(headers: &HeaderMap) -> Option<(String, String)> {
    let mut named: Vec<(&str, &str)> = Vec::new();
    for (name, value) in headers {
        named.push((name.as_str(), value.to_str().ok()?.trim()));
    }
    named.sort_unstable();
    let lines = named.iter().fold(String::new(), |lines, (name, value)| format!("{lines}{name}:{value}\n"));
    let names: Vec<&str> = named.into_iter().map(|(name, _)| name).collect();
    Some((lines, names.join(";")))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use object_store::client::HttpRequestBody;

    /// Of the examples in Amazon's API reference.
    fn signer() -> Signer<'static> {
        Signer {
            access_key: "AKIAIOSFODNN7EXAMPLE",
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            token: None,
            region: "us-east-1",
            now: "2013-05-24T00:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_request_is_signed_as_in_the_reference() {
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.uri_mut() = "https://examplebucket.s3.amazonaws.com/test.txt".parse().unwrap();
        request.headers_mut().insert("host", "examplebucket.s3.amazonaws.com".parse().unwrap());
        request.headers_mut().insert("range", "bytes=0-9".parse().unwrap());
        signer().sign(&mut request, b"").unwrap();
        let value = request.headers()["authorization"].to_str().unwrap();
        assert!(
            value.ends_with("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
            "{value}"
        );
    }

    #[test]
    fn an_address_is_signed_as_in_the_reference() {
        let day = Duration::from_secs(86_400);
        let query = signer().presign("examplebucket.s3.amazonaws.com", "/test.txt", day);
        assert!(
            query.ends_with(
                "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
            ),
            "{query}"
        );
    }
}
