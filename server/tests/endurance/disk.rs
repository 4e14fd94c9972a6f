//! The disk of the data directory fills up: what was answered stands, what cannot be taken is refused in words that help,
//! reading goes on, and with room again so does the rest. Needs the right to mount; skipped, with a word, where it is not
//! given, unless skips are forbidden.

use super::{LIMIT, binary};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use testkit::skylabel::Skylabel;

/// A small file system of its own.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn new(size: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let size = format!("size={size}");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(dir.path()).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(dir)),
            said => {
                testkit::skip(&format!("a small disk cannot be mounted here: {said:?}"));
                None
            }
        }
    }

    fn resize(&self, size: &str) {
        let size = format!("remount,size={size}");
        let status = Command::new("mount").args(["-o", &size]).arg(self.0.path()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What is left mounted is seen by whoever cleans up the folder.
        Command::new("umount").arg("-l").arg(self.0.path()).status().ok();
    }
}

async fn start(data: &Path, source: &Path) -> Skylabel {
    let params = "{\"sync_interval\": 1}";
    let source = source.to_str().unwrap();
    let args = ["p", "--init", "--source", "local", "--source-path", source, "--source-params", params];
    Skylabel::start(binary(), &args, data, []).await.unwrap()
}

/// Submits until one is refused; answers the unique ids that were acknowledged, and the refusal.
async fn submit_until_refused(server: &Skylabel, round: u32) -> (BTreeSet<String>, String) {
    let mut done = BTreeSet::new();
    let large = "x".repeat(40_000);
    for number in 0..2000 {
        let unique = format!("00000000-0000-4000-{round:04}-{number:012}");
        let body = json!({"result": [{"id": "r", "value": {"text": [large]}}], "unique_id": unique});
        let asked = server.ask(Method::POST, "/api/tasks/1/annotations/", Some(body.to_string())).await;
        match asked.unwrap() {
            (status, _) if status == 201 => done.insert(unique),
            (status, text) => {
                assert!(status.is_server_error(), "{status} {text}");
                return (done, text);
            }
        };
    }
    panic!("the disk never filled up");
}

async fn assert_there(server: &Skylabel, acknowledged: &BTreeSet<String>) {
    let annotations = server.get("/api/tasks/1/annotations/").await.unwrap();
    let annotations = annotations.as_array().unwrap();
    let there: BTreeSet<&str> = annotations.iter().filter_map(|a| a["unique_id"].as_str()).collect();
    assert_eq!(there.len(), annotations.len(), "none is there twice");
    let lost: Vec<_> = acknowledged.iter().filter(|unique| !there.contains(unique.as_str())).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), acknowledged.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_acknowledged_is_lost_and_with_room_all_goes_on_by_itself() {
    let Some(disk) = SmallDisk::new("12m") else { return };
    let (data, source) = (disk.0.path().join("data"), tempfile::tempdir().unwrap());
    std::fs::write(source.path().join("a.json"), "{\"n\": 1}").unwrap();
    let server = start(&data, source.path()).await;
    let tasks = "/api/tasks/?project=1&page_size=1";
    server.until(tasks, LIMIT, |tasks| tasks["total"] == 1).await.unwrap();

    let (mut acknowledged, refusal) = submit_until_refused(&server, 1).await;
    assert!(acknowledged.len() > 10, "{}", acknowledged.len());
    assert!(refusal.contains("is full") && refusal.contains(data.to_str().unwrap()), "{refusal}");
    assert_there(&server, &acknowledged).await;
    for number in 0..400 {
        std::fs::write(
            source.path().join(format!("b{number}.json")),
            format!("{{\"n\": \"{}\"}}", "y".repeat(900)),
        )
        .unwrap();
    }
    let sources = "/api/storages/localfiles?project=1";
    let failed =
        |sources: &Value| sources[0]["traceback"].as_str().is_some_and(|why| why.contains("is full"));
    server.until(sources, LIMIT, failed).await.unwrap();

    disk.resize("40m");
    server.until(tasks, LIMIT, |tasks| tasks["total"] == 401).await.unwrap();
    let well = |sources: &Value| sources[0]["status"] == "completed" && sources[0]["traceback"].is_null();
    server.until(sources, LIMIT, well).await.unwrap();
    let (more, _) = submit_until_refused(&server, 2).await;
    acknowledged.extend(more);
    server.kill().await.unwrap();

    disk.resize("120m");
    let server = start(&data, source.path()).await;
    assert_there(&server, &acknowledged).await;
    println!("{} acknowledged annotations through two full disks and a kill", acknowledged.len());
    server.kill().await.unwrap();
}
