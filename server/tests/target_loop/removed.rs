//! Tasks that people take away, and bring back.

use crate::places::Place;
use crate::targets::{Server, Wish, document, essence, eventually, fill};
use app::api::backend::Backend;
use app::api::types::{BulkAction, BulkInput, Chosen, InquiryState, TaskFilter};
use app::model::storage::{Side, StorageSettings};
use serde_json::{Value, json};

pub async fn a_deleted_task_comes_back_with_its_annotations_and_its_document(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["0.jpg", "1.jpg"].map(str::to_owned)).await;
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let tasks = server.tasks_are(2).await;
    let (deleted, other) = (tasks["in/0.jpg"], tasks["in/1.jpg"]);
    server.annotate(deleted, "Cat").await;
    server.annotate(other, "Dog").await;
    server.all_pushed().await;
    let before = server.annotations(deleted).await;
    let list = || async { place.look("out/.skylabel/deletions.json").await.unwrap_or_default() };
    for task in [deleted, other] {
        server.service.delete_task(task).await.unwrap();
    }
    let both = |text: &[u8]| String::from_utf8_lossy(text).matches("in/").count();
    eventually("both in the list of deletions", async || (both(&list().await) == 2).then_some(())).await;
    let emptied = async || document(&place, deleted).await.is_some_and(|d| d["annotations"] == json!([]));
    eventually("its document to be emptied", async || emptied().await.then_some(())).await;

    let input = BulkInput {
        project: server.project,
        action: BulkAction::BringBack,
        filter: TaskFilter::Deleted,
        chosen: Chosen::All { except: vec![other] },
    };
    let begun = server.service.begin_bulk(input).await.unwrap();
    let run = eventually("the task to come back", async || {
        let run = server.service.bulk(begun.id).await.unwrap();
        (run.state != InquiryState::Running).then_some(run)
    })
    .await;
    assert_eq!((run.state, run.done, run.not_done, run.notes.len()), (InquiryState::Done, 1, 0, 0));
    assert_eq!(server.annotations(deleted).await, before);
    server.all_pushed().await;
    assert_eq!(document(&place, deleted).await.unwrap()["annotations"][0]["id"], json!(before[0].id));
    eventually("only one in the list of deletions", async || (both(&list().await) == 1).then_some(())).await;
    server.sync(Side::Source).await;
    assert_eq!(server.tasks().await.len(), 1);
    server.stop().await;
    drop(dir);

    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    assert_eq!(server.tasks_are(1).await["in/0.jpg"], deleted, "a fresh machine knows of it too");
    assert_eq!(
        server.annotations(deleted).await.iter().map(essence).collect::<Vec<_>>(),
        before.iter().map(essence).collect::<Vec<_>>()
    );
    server.stop().await;
}

pub async fn deleting_one_of_two_annotations_leaves_the_document_to_the_other(place: Place) {
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["0.jpg".to_owned()]).await;
    let wish = Wish::of(&place);
    let target = StorageSettings { can_delete_objects: true, ..wish.target.clone() };
    let server = Server::start(dir.path(), &place, &Wish { target, ..wish }).await;
    let task = server.tasks_are(1).await["in/0.jpg"];
    let first = server.annotate(task, "Cat").await;
    let second = server.annotate(task, "Dog").await;
    server.all_pushed().await;
    server.service.delete_annotation(first.id).await.unwrap();
    server.all_pushed().await;
    let left = document(&place, task).await.unwrap();
    let ids: Vec<Value> =
        left["annotations"].as_array().unwrap().iter().map(|annotation| annotation["id"].clone()).collect();
    assert_eq!(ids, [json!(second.id)]);
    server.service.delete_annotation(second.id).await.unwrap();
    server.all_pushed().await;
    assert_eq!(document(&place, task).await, None, "the last one takes it along");
    server.stop().await;
}
