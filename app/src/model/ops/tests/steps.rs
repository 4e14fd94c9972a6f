//! A step is what undo takes back: as much as was meant at once, and all or none of it.
use super::*;

#[test]
fn a_drag_is_one_step_and_can_be_called_off() {
    let mut document = load(json!([
        boxed("a", "shape", "rectangle", json!({})),
        boxed("a", "kind", "labels", json!({"labels": ["Old"]}))
    ]));
    let before = document.to_json();
    let mut history = History::new();
    let drag = |history: &mut History, document: &mut Document| {
        history.begin();
        for step in 1..200 {
            let area = Rect { x: f64::from(step) / 3.0, ..RECT };
            history.apply(document, &set_box("a", area)).unwrap();
        }
    };
    drag(&mut history, &mut document);
    history.cancel(&mut document).unwrap();
    assert_eq!(document.to_json(), before);
    assert!(!history.can_undo() && !history.is_dirty());
    drag(&mut history, &mut document);
    assert!(history.is_dirty() && history.commit());
    let after = document.to_json();
    assert!(history.undo(&mut document).unwrap());
    assert_eq!(document.to_json(), before);
    assert!(!history.is_dirty());
    assert!(history.redo(&mut document).unwrap());
    assert_eq!(document.to_json(), after);
    assert!(!history.redo(&mut document).unwrap());
}

#[test]
fn what_was_saved_is_known_again_after_undo_and_redo() {
    let mut document = load(json!([]));
    let mut history = History::new();
    let note = |text: &str| say("notes", None, &texts(&[text]), "n");
    history.apply(&mut document, &note("one")).unwrap();
    history.mark_saved();
    assert!(!history.is_dirty());
    history.undo(&mut document).unwrap();
    assert!(history.is_dirty());
    history.redo(&mut document).unwrap();
    assert!(!history.is_dirty());
    history.undo(&mut document).unwrap();
    history.apply(&mut document, &note("other")).unwrap();
    assert!(history.is_dirty() && !history.can_redo());
}

#[test]
fn the_history_forgets_its_oldest_steps() {
    let mut document = load(json!([]));
    let mut history = History::new();
    for n in 0..700 {
        history.apply(&mut document, &say("notes", None, &[n.to_string()], "n")).unwrap();
    }
    let mut undone = 0;
    while history.undo(&mut document).unwrap() {
        undone += 1;
    }
    assert_eq!(undone, 500);
    assert_eq!(document.said("notes", None), ["199"]);
    assert!(history.is_dirty(), "the state that was saved is beyond reach");
}

#[test]
fn several_at_once_are_all_or_none() {
    let mut document = load(json!([]));
    let mut history = History::new();
    let add = |id: &str| Operation::AddRegion { region: new_box(id, "box", &["Cat"]) };
    let error = history.apply_all(&mut document, &[add("a"), add("a")]).unwrap_err();
    assert_eq!(error, OpError::Duplicate("a".into()));
    assert!(document.is_empty() && !history.can_undo());
    assert!(history.apply_all(&mut document, &[add("a"), add("b")]).unwrap());
    history.undo(&mut document).unwrap();
    assert!(document.is_empty());
}
