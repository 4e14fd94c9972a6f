//! Whatever is done, undo and redo lead back to the same results.
use super::*;
use crate::model::result::Subject;
use crate::model::result::tests::any_result;
use proptest::prelude::*;
use serde_json::Value;

/// An operation on whatever the document holds; a number picks what.
fn any_operation() -> impl Strategy<Value = (u8, u8, String, f64)> {
    (0..14u8, any::<u8>(), "[a-zA-Z0-9]{10}", 0.0..50.0f64)
}

fn chosen(document: &Document, (kind, pick, id, number): &(u8, u8, String, f64)) -> Option<Operation> {
    let regions = document.regions();
    let region = || regions.get(*pick as usize % regions.len().max(1)).map(|region| region.id.clone());
    let rotation = if pick % 3 == 0 { 0.0 } else { *number };
    let area = Rect { x: *number, rotation, ..RECT };
    let words = texts(&["Cat", "Old", "x"][..*pick as usize % 4]);
    let id = id.clone();
    Some(match kind {
        0 => Operation::AddRegion { region: new_box(&id, "box", &["Cat"]) },
        1 => Operation::AddRegion { region: new_box(&id, "shape", &["Old"]) },
        2 => Operation::AddRegion { region: new_span(&id, *pick as u32, *pick as u32 + 3, "a\nb") },
        3 => Operation::DeleteRegions { regions: vec![region()?] },
        4 => set_box(&region()?, area),
        5 => Operation::SetArea {
            region: region()?,
            area: Area::Span(Span { start: *pick as u32, end: 300 }),
            text: Some("t".into()),
        },
        6 => Operation::SetLabels {
            region: region()?,
            control: ["box", "kind", "ner"][*pick as usize % 3].into(),
            labels: words,
        },
        7 => say("mood", None, &words, &id),
        8 => say("reads", region().as_deref(), &words, &id),
        9 => Operation::AddRelation {
            relation: NewRelation {
                from: region()?,
                to: regions.first()?.id.clone(),
                direction: "bi".into(),
                labels: words,
            },
        },
        10 => Operation::SetParent {
            region: region()?,
            parent: regions.first().map(|region| region.id.clone()),
        },
        11 => Operation::SetReadonly { region: region()?, readonly: pick % 2 == 0 },
        12 => Operation::SetAnswer {
            control: "notes".into(),
            of: Subject::Item(u32::from(*pick) % 3),
            said: Some(json!(words)),
            id,
        },
        _ => Operation::SetNote { region: region()?, note: (pick % 2 == 0).then_some(id) },
    })
}

/// What views see, less the ids of results that have none.
fn seen(document: &Document) -> Vec<(String, Area, Vec<String>, usize)> {
    let of = |region: &crate::model::result::Region| {
        (region.to_name.clone(), region.area.clone(), region.labels.clone(), region.parts.len())
    };
    document.regions().iter().map(of).collect()
}

proptest! {
    #[test]
    fn undoing_everything_is_as_if_nothing_was_done(
        results in proptest::collection::vec(any_result(), 0..8),
        operations in proptest::collection::vec(any_operation(), 1..25),
    ) {
        let mut document = load(Value::Array(results));
        let before = document.to_json().to_string();
        let mut history = History::new();
        let mut written = Vec::new();
        for choice in &operations {
            let Some(operation) = chosen(&document, choice) else { continue };
            let text = serde_json::to_string(&operation).unwrap();
            let read: Operation = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read, &operation);
            let state = document.to_json();
            if history.apply(&mut document, &read).unwrap_or(false) {
                written.push(read);
            } else {
                prop_assert_eq!(document.to_json(), state);
            }
            let fresh = load(document.to_json());
            prop_assert_eq!(seen(&document), seen(&fresh));
        }
        let after = document.to_json().to_string();
        while history.undo(&mut document).unwrap() {}
        prop_assert_eq!(document.to_json().to_string(), before);
        prop_assert!(!history.is_dirty());
        while history.redo(&mut document).unwrap() {}
        prop_assert_eq!(document.to_json().to_string(), after);
    }
}
