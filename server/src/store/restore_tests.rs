#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::store::testing::TestDb;
use crate::store::{documents, targets};
use app::model::ids::AnnotationId;
use app::model::storage::{Side, StorageSettings};
use serde_json::json;

struct Bench {
    db: TestDb,
    target: StorageId,
    store: StoreId,
}

impl Bench {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let settings = |path: &str| StorageSettings { path: path.into(), ..StorageSettings::default() };
        db.storage(Side::Source, settings("in")).await;
        let target = db.storage(Side::Target, settings("out")).await;
        let stores = targets::stores(db.db.reader(), db.project).await.unwrap();
        let store = stores.into_iter().find(|(_, _, bucket)| bucket == "in").unwrap().0;
        Self { db, target, store }
    }

    fn document(&self, id: i64, key: &str) -> Restored {
        Restored {
            id: Some(id),
            origin: Some(RestoredOrigin {
                store: self.store,
                key: key.into(),
                row: String::new(),
                row_index: None,
                etag: Some("\"e\"".into()),
            }),
            annotations: vec![annotation(id % 1000 * 10, &format!("u-{key}"), "2026-01-01T00:00:00.000000Z")],
            object: Some(RestoredObject {
                key: format!("{id}.json"),
                version: "v".into(),
                write_id: Some("w".into()),
                moved_to: None,
                holds: Holds::Whole { current: true },
            }),
            ..Restored::default()
        }
    }

    async fn restore(&self, documents: Vec<Restored>) -> RestoreCounts {
        let (project, target) = (self.db.project, self.target);
        let work = self
            .db
            .db
            .write(move |conn| Box::pin(async move { restore(conn, project, target, &documents).await }));
        work.await.unwrap()
    }

    async fn due(&self) -> Vec<outbox::Due> {
        let target = self.target;
        let work = self.db.db.write(move |conn| {
            Box::pin(async move { Ok(outbox::claim(conn, target, i64::MAX, 100, &[]).await?) })
        });
        work.await.unwrap()
    }

    async fn tasks(&self) -> Vec<documents::Stored> {
        let ids = documents::page(&self.db.db, self.db.project, TaskId(0), 100).await.unwrap();
        documents::load(&self.db.db, &ids.iter().map(|task| task.id).collect::<Vec<_>>()).await.unwrap()
    }
}

fn annotation(id: i64, unique: &str, updated: &str) -> RestoredAnnotation {
    RestoredAnnotation {
        id: Some(id),
        unique_id: unique.into(),
        result: json!([{"id": unique}]),
        was_cancelled: false,
        ground_truth: false,
        lead_time: Some(1.5),
        completed_by: UserId::LOCAL,
        created_at: Some("2026-01-01T00:00:00.000000Z".into()),
        updated_at: Some(updated.into()),
        extra: Map::new(),
    }
}

/// The deletions of all annotations of a document.
fn dead(document: &Restored) -> BTreeMap<String, String> {
    let each = |a: &RestoredAnnotation| {
        let at = a.updated_at.as_deref().unwrap();
        let lineage = stamp::Lineage::default();
        let stamp = stamp::Stamp::of((&a.unique_id, &lineage), at, &a.result, false, false);
        (a.unique_id.clone(), stamp::tomb_text(&stamp, &lineage))
    };
    document.annotations.iter().map(each).collect()
}

#[tokio::test]
async fn documents_give_tasks_their_ids_back_and_nothing_is_pushed_again() {
    let bench = Bench::new().await;
    let counts = bench.restore(vec![bench.document(7, "a.jpg"), bench.document(3, "b.jpg")]).await;
    assert_eq!(
        counts,
        RestoreCounts { documents: 2, tasks_made: 2, annotations: 2, ..RestoreCounts::default() }
    );
    let tasks = bench.tasks().await;
    assert_eq!(tasks.iter().map(|task| task.id.0).collect::<Vec<_>>(), [3, 7]);
    assert_eq!(tasks[1].uri().as_deref(), Some("s3://in/a.jpg"));
    assert_eq!(tasks[1].etag.as_deref(), Some("\"e\""));
    assert_eq!(tasks[1].annotations[0].id, AnnotationId(70));
    assert_eq!(bench.due().await, []);
}

#[tokio::test]
async fn reading_twice_changes_nothing() {
    let bench = Bench::new().await;
    bench.restore(vec![bench.document(7, "a.jpg")]).await;
    let before = bench.tasks().await;
    let counts = bench.restore(vec![bench.document(7, "a.jpg")]).await;
    assert_eq!(counts, RestoreCounts { documents: 1, ..RestoreCounts::default() });
    assert_eq!(bench.tasks().await, before);
    assert_eq!(bench.due().await, []);
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_over_once_it_is_read_back() {
    let bench = Bench::new().await;
    let mut document = bench.document(7, "a.jpg");
    bench.restore(vec![document.clone()]).await;
    let project = bench.db.project;
    let want = bench
        .db
        .db
        .write(move |conn| Box::pin(async move { Ok(outbox::want(conn, project, TaskId(7)).await?) }));
    want.await.unwrap();
    let due = bench.due().await.remove(0);
    let object = document.object.as_mut().unwrap();
    object.version = "v2".into();
    object.write_id = Some(due.trying);
    bench.restore(vec![document]).await;
    let trying: Option<String> =
        sqlx::query_scalar("SELECT trying FROM outbox").fetch_one(bench.db.db.reader()).await.unwrap();
    assert_eq!(trying, None);
}

#[tokio::test]
async fn an_id_that_is_taken_is_not_taken_over() {
    let bench = Bench::new().await;
    let taken = bench.db.tasks(vec![json!({"text": "mine"})]).await[0];
    bench.restore(vec![bench.document(taken.0, "a.jpg")]).await;
    let tasks = bench.tasks().await;
    assert_eq!(tasks.len(), 2);
    assert!(tasks[0].annotations.is_empty() && tasks[0].id == taken);
    assert_eq!(tasks[1].uri().as_deref(), Some("s3://in/a.jpg"));
    let holder =
        outbox::key_holder(bench.db.db.reader(), bench.target, &format!("{taken}.json")).await.unwrap();
    assert_eq!(holder.map(|holder| holder.task), Some(tasks[1].id));
    assert_eq!(bench.due().await, []);
}

#[tokio::test]
async fn a_task_that_the_source_already_made_keeps_its_id_and_gets_its_annotations() {
    let bench = Bench::new().await;
    let bare = Restored { annotations: vec![], object: None, ..bench.document(1, "a.jpg") };
    bench.restore(vec![bare]).await;
    bench.restore(vec![bench.document(9, "a.jpg")]).await;
    let tasks = bench.tasks().await;
    assert_eq!((tasks.len(), tasks[0].id, tasks[0].annotations.len()), (1, TaskId(1), 1));
    assert_eq!(bench.due().await, []);
}

#[tokio::test]
async fn what_the_database_has_beyond_a_document_is_pushed() {
    let bench = Bench::new().await;
    let own = Restored {
        annotations: vec![annotation(5, "mine", "2026-01-02T00:00:00.000000Z")],
        object: None,
        ..bench.document(1, "a.jpg")
    };
    bench.restore(vec![own]).await;
    bench.restore(vec![bench.document(1, "a.jpg")]).await;
    assert_eq!(bench.tasks().await[0].annotations.len(), 2);
    let due = bench.due().await;
    assert_eq!((due.len(), due[0].key.as_deref(), due[0].etag.as_deref()), (1, Some("1.json"), Some("v")));
}

#[tokio::test]
async fn the_later_version_of_an_annotation_wins() {
    let bench = Bench::new().await;
    bench.restore(vec![bench.document(1, "a.jpg")]).await;
    let mut later = bench.document(1, "a.jpg");
    later.annotations = vec![annotation(10, "u-a.jpg", "2026-02-01T00:00:00.000000Z")];
    later.annotations[0].result = json!(["new"]);
    let mut older = later.clone();
    older.annotations[0].updated_at = Some("2025-01-01T00:00:00.000000Z".into());
    older.annotations[0].result = json!(["old"]);
    bench.restore(vec![later, older]).await;
    assert_eq!(bench.tasks().await[0].annotations[0].result, json!(["new"]));
}

#[tokio::test]
async fn an_annotation_that_another_task_has_comes_as_a_copy_once() {
    let bench = Bench::new().await;
    let mut twin = bench.document(2, "b.jpg");
    twin.annotations[0].unique_id = "u-a.jpg".into();
    for _ in 0..2 {
        bench.restore(vec![bench.document(1, "a.jpg"), twin.clone()]).await;
    }
    let tasks = bench.tasks().await;
    assert_eq!(tasks.iter().map(|task| task.annotations.len()).collect::<Vec<_>>(), [1, 1]);
    assert_ne!(tasks[0].annotations[0].unique_id, tasks[1].annotations[0].unique_id);
}

#[tokio::test]
async fn a_deleted_task_comes_back_as_a_tombstone_and_its_document_is_emptied() {
    let bench = Bench::new().await;
    let emptied = Restored { annotations: vec![], ..bench.document(5, "b.jpg") };
    let documents = [bench.document(4, "a.jpg"), emptied];
    let deleted = |document: Restored| Restored { deleted: true, dead: dead(&document), ..document };
    bench.restore(documents.map(deleted).to_vec()).await;
    assert_eq!(bench.tasks().await, []);
    assert_eq!(bench.due().await.iter().map(|due| due.task).collect::<Vec<_>>(), [TaskId(4)]);
    let listed = targets::deleted(bench.db.db.reader(), bench.db.project, bench.target).await.unwrap();
    assert_eq!(listed.iter().map(|deleted| deleted.id).collect::<Vec<_>>(), [4, 5]);
}

#[tokio::test]
async fn a_task_deleted_elsewhere_is_deleted_here_unless_it_was_labeled_here() {
    let bench = Bench::new().await;
    let bare = Restored { annotations: vec![], object: None, ..bench.document(1, "a.jpg") };
    bench.restore(vec![bare, bench.document(2, "b.jpg")]).await;
    let deleted =
        |key| Restored { deleted: true, object: None, annotations: vec![], ..bench.document(9, key) };
    bench.restore(vec![deleted("a.jpg"), deleted("b.jpg")]).await;
    assert_eq!(bench.tasks().await.iter().map(|task| task.id).collect::<Vec<_>>(), [TaskId(2)]);
}

#[tokio::test]
async fn an_imported_task_deleted_elsewhere_can_be_brought_back_with_its_data() {
    let bench = Bench::new().await;
    let task = bench.db.tasks(vec![json!({"text": "mine"})]).await[0];
    let tomb = Restored { task: Some(task), deleted: true, ..Restored::default() };
    bench.restore(vec![tomb.clone(), tomb]).await;
    assert_eq!(bench.tasks().await, []);
    let project = bench.db.project;
    let work = bench.db.db.write(move |conn| {
        Box::pin(async move { removal::bring_back(conn, project, &[task], &now()).await })
    });
    let back = work.await.unwrap();
    assert_eq!((back.tasks, back.bare), (vec![task], 1), "no annotations are kept of it");
    let data = bench.tasks().await.remove(0).data;
    assert_eq!(data.map(Value::Object), Some(json!({"text": "mine"})));
}

#[tokio::test]
async fn a_task_that_others_deleted_and_brought_back_is_theirs_to_delete_again() {
    let bench = Bench::new().await;
    let document = Restored { object: None, ..bench.document(1, "a.jpg") };
    let tomb = Restored { deleted: true, annotations: vec![], dead: dead(&document), ..document.clone() };
    let lineages = Some(BTreeMap::from([("u-a.jpg".to_owned(), "^1".to_owned())]));
    let back = Restored { lineages, ..document.clone() };
    bench.restore(vec![document, tomb, back]).await;
    assert_eq!(bench.tasks().await.len(), 1);
    let told = targets::returned(bench.db.db.reader(), bench.db.project, bench.target).await.unwrap();
    let times: Vec<&str> = told.iter().map(|(_, returned_at)| returned_at.as_str()).collect();
    assert_eq!(times, [""], "taken back is what tells no time, and no deletion that somebody made since");
}

#[tokio::test]
async fn later_ids_are_above_the_highest_found_and_no_document_can_use_them_up() {
    let bench = Bench::new().await;
    bench.restore(vec![bench.document(i64::MAX, "a.jpg")]).await;
    let work =
        bench.db.db.write(|conn| Box::pin(async move { Ok(targets::raise_ids(conn, 500, 600).await?) }));
    work.await.unwrap();
    assert_eq!(bench.db.tasks(vec![json!({"a": 1})]).await, [TaskId(501)]);
    assert!(bench.tasks().await.iter().all(|task| task.id.0 <= 501));
}

#[tokio::test]
async fn imported_tasks_come_back_once_by_id_and_data() {
    let bench = Bench::new().await;
    let data = json!({"text": "x"}).as_object().cloned();
    let imported = Restored { origin: None, data, ..bench.document(40, "40") };
    for _ in 0..2 {
        bench.restore(vec![imported.clone()]).await;
    }
    let tasks = bench.tasks().await;
    assert_eq!((tasks.len(), tasks[0].id), (1, TaskId(40)));
}
