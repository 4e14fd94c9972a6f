//! A store that takes 100 requests a second and refuses every fifth besides.

use super::{LIMIT, Place};
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::faults::{Fault, Rule};

const OBJECTS: usize = 2000;
const CAP: u32 = 100;

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_wants_fewer_requests_gets_fewer_and_all_is_done_without_anybody() {
    let place = Place::new("throttle", 1).await;
    let (data, aside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = place.start(data.path(), "out", []).await.unwrap();
    let completed = |storages: &serde_json::Value| storages[0]["status"] == "completed";
    server.until("/api/storages/s3/?project=1", LIMIT, completed).await.unwrap();
    let local = json!({"project": 1, "path": aside.path().canonicalize().unwrap(), "sync_interval": 0});
    let local = server.post("/api/storages/localfiles", local).await.unwrap();
    let local = format!("/api/storages/localfiles/{}", local["id"]);

    let refused = |retry_after| Rule::always(Fault::Status { status: 503, retry_after });
    place.proxy.set([refused(None).every(5), refused(Some(1)).spares(CAP)]);
    place.fill(1..OBJECTS).await;
    place.proxy.take_log();
    let begun = Instant::now();
    let path = "/api/storages/s3/1";
    server.post(&format!("{path}/sync"), json!({})).await.unwrap();

    let another = async {
        let mut slowest = Duration::ZERO;
        for number in 0..5 {
            std::fs::write(aside.path().join(format!("{number}.json")), "{\"number\": 1}").unwrap();
            let begun = Instant::now();
            server.post(&format!("{local}/sync"), json!({})).await.unwrap();
            let there = |storage: &serde_json::Value| {
                storage["status"] == "completed" && storage["counts"]["listed"] == number + 1
            };
            server.until(&local, LIMIT, there).await.unwrap();
            slowest = slowest.max(begun.elapsed());
        }
        slowest
    };
    let all = server.until(path, LIMIT, |storage| {
        storage["status"] == "completed" && storage["counts"]["listed"] == OBJECTS
    });
    let (slowest, all) = tokio::join!(another, all);
    let (took, all) = (begun.elapsed(), all.unwrap());
    let sent = place.proxy.take_log();
    let refused = sent.iter().filter(|seen| seen.fault.is_some()).count();
    // Each object once, and a page of the listing.
    let least = OBJECTS as f64;
    let rate = least / took.as_secs_f64();
    println!("{OBJECTS} objects in {took:.1?}: {rate:.0}/s; {} requests, {refused} refused", sent.len());
    println!("another storage meanwhile: {slowest:.2?} at most");
    assert!(sent.len() as f64 <= 1.3 * least, "{} requests for {least}: {all}", sent.len());
    assert!(rate >= 0.8 * f64::from(CAP), "{rate}");
    assert!(slowest < Duration::from_secs(3), "another storage waited {slowest:?}");
    server.kill().await.unwrap();
}
