#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::types::{Annotation, Prediction};
use crate::model::config::LabelConfig;
use crate::model::drafts::Head;
use crate::model::ids::{ProjectId, TaskId};
use serde_json::{Map, json};

fn task() -> TaskDetail {
    TaskDetail {
        id: TaskId(1),
        project: ProjectId(1),
        predictions: vec![Prediction {
            id: PredictionId(5),
            task: TaskId(1),
            result: json!([{"id": "a"}]),
            score: None,
            model_version: None,
            extra: Map::new(),
        }],
        ..TaskDetail::unknown(Map::new())
    }
}

fn draft(result: Value) -> Draft {
    let updated_at = "2026-01-01T00:00:00Z".into();
    Draft { annotation: None, result, lead_time: Some(4.0), updated_at, unique_id: None }
}

/// Unsent work of a sitting, the hour it was done at.
fn found(session: &str, hour: u8, result: Value) -> Found {
    let head = Head {
        seq: 2,
        at: format!("2026-01-02T{hour:02}:00:00Z"),
        unique_id: format!("id of {session}"),
        lead_time: 1.0,
        ..Head::default()
    };
    Found { annotation: None, session: Some(session.into()), head, result, left: Vec::new() }
}

fn annotation(unique_id: &str, result: Value) -> Annotation {
    let fields = json!({
        "id": 3, "task": 1, "project": 1, "completed_by": 1, "result": result, "was_cancelled": false,
        "ground_truth": false, "lead_time": null, "created_at": "", "updated_at": "", "unique_id": unique_id, "extra": {},
    });
    serde_json::from_value(fields).unwrap()
}

fn opened(task: &TaskDetail, found: Vec<Found>) -> Session {
    open(&Arc::new(task.clone()), None, &Kept { found }, "fresh".into(), true)
}

#[test]
fn a_fresh_task_starts_from_its_first_prediction() {
    let session = opened(&task(), Vec::new());
    assert_eq!(*session.result, json!([{"id": "a", "origin": "prediction"}]));
    assert!(session.prediction.is_some());
    assert_eq!(session.unique_id, "fresh");
}

#[test]
fn who_wants_to_be_asked_starts_from_nothing() {
    let session = open(&Arc::new(task()), None, &Kept::default(), "fresh".into(), false);
    assert_eq!((Value::clone(&session.result), session.prediction), (json!([]), None));
}

#[test]
fn what_the_config_says_from_the_start_is_said_where_nobody_has_said_anything() {
    let xml = "<View><Text name='t' value='$t'/><Rating name='r' toName='t' defaultValue='2'/></View>";
    let setup = Setup::new(&LabelConfig::parse(xml).unwrap(), Map::new());
    let said = |session: &Session| session.document(&setup, &mut || "id".to_owned()).to_json();
    let bare = TaskDetail { predictions: Vec::new(), ..task() };
    assert_eq!(said(&opened(&bare, Vec::new()))[0]["value"], json!({"rating": 2}));
    assert_eq!(said(&opened(&task(), Vec::new())), json!([{"id": "a", "origin": "prediction"}]));
    let emptied = TaskDetail { drafts: vec![draft(json!([]))], ..bare.clone() };
    assert_eq!(said(&opened(&emptied, Vec::new())), json!([]));
    let emptied_here = opened(&bare, vec![found("a", 1, json!([]))]);
    assert_eq!(said(&emptied_here), json!([]), "the answer was taken away in this browser");
}

#[test]
fn a_draft_wins_over_a_prediction_and_keeps_its_time() {
    let task = TaskDetail { drafts: vec![draft(json!([{"id": "b"}]))], ..task() };
    let session = opened(&task, Vec::new());
    assert_eq!(*session.result, json!([{"id": "b"}]));
    assert_eq!((session.lead_time, session.prediction), (4.0, None));
}

#[test]
fn the_newest_work_of_this_browser_opens_under_its_own_name_and_the_others_are_offered() {
    let older = found("a", 1, json!(["a"]));
    let session = opened(&task(), vec![older.clone(), found("b", 2, json!(["b"]))]);
    assert_eq!(*session.result, json!(["b"]));
    assert_eq!((session.unsent, session.unique_id.as_str()), (true, "id of b"));
    assert_eq!(session.from, [("b".to_owned(), 2)]);
    assert_eq!(session.others, [older]);
}

#[test]
fn work_made_apart_from_the_servers_draft_does_not_pretend_to_go_on_from_it() {
    let task = TaskDetail { drafts: vec![draft(json!(["there"]))], ..task() };
    let mut here = found("a", 1, json!(["here"]));
    here.head.base = Some("2025-12-31T00:00:00Z".into());
    let session = opened(&task, vec![here.clone()]);
    assert_eq!(
        (Value::clone(&session.result), session.base),
        (json!(["here"]), here.head.base.clone()),
        "the newer one opens"
    );
    here.head.at = "2025-12-31T10:00:00Z".into();
    let session = opened(&task, vec![here.clone()]);
    assert_eq!((Value::clone(&session.result), session.others), (json!(["there"]), vec![here]));
}

#[test]
fn two_sittings_that_hold_the_same_are_one() {
    let session = opened(&task(), vec![found("a", 1, json!(["x"])), found("b", 2, json!(["x"]))]);
    assert_eq!(session.from, [("b".to_owned(), 2), ("a".to_owned(), 2)]);
    assert!(session.others.is_empty());
}

#[test]
fn what_was_put_aside_is_offered_and_never_opens_by_itself() {
    let mut aside = found("a", 9, json!(["a"]));
    aside.head.aside = true;
    let session = opened(&task(), vec![aside.clone()]);
    assert!(!session.unsent);
    assert_eq!(session.others, [aside]);
}

#[test]
fn what_the_server_answered_unheard_is_not_offered_to_be_submitted_again() {
    let task = TaskDetail { annotations: vec![annotation("id of a", json!(["a"]))], ..task() };
    let same = opened(&task, vec![found("a", 1, json!(["a"]))]);
    assert_eq!((same.unsent, same.others), (false, Vec::new()));
    let more = found("a", 1, json!(["a", "more"]));
    let session = opened(&task, vec![more.clone()]);
    assert!(!session.unsent, "work of that name is submitted already");
    assert_eq!(session.others, [more]);
}

#[test]
fn a_draft_is_submitted_under_the_name_it_was_begun_under_in_whatever_browser() {
    let named = Draft { unique_id: Some("its name".into()), ..draft(json!(["there"])) };
    let session = opened(&TaskDetail { drafts: vec![named], ..task() }, Vec::new());
    assert_eq!(session.unique_id, "its name");
    let nameless = TaskDetail { drafts: vec![draft(json!(["there"]))], ..task() };
    assert_eq!(opened(&nameless, Vec::new()).unique_id, "fresh", "of an earlier version");
}

#[test]
fn work_on_an_annotation_that_was_deleted_meanwhile_is_offered_and_never_opens_by_itself() {
    let orphan = Found { annotation: Some(AnnotationId(3)), ..found("a", 1, json!(["a"])) };
    let session = opened(&task(), vec![orphan.clone()]);
    assert_eq!((session.unsent, session.others), (false, vec![orphan.clone()]));
    let there = Arc::new(TaskDetail { annotations: vec![annotation("x", json!([]))], ..task() });
    assert!(opened(&there, vec![orphan.clone()]).others.is_empty(), "it is open in a tab of its own");
    let own = open(&there, Some(AnnotationId(3)), &Kept { found: vec![orphan] }, "fresh".into(), true);
    assert!(own.unsent);
}

#[test]
fn a_draft_of_an_older_version_of_its_annotation_says_so() {
    let mut changed = annotation("x", json!([]));
    let of_it = Draft { annotation: Some(changed.id), ..draft(json!(["mine"])) };
    let overtaken = |updated_at: &str| {
        changed.updated_at = updated_at.into();
        let task = TaskDetail { annotations: vec![changed.clone()], drafts: vec![of_it.clone()], ..task() };
        let session = open(&Arc::new(task), Some(changed.id), &Kept::default(), "fresh".into(), true);
        assert_eq!(*session.result, json!(["mine"]), "nothing is lost");
        session.overtaken
    };
    let [before, after] = ["2025-12-31T23:00:00Z", "2026-01-01T00:00:00.5Z"].map(overtaken);
    assert!(!before && after);
}

#[test]
fn a_sitting_that_cannot_be_read_in_full_stays_where_it_is() {
    let mut cut = found("a", 1, json!(["a"]));
    cut.left = vec![(2, Vec::new())];
    let session = opened(&task(), vec![cut.clone()]);
    assert_eq!((Value::clone(&session.result), session.left), (json!(["a"]), cut.left));
    assert!(session.from.is_empty());
}

#[test]
fn the_tab_with_the_latest_unfinished_work_opens_first() {
    let task = TaskDetail { annotations: vec![annotation("x", json!([]))], ..task() };
    let kept = |found| Kept { found };
    assert_eq!(first_tab(&task, &kept(Vec::new())), Some(AnnotationId(3)));
    assert_eq!(first_tab(&task, &kept(vec![found("a", 1, json!([1]))])), None);
    let mut edit = found("b", 2, json!([1]));
    edit.annotation = Some(AnnotationId(3));
    assert_eq!(first_tab(&task, &kept(vec![found("a", 1, json!([1])), edit])), Some(AnnotationId(3)));
}
