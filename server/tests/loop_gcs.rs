//! The whole loop without a browser over Google's XML protocol: bucket, task, annotation, bucket, and back from it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::gcs::GcsServer;
use testkit::skylabel::Skylabel;

const BUCKET: &str = "my-bucket";
const LIMIT: Duration = Duration::from_secs(60);

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_skylabel"))
}

fn account_file(gcs: &GcsServer, folder: &Path) -> PathBuf {
    let path = folder.join("account.json");
    std::fs::write(&path, gcs.service_account()).unwrap();
    path
}

async fn start(data: &Path, account: &Path) -> Skylabel {
    let args = [
        "my_project",
        "--init",
        "--template",
        "text-classification",
        "--source",
        "gcs",
        "--source-path",
        BUCKET,
        "--source-params",
        "{\"prefix\": \"tasks\"}",
        "--target",
        "gcs-completions",
        "--target-path",
        BUCKET,
        "--target-params",
        "{\"prefix\": \"done\"}",
    ];
    let variables = [("GOOGLE_APPLICATION_CREDENTIALS", account.display().to_string())];
    Skylabel::start(binary(), &args, data, variables).await.unwrap()
}

async fn tasks(server: &Skylabel, count: usize) -> Vec<Value> {
    server
        .until("/api/tasks/?project=1&fields=all&page_size=500&resolve_uri=false", LIMIT, |answer| {
            answer["total"] == count
        })
        .await
        .unwrap();
    server.tasks(1).await.unwrap()
}

fn result(choice: &str) -> Value {
    json!([{"id": "abcdefghij", "from_name": "sentiment", "to_name": "text", "type": "choices",
            "value": {"choices": [choice]}, "origin": "manual"}])
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_come_from_gcs_and_annotations_go_back_and_are_restored_to_their_own_task() {
    let gcs = GcsServer::start().await.unwrap();
    gcs.create_bucket(BUCKET);
    for number in 1..=5 {
        gcs.put(
            BUCKET,
            &format!("tasks/{number}.json"),
            json!({"text": format!("Text {number}")}).to_string(),
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let account = account_file(&gcs, folder.path());

    let first = folder.path().join("first");
    let server = start(&first, &account).await;
    let before = tasks(&server, 5).await;
    for task in &before {
        let path = format!("/api/tasks/{}/annotations/", task["id"]);
        let choice = task["data"]["text"].as_str().unwrap();
        server.post(&path, json!({"result": result(choice), "lead_time": 1.5})).await.unwrap();
    }
    let documents = wait_for_documents(&gcs, 5).await;
    for task in &before {
        let document = &documents[&format!("done/{}.json", task["id"])];
        assert_eq!(document["data"], task["data"]);
        assert_eq!(document["annotations"][0]["result"], result(task["data"]["text"].as_str().unwrap()));
        assert!(document["storage"]["uri"].as_str().unwrap().starts_with("gs://my-bucket/tasks/"));
    }
    server.kill().await.unwrap();

    gcs.put(BUCKET, "tasks/0-sorts-first.json", json!({"text": "New"}).to_string());
    let server = start(&folder.path().join("second"), &account).await;
    let after = tasks(&server, 6).await;
    for task in &before {
        let again = after.iter().find(|again| again["data"] == task["data"]).unwrap();
        assert_eq!(again["id"], task["id"], "a task comes back under its id");
        let annotations = server.get(&format!("/api/tasks/{}/annotations/", task["id"])).await.unwrap();
        assert_eq!(annotations.as_array().unwrap().len(), 1);
        assert_eq!(annotations[0]["result"], result(task["data"]["text"].as_str().unwrap()));
    }
    let exported = server.get("/api/projects/1/export?exportType=JSON").await.unwrap();
    let exported = exported.as_array().unwrap();
    assert_eq!(exported.len(), before.len(), "an export has what another machine left in the bucket");
    for task in exported {
        assert_eq!(task["annotations"][0]["result"], result(task["data"]["text"].as_str().unwrap()));
    }
    server.kill().await.unwrap();
}

async fn wait_for_documents(gcs: &GcsServer, count: usize) -> serde_json::Map<String, Value> {
    let begun = std::time::Instant::now();
    loop {
        let keys: Vec<String> = gcs
            .keys(BUCKET)
            .into_iter()
            .filter(|key| key.starts_with("done/") && !key.contains("/.skylabel/"))
            .collect();
        if keys.len() == count {
            return keys
                .into_iter()
                .map(|key| {
                    let body = gcs.get(BUCKET, &key).unwrap();
                    (key, serde_json::from_slice(&body).unwrap())
                })
                .collect();
        }
        assert!(begun.elapsed() < LIMIT, "documents in the target: {keys:?}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}
