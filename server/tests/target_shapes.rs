//! Whatever shape a target's objects have and whatever keys they get: they come back from it, and stay what they are.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "target_shapes/emptied.rs"]
mod emptied;
#[path = "target_shapes/left.rs"]
mod left;
mod places;
mod targets;

use app::api::backend::Backend;
use app::api::error::ApiError;
use app::api::types::{Annotation, AnnotationInput, InquiryState, Keep, StorageInput, VerifyInput};
use app::model::ids::{AnnotationId, TaskId};
use app::model::storage::{Side, StorageSettings, SyncStatus};
use app::model::target::DocumentShape;
use emptied::an_emptied_target_gets_its_daily_files_again;
use futures::StreamExt;
use left::what_was_left_goes_though_the_first_push_met_a_conflict;
use places::Place;
use serde_json::{Value, json};
use skylabel::service::Upload;
use std::collections::BTreeMap;
use targets::{Server, Wish, essence, eventually, fill};

/// Names under `in/`, two of them alike but for their folder.
const NAMES: [&str; 6] = ["a/1.jpg", "b/1.jpg", "b/c/2.jpg", "3.jpg", "4!.jpg", "5"];

fn wish(place: &Place, told: StorageSettings) -> Wish {
    let target =
        StorageSettings { prefix: "out".into(), sync_interval: Some(0), can_delete_objects: true, ..told };
    Wish { target, ..Wish::of(place) }
}

/// The keys of all objects under `out/` but the claim and its like, with their versions.
async fn objects(place: &Place) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pages = place.bucket().list("out/", true);
    while let Some(page) = pages.next().await {
        found.extend(page.unwrap().into_iter().map(|object| (object.key, object.etag)));
    }
    found.retain(|key, _| !key.contains("/.skylabel/"));
    found
}

async fn read(place: &Place, key: &str) -> Value {
    let bytes = place.look(key).await.unwrap_or_else(|| panic!("nothing stands at {key}"));
    serde_json::from_slice(&bytes).unwrap()
}

/// All annotations, by the key of their task's object, with the task.
async fn everything(server: &Server) -> BTreeMap<String, (TaskId, Vec<Value>)> {
    let mut all = BTreeMap::new();
    for (key, task) in server.tasks().await {
        let annotations = server.annotations(task).await;
        if !annotations.is_empty() {
            all.insert(key, (task, annotations.iter().map(essence).collect()));
        }
    }
    all
}

async fn nothing_differs(server: &Server) {
    let id = server.card(Side::Target).await.id;
    let input = VerifyInput { side: Side::Target, id, sample: 1.0, repair: false, seed: None };
    let begun = server.service.begin_verification(input).await.unwrap();
    let told = eventually("the verification", async || {
        let told = server.service.verification(begun.id).await.unwrap();
        (told.state != InquiryState::Running).then_some(told)
    })
    .await;
    assert_eq!((told.state, &told.problem), (InquiryState::Done, &None));
    assert!(told.differences.is_empty(), "{:?}", told.differences);
    assert_eq!(told.checked, told.sampled);
}

/// Labels, edits, skips, deletes.
async fn work(server: &Server, tasks: &BTreeMap<String, TaskId>) {
    for name in ["in/a/1.jpg", "in/b/1.jpg", "in/b/c/2.jpg", "in/4!.jpg", "in/5"] {
        server.annotate(tasks[name], "Cat").await;
    }
    let second = server.annotate(tasks["in/b/1.jpg"], "Dog").await;
    server.all_pushed().await;
    let skip = AnnotationInput { was_cancelled: Some(true), ..AnnotationInput::default() };
    server.service.update_annotation(second.id, skip).await.unwrap();
    let star = AnnotationInput { ground_truth: Some(true), ..AnnotationInput::default() };
    let first = server.annotations(tasks["in/a/1.jpg"]).await.remove(0);
    server.service.update_annotation(first.id, star).await.unwrap();
    let gone = server.annotations(tasks["in/4!.jpg"]).await.remove(0);
    server.service.delete_annotation(gone.id).await.unwrap();
    server.service.delete_task(tasks["in/5"]).await.unwrap();
    server.all_pushed().await;
}

/// Pushes, restores on a machine that is told `told_later`, edits there, restores again. Answers the keys that
/// stood after the first machine's work.
async fn round_trip(place: &Place, told: StorageSettings, told_later: StorageSettings) -> Vec<String> {
    fill(place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), place, &wish(place, told)).await;
    let tasks = server.tasks_are(NAMES.len()).await;
    work(&server, &tasks).await;
    nothing_differs(&server).await;
    let card = server.sync(Side::Target).await;
    assert_eq!((card.status, card.problem), (SyncStatus::Completed, None));
    eventually("the deletions", async || place.look("out/.skylabel/deletions.json").await).await;
    let (before, stood) = (everything(&server).await, objects(place).await);
    assert_eq!(before.len(), 3);
    server.stop().await;
    drop(dir);

    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), place, &wish(place, told_later.clone())).await;
    let restored = server.tasks_are(NAMES.len() - 1).await;
    assert!(!restored.contains_key("in/5"), "a task that a person deleted stays deleted");
    assert_eq!(everything(&server).await, before);
    let card = server.sync(Side::Target).await;
    assert_eq!((card.status, card.target.unwrap().pending), (SyncStatus::Completed, 0), "{:?}", card.problem);
    assert_eq!(objects(place).await, stood, "nothing was written again");
    nothing_differs(&server).await;
    server.annotate(restored["in/3.jpg"], "Dog").await;
    let edited = server.annotations(restored["in/a/1.jpg"]).await.remove(0);
    let plain = AnnotationInput { ground_truth: Some(false), ..AnnotationInput::default() };
    server.service.update_annotation(edited.id, plain).await.unwrap();
    server.all_pushed().await;
    nothing_differs(&server).await;
    let before = everything(&server).await;
    server.stop().await;
    drop(dir);

    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), place, &wish(place, told_later)).await;
    server.tasks_are(NAMES.len() - 1).await;
    assert_eq!(everything(&server).await, before);
    server.stop().await;
    stood.into_keys().collect()
}

fn templated(place: &Place, template: &str) -> StorageSettings {
    StorageSettings { key_template: Some(template.into()), ..place.settings.clone() }
}

async fn documents_mirror_the_keys_of_their_source(place: Place) {
    let told = templated(&place, "{source_key}.json");
    let keys = round_trip(&place, told.clone(), told).await;
    assert_eq!(keys, ["out/a/1.jpg.json", "out/b/1.jpg.json", "out/b/c/2.jpg.json"]);
    let claim = read(&place, "out/.skylabel/claim.json").await;
    assert_eq!(claim["keys"], json!(["{source_key}.json"]));
}

async fn a_fresh_machine_that_is_told_no_template_finds_the_documents_by_the_claim(place: Place) {
    let told = templated(&place, "by-name/{source_name}-{id}.json");
    let keys = round_trip(&place, told, place.settings.clone()).await;
    assert!(keys.len() == 3 && keys.iter().all(|key| key.starts_with("out/by-name/")), "{keys:?}");
}

async fn rows_of_one_object_and_equal_keys_of_two_sources_have_documents_of_their_own(place: Place) {
    place.put("in/rows.jsonl", b"{\"image\": \"x\"}\n{\"image\": \"y\"}\n").await;
    place.put("in/1.json", b"{\"image\": \"z\"}").await;
    let mut asked = wish(&place, templated(&place, "{source_key}.json"));
    asked.source.use_blob_urls = false;
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &place, &asked).await;
    eventually("the tasks", async || (server.rows().await.len() == 3).then_some(())).await;
    // Somebody else's object stands where the row's document would.
    let rows = server.rows().await;
    for row in &rows {
        server.annotate(row.id, "Cat").await;
    }
    server.all_pushed().await;
    nothing_differs(&server).await;
    let keys: Vec<String> = objects(&place).await.into_keys().collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    assert!(keys[0] == "out/1.json.json" && keys[1].starts_with("out/rows.jsonl!"), "{keys:?}");
    server.stop().await;

    // What somebody else put at a key of the pattern is left to it.
    place.put("in/2.json", b"{\"image\": \"q\"}").await;
    place.put("out/2.json.json", b"somebody's notes").await;
    let server = Server::start(dir.path(), &place, &asked).await;
    server.sync(Side::Source).await;
    let task = server.tasks().await["in/2.json"];
    server.annotate(task, "Dog").await;
    server.all_pushed().await;
    assert_eq!(place.look("out/2.json.json").await.unwrap(), "somebody's notes");
    let apart =
        objects(&place).await.into_keys().find(|key| key.starts_with(&format!("out/{task}-"))).unwrap();
    assert_eq!(read(&place, &apart).await["storage"]["uri"], json!(place.bucket().uri("in/2.json")));
    server.stop().await;
}

fn shaped(place: &Place, shape: DocumentShape) -> StorageSettings {
    StorageSettings { shape, ..place.settings.clone() }
}

async fn completions_of_2020_come_back_whole(place: Place) {
    let told = shaped(&place, DocumentShape::Completions);
    let keys = round_trip(&place, told.clone(), told).await;
    assert_eq!(keys.len(), 3);
    let mut seen = 0;
    for key in &keys {
        let document = read(&place, key).await;
        assert_eq!(format!("out/{}.json", document["id"]), *key);
        for completion in document["completions"].as_array().unwrap() {
            assert!(completion["created_at"].is_i64() && completion["result"].is_array(), "{completion}");
            seen += 1;
        }
    }
    assert_eq!(seen, 4);
}

async fn annotations_with_an_object_each_come_back_whole(place: Place) {
    let told = shaped(&place, DocumentShape::Annotation);
    let keys = round_trip(&place, told.clone(), told).await;
    assert_eq!(keys.len(), 4);
    for key in &keys {
        let object = read(&place, key).await;
        assert_eq!(format!("out/{}/{}.json", object["task"]["id"], object["id"]), *key);
        assert!(object["task"]["data"]["image"].is_string() && object["result"].is_array());
    }
}

async fn annotations_can_have_keys_like_label_studios(place: Place) {
    let told = StorageSettings { shape: DocumentShape::Annotation, ..templated(&place, "{annotation}.json") };
    let keys = round_trip(&place, told.clone(), told).await;
    for key in &keys {
        assert_eq!(format!("out/{}.json", read(&place, key).await["id"]), *key);
    }
}

async fn only_the_object_of_the_annotation_that_changed_is_written(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let told = StorageSettings { shape: DocumentShape::Annotation, ..place.settings.clone() };
    let mut asked = wish(&place, told);
    asked.target.can_delete_objects = false;
    let server = Server::start(dir.path(), &place, &asked).await;
    let task = server.tasks_are(NAMES.len()).await["in/3.jpg"];
    let one = server.annotate(task, "Cat").await;
    let two = server.annotate(task, "Dog").await;
    server.all_pushed().await;
    let before = objects(&place).await;
    let star = AnnotationInput { ground_truth: Some(true), ..AnnotationInput::default() };
    server.service.update_annotation(two.id, star).await.unwrap();
    server.all_pushed().await;
    let after = objects(&place).await;
    let key = |annotation: AnnotationId| format!("out/{task}/{annotation}.json");
    assert_eq!(after[&key(one.id)], before[&key(one.id)]);
    assert_ne!(after[&key(two.id)], before[&key(two.id)]);
    server.service.delete_annotation(two.id).await.unwrap();
    server.all_pushed().await;
    let object = read(&place, &key(two.id)).await;
    assert_eq!((&object["storage"]["deleted"], &object["result"]), (&json!(true), &json!([])));
    nothing_differs(&server).await;
    let stood = objects(&place).await;
    server.stop().await;

    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &place, &asked).await;
    server.tasks_are(NAMES.len()).await;
    assert_eq!(server.annotations(task).await.len(), 1, "what was deleted stays deleted");
    server.all_pushed().await;
    nothing_differs(&server).await;
    assert_eq!(objects(&place).await, stood);
    let three = server.annotate(task, "Cat").await;
    assert!(three.id > two.id, "the id of a deleted annotation is not given again");
    server.all_pushed().await;
    nothing_differs(&server).await;
    server.stop().await;
}

async fn a_foreign_change_of_one_annotation_is_settled_for_it_alone(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let server =
        Server::start(dir.path(), &place, &wish(&place, shaped(&place, DocumentShape::Annotation))).await;
    let task = server.tasks_are(NAMES.len()).await["in/3.jpg"];
    let one = server.annotate(task, "Cat").await;
    let two = server.annotate(task, "Dog").await;
    server.all_pushed().await;
    let key = format!("out/{task}/{}.json", two.id);
    let mut foreign = read(&place, &key).await;
    foreign["result"][0]["value"]["choices"] = json!(["Cat"]);
    place.put(&key, foreign.to_string().as_bytes()).await;
    let star = AnnotationInput { ground_truth: Some(true), ..AnnotationInput::default() };
    server.service.update_annotation(two.id, star).await.unwrap();
    let state = eventually("the conflict", async || {
        let state = server.card(Side::Target).await.target.unwrap();
        (state.conflicts == 1).then_some(state)
    })
    .await;
    assert!(state.waiting_because.unwrap().contains(&key));
    let storage = server.card(Side::Target).await.id;
    let found = server.service.conflict(storage, task).await.unwrap();
    assert_eq!((&found.key, &found.theirs), (&key, &Some(foreign)));
    server.service.settle_conflict(storage, task, found.version, Keep::Theirs).await.unwrap();
    server.all_pushed().await;
    let annotations = server.annotations(task).await;
    assert_eq!(annotations.iter().map(|annotation| annotation.id).collect::<Vec<_>>(), [one.id, two.id]);
    assert_eq!(annotations[1].result[0]["value"]["choices"], json!(["Cat"]));
    nothing_differs(&server).await;
    server.stop().await;
}

/// Saves the target with other settings, as the dialog does.
async fn change(server: &Server, change: impl FnOnce(&mut StorageSettings)) -> Result<(), ApiError> {
    let card = server.card(Side::Target).await;
    let mut settings = card.settings.clone();
    change(&mut settings);
    let input = StorageInput {
        id: Some(card.id),
        project: card.project,
        side: Side::Target,
        settings,
        secrets: None,
        adopt: false,
    };
    server.service.save_storage(input).await.map(drop)
}

async fn documents_move_when_their_shape_or_keys_change(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &place, &wish(&place, place.settings.clone())).await;
    let tasks = server.tasks_are(NAMES.len()).await;
    work(&server, &tasks).await;
    let before = everything(&server).await;
    type Told = (DocumentShape, Option<&'static str>);
    let steps: [(Told, usize, &str); 6] = [
        ((DocumentShape::Completions, None), 3, ".json"),
        ((DocumentShape::Annotation, None), 4, ".json"),
        ((DocumentShape::Annotation, Some("{source_key}/{annotation}.json")), 4, ".json"),
        ((DocumentShape::Task, Some("{source_key}.json")), 3, ".jpg.json"),
        ((DocumentShape::Annotation, None), 4, ".json"),
        ((DocumentShape::Task, None), 3, ".json"),
    ];
    for ((shape, template), count, ending) in steps {
        change(&server, |settings| {
            settings.shape = shape;
            settings.key_template = template.map(str::to_owned);
        })
        .await
        .unwrap();
        server.all_pushed().await;
        let card = server.sync(Side::Target).await;
        assert_eq!((card.status, card.problem), (SyncStatus::Completed, None), "{shape} {template:?}");
        let stands = objects(&place).await;
        assert_eq!(stands.len(), count, "{shape} {template:?}: {stands:?}");
        assert!(stands.keys().all(|key| key.ends_with(ending)), "{stands:?}");
        nothing_differs(&server).await;
        assert_eq!(everything(&server).await, before);
        let fresh = tempfile::tempdir().unwrap();
        let key_template = template.map(str::to_owned);
        let told = StorageSettings { shape, key_template, ..place.settings.clone() };
        let other = Server::start(fresh.path(), &place, &wish(&place, told)).await;
        other.tasks_are(NAMES.len() - 1).await;
        assert_eq!(everything(&other).await, before, "{shape} {template:?}");
        other.stop().await;
    }
    server.stop().await;
}

async fn keys_do_not_change_where_the_old_documents_may_not_go(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let mut asked = wish(&place, place.settings.clone());
    asked.target.can_delete_objects = false;
    let server = Server::start(dir.path(), &place, &asked).await;
    let task = server.tasks_are(NAMES.len()).await["in/3.jpg"];
    server.annotate(task, "Cat").await;
    server.all_pushed().await;
    let refused = change(&server, |settings| settings.key_template = Some("{source_key}.json".into())).await;
    assert!(refused.unwrap_err().to_string().contains("left behind"));
    change(&server, |settings| settings.shape = DocumentShape::Completions).await.unwrap();
    server.all_pushed().await;
    assert!(read(&place, &format!("out/{task}.json")).await["completions"].is_array());
    nothing_differs(&server).await;
    server.stop().await;
}

/// The lines of a day's file.
async fn lines(place: &Place, key: &str) -> Option<Vec<Value>> {
    let bytes = place.look(key).await?;
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Waits until a day's file has so many lines.
async fn day_is(place: &Place, key: &str, count: usize) -> Vec<Value> {
    eventually("the daily file", async || lines(place, key).await.filter(|lines| lines.len() == count)).await
}

async fn a_days_tasks_stand_in_its_file_and_are_never_read_back(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let dir = tempfile::tempdir().unwrap();
    let told = StorageSettings { roll_up: true, ..shaped(&place, DocumentShape::Annotation) };
    let asked = wish(&place, told);
    let today = chrono::Utc::now().date_naive();
    let (key, before) = (format!("out/roll-up-{today}.jsonl"), today.pred_opt().unwrap());
    let server = Server::start(dir.path(), &place, &asked).await;
    let tasks = server.tasks_are(NAMES.len()).await;
    let yesterday = json!([{"data": {"image": "x"}, "annotations": [{"result": [], "unique_id": "of-yesterday",
        "updated_at": format!("{before}T12:00:00Z"), "created_at": format!("{before}T12:00:00Z")}]}]);
    let upload = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(yesterday.to_string()))]);
    server.service.import_tasks(server.project, Upload::default(), upload).await.unwrap();
    let old = day_is(&place, &format!("out/roll-up-{before}.jsonl"), 1).await;
    assert_eq!(old[0]["annotations"][0]["unique_id"], json!("of-yesterday"));
    server.annotate(tasks["in/3.jpg"], "Cat").await;
    server.all_pushed().await;
    server.stop().await;

    // A start looks at once, whenever the next version would be due.
    let server = Server::start(dir.path(), &place, &asked).await;
    let first = day_is(&place, &key, 1).await;
    assert_eq!(
        (&first[0]["id"], &first[0]["storage"]["uri"]),
        (&json!(tasks["in/3.jpg"]), &json!(place.bucket().uri("in/3.jpg")))
    );
    server.annotate(tasks["in/a/1.jpg"], "Dog").await;
    server.all_pushed().await;
    nothing_differs(&server).await;
    server.stop().await;

    // A new machine takes nothing from the files, and brings them up to date.
    let before = tempfile::tempdir().unwrap();
    let server = Server::start(before.path(), &place, &asked).await;
    eventually("the tasks", async || (server.rows().await.len() == NAMES.len() + 1).then_some(())).await;
    let second = day_is(&place, &key, 2).await;
    assert!(second.iter().all(|task| task["annotations"].as_array().unwrap().len() == 1));
    nothing_differs(&server).await;
    server.stop().await;

    place.put(&key, b"somebody's notes").await;
    let server = Server::start(before.path(), &place, &asked).await;
    let annotation = server.annotations(tasks["in/3.jpg"]).await.remove(0);
    server.service.delete_annotation(annotation.id).await.unwrap();
    let card = eventually("the problem", async || {
        let card = server.sync(Side::Target).await;
        (card.status == SyncStatus::CompletedWithErrors).then_some(card)
    })
    .await;
    assert!(card.problem.unwrap().contains(&key));
    assert_eq!(place.look(&key).await.unwrap(), "somebody's notes");
    place.bucket().delete(&key).await.unwrap();
    assert_eq!(server.sync(Side::Target).await.status, SyncStatus::Completed);
    assert_eq!(lines(&place, &key).await.unwrap().len(), 1);
    server.stop().await;
}

async fn adopting_finds_documents_by_the_keys_of_the_claim(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let told = StorageSettings {
        shape: DocumentShape::Annotation,
        ..templated(&place, "{source_key}/{annotation}.json")
    };
    let server = Server::start(one.path(), &place, &wish(&place, told.clone())).await;
    let task = server.tasks_are(NAMES.len()).await["in/b/1.jpg"];
    server.annotate(task, "Cat").await;
    server.annotate(task, "Dog").await;
    server.all_pushed().await;
    server.stop().await;
    let told = StorageSettings { key_template: None, ..told };
    let asked = Wish { slug: "dogs", adopt: true, ..wish(&place, told) };
    let server = Server::start(two.path(), &place, &asked).await;
    let task = server.tasks_are(NAMES.len()).await["in/b/1.jpg"];
    eventually("the adoption", async || (server.annotations(task).await.len() == 2).then_some(())).await;
    eventually("its end", async || {
        server.card(Side::Target).await.problem.filter(|told| told.contains("Adopted 2"))
    })
    .await;
    server.all_pushed().await;
    nothing_differs(&server).await;
    assert_eq!(objects(&place).await.len(), 2);
    server.stop().await;
}

/// What of an annotation another project must be told.
fn said(annotation: &Annotation) -> Value {
    let mut said = essence(annotation);
    // Ids are given anew where a task is another.
    said[0] = Value::Null;
    json!([said, annotation.completed_by, annotation.extra])
}

async fn what_a_target_holds_can_be_fed_back_on_purpose(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    for shape in DocumentShape::ALL {
        let (dir, fresh) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut asked = wish(&place, shaped(&place, shape));
        asked.target.prefix = format!("out-{shape}");
        asked.target.can_delete_objects = false;
        let server = Server::start(dir.path(), &place, &asked).await;
        let tasks = server.tasks_are(NAMES.len()).await;
        work(&server, &tasks).await;
        let mut before = Vec::new();
        for task in tasks.values().filter(|task| **task != tasks["in/5"]) {
            before.extend(server.annotations(*task).await.iter().map(said));
        }
        server.stop().await;

        let mut pages = place.bucket().list(&format!("out-{shape}/"), true);
        while let Some(page) = pages.next().await {
            for object in page.unwrap().into_iter().filter(|object| !object.key.contains("/.skylabel/")) {
                let body = place.look(&object.key).await.unwrap();
                place.put(&format!("fed-{shape}/{}", object.key.replace('/', "-")), &body).await;
            }
        }
        let mut asked = wish(&place, place.settings.clone());
        (asked.slug, asked.target.prefix) = ("dogs", format!("dogs-{shape}"));
        (asked.source.prefix, asked.source.use_blob_urls) = (format!("fed-{shape}"), false);
        let server = Server::start(fresh.path(), &place, &asked).await;
        eventually("the tasks", async || (!server.rows().await.is_empty()).then_some(())).await;
        server.sync(Side::Source).await;
        let mut after = Vec::new();
        for row in server.rows().await {
            after.extend(server.annotations(row.id).await.iter().map(said));
        }
        let sorted = |mut all: Vec<Value>| {
            all.sort_by_key(Value::to_string);
            all
        };
        assert_eq!(sorted(after), sorted(before), "{shape}");
        server.all_pushed().await;
        nothing_differs(&server).await;
        server.stop().await;
    }
}

async fn a_target_within_a_targets_folder_is_its_own(place: Place) {
    fill(&place, NAMES.map(str::to_owned)).await;
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let inner = StorageSettings { prefix: "out/inner".into(), ..wish(&place, place.settings.clone()).target };
    let dogs = Wish { slug: "dogs", target: inner, ..Wish::of(&place) };
    let other = Server::start(one.path(), &place, &dogs).await;
    let task = other.tasks_are(NAMES.len()).await["in/3.jpg"];
    other.annotate(task, "Dog").await;
    other.all_pushed().await;
    let asked = wish(&place, templated(&place, "{source_key}.json"));
    let server = Server::start(two.path(), &place, &asked).await;
    server.tasks_are(NAMES.len()).await;
    let card = server.sync(Side::Target).await;
    assert_eq!(card.status, SyncStatus::Completed, "{card:?}");
    assert!(everything(&server).await.is_empty(), "the documents of another project are not read");
    nothing_differs(&server).await;
    server.stop().await;
    other.stop().await;
}

macro_rules! everywhere {
    ($($promise:ident),* $(,)?) => {
        mod folder { $(#[tokio::test(flavor = "multi_thread")] async fn $promise() { super::$promise(super::places::folder().await).await; })* }
        mod s3 { $(#[tokio::test(flavor = "multi_thread")] async fn $promise() { super::$promise(super::places::weed().await).await; })* }
    };
}

everywhere!(
    documents_mirror_the_keys_of_their_source,
    a_fresh_machine_that_is_told_no_template_finds_the_documents_by_the_claim,
    rows_of_one_object_and_equal_keys_of_two_sources_have_documents_of_their_own,
    a_target_within_a_targets_folder_is_its_own,
    completions_of_2020_come_back_whole,
    annotations_with_an_object_each_come_back_whole,
    annotations_can_have_keys_like_label_studios,
    only_the_object_of_the_annotation_that_changed_is_written,
    a_foreign_change_of_one_annotation_is_settled_for_it_alone,
    documents_move_when_their_shape_or_keys_change,
    what_was_left_goes_though_the_first_push_met_a_conflict,
    keys_do_not_change_where_the_old_documents_may_not_go,
    what_a_target_holds_can_be_fed_back_on_purpose,
    a_days_tasks_stand_in_its_file_and_are_never_read_back,
    an_emptied_target_gets_its_daily_files_again,
    adopting_finds_documents_by_the_keys_of_the_claim,
);
