//! Which row is which task, whatever becomes of the object around it.

use crate::world::{World, assert_adds_up};
use app::model::storage::{Outcome, StorageSettings, SyncStatus};
use serde_json::{Value, json};

const GONE: i64 = 2;

impl World {
    fn by_id(&self, path: &str) -> StorageSettings {
        StorageSettings { row_id: Some(path.to_owned()), ..self.settings() }
    }

    fn put_rows(&self, rows: Value) {
        self.put("a.json", rows.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_keeps_its_task_by_its_id_wherever_it_moves_and_whatever_it_says() {
    let world = World::new().await;
    world.put_rows(json!([{"id": 1, "t": "a"}, {"id": 2, "t": "b"}]));
    let id = world.source(world.by_id("id")).await;
    let before = world.tasks().await;
    world.label(before[1].id).await;
    world.put_rows(json!([{"id": 3, "t": "new"}, {"id": 2, "t": "b2"}, {"id": 1, "t": "a2"}]));
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.updated, live.counts.tasks_created), (SyncStatus::Completed, 1, 1));
    let after = world.tasks().await;
    assert_eq!((&after[0].data, after[0].row_index), (&Some(json!({"id": 1, "t": "a2"})), Some(2)));
    assert_eq!((&after[1].data, after[1].stale, after[1].labeled), (&before[1].data, true, true));
    assert_eq!(world.take_new_version(&[before[1].id]).await.tasks, [before[1].id]);
    assert_eq!(world.tasks().await[1].data, Some(json!({"id": 2, "t": "b2"})));
    let verified = world.verify(id, false).await;
    assert_eq!((verified.sampled, verified.differing), (1, 0), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_id_in_the_place_of_a_removed_one_gets_a_task_of_its_own() {
    let world = World::new().await;
    world.put_rows(json!([{"id": 1, "t": "a"}, {"id": 2, "t": "b"}]));
    let id = world.source(world.by_id("id")).await;
    world.label(world.tasks().await[1].id).await;
    world.put_rows(json!([{"id": 1, "t": "a"}, {"id": 9, "t": "b"}]));
    assert_eq!(world.sync(id).await.counts.tasks_created, 1);
    let after = world.tasks().await;
    assert_eq!((after[1].hidden, after[1].labeled, after[2].labeled), (GONE, true, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_two_rows_have_fails_the_later_one_and_says_so() {
    let world = World::new().await;
    world.put_rows(
        json!([{"id": "x", "t": "a"}, {"id": "y", "t": "b"}, {"id": "x", "t": "c"}, {"id": {}, "t": "d"}]),
    );
    let id = world.source(world.by_id("id")).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.counts.failed), (SyncStatus::CompletedWithErrors, 1));
    assert_adds_up(&live.counts);
    assert_eq!(world.tasks().await.len(), 2);
    let failed = world.outcomes(id, Some(Outcome::Failed)).await;
    let reasons: Vec<_> = failed.iter().filter_map(|item| Some((item.row?, item.reason.clone()?))).collect();
    assert_eq!(
        reasons,
        [
            (2, "row 1 has the same id (id:x)".to_owned()),
            (3, "its id (id) must be a text or a number".to_owned())
        ]
    );
    world.put_rows(json!([{"id": "x", "t": "a"}, {"id": "y", "t": "b"}, {"id": "z", "t": "c"}]));
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.tasks_created), (SyncStatus::Completed, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_rows_have_their_ids_can_change_and_annotations_stay_with_their_rows() {
    let world = World::new().await;
    world.put_rows(
        json!([{"id": 1, "n": 3, "t": "a"}, {"id": 2, "n": 1, "t": "b"}, {"id": 3, "n": 2, "t": "c"}]),
    );
    let id = world.source(world.settings()).await;
    let before = world.tasks().await;
    for task in &before {
        world.label(task.id).await;
    }
    world.delete_task(before[2].id).await;
    for settings in
        [world.by_id("id"), world.by_id("n"), world.by_id("id"), world.settings(), world.by_id("n")]
    {
        let path = settings.row_id.clone();
        // The rows move while nobody looks.
        let mut rows =
            json!([{"id": 2, "n": 1, "t": "b"}, {"id": 3, "n": 2, "t": "c"}, {"id": 1, "n": 3, "t": "a"}]);
        if path.as_deref() == Some("id") {
            rows.as_array_mut().unwrap().rotate_left(1);
        }
        world.put_rows(rows);
        let live = world.change(id, settings).await;
        assert_eq!((live.counts.updated, live.counts.tasks_created), (1, 0), "{path:?}");
        let after = world.tasks().await;
        assert_eq!(after.len(), 3);
        for (before, after) in before.iter().zip(&after).take(2) {
            assert_eq!((after.id, &after.data, after.stale), (before.id, &before.data, false), "{path:?}");
        }
        assert_eq!(after[2].hidden, 4, "a deleted task stays deleted");
        assert_eq!(world.sync(id).await.counts.unchanged, 1, "it is read once");
    }
    assert_eq!(world.scalar("SELECT COUNT(*) FROM tasks WHERE row LIKE 'n:%'").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bare_object_that_becomes_a_list_keeps_its_task() {
    let world = World::new().await;
    world.put_rows(json!({"id": 1, "t": "a"}));
    let id = world.source(world.settings()).await;
    let before = world.tasks().await;
    world.label(before[0].id).await;
    world.put_rows(json!([{"id": 1, "t": "a"}, {"id": 2, "t": "b"}]));
    assert_eq!(world.sync(id).await.counts.tasks_created, 1);
    let after = world.tasks().await;
    assert_eq!((after[0].id, after[0].labeled, after[0].hidden), (before[0].id, true, 0));
}
