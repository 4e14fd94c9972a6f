use crate::store::testing::{TestDb, submit};
use crate::store::{Submit, annotations, drafts, now, removal};
use app::api::types::{Draft, DraftInput};
use app::model::ids::{TaskId, UserId};
use serde_json::json;

async fn save(t: &TestDb, task: TaskId, unique_id: Option<&str>) {
    let unique_id = unique_id.map(str::to_owned);
    let draft = DraftInput { result: json!(["unfinished"]), unique_id, ..DraftInput::default() };
    t.db.write(move |c| Box::pin(async move { drafts::save(c, task, UserId::LOCAL, draft, &now()).await }))
        .await
        .unwrap();
}

async fn drafts_of(t: &TestDb, task: TaskId) -> Vec<Draft> {
    drafts::of_task(t.db.reader(), task, UserId::LOCAL).await.unwrap()
}

#[tokio::test]
async fn a_submit_ends_the_draft_that_it_came_of_and_no_other() {
    let t = TestDb::new().await;
    let tasks = t.tasks(vec![json!({"n": 1}), json!({"n": 2})]).await;
    save(&t, tasks[0], Some("mine")).await;
    save(&t, tasks[1], Some("elsewhere")).await;
    t.db.submit(submit(tasks[0], "of a program")).await.unwrap().unwrap();
    assert_eq!(drafts_of(&t, tasks[0]).await.len(), 1, "a program annotated the same task");
    t.db.submit(submit(tasks[0], "mine")).await.unwrap().unwrap();
    assert!(drafts_of(&t, tasks[0]).await.is_empty());
    assert_eq!(drafts_of(&t, tasks[1]).await.len(), 1);
}

#[tokio::test]
async fn a_submit_that_is_not_taken_leaves_the_draft() {
    let t = TestDb::new().await;
    let tasks = t.tasks(vec![json!({"n": 1}), json!({"n": 2})]).await;
    let gone = t.db.submit(submit(tasks[0], "deleted")).await.unwrap().unwrap().id;
    t.db.write(move |c| Box::pin(async move { annotations::delete(c, gone, &now()).await })).await.unwrap();
    t.db.submit(submit(tasks[1], "taken")).await.unwrap().unwrap();
    save(&t, tasks[0], None).await;
    for unique_id in ["deleted", "taken"] {
        assert_eq!(t.db.submit(submit(tasks[0], unique_id)).await.unwrap(), None);
        assert_eq!(drafts_of(&t, tasks[0]).await.len(), 1, "{unique_id}");
    }
}

#[tokio::test]
async fn work_that_went_on_after_a_submit_without_an_answer_is_not_ended_by_sending_it_again() {
    let t = TestDb::new().await;
    let task = t.tasks(vec![json!({"n": 1})]).await[0];
    t.db.submit(submit(task, "u")).await.unwrap().unwrap();
    save(&t, task, None).await;
    let more = Submit { result: json!(["more"]).to_string(), ..submit(task, "u") };
    assert_eq!(t.db.submit(more).await.unwrap(), None);
    assert_eq!(drafts_of(&t, task).await.len(), 1, "it is not what stands there");
    assert_eq!(t.db.submit(submit(task, "u")).await.unwrap(), None);
    assert!(drafts_of(&t, task).await.is_empty(), "the same again, after a draft that came late");
}

#[tokio::test]
async fn a_deleted_task_comes_back_with_the_work_that_was_begun_on_it() {
    let t = TestDb::new().await;
    let task = t.tasks(vec![json!({"n": 1})]).await[0];
    save(&t, task, Some("u")).await;
    let before = drafts_of(&t, task).await;
    let project = t.project;
    t.db.write(move |c| Box::pin(async move { removal::delete(c, task, &now()).await })).await.unwrap();
    t.db.write(move |c| Box::pin(async move { removal::bring_back(c, project, &[task], &now()).await }))
        .await
        .unwrap();
    assert_eq!(drafts_of(&t, task).await, before);
}
