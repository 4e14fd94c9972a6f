use super::*;
use app::api::types::{AnnotationInput, DraftInput, DraftWriter, LiveEvent, ProjectPatch};
use app::model::ids::AnnotationId;
use serde_json::json;

fn result(choice: &str) -> AnnotationInput {
    AnnotationInput { result: Some(json!([{"value": {"choices": [choice]}}])), ..AnnotationInput::default() }
}

async fn one_task(world: &World) -> (ProjectId, TaskId) {
    let project = world.project("").await.id;
    let task = world.import(project, r#"{"text":"a"}"#).await.unwrap().task_ids[0];
    (project, task)
}

#[tokio::test]
async fn a_submit_sent_twice_is_answered_twice_and_stored_once() {
    let world = World::new().await;
    let (project, task) = one_task(&world).await;
    let again = AnnotationInput { unique_id: Some("u-1".into()), lead_time: Some(2.5), ..result("A") };
    let first = world.service.create_annotation(task, again.clone()).await.unwrap();
    let second = world.service.create_annotation(task, again.clone()).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(first, world.service.annotation(first.id).await.unwrap());
    assert_eq!(world.service.project(project).await.unwrap().counts.annotations, 1);

    let other = world.import(project, r#"{"text":"b"}"#).await.unwrap().task_ids[0];
    let taken = world.service.create_annotation(other, again).await.unwrap_err();
    assert!(matches!(taken, ApiError::Conflict(_)), "{taken:?}");
}

#[tokio::test]
async fn what_is_no_annotation_is_refused_at_its_field() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let refused = |input| async { world.service.create_annotation(task, input).await.unwrap_err() };
    let no_list = AnnotationInput { result: Some(json!({"a": 1})), ..AnnotationInput::default() };
    assert_eq!(field(&refused(no_list).await), "result");
    assert_eq!(field(&refused(AnnotationInput { lead_time: Some(-1.0), ..result("A") }).await), "lead_time");
    assert_eq!(
        field(&refused(AnnotationInput { unique_id: Some(String::new()), ..result("A") }).await),
        "unique_id"
    );
    let nowhere = world.service.create_annotation(TaskId(77), result("A")).await.unwrap_err();
    assert_eq!(nowhere, ApiError::NotFound("there is no task 77".into()));
}

#[tokio::test]
async fn an_edit_of_something_changed_meanwhile_is_a_conflict() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let before = world.service.create_annotation(task, result("A")).await.unwrap();
    let edit = |choice: &str| AnnotationInput { based_on: Some(before.updated_at.clone()), ..result(choice) };
    let after = world.service.update_annotation(before.id, edit("B")).await.unwrap();
    assert_eq!(after.created_at, before.created_at);
    let late = world.service.update_annotation(before.id, edit("C")).await.unwrap_err();
    assert!(matches!(late, ApiError::Conflict(_)));
    assert_eq!(
        world.service.annotation(before.id).await.unwrap().result,
        json!([{"value": {"choices": ["B"]}}])
    );
    let skip = AnnotationInput { was_cancelled: Some(true), ..AnnotationInput::default() };
    let skipped = world.service.update_annotation(before.id, skip).await.unwrap();
    assert_eq!((skipped.was_cancelled, skipped.result), (true, after.result), "what is not told stays");
}

#[tokio::test]
async fn a_draft_is_kept_until_its_annotation_is_submitted() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let draft = |annotation| DraftInput {
        annotation,
        result: json!([1]),
        lead_time: Some(1.0),
        ..DraftInput::default()
    };
    world.service.save_draft(task, draft(None)).await.unwrap();
    assert_eq!(world.service.task(task).await.unwrap().drafts[0].result, json!([1]));
    let id = world.service.create_annotation(task, result("A")).await.unwrap().id;
    assert!(world.service.task(task).await.unwrap().drafts.is_empty());

    world.service.save_draft(task, draft(Some(id))).await.unwrap();
    assert_eq!(world.service.task(task).await.unwrap().drafts[0].annotation, Some(id));
    let based_on = Some(world.service.annotation(id).await.unwrap().updated_at);
    world.service.update_annotation(id, AnnotationInput { based_on, ..result("B") }).await.unwrap();
    assert!(world.service.task(task).await.unwrap().drafts.is_empty());
    let nowhere = world.service.save_draft(task, draft(Some(AnnotationId(99)))).await.unwrap_err();
    assert!(matches!(nowhere, ApiError::NotFound(_)));
    world.service.save_draft(task, draft(None)).await.unwrap();
    world.service.discard_draft(task, None).await.unwrap();
    assert!(world.service.task(task).await.unwrap().drafts.is_empty());
}

/// What a window sends: its results, the draft it goes on from, and its step.
fn from_window(session: &str, step: u64, base: &str) -> DraftInput {
    let writer = DraftWriter { session: session.into(), step, from: Vec::new() };
    DraftInput {
        result: json!([session, step]),
        base: Some(base.into()),
        writer: Some(writer),
        ..DraftInput::default()
    }
}

#[tokio::test]
async fn a_window_never_overwrites_what_another_saved_meanwhile() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let save = |input| world.service.save_draft(task, input);
    let first = save(from_window("a", 1, "")).await.unwrap();
    let refused = save(from_window("b", 1, "")).await.unwrap_err();
    assert!(matches!(&refused, ApiError::Conflict(why) if why.contains("another window")), "{refused:?}");
    assert_eq!(
        world.service.task(task).await.unwrap().drafts,
        std::slice::from_ref(&first),
        "nothing was overwritten"
    );

    let second = save(from_window("b", 2, &first.updated_at)).await.unwrap();
    assert!(second.updated_at > first.updated_at, "a person chose, knowing of the first");
    assert!(matches!(save(from_window("c", 1, &first.updated_at)).await, Err(ApiError::Conflict(_))));
    let of_old = DraftInput { result: json!(["old"]), ..DraftInput::default() };
    save(of_old).await.unwrap();
    assert!(matches!(save(from_window("a", 5, &first.updated_at)).await, Err(ApiError::Conflict(_))));
}

#[tokio::test]
async fn a_window_is_no_stranger_to_itself() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let save = |input| world.service.save_draft(task, input);
    let lost = save(from_window("a", 1, "")).await.unwrap();
    let again = save(from_window("a", 1, "")).await.unwrap();
    assert_eq!(again.result, lost.result, "its answer was lost, it is sent again");
    let newest = save(from_window("a", 3, "")).await.unwrap();
    let late = save(from_window("a", 2, &again.updated_at)).await.unwrap();
    assert_eq!(late, newest, "what arrives late changes nothing");
    assert_eq!(world.service.task(task).await.unwrap().drafts, [newest]);
}

#[tokio::test]
async fn a_draft_that_goes_on_from_one_that_is_gone_says_so_and_may_begin_anew() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let first = world.service.save_draft(task, from_window("a", 1, "")).await.unwrap();
    world.service.discard_draft(task, None).await.unwrap();
    let late = world.service.save_draft(task, from_window("a", 2, &first.updated_at)).await.unwrap_err();
    assert!(matches!(&late, ApiError::Conflict(why) if why.contains("thrown away")), "{late:?}");
    world.service.save_draft(task, from_window("a", 2, "")).await.unwrap();
}

#[tokio::test]
async fn a_sitting_that_goes_on_from_another_is_no_stranger_to_what_that_one_sent_last() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let save = |input| world.service.save_draft(task, input);
    let taking_over = |step: u64, up_to: u64| {
        let input = from_window("b", step, "");
        let writer = input.writer.clone().map(|w| DraftWriter { from: vec![("a".into(), up_to)], ..w });
        DraftInput { writer, ..input }
    };
    save(from_window("a", 3, "")).await.unwrap();
    assert!(matches!(save(taking_over(1, 2)).await, Err(ApiError::Conflict(_))), "that went on meanwhile");
    let taken = save(taking_over(1, 3)).await.unwrap();
    assert!(matches!(save(from_window("a", 4, "")).await, Err(ApiError::Conflict(_))));
    assert_eq!(world.service.task(task).await.unwrap().drafts, [taken]);
}

#[tokio::test]
async fn a_draft_that_arrives_after_its_work_was_submitted_does_not_come_back_to_life() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let draft = || DraftInput { unique_id: Some("u-1".into()), ..from_window("a", 1, "") };
    let saved = world.service.save_draft(task, draft()).await.unwrap();
    assert_eq!(world.service.task(task).await.unwrap().drafts[0].unique_id.as_deref(), Some("u-1"));
    let input = AnnotationInput { unique_id: Some("u-1".into()), ..result("A") };
    let id = world.service.create_annotation(task, input).await.unwrap().id;
    for base in ["", &saved.updated_at] {
        let late = DraftInput { base: Some(base.into()), ..draft() };
        let refused = world.service.save_draft(task, late).await.unwrap_err();
        assert!(matches!(&refused, ApiError::Conflict(why) if why.contains("submitted")), "{refused:?}");
    }
    world.service.delete_annotation(id).await.unwrap();
    assert!(world.service.save_draft(task, draft()).await.is_err(), "nor when it was deleted since");
    assert!(world.service.task(task).await.unwrap().drafts.is_empty());
}

#[tokio::test]
async fn a_program_that_changes_or_removes_an_annotation_takes_nobodys_unfinished_work_along() {
    let world = World::new().await;
    let (_, task) = one_task(&world).await;
    let id = world.service.create_annotation(task, result("A")).await.unwrap().id;
    let draft = |annotation| DraftInput { annotation, result: json!([1]), ..DraftInput::default() };
    world.service.save_draft(task, draft(Some(id))).await.unwrap();
    world.service.update_annotation(id, result("B")).await.unwrap();
    assert_eq!(world.service.task(task).await.unwrap().drafts[0].result, json!([1]));
    world.service.withdraw_annotation(id).await.unwrap();
    let left = world.service.task(task).await.unwrap().drafts;
    assert_eq!((left.len(), left[0].annotation, &left[0].result), (1, None, &json!([1])));
    assert!(left[0].unique_id.is_some(), "it has a name, so that it is submitted once");
}

#[tokio::test]
async fn open_pages_hear_of_many_submits_in_few_words_and_the_last_is_true() {
    let world = World::new().await;
    let (project, task) = one_task(&world).await;
    let mut events = world.service.engine.events.subscribe();
    for _ in 0..60 {
        world.service.create_annotation(task, result("A")).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    let mut heard = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let LiveEvent::Tasks { project: of, counts } = *event
            && of == project
        {
            heard.push(counts.annotations);
        }
    }
    assert_eq!(heard.last(), Some(&60), "{heard:?}");
    assert!(heard.len() < 15, "{heard:?}");
}

#[tokio::test]
async fn a_project_takes_changes_and_keeps_what_other_systems_said() {
    let world = World::new().await;
    let extra = object(json!({"color": "#fff", "sampling": {"z": 1}}));
    let new = NewProject { title: " Cats ".into(), extra: extra.clone(), ..NewProject::default() };
    let project = world.service.create_project(new.clone()).await.unwrap();
    assert_eq!((project.title.as_str(), project.slug.as_str(), &project.extra), ("Cats", "cats", &extra));
    assert_eq!(world.service.create_project(new.clone()).await.unwrap().slug, "cats-2");
    let taken = NewProject { slug: "cats".into(), ..new };
    assert!(matches!(world.service.create_project(taken).await, Err(ApiError::Conflict(_))));

    let patch = ProjectPatch { extra: object(json!({"color": "#000"})), ..ProjectPatch::default() };
    let patched = world.service.update_project(project.id, patch).await.unwrap();
    assert_eq!(serde_json::to_string(&patched.extra).unwrap(), r##"{"color":"#000","sampling":{"z":1}}"##);
    let broken = ProjectPatch { label_config: Some("<View><Text</View>".into()), ..ProjectPatch::default() };
    assert_eq!(field(&world.service.update_project(project.id, broken).await.unwrap_err()), "label_config");
    let untitled = NewProject { title: "  ".into(), ..NewProject::default() };
    assert_eq!(field(&world.service.create_project(untitled).await.unwrap_err()), "title");
}

#[tokio::test]
async fn a_removed_project_is_gone_with_all_its_tasks() {
    let world = World::new().await;
    let folder = world.bucket("in", &[("a.jpg", "x")]);
    let project = world.project("").await.id;
    let rows: String = (0..1200).map(|n| format!("{{\"n\":{n}}}\n")).collect();
    assert_eq!(world.import(project, &rows).await.unwrap().task_count, 1200);
    world.service.save_storage(input(project, Side::Source, blobs(&folder))).await.unwrap();
    world.service.delete_project(project).await.unwrap();
    assert!(matches!(world.service.project(project).await, Err(ApiError::NotFound(_))));
    let left: i64 =
        sqlx::query_scalar("SELECT (SELECT COUNT(*) FROM tasks) + (SELECT COUNT(*) FROM storages)")
            .fetch_one(world.service.db.reader())
            .await
            .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_config_that_leaves_work_behind_says_how_much_and_is_saved_all_the_same() {
    let world = World::new().await;
    let config = |labels: &str| {
        format!(
            "<View><Text name=\"t\" value=\"$text\"/><Labels name=\"ner\" toName=\"t\">{labels}</Labels></View>"
        )
    };
    let both = config("<Label value=\"Car\"/><Label value=\"Bus\"/>");
    let project = world.project(&both).await.id;
    let tasks = world.import(project, r#"[{"text":"a"},{"text":"b"}]"#).await.unwrap().task_ids;
    let span = json!({"id": "x", "from_name": "ner", "to_name": "t", "type": "labels",
                      "value": {"start": 0, "end": 1, "labels": ["Car"]}});
    let twice = AnnotationInput { result: Some(json!([span, span])), ..AnnotationInput::default() };
    world.service.create_annotation(tasks[0], twice).await.unwrap();
    let unfinished = DraftInput { result: json!([span]), ..DraftInput::default() };
    world.service.save_draft(tasks[1], unfinished).await.unwrap();

    let without = config("<Label value=\"Bus\"/>");
    let impact = world.service.config_impact(project, without.clone()).await.unwrap();
    assert_eq!((impact.annotations, impact.drafts), (1, 1));
    assert_eq!((impact.labels[0].label.as_str(), impact.labels[0].regions), ("Car", 3));
    let more = config("<Label value=\"Bus\"/><Label value=\"Car\"/><Label value=\"Van\"/>");
    assert!(world.service.config_impact(project, more).await.unwrap().is_empty());
    let wrong = world.service.config_impact(project, "<View>".into()).await.unwrap_err();
    assert_eq!(field(&wrong), "label_config");

    let patch = ProjectPatch { label_config: Some(without), ..ProjectPatch::default() };
    world.service.update_project(project, patch).await.unwrap();
    assert_eq!(world.service.full_task(tasks[0]).await.unwrap().stored.annotations.len(), 1);
}
