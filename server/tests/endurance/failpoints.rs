//! The process ends before and after each commit, page, body and write, in turn: the next start leaves what a run that
//! nothing disturbed leaves, and reads nothing again that was committed.

use super::{LIMIT, Place};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use testkit::skylabel::Rest;

const OBJECTS: usize = 40;
const SUBMITS: usize = 3;
const POINTS: [&str; 8] = [
    "list.before",
    "list.after",
    "read.before",
    "read.after",
    "write.before",
    "write.after",
    "commit.before",
    "commit.after",
];
/// At which coming it ends; what lies farther was not reached in any run.
const COMINGS: [u32; 9] = [1, 2, 3, 5, 8, 13, 21, 34, 55];
const SIGABRT: i32 = 6;

/// Syncs, submits and waits until the target has it all. An error when the server goes away meanwhile.
async fn work(server: &Rest) -> anyhow::Result<()> {
    let synced = |storages: &Value| storages[0]["status"] == "completed";
    server.until("/api/storages/s3/?project=1", LIMIT, synced).await?;
    let tasks = server.get("/api/tasks/?project=1&page_size=100").await?;
    for (number, task) in tasks["tasks"].as_array().into_iter().flatten().take(SUBMITS).enumerate() {
        let unique = format!("00000000-0000-4000-8000-{number:012}");
        let body = json!({"result": [{"id": "r", "value": {"text": [unique]}}], "unique_id": unique});
        server.post(&format!("/api/tasks/{}/annotations/", task["id"]), body).await?;
    }
    let over = |targets: &Value| targets[0]["target"]["pending"] == 0 && targets[0]["status"] == "completed";
    server.until("/api/storages/export/s3?project=1", LIMIT, over).await?;
    Ok(())
}

/// Works until the process ends at the armed point; `false` if it never came there.
async fn end_at(place: &Place, data: &Path, target: &str, armed: String) -> bool {
    let mut server = match place.start(data, target, [("SKYLABEL_ABORT_AT", armed)]).await {
        Ok(server) => server,
        // Before it was healthy.
        Err(error) => {
            assert!(error.to_string().contains("signal: 6"), "{error:#}");
            return true;
        }
    };
    let rest = server.rest();
    let working = async {
        // What fails here fails because the process is ending, which the other branch sees.
        if work(&rest).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = server.ended() => {
            assert_eq!(ended.unwrap().signal(), Some(SIGABRT));
            return true;
        }
        () = working => {}
    }
    server.kill().await.unwrap();
    false
}

/// How many objects the database had taken when the process ended.
async fn committed(data: &Path) -> usize {
    let file = data.join("skylabel.db");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut conn = options.connect().await.unwrap();
    let count: Result<i64, _> = sqlx::query_scalar("SELECT count(*) FROM objects").fetch_one(&mut conn).await;
    conn.close().await.unwrap();
    // Without the table it ended before there was a schema.
    count.map_or(0, |count| usize::try_from(count).unwrap())
}

/// Each task once, each annotation once in its task's document.
async fn assert_as_undisturbed(place: &Place, server: &Rest, target: &str) {
    let tasks = server.tasks(1).await.unwrap();
    let numbers: BTreeSet<i64> = tasks.iter().map(|task| task["data"]["number"].as_i64().unwrap()).collect();
    assert_eq!((tasks.len(), numbers.len()), (OBJECTS, OBJECTS), "no task is missing or doubled");
    let mut found = BTreeMap::new();
    for key in place.s3.client.list(&place.bucket, &format!("{target}/")).await.unwrap() {
        if key.contains("/.skylabel/") {
            continue;
        }
        let body = place.s3.client.get(&place.bucket, &key).await.unwrap().unwrap();
        let document: Value = serde_json::from_slice(&body).unwrap();
        for annotation in document["annotations"].as_array().unwrap() {
            let unique = annotation["unique_id"].as_str().unwrap().to_owned();
            assert_eq!(found.insert(unique, key.clone()), None, "once in the target");
        }
    }
    assert_eq!(found.len(), SUBMITS, "{found:?}");
    let targets = server.get("/api/storages/export/s3?project=1").await.unwrap();
    assert_eq!(targets[0]["target"]["conflicts"], 0, "{targets}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_before_or_after_any_commit_page_body_or_write_the_next_start_goes_on_from_there() {
    if !cfg!(debug_assertions) {
        return testkit::skip("a release has no failpoints");
    }
    let place = Place::new("failpoints", OBJECTS).await;
    let mut ends = BTreeMap::new();
    for point in POINTS {
        for coming in COMINGS {
            let data = tempfile::tempdir().unwrap();
            let target = format!("out-{point}-{coming}");
            if !end_at(&place, data.path(), &target, format!("{point}#{coming}")).await {
                break;
            }
            *ends.entry(point).or_insert(0) += 1;
            let committed = committed(data.path()).await;
            place.proxy.take_log();
            let server = place.start(data.path(), &target, []).await.unwrap();
            work(&server).await.unwrap();
            assert_as_undisturbed(&place, &server, &target).await;
            let bodies = format!("/{}/in/", place.bucket);
            let read = place.proxy.take_log().iter().filter(|seen| seen.target.starts_with(&bodies)).count();
            // A storage that was not yet saved is checked first, which reads one object.
            let again = OBJECTS - committed;
            assert!(
                (again..=again + 1).contains(&read),
                "{point}#{coming}: {read} read, {again} were not committed"
            );
            server.kill().await.unwrap();
        }
    }
    println!("ended at {ends:?}");
    for point in POINTS {
        assert!(ends.contains_key(point), "{point} was never reached");
    }
}
