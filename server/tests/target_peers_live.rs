//! Two servers as processes and a foreign writer on one target: people label, change and delete on both, one server is
//! stopped in the middle of it and goes on, documents are edited by hand. Afterwards both say the same.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::time::Duration;
use testkit::s3::S3Server;
use testkit::skylabel::{Skylabel, project_args, variables};

const OBJECTS: usize = 24;
/// Of these, documents that somebody edits by hand.
const EDITED: usize = 3;
const ACTS: usize = 160;
const LIMIT: Duration = Duration::from_secs(90);
const TARGETS: &str = "/api/storages/export/s3?project=1";

struct World {
    s3: &'static S3Server,
    bucket: String,
    dirs: [tempfile::TempDir; 2],
}

/// What people were told, by the unique id of each annotation.
#[derive(Default)]
struct Told {
    /// The object, and the words that were acknowledged last, by each server that changed them.
    words: HashMap<String, (String, BTreeMap<usize, String>)>,
    deleted: HashMap<String, usize>,
}

impl World {
    async fn new() -> Self {
        let s3 = S3Server::shared().await;
        let bucket = s3.new_bucket("peers").await.unwrap();
        for number in 0..OBJECTS {
            s3.client.put(&bucket, &format!("texts/{number:05}.txt"), "x").await.unwrap();
        }
        Self { s3, bucket, dirs: [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()] }
    }

    async fn start(&self, which: usize) -> Skylabel {
        let source = json!({"prefix": "texts", "use_blob_urls": true, "data_key": "text"}).to_string();
        let target = json!({"prefix": "done", "sync_interval": 1}).to_string();
        let args = project_args(&self.bucket, &source, "s3", &target);
        let (binary, data) = (Path::new(env!("CARGO_BIN_EXE_skylabel")), self.dirs[which].path());
        let server = Skylabel::start(binary, &args, data, variables(&self.s3.endpoint)).await.unwrap();
        server
            .until("/api/tasks/?project=1&page_size=1", LIMIT, |all| all["total"] == OBJECTS)
            .await
            .unwrap();
        server
    }

    /// The documents in the bucket, by key.
    async fn documents(&self) -> BTreeMap<String, Value> {
        let mut documents = BTreeMap::new();
        for key in self.s3.client.list(&self.bucket, "done/").await.unwrap() {
            if !key.contains("/.skylabel/") {
                let bytes = self.s3.client.get(&self.bucket, &key).await.unwrap().unwrap();
                documents.insert(key, serde_json::from_slice(&bytes).unwrap());
            }
        }
        documents
    }

    /// What all documents but those edited by hand say: unique ids and words, sorted, each as often as it is there.
    async fn written(&self, by_hand: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
        let documents = self.documents().await;
        let ours = documents.iter().filter(|(key, _)| !by_hand.contains_key(*key));
        let annotations = ours.flat_map(|(_, document)| document["annotations"].as_array().unwrap());
        let mut written: Vec<_> = annotations.map(id_and_words).collect();
        written.sort();
        written
    }
}

fn result(words: &str) -> Value {
    json!([{"id": "abcdefghij", "from_name": "note", "to_name": "text", "type": "textarea",
            "value": {"text": [words]}, "origin": "manual"}])
}

fn words(annotation: &Value) -> String {
    annotation["result"][0]["value"]["text"][0].as_str().unwrap().to_owned()
}

fn id_and_words(annotation: &Value) -> (String, String) {
    (annotation["unique_id"].as_str().unwrap().to_owned(), words(annotation))
}

/// Whether nothing waits at a server, but for the conflicts with what was edited by hand.
async fn is_at_rest(server: &Skylabel) -> bool {
    let targets = server.get(TARGETS).await.unwrap();
    let target = &targets[0]["target"];
    let conflicts = target["conflicts"].as_u64().unwrap();
    target["pending"] == conflicts && conflicts <= EDITED as u64
}

/// The annotations of a server by object: unique ids and words.
async fn said(server: &Skylabel) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let tasks = server.tasks(1).await.unwrap();
    let of = |task: &Value| {
        let annotations = task["annotations"].as_array().unwrap().iter().map(id_and_words).collect();
        (task["data"]["text"].as_str().unwrap().to_owned(), annotations)
    };
    tasks.iter().map(of).collect()
}

/// A number that looks random, and is the same at every run.
fn dice(n: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) >> 7) % 1009
}

/// One thing that a person does at a server, at one task.
async fn act(server: &Skylabel, which: usize, n: usize, tasks: &[Value], told: &mut Told) {
    let task = &tasks[dice(n) % tasks.len()];
    let object = task["data"]["text"].as_str().unwrap().to_owned();
    let id = task["id"].as_i64().unwrap();
    let now = server.get(&format!("/api/tasks/{id}/annotations/")).await.unwrap();
    let standing = now.as_array().unwrap();
    let text = format!("{n} at {which}");
    match (dice(n + 7) % 4, standing.first()) {
        (0, Some(annotation)) => {
            let path = format!("/api/annotations/{}/", annotation["id"]);
            // Gone by now: what another server deleted was taken in meanwhile.
            let body = json!({"result": result(&text)});
            if server.json(Method::PATCH, &path, Some(body)).await.is_ok() {
                let unique_id = annotation["unique_id"].as_str().unwrap().to_owned();
                told.words.entry(unique_id).or_insert((object, BTreeMap::new())).1.insert(which, text);
            }
        }
        (1, Some(annotation)) if dice(n + 3).is_multiple_of(2) => {
            let path = format!("/api/annotations/{}/", annotation["id"]);
            if server.json(Method::DELETE, &path, None).await.is_ok() {
                told.deleted.insert(annotation["unique_id"].as_str().unwrap().to_owned(), which);
            }
        }
        _ => {
            let body = json!({"result": result(&text)});
            let made = server.post(&format!("/api/tasks/{id}/annotations/"), body).await.unwrap();
            let unique_id = made["unique_id"].as_str().unwrap().to_owned();
            told.words.insert(unique_id, (object, BTreeMap::from([(which, text)])));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_a_foreign_writer_and_a_stopped_process_lose_and_double_nothing() {
    let world = World::new().await;
    let servers = [world.start(0).await, world.start(1).await];
    let tasks = [servers[0].tasks(1).await.unwrap(), servers[1].tasks(1).await.unwrap()];
    let mut told = Told::default();
    // Documents that will be edited by hand exist first.
    for task in &tasks[0][..EDITED] {
        let path = format!("/api/tasks/{}/annotations/", task["id"]);
        servers[0].post(&path, json!({"result": result("before")})).await.unwrap();
    }
    let drained = |all: &Value| all[0]["target"]["pending"] == 0;
    servers[0].until(TARGETS, LIMIT, drained).await.unwrap();
    let mut by_hand = BTreeMap::new();
    for (key, mut document) in world.documents().await {
        document["annotations"][0]["result"] = result("by hand");
        let bytes = serde_json::to_vec_pretty(&document).unwrap();
        world.s3.client.put(&world.bucket, &key, bytes.clone()).await.unwrap();
        by_hand.insert(key, bytes);
    }
    assert_eq!(by_hand.len(), EDITED);

    // The first half with both, a quarter with one of them stopped, the rest with both again.
    for n in 0..ACTS {
        if n == ACTS / 2 {
            servers[1].signal("STOP").unwrap();
        }
        if n == ACTS * 3 / 4 {
            servers[1].signal("CONT").unwrap();
        }
        let stopped = (ACTS / 2..ACTS * 3 / 4).contains(&n);
        let which = if stopped { 0 } else { dice(n + 5) % 2 };
        act(&servers[which], which, n, &tasks[which], &mut told).await;
        tokio::time::sleep(Duration::from_millis(dice(n + 11) as u64 % 60)).await;
    }

    let edited: BTreeSet<String> =
        tasks[0][..EDITED].iter().map(|task| task["data"]["text"].as_str().unwrap().to_owned()).collect();
    let begun = std::time::Instant::now();
    // At rest with the same words here, there and in the bucket, no server has a reason to change any more.
    let one = loop {
        let at_rest = is_at_rest(&servers[0]).await && is_at_rest(&servers[1]).await;
        let (mut one, mut two) = (said(&servers[0]).await, said(&servers[1]).await);
        for object in &edited {
            one.remove(object);
            two.remove(object);
        }
        let written = world.written(&by_hand).await;
        let mut expected: Vec<(String, String)> = one.values().flatten().cloned().collect();
        expected.sort();
        if at_rest && one == two && written == expected {
            break one;
        }
        assert!(
            begun.elapsed() < LIMIT,
            "they and the bucket come to the same (at rest: {at_rest}):\n{one:#?}\n{two:#?}\n{written:#?}"
        );
        tokio::time::sleep(Duration::from_millis(300)).await;
    };

    for (key, bytes) in &by_hand {
        let standing = world.s3.client.get(&world.bucket, key).await.unwrap().unwrap();
        assert!(standing == *bytes, "{key} is as it was written by hand");
    }
    let everything: BTreeSet<&String> = one.values().flatten().map(|(_, words)| words).collect();
    let mut kept = 0;
    for (unique_id, (object, versions)) in
        told.words.iter().filter(|(_, (object, _))| !edited.contains(object))
    {
        // The last words of each server: replaced or deleted by the other in knowledge of them, or there.
        let last =
            versions.values().max_by_key(|text| text.split(' ').next().unwrap().parse::<u32>().unwrap());
        if !told.deleted.contains_key(unique_id) {
            assert!(everything.contains(last.unwrap()), "{unique_id} of {object}: {versions:?}");
            kept += 1;
        }
    }
    let mut ids = BTreeSet::new();
    for (id, words) in one.values().flatten() {
        assert!(ids.insert(id), "{id} ({words}) is there once");
    }
    println!(
        "{ACTS} acts, {} annotations at last, {kept} of those told kept, {} deleted",
        ids.len(),
        told.deleted.len()
    );
    assert!(kept > 40 && !told.deleted.is_empty(), "{kept}");
    for server in servers {
        server.kill().await.unwrap();
    }
}
