//! `kill -9` at every stage, with submits running: nothing acknowledged is lost, no task is doubled, and afterwards the
//! bucket has it all.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use testkit::faults::{Fault, FaultProxy, Rule};
use testkit::s3::S3Server;
use testkit::skylabel::{Skylabel, project_args, variables};

const OBJECTS: usize = 1500;
const KILLS_PER_STAGE: u32 = 7;
const LIMIT: Duration = Duration::from_secs(90);

/// Where the kill should land; the proxy stretches what would be over too soon.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Listing,
    Commit,
    Push,
}

struct World {
    s3: &'static S3Server,
    bucket: String,
    proxy: FaultProxy,
    data: tempfile::TempDir,
    acknowledged: HashMap<String, i64>,
    serial: AtomicU32,
}

impl World {
    async fn new() -> Self {
        let s3 = S3Server::shared().await;
        let bucket = s3.new_bucket("kill").await.unwrap();
        let client = s3.client.pooled().unwrap();
        for number in 0..OBJECTS {
            client.put(&bucket, &format!("texts/{number:05}.txt"), "x").await.unwrap();
        }
        let proxy = FaultProxy::start(&s3.endpoint).await.unwrap();
        let data = tempfile::tempdir().unwrap();
        Self { s3, bucket, proxy, data, acknowledged: HashMap::new(), serial: AtomicU32::new(0) }
    }

    async fn start(&self) -> Skylabel {
        let source = "{\"prefix\": \"texts\", \"use_blob_urls\": true, \"data_key\": \"text\"}";
        let args = project_args(&self.bucket, source, "s3-completions", "{\"prefix\": \"done\"}");
        let binary = Path::new(env!("CARGO_BIN_EXE_skylabel"));
        Skylabel::start(binary, &args, self.data.path(), variables(&self.proxy.endpoint)).await.unwrap()
    }

    /// Four clients submit until the server is gone; what was answered 201 is acknowledged.
    async fn submit_and_kill(&mut self, server: Skylabel, stage: Stage, after: Duration) {
        let tasks = server.tasks(1).await.unwrap();
        let ids: Vec<i64> = tasks.iter().map(|task| task["id"].as_i64().unwrap()).collect();
        let acknowledged = {
            let (server, ids, serial) = (&server, &ids, &self.serial);
            let client = |_: u32| async move {
                let mut done = Vec::new();
                loop {
                    let number = serial.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = ids.get(number as usize * 7 % ids.len().max(1)) else { break done };
                    let unique = format!("00000000-0000-4000-8000-{number:012}");
                    let body = json!({"result": result(&unique), "unique_id": unique});
                    match server.post(&format!("/api/tasks/{task}/annotations/"), body).await {
                        Ok(_) => done.push((unique, *task)),
                        Err(_) => break done,
                    }
                }
            };
            let kill = async {
                if matches!(stage, Stage::Listing) {
                    // Whether it is queued or running already does not matter to the kill.
                    let _ = server.post("/api/storages/s3/1/sync", Value::Null).await;
                }
                tokio::time::sleep(after).await;
                let id = server.process_id().unwrap();
                let status =
                    std::process::Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
                assert!(status.success());
            };
            let (a, b, c, d, ()) = tokio::join!(client(0), client(1), client(2), client(3), kill);
            [a, b, c, d].concat()
        };
        assert!(!ids.is_empty() || matches!(stage, Stage::Listing), "there are tasks to submit to");
        self.acknowledged.extend(acknowledged);
    }

    fn stretch(&self, stage: Stage) {
        let slow = Rule::always(Fault::Delay { ms: 120 });
        match stage {
            Stage::Listing => self.proxy.set([slow.method("GET")]),
            Stage::Push => self.proxy.set([slow.method("PUT")]),
            Stage::Commit => self.proxy.clear(),
        }
    }
}

fn result(text: &str) -> Value {
    json!([{"id": "abcdefghij", "from_name": "note", "to_name": "text", "type": "textarea",
            "value": {"text": [text]}, "origin": "manual"}])
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_doubled_by_kill_9_at_any_stage() {
    let mut world = World::new().await;
    let mut kills = 0;
    for round in 0..KILLS_PER_STAGE {
        for stage in [Stage::Listing, Stage::Commit, Stage::Push] {
            world.stretch(stage);
            let server = world.start().await;
            let after = Duration::from_millis(u64::from(20 + round * 45 + kills % 3 * 17));
            if !matches!(stage, Stage::Listing) {
                server.until("/api/tasks/?project=1&page_size=1", LIMIT, |a| a["total"] != 0).await.unwrap();
            }
            world.submit_and_kill(server, stage, after).await;
            kills += 1;
        }
    }
    assert_eq!(kills, 21);
    world.proxy.clear();
    let server = world.start().await;
    every_object_is_one_task(&server).await;
    every_acknowledged_annotation_is_there_once(&server, &world.acknowledged).await;
    and_in_the_bucket(&server, &world).await;
    println!("{kills} kills, {} acknowledged annotations, {OBJECTS} tasks", world.acknowledged.len());
    assert!(world.acknowledged.len() > 100, "submits ran: {}", world.acknowledged.len());
    server.kill().await.unwrap();
}

async fn every_object_is_one_task(server: &Skylabel) {
    server
        .until("/api/tasks/?project=1&page_size=1", LIMIT, |answer| answer["total"] == OBJECTS)
        .await
        .unwrap();
    server
        .until("/api/storages/s3/?project=1", LIMIT, |storages| storages[0]["status"] == "completed")
        .await
        .unwrap();
    let tasks = server.tasks(1).await.unwrap();
    let uris: HashSet<&str> = tasks.iter().map(|task| task["data"]["text"].as_str().unwrap()).collect();
    assert_eq!((tasks.len(), uris.len()), (OBJECTS, OBJECTS), "no task is missing or doubled");
}

async fn every_acknowledged_annotation_is_there_once(server: &Skylabel, acknowledged: &HashMap<String, i64>) {
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    for task in server.tasks(1).await.unwrap() {
        for annotation in task["annotations"].as_array().unwrap() {
            let unique = annotation["result"][0]["value"]["text"][0].as_str().unwrap();
            found.entry(unique.to_owned()).or_default().push(task["id"].as_i64().unwrap());
        }
    }
    for (unique, task) in acknowledged {
        assert_eq!(found.get(unique), Some(&vec![*task]), "annotation {unique} of task {task}");
    }
}

async fn and_in_the_bucket(server: &Skylabel, world: &World) {
    let drained =
        |storages: &Value| storages[0]["target"]["pending"] == 0 && storages[0]["status"] == "completed";
    server.until("/api/storages/export/s3?project=1", LIMIT, drained).await.unwrap();
    let mut in_bucket: HashMap<String, i64> = HashMap::new();
    for key in world.s3.client.list(&world.bucket, "done/").await.unwrap() {
        if key.contains("/.skylabel/") {
            continue;
        }
        let body = world.s3.client.get(&world.bucket, &key).await.unwrap().unwrap();
        let document: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(key, format!("done/{}.json", document["id"]));
        for annotation in document["annotations"].as_array().unwrap() {
            let unique = annotation["result"][0]["value"]["text"][0].as_str().unwrap().to_owned();
            assert_eq!(
                in_bucket.insert(unique, document["id"].as_i64().unwrap()),
                None,
                "once in the bucket"
            );
        }
    }
    for (unique, task) in &world.acknowledged {
        assert_eq!(in_bucket.get(unique), Some(task), "annotation {unique} in the bucket");
    }
}
