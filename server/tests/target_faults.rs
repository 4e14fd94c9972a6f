//! A target behind a faulty network: nothing that was acknowledged is lost, nothing arrives twice, and the card says
//! what waits and why.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod places;
mod targets;

use app::api::backend::Backend;
use app::api::types::{AnnotationInput, TargetAccess};
use app::model::ids::TaskId;
use app::model::storage::{Side, StorageSettings, SyncStatus};
use app::model::target::DocumentShape;
use places::{Hand, Place};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use targets::{Server, Wish, document, eventually, fill};
use testkit::faults::{Fault, FaultProxy, Rule};

/// A real S3 server whose target is reached through a proxy.
async fn behind_a_proxy() -> (Place, FaultProxy, Wish) {
    let place = places::weed().await;
    let proxy = FaultProxy::start(place.settings.endpoint.as_deref().unwrap()).await.unwrap();
    let wish = Wish::of(&place);
    let target = StorageSettings { endpoint: Some(proxy.endpoint.clone()), ..wish.target.clone() };
    (place, proxy, Wish { target, ..wish })
}

async fn keys(place: &Place, prefix: &str) -> Vec<String> {
    let Hand::S3(client) = &place.hand else { panic!("an S3 server") };
    client.list(&place.settings.path, prefix).await.unwrap()
}

/// What the documents say, by task.
async fn annotations_there(place: &Place, tasks: &BTreeMap<String, TaskId>) -> BTreeMap<TaskId, Vec<Value>> {
    let mut there = BTreeMap::new();
    for task in tasks.values() {
        let document = document(place, *task).await.unwrap_or_default();
        let list = document["annotations"].as_array().cloned().unwrap_or_default();
        there.insert(*task, list.iter().map(|a| json!([a["unique_id"], a["updated_at"]])).collect());
    }
    there
}

async fn annotations_here(server: &Server, tasks: &BTreeMap<String, TaskId>) -> BTreeMap<TaskId, Vec<Value>> {
    let mut here = BTreeMap::new();
    for task in tasks.values() {
        let list = server.annotations(*task).await;
        here.insert(*task, list.iter().map(|a| json!([a.unique_id, a.updated_at])).collect());
    }
    here
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_target_answers_submits_are_kept_and_in_the_end_all_arrive_once() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, (0..20).map(|i| format!("{i:02}.jpg"))).await;
    let server = Server::start(dir.path(), &place, &wish).await;
    let tasks = server.tasks_are(20).await;
    server.settled(Side::Target).await;
    let ids: Vec<TaskId> = tasks.values().copied().collect();
    let put = format!("/{}/out/", place.settings.path);
    let phases = [
        vec![Rule::always(Fault::Status { status: 403, retry_after: None })],
        vec![Rule::always(Fault::Status { status: 503, retry_after: Some(1) })],
        vec![Rule::always(Fault::LoseAnswer).method("PUT").path(&put).times(6)],
        vec![Rule::always(Fault::Status { status: 404, retry_after: None })],
        vec![Rule::always(Fault::Drop)],
    ];
    for (phase, rules) in phases.into_iter().enumerate() {
        let passes_by_itself = rules[0].times.is_some();
        proxy.set(rules);
        for task in &ids[phase * 4..phase * 4 + 4] {
            let begun = Instant::now();
            server.annotate(*task, "Cat").await;
            server.annotate(*task, "Dog").await;
            assert!(begun.elapsed() < Duration::from_secs(5), "a dead target holds no submit up");
        }
        if !passes_by_itself {
            let state = eventually("the card to say why", async || {
                let state = server.card(Side::Target).await.target.unwrap();
                (state.waiting_because.is_some() && state.next_try.is_some()).then_some(state)
            })
            .await;
            assert!(state.pending >= 4, "{state:?}");
        }
    }
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Failed, "a target that is away is no completed run");
    assert!(card.problem.is_some());
    proxy.clear();
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    server.all_pushed().await;
    assert_eq!(annotations_there(&place, &tasks).await, annotations_here(&server, &tasks).await);
    let mut expected: Vec<String> = ids.iter().map(|id| format!("out/{id}.json")).collect();
    expected.extend(["out/.skylabel/claim.json", "out/.skylabel/config.xml"].map(str::to_owned));
    expected.sort();
    let mut found = keys(&place, "out/").await;
    found.sort();
    assert_eq!(found, expected, "no document is there twice");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_refuses_every_write_is_never_completed_and_names_the_permission() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, (0..4).map(|i| format!("{i}.jpg"))).await;
    let server = Server::start(dir.path(), &place, &wish).await;
    let tasks = server.tasks_are(4).await;
    server.settled(Side::Target).await;
    let refused = Rule::always(Fault::Status { status: 403, retry_after: None }).method("PUT");
    proxy.set([refused.path(format!("/{}/out/", place.settings.path))]);
    for task in tasks.values() {
        server.annotate(*task, "Cat").await;
    }
    let card = server.sync(Side::Target).await;
    assert!(matches!(card.status, SyncStatus::Failed | SyncStatus::CompletedWithErrors), "{card:?}");
    assert!(card.problem.as_ref().unwrap().contains("s3:PutObject"), "{card:?}");
    let state = card.target.unwrap();
    assert_eq!((state.pending, state.pushed), (4, 0));
    for task in tasks.values() {
        assert_eq!(document(&place, *task).await, None);
    }
    proxy.clear();
    server.sync(Side::Target).await;
    let state = server.all_pushed().await.target.unwrap();
    assert_eq!((state.pushed, state.waiting_because), (4, None));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_comes_back_by_itself() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["a.jpg".to_owned()]).await;
    let server = Server::start(dir.path(), &place, &wish).await;
    let task = server.tasks_are(1).await["in/a.jpg"];
    server.settled(Side::Target).await;
    proxy.set([Rule::always(Fault::Status { status: 503, retry_after: None })]);
    server.annotate(task, "Cat").await;
    eventually("the failure", async || server.card(Side::Target).await.target.unwrap().waiting_because).await;
    proxy.clear();
    let state = server.all_pushed().await.target.unwrap();
    assert_eq!((state.pushed, state.waiting_because), (1, None));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_edits_during_an_outage_are_one_write_or_two() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["a.jpg".to_owned()]).await;
    let server = Server::start(dir.path(), &place, &wish).await;
    let task = server.tasks_are(1).await["in/a.jpg"];
    server.settled(Side::Target).await;
    proxy.set([Rule::always(Fault::Drop)]);
    let annotation = server.annotate(task, "Cat").await;
    for edit in 0..50 {
        let input = AnnotationInput { lead_time: Some(f64::from(edit)), ..AnnotationInput::default() };
        server.service.update_annotation(annotation.id, input).await.unwrap();
    }
    proxy.take_log();
    proxy.clear();
    server.sync(Side::Target).await;
    server.all_pushed().await;
    let target = format!("/{}/out/{task}.json", place.settings.path);
    let arrived = proxy.take_log().into_iter().filter(|seen| seen.fault.is_none());
    let writes = arrived.filter(|seen| seen.method == "PUT" && seen.target.starts_with(&target)).count();
    assert!((1..=2).contains(&writes), "{writes}: the latest, and perhaps an older one that was on its way");
    assert_eq!(document(&place, task).await.unwrap()["annotations"][0]["lead_time"], 49.0);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_outlived_its_process_is_known_again_after_a_restart() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["a.jpg".to_owned()]).await;
    let server = Server::start(dir.path(), &place, &wish).await;
    let task = server.tasks_are(1).await["in/a.jpg"];
    server.settled(Side::Target).await;
    server.stop().await;
    let path = format!("/{}/out/{task}.json", place.settings.path);
    let lost = Rule::always(Fault::LoseAnswer).method("PUT").path(&path);
    proxy.set([lost, Rule::always(Fault::Drop).method("GET").path(&path)]);
    let server = Server::start(dir.path(), &place, &wish).await;
    server.annotate(task, "Cat").await;
    eventually("the write to arrive unanswered", async || {
        let state = server.card(Side::Target).await.target.unwrap();
        (document(&place, task).await.is_some() && state.waiting_because.is_some()).then_some(())
    })
    .await;
    server.stop().await;
    proxy.clear();
    let server = Server::start(dir.path(), &place, &wish).await;
    server.annotate(task, "Dog").await;
    let state = server.all_pushed().await.target.unwrap();
    assert_eq!((state.conflicts, state.pushed), (0, 1));
    assert_eq!(document(&place, task).await.unwrap()["annotations"].as_array().unwrap().len(), 2);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_was_put_aside_unanswered_goes_with_its_last_annotation() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["a.jpg".to_owned()]).await;
    // In this shape no look at the target finds what a server does not know of.
    let shape = DocumentShape::Completions;
    let target = StorageSettings { shape, can_delete_objects: true, ..wish.target.clone() };
    let server = Server::start(dir.path(), &place, &Wish { target, ..wish }).await;
    let task = server.tasks_are(1).await["in/a.jpg"];
    server.settled(Side::Target).await;
    let (natural, aside) = (format!("out/{task}.json"), format!("out/{task}-"));
    place.put(&natural, b"somebody's notes").await;
    let path = format!("/{}/{aside}", place.settings.path);
    let lost = Rule::always(Fault::LoseAnswer).method("PUT").path(&path);
    proxy.set([lost, Rule::always(Fault::Drop).method("GET").path(&path)]);
    let annotation = server.annotate(task, "Cat").await;
    eventually("the write to arrive unanswered", async || {
        let state = server.card(Side::Target).await.target.unwrap();
        (keys(&place, &aside).await.len() == 1 && state.waiting_because.is_some()).then_some(())
    })
    .await;
    server.service.delete_annotation(annotation.id).await.unwrap();
    proxy.clear();
    server.sync(Side::Target).await;
    server.all_pushed().await;
    assert_eq!(keys(&place, &format!("out/{task}")).await, std::slice::from_ref(&natural));
    assert_eq!(place.look(&natural).await.unwrap(), "somebody's notes");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_whose_answer_is_lost_is_recognised() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    let path = format!("/{}/out/.skylabel/claim.json", place.settings.path);
    let server = Server::start(dir.path(), &place, &wish).await;
    proxy.set([Rule::always(Fault::LoseAnswer).method("PUT").path(path).times(1)]);
    let card = eventually("the claim", async || {
        let card = server.sync(Side::Target).await;
        (card.target.clone().unwrap().access == TargetAccess::Claimed).then_some(card)
    })
    .await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_is_cut_short_is_finished_by_the_next_start_and_holds_the_source_back() {
    let (place, proxy, wish) = behind_a_proxy().await;
    let dir = tempfile::tempdir().unwrap();
    fill(&place, (0..30).map(|i| format!("{i:02}.jpg"))).await;
    let server = Server::start(dir.path(), &place, &wish).await;
    let tasks = server.tasks_are(30).await;
    for task in tasks.values() {
        server.annotate(*task, "Cat").await;
    }
    server.all_pushed().await;
    let before = annotations_here(&server, &tasks).await;
    server.stop().await;
    drop(dir);

    let dir = tempfile::tempdir().unwrap();
    fill(&place, ["!new.jpg".to_owned()]).await;
    let path = format!("/{}/out/2", place.settings.path);
    proxy.set([Rule::always(Fault::Status { status: 403, retry_after: None }).method("GET").path(path)]);
    let server = Server::start(dir.path(), &place, &wish).await;
    let card = eventually("the source to say what it waits for", async || {
        let card = server.card(Side::Source).await;
        card.problem.is_some().then_some(card)
    })
    .await;
    assert!(card.problem.unwrap().contains("waiting for the target"));
    assert!(!server.tasks().await.contains_key("in/!new.jpg"));
    server.stop().await;

    proxy.clear();
    let server = Server::start(dir.path(), &place, &wish).await;
    let restored = server.tasks_are(31).await;
    for (key, task) in &tasks {
        assert_eq!(&restored[key], task, "{key}");
    }
    assert_eq!(annotations_here(&server, &tasks).await, before);
    assert!(restored["in/!new.jpg"] > *tasks.values().max().unwrap());
    server.stop().await;
}
