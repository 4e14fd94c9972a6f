//! Annotations go to a target and come back from it: the same promises on a folder, a real S3 server and Google's
//! wire protocol.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;
#[path = "target_loop/removed.rs"]
mod removed;
mod targets;

use app::api::backend::Backend;
use app::api::types::{AnnotationInput, TargetAccess};
use app::model::ids::TaskId;
use app::model::storage::{Side, StorageSettings, SyncStatus};
use places::Place;
use removed::{
    a_deleted_task_comes_back_with_its_annotations_and_its_document,
    deleting_one_of_two_annotations_leaves_the_document_to_the_other,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use targets::{Server, Wish, document, essence, eventually, fill};

fn images(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|i| format!("{i}.jpg"))
}

async fn an_annotation_becomes_a_document_that_says_where_it_comes_from(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(3)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let task = server.tasks_are(3).await["in/1.jpg"];
    let annotation = server.annotate(task, "Cat").await;
    server.all_pushed().await;
    let written = document(&place, task).await.unwrap();
    let uri = place.bucket().uri("in/1.jpg");
    assert_eq!(written["id"], json!(task));
    assert_eq!(written["data"], json!({ "image": uri }));
    assert_eq!(written["annotations"][0]["result"], annotation.result);
    assert_eq!(written["annotations"][0]["unique_id"], json!(annotation.unique_id));
    let object = place.bucket().get(&format!("out/{task}.json")).await.unwrap();
    assert_eq!(object.content_type.as_deref(), Some("application/json"));
    let note = &written["storage"];
    assert_eq!((&note["uri"], &note["row"], &note["format"]), (&json!(uri), &json!(""), &json!(1)));
    assert!(note["write_id"].is_string() && note["etag"].is_string(), "{note}");
    let claim: Value =
        serde_json::from_slice(&place.look("out/.skylabel/claim.json").await.unwrap()).unwrap();
    assert_eq!(claim["name"], "cats");
    assert_eq!(claim["sources"][0]["prefix"], "in/");
    assert_eq!(claim["sources"].as_array().unwrap().len(), 1);
    assert_eq!(place.look("out/.skylabel/config.xml").await.unwrap(), targets::CONFIG);
    let card = server.sync(Side::Target).await;
    assert_eq!((card.status, card.problem), (SyncStatus::Completed, None));
    let state = card.target.unwrap();
    assert_eq!((state.access, state.pushed, state.unprotected), (TargetAccess::Claimed, 1, false));
    server.stop().await;
}

async fn a_fresh_machine_gets_everything_back_to_its_own_task(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(8)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let tasks = server.tasks_are(8).await;
    for (key, task) in &tasks {
        server.annotate(*task, if key < &"in/4".to_owned() { "Cat" } else { "Dog" }).await;
    }
    let edited = server.annotations(tasks["in/2.jpg"]).await.remove(0);
    let skipped = AnnotationInput { was_cancelled: Some(true), ..AnnotationInput::default() };
    server.service.update_annotation(edited.id, skipped).await.unwrap();
    server.all_pushed().await;
    let emptied = server.annotations(tasks["in/3.jpg"]).await.remove(0);
    server.service.delete_annotation(emptied.id).await.unwrap();
    server.service.delete_task(tasks["in/5.jpg"]).await.unwrap();
    server.all_pushed().await;
    eventually("the deletions to be written", async || place.look("out/.skylabel/deletions.json").await)
        .await;
    let before = everything(&server).await;
    let documents = all_documents(&place, &tasks).await;
    let highest = tasks.values().max().copied().unwrap();
    server.stop().await;
    drop(dir);

    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["!first.jpg".to_owned()]).await;
    let bare = Wish { label_config: None, ..Wish::of(&place) };
    let server = Server::start(dir.path(), &place, &bare).await;
    let restored = server.tasks_are(8).await;
    assert!(restored["in/!first.jpg"] > highest);
    for (key, task) in restored.iter().filter(|(key, _)| *key != "in/!first.jpg") {
        assert_eq!(task, &tasks[key], "{key}");
    }
    assert_eq!(everything(&server).await, before);
    assert!(!restored.contains_key("in/5.jpg"), "a task that a person deleted stays deleted");
    assert_eq!(server.service.project(server.project).await.unwrap().label_config, targets::CONFIG);
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    server.sync(Side::Source).await;
    assert_eq!(server.tasks().await.len(), 8);
    assert_eq!(all_documents(&place, &tasks).await, documents, "nothing was written again");
    server.annotate(restored["in/!first.jpg"], "Dog").await;
    server.all_pushed().await;
    assert!(document(&place, restored["in/!first.jpg"]).await.is_some());
    server.stop().await;
}

/// All annotations, by the key of their task's object.
async fn everything(server: &Server) -> BTreeMap<String, Vec<Value>> {
    let mut all = BTreeMap::new();
    for (key, task) in server.tasks().await {
        let annotations = server.annotations(task).await;
        if !annotations.is_empty() {
            all.insert(key, annotations.iter().map(essence).collect());
        }
    }
    all
}

async fn all_documents(place: &Place, tasks: &BTreeMap<String, TaskId>) -> Vec<Option<Value>> {
    let mut documents = Vec::new();
    for task in tasks.values() {
        documents.push(document(place, *task).await);
    }
    documents
}

async fn a_2020_project_is_refused_then_adopted_with_every_pairing_right(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(12)).await;
    // The numbers of 2020 follow no order that we know.
    for number in 0..12_usize {
        let image = (number * 5 + 3) % 12;
        let completion = json!({"id": number * 1000 + 1, "created_at": 1_590_712_275 + number, "lead_time": 4.0,
            "result": [{"id": "a", "from_name": "kind", "to_name": "img", "type": "choices",
                "value": {"choices": [format!("of {image}.jpg")]}}]});
        let uri = place.bucket().uri(&format!("in/{image}.jpg"));
        let old =
            json!({"id": number, "data": {"image": uri}, "completions": [completion], "predictions": []});
        place.put(&format!("out/{number}"), old.to_string().as_bytes()).await;
    }
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let tasks = server.tasks_are(12).await;
    let card = server.settled(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Failed);
    let TargetAccess::Refused(found) = card.target.unwrap().access else { panic!("it was not refused") };
    for part in ["12 documents", "2020", "--adopt-target", "another prefix"] {
        assert!(found.contains(part), "{found}");
    }
    server.annotate(tasks["in/7.jpg"], "Cat").await;
    assert_eq!(place.look("out/.skylabel/claim.json").await, None, "nothing is written to a refused target");
    server.stop().await;

    let server = Server::start(dir.path(), &place, &Wish { adopt: true, ..Wish::of(&place) }).await;
    let card = eventually("the adoption", async || {
        let card = server.card(Side::Target).await;
        (card.status == SyncStatus::Completed).then_some(card)
    })
    .await;
    assert!(card.problem.unwrap().contains("Adopted 12 documents with 12 annotations"));
    for (key, task) in &tasks {
        let annotations = server.annotations(*task).await;
        let adopted = &annotations[annotations.len() - 1];
        let name = key.trim_start_matches("in/");
        assert_eq!(adopted.result[0]["value"]["choices"], json!([format!("of {name}")]));
        assert!(adopted.created_at.starts_with("2020-05-29T00:31"), "{}", adopted.created_at);
        assert_eq!(annotations.len(), if name == "7.jpg" { 2 } else { 1 });
    }
    server.all_pushed().await;
    for task in tasks.values() {
        assert!(document(&place, *task).await.unwrap()["annotations"][0]["result"].is_array());
    }
    for number in 0..12 {
        let old: Value =
            serde_json::from_slice(&place.look(&format!("out/{number}")).await.unwrap()).unwrap();
        assert!(old["completions"].is_array(), "the documents of 2020 are left as they are");
    }
    server.stop().await;
}

async fn a_target_of_another_project_is_refused_and_left_alone(place: Place) {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(&place, images(2)).await;
    let owner = Server::start(one.path(), &place, &Wish::of(&place)).await;
    owner.tasks_are(2).await;
    assert_eq!(owner.settled(Side::Target).await.status, SyncStatus::Completed);
    let claim = place.look("out/.skylabel/claim.json").await.unwrap();
    let other = Server::start(two.path(), &place, &Wish { slug: "dogs", ..Wish::of(&place) }).await;
    let tasks = other.tasks_are(2).await;
    let card = other.settled(Side::Target).await;
    let TargetAccess::Refused(found) = card.target.unwrap().access else { panic!("it was not refused") };
    assert!(found.contains("\"cats\"") && found.contains("--adopt-target"), "{found}");
    other.annotate(tasks["in/0.jpg"], "Cat").await;
    let card = other.sync(Side::Target).await;
    assert_eq!((card.status, card.target.unwrap().pending), (SyncStatus::Failed, 1));
    assert_eq!(place.look("out/.skylabel/claim.json").await.unwrap(), claim);
    assert_eq!(document(&place, tasks["in/0.jpg"]).await, None);
    owner.stop().await;
    other.stop().await;
}

async fn a_foreign_change_is_a_conflict_and_never_written_over(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(1)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let task = server.tasks_are(1).await["in/0.jpg"];
    let annotation = server.annotate(task, "Cat").await;
    server.all_pushed().await;
    let key = format!("out/{task}.json");
    place.put(&key, b"{\"mine\": true}").await;
    let edit = AnnotationInput { ground_truth: Some(true), ..AnnotationInput::default() };
    server.service.update_annotation(annotation.id, edit).await.unwrap();
    let state = eventually("the conflict", async || {
        let state = server.card(Side::Target).await.target.unwrap();
        (state.conflicts == 1).then_some(state)
    })
    .await;
    assert!(state.waiting_because.unwrap().contains(&key));
    assert_eq!(place.look(&key).await.unwrap(), "{\"mine\": true}");
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::CompletedWithErrors);
    assert_eq!(place.look(&key).await.unwrap(), "{\"mine\": true}");
    place.bucket().delete(&key).await.unwrap();
    let card = server.sync(Side::Target).await;
    assert_eq!((card.status, card.target.unwrap().conflicts), (SyncStatus::Completed, 0));
    assert_eq!(document(&place, task).await.unwrap()["annotations"][0]["ground_truth"], true);
    server.stop().await;
}

async fn the_last_annotations_end_arrives_too(place: Place) {
    for can_delete_objects in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        fill(&place, images(2)).await;
        let wish = Wish::of(&place);
        let prefix = format!("out-{can_delete_objects}");
        let target = StorageSettings { can_delete_objects, prefix: prefix.clone(), ..wish.target.clone() };
        let server = Server::start(dir.path(), &place, &Wish { target, ..wish }).await;
        let task = server.tasks_are(2).await["in/0.jpg"];
        let key = format!("{prefix}/{task}.json");
        for _ in 0..2 {
            let annotation = server.annotate(task, "Cat").await;
            server.all_pushed().await;
            assert!(place.look(&key).await.is_some());
            server.service.delete_annotation(annotation.id).await.unwrap();
            server.all_pushed().await;
            match place.look(&key).await {
                None => assert!(can_delete_objects),
                Some(bytes) => {
                    assert!(!can_delete_objects);
                    let document: Value = serde_json::from_slice(&bytes).unwrap();
                    assert_eq!(document["annotations"], json!([]));
                }
            }
        }
        server.stop().await;
    }
}

async fn a_key_that_another_holds_is_left_to_it(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(1)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let task = server.tasks_are(1).await["in/0.jpg"];
    server.settled(Side::Target).await;
    let natural = format!("out/{task}.json");
    place.put(&natural, b"somebody's notes").await;
    server.annotate(task, "Cat").await;
    server.all_pushed().await;
    assert_eq!(place.look(&natural).await.unwrap(), "somebody's notes");
    server.stop().await;
    drop(dir);
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let restored = server.tasks_are(1).await["in/0.jpg"];
    assert_eq!((restored, server.annotations(restored).await.len()), (task, 1));
    server.stop().await;
}

async fn local_copies_stand_beside_the_documents(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(2)).await;
    let wish = Wish::of(&place);
    let target = StorageSettings { create_local_copy: true, ..wish.target.clone() };
    let server = Server::start(dir.path(), &place, &Wish { target, ..wish }).await;
    let task = server.tasks_are(2).await["in/0.jpg"];
    server.annotate(task, "Cat").await;
    let card = server.all_pushed().await;
    let copy = dir.path().join("copies").join(card.id.to_string()).join(format!("out/{task}.json"));
    assert_eq!(std::fs::read(copy).unwrap(), place.look(&format!("out/{task}.json")).await.unwrap());
    server.stop().await;
}

async fn an_emptied_target_is_filled_again(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(3)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let tasks = server.tasks_are(3).await;
    for task in tasks.values() {
        server.annotate(*task, "Cat").await;
    }
    server.all_pushed().await;
    server.sync(Side::Target).await;
    for task in tasks.values() {
        place.bucket().delete(&format!("out/{task}.json")).await.unwrap();
    }
    for name in ["claim.json", "config.xml"] {
        place.bucket().delete(&format!("out/.skylabel/{name}")).await.unwrap();
    }
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    for task in tasks.values() {
        assert!(document(&place, *task).await.is_some());
    }
    assert_eq!(place.look("out/.skylabel/config.xml").await.unwrap(), targets::CONFIG);
    server.stop().await;
}

async fn a_target_that_is_removed_and_added_again_is_known_again(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(4)).await;
    let wish = Wish::of(&place);
    let server = Server::start(dir.path(), &place, &wish).await;
    let tasks = server.tasks_are(4).await;
    for task in tasks.values() {
        server.annotate(*task, "Cat").await;
    }
    server.all_pushed().await;
    let (before, documents) = (everything(&server).await, all_documents(&place, &tasks).await);
    let id = server.card(Side::Target).await.id;
    server.service.delete_storage(Side::Target, id).await.unwrap();
    server.annotate(tasks["in/2.jpg"], "Dog").await;
    server.stop().await;

    let server = Server::start(dir.path(), &place, &wish).await;
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    server.all_pushed().await;
    let mut after = everything(&server).await;
    assert_eq!(after.get_mut("in/2.jpg").unwrap().drain(1..).count(), 1);
    assert_eq!(after, before);
    let now = all_documents(&place, &tasks).await;
    for (index, key) in tasks.keys().enumerate() {
        assert_eq!(now[index] == documents[index], key != "in/2.jpg", "{key}");
    }
    server.stop().await;
}

async fn servers_of_one_project_share_a_target_and_lose_nothing(place: Place) {
    let (one, two, three) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(&place, images(6)).await;
    let wish = Wish::of(&place);
    let (a, b) =
        tokio::join!(Server::start(one.path(), &place, &wish), Server::start(two.path(), &place, &wish));
    let (on_a, on_b) = (a.tasks_are(6).await, b.tasks_are(6).await);
    for name in ["in/0.jpg", "in/1.jpg"] {
        a.annotate(on_a[name], "Cat").await;
    }
    a.all_pushed().await;
    for name in ["in/1.jpg", "in/2.jpg"] {
        b.annotate(on_b[name], "Dog").await;
    }
    let state = b.all_pushed().await.target.unwrap();
    assert_eq!((state.access, state.conflicts), (TargetAccess::Claimed, 0));
    let fresh = Server::start(three.path(), &place, &wish).await;
    let tasks = fresh.tasks_are(6).await;
    a.sync(Side::Target).await;
    for (name, choices) in [("in/0.jpg", "Cat"), ("in/1.jpg", "Cat Dog"), ("in/2.jpg", "Dog")] {
        for (server, tasks) in [(&fresh, &tasks), (&a, &on_a), (&b, &on_b)] {
            let annotations = server.annotations(tasks[name]).await;
            let mut found: Vec<_> =
                annotations.iter().map(|a| a.result[0]["value"]["choices"][0].as_str().unwrap()).collect();
            found.sort_unstable();
            let told_b = name != "in/0.jpg" || !std::ptr::eq(server, &b);
            assert_eq!(found.join(" "), if told_b { choices } else { "" }, "{name}");
        }
    }
    for server in [a, b, fresh] {
        server.stop().await;
    }
}

macro_rules! everywhere {
    ($($promise:ident),* $(,)?) => {
        mod folder { $(#[tokio::test(flavor = "multi_thread")] async fn $promise() { super::$promise(super::places::folder().await).await; })* }
        mod s3 { $(#[tokio::test(flavor = "multi_thread")] async fn $promise() { super::$promise(super::places::weed().await).await; })* }
        mod gcs { $(#[tokio::test(flavor = "multi_thread")] async fn $promise() { super::$promise(super::places::gcs().await).await; })* }
    };
}

everywhere!(
    an_annotation_becomes_a_document_that_says_where_it_comes_from,
    a_fresh_machine_gets_everything_back_to_its_own_task,
    a_deleted_task_comes_back_with_its_annotations_and_its_document,
    a_2020_project_is_refused_then_adopted_with_every_pairing_right,
    a_target_of_another_project_is_refused_and_left_alone,
    a_foreign_change_is_a_conflict_and_never_written_over,
    the_last_annotations_end_arrives_too,
    deleting_one_of_two_annotations_leaves_the_document_to_the_other,
    a_key_that_another_holds_is_left_to_it,
    local_copies_stand_beside_the_documents,
    an_emptied_target_is_filled_again,
    a_target_that_is_removed_and_added_again_is_known_again,
    servers_of_one_project_share_a_target_and_lose_nothing,
);

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_ignores_conditions_is_shown_as_unprotected_and_looked_at_before_every_write() {
    let place = places::gcs().await;
    let places::Hand::Gcs(server) = &place.hand else { panic!("a GCS server") };
    server.ignore_conditions(true);
    let dir = tempfile::tempdir().unwrap();
    fill(&place, images(1)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let task = server.tasks_are(1).await["in/0.jpg"];
    let annotation = server.annotate(task, "Cat").await;
    let state = server.all_pushed().await.target.unwrap();
    assert_eq!((state.unprotected, state.pushed), (true, 1));
    let key = format!("out/{task}.json");
    place.put(&key, b"{\"mine\": true}").await;
    let edit = AnnotationInput { ground_truth: Some(true), ..AnnotationInput::default() };
    server.service.update_annotation(annotation.id, edit).await.unwrap();
    eventually("the conflict", async || {
        (server.card(Side::Target).await.target.unwrap().conflicts == 1).then_some(())
    })
    .await;
    assert_eq!(place.look(&key).await.unwrap(), "{\"mine\": true}");
    server.stop().await;
}
