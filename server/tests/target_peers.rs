//! Several servers of one project on one target, all of them alive: they come to the same, nothing is lost, doubled or
//! brought back, and what somebody else wrote stays as it is.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "target_peers/came.rs"]
mod came;
#[path = "target_peers/imported.rs"]
mod imported;
mod places;
mod targets;

use app::api::backend::Backend;
use app::api::types::{Annotation, AnnotationInput};
use app::model::storage::{Side, StorageSettings, SyncStatus};
use places::{Hand, Place};
use serde_json::{Value, json};
use skylabel::store::{now, removal};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use targets::{Server, Wish, document, fill};
use tempfile::TempDir;
use testkit::faults::{FaultProxy, Seen};

/// Two servers of one project.
struct Pair {
    place: Place,
    wish: Wish,
    one: Server,
    two: Server,
    _dirs: [TempDir; 2],
}

impl Pair {
    /// Over these objects; the second starts when the first has its tasks.
    async fn new(names: &[&str]) -> Self {
        let place = places::weed().await;
        let wish = Wish::of(&place);
        Self::over(place, wish, names).await
    }

    async fn over(place: Place, wish: Wish, names: &[&str]) -> Self {
        let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        fill(&place, names.iter().map(|name| (*name).to_owned())).await;
        let one = started(dirs[0].path(), &place, &wish, names.len()).await;
        let two = started(dirs[1].path(), &place, &wish, names.len()).await;
        Self { place, wish, one, two, _dirs: dirs }
    }

    /// Both look at the target in turn, until neither learns anything from it.
    async fn converge(&self) -> Said {
        for _ in 0..6 {
            for server in [&self.one, &self.two] {
                server.sync(Side::Target).await;
                server.all_pushed().await;
            }
            let (one, two) = (said(&self.one).await, said(&self.two).await);
            if one == two {
                return one;
            }
        }
        panic!("they come to the same:\n{:#?}\n{:#?}", said(&self.one).await, said(&self.two).await);
    }

    async fn stop(self) {
        self.one.stop().await;
        self.two.stop().await;
    }
}

async fn started(dir: &Path, place: &Place, wish: &Wish, tasks: usize) -> Server {
    let server = Server::start(dir, place, wish).await;
    server.tasks_are(tasks).await;
    server.settled(Side::Target).await;
    server
}

/// The annotations of each object: unique id, when they were changed, and what they say.
type Said = BTreeMap<String, BTreeSet<(String, String, String)>>;

async fn said(server: &Server) -> Said {
    let mut said = Said::new();
    for (key, task) in server.tasks().await {
        let each = |a: Annotation| (a.unique_id, a.updated_at, a.result.to_string());
        said.insert(key, server.annotations(task).await.into_iter().map(each).collect());
    }
    said
}

/// What the annotations of an object choose, sorted.
fn choices(said: &Said, key: &str) -> Vec<String> {
    let choice = |(_, _, result): &(String, String, String)| {
        let result: Value = serde_json::from_str(result).unwrap();
        result[0]["value"]["choices"][0].as_str().unwrap().to_owned()
    };
    let mut choices: Vec<_> = said[key].iter().map(choice).collect();
    choices.sort();
    choices
}

async fn edit(server: &Server, key: &str, choice: &str) {
    let task = server.tasks().await[key];
    let id = server.annotations(task).await[0].id;
    let result = json!([{"id": "r1", "from_name": "kind", "to_name": "img", "type": "choices",
        "value": {"choices": [choice]}}]);
    let input = AnnotationInput { result: Some(result), ..AnnotationInput::default() };
    server.service.update_annotation(id, input).await.unwrap();
}

async fn delete(server: &Server, key: &str) {
    let task = server.tasks().await[key];
    let id = server.annotations(task).await[0].id;
    server.service.delete_annotation(id).await.unwrap();
}

/// The live annotations in the documents of the target, by unique id: each once.
async fn in_bucket(place: &Place) -> BTreeMap<String, String> {
    let Hand::S3(client) = &place.hand else { panic!("an S3 server") };
    let mut there = BTreeMap::new();
    for key in client.list(&place.settings.path, "out/").await.unwrap() {
        if key.contains("/.skylabel/") {
            continue;
        }
        let document: Value = serde_json::from_slice(&place.look(&key).await.unwrap()).unwrap();
        for annotation in document["annotations"].as_array().unwrap() {
            let id = annotation["unique_id"].as_str().unwrap().to_owned();
            let before = there.insert(id.clone(), key.clone());
            assert_eq!(before, None, "{id} is in the bucket once");
        }
    }
    there
}

fn all_ids(said: &Said) -> BTreeSet<&String> {
    said.values().flatten().map(|(id, ..)| id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_either_server_is_told_both_have_and_neither_has_twice() {
    let pair = Pair::new(&["a.jpg", "b.jpg", "c.jpg", "d.jpg"]).await;
    let (one, two) = (pair.one.tasks().await, pair.two.tasks().await);
    pair.one.annotate(one["in/a.jpg"], "Cat").await;
    pair.two.annotate(two["in/b.jpg"], "Dog").await;
    for (server, tasks) in [(&pair.one, &one), (&pair.two, &two)] {
        server.annotate(tasks["in/c.jpg"], "Cat").await;
        server.annotate(tasks["in/c.jpg"], "Dog").await;
    }
    let said = pair.converge().await;
    assert_eq!(choices(&said, "in/a.jpg"), ["Cat"]);
    assert_eq!(choices(&said, "in/b.jpg"), ["Dog"]);
    assert_eq!(choices(&said, "in/c.jpg"), ["Cat", "Cat", "Dog", "Dog"]);
    assert!(said["in/d.jpg"].is_empty());
    assert_eq!(in_bucket(&pair.place).await.keys().collect::<BTreeSet<_>>(), all_ids(&said));
    for server in [&pair.one, &pair.two] {
        assert_eq!(server.card(Side::Target).await.target.unwrap().conflicts, 0);
    }
    // A change is a change of the same annotation everywhere, not one more.
    edit(&pair.two, "in/a.jpg", "Dog").await;
    let said = pair.converge().await;
    assert_eq!(choices(&said, "in/a.jpg"), ["Dog"]);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annotation_changed_on_both_servers_at_once_keeps_both_versions() {
    let pair = Pair::new(&["a.jpg"]).await;
    let task = pair.one.tasks().await["in/a.jpg"];
    pair.one.annotate(task, "Cat").await;
    pair.converge().await;
    edit(&pair.one, "in/a.jpg", "by the first").await;
    edit(&pair.two, "in/a.jpg", "by the second").await;
    let both = pair.converge().await;
    assert_eq!(choices(&both, "in/a.jpg"), ["by the first", "by the second"]);
    assert_eq!(pair.converge().await, both, "it stays so");
    assert_eq!(in_bucket(&pair.place).await.len(), 2);
    let notices = [&pair.one, &pair.two].map(|server| async { server.card(Side::Target).await.problem });
    let told = futures::future::join_all(notices).await.into_iter().flatten().collect::<String>();
    assert!(told.contains("changed on two servers at once"), "{told}");
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_deletes_no_other_brings_back_unless_it_was_changed_there_meanwhile() {
    let pair = Pair::new(&["a.jpg", "b.jpg", "c.jpg"]).await;
    for task in pair.one.tasks().await.values() {
        pair.one.annotate(*task, "Cat").await;
    }
    pair.converge().await;
    delete(&pair.one, "in/a.jpg").await;
    delete(&pair.one, "in/b.jpg").await;
    // The second knows of nothing, and goes on.
    let tasks = pair.two.tasks().await;
    pair.two.annotate(tasks["in/a.jpg"], "more").await;
    edit(&pair.two, "in/b.jpg", "changed").await;
    let said = pair.converge().await;
    assert_eq!(choices(&said, "in/a.jpg"), ["more"]);
    assert_eq!(choices(&said, "in/b.jpg"), ["changed"]);
    assert_eq!(choices(&said, "in/c.jpg"), ["Cat"]);
    assert_eq!(pair.converge().await, said);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_annotation_is_deleted_everywhere_where_its_object_goes_with_it() {
    let place = places::weed().await;
    let wish = Wish::of(&place);
    let target = StorageSettings { can_delete_objects: true, ..wish.target.clone() };
    let pair = Pair::over(place, Wish { target, ..wish }, &["a.jpg", "b.jpg"]).await;
    for task in pair.one.tasks().await.values() {
        pair.one.annotate(*task, "Cat").await;
    }
    pair.converge().await;
    delete(&pair.two, "in/a.jpg").await;
    let said = pair.converge().await;
    assert!(said["in/a.jpg"].is_empty() && said["in/b.jpg"].len() == 1, "{said:?}");
    assert_eq!(in_bucket(&pair.place).await.len(), 1);
    assert_eq!(pair.converge().await, said);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_deleted_on_one_server_is_deleted_on_all_unless_somebody_labeled_it_meanwhile() {
    let pair = Pair::new(&["a.jpg", "b.jpg", "c.jpg"]).await;
    let tasks = pair.one.tasks().await;
    pair.one.annotate(tasks["in/b.jpg"], "Cat").await;
    pair.one.annotate(tasks["in/c.jpg"], "Cat").await;
    pair.converge().await;
    for key in ["in/a.jpg", "in/b.jpg", "in/c.jpg"] {
        pair.one.service.delete_task(tasks[key]).await.unwrap();
    }
    let task = pair.two.tasks().await["in/c.jpg"];
    pair.two.annotate(task, "unseen").await;
    let said = pair.converge().await;
    assert_eq!(said.keys().collect::<Vec<_>>(), ["in/c.jpg"]);
    assert_eq!(choices(&said, "in/c.jpg"), ["unseen"], "the label that was deleted stays deleted");
    for server in [&pair.one, &pair.two] {
        server.sync(Side::Source).await;
    }
    assert_eq!(pair.converge().await, said, "no source brings them back");
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_labeled_task_that_is_deleted_and_brought_back_is_so_on_every_server() {
    let pair = Pair::new(&["a.jpg", "b.jpg"]).await;
    let task = pair.one.tasks().await["in/a.jpg"];
    pair.one.annotate(task, "Cat").await;
    let before = pair.converge().await;
    for _ in 0..2 {
        pair.one.service.delete_task(task).await.unwrap();
        let said = pair.converge().await;
        assert_eq!(said.keys().collect::<Vec<_>>(), ["in/b.jpg"]);
        let project = pair.one.project;
        let work = pair.one.service.db.write(move |conn| {
            Box::pin(async move { removal::bring_back(conn, project, &[task], &now()).await })
        });
        assert_eq!(work.await.unwrap().tasks, [task]);
        pair.one.service.engine.wake_target(project);
        assert_eq!(pair.converge().await, before, "it comes back as it was");
    }
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_one_server_brought_back_can_be_deleted_by_another() {
    let pair = Pair::new(&["a.jpg", "b.jpg", "c.jpg"]).await;
    let (one, two) = (pair.one.tasks().await, pair.two.tasks().await);
    pair.one.annotate(one["in/a.jpg"], "Cat").await;
    let before = pair.converge().await;
    pair.one.service.delete_task(one["in/a.jpg"]).await.unwrap();
    assert_eq!(pair.converge().await.len(), 2);
    let (project, task) = (pair.one.project, one["in/a.jpg"]);
    let work = pair.one.service.db.write(move |conn| {
        Box::pin(async move { removal::bring_back(conn, project, &[task], &now()).await })
    });
    work.await.unwrap();
    pair.one.service.engine.wake_target(project);
    assert_eq!(pair.converge().await, before);

    pair.two.service.delete_task(two["in/a.jpg"]).await.unwrap();
    let said = pair.converge().await;
    assert_eq!(said.keys().collect::<Vec<_>>(), ["in/b.jpg", "in/c.jpg"]);
    // What the first server writes of deletions next leaves that of the second there.
    pair.one.service.delete_task(one["in/b.jpg"]).await.unwrap();
    assert_eq!(pair.converge().await.into_keys().collect::<Vec<_>>(), ["in/c.jpg"]);
    let list: Value =
        serde_json::from_slice(&pair.place.look("out/.skylabel/deletions.json").await.unwrap()).unwrap();
    let listed = list["tasks"].as_array().unwrap().iter().map(|task| task["uri"].as_str().unwrap());
    let mut listed: Vec<String> = listed.map(str::to_owned).collect();
    listed.sort();
    assert_eq!(listed, ["in/a.jpg", "in/b.jpg"].map(|key| pair.place.bucket().uri(key)));
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_deletions_that_cannot_be_read_is_named_and_holds_no_document_back() {
    let place = places::weed().await;
    let wish = Wish::of(&place);
    // At such keys no document is written that the claim does not tell of.
    let target = StorageSettings { key_template: Some("{source_key}.json".into()), ..wish.target.clone() };
    let pair = Pair::over(place, Wish { target, ..wish }, &["a.jpg", "b.jpg", "c.jpg"]).await;
    let (one, two) = (pair.one.tasks().await, pair.two.tasks().await);
    let list = "out/.skylabel/deletions.json";
    for text in ["no list", r#"{"format": 9, "tasks": [], "people": []}"#] {
        pair.place.put(list, text.as_bytes()).await;
        pair.two.annotate(two["in/a.jpg"], text).await;
        pair.two.all_pushed().await;
        let card = pair.one.sync(Side::Target).await;
        assert_eq!(card.status, SyncStatus::Failed);
        assert!(card.problem.as_ref().is_some_and(|problem| problem.contains(list)), "{card:?}");
        assert_eq!(said(&pair.one).await["in/a.jpg"], said(&pair.two).await["in/a.jpg"]);
    }
    let newer = pair.place.look(list).await.unwrap();
    pair.one.service.delete_task(one["in/b.jpg"]).await.unwrap();
    pair.one.annotate(one["in/c.jpg"], "Cat").await;
    pair.one.all_pushed().await;
    assert_eq!(pair.place.look(list).await.unwrap(), newer, "what it says is not lost");
    pair.place.bucket().delete(list).await.unwrap();
    assert_eq!(pair.converge().await.into_keys().collect::<Vec<_>>(), ["in/a.jpg", "in/c.jpg"]);
    assert!(pair.place.look(list).await.is_some(), "it is written anew");
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_documents_of_one_task_become_one() {
    let place = places::weed().await;
    let wish = Wish::of(&place);
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    // The first server meets the objects in another order than the second, so the ids cross.
    fill(&place, ["b.jpg".to_owned()]).await;
    let one = started(dirs[0].path(), &place, &wish, 1).await;
    fill(&place, ["a.jpg".to_owned()]).await;
    let two = started(dirs[1].path(), &place, &wish, 2).await;
    one.sync(Side::Source).await;
    let (on_one, on_two) = (one.tasks_are(2).await, two.tasks().await);
    assert_ne!(on_one, on_two);
    for (server, tasks) in [(&one, &on_one), (&two, &on_two)] {
        for task in tasks.values() {
            server.annotate(*task, "Cat").await;
        }
        server.all_pushed().await;
    }
    let pair = Pair { place, wish, one, two, _dirs: dirs };
    let apart = in_bucket(&pair.place).await.into_values().collect::<BTreeSet<_>>();
    assert_eq!(apart.len(), 4, "each server wrote its own: {apart:?}");
    let said = pair.converge().await;
    assert_eq!((choices(&said, "in/a.jpg").len(), choices(&said, "in/b.jpg").len()), (2, 2));
    pair.converge().await;
    let there = in_bucket(&pair.place).await;
    assert_eq!(there.keys().collect::<BTreeSet<_>>(), all_ids(&said));
    let homes: BTreeSet<_> = there.values().collect();
    assert_eq!(homes.len(), 2, "each task has one document with annotations: {homes:?}");
    // Work goes on from either, in the same two documents.
    let task = pair.two.tasks().await["in/a.jpg"];
    pair.two.annotate(task, "Dog").await;
    let said = pair.converge().await;
    assert_eq!(choices(&said, "in/a.jpg"), ["Cat", "Cat", "Dog"]);
    let after = in_bucket(&pair.place).await;
    assert_eq!(after.values().collect::<BTreeSet<_>>(), homes);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_edits_stays_as_it_is_and_waits_for_a_person_on_every_server() {
    let pair = Pair::new(&["a.jpg", "b.jpg"]).await;
    let task = pair.one.tasks().await["in/a.jpg"];
    pair.one.annotate(task, "Cat").await;
    pair.converge().await;
    let mut edited = document(&pair.place, task).await.unwrap();
    edited["annotations"][0]["result"][0]["value"]["choices"][0] = json!("by hand");
    let bytes = serde_json::to_vec_pretty(&edited).unwrap();
    pair.place.put(&format!("out/{task}.json"), &bytes).await;
    for server in [&pair.one, &pair.two] {
        let task = server.tasks().await["in/a.jpg"];
        server.annotate(task, "Dog").await;
        server.sync(Side::Target).await;
    }
    for server in [&pair.one, &pair.two] {
        let state = server.sync(Side::Target).await.target.unwrap();
        assert_eq!((state.conflicts, state.pending), (1, 1), "{state:?}");
    }
    assert_eq!(pair.place.look(&format!("out/{task}.json")).await.unwrap(), bytes);
    // A person decides on one server; the other takes in what came of it.
    let card = pair.one.card(Side::Target).await;
    let conflict = pair.one.service.conflict(card.id, task).await.unwrap();
    let keep = app::api::types::Keep::Both;
    pair.one.service.settle_conflict(card.id, task, conflict.version, keep).await.unwrap();
    pair.one.all_pushed().await;
    let said = pair.converge().await;
    assert_eq!(choices(&said, "in/a.jpg"), ["Cat", "Dog", "Dog", "by hand"]);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_an_unchanged_target_reads_no_document_and_writes_no_row() {
    let place = places::weed().await;
    let proxy = FaultProxy::start(place.settings.endpoint.as_deref().unwrap()).await.unwrap();
    let wish = Wish::of(&place);
    let target = StorageSettings { endpoint: Some(proxy.endpoint.clone()), ..wish.target.clone() };
    let pair = Pair::over(place, Wish { target, ..wish }, &["a.jpg", "b.jpg", "c.jpg"]).await;
    for task in pair.one.tasks().await.values() {
        pair.one.annotate(*task, "Cat").await;
    }
    pair.place.put("out/77.json", b"{\"data\": {\"image\": \"x\"}, \"annotations\": []}").await;
    pair.converge().await;
    pair.converge().await;
    for server in [&pair.one, &pair.two] {
        let mut connection = server.service.db.reader().acquire().await.unwrap();
        let version = "PRAGMA data_version";
        let before: i64 = sqlx::query_scalar(version).fetch_one(&mut *connection).await.unwrap();
        proxy.take_log();
        server.sync(Side::Target).await;
        let after: i64 = sqlx::query_scalar(version).fetch_one(&mut *connection).await.unwrap();
        assert_eq!(before, after, "nothing was written to the database");
        let log = proxy.take_log();
        let of_document = |seen: &&Seen| seen.target.contains(".json") && !seen.target.contains("claim.json");
        let asked: Vec<_> = log.iter().filter(of_document).map(|seen| (&seen.method, &seen.target)).collect();
        assert!(asked.is_empty(), "{asked:?}");
        assert!(log.len() <= 4, "the claim, the documents, our own folder: {}", log.len());
    }
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_vanish_are_written_again_unless_most_of_them_are_gone() {
    let names: Vec<String> = (0..12).map(|n| format!("{n:02}.jpg")).collect();
    let pair = Pair::new(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for task in pair.one.tasks().await.values() {
        pair.one.annotate(*task, "Cat").await;
    }
    let said = pair.converge().await;
    let keys: Vec<String> = in_bucket(&pair.place).await.into_values().collect();
    let bucket = pair.place.bucket();
    bucket.delete(&keys[0]).await.unwrap();
    assert_eq!(pair.converge().await, said);
    assert_eq!(in_bucket(&pair.place).await.len(), 12);
    for key in &keys[..7] {
        bucket.delete(key).await.unwrap();
    }
    let card = pair.one.sync(Side::Target).await;
    assert!(card.problem.unwrap().contains("Nothing is concluded"));
    assert_eq!(in_bucket(&pair.place).await.len(), 5);
    assert_eq!(self::said(&pair.one).await, said);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_new_documents_than_there_were_are_no_loss_and_hide_none() {
    let names: Vec<String> = (0..15).map(|n| format!("{n:02}.jpg")).collect();
    let pair = Pair::new(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let tasks: Vec<_> = pair.two.tasks().await.into_values().collect();
    for task in &tasks[..3] {
        pair.two.annotate(*task, "Cat").await;
    }
    pair.converge().await;
    let gone = in_bucket(&pair.place).await.into_values().next().unwrap();
    for task in &tasks[3..] {
        pair.two.annotate(*task, "Dog").await;
    }
    pair.two.all_pushed().await;
    pair.place.bucket().delete(&gone).await.unwrap();
    let card = pair.one.sync(Side::Target).await;
    assert_eq!((card.status, card.problem), (SyncStatus::Completed, None));
    assert_eq!(said(&pair.one).await, said(&pair.two).await);
    assert!(pair.place.look(&gone).await.is_some(), "what vanished is written again");
    assert_eq!(in_bucket(&pair.place).await.len(), 15);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn annotations_that_came_with_a_source_are_the_same_on_every_server() {
    let place = places::weed().await;
    came::put_row(&place, "x", 2).await;
    let pair = came::pair(place).await;
    let said = pair.converge().await;
    assert_eq!(choices(&said, "in/a.json"), ["Cat", "Cat"]);
    assert_eq!(in_bucket(&pair.place).await.len(), 2);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_server_that_starts_anew_finds_the_work_of_both() {
    let pair = Pair::new(&["a.jpg", "b.jpg"]).await;
    let (one, two) = (pair.one.tasks().await, pair.two.tasks().await);
    pair.one.annotate(one["in/a.jpg"], "Cat").await;
    pair.two.annotate(two["in/b.jpg"], "Dog").await;
    pair.converge().await;
    edit(&pair.one, "in/a.jpg", "changed").await;
    delete(&pair.two, "in/b.jpg").await;
    let all = pair.converge().await;
    let dir = tempfile::tempdir().unwrap();
    let third = started(dir.path(), &pair.place, &pair.wish, 2).await;
    assert_eq!(said(&third).await, all);
    assert_eq!(third.tasks().await["in/a.jpg"], one["in/a.jpg"]);
    third.stop().await;
    pair.stop().await;
}
