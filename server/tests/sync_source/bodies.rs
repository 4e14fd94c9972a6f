//! Bodies of objects that come slowly, or break off on their way.

use crate::servers::{keys, s3};
use crate::world::World;
use app::api::types::LiveEvent;
use app::model::storage::{Side, SyncStatus};
use std::time::{Duration, Instant};
use testkit::faults::{Fault, FaultProxy, Rule};
use testkit::s3::S3Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_long_is_in_progress_until_it_ends_and_never_failed() {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("slow").await.unwrap();
    server.client.put(&bucket, "a.json", "[{\"t\": 1}, {\"t\": 2}]").await.unwrap();
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let slow = Rule::always(Fault::Delay { ms: 3000 }).method("GET");
    proxy.set([slow.path(format!("/{bucket}/a.json"))]);
    let world = World::new().await;
    let id = world.insert(Side::Source, s3(&proxy.endpoint, &bucket), keys()).await;
    let mut events = world.events.subscribe();
    let began = Instant::now();
    world.engine.request_sync(id).await.unwrap();
    let mut told = vec![world.engine.live(id).status];
    while told.last().is_some_and(|status| status.is_active()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        told.push(world.engine.live(id).status);
    }
    assert!(began.elapsed() >= Duration::from_secs(3), "the file took its time");
    told.dedup();
    assert_eq!(told, [SyncStatus::Queued, SyncStatus::InProgress, SyncStatus::Completed]);
    let live = world.engine.live(id);
    assert_eq!((live.problem, live.counts.tasks_created), (None, 2));
    while let Ok(event) = events.try_recv() {
        if let LiveEvent::Storage { card } = &*event {
            assert!(card.status != SyncStatus::Failed && card.problem.is_none(), "{card:?}");
        }
    }
}

const ROWS: i64 = 5000;

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_written_while_their_file_is_on_its_way_and_the_rest_comes_with_the_next_run() {
    let server = S3Server::shared().await;
    let bucket = server.new_bucket("breaks").await.unwrap();
    let filler = "x".repeat(1000);
    let text: String = (0..ROWS).map(|n| format!("{{\"n\": {n}, \"text\": \"{filler}\"}}\n")).collect();
    server.client.put(&bucket, "big.jsonl", text).await.unwrap();
    let proxy = FaultProxy::start(&server.endpoint).await.unwrap();
    let cut = Rule::always(Fault::Cut { bytes: 600_000 }).method("GET");
    proxy.set([cut.path(format!("/{bucket}/big.jsonl"))]);
    let world = World::new().await;
    let id = world.source_with(s3(&proxy.endpoint, &bucket), keys()).await;
    let live = world.engine.live(id);
    assert_eq!(live.status, SyncStatus::Failed, "{live:?}");
    let written = world.scalar("SELECT COUNT(*) FROM tasks").await;
    assert!((1..ROWS).contains(&written), "{written} of {ROWS} rows came before the file broke off");

    proxy.clear();
    let live = world.sync(id).await;
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None));
    let mut there: Vec<_> = world.tasks().await.into_iter().map(|task| task.row_index).collect();
    there.sort_unstable();
    assert!(there.into_iter().eq((0..ROWS).map(Some)), "each row has one task");
}
