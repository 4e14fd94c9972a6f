use crate::store::testing::{TestDb, submit};
use crate::store::{StoreError, Submit, annotations, drafts, now, tasks};
use app::api::types::DraftInput;
use app::model::ids::{TaskId, UserId};
use app::model::storage::Side;
use futures::future::join_all;
use serde_json::json;

async fn outbox(t: &TestDb) -> Vec<(i64, i64)> {
    sqlx::query_as("SELECT task_id, wanted FROM outbox ORDER BY task_id")
        .fetch_all(t.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_submit_counts_wants_its_push_and_ends_the_draft_in_one() {
    let t = TestDb::new().await;
    t.bucket(Side::Target, "out").await;
    let task = t.tasks(vec![json!({"text": "a"})]).await[0];
    let (db, user) = (&t.db, UserId::LOCAL);
    db.write(move |c| {
        let draft = DraftInput { result: json!([1]), ..DraftInput::default() };
        Box::pin(drafts::save(c, task, user, draft, "2026-01-01T00:00:00Z"))
    })
    .await
    .unwrap();
    assert_eq!(drafts::of_task(db.reader(), task, user).await.unwrap().len(), 1);

    let added = db.submit(submit(task, "u1")).await.unwrap().unwrap();
    assert_eq!(added.project, t.project);
    let skip = Submit { was_cancelled: true, ..submit(task, "u2") };
    db.submit(skip).await.unwrap().unwrap();

    let record = tasks::get(db.reader(), task).await.unwrap();
    assert_eq!((record.annotations, record.cancelled), (1, 1));
    assert_eq!(outbox(&t).await, [(task.0, 2)]);
    assert!(drafts::of_task(db.reader(), task, user).await.unwrap().is_empty());
    let stored = annotations::get(db.reader(), added.id).await.unwrap();
    assert_eq!(stored.result, json!([{"id": "r", "value": {"choices": ["A"]}}]));
    assert_eq!(stored.lead_time, Some(1.5));
    assert_eq!(stored.unique_id, "u1");
}

#[tokio::test]
async fn a_unique_id_sent_twice_is_stored_once_even_at_once() {
    let t = TestDb::new().await;
    let task = t.tasks(vec![json!({"text": "a"})]).await[0];
    let answers = join_all((0..20).map(|_| t.db.submit(submit(task, "same")))).await;
    let added = answers.into_iter().filter_map(|answer| answer.unwrap()).count();
    assert_eq!(added, 1);
    assert_eq!(t.scalar("SELECT COUNT(*) FROM annotations").await, 1);
    assert!(annotations::by_unique_id(t.db.reader(), "same").await.unwrap().is_some());
}

#[tokio::test]
async fn submits_of_one_commit_do_not_suffer_from_each_other() {
    let t = TestDb::new().await;
    let ids = t.tasks((0..30).map(|i| json!({"n": i})).collect()).await;
    // Text that is no JSON array of results cannot come from the service; here it stands for any refusal of a row.
    t.run("CREATE TRIGGER no BEFORE INSERT ON annotations WHEN NEW.result = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END")
        .await;
    let answers = join_all(ids.iter().enumerate().map(|(i, task)| {
        let mut new = submit(if i % 10 == 7 { TaskId(99_999) } else { *task }, &i.to_string());
        if i % 10 == 3 {
            new.result = "bad".into();
        }
        t.db.submit(new)
    }))
    .await;
    for (i, answer) in answers.iter().enumerate() {
        match i % 10 {
            3 => assert!(matches!(answer, Err(StoreError::Sql(_))), "{answer:?}"),
            7 => assert!(matches!(answer, Ok(None))),
            _ => assert!(matches!(answer, Ok(Some(_)))),
        }
    }
    assert_eq!(t.scalar("SELECT COUNT(*) FROM annotations").await, 24);
    assert_eq!(t.scalar("SELECT SUM(annotations) FROM tasks").await, 24);
}

#[tokio::test]
async fn an_update_from_an_old_state_is_a_conflict_and_changes_nothing() {
    let t = TestDb::new().await;
    t.bucket(Side::Target, "out").await;
    let task = t.tasks(vec![json!({"text": "a"})]).await[0];
    let id = t.db.submit(submit(task, "u")).await.unwrap().unwrap().id;
    let before = annotations::get(t.db.reader(), id).await.unwrap();
    let change = |based_on: &str| annotations::Change {
        result: Some(json!([])),
        was_cancelled: Some(true),
        based_on: Some(based_on.to_owned()),
        ..annotations::Change::default()
    };
    let (right, wrong) = (change(&before.updated_at), change("2020-01-01T00:00:00Z"));
    let refused =
        t.db.write(move |c| Box::pin(async move { annotations::update(c, id, wrong, &now()).await })).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    assert_eq!(annotations::get(t.db.reader(), id).await.unwrap(), before);

    let after =
        t.db.write(move |c| Box::pin(async move { annotations::update(c, id, right, &now()).await })).await;
    assert_eq!(annotations::get(t.db.reader(), id).await.unwrap(), after.unwrap());
    let record = tasks::get(t.db.reader(), task).await.unwrap();
    assert_eq!((record.annotations, record.cancelled), (0, 1));
    assert_eq!(outbox(&t).await, [(task.0, 2)]);

    t.db.write(move |c| Box::pin(async move { annotations::delete(c, id, &now()).await })).await.unwrap();
    assert_eq!(outbox(&t).await, [(task.0, 3)], "the last annotation's end must reach the target too");
}
