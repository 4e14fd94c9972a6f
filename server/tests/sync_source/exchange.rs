//! What other tools wrote, fed as a source: tasks with their annotations and predictions.

use crate::world::World;
use app::model::ids::{TaskId, UserId};
use app::model::storage::SyncStatus;
use serde_json::{Value, json};
use skylabel::store::documents::{self, Stored};
use std::path::Path;

/// The tasks that a file becomes, whole.
async fn fed(name: &str, body: &str) -> Vec<Stored> {
    let world = World::new().await;
    world.put(name, body);
    let id = world.source(world.settings()).await;
    let live = world.engine.live(id);
    assert_eq!((live.status, live.problem), (SyncStatus::Completed, None), "{name}");
    let ids: Vec<TaskId> = world.tasks().await.iter().map(|task| task.id).collect();
    documents::load(&world.db, &ids).await.unwrap()
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(Path::new("tests/fixtures/exchange").join(name)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn label_studios_export_becomes_its_tasks_with_their_annotations() {
    let tasks = fed("export.json", &fixture("export.json")).await;
    let [labeled, bare] = &tasks[..] else { panic!("{tasks:?}") };
    assert_eq!(labeled.data.as_ref().unwrap()["image"], "s3://src/img/1.jpg");
    assert_eq!((&labeled.extra["meta"], bare.annotations.len()), (&json!({"scanner": 7}), 0));
    let annotation = &labeled.annotations[0];
    assert_eq!(
        (annotation.completed_by, annotation.ground_truth, annotation.lead_time),
        (UserId(4), true, Some(3.2))
    );
    assert_eq!(annotation.created_at, "2024-05-01T10:00:00.500000Z");
    assert_eq!(annotation.updated_at, "2024-05-02T10:00:00.000000Z");
    assert_eq!(annotation.unique_id, "8abd661c-0000-4000-8000-000000000001");
    assert_eq!(annotation.extra["parent_prediction"], 2);
    assert_eq!(annotation.result[0]["value"]["choices"], json!(["Cat"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn label_studios_target_objects_become_tasks_in_both_shapes() {
    let tasks = fed("2.json", &fixture("annotation.json")).await;
    let annotation = &tasks[0].annotations[0];
    assert_eq!(tasks[0].data.as_ref().unwrap()["text"], "bare");
    assert_eq!(
        (annotation.completed_by, annotation.created_at.as_str()),
        (UserId(5), "2024-05-01T08:00:00.000000Z")
    );
    assert_eq!(annotation.extra["created_username"], " admin@example.com, 1");

    let tasks = fed("9232.json", &fixture("task.json")).await;
    let task = &tasks[0];
    assert!(task.annotations[0].was_cancelled && task.annotations[0].completed_by == UserId::LOCAL);
    assert_eq!(
        (task.predictions[0].score, task.predictions[0].model_version.as_deref()),
        (Some(0.5), Some("v1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_completions_of_2020_become_annotations() {
    let tasks = fed("5", &fixture("completions.json")).await;
    assert!(tasks.is_empty(), "a key without an extension is no task file");
    let tasks = fed("5.json", &fixture("completions.json")).await;
    let [done, skipped] = &tasks[0].annotations[..] else { panic!("{tasks:?}") };
    assert_eq!(done.created_at, "2020-05-29T00:31:15.000000Z");
    assert!(done.ground_truth && !done.was_cancelled && skipped.was_cancelled);
    assert_eq!(tasks[0].predictions[0].score, Some(0.25));
}

/// The first task of an example with what people made of it, and the field in which that stands. `None`: the folder
/// holds no example of this kind.
fn labeled_task(example: &Path) -> Option<(Value, &'static str)> {
    let read = |name: &str| -> Option<Value> {
        serde_json::from_slice(&std::fs::read(example.join(name)).ok()?).ok()
    };
    let (tasks, labeled) = (read("tasks.json")?, read("annotations/1.json")?);
    let field = ["annotations", "completions"].into_iter().find(|field| labeled[*field].is_array())?;
    let mut task = tasks.as_array()?.first()?.clone();
    task[field] = labeled[field].clone();
    Some((task, field))
}

/// The `result` of each entry of a list.
fn results(entries: &Value) -> Vec<Value> {
    entries.as_array().into_iter().flatten().map(|entry| entry["result"].clone()).collect()
}

/// Takes an example in, and looks whether its results came as they are; `false`: it is none.
async fn comes_in(example: &Path) -> bool {
    let Some((task, field)) = labeled_task(example) else { return false };
    let tasks = fed("example.json", &json!([task]).to_string()).await;
    let [stored] = &tasks[..] else { panic!("{}: {tasks:?}", example.display()) };
    let annotated: Vec<Value> = stored.annotations.iter().map(|a| a.result.clone()).collect();
    assert_eq!(annotated, results(&task[field]), "{}", example.display());
    let predicted: Vec<Value> = stored.predictions.iter().map(|p| p.result.clone()).collect();
    assert_eq!(predicted, results(&task["predictions"]), "{}", example.display());
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn examples_of_the_field_come_in_with_every_result() {
    for example in ["boxes", "spans", "completions"] {
        let folder = Path::new("tests/fixtures/exchange/examples").join(example);
        assert!(comes_in(&folder).await, "{example} cannot be read");
    }
    // Where those of other editors stand beside the repository, these too.
    let others = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/editor");
    let Ok(others) = std::fs::read_dir(others) else { return };
    let mut seen = 0;
    for other in others {
        seen += usize::from(comes_in(&other.unwrap().path()).await);
    }
    assert!(seen > 3, "only {seen} of the others could be read");
}
