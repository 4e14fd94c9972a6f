//! Google Cloud Storage by its XML API. Credentials: the storage's own JSON, the file that
//! `GOOGLE_APPLICATION_CREDENTIALS` names, gcloud's own, then the metadata server. The endpoint can be another: by the
//! settings, by `SKYLABEL_GCS_ENDPOINT`, or by `gcs_base_url` in the credentials.

use super::{Environment, GOOGLE_CREDENTIALS, base, bucket_name, endpoint, s3, transport};
use crate::bucket::BucketError;
use crate::bucket::cloud::{Cloud, Gcs};
use app::model::storage::{StorageSecrets, StorageSettings};
use object_store::gcp::GoogleCloudStorageBuilder;
use reqwest::Url;
use serde_json::Value;

const CLOUDS_OWN: &str = "https://storage.googleapis.com";

pub(super) fn connect(
    settings: &StorageSettings,
    secrets: &StorageSecrets,
    environment: &Environment,
) -> Result<Cloud, BucketError> {
    let bucket = bucket_name(settings)?;
    let found = Found::look(secrets, environment)?;
    let custom = custom_endpoint(settings, environment, found.as_ref())?;
    let url = match &custom {
        Some(url) => url.clone(),
        None => endpoint(CLOUDS_OWN, "Google")?,
    };
    let transport = transport(&url)?;
    let mut builder = GoogleCloudStorageBuilder::new()
        .with_bucket_name(bucket)
        .with_base_url(&base(&url))
        .with_retry(s3::retry())
        .with_http_connector(transport.clone());
    // Another endpoint without credentials is an emulator, or open to all.
    let anonymous = found.is_none() && custom.is_some();
    builder = match &found {
        Some(found) => found.apply(builder)?,
        None => builder.with_skip_signature(anonymous),
    };
    let store = builder.build().map_err(|_| {
        let from = found.as_ref().map_or("the environment", |found| found.from.as_str());
        BucketError::invalid(format!(
            "the Google credentials from {from} cannot be used: give the JSON of a service account's key"
        ))
    })?;
    Ok(Cloud::gcs(Gcs { store, anonymous }, transport, base(&url), custom.is_some(), bucket))
}

/// Credentials in JSON, and where they were found.
struct Found {
    from: String,
    text: String,
    json: Value,
    /// The file they stand in.
    file: Option<String>,
}

impl Found {
    fn look(secrets: &StorageSecrets, environment: &Environment) -> Result<Option<Self>, BucketError> {
        let own = secrets.google_application_credentials.as_deref().filter(|text| !text.trim().is_empty());
        if let Some(text) = own {
            return Self::parse("the storage's settings", text, None).map(Some);
        }
        let Some(file) = environment.google_credentials() else { return Ok(None) };
        let path = file.display().to_string();
        match std::fs::read_to_string(&file) {
            Ok(text) => Self::parse(&path, &text, Some(path.clone())).map(Some),
            Err(error) if environment.get(GOOGLE_CREDENTIALS).is_some() => Err(BucketError::invalid(
                format!("{GOOGLE_CREDENTIALS} names {path}, which cannot be read: {error}"),
            )),
            // Nobody logged in with gcloud here.
            Err(_) => Ok(None),
        }
    }

    fn parse(from: &str, text: &str, file: Option<String>) -> Result<Self, BucketError> {
        let json = serde_json::from_str(text)
            .map_err(|_| BucketError::invalid(format!("the Google credentials from {from} are not JSON")))?;
        Ok(Self { from: from.to_owned(), text: text.to_owned(), json, file })
    }

    fn apply(&self, builder: GoogleCloudStorageBuilder) -> Result<GoogleCloudStorageBuilder, BucketError> {
        match (self.json["type"].as_str().unwrap_or("service_account"), &self.file) {
            ("service_account", _) => Ok(builder.with_service_account_key(&self.text)),
            ("authorized_user", Some(file)) => Ok(builder.with_application_credentials(file)),
            (other, _) => Err(BucketError::invalid(format!(
                "the Google credentials from {} are of the type \"{other}\": give the JSON of a service account's key",
                self.from
            ))),
        }
    }
}

/// Another endpoint than Google's own.
fn custom_endpoint(
    settings: &StorageSettings,
    environment: &Environment,
    found: Option<&Found>,
) -> Result<Option<Url>, BucketError> {
    if let Some(given) = settings.endpoint.as_deref().filter(|text| !text.is_empty()) {
        return endpoint(given, "the storage's settings").map(Some);
    }
    if let Some(given) = environment.get("SKYLABEL_GCS_ENDPOINT") {
        return endpoint(&given, "SKYLABEL_GCS_ENDPOINT").map(Some);
    }
    let of_credentials = found.and_then(|found| Some((found.json["gcs_base_url"].as_str()?, &found.from)));
    match of_credentials {
        Some((given, from)) if given != CLOUDS_OWN => endpoint(given, from).map(Some),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use app::model::storage::StorageKind;

    fn settings() -> StorageSettings {
        StorageSettings { kind: StorageKind::Gcs, path: "b".into(), ..StorageSettings::default() }
    }

    fn account(url: &str) -> String {
        serde_json::json!({
            "type": "service_account", "gcs_base_url": url, "disable_oauth": true, "client_email": "",
            "private_key": "", "private_key_id": "",
        })
        .to_string()
    }

    #[test]
    fn the_endpoint_is_taken_from_settings_then_environment_then_credentials() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("account.json");
        std::fs::write(&file, account("http://127.0.0.1:1")).unwrap();
        let credentials = ("GOOGLE_APPLICATION_CREDENTIALS", file.to_str().unwrap());
        let variable = ("SKYLABEL_GCS_ENDPOINT", "http://127.0.0.1:2");
        let own = StorageSettings { endpoint: Some("http://127.0.0.1:3".into()), ..settings() };
        let found = |settings: &StorageSettings, pairs: &[(&str, &str)]| {
            let cloud = connect(settings, &StorageSecrets::default(), &Environment::of(pairs)).unwrap();
            cloud.identity().endpoint.clone()
        };
        assert_eq!(found(&settings(), &[credentials]), "http://127.0.0.1:1");
        assert_eq!(found(&settings(), &[credentials, variable]), "http://127.0.0.1:2");
        assert_eq!(found(&own, &[credentials, variable]), "http://127.0.0.1:3");
    }

    #[test]
    fn the_file_that_credentials_are_read_from_is_the_one_whose_renewal_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let gclouds = home.path().join(".config/gcloud/application_default_credentials.json");
        std::fs::create_dir_all(gclouds.parent().unwrap()).unwrap();
        let named = home.path().join("named.json");
        let by_home = ("HOME", home.path().to_str().unwrap());
        let by_name = (GOOGLE_CREDENTIALS, named.to_str().unwrap());
        for (file, pairs) in [(&gclouds, vec![by_home]), (&named, vec![by_home, by_name])] {
            let environment = Environment::of(&pairs);
            let mut before = environment.stamp();
            for url in ["http://127.0.0.1:1", "http://127.0.0.1:22"] {
                std::fs::write(file, account(url)).unwrap();
                let cloud = connect(&settings(), &StorageSecrets::default(), &environment).unwrap();
                assert_eq!(cloud.identity().endpoint, url);
                let now = environment.stamp();
                assert_ne!(now, before, "{}", file.display());
                before = now;
            }
        }
    }

    #[test]
    fn a_named_file_that_is_missing_is_an_error_and_gclouds_own_need_not_be_there() {
        let home = tempfile::tempdir().unwrap();
        let missing = home.path().join("missing.json");
        let by_home = ("HOME", home.path().to_str().unwrap());
        let by_name = (GOOGLE_CREDENTIALS, missing.to_str().unwrap());
        let look = |pairs: &[(&str, &str)]| Found::look(&StorageSecrets::default(), &Environment::of(pairs));
        assert!(look(&[by_home]).unwrap().is_none());
        let error = look(&[by_home, by_name]).err().unwrap().to_string();
        assert!(error.contains(GOOGLE_CREDENTIALS) && error.contains("missing.json"), "{error}");
    }

    #[test]
    fn credentials_that_cannot_be_used_say_where_they_came_from_and_nothing_of_their_content() {
        for (text, advice) in [
            ("private-and-not-json", "are not JSON"),
            (r#"{"type": "external_account", "private": 1}"#, "external_account"),
            (r#"{"type": "service_account", "private_key": "private"}"#, "service account's key"),
        ] {
            let secrets = StorageSecrets {
                google_application_credentials: Some(text.into()),
                ..StorageSecrets::default()
            };
            let error = connect(&settings(), &secrets, &Environment::of(&[])).err().unwrap().to_string();
            assert!(error.contains(advice) && error.contains("the storage's settings"), "{error}");
            assert!(!error.contains("private"), "{error}");
        }
    }
}
