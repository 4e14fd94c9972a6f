//! Credentials that somebody else renews, as session tokens are every few hours.

use super::{LIMIT, Place, binary};
use serde_json::{Value, json};
use testkit::faults::{Fault, Rule};
use testkit::skylabel::Skylabel;
use testkit::{ACCESS_KEY, REGION, SECRET_KEY};

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_expire_are_named_and_renewed_ones_are_taken_without_a_restart() {
    let place = Place::new("credentials", 3).await;
    let (data, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = home.path().join("credentials");
    let write = |secret: &str| {
        let text = format!("[default]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {secret}\n");
        std::fs::write(&file, text).unwrap();
    };
    write(SECRET_KEY);
    let args = ["p", "--init", "--source", "s3", "--source-path", &place.bucket, "--source-params"];
    let args = [&args[..], &["{\"prefix\": \"in\", \"sync_interval\": 1}"]].concat();
    let variables = [
        ("AWS_SHARED_CREDENTIALS_FILE", file.to_str().unwrap().to_owned()),
        ("AWS_CONFIG_FILE", home.path().join("config").to_str().unwrap().to_owned()),
        ("AWS_ENDPOINT_URL_S3", place.proxy.endpoint.clone()),
        ("AWS_REGION", REGION.to_owned()),
    ];
    let server = Skylabel::start(binary(), &args, data.path(), variables).await.unwrap();
    let path = "/api/storages/s3/1";
    let listed = |count: usize| {
        move |storage: &Value| storage["status"] == "completed" && storage["counts"]["listed"] == count
    };
    server.until(path, LIMIT, listed(3)).await.unwrap();

    let body = "<Error><Code>ExpiredToken</Code></Error>".to_owned();
    place.proxy.set([Rule::always(Fault::Answer { status: 400, body })]);
    let says = |word: &'static str| {
        move |storage: &Value| {
            storage["status"] == "failed"
                && storage["traceback"].as_str().is_some_and(|why| why.contains(word))
        }
    };
    server.until(path, LIMIT, says("session token has expired")).await.unwrap();
    place.proxy.clear();

    write("the-wrong-one");
    server.until(path, LIMIT, says("secret key does not belong")).await.unwrap();
    write(SECRET_KEY);
    place.fill(3..5).await;
    server.until(path, LIMIT, listed(5)).await.unwrap();
    let tasks = server.get("/api/tasks/?project=1").await.unwrap();
    assert_eq!(tasks["total"], json!(5));
    server.kill().await.unwrap();
}
