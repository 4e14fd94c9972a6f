#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::store::testing::TestDb;
use crate::store::{Db, SecretKey, StoreError};
use app::model::ids::AnnotationId;
use futures::future::BoxFuture;

const PROJECT: ProjectId = ProjectId(1);
const TARGET: StorageId = StorageId(2);

/// A project with a source (1), a target (2) and tasks 1 to 3.
async fn database(dir: &std::path::Path) -> Db {
    let db = Db::open(&Db::file(dir), SecretKey::of_directory(dir).unwrap()).await.unwrap();
    run(
        &db,
        "INSERT INTO projects (id, uuid, slug, title, created_at, updated_at) VALUES (1, 'u', 's', 't', '', '');
         INSERT INTO stores (id, kind, bucket) VALUES (1, 's3', 'b');
         INSERT INTO storages (id, project_id, store_id, side, settings, created_at)
             VALUES (1, 1, 1, 'source', '{}', ''), (2, 1, 1, 'target', '{}', '');
         INSERT INTO tasks (id, project_id, created_at, updated_at)
             VALUES (1, 1, '', ''), (2, 1, '', ''), (3, 1, '', '')",
    )
    .await;
    db
}

async fn run(db: &Db, sql: &'static str) {
    db.write(move |conn| {
        Box::pin(async move {
            sqlx::raw_sql(sql).execute(conn).await?;
            Ok(())
        })
    })
    .await
    .unwrap();
}

async fn write<T: Send + 'static>(
    db: &Db,
    work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, sqlx::Result<T>> + Send + 'static,
) -> T {
    db.write(|conn| Box::pin(async move { work(conn).await.map_err(StoreError::from) })).await.unwrap()
}

async fn annotate(db: &Db, task: i64) {
    write(db, move |conn| {
        Box::pin(async move {
            sqlx::query(
                "INSERT INTO annotations (task_id, result, unique_id, created_at, updated_at)
                 VALUES ($1, '[]', lower(hex(randomblob(8))), '', '')",
            )
            .bind(task)
            .execute(&mut *conn)
            .await?;
            want(conn, PROJECT, TaskId(task)).await
        })
    })
    .await;
}

async fn due(db: &Db, now_ms: i64) -> Vec<Due> {
    write(db, move |conn| Box::pin(claim(conn, TARGET, now_ms, 100, &[]))).await
}

async fn arrived(db: &Db, due: &Due) {
    let pushed = Pushed {
        task: due.task,
        wanted: due.wanted,
        trying: due.trying.clone(),
        key: Some(format!("{}.json", due.task)),
        etag: Some("e".into()),
    };
    write(db, move |conn| Box::pin(async move { mark_pushed(conn, TARGET, &[pushed]).await })).await;
}

#[tokio::test]
async fn fifty_edits_are_one_row_and_what_comes_during_a_push_stays_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    for _ in 0..50 {
        annotate(&db, 1).await;
    }
    let first = due(&db, 0).await;
    assert_eq!(first.len(), 1);
    assert_eq!((first[0].task, first[0].wanted, first[0].unsettled), (TaskId(1), 50, false));
    annotate(&db, 1).await;
    arrived(&db, &first[0]).await;
    let second = due(&db, 0).await;
    assert_eq!((second[0].wanted, second[0].etag.as_deref()), (51, Some("e")));
    assert_eq!(second[0].write_id.as_ref(), Some(&first[0].trying));
    assert_ne!(second[0].trying, first[0].trying);
    arrived(&db, &second[0]).await;
    assert_eq!(due(&db, i64::MAX).await, []);
}

#[tokio::test]
async fn a_task_without_annotations_is_wanted_only_where_it_was_before() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    write(&db, |conn| Box::pin(want(conn, PROJECT, TaskId(1)))).await;
    assert_eq!(due(&db, 0).await, []);
    annotate(&db, 1).await;
    let pushed = due(&db, 0).await;
    arrived(&db, &pushed[0]).await;
    run(&db, "DELETE FROM annotations").await;
    write(&db, |conn| Box::pin(want(conn, PROJECT, TaskId(1)))).await;
    assert_eq!(due(&db, 0).await.len(), 1);
}

#[tokio::test]
async fn a_write_of_unknown_end_keeps_its_id_until_one_is_known_to_have_arrived() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    annotate(&db, 1).await;
    let first = due(&db, 0).await.remove(0);
    let failed = Failed {
        task: first.task,
        trying: first.trying.clone(),
        next_ms: 5000,
        conflict: false,
        problem: "the bucket is away".into(),
    };
    write(&db, move |conn| Box::pin(async move { mark_failed(conn, TARGET, &[failed]).await })).await;
    assert_eq!(due(&db, 4999).await, []);
    assert_eq!(next_due(db.reader(), TARGET).await.unwrap(), Some(5000));
    let again = due(&db, 5000).await.remove(0);
    assert!(again.unsettled);
    assert_eq!((&again.trying, again.attempts), (&first.trying, 1));
    let (counts, next) = state(db.reader(), TARGET).await.unwrap();
    assert_eq!((counts.pending, counts.pushed, next), (1, 0, Some(5000)));
    assert_eq!(counts.waiting_because.as_deref(), Some("the bucket is away"));
}

#[tokio::test]
async fn a_conflict_waits_for_a_whole_run_and_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    annotate(&db, 1).await;
    annotate(&db, 2).await;
    let rows = due(&db, 0).await;
    let trying = rows[0].trying.clone();
    let failed =
        Failed { task: TaskId(1), trying, next_ms: 0, conflict: true, problem: "somebody else wrote".into() };
    write(&db, move |conn| Box::pin(async move { mark_failed(conn, TARGET, &[failed]).await })).await;
    arrived(&db, &rows[1]).await;
    assert_eq!(due(&db, i64::MAX).await, []);
    let (counts, _) = state(db.reader(), TARGET).await.unwrap();
    assert_eq!((counts.pending, counts.pushed, counts.conflicts), (1, 1, 1));
    write(&db, |conn| Box::pin(retry_now(conn, TARGET))).await;
    assert_eq!(due(&db, 0).await.len(), 1);
}

#[tokio::test]
async fn a_target_added_later_wants_every_annotated_task_and_all_files() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    annotate(&db, 1).await;
    annotate(&db, 3).await;
    run(
        &db,
        "INSERT INTO storages (id, project_id, store_id, side, settings, created_at) VALUES (9, 1, 1, 'target', '{}', '')",
    )
    .await;
    write(&db, |conn| Box::pin(target_added(conn, StorageId(9)))).await;
    let rows = write(&db, |conn| Box::pin(claim(conn, StorageId(9), 0, 10, &[TaskId(3)]))).await;
    assert_eq!(rows.iter().map(|row| row.task).collect::<Vec<_>>(), [TaskId(1)]);
    assert_eq!(files_due(db.reader(), StorageId(9)).await.unwrap().len(), TargetFile::ALL.len());
}

#[tokio::test]
async fn a_deleted_task_is_wanted_with_the_list_of_deletions() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    annotate(&db, 1).await;
    let row = due(&db, 0).await.remove(0);
    arrived(&db, &row).await;
    write(&db, |conn| Box::pin(task_deleted(conn, PROJECT, TaskId(1)))).await;
    assert_eq!(due(&db, 0).await.len(), 1);
    let files = files_due(db.reader(), TARGET).await.unwrap();
    assert_eq!(files.iter().map(|due| due.file).collect::<Vec<_>>(), [TargetFile::Deletions]);
    let wanted = files[0].wanted;
    write(&db, move |conn| Box::pin(file_pushed(conn, TARGET, TargetFile::Deletions, wanted, Some("v"))))
        .await;
    assert_eq!(files_due(db.reader(), TARGET).await.unwrap(), []);
}

#[tokio::test]
async fn a_target_found_empty_wants_all_again() {
    let dir = tempfile::tempdir().unwrap();
    let db = database(dir.path()).await;
    annotate(&db, 1).await;
    let row = due(&db, 0).await.remove(0);
    arrived(&db, &row).await;
    let holder = key_holder(db.reader(), TARGET, "1.json").await.unwrap();
    assert_eq!(holder, Some(Holder { task: TaskId(1), annotation: None, left: None }));
    let used = keys_in_use(db.reader(), TARGET, &["1.json", "2.json"]).await.unwrap();
    assert_eq!(used.into_iter().collect::<Vec<_>>(), ["1.json"]);
    write(&db, |conn| Box::pin(want_all(conn, TARGET))).await;
    assert_eq!(due(&db, 0).await.len(), 1);
}

#[tokio::test]
async fn the_objects_of_a_listing_are_looked_up_one_by_one() {
    let plan = TestDb::new().await.plan(peers::KNOWN).await;
    let steps = |how: &str| plan.iter().filter(|step| step.contains(how)).count();
    assert_eq!((steps("(storage_id=? AND key=?)"), steps("(storage_id=?)")), (3, 0), "{plan:?}");
}

#[tokio::test]
async fn a_page_of_what_stands_is_read_in_its_order() {
    let plan = TestDb::new().await.plan(push::IN_USE).await;
    let steps = |how: &str| plan.iter().filter(|step| step.contains(how)).count();
    assert_eq!((steps("(storage_id=? AND key=?)"), steps("(storage_id=?)")), (3, 0), "{plan:?}");
    let plan = TestDb::new().await.plan(&standing::page()).await;
    assert!(!plan.iter().any(|step| step.contains("SCAN") || step.contains("TEMP B-TREE")), "{plan:?}");
}

fn piece(annotation: i64, key: Option<&str>) -> pieces::Piece {
    let text = |word: &str| key.map(|_| word.to_owned());
    pieces::Piece {
        annotation: AnnotationId(annotation),
        key: key.map(str::to_owned),
        etag: text("e"),
        write_id: text("w"),
        digest: text("d"),
    }
}

/// A target with an object an annotation, whose task 1 has the annotations 4 and 5 and is on its way.
async fn on_its_way(dir: &std::path::Path) -> (Db, Due) {
    let db = database(dir).await;
    run(
        &db,
        "INSERT INTO annotations (id, task_id, result, unique_id, created_at, updated_at)
             VALUES (4, 1, '[]', 'a', '', ''), (5, 1, '[]', 'b', '', '')",
    )
    .await;
    let due = write(&db, |conn| {
        Box::pin(async move {
            want(&mut *conn, PROJECT, TaskId(1)).await?;
            let due = claim(&mut *conn, TARGET, 0, 10, &[]).await?;
            pieces::expect(conn, TARGET, &[TaskId(1)]).await?;
            Ok(due)
        })
    })
    .await;
    (db, due.into_iter().next().unwrap())
}

#[tokio::test]
async fn a_piece_is_known_before_it_is_written_and_until_its_object_went() {
    let dir = tempfile::tempdir().unwrap();
    let (db, due) = on_its_way(dir.path()).await;
    let known = || async { pieces::of_task(db.reader(), TARGET, TaskId(1)).await.unwrap() };
    assert_eq!(known().await, [piece(4, None), piece(5, None)]);
    run(&db, "DELETE FROM annotations WHERE id = 5").await;
    assert_eq!(known().await.len(), 2, "its object may stand");
    let save = |trying: String| {
        write(&db, move |conn| {
            let standing = [piece(4, Some("4.json"))];
            Box::pin(async move {
                pieces::save(conn, TARGET, TaskId(1), &trying, &standing, &[AnnotationId(5)]).await
            })
        })
    };
    save("another claim".to_owned()).await;
    assert_eq!(known().await, [piece(4, None), piece(5, None)], "what was made anew is not touched");
    save(due.trying).await;
    assert_eq!(known().await, [piece(4, Some("4.json"))]);
    let holder = key_holder(db.reader(), TARGET, "4.json").await.unwrap().unwrap();
    assert_eq!((holder.task, holder.annotation, holder.left), (TaskId(1), Some(AnnotationId(4)), None));
}

#[tokio::test]
async fn what_changed_keys_leave_is_known_until_it_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let (db, due) = on_its_way(dir.path()).await;
    assert!(!due.left);
    write(&db, move |conn| {
        Box::pin(async move {
            let standing = [piece(4, Some("4.json"))];
            pieces::save(&mut *conn, TARGET, TaskId(1), &due.trying, &standing, &[]).await?;
            left::leave_all(conn, TARGET).await
        })
    })
    .await;
    assert_eq!(pieces::of_task(db.reader(), TARGET, TaskId(1)).await.unwrap(), []);
    let left = left::left(db.reader(), TARGET, TaskId(1)).await.unwrap();
    assert_eq!((left.len(), left[0].key.as_str(), left[0].write_id.as_deref()), (1, "4.json", Some("w")));
    assert!(left[0].trying.is_some(), "a write under way then is known for ours");
    let holder = key_holder(db.reader(), TARGET, "4.json").await.unwrap().unwrap();
    assert_eq!(holder.left.as_ref(), Some(&left[0]));
    let again = write(&db, |conn| Box::pin(claim(conn, TARGET, 0, 10, &[]))).await;
    assert_eq!((again.len(), again[0].unsettled), (1, false), "it is wanted at its new key");
    assert!(again[0].left);
    write(&db, |conn| Box::pin(async move { left::forget(conn, TARGET, &["4.json".to_owned()]).await }))
        .await;
    assert_eq!(key_holder(db.reader(), TARGET, "4.json").await.unwrap(), None);
}
