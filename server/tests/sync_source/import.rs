//! What becomes a task, and what it says.

use crate::world::{World, assert_adds_up};
use app::api::types::StorageOffer;
use app::model::storage::{Outcome, Side, SyncStatus};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn every_blob_becomes_one_task_in_the_order_of_keys() {
    let world = World::new().await;
    for key in ["b.jpg", "a.jpg", "deep/er/c d+e%2F.jpg", ".hidden", "\u{1F600}.png"] {
        world.put(key, "x");
    }
    let id = world.source(world.blobs()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None));
    assert_eq!((live.counts.listed, live.counts.imported, live.counts.tasks_created), (5, 5, 5));
    assert_eq!(world.visible().await, [".hidden", "a.jpg", "b.jpg", "deep/er/c d+e%2F.jpg", "\u{1F600}.png"]);
    assert!(world.tasks().await.iter().all(|task| task.data.is_none() && task.row_index.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn json_objects_lists_and_lines_become_tasks() {
    let world = World::new().await;
    world.put("bare.json", r#"{"text": "bare", "n": 1.50}"#);
    world.put("list.json", r#"[{"text": "one"}, {"data": {"text": "two"}, "meta": {"a": 1}}]"#);
    world.put("lines.jsonl", "{\"text\": \"three\"}\n\n{\"text\": \"four\"}\n");
    world.put("notes.txt", "no task");
    let id = world.source(world.settings()).await;
    let counts = world.engine.live(id).counts;
    assert_adds_up(&counts);
    assert_eq!((counts.imported, counts.skipped, counts.tasks_created), (3, 1, 5));
    let tasks = world.tasks().await;
    let data: Vec<_> = tasks.iter().map(|task| task.data.clone().unwrap()).collect();
    assert_eq!(
        data,
        [
            json!({"text": "bare", "n": 1.50}),
            json!({"text": "three"}),
            json!({"text": "four"}),
            json!({"text": "one"}),
            json!({"text": "two"})
        ]
    );
    let indices: Vec<_> = tasks.iter().map(|task| task.row_index).collect();
    assert_eq!(indices, [None, Some(0), Some(1), Some(0), Some(1)]);
    let skipped = world.outcomes(id, Some(Outcome::Skipped)).await;
    assert_eq!(skipped[0].key, "notes.txt");
    assert!(skipped[0].reason.as_ref().unwrap().starts_with("not a .json"), "{skipped:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_broken_row_costs_that_row_until_it_is_mended() {
    let world = World::new().await;
    world.put("a.jsonl", "{\"t\": 1}\n{oops\n{\"t\": 3}\n{\"t\": 4}\n{\"t\": 5}\n");
    world.put("b.json", "{\"t\": 6}");
    world.put("c.json", "");
    let id = world.source(world.settings()).await;
    let live = world.engine.live(id);
    assert_eq!(live.status, SyncStatus::CompletedWithErrors);
    assert_adds_up(&live.counts);
    assert_eq!((live.counts.failed, live.counts.tasks_created), (2, 5));
    let failed = world.outcomes(id, Some(Outcome::Failed)).await;
    let told: Vec<_> = failed.iter().map(|item| (item.key.as_str(), item.row)).collect();
    assert_eq!(told, [("a.jsonl", None), ("a.jsonl", Some(1)), ("c.json", None)]);
    let reason = failed[0].reason.as_ref().unwrap();
    assert!(
        reason.starts_with("1 of 5 rows could not be read; the first is row 2: not valid JSON"),
        "{reason}"
    );
    assert_eq!(failed[2].reason.as_deref(), Some("is empty"));
    assert!(live.problem.unwrap().starts_with("2 of 3 objects failed. The first is a.jsonl: 1 of 5"));

    // Nothing is read again while nothing changed, and the failure stays said.
    let requests = world.sync(id).await;
    assert_eq!(
        (requests.status, requests.counts.failed, requests.counts.unchanged),
        (SyncStatus::CompletedWithErrors, 2, 1)
    );

    let before: Vec<_> = world.tasks().await.iter().map(|task| task.id).collect();
    world.put("a.jsonl", "{\"t\": 1}\n{\"t\": 2}\n{\"t\": 3}\n{\"t\": 4}\n{\"t\": 5}\n");
    world.put("c.json", "{\"t\": 7}");
    let live = world.sync(id).await;
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None));
    let after = world.tasks().await;
    assert!(after[..5].iter().map(|task| task.id).eq(before), "{after:?}");
    assert_eq!(after.len(), 7);
    assert!(world.outcomes(id, Some(Outcome::Failed)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn annotations_and_predictions_come_along_and_want_the_target() {
    let world = World::new().await;
    let target = tempfile::tempdir().unwrap();
    let target =
        world.insert(Side::Target, crate::world::folder_settings(target.path()), Default::default()).await;
    read(&world, target).await;
    world.put(
        "a.json",
        json!([
            {"data": {"t": 1}, "annotations": [{"result": [{"id": "r"}], "completed_by": {"id": 7}}],
             "predictions": [{"result": [], "score": 0.5, "model_version": "m"}]},
            {"t": 2}
        ])
        .to_string(),
    );
    let id = world.source(world.settings()).await;
    assert_eq!(world.engine.live(id).status, SyncStatus::Completed);
    let counted = "SELECT annotations * 10 + predictions FROM tasks ORDER BY id LIMIT 1";
    assert_eq!(world.scalar(counted).await, 11);
    assert_eq!(world.scalar("SELECT completed_by FROM annotations").await, 7);
    assert_eq!(world.scalar("SELECT COUNT(*) FROM outbox").await, 1);

    // The file changes: what a person could have labeled since stays, predictions follow.
    world.put(
        "a.json",
        json!([
            {"data": {"t": 1}, "annotations": [{"result": [{"id": "other"}]}]},
            {"data": {"t": 2}, "predictions": [{"result": []}, {"result": []}]}
        ])
        .to_string(),
    );
    world.sync(id).await;
    assert_eq!(world.scalar("SELECT COUNT(*) FROM annotations").await, 1);
    assert_eq!(world.scalar("SELECT predictions FROM tasks ORDER BY id DESC LIMIT 1").await, 2);
}

/// Says that a target's documents were read, as its engine does.
async fn read(world: &World, target: app::model::ids::StorageId) {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_images_read_as_json_offers_blob_urls() {
    let world = World::new().await;
    world.put("a.jpg", "x");
    world.put("b.png", "x");
    let id = world.source(world.settings()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.offer), (SyncStatus::Completed, Some(StorageOffer::UseBlobUrls)));
    let live = world.change(id, world.blobs()).await;
    assert_eq!((live.offer, live.counts.imported), (None, 2));
    assert_eq!(world.visible().await, ["a.jpg", "b.png"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_of_rows_is_read_as_a_stream() {
    let world = World::new().await;
    let rows = 20_000;
    let text: String =
        (0..rows).map(|n| format!("{{\"n\": {n}, \"text\": \"{}\"}}\n", "x".repeat(40))).collect();
    world.put("big.jsonl", &text);
    let id = world.source(world.settings()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.counts.tasks_created), (SyncStatus::Completed, rows));
    assert_eq!(world.scalar("SELECT COUNT(*) FROM tasks WHERE row_index = id - 1").await, rows as i64);

    world.put("big.jsonl", format!("{{\"n\": \"first\"}}\n{text}"));
    let live = world.sync(id).await;
    assert_eq!((live.counts.updated, live.counts.tasks_created), (1, 1));
    assert_eq!(world.scalar("SELECT COUNT(*) FROM tasks WHERE row_index = id").await, rows as i64);
    assert_eq!(world.scalar("SELECT row_index FROM tasks ORDER BY id DESC LIMIT 1").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_annotations_cannot_be_read_is_a_failure_and_what_stands_beside_data_is_kept() {
    let world = World::new().await;
    let broken = json!({"data": {"t": 1}, "annotations": [{"result": "no list"}]});
    let whole = json!({"data": {"t": 2}, "meta": {"from": "scanner"}, "annotations": [{"result": []}]});
    world.put("a.json", json!([broken, whole]).to_string());
    let id = world.source(world.settings()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.counts.tasks_created), (SyncStatus::CompletedWithErrors, 1));
    let failed = world.outcomes(id, Some(Outcome::Failed)).await;
    let reason = failed.iter().find(|item| item.row == Some(0)).and_then(|item| item.reason.clone()).unwrap();
    assert!(reason.contains("\"result\" of annotation 1 must be a list"), "{reason}");
    assert_eq!(world.scalar("SELECT COUNT(*) FROM annotations").await, 1);
    assert_eq!(world.scalar("SELECT annotations FROM tasks").await, 1, "no count of what was not taken");
    assert_eq!(world.scalar("SELECT COUNT(*) FROM tasks WHERE extra ->> '$.meta.from' = 'scanner'").await, 1);
}
