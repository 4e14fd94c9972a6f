//! What a change at the source does to documents that stand in the target, and what it must not do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;
mod targets;

use app::api::backend::Backend;
use app::api::types::{InquiryState, Verification, VerifyInput};
use app::model::ids::TaskId;
use app::model::storage::{Side, StorageSettings, SyncStatus};
use places::{Hand, Place};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use targets::{Server, Wish, document, eventually};

struct World {
    place: Place,
    server: Server,
    tasks: BTreeMap<String, TaskId>,
    _dir: tempfile::TempDir,
}

impl World {
    /// Two objects of JSON; the task of the first has an annotation, and its document is in the target.
    async fn new() -> Self {
        let place = places::folder().await;
        let dir = tempfile::tempdir().unwrap();
        put(&place, "in/a.json", &data("a")).await;
        put(&place, "in/b.json", &data("b")).await;
        let wish = Wish::of(&place);
        let wish = Wish { source: StorageSettings { use_blob_urls: false, ..wish.source.clone() }, ..wish };
        let server = Server::start(dir.path(), &place, &wish).await;
        let tasks = server.tasks_are(2).await;
        server.annotate(tasks["in/a.json"], "Cat").await;
        server.all_pushed().await;
        Self { place, server, tasks, _dir: dir }
    }

    fn first(&self) -> TaskId {
        self.tasks["in/a.json"]
    }

    async fn sync(&self) {
        let card = self.server.sync(Side::Source).await;
        assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
        self.server.all_pushed().await;
    }

    async fn document(&self) -> Value {
        document(&self.place, self.first()).await.unwrap()
    }

    /// Compares every document, read whole, with its task.
    async fn verify(&self) -> Verification {
        let service = &self.server.service;
        let id = self.server.card(Side::Target).await.id;
        let input = VerifyInput { side: Side::Target, id, sample: 1.0, repair: false, seed: None };
        let begun = service.begin_verification(input).await.unwrap();
        eventually("the verification", async || {
            let now = service.verification(begun.id).await.unwrap();
            (now.state != InquiryState::Running).then_some(now)
        })
        .await
    }
}

async fn put(place: &Place, key: &str, value: &Value) {
    place.put(key, value.to_string().as_bytes()).await;
}

fn data(name: &str) -> Value {
    json!({"image": format!("https://example.com/{name}.jpg")})
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_takes_no_flag_of_a_task_for_a_difference_of_its_document() {
    let world = World::new().await;
    put(&world.place, "in/a.json", &data("changed")).await;
    world.sync().await;
    assert!(world.server.rows().await.iter().any(|row| row.stale), "the labeled task is flagged");
    let Hand::Folder(folder) = &world.place.hand else { panic!("a folder") };
    std::fs::remove_file(folder.path().join("in/a.json")).unwrap();
    world.sync().await;
    assert_eq!(world.server.tasks().await.len(), 1, "its object is gone");
    let found = world.verify().await;
    assert_eq!((found.state, found.sampled, found.differing), (InquiryState::Done, 1, 0), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_whose_last_annotation_went_follows_its_object() {
    let world = World::new().await;
    let annotation = world.server.annotations(world.first()).await.remove(0);
    world.server.service.delete_annotation(annotation.id).await.unwrap();
    world.server.all_pushed().await;
    put(&world.place, "in/a.json", &data("changed")).await;
    world.sync().await;
    assert_eq!(world.document().await["data"], data("changed"));
    assert_eq!(world.verify().await.differing, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_task_stays_empty_when_its_object_changes() {
    let world = World::new().await;
    world.server.service.delete_task(world.first()).await.unwrap();
    world.server.all_pushed().await;
    let emptied = world.document().await;
    let result = json!([{"id": "r", "from_name": "kind", "to_name": "img", "type": "choices",
        "value": {"choices": ["Dog"]}}]);
    let annotated = json!({"data": data("changed"), "annotations": [{"result": result}]});
    put(&world.place, "in/a.json", &annotated).await;
    world.sync().await;
    let left: (Option<String>, i64) = sqlx::query_as(
        "SELECT data, (SELECT count(*) FROM annotations WHERE task_id = tasks.id) FROM tasks WHERE id = $1",
    )
    .bind(world.first().0)
    .fetch_one(world.server.service.db.reader())
    .await
    .unwrap();
    assert_eq!(left, (None, 0), "nothing comes back to what a person deleted");
    assert_eq!(world.document().await, emptied);
    assert_eq!(world.verify().await.differing, 0);
}
