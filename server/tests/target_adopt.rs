//! Documents of others taken in, in every form that they have.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;
mod targets;

use app::api::backend::Backend;
use app::api::types::Annotation;
use app::model::storage::{Side, StorageSettings, SyncStatus};
use places::Place;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;
use targets::{Server, Wish, document, eventually, fill};

fn choice(name: &str) -> Value {
    json!([{"id": "a", "from_name": "kind", "to_name": "img", "type": "choices", "value": {"choices": [name]}}])
}

async fn write(place: &Place, key: &str, value: &Value) {
    place.put(key, value.to_string().as_bytes()).await;
}

async fn adopted(server: &Server) -> String {
    eventually("the adoption", async || {
        let card = server.card(Side::Target).await;
        (card.status == SyncStatus::Completed).then_some(card.problem).flatten()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn label_studios_two_forms_find_their_tasks_and_what_is_uncertain_is_listed() {
    let place = places::folder().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, (0..4).map(|i| format!("{i}.jpg"))).await;
    let uri = |i: usize| place.bucket().uri(&format!("in/{i}.jpg"));
    let person = json!({"id": 5, "email": "a@example.com"});
    let task_form = json!({"id": 2, "data": {"image": uri(3)}, "predictions": [2], "annotations": [
        {"id": 9, "completed_by": person, "result": choice("one"), "unique_id": "u-9", "ground_truth": true},
        {"id": 10, "completed_by": person, "result": [], "was_cancelled": true, "unique_id": "u-10"}]});
    write(&place, "out/2.json", &task_form).await;
    let annotation_form = json!({"id": 77, "result": choice("two"), "completed_by": person, "lead_time": 3.5,
        "task": {"id": 1, "data": {"image": uri(0)}}});
    write(&place, "out/77", &annotation_form).await;
    let stranger =
        json!({"id": 5, "data": {"image": "s3://elsewhere/9.jpg"}, "completions": [{"result": []}]});
    write(&place, "out/5", &stranger).await;
    let pair = json!({"id": 6, "data": {"left": uri(0), "right": uri(1)}, "completions": [{"result": []}]});
    write(&place, "out/6", &pair).await;
    write(&place, "out/8.json", &json!({"no": "document"})).await;

    let server = Server::start(dir.path(), &place, &Wish { adopt: true, ..Wish::of(&place) }).await;
    let tasks = server.tasks_are(4).await;
    let said = adopted(&server).await;
    assert!(
        said.contains("Adopted 2 documents with 3 annotations") && said.contains("2 were left"),
        "{said}"
    );
    let three = server.annotations(tasks["in/3.jpg"]).await;
    assert_eq!(three.len(), 2);
    assert_eq!(
        (three[0].unique_id.as_str(), three[0].completed_by.0, three[0].ground_truth),
        ("u-9", 5, true)
    );
    assert!(three[1].was_cancelled);
    let zero = server.annotations(tasks["in/0.jpg"]).await;
    assert_eq!((zero.len(), zero[0].lead_time), (1, Some(3.5)));

    let id = server.card(Side::Target).await.id;
    let listed = server.service.outcomes(Side::Target, id, None, 1).await.unwrap();
    let keys: Vec<_> = listed.items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["out/5", "out/6"]);
    assert!(listed.items[1].reason.as_ref().unwrap().contains("could belong to any"));

    server.all_pushed().await;
    let left = document(&place, app::model::ids::TaskId(2)).await.unwrap();
    assert_eq!(left, task_form, "another's document is never written over");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_read_from_json_are_found_by_equal_data() {
    let place = places::folder().await;
    let dir = tempfile::tempdir().unwrap();
    for i in 0..5 {
        let task = json!({"text": format!("line {i}"), "meta": {"n": i, "deep": [1.5, null]}});
        write(&place, &format!("in/{i}.json"), &task).await;
        // Other key order, other number.
        let data = json!({"meta": {"deep": [1.5, null], "n": i}, "text": format!("line {i}")});
        let old = json!({"id": 4 - i, "data": data,
            "completions": [{"id": 1, "result": choice(&format!("of {i}")), "created_at": 1_590_712_275}]});
        write(&place, &format!("out/{}", 4 - i), &old).await;
    }
    let wish = Wish::of(&place);
    let source = StorageSettings { use_blob_urls: false, ..wish.source.clone() };
    // Texts under a config for images would be no tasks.
    let wish = Wish { adopt: true, source, label_config: None, ..wish };
    let server = Server::start(dir.path(), &place, &wish).await;
    let tasks = server.tasks_are(5).await;
    assert!(adopted(&server).await.contains("Adopted 5 documents"));
    for i in 0..5 {
        let annotations = server.annotations(tasks[&format!("in/{i}.json")]).await;
        assert_eq!(annotations[0].result, choice(&format!("of {i}")));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_another_skylabel_project_become_the_adopters_own() {
    let place = places::folder().await;
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(&place, (0..3).map(|i| format!("{i}.jpg"))).await;
    let owner = Server::start(one.path(), &place, &Wish::of(&place)).await;
    let tasks = owner.tasks_are(3).await;
    owner.annotate(tasks["in/1.jpg"], "Cat").await;
    owner.all_pushed().await;
    let before = owner.annotations(tasks["in/1.jpg"]).await;
    owner.stop().await;

    fill(&place, ["!first.jpg".to_owned()]).await;
    let wish = Wish { slug: "dogs", adopt: true, ..Wish::of(&place) };
    let adopter = Server::start(two.path(), &place, &wish).await;
    let mine = adopter.tasks_are(4).await;
    adopted(&adopter).await;
    let annotations = adopter.annotations(mine["in/1.jpg"]).await;
    assert_eq!((annotations.len(), &annotations[0].unique_id), (1, &before[0].unique_id));
    adopter.annotate(mine["in/1.jpg"], "Dog").await;
    for task in mine.values() {
        adopter.annotate(*task, "Dog").await;
    }
    adopter.all_pushed().await;
    let taken = document(&place, tasks["in/1.jpg"]).await.unwrap();
    assert_eq!(taken["annotations"].as_array().unwrap().len(), 3, "it is written on in place");
    let claim: Value =
        serde_json::from_slice(&place.look("out/.skylabel/claim.json").await.unwrap()).unwrap();
    assert_eq!(claim["name"], "dogs");
    adopter.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn adopting_an_empty_target_is_claiming_it() {
    let place = places::folder().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["a.jpg".to_owned()]).await;
    let server = Server::start(dir.path(), &place, &Wish { adopt: true, ..Wish::of(&place) }).await;
    server.tasks_are(1).await;
    eventually("the claim", async || place.look("out/.skylabel/claim.json").await).await;
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_documents_are_read_back_in_seconds() {
    const COUNT: usize = 3000;
    let place = places::folder().await;
    let dir = tempfile::tempdir().unwrap();
    let source = place.bucket().identity();
    let claim = json!({"format": 1, "project": "00000000-0000-4000-8000-000000000001", "name": "cats", "title": "cats",
        "sources": [{"kind": "local", "endpoint": source.endpoint, "bucket": source.bucket, "prefix": "in/"}]});
    write(&place, "out/.skylabel/claim.json", &claim).await;
    for i in 1..=COUNT {
        let uri = place.bucket().uri(&format!("in/{i}.jpg"));
        let annotation = json!({"id": i, "result": choice("Cat"), "unique_id": format!("u-{i}"), "completed_by": 1,
            "created_at": "2026-01-01T00:00:00.000000Z", "updated_at": "2026-01-01T00:00:00.000000Z"});
        let note =
            json!({"uri": uri, "row": "", "row_index": null, "etag": "e", "write_id": "w", "format": 1});
        let text = json!({"id": i, "data": {"image": uri}, "annotations": [annotation], "storage": note});
        write(&place, &format!("out/{i}.json"), &text).await;
    }
    let begun = Instant::now();
    let server = Server::start(dir.path(), &place, &Wish::of(&place)).await;
    let card = eventually("the reading", async || {
        let card = server.card(Side::Target).await;
        (card.target.clone().unwrap().pushed == COUNT as u64).then_some(card)
    })
    .await;
    let rate = COUNT as f64 / begun.elapsed().as_secs_f64();
    println!("{rate:.0} documents a second");
    assert!(rate > 100.0, "{rate} documents a second");
    assert_eq!(card.target.unwrap().pending, 0);
    server.stop().await;
}

/// What a server ends with: the choice of each task by the text of its object.
async fn labels(server: &Server, tasks: usize) -> BTreeMap<String, Vec<String>> {
    let mut labels = BTreeMap::new();
    for (key, task) in server.tasks_are(tasks).await {
        let chosen = |a: &Annotation| a.result[0]["value"]["choices"][0].as_str().unwrap().to_owned();
        let choices: Vec<String> = server.annotations(task).await.iter().map(chosen).collect();
        if !choices.is_empty() {
            labels.insert(key, choices);
        }
    }
    labels
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_end_with_the_same_of_fifty_documents_three_foreign_and_two_of_equal_data() {
    let place = places::weed().await;
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = |n: usize| json!({"text": format!("line {n}")});
    let old = |n: usize, data: Value| json!({"id": n, "data": data, "completions": [{"id": n * 1000 + 1, "result": choice(&format!("of {n}"))}]});
    // 47 objects, the last two of equal data; 45 documents that belong to one, 2 that could be either's, 3 of nobody.
    for n in 0..47 {
        write(&place, &format!("in/{n:02}.json"), &text(n.min(45))).await;
    }
    for n in 0..50 {
        let data = if n < 47 { text(n.min(45)) } else { json!({"text": format!("somebody else's {n}")}) };
        write(&place, &format!("out/{n}"), &old(n, data)).await;
    }
    let wish = Wish::of(&place);
    let source = StorageSettings { use_blob_urls: false, ..wish.source.clone() };
    let wish = Wish { source, label_config: None, ..wish };
    let first = Server::start(one.path(), &place, &Wish { adopt: true, ..wish.clone() }).await;
    let said = adopted(&first).await;
    assert!(
        said.contains("Adopted 45 documents with 45 annotations") && said.contains("5 were left"),
        "{said}"
    );
    let expected: BTreeMap<_, _> =
        (0..45).map(|n| (format!("in/{n:02}.json"), vec![format!("of {n}")])).collect();
    assert_eq!(labels(&first, 47).await, expected);
    let id = first.card(Side::Target).await.id;
    let left = first.service.outcomes(Side::Target, id, None, 1).await.unwrap();
    let keys: Vec<_> = left.items.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(keys, ["out/45", "out/46", "out/47", "out/48", "out/49"]);
    first.all_pushed().await;

    let second = Server::start(two.path(), &place, &wish).await;
    assert_eq!(labels(&second, 47).await, expected, "the second server reads what the first one adopted");
    let (on_first, on_second) = (first.tasks().await, second.tasks().await);
    assert_eq!(on_first, on_second, "the tasks have the same ids");
    first.annotate(on_first["in/45.json"], "by the first").await;
    second.annotate(on_second["in/46.json"], "by the second").await;
    first.all_pushed().await;
    second.all_pushed().await;

    // Whoever starts anew finds the work of both; what belongs to nobody stands as it stood.
    let three = tempfile::tempdir().unwrap();
    let third = Server::start(three.path(), &place, &wish).await;
    let mut all = expected;
    all.insert("in/45.json".into(), vec!["by the first".into()]);
    all.insert("in/46.json".into(), vec!["by the second".into()]);
    assert_eq!(labels(&third, 47).await, all);
    for n in 45..50 {
        let data = if n < 47 { text(45) } else { json!({"text": format!("somebody else's {n}")}) };
        let standing: Value =
            serde_json::from_slice(&place.look(&format!("out/{n}")).await.unwrap()).unwrap();
        assert_eq!(standing, old(n, data), "out/{n} is left alone");
    }
    for server in [first, second, third] {
        server.stop().await;
    }
}
