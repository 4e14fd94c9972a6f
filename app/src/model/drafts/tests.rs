#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::model::config::LabelConfig;
use crate::model::ops::{History, Operation};
use crate::model::result::{Document, Edit, Subject};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn here<'a>(base: Option<&'a str>, synced: bool, at: &'a str, result: &'a Value) -> Here<'a> {
    Here { base, synced, at, result }
}

#[test]
fn a_fresh_browser_takes_the_servers_draft() {
    let result = json!([1]);
    let draft = Draft { updated_at: "2026-01-01T00:00:00Z", result: &result };
    assert_eq!(weigh(Some(draft), None), Verdict::Server);
    assert_eq!(weigh(None, None), Verdict::Nothing);
}

#[test]
fn work_the_server_never_got_is_not_lost() {
    let (theirs, ours) = (json!([1]), json!([2]));
    let draft = Draft { updated_at: "2026-01-01T00:00:00Z", result: &theirs };
    let at = "2026-01-01T00:00:05Z";
    assert_eq!(weigh(Some(draft), Some(here(Some(draft.updated_at), false, at, &ours))), Verdict::Here);
    assert_eq!(weigh(None, Some(here(None, false, at, &ours))), Verdict::Here);
    assert_eq!(weigh(Some(draft), Some(here(None, false, at, &theirs))), Verdict::Here, "a lost answer");
}

#[test]
fn the_newer_of_two_opens_and_the_other_is_offered() {
    let (theirs, ours) = (json!([1]), json!([2]));
    let kept = here(Some("2026-01-01T00:00:00Z"), false, "2026-01-01T00:00:05Z", &ours);
    let newer = Draft { updated_at: "2026-01-01T00:00:05.250Z", result: &theirs };
    assert_eq!(weigh(Some(newer), Some(kept)), Verdict::Both { open_here: false });
    let older = Draft { updated_at: "2026-01-01T00:00:04.999999Z", result: &theirs };
    assert_eq!(weigh(Some(older), Some(kept)), Verdict::Both { open_here: true });
}

#[test]
fn work_submitted_elsewhere_is_offered_not_reopened() {
    let ours = json!([2]);
    assert_eq!(weigh(None, Some(here(Some("x"), false, "y", &ours))), Verdict::Orphan);
    assert_eq!(weigh(None, Some(here(Some("x"), true, "y", &ours))), Verdict::Nothing);
}

#[test]
fn what_a_person_chose_is_the_newest_whatever_the_clock_says() {
    assert_eq!(later("2026-01-01T00:00:09.5Z", "2026-01-01T00:00:09Z"), "2026-01-01T00:00:09.5Z");
    for known in ["2026-01-01T00:00:09Z", "2026-01-01T00:00:09.25Z", "2026-01-01T00:00:09.123456789Z"] {
        let chosen = later("2019-01-01T00:00:00.000Z", known);
        assert!(instant(&chosen) > instant(known), "{chosen}");
        assert!(instant(&later("2019-01-01T00:00:00.000Z", &chosen)) > instant(&chosen), "{chosen}");
    }
}

fn journal(steps: Steps) -> Journal {
    Journal { base: Some(Base { seq: 4, results: vec![json!({"id": "a"})] }), steps, ..Journal::default() }
}

#[test]
fn steps_that_do_not_fit_are_kept_apart_with_all_after_them() {
    let good = Edit::insert(1, json!({"id": "b"}));
    let stranger = Edit::remove(0, json!({"id": "z"}));
    let half = vec![Edit::insert(0, json!({"id": "c"})), stranger];
    let after = vec![Edit::insert(0, json!({"id": "d"}))];
    let read = journal(vec![(5, vec![good]), (6, half.clone()), (7, after.clone())]).replay().unwrap();
    assert_eq!(read.results, [json!({"id": "a"}), json!({"id": "b"})], "half a step is no step");
    assert_eq!(read.left, [(6, half), (7, after)]);
}

#[test]
fn a_missing_step_ends_the_reading_and_an_old_one_is_passed_over() {
    let put = |id: &str| vec![Edit::insert(0, json!({ "id": id }))];
    let read = journal(vec![(3, put("x")), (5, put("b")), (7, put("c"))]).replay().unwrap();
    assert_eq!(read.results, [json!({"id": "b"}), json!({"id": "a"})]);
    assert_eq!(read.left, [(7, put("c"))]);
    assert_eq!(Journal::default().replay(), None, "without results to begin with there is nothing");
}

#[test]
fn masks_are_written_packed_and_read_whole() {
    let brush = |rle: Value| json!({"id": "a", "value": {"format": "rle", "rle": rle}});
    let packed = brush(json!("\u{0}rle:AAH/Bw=="));
    let base = Base { seq: 0, results: vec![packed.clone()] };
    let step = vec![Edit::insert(1, packed)];
    let read = Journal { base: Some(base), steps: vec![(1, step)], ..Journal::default() }.replay().unwrap();
    assert_eq!(read.results, [brush(json!([0, 1, 255, 7])), brush(json!([0, 1, 255, 7]))]);
}

#[test]
fn the_server_hears_within_a_second_however_long_the_hand_goes_on() {
    let mut pace = Pace::default();
    let mut due = f64::INFINITY;
    let mut now = 0.0;
    while now < due {
        due = now + pace.step(now);
        now += 50.0;
    }
    assert!((due - 850.0).abs() < 51.0, "{due}");
    pace.sent();
    assert_eq!(pace.step(now), 350.0, "and a pause is enough");
}

#[test]
fn a_server_that_is_away_is_asked_less_and_less_often() {
    let mut pace = Pace::default();
    let waits: Vec<f64> = (0..6).map(|_| pace.failed()).collect();
    assert_eq!(waits, [2e3, 4e3, 8e3, 16e3, 3e4, 3e4]);
    assert!(pace.is_retrying());
    pace.taken();
    assert!(!pace.is_retrying());
    assert_eq!(pace.failed(), 2e3);
}

#[test]
fn results_are_written_anew_only_when_the_steps_outgrow_them() {
    assert!(!outgrown(499, 0, 0));
    assert!(outgrown(500, 0, 0));
    assert!(!outgrown(1, 300 << 10, 10 << 20));
    assert!(outgrown(1, 10 << 20, 10 << 20));
}

const CONFIG: &str = r#"<View><Text name="t" value="$t"/><Choices name="c" toName="t" choice="multiple"><Choice value="A"/>
    <Choice value="B"/></Choices><TextArea name="n" toName="t"/></View>"#;

fn set(control: &str, said: Option<Value>) -> Operation {
    Operation::SetAnswer { control: control.into(), of: Subject::Task, said, id: format!("id-{control}") }
}

proptest! {
    /// Whatever is done, undone and done again: base and steps give the document.
    #[test]
    fn what_is_written_down_step_by_step_is_the_document(
        moves in proptest::collection::vec((0..6u8, "[a-z]{0,3}"), 0..40),
        anew in 0..40usize,
    ) {
        let config = Arc::new(LabelConfig::parse(CONFIG).unwrap());
        let mut document = Document::load(config, json!([{"id": "q", "x": 1}])).unwrap();
        let mut history = History::new();
        let packed = |document: &Document| (0..document.len()).map(|at| document.result(at).unwrap().clone()).collect();
        let mut written = Journal { base: Some(Base { seq: 0, results: packed(&document) }), ..Journal::default() };
        let mut seq = 0;
        for (turn, (what, words)) in moves.iter().enumerate() {
            let said = (!words.is_empty()).then(|| json!([words]));
            match what {
                0 => drop(history.undo(&mut document).unwrap()),
                1 => drop(history.redo(&mut document).unwrap()),
                2 => drop(history.apply_all(&mut document, &[set("c", said.clone()), set("n", said)]).unwrap()),
                3 | 4 => drop(history.apply(&mut document, &set("n", said)).unwrap()),
                _ => drop(history.apply(&mut document, &set("c", said)).unwrap()),
            }
            let made = history.take_made();
            if !made.is_empty() {
                seq += 1;
                written.steps.push((seq, made));
            }
            if turn == anew {
                written.base = Some(Base { seq, results: packed(&document) });
            }
        }
        let text = serde_json::to_string(&written.steps).unwrap();
        written.steps = serde_json::from_str(&text).unwrap();
        let read = written.replay().unwrap();
        prop_assert!(read.left.is_empty());
        prop_assert_eq!(Value::from(read.results), document.to_json());
    }
}
