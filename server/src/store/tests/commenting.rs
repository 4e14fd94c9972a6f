use crate::store::testing::{TestDb, submit};
use crate::store::{StoreError, annotations, comments, now};
use app::api::types::{Comment, CommentPatch, DraftInput, NewComment};
use app::model::ids::{AnnotationId, TaskId, UserId};
use app::model::storage::Side;
use serde_json::json;

async fn say(t: &TestDb, task: TaskId, new: NewComment) -> Result<Comment, StoreError> {
    t.db.write(move |c| Box::pin(async move { comments::insert(c, task, new, UserId::LOCAL, &now()).await }))
        .await
}

async fn change(t: &TestDb, id: app::model::ids::CommentId, patch: CommentPatch) -> Comment {
    t.db.write(move |c| Box::pin(async move { comments::update(c, id, patch, &now()).await })).await.unwrap()
}

fn words(text: &str) -> NewComment {
    NewComment { text: text.to_owned(), ..NewComment::default() }
}

#[tokio::test]
async fn comments_are_kept_changed_settled_and_deleted() {
    let t = TestDb::new().await;
    let task = t.tasks(vec![json!({"text": "a"})]).await[0];
    let new = NewComment { region: Some("r1".into()), control: Some("label".into()), ..words("look") };
    let first = say(&t, task, new).await.unwrap();
    assert_eq!((first.region.as_deref(), first.control.as_deref()), (Some("r1"), Some("label")));
    assert_eq!((first.resolved_at.clone(), first.project), (None, t.project));

    let settled =
        change(&t, first.id, CommentPatch { resolved: Some(true), ..CommentPatch::default() }).await;
    assert!(settled.resolved_at.is_some());
    assert_eq!(settled.text, "look", "what is not named stays");
    let edited = CommentPatch { text: Some("seen".into()), ..CommentPatch::default() };
    assert_eq!(change(&t, first.id, edited).await.resolved_at, settled.resolved_at);
    let open = change(&t, first.id, CommentPatch { resolved: Some(false), ..CommentPatch::default() }).await;
    assert_eq!(comments::of_tasks(t.db.reader(), &[task]).await.unwrap(), [open]);

    t.db.write(move |c| Box::pin(comments::delete(c, first.id))).await.unwrap();
    assert!(comments::of_project(t.db.reader(), t.project).await.unwrap().is_empty());
    let gone = comments::get(t.db.reader(), first.id).await;
    assert!(matches!(gone, Err(StoreError::NotFound { .. })), "{gone:?}");
}

#[tokio::test]
async fn a_comment_needs_its_task_and_its_annotation_to_be_there() {
    let t = TestDb::new().await;
    let tasks = t.tasks(vec![json!({"text": "a"}), json!({"text": "b"})]).await;
    assert!(matches!(say(&t, TaskId(99), words("x")).await, Err(StoreError::NotFound { .. })));
    let id = t.db.submit(submit(tasks[0], "u")).await.unwrap().unwrap().id;
    let on = |id| NewComment { annotation: Some(id), ..words("x") };
    assert!(say(&t, tasks[1], on(id)).await.is_err(), "that annotation is another task's");
    assert!(say(&t, tasks[0], on(AnnotationId(77))).await.is_err());
    say(&t, tasks[0], on(id)).await.unwrap();
    assert_eq!(comments::of_annotation(t.db.reader(), id).await.unwrap().len(), 1);

    t.db.write(move |c| Box::pin(async move { annotations::delete(c, id, &now()).await })).await.unwrap();
    assert_eq!(comments::of_tasks(t.db.reader(), &tasks).await.unwrap().len(), 1, "what was said stays");
}

#[tokio::test]
async fn one_annotation_of_a_task_is_its_ground_truth_and_drafts_survive_the_choice() {
    let t = TestDb::new().await;
    t.bucket(Side::Target, "out").await;
    let task = t.tasks(vec![json!({"text": "a"})]).await[0];
    let mut ids = Vec::new();
    for unique_id in ["u1", "u2", "u3"] {
        ids.push(t.db.submit(submit(task, unique_id)).await.unwrap().unwrap().id);
    }
    let (first, second) = (ids[0], ids[1]);
    t.db.write(move |c| {
        Box::pin(async move {
            let draft = DraftInput { annotation: Some(second), result: json!([1]), ..DraftInput::default() };
            crate::store::drafts::save(c, task, UserId::LOCAL, draft, &now()).await
        })
    })
    .await
    .unwrap();
    let star = async |id, on| {
        t.db.write(move |c| Box::pin(async move { annotations::set_ground_truth(c, id, on, &now()).await }))
            .await
            .unwrap()
    };
    let stars = async || {
        let all = annotations::of_tasks(t.db.reader(), &[task]).await.unwrap();
        all.into_iter().filter(|a| a.ground_truth).map(|a| a.id).collect::<Vec<_>>()
    };
    let wanted = t.scalar("SELECT wanted FROM outbox").await;
    let before = annotations::get(t.db.reader(), first).await.unwrap();
    let starred = star(first, true).await;
    assert!(starred.ground_truth && starred.updated_at > before.updated_at);
    assert_eq!(star(first, true).await, starred, "said twice, done once");
    assert!(t.scalar("SELECT wanted FROM outbox").await > wanted, "the target learns of it");
    star(second, true).await;
    assert_eq!(stars().await, [second]);
    assert_eq!(t.scalar("SELECT COUNT(*) FROM drafts").await, 1);
    star(second, false).await;
    assert!(stars().await.is_empty());
}
