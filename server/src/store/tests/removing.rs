use crate::store::source::batch::{Batch, CameAlong, NewTask, TaskUpdate};
use crate::store::storages::StoreId;
use crate::store::testing::{TestDb, submit};
use crate::store::{annotations, documents, import, now, predictions, removal, source, targets, tasks};
use app::model::ids::{StorageId, TaskId};
use app::model::storage::Side;
use app::model::task::{ImportedAnnotation, TaskInput};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn delete(t: &TestDb, task: TaskId) {
    t.db.write(move |c| Box::pin(async move { removal::delete(c, task, &now()).await })).await.unwrap();
}

async fn bring_back(t: &TestDb, tasks: &[TaskId]) -> removal::Returned {
    let (project, ids) = (t.project, tasks.to_vec());
    t.db.write(move |c| Box::pin(async move { removal::bring_back(c, project, &ids, &now()).await }))
        .await
        .unwrap()
}

async fn archive(t: &TestDb, tasks: &[TaskId]) -> Vec<TaskId> {
    let (project, ids) = (t.project, tasks.to_vec());
    t.db.write(move |c| Box::pin(async move { removal::archive(c, project, &ids, &now()).await }))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_deleted_task_is_gone_for_everybody_and_comes_back_as_it_was() {
    let t = TestDb::new().await;
    t.bucket(Side::Target, "out").await;
    let odd = json!({"z": 0.1, "a": 1e300, "big": 12_345_678_901_234_567_890_u64});
    let task = t.tasks(vec![odd.clone()]).await[0];
    t.db.submit(submit(task, "u")).await.unwrap().unwrap();
    t.db.submit(submit(task, "v")).await.unwrap().unwrap();
    let new = predictions::NewPrediction {
        task,
        result: json!([]),
        score: Some(0.1 + 0.2),
        model_version: None,
        extra: serde_json::Map::new(),
    };
    t.db.write(move |c| Box::pin(async move { predictions::insert_many(c, &[new]).await })).await.unwrap();
    let before = documents::load(&t.db, &[task]).await.unwrap().remove(0);

    delete(&t, task).await;
    assert!(tasks::find(t.db.reader(), task).await.unwrap().is_none());
    assert!(annotations::of_tasks(t.db.reader(), &[task]).await.unwrap().is_empty());
    let wanted = "SELECT wanted FROM outbox WHERE task_id = 1";
    assert_eq!(t.scalar(wanted).await, 3);
    assert_eq!(t.db.submit(submit(task, "late")).await.unwrap(), None, "nobody annotates a deleted task");
    let pushes = t.scalar(wanted).await;
    let again = t.db.write(move |c| Box::pin(async move { removal::delete(c, task, &now()).await })).await;
    assert!(again.is_err());
    let listed = targets::deleted(t.db.reader(), t.project, StorageId(1)).await.unwrap();
    assert!(listed.len() == 1 && listed[0].deleted_at.is_some(), "{listed:?}");
    assert_eq!(t.scalar("SELECT wanted FROM target_files WHERE name = 'deletions.json'").await, 1);

    let returned = bring_back(&t, &[task]).await;
    assert_eq!((returned.tasks, returned.still_hidden, returned.bare), (vec![task], 0, 0));
    let after = documents::load(&t.db, &[task]).await.unwrap().remove(0);
    assert_eq!((&after.annotations, &after.predictions), (&before.annotations, &before.predictions));
    assert_eq!(Value::Object(after.data.unwrap()).to_string(), odd.to_string());
    assert_eq!(tasks::get(t.db.reader(), task).await.unwrap().annotations, 2);
    assert_eq!(t.scalar(wanted).await, pushes + 1, "its document is pushed again");
    assert_eq!(t.scalar("SELECT wanted FROM target_files WHERE name = 'deletions.json'").await, 2);
    assert!(targets::deleted(t.db.reader(), t.project, StorageId(1)).await.unwrap().is_empty());
    let listed = targets::returned(t.db.reader(), t.project, StorageId(1)).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(listed[0].0.deleted_at.as_ref().is_some_and(|deleted| *deleted <= listed[0].1), "{listed:?}");
    assert!(bring_back(&t, &[task]).await.tasks.is_empty(), "a second time there is nothing to bring back");

    delete(&t, task).await;
    bring_back(&t, &[task]).await;
    let at_last = documents::load(&t.db, &[task]).await.unwrap().remove(0);
    assert_eq!(at_last.annotations, before.annotations);
}

#[tokio::test]
async fn where_nothing_was_kept_of_a_deleted_task_its_object_is_read_again() {
    let t = TestDb::new().await;
    t.bucket(Side::Source, "in").await;
    let task = t.tasks(vec![json!({"t": "a"})]).await[0];
    t.run("UPDATE tasks SET store_id = 1, key = 'k', row = '', data = NULL, hidden = 6").await;
    t.run("INSERT INTO objects (storage_id, key, etag, size, outcome, run) VALUES (1, 'k', 'e', 1, 'imported', 1)").await;
    let returned = bring_back(&t, &[task]).await;
    assert_eq!((returned.tasks, returned.still_hidden, returned.bare), (vec![task], 1, 1));
    assert_eq!(
        source::known_page(t.db.reader(), app::model::ids::StorageId(1), None, 5).await.unwrap()[0].etag,
        ""
    );
}

/// The row of an object with two annotations, of which only one has a name.
fn came(etag: &str) -> NewTask {
    let annotation = |unique_id: Option<&str>| ImportedAnnotation {
        result: json!([]),
        unique_id: unique_id.map(str::to_owned),
        ..ImportedAnnotation::default()
    };
    let annotations = vec![annotation(Some("u")), annotation(None)];
    NewTask {
        key: "a.json".into(),
        etag: etag.into(),
        data: Some(json!({"t": etag}).to_string()),
        came: CameAlong { annotations, ..CameAlong::default() },
        ..NewTask::default()
    }
}

async fn apply(t: &TestDb, batch: Batch) {
    let scope = source::Scope { storage: StorageId(1), project: t.project, store: StoreId(1), run: 1 };
    t.db.write(move |c| Box::pin(async move { source::apply::apply(c, scope, &batch).await })).await.unwrap();
}

#[tokio::test]
async fn what_a_person_deleted_of_a_source_no_later_version_of_its_object_brings_back() {
    let t = TestDb::new().await;
    t.bucket(Side::Source, "in").await;
    apply(&t, Batch { inserts: vec![came("1")], ..Batch::default() }).await;
    let task = TaskId(t.scalar("SELECT id FROM tasks").await);
    let all = annotations::of_tasks(t.db.reader(), &[task]).await.unwrap();
    assert_eq!(all.len(), 2);
    for id in all.into_iter().map(|annotation| annotation.id) {
        t.db.write(move |c| Box::pin(async move { annotations::delete(c, id, &now()).await })).await.unwrap();
    }
    for etag in ["2", "3"] {
        let update = TaskUpdate { id: task, task: came(etag) };
        apply(&t, Batch { updates: vec![update], ..Batch::default() }).await;
        let record = tasks::get(t.db.reader(), task).await.unwrap();
        assert_eq!((record.etag.as_deref(), record.annotations), (Some(etag), 0));
    }
    assert_eq!(t.scalar("SELECT COUNT(*) FROM annotations").await, 0);

    let copy = TaskInput { annotations: came("1").came.annotations, ..TaskInput::default() };
    let project = t.project;
    let add = t.db.write(move |c| Box::pin(async move { import::add(c, project, &[copy], &now()).await }));
    let imported = add.await.unwrap();
    let copies = annotations::of_tasks(t.db.reader(), &imported).await.unwrap();
    assert_eq!(copies.len(), 2, "an imported task is another one, and has copies of them");
    assert!(copies.iter().all(|copy| copy.unique_id != "u"));
}

#[tokio::test]
async fn an_archived_task_keeps_everything_and_can_be_deleted_and_brought_back() {
    let t = TestDb::new().await;
    t.bucket(Side::Target, "out").await;
    let ids = t.tasks((0..3).map(|n| json!({"n": n})).collect()).await;
    t.db.submit(submit(ids[0], "u")).await.unwrap().unwrap();
    assert_eq!(archive(&t, &ids[..2]).await, ids[..2]);
    assert!(archive(&t, &ids[..2]).await.is_empty(), "they are archived already");
    let archived = tasks::get(t.db.reader(), ids[0]).await.unwrap();
    assert!(archived.hidden.is_archived() && archived.annotations == 1);
    assert!(t.db.submit(submit(ids[1], "late")).await.unwrap().is_some(), "a client may still annotate it");
    delete(&t, ids[0]).await;
    let returned = bring_back(&t, &ids).await;
    assert_eq!(returned.tasks, ids[..2], "the third was never away");
    for id in &ids {
        assert_eq!(tasks::get(t.db.reader(), *id).await.unwrap().hidden.0, 0);
    }
    assert_eq!(tasks::get(t.db.reader(), ids[0]).await.unwrap().annotations, 1);
}

#[tokio::test]
async fn a_page_of_a_bulk_action_holds_the_writer_shortly_among_a_hundred_thousand_tasks() {
    let t = TestDb::new().await;
    t.bucket(Side::Target, "out").await;
    t.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
         INSERT INTO tasks (id, project_id, data, created_at, updated_at) SELECT i, 1, '{\"n\": 1}', 'x', 'x' FROM n;
         INSERT INTO annotations (task_id, result, unique_id, created_at, updated_at)
         SELECT id, '[]', 'u' || id, 'x', 'x' FROM tasks WHERE id % 2 = 0;
         UPDATE tasks SET annotations = 1 WHERE id % 2 = 0",
    )
    .await;
    let page: Vec<TaskId> = (50_001..=50_200).map(TaskId).collect();
    let (mut away, mut back) = (Vec::new(), Vec::new());
    for round in 0..6 {
        let begun = Instant::now();
        if round % 2 == 0 {
            assert_eq!(archive(&t, &page).await.len(), 200);
            away.push(begun.elapsed());
        } else {
            for task in &page {
                delete(&t, *task).await;
            }
        }
        let begun = Instant::now();
        assert_eq!(bring_back(&t, &page).await.tasks.len(), 200);
        back.push(begun.elapsed());
    }
    away.sort_unstable();
    back.sort_unstable();
    eprintln!("archiving takes {away:?}, bringing back {back:?}");
    // Of a build without optimisation, beside others.
    assert!(
        away[1] < Duration::from_millis(100) && back[2] < Duration::from_millis(200),
        "{away:?} {back:?}"
    );
    assert_eq!(t.scalar("SELECT COUNT(*) FROM annotations").await, 50_000);
}
