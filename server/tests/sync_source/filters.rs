//! What the storage's settings let in, and what changing them does.

use crate::world::{World, assert_adds_up, folder_settings};
use app::model::storage::{Outcome, Side, StorageSettings, SyncStatus};

const FILTERED_OUT: i64 = 1;
const GONE: i64 = 2;

#[tokio::test(flavor = "multi_thread")]
async fn a_regex_hides_and_shows_tasks_and_keeps_what_was_labeled() {
    let world = World::new().await;
    for key in ["cats/1.jpg", "cats/2.jpg", "dogs/1.jpg"] {
        world.put(key, "x");
    }
    let id = world.source(world.blobs()).await;
    world.label(world.task("dogs/1.jpg").await.id).await;
    let only_cats = StorageSettings { regex: Some("^cats/".into()), ..world.blobs() };
    let live = world.change(id, only_cats).await;
    assert_adds_up(&live.counts);
    assert_eq!((live.counts.unchanged, live.counts.skipped), (2, 1));
    assert_eq!(world.visible().await, ["cats/1.jpg", "cats/2.jpg"]);
    assert_eq!(world.task("dogs/1.jpg").await.hidden, FILTERED_OUT);
    let skipped = world.outcomes(id, Some(Outcome::Skipped)).await;
    assert_eq!(skipped[0].reason.as_deref(), Some("left out by the regex"));

    let live = world.change(id, world.blobs()).await;
    assert_eq!((live.counts.imported, live.counts.tasks_created), (1, 0));
    assert_eq!(world.visible().await.len(), 3);
    assert!(world.task("dogs/1.jpg").await.labeled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_stays_in_sight_while_any_source_includes_it() {
    let world = World::new().await;
    world.put("a.jpg", "x");
    world.put("b.jpg", "x");
    let all = world.source(world.blobs()).await;
    let some = world.source(StorageSettings { regex: Some("^b".into()), ..world.blobs() }).await;
    assert_eq!(world.engine.live(some).counts.tasks_created, 0);
    assert_eq!(world.visible().await, ["a.jpg", "b.jpg"]);
    world.change(all, StorageSettings { regex: Some("nothing".into()), ..world.blobs() }).await;
    assert_eq!(world.visible().await, ["b.jpg"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_prefix_leaves_the_old_one_out_without_calling_it_gone() {
    let world = World::new().await;
    for n in 0..12 {
        world.put(&format!("old/{n:02}.jpg"), "x");
    }
    world.put("new/a.jpg", "x");
    let id = world.source(StorageSettings { prefix: "old".into(), ..world.blobs() }).await;
    let live = world.change(id, StorageSettings { prefix: "new/".into(), ..world.blobs() }).await;
    assert_eq!((live.status, live.counts.vanished, live.counts.imported), (SyncStatus::Completed, 0, 1));
    assert_eq!(world.visible().await, ["new/a.jpg"]);
    assert_eq!(world.task("old/00.jpg").await.hidden, FILTERED_OUT);
    world.change(id, world.blobs()).await;
    assert_eq!(world.visible().await.len(), 13);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_folder_is_another_store() {
    let world = World::new().await;
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("a.jpg"), "x").unwrap();
    world.put("a.jpg", "x");
    let id = world.source(world.blobs()).await;
    let settings = StorageSettings { use_blob_urls: true, ..folder_settings(other.path()) };
    let live = world.change(id, settings).await;
    assert_eq!((live.status, live.counts.imported, live.counts.tasks_created), (SyncStatus::Completed, 1, 1));
    let hidden: Vec<_> = world.tasks().await.iter().map(|task| task.hidden).collect();
    assert_eq!(hidden, [FILTERED_OUT, 0]);
    let live = world.change(id, world.blobs()).await;
    assert_eq!(live.counts.tasks_created, 0);
    let hidden: Vec<_> = world.tasks().await.iter().map(|task| task.hidden).collect();
    assert_eq!(hidden, [0, FILTERED_OUT]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_understood_anew_keep_their_tasks() {
    let world = World::new().await;
    world.put("bare.json", r#"{"t": 1}"#);
    world.put("list.json", r#"[{"t": 2}, {"t": 3}]"#);
    let id = world.source(world.settings()).await;
    let bare = world.task("bare.json").await.id;
    world.change(id, world.blobs()).await;
    let task = world.task("bare.json").await;
    assert_eq!((task.id, task.data), (bare, None));
    assert_eq!(world.visible().await, ["bare.json", "list.json"]);
    assert_eq!(world.tasks().await.iter().filter(|task| task.hidden == GONE).count(), 2);
    let live = world.change(id, world.settings()).await;
    assert_eq!((live.status, live.counts.tasks_created), (SyncStatus::Completed, 0));
    assert_eq!(world.visible().await, ["bare.json", "list.json", "list.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_targets_own_objects_are_never_tasks() {
    let world = World::new().await;
    world.put("1.json", r#"{"t": 1}"#);
    world.put("annotations/1.json", r#"{"t": 1}"#);
    world.put("annotations/.skylabel/claim.json", "{}");
    let target = StorageSettings { prefix: "annotations".into(), ..world.settings() };
    let target = world.insert(Side::Target, target, Default::default()).await;
    mark_read(&world, target).await;
    let id = world.source(world.settings()).await;
    let counts = world.engine.live(id).counts;
    assert_adds_up(&counts);
    assert_eq!(world.visible().await, ["1.json"]);
    let reasons = world.outcomes(id, Some(Outcome::Skipped)).await;
    assert!(
        reasons.iter().all(|item| item.reason.as_deref() == Some("written by this project's target storage"))
    );
    assert!(reasons.len() >= 2, "{reasons:?}");
}

async fn mark_read(world: &World, target: app::model::ids::StorageId) {
    world
        .db
        .write(move |conn| {
            Box::pin(async move {
                sqlx::query("UPDATE storages SET read_at = '2026-01-01T00:00:00Z' WHERE id = $1")
                    .bind(target.0)
                    .execute(conn)
                    .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
}
