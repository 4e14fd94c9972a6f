//! The servers start, do what they are for, and fail when told to.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, Instant};
use testkit::client::S3Client;
use testkit::faults::{Fault, FaultProxy, Rule};
use testkit::fill::{Content, fill_once};
use testkit::s3::S3Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_stays_with_its_folder_and_is_filled_once() {
    let folder = tempfile::tempdir().unwrap();
    {
        let server = S3Server::persistent(folder.path()).await.unwrap();
        fill_once(&server.client, &server.folder, "many", Content::Tasks, 200).await.unwrap();
    }
    let server = S3Server::persistent(folder.path()).await.unwrap();
    let begun = Instant::now();
    fill_once(&server.client, &server.folder, "many", Content::Tasks, 200).await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(50));
    assert_eq!(server.client.list("many", "tasks/").await.unwrap().len(), 200);
    assert_eq!(
        server.client.get("many", "tasks/00000007.json").await.unwrap().unwrap(),
        Content::Tasks.body(7)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_pass_the_proxy_and_faults_come_as_told() {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("faults").await.unwrap();
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let through = S3Client::new(&proxy.endpoint).unwrap();
    through.put(&bucket, "a b+c%2F", "kept").await.unwrap();
    assert_eq!(server.client.get(&bucket, "a b+c%2F").await.unwrap().unwrap(), "kept");

    proxy.set([Rule::always(Fault::Status { status: 503, retry_after: Some(2) }).method("PUT").times(1)]);
    assert!(through.put(&bucket, "b", "1").await.unwrap_err().to_string().contains("503"));
    through.put(&bucket, "b", "2").await.unwrap();

    proxy.set([Rule::always(Fault::LoseAnswer).path(format!("/{bucket}/lost"))]);
    assert!(through.put(&bucket, "lost", "arrived").await.is_err());
    assert_eq!(server.client.get(&bucket, "lost").await.unwrap().unwrap(), "arrived");

    proxy.set([Rule::always(Fault::Drop)]);
    assert!(through.put(&bucket, "dropped", "never").await.is_err());
    proxy.clear();
    assert!(through.get(&bucket, "dropped").await.unwrap().is_none());
    assert_eq!(proxy.take_log().iter().filter(|seen| seen.fault.is_some()).count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_control_port_tells_the_rules() {
    let server = S3Server::shared().await;
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let http = reqwest::Client::new();
    let rules = r#"[{"method": "GET", "path": "/", "fault": "status", "status": 403}]"#;
    let told = http.put(format!("{}/rules", proxy.control)).body(rules).send().await.unwrap();
    assert_eq!(told.status(), 200);
    assert_eq!(http.get(&proxy.endpoint).send().await.unwrap().status(), 403);
    let bad = http.put(format!("{}/rules", proxy.control)).body("{").send().await.unwrap();
    assert_eq!(bad.status(), 400);
}
