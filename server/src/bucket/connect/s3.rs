//! Amazon S3 and everything that speaks it. Credentials are looked for in the AWS tools' order: the storage's own keys,
//! the environment, a web identity, the profile, then the container's or the machine's metadata service.

use super::profile::Profile;
use super::{Environment, base, bucket_name, endpoint, transport};
use crate::bucket::BucketError;
use crate::bucket::cloud::{Cloud, S3};
use app::model::storage::{StorageKind, StorageSecrets, StorageSettings};
use object_store::RetryConfig;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey as Key};
use std::time::Duration;

/// Variables that `object_store` understands and that we hand on as they are.
const HANDED_ON: [(&str, Key); 8] = [
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Key::ContainerCredentialsRelativeUri),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", Key::ContainerCredentialsFullUri),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Key::ContainerAuthorizationTokenFile),
    ("AWS_METADATA_ENDPOINT", Key::MetadataEndpoint),
    ("AWS_IMDSV1_FALLBACK", Key::ImdsV1Fallback),
    ("AWS_ENDPOINT_URL_STS", Key::StsEndpoint),
    ("AWS_SKIP_SIGNATURE", Key::SkipSignature),
    ("AWS_REQUEST_PAYER", Key::RequestPayer),
];

pub(super) fn connect(
    settings: &StorageSettings,
    secrets: &StorageSecrets,
    environment: &Environment,
) -> Result<Cloud, BucketError> {
    let bucket = bucket_name(settings)?;
    let own_keys = own_keys(secrets)?;
    let profile = Profile::read(environment)?;
    let region = region(settings, environment, &profile);
    let custom = custom_endpoint(settings, environment, &profile)?;
    let url = match &custom {
        Some(url) => url.clone(),
        None => endpoint(&format!("https://s3.{region}.amazonaws.com"), "the region")?,
    };
    let transport = transport(&url)?;
    let builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&region)
        .with_endpoint(base(&url))
        .with_allow_http(url.scheme() == "http")
        .with_virtual_hosted_style_request(false)
        .with_disable_bulk_delete(true)
        .with_retry(retry())
        .with_http_connector(transport.clone());
    let builder = credentials(builder, own_keys, environment, &profile)?;
    let flag = |key| builder.get_config_value(&key).is_some_and(|value| value == "true");
    let (anonymous, request_payer) = (flag(Key::SkipSignature), flag(Key::RequestPayer));
    let store = builder.build().map_err(|_| {
        BucketError::invalid(format!("the settings of the bucket \"{bucket}\" do not fit together"))
    })?;
    let s3 = S3 { store, region, anonymous, request_payer };
    Ok(Cloud::s3(s3, transport, base(&url), custom.is_some(), bucket))
}

/// `object_store` only resumes broken downloads; everything else is tried again by our transport.
pub(super) fn retry() -> RetryConfig {
    RetryConfig { max_retries: 2, retry_timeout: Duration::from_secs(60), ..RetryConfig::default() }
}

struct Keys {
    access: String,
    secret: String,
    session: Option<String>,
}

fn own_keys(secrets: &StorageSecrets) -> Result<Option<Keys>, BucketError> {
    let set = |field: &Option<String>| field.clone().filter(|value| !value.is_empty());
    keys(
        set(&secrets.aws_access_key_id),
        set(&secrets.aws_secret_access_key),
        set(&secrets.aws_session_token),
        "the storage's settings hold",
    )
}

fn keys(
    access: Option<String>,
    secret: Option<String>,
    session: Option<String>,
    holder: &str,
) -> Result<Option<Keys>, BucketError> {
    match (access, secret) {
        (Some(access), Some(secret)) => Ok(Some(Keys { access, secret, session })),
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(BucketError::invalid(format!("{holder} an access key without its secret key")))
        }
        (None, Some(_)) => Err(BucketError::invalid(format!("{holder} a secret key without its access key"))),
    }
}

fn credentials(
    mut builder: AmazonS3Builder,
    own: Option<Keys>,
    environment: &Environment,
    profile: &Profile,
) -> Result<AmazonS3Builder, BucketError> {
    for (name, key) in HANDED_ON {
        if let Some(value) = environment.get(name) {
            builder = builder.with_config(key, value);
        }
    }
    if let Some(own) = own {
        return Ok(with_keys(builder, own));
    }
    let variable = |name: &str| environment.get(name);
    if let Some(keys) = keys(
        variable("AWS_ACCESS_KEY_ID"),
        variable("AWS_SECRET_ACCESS_KEY"),
        variable("AWS_SESSION_TOKEN"),
        "the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY hold",
    )? {
        return Ok(with_keys(builder, keys));
    }
    if let (Some(file), Some(role)) = (variable("AWS_WEB_IDENTITY_TOKEN_FILE"), variable("AWS_ROLE_ARN")) {
        return Ok(with_web_identity(builder, file, role, variable("AWS_ROLE_SESSION_NAME")));
    }
    of_profile(builder, profile)
}

fn of_profile(builder: AmazonS3Builder, profile: &Profile) -> Result<AmazonS3Builder, BucketError> {
    let field = |name: &str| profile.get(name).map(str::to_owned);
    let holder = format!("the AWS profile \"{}\" holds", profile.name);
    if let Some(keys) =
        keys(field("aws_access_key_id"), field("aws_secret_access_key"), field("aws_session_token"), &holder)?
    {
        return Ok(with_keys(builder, keys));
    }
    if let (Some(file), Some(role)) = (field("web_identity_token_file"), field("role_arn")) {
        return Ok(with_web_identity(builder, file, role, field("role_session_name")));
    }
    match profile.foreign_way() {
        Some(way) => Err(BucketError::invalid(format!(
            "the AWS profile \"{}\" gets its credentials by {way}, which is not supported: run \
             `aws configure export-credentials --format env` and set what it prints",
            profile.name
        ))),
        None => Ok(builder),
    }
}

fn with_keys(builder: AmazonS3Builder, keys: Keys) -> AmazonS3Builder {
    let builder = builder.with_access_key_id(keys.access).with_secret_access_key(keys.secret);
    match keys.session {
        Some(token) => builder.with_token(token),
        None => builder,
    }
}

fn with_web_identity(
    builder: AmazonS3Builder,
    file: String,
    role: String,
    session: Option<String>,
) -> AmazonS3Builder {
    builder
        .with_config(Key::WebIdentityTokenFile, file)
        .with_config(Key::RoleArn, role)
        .with_config(Key::RoleSessionName, session.unwrap_or_else(|| "skylabel".to_owned()))
}

fn region(settings: &StorageSettings, environment: &Environment, profile: &Profile) -> String {
    let given = settings.region.clone().filter(|region| !region.is_empty());
    given
        .or_else(|| environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]).map(|(_, region)| region))
        .or_else(|| profile.get("region").map(str::to_owned))
        .unwrap_or_else(|| "us-east-1".to_owned())
}

/// Another endpoint than Amazon's own.
fn custom_endpoint(
    settings: &StorageSettings,
    environment: &Environment,
    profile: &Profile,
) -> Result<Option<reqwest::Url>, BucketError> {
    debug_assert_eq!(settings.kind, StorageKind::S3);
    if let Some(given) = settings.endpoint.as_deref().filter(|text| !text.is_empty()) {
        return endpoint(given, "the storage's settings").map(Some);
    }
    if let Some((name, given)) = environment.first(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]) {
        return endpoint(&given, name).map(Some);
    }
    profile
        .get("endpoint_url")
        .map(|given| endpoint(given, &format!("the profile \"{}\"", profile.name)))
        .transpose()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn settings() -> StorageSettings {
        StorageSettings { path: "b".into(), ..StorageSettings::default() }
    }

    async fn access_key(environment: &[(&str, &str)], secrets: &StorageSecrets) -> String {
        let cloud = connect(&settings(), secrets, &Environment::of(environment)).unwrap();
        cloud.s3_access_key().await.unwrap()
    }

    #[tokio::test]
    async fn own_keys_go_before_the_environment_and_that_before_the_profile() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("credentials");
        std::fs::write(&file, "[default]\naws_access_key_id=P\naws_secret_access_key=S\n").unwrap();
        let profile = ("AWS_SHARED_CREDENTIALS_FILE", file.to_str().unwrap());
        let keys = [("AWS_ACCESS_KEY_ID", "E"), ("AWS_SECRET_ACCESS_KEY", "S")];
        let own = StorageSecrets {
            aws_access_key_id: Some("O".into()),
            aws_secret_access_key: Some("S".into()),
            ..StorageSecrets::default()
        };
        let none = StorageSecrets::default();
        assert_eq!(access_key(&[profile], &none).await, "P");
        assert_eq!(access_key(&[profile, keys[0], keys[1]], &none).await, "E");
        assert_eq!(access_key(&[profile, keys[0], keys[1]], &own).await, "O");
    }

    /// Who hands out credentials on a cloud's machine, in a container and by a web identity; answers by what was asked.
    async fn machine() -> String {
        let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = door.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = door.accept().await {
                let mut request = Vec::new();
                let mut part = [0; 4096];
                while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                    match socket.read(&mut part).await {
                        Ok(0) | Err(_) => break,
                        Ok(read) => request.extend_from_slice(&part[..read]),
                    }
                }
                let body = handed_out(&String::from_utf8_lossy(&request));
                let length = body.len();
                let answer =
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
                // A client that left does not need the answer.
                socket.write_all(answer.as_bytes()).await.ok();
            }
        });
        format!("http://{address}")
    }

    fn handed_out(request: &str) -> String {
        let keys = |id: &str| {
            let end = "2126-01-01T00:00:00Z";
            serde_json::json!({"AccessKeyId": id, "SecretAccessKey": "S", "Token": "T", "Expiration": end})
                .to_string()
        };
        let path = request.split(' ').nth(1).unwrap_or_default();
        let has = |header: &str| request.to_ascii_lowercase().contains(header);
        match path {
            "/latest/api/token" => "machine-token".to_owned(),
            _ if path.ends_with("/security-credentials/") => "role".to_owned(),
            _ if path.ends_with("/security-credentials/role") && has(": machine-token") => keys("MACHINE"),
            "/pod" if has("authorization: pod-token") => keys("POD"),
            _ if path.contains("WebIdentityToken=web-token") => "<AssumeRoleWithWebIdentityResponse>\
                 <AssumeRoleWithWebIdentityResult><Credentials><SessionToken>T</SessionToken>\
                 <SecretAccessKey>S</SecretAccessKey><Expiration>2126-01-01T00:00:00Z</Expiration>\
                 <AccessKeyId>WEB</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>\
                 </AssumeRoleWithWebIdentityResponse>"
                .to_owned(),
            _ => String::new(),
        }
    }

    #[tokio::test]
    async fn the_roles_of_machines_pods_and_web_identities_are_used_where_no_keys_are_given() {
        let machine = machine().await;
        let folder = tempfile::tempdir().unwrap();
        let token = |name: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, name).unwrap();
            file.to_str().unwrap().to_owned()
        };
        let (pod, web) = (token("pod-token"), token("web-token"));
        let uri = format!("{machine}/pod");
        let at = StorageSettings { endpoint: Some("http://127.0.0.1:2".into()), ..settings() };
        for (environment, expected) in [
            (vec![("AWS_METADATA_ENDPOINT", machine.as_str())], "MACHINE"),
            (
                vec![
                    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri.as_str()),
                    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", pod.as_str()),
                ],
                "POD",
            ),
            (
                vec![
                    ("AWS_ENDPOINT_URL_STS", machine.as_str()),
                    ("AWS_WEB_IDENTITY_TOKEN_FILE", web.as_str()),
                    ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"),
                ],
                "WEB",
            ),
        ] {
            let cloud = connect(&at, &StorageSecrets::default(), &Environment::of(&environment)).unwrap();
            assert_eq!(cloud.s3_access_key().await.as_deref(), Some(expected), "{environment:?}");
        }
    }

    #[test]
    fn half_a_pair_of_keys_is_refused() {
        let error =
            connect(&settings(), &StorageSecrets::default(), &Environment::of(&[("AWS_ACCESS_KEY_ID", "E")]))
                .err()
                .unwrap();
        assert!(error.to_string().contains("without its secret key"), "{error}");
    }

    #[test]
    fn the_endpoint_of_s3_goes_before_the_general_one() {
        let pairs = [
            ("AWS_ENDPOINT_URL", "https://general.example.com"),
            ("AWS_ENDPOINT_URL_S3", "https://s3.example.com/"),
            ("AWS_REGION", "eu-west-3"),
        ];
        let cloud = connect(&settings(), &StorageSecrets::default(), &Environment::of(&pairs)).unwrap();
        assert_eq!(cloud.identity().endpoint, "https://s3.example.com");
        let own = StorageSettings { endpoint: Some("http://127.0.0.1:9".into()), ..settings() };
        let cloud = connect(&own, &StorageSecrets::default(), &Environment::of(&pairs)).unwrap();
        assert_eq!(cloud.identity().endpoint, "http://127.0.0.1:9");
    }

    #[test]
    fn a_profile_that_only_the_aws_tools_can_use_says_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config");
        std::fs::write(&file, "[profile corp]\nsso_session = x\n").unwrap();
        let pairs = [("AWS_CONFIG_FILE", file.to_str().unwrap()), ("AWS_PROFILE", "corp")];
        let error = connect(&settings(), &StorageSecrets::default(), &Environment::of(&pairs)).err().unwrap();
        assert!(error.to_string().contains("export-credentials"), "{error}");
    }

    #[tokio::test]
    async fn without_credentials_anywhere_it_says_how_to_give_them() {
        let pairs = [("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1")];
        let own = StorageSettings { endpoint: Some("http://127.0.0.1:2".into()), ..settings() };
        let cloud = connect(&own, &StorageSecrets::default(), &Environment::of(&pairs)).unwrap();
        let error = cloud.get("key").await.unwrap_err();
        assert_eq!(error.kind, crate::bucket::BucketErrorKind::Credentials, "{error}");
        assert!(error.to_string().contains("AWS_PROFILE"), "{error}");
    }
}
