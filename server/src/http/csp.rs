//! The content security policy of pages: our own scripts by nonce, media from the stores that are configured.

use app::model::storage::{StorageKind, StorageSettings};
use std::collections::BTreeSet;

/// Where signed URLs of these storages lead, as CSP sources. Sorted, each once.
pub fn media_sources<'a>(storages: impl IntoIterator<Item = &'a StorageSettings>) -> BTreeSet<String> {
    storages.into_iter().flat_map(sources_of).collect()
}

fn sources_of(settings: &StorageSettings) -> Vec<String> {
    if let Some(endpoint) = settings.endpoint.as_deref().filter(|endpoint| !endpoint.is_empty()) {
        return origin_of(endpoint).into_iter().collect();
    }
    let fixed: &[&str] = match settings.kind {
        StorageKind::S3 => &["https://*.amazonaws.com"],
        StorageKind::Gcs => &["https://storage.googleapis.com", "https://*.storage.googleapis.com"],
        StorageKind::Azure => &["https://*.blob.core.windows.net"],
        StorageKind::Local => &[],
    };
    fixed.iter().map(|source| (*source).to_owned()).collect()
}

/// Scheme and authority of an endpoint, if they hold nothing that would end a CSP directive.
pub fn origin_of(endpoint: &str) -> Option<String> {
    let uri: actix_web::http::Uri = endpoint.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?;
    let port = authority.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = authority.host();
    let safe = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':'));
    safe.then(|| format!("{scheme}://{host}{port}"))
}

/// The policy of a page. Tasks may show media of any web server, so pictures and sounds may come from anywhere;
/// scripts may not, and requests of scripts go only to us and the stores.
pub fn policy(nonce: &str, media: &BTreeSet<String>) -> String {
    let stores: String = media.iter().map(|source| format!(" {source}")).collect();
    format!(
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'unsafe-inline'; font-src 'self'; manifest-src 'self'; worker-src 'self' blob:; \
         connect-src 'self'{stores}; \
         img-src 'self' data: blob: https: http:{stores}; media-src 'self' data: blob: https: http:{stores}; \
         frame-src 'self' blob:"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn at(kind: StorageKind, endpoint: Option<&str>) -> StorageSettings {
        StorageSettings { kind, endpoint: endpoint.map(str::to_owned), ..Default::default() }
    }

    #[test]
    fn a_storages_own_endpoint_may_be_read_from() {
        let media = media_sources(&[at(StorageKind::S3, Some("http://127.0.0.1:9000/path"))]);
        assert_eq!(media.into_iter().collect::<Vec<_>>(), ["http://127.0.0.1:9000"]);
    }

    #[test]
    fn the_clouds_own_endpoints_are_known() {
        let media = media_sources(&[
            at(StorageKind::S3, None),
            at(StorageKind::Gcs, None),
            at(StorageKind::Local, None),
        ]);
        assert!(
            media.contains("https://*.amazonaws.com") && media.contains("https://storage.googleapis.com")
        );
    }

    #[test]
    fn no_endpoint_can_add_a_directive() {
        for endpoint in ["http://a; script-src *", "javascript:alert(1)", "http://a,b", "nonsense"] {
            assert!(media_sources(&[at(StorageKind::S3, Some(endpoint))]).is_empty(), "{endpoint}");
        }
    }

    #[test]
    fn scripts_run_by_nonce_only() {
        let policy = policy("abc", &BTreeSet::from(["https://s".to_owned()]));
        assert!(policy.contains("script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';"));
        assert!(policy.contains("connect-src 'self' https://s;"));
        assert!(!policy.contains("unsafe-eval' ") && !policy.contains("script-src *"));
    }
}
