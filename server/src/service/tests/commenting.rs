use super::*;
use app::api::types::{AnnotationInput, CommentPatch, NewComment};
use app::model::ids::CommentId;
use serde_json::json;

#[tokio::test]
async fn what_is_said_has_words_and_is_trimmed() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let task = world.import(project, r#"{"text":"a"}"#).await.unwrap().task_ids[0];
    let say = |text: &str| NewComment { text: text.to_owned(), ..NewComment::default() };
    let said = world.service.add_comment(task, say(" why? \n")).await.unwrap();
    assert_eq!(said.text, "why?");
    for text in ["", " \n ", &"x".repeat(20_001)] {
        assert_eq!(field(&world.service.add_comment(task, say(text)).await.unwrap_err()), "text");
        let patch = CommentPatch { text: Some(text.to_owned()), ..CommentPatch::default() };
        assert_eq!(field(&world.service.change_comment(said.id, patch).await.unwrap_err()), "text");
    }
    assert_eq!(world.service.comments(task).await.unwrap(), [said]);
    let nobody = world.service.delete_comment(CommentId(99)).await.unwrap_err();
    assert_eq!(nobody, ApiError::NotFound("there is no comment 99".into()));
}

#[tokio::test]
async fn a_new_ground_truth_takes_the_place_of_the_one_before() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let task = world.import(project, r#"{"text":"a"}"#).await.unwrap().task_ids[0];
    let input = || AnnotationInput { result: Some(json!([])), ..AnnotationInput::default() };
    let first = world.service.create_annotation(task, input()).await.unwrap().id;
    let second = world.service.create_annotation(task, input()).await.unwrap().id;
    assert!(world.service.set_ground_truth(first, true).await.unwrap().ground_truth);
    assert!(world.service.set_ground_truth(second, true).await.unwrap().ground_truth);
    let stars: Vec<bool> =
        world.service.task(task).await.unwrap().annotations.iter().map(|a| a.ground_truth).collect();
    assert_eq!(stars, [false, true]);
}
