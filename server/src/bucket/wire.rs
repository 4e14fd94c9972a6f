//! A client that sends a request's path as it is. The usual one reads addresses as browsers do, and would resolve the
//! dots of a key like `a/../b`.

use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use object_store::client::{
    HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::ConfigVerifierExt;
use std::time::Duration;

/// There is no certificate authority to trust on this machine.
#[derive(Debug, thiserror::Error)]
#[error("there is no certificate authority to trust on this machine")]
pub struct NoTrust;

/// Speaks HTTP/1.1; clones share connections.
#[derive(Clone, Debug)]
pub(super) struct Wire(Client<HttpsConnector<HttpConnector>, HttpRequestBody>);

impl Wire {
    /// For an endpoint with that scheme; `http` needs no certificates.
    pub(super) fn new(scheme: &str, connect_timeout: Duration) -> Result<Self, NoTrust> {
        let trust = match scheme {
            "http" => {
                let nobody = RootCertStore::empty();
                ClientConfig::builder().with_root_certificates(nobody).with_no_client_auth()
            }
            _ => ClientConfig::with_platform_verifier().map_err(|_| NoTrust)?,
        };
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(trust)
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    pub(super) async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let failed = |error| HttpError::new(HttpErrorKind::Unknown, error);
        let (parts, body) = self.0.request(request).await.map_err(failed)?.into_parts();
        let body = body.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error));
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body)))
    }
}

/// Whether the usual client would change this path.
pub(super) fn is_needed_for(path: &str) -> bool {
    path.split('/').any(|part| part == "." || part == "..")
}
