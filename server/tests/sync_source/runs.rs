//! When runs happen, what they write, and what is left when they do not end.

use crate::world::{World, assert_adds_up};
use app::model::storage::{Outcome, StorageSettings, SyncStatus};
use std::collections::HashSet;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_with_nothing_new_writes_not_one_row() {
    let world = World::new().await;
    for n in 0..2500 {
        world.put(&format!("{n:04}.jpg"), "x");
    }
    let id = world.source(world.blobs()).await;
    let before = world.db.generation();
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.unchanged), (SyncStatus::Completed, 2500));
    assert_adds_up(&live.counts);
    assert_eq!(world.db.generation(), before, "a transaction was committed");
    assert_eq!(world.outcome_page(id, Some(Outcome::Unchanged), 1).await.total, 2500);
    assert_eq!(world.outcome_page(id, Some(Outcome::Imported), 1).await.total, 0);
    let last = world.outcome_page(id, None, 25).await;
    assert_eq!((last.total, last.items.len(), last.items[99].key.as_str()), (2500, 100, "2499.jpg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_storages_a_readded_one_and_parallel_runs_make_no_duplicates() {
    let world = World::new().await;
    for n in 0..300 {
        world.put(&format!("{n}.json"), format!("[{{\"n\": {n}}}, {{\"n\": \"{n}\"}}]"));
    }
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.insert(app::model::storage::Side::Source, world.settings(), Default::default()).await);
    }
    for id in &ids {
        world.engine.settings_changed(*id).await;
    }
    for id in &ids {
        let live = world.settled(*id).await;
        assert_eq!(live.status, SyncStatus::Completed, "{live:?}");
        assert_adds_up(&live.counts);
    }
    assert_eq!(world.tasks().await.len(), 600);
    let unique: HashSet<_> = world.tasks().await.into_iter().map(|task| (task.key, task.row_index)).collect();
    assert_eq!(unique.len(), 600);

    let gone = ids[0];
    world.db.write(move |conn| Box::pin(skylabel::store::storages::delete(conn, gone))).await.unwrap();
    world.engine.removed(gone).await;
    let again = world.source(world.settings()).await;
    assert_eq!(world.engine.live(again).counts.tasks_created, 0);
    assert_eq!(world.visible().await.len(), 600);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_syncs_by_itself() {
    let world = World::new().await;
    world.put("a.jpg", "x");
    world.source(StorageSettings { sync_interval: Some(1), ..world.blobs() }).await;
    world.put("b.jpg", "x");
    for _ in 0..600 {
        if world.visible().await.len() == 2 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the second object did not come by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_everything_syncs_once_and_nothing_is_stuck() {
    let world = World::new().await;
    world.put("a.jpg", "x");
    let id = world.source(world.blobs()).await;
    world.put("b.jpg", "x");
    let world = world.restart().await;
    for _ in 0..600 {
        if world.visible().await.len() == 2 {
            let live = world.settled(id).await;
            assert_eq!(live.status, SyncStatus::Completed);
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the second object did not come after the restart: {:?}", world.engine.live(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_broken_off_anywhere_is_finished_by_the_next() {
    let mut world = World::new().await;
    for n in 0..3000 {
        world.put(&format!("{n:04}.json"), format!("[{{\"n\": {n}}}, {{\"m\": {n}}}]"));
    }
    let id = world.insert(app::model::storage::Side::Source, world.settings(), Default::default()).await;
    for pause in [5, 40, 90, 160] {
        world.engine.request_sync(id).await.unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        world = world.restart().await;
    }
    world.engine.request_sync(id).await.unwrap();
    let live = world.settled(id).await;
    assert_eq!(live.status, SyncStatus::Completed, "{live:?}");
    assert_adds_up(&live.counts);
    assert_eq!(live.counts.listed, 3000);
    let tasks = world.tasks().await;
    assert_eq!(tasks.len(), 6000);
    let unique: HashSet<_> = tasks.into_iter().map(|task| (task.key, task.row_index)).collect();
    assert_eq!(unique.len(), 6000);
    let before = world.db.generation();
    world.sync(id).await;
    assert_eq!(world.db.generation(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_label_and_look_while_a_sync_writes_and_nobody_is_refused() {
    let world = World::new().await;
    for n in 0..60 {
        world.put(&format!("{n:02}.json"), "{\"t\": 1}");
    }
    let id = world.source(world.settings()).await;
    let tasks = world.tasks().await;
    for n in 0..4000 {
        world.put(&format!("new/{n:04}.json"), format!("[{{\"n\": {n}}}, {{\"m\": {n}}}]"));
    }
    world.engine.request_sync(id).await.unwrap();
    let mut during = 0;
    for task in &tasks {
        let begun = Instant::now();
        world.label(task.id).await;
        assert!(world.scalar("SELECT COUNT(*) FROM tasks").await >= 60);
        assert!(begun.elapsed() < Duration::from_secs(5), "a sync holds nobody up");
        during += u32::from(world.engine.live(id).status == SyncStatus::InProgress);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(during > 0, "the sync was over before anybody labeled");
    let live = world.settled(id).await;
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None));
    assert_eq!(live.counts.tasks_created, 8000);
    assert_eq!(world.tasks().await.iter().filter(|task| task.labeled).count(), 60);
}
