//! What a change of the bucket does to tasks that stand.

use crate::world::{World, assert_adds_up};
use app::api::types::{DifferenceKind, InquiryState};
use app::model::storage::{Outcome, StorageSettings, SyncStatus};
use serde_json::json;

const GONE: i64 = 2;

#[tokio::test(flavor = "multi_thread")]
async fn a_row_inserted_at_the_top_moves_no_annotation() {
    let world = World::new().await;
    world.put("a.json", r#"[{"t": "a"}, {"t": "b"}]"#);
    let id = world.source(world.settings()).await;
    let before = world.tasks().await;
    world.label(before[1].id).await;
    world.put("a.json", r#"[{"t": "new"}, {"t": "a"}, {"t": "b"}]"#);
    let live = world.sync(id).await;
    assert_eq!((live.counts.updated, live.counts.tasks_created), (1, 1));
    let after = world.tasks().await;
    assert_eq!(
        (after[1].id, after[1].data.clone(), after[1].row_index),
        (before[1].id, Some(json!({"t": "b"})), Some(2))
    );
    assert!(after[1].labeled && !after[1].stale, "{after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_row_updates_an_unlabeled_task_and_flags_a_labeled_one() {
    let world = World::new().await;
    world.put("a.json", r#"[{"t": "a"}, {"t": "b"}]"#);
    let id = world.source(world.settings()).await;
    let before = world.tasks().await;
    world.label(before[1].id).await;
    world.put("a.json", r#"[{"t": "a2"}, {"t": "b2"}]"#);
    world.sync(id).await;
    let after = world.tasks().await;
    assert_eq!(after.len(), 2);
    assert_eq!(
        (after[0].id, &after[0].data, after[0].stale),
        (before[0].id, &Some(json!({"t": "a2"})), false)
    );
    assert_eq!((after[1].id, &after[1].data, after[1].stale), (before[1].id, &Some(json!({"t": "b"})), true));

    world.take_new_version(&[before[1].id]).await;
    let taken = world.tasks().await[1].clone();
    assert_eq!((taken.data, taken.stale, taken.labeled), (Some(json!({"t": "b2"})), false, true));
    world.put("a.json", r#"[{"t": "top"}, {"t": "a2"}, {"t": "b2"}]"#);
    world.sync(id).await;
    assert!(!world.tasks().await[1].stale);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_blob_flags_a_labeled_task() {
    let world = World::new().await;
    world.put("a.jpg", "one");
    world.put("b.jpg", "one");
    let id = world.source(world.blobs()).await;
    world.label(world.task("b.jpg").await.id).await;
    world.put("a.jpg", "other");
    world.put("b.jpg", "other");
    let live = world.sync(id).await;
    assert_eq!((live.counts.updated, live.counts.tasks_created), (2, 0));
    assert!(!world.task("a.jpg").await.stale);
    assert!(world.task("b.jpg").await.stale);
    world.take_new_version(&[world.task("b.jpg").await.id]).await;
    assert!(!world.task("b.jpg").await.stale);
    assert_eq!(world.sync(id).await.counts.unchanged, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_vanishes_leaves_the_stream_and_comes_back_as_itself() {
    let world = World::new().await;
    for n in 0..4 {
        world.put(&format!("{n}.json"), json!([{"t": n}, {"t": n + 10}]).to_string());
    }
    let id = world.source(world.settings()).await;
    let before = world.tasks().await;
    world.label(before[0].id).await;
    world.delete("0.json");
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.vanished, live.counts.listed), (SyncStatus::Completed, 1, 3));
    let gone: Vec<_> = world.tasks().await.into_iter().filter(|task| task.hidden == GONE).collect();
    assert_eq!(gone.len(), 2);
    assert!(gone[0].labeled);
    assert!(world.outcomes(id, None).await.iter().all(|item| item.key != "0.json"));

    world.put("0.json", json!([{"t": 0}]).to_string());
    let live = world.sync(id).await;
    assert_eq!((live.counts.updated, live.counts.tasks_created), (1, 0));
    let after = world.tasks().await;
    assert_eq!((after[0].id, after[0].hidden, after[0].labeled), (before[0].id, 0, true));
    assert_eq!(after[1].hidden, GONE, "a row that the object does not hold any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_lost_too_much_concludes_nothing() {
    let world = World::new().await;
    for n in 0..12 {
        world.put(&format!("{n:02}.jpg"), "x");
    }
    let id = world.source(world.blobs()).await;
    for n in 0..7 {
        world.delete(&format!("{n:02}.jpg"));
    }
    world.put("new.jpg", "x");
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.vanished, live.counts.imported), (SyncStatus::Failed, 0, 1));
    assert!(live.problem.as_ref().unwrap().starts_with("7 of 12 known objects are missing"), "{live:?}");
    assert_eq!(world.visible().await.len(), 13);

    for n in 7..12 {
        world.delete(&format!("{n:02}.jpg"));
    }
    world.delete("new.jpg");
    let live = world.sync(id).await;
    assert!(live.problem.as_ref().unwrap().starts_with("the listing came back empty"), "{live:?}");
    assert_eq!(world.visible().await.len(), 13);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_listed_changes_nothing() {
    let world = World::new().await;
    world.put("in/a.jpg", "x");
    let mut settings = world.blobs();
    settings.path = format!("{}/in", settings.path);
    let id = world.source(settings).await;
    let away = world.folder.path().join("in");
    std::fs::rename(&away, world.folder.path().join("out")).unwrap();
    let live = world.sync(id).await;
    assert_eq!(live.status, SyncStatus::Failed);
    assert!(live.problem.unwrap().contains("in"), "it names the folder");
    assert_eq!(world.visible().await, ["a.jpg"]);
    std::fs::rename(world.folder.path().join("out"), &away).unwrap();
    let live = world.sync(id).await;
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_deleted_by_a_person_stays_deleted() {
    let world = World::new().await;
    world.put("a.json", r#"[{"t": "a"}, {"t": "b"}]"#);
    world.put("b.json", r#"{"t": "c"}"#);
    let id = world.source(world.settings()).await;
    world.delete_task(world.tasks().await[0].id).await;
    world.delete_task(world.task("b.json").await.id).await;
    world.sync(id).await;
    world.put("a.json", r#"[{"t": "a"}, {"t": "b2"}]"#);
    world.put("b.json", r#"{"t": "c2"}"#);
    let counts = world.sync(id).await.counts;
    assert_eq!((counts.tasks_created, counts.updated), (0, 2));
    assert_eq!(world.visible().await, ["a.json"]);
    let again = world.source(world.settings()).await;
    assert_adds_up(&world.engine.live(again).counts);
    assert_eq!(world.visible().await, ["a.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_changed_while_its_task_was_deleted_comes_back_up_to_date_or_stale_where_it_is_labeled() {
    let world = World::new().await;
    world.put("a.json", r#"[{"t": "a"}, {"t": "b"}]"#);
    let id = world.source(world.settings()).await;
    let ids: Vec<_> = world.tasks().await.into_iter().map(|task| task.id).collect();
    world.label(ids[1]).await;
    for task in &ids {
        world.delete_task(*task).await;
    }
    world.put("a.json", r#"[{"t": "a2"}, {"t": "b2"}]"#);
    world.sync(id).await;
    world.bring_back(&ids).await;
    world.sync(id).await;
    let after = world.tasks().await;
    assert_eq!(after.len(), 2);
    let open = (after[0].id, &after[0].data, after[0].hidden, after[0].stale);
    assert_eq!(open, (ids[0], &Some(json!({"t": "a2"})), 0, false));
    let labeled = (after[1].id, &after[1].data, after[1].hidden, after[1].stale);
    assert_eq!(labeled, (ids[1], &Some(json!({"t": "b"})), 0, true));
    assert!(after[1].labeled, "its annotation is back too");

    world.take_new_version(&ids).await;
    assert_eq!(world.tasks().await[1].data, Some(json!({"t": "b2"})));
    let before = world.db.generation();
    world.sync(id).await;
    assert_eq!(world.db.generation(), before, "the object is read again once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_stayed_the_same_while_its_task_was_deleted_comes_back_as_it_was() {
    let world = World::new().await;
    world.put("a.json", r#"[{"t": "a"}, {"t": "b"}]"#);
    let id = world.source(world.settings()).await;
    let ids: Vec<_> = world.tasks().await.into_iter().map(|task| task.id).collect();
    world.label(ids[1]).await;
    let before = world.tasks().await;
    for task in &ids {
        world.delete_task(*task).await;
    }
    world.sync(id).await;
    world.bring_back(&ids).await;
    world.sync(id).await;
    assert_eq!(world.tasks().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_that_changed_while_its_task_was_deleted_comes_back_stale_where_it_is_labeled() {
    let world = World::new().await;
    world.put("a.jpg", "one");
    world.put("b.jpg", "one");
    let id = world.source(world.blobs()).await;
    let ids: Vec<_> = world.tasks().await.into_iter().map(|task| task.id).collect();
    world.label(world.task("b.jpg").await.id).await;
    for task in &ids {
        world.delete_task(*task).await;
    }
    world.put("a.jpg", "other");
    world.put("b.jpg", "other");
    world.sync(id).await;
    world.bring_back(&ids).await;
    for _ in 0..2 {
        assert_eq!(world.visible().await, ["a.jpg", "b.jpg"]);
        assert!(!world.task("a.jpg").await.stale);
        assert!(world.task("b.jpg").await.stale);
        world.sync(id).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_new_version_leaves_the_task_as_it_is() {
    let world = World::new().await;
    world.put("a.json", r#"{"t": "a"}"#);
    let id = world.source(world.settings()).await;
    world.put("a.json", r#"{"t": "#);
    let live = world.sync(id).await;
    assert_eq!(live.status, SyncStatus::CompletedWithErrors);
    let task = world.task("a.json").await;
    assert_eq!((task.hidden, task.data), (0, Some(json!({"t": "a"}))));
    assert_eq!(world.outcomes(id, Some(Outcome::Failed)).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_config_cannot_show_are_failures_until_it_can() {
    let world = World::new().await;
    let config = |key: &str| format!("<View><Text name=\"t\" value=\"${key}\"/></View>");
    world.configure(&config("text")).await;
    world.put("rows.json", "[{\"text\": \"one\"}, {\"note\": \"two\"}]");
    world.put("other.json", "{\"note\": \"three\"}");
    let id = world.source(world.settings()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.counts.failed), (SyncStatus::CompletedWithErrors, 2));
    assert_eq!(world.tasks().await.len(), 1);
    let told = world.outcomes(id, Some(Outcome::Failed)).await;
    assert!(told[0].reason.as_ref().unwrap().contains("\"text\", which the data does not have"), "{told:?}");
    let before = world.db.generation();
    world.sync(id).await;
    assert_eq!(world.db.generation(), before, "a failure that stays one writes nothing");

    world.configure(&config("note")).await;
    let live = world.sync(id).await;
    assert_eq!((live.status, live.counts.failed), (SyncStatus::CompletedWithErrors, 1), "{live:?}");
    let keys: Vec<_> = world.tasks().await.into_iter().map(|task| (task.key, task.row_index)).collect();
    assert_eq!(keys.len(), 3, "the row that fitted before keeps its task: {keys:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_vanished_while_no_storage_looked_is_gone_for_the_next_that_does() {
    let world = World::new().await;
    for key in ["a.json", "b.json", "d/c.json"] {
        world.put(key, r#"{"t": 1}"#);
    }
    let first = world.source(world.settings()).await;
    world.db.write(move |conn| Box::pin(skylabel::store::storages::delete(conn, first))).await.unwrap();
    world.engine.removed(first).await;
    world.delete("b.json");
    world.delete("d/c.json");
    world.put("e.json", r#"{"t": 2}"#);
    assert_eq!(world.visible().await, ["a.json", "b.json", "d/c.json"], "deleting a storage keeps its tasks");

    let flat = StorageSettings { recursive: false, ..world.settings() };
    let second = world.source(flat).await;
    assert_eq!(world.visible().await, ["a.json", "d/c.json", "e.json"], "it does not look into folders");
    assert_eq!(world.task("b.json").await.hidden, GONE);
    assert_eq!(world.verify(second, false).await.differing, 0);
    world.put("b.json", r#"{"t": 3}"#);
    world.sync(second).await;
    assert_eq!(world.task("b.json").await.hidden, 0, "it is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_vanished_while_no_storage_looked_is_found_among_many_tasks_that_stand() {
    let world = World::new().await;
    for n in 0..2500 {
        world.put(&format!("{n:04}.jpg"), "x");
    }
    let first = world.source(world.blobs()).await;
    world.db.write(move |conn| Box::pin(skylabel::store::storages::delete(conn, first))).await.unwrap();
    world.engine.removed(first).await;
    let vanished = ["0003.jpg", "1500.jpg", "2499.jpg"];
    for key in vanished {
        world.delete(key);
    }
    world.source(world.blobs()).await;
    let gone = world.tasks().await.into_iter().filter(|task| task.hidden == GONE);
    let mut gone: Vec<String> = gone.map(|task| task.key).collect();
    gone.sort();
    assert_eq!(gone, vanished);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_a_removed_storage_believed_in_is_gone() {
    let world = World::new().await;
    world.put("a.json", r#"{"t": 1}"#);
    world.put("b.json", r#"{"t": 2}"#);
    let first = world.source(world.settings()).await;
    world.delete("b.json");
    let second = world.source(world.settings()).await;
    assert_eq!(world.visible().await, ["a.json", "b.json"], "the first has not looked since");
    world.db.write(move |conn| Box::pin(skylabel::store::storages::delete(conn, first))).await.unwrap();
    world.engine.removed(first).await;
    assert_eq!(world.visible().await, ["a.json"]);
    assert_eq!(world.verify(second, false).await.differing, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_what_the_database_says_otherwise_than_the_objects_and_repair_mends_it() {
    let world = World::new().await;
    world.put("rows.jsonl", "{\"n\": 1}\n{\"n\": 2}\n");
    world.put("one.json", "{\"n\": 3}");
    let id = world.source(world.settings()).await;
    let told = world.verify(id, false).await;
    assert_eq!((told.state, told.checked, told.sampled, told.differing), (InquiryState::Done, 2, 2, 0));

    let tamper = "UPDATE tasks SET data = '{\"n\": 9}' WHERE row_index = 1";
    let work = world
        .db
        .write(move |conn| Box::pin(async move { Ok(sqlx::raw_sql(tamper).execute(conn).await.map(drop)?) }));
    work.await.unwrap();
    let told = world.verify(id, true).await;
    assert_eq!((told.differing, told.repaired), (1, 1), "{told:?}");
    let found = &told.differences[0];
    assert_eq!((found.key.as_str(), found.kind), ("rows.jsonl", DifferenceKind::Content));
    world.settled(id).await;
    assert_eq!(world.verify(id, false).await.differing, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_tasks_of_one_object_take_its_new_version_in_one_reading_and_the_lost_row_says_why() {
    let world = World::new().await;
    let rows =
        |marks: &[&str]| json!(marks.iter().map(|mark| json!({"t": mark})).collect::<Vec<_>>()).to_string();
    world.put("a.json", rows(&["a", "b", "c"]));
    let id = world.source(world.settings()).await;
    for task in world.tasks().await {
        world.label(task.id).await;
    }
    world.put("a.json", rows(&["a2", "b2", "c2"]));
    world.sync(id).await;
    let stale: Vec<_> =
        world.tasks().await.into_iter().filter(|task| task.stale).map(|task| task.id).collect();
    assert_eq!(stale.len(), 3);
    world.put("a.json", rows(&["a2", "b2"]));
    let taken = world.take_new_version(&stale).await;
    assert_eq!(taken.tasks, stale[..2]);
    assert_eq!(taken.kept, [(stale[2], "a.json has no such row any more".to_owned())]);
    let after = world.tasks().await;
    assert_eq!(after[0].data, Some(json!({"t": "a2"})));
    assert!(after.iter().all(|task| task.labeled));
    assert_eq!(after.iter().filter(|task| task.stale).map(|task| task.id).collect::<Vec<_>>(), [stale[2]]);
}
