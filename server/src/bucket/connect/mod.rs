//! From a storage's settings, its secrets and the machine's surroundings to a client.

mod environment;
mod gcs;
mod profile;
mod s3;

pub(crate) use environment::{Environment, GOOGLE_CREDENTIALS, Stamp};

use super::cloud::Cloud;
use super::local::Local;
use super::transport::{Transport, is_loopback};
use super::{Backend, BucketError};
use app::model::storage::{StorageKind, StorageSecrets, StorageSettings};
use reqwest::Url;

/// Connects with what the settings say; the environment fills in what they leave open.
pub(super) fn connect(
    settings: &StorageSettings,
    secrets: &StorageSecrets,
    environment: &Environment,
) -> Result<Backend, BucketError> {
    match settings.kind {
        StorageKind::S3 => s3::connect(settings, secrets, environment).map(Cloud::into_backend),
        StorageKind::Gcs => gcs::connect(settings, secrets, environment).map(Cloud::into_backend),
        StorageKind::Local => Local::new(&settings.path).map(Local::into_backend),
        StorageKind::Azure => {
            Err(BucketError::invalid("Azure Blob Storage is not supported yet; known are s3, gcs and local"))
        }
    }
}

/// A bucket's name, or what is wrong with it.
fn bucket_name(settings: &StorageSettings) -> Result<&str, BucketError> {
    let name = settings.path.as_str();
    let title = settings.kind.title();
    if name.is_empty() {
        return Err(BucketError::invalid(format!(
            "no bucket is named: give the name of a bucket of {title}"
        )));
    }
    if let Some((_, rest)) = name.split_once("://") {
        return Err(BucketError::invalid(format!(
            "\"{name}\" is a URI: give the bucket's name alone (\"{}\"), and a folder as the prefix",
            rest.split('/').next().unwrap_or(rest)
        )));
    }
    if let Some((bucket, folder)) = name.split_once('/') {
        return Err(BucketError::invalid(format!(
            "the bucket's name \"{name}\" holds a slash: name \"{bucket}\", and give \"{folder}\" as the prefix"
        )));
    }
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if !name.chars().all(good) {
        return Err(BucketError::invalid(format!(
            "\"{name}\" cannot be the name of a bucket: letters, digits, dots, dashes and underscores are allowed"
        )));
    }
    Ok(name)
}

/// Reads an endpoint that a person gave. Plain HTTP would show data and signatures to the whole network.
fn endpoint(text: &str, from: &str) -> Result<Url, BucketError> {
    let wrong = |why: &str| BucketError::invalid(format!("the endpoint \"{text}\" (from {from}) {why}"));
    let url: Url = text
        .trim_end_matches('/')
        .parse()
        .map_err(|_| wrong("is no URL: write it as https://host or https://host:port"))?;
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(wrong("has more than a host, a port and a path"));
    }
    match url.scheme() {
        _ if url.host_str().is_none_or(str::is_empty) => Err(wrong("names no host")),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(wrong(
            "is plain HTTP, which is allowed to this machine (127.0.0.1, localhost) only: use https",
        )),
        scheme => Err(wrong(&format!("has the scheme {scheme}: use https"))),
    }
}

/// The endpoint's text without a trailing slash, as keys are appended to it.
fn base(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

fn transport(url: &Url) -> Result<Transport, BucketError> {
    Transport::new(url).map_err(|_| {
        BucketError::invalid(format!(
            "{} cannot be trusted, for this machine holds no CA certificates: install the ca-certificates package, or \
             name a file of certificates in SSL_CERT_FILE",
            base(url)
        ))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(endpoint("http://127.0.0.1:9000/", "a test").is_ok());
        assert!(endpoint("https://minio.example.com", "a test").is_ok());
        let error = endpoint("http://minio.example.com", "AWS_ENDPOINT_URL").unwrap_err();
        assert!(error.to_string().contains("AWS_ENDPOINT_URL"), "{error}");
        assert!(error.to_string().contains("use https"), "{error}");
        for text in ["minio:9000", "ftp://x", "https://u:p@host", "", "https://"] {
            assert!(endpoint(text, "a test").is_err(), "{text}");
        }
    }

    #[test]
    fn a_uri_or_a_folder_in_place_of_a_bucket_says_what_to_write() {
        let named = |path: &str| StorageSettings { path: path.into(), ..StorageSettings::default() };
        assert!(bucket_name(&named("my.bucket-1")).is_ok());
        for (path, advice) in
            [("s3://b/x", "(\"b\")"), ("b/x", "\"x\" as the prefix"), ("", "no bucket"), ("a b", "cannot be")]
        {
            let error = bucket_name(&named(path)).unwrap_err().to_string();
            assert!(error.contains(advice), "{error}");
        }
    }
}
