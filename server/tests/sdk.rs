//! Scripts written for Label Studio run here unchanged: the PyPI package label-studio-sdk, both its clients, against
//! the built program and a real S3 server.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;
use std::path::Path;
use testkit::s3::S3Server;
use testkit::skylabel::Skylabel;

#[tokio::test(flavor = "multi_thread")]
async fn the_unmodified_sdk_runs_the_whole_loop_with_both_clients_and_both_kinds_of_token() {
    let python = testkit::tools::python_with("label-studio-sdk==2.1.2", "label_studio_sdk").unwrap();
    let s3 = S3Server::shared().await;
    let bucket = s3.new_bucket("sdk").await.unwrap();
    s3.client.put(&bucket, "tasks/a.json", "{\"text\": \"one\"}").await.unwrap();
    s3.client.put(&bucket, "tasks/b.json", "[{\"text\": \"two\"}, {\"text\": \"three\"}]").await.unwrap();

    let data = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_skylabel"));
    let server = Skylabel::start(binary, &[], data.path(), []).await.unwrap();
    let output = tokio::process::Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk_script.py"))
        .args([&format!("http://{}", server.address), &s3.endpoint, &bucket])
        .args([testkit::ACCESS_KEY, testkit::SECRET_KEY])
        .output()
        .await
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");

    let told: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    for end in told["loops"].as_array().unwrap() {
        for task in end["exported"].as_array().unwrap() {
            let key = format!("{}/{}.json", end["prefix"].as_str().unwrap(), task["id"]);
            let object =
                s3.client.get(&bucket, &key).await.unwrap().unwrap_or_else(|| panic!("{key} is not there"));
            let object: Value = serde_json::from_slice(&object).unwrap();
            assert_eq!(object["annotations"][0]["result"], task["annotations"][0]["result"], "{key}");
        }
    }
}
