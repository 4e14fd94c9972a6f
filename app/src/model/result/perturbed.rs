#![allow(clippy::unwrap_used, clippy::expect_used)]
//! Results of our fixtures with members dropped, added, retyped and doubled, as other programs and other years write
//! them. Whatever they have become, they are given back; and what is done to one region leaves all others as they are.

use super::*;
use crate::model::config::LabelConfig;
use crate::model::ops::{History, Operation};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Longer ones are masks, which have tests of their own.
const LONGEST: usize = 20_000;

type Case = (Arc<LabelConfig>, Vec<Value>);

fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn case(folder: &Path) -> Option<Case> {
    let xml = read(&folder.join("config.xml"))?;
    let tasks: Value = serde_json::from_str(&read(&folder.join("tasks.json"))?).ok()?;
    let task = tasks.get(0).cloned().unwrap_or(tasks);
    let data = task.get("data").cloned().unwrap_or(task).as_object().cloned()?;
    let config = LabelConfig::parse(&xml).unwrap().for_task(&data).into_owned();
    let text = read(&folder.join("annotations/1.json")).filter(|text| text.len() < LONGEST)?;
    let file: Value = serde_json::from_str(&text).ok()?;
    let results = file["annotations"][0]["result"].as_array().cloned()?;
    (!results.is_empty()).then(|| (Arc::new(config), results))
}

fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let mut folders: Vec<_> =
            std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        folders.iter().filter_map(|folder| case(folder)).collect()
    })
}

/// What happens to one member, or to a result as a whole.
#[derive(Clone, Debug)]
enum Harm {
    Drop,
    Null,
    /// A number becomes its text, a text a list of it, a list its first entry, an object nothing but its name.
    Retype,
    /// 10 becomes 10.0.
    Float,
    /// Far out, and on the other side.
    Stretch,
    Shout,
    Extra(Value),
    Number(i64),
    Double,
    Swap,
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        Just(Harm::Drop),
        Just(Harm::Null),
        Just(Harm::Retype),
        Just(Harm::Float),
        Just(Harm::Stretch),
        Just(Harm::Shout),
        prop_oneof![Just(json!({"a": [1.50, null]})), Just(json!("x")), Just(json!(true)), Just(json!([[]]))]
            .prop_map(Harm::Extra),
        (-3..400i64).prop_map(Harm::Number),
        Just(Harm::Double),
        Just(Harm::Swap),
    ]
}

fn retyped(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.to_string()),
        Value::String(text) => json!([text]),
        Value::Array(entries) => entries.first().cloned().unwrap_or_default(),
        Value::Object(fields) => json!(fields.keys().next()),
        other => json!([other]),
    }
}

/// Does it to a member of a result, of its value, or of what lies in there, by these numbers.
fn harm_member(value: &mut Value, harm: &Harm, way: &[usize]) {
    let (Some((step, rest)), Some(fields)) = (way.split_first(), value.as_object_mut()) else { return };
    if let Harm::Extra(extra) = harm {
        fields.insert("odd".to_owned(), extra.clone());
        return;
    }
    let Some(name) = fields.keys().nth(step % fields.len().max(1)).cloned() else { return };
    let deeper = fields[&name].as_object().is_some_and(|inner| !inner.is_empty()) && !rest.is_empty();
    if deeper {
        return harm_member(&mut fields[&name], harm, rest);
    }
    let member = &mut fields[&name];
    match harm {
        Harm::Drop => drop(fields.shift_remove(&name)),
        Harm::Null => *member = Value::Null,
        Harm::Retype => *member = retyped(member),
        Harm::Float => *member = member.as_f64().map_or(member.clone(), |number| json!(number)),
        Harm::Stretch => *member = member.as_f64().map_or(member.clone(), |number| json!(-37.5 * number)),
        Harm::Shout => *member = member.as_str().map_or(member.clone(), |text| json!(text.to_uppercase())),
        Harm::Number(number) => *member = json!(number),
        Harm::Extra(_) | Harm::Double | Harm::Swap => {}
    }
}

fn harmed(mut results: Vec<Value>, harms: &[(Harm, usize, Vec<usize>)]) -> Vec<Value> {
    for (harm, at, way) in harms {
        let at = at % results.len();
        match harm {
            Harm::Double => results.push(results[at].clone()),
            Harm::Swap => results.swap(0, at),
            harm => harm_member(&mut results[at], harm, way),
        }
    }
    results
}

fn any_case() -> impl Strategy<Value = Case> {
    let harm = (any_harm(), 0..50usize, proptest::collection::vec(0..30usize, 1..4));
    (0..cases().len(), proptest::collection::vec(harm, 0..6)).prop_map(|(at, harms)| {
        let (config, results) = &cases()[at];
        (config.clone(), harmed(results.clone(), &harms))
    })
}

/// Everything that can be done to a region and leaves it one.
fn touches(document: &Document, region: &Region) -> Vec<Operation> {
    let id = region.id.clone();
    let area = match region.area.clone() {
        Area::Box(rect) => Area::Box(crate::model::geometry::Rect { x: rect.x + 1.25, ..rect }),
        Area::KeyPoint(dot) => Area::KeyPoint(crate::model::geometry::KeyPoint { y: dot.y + 1.0, ..dot }),
        Area::Span(span) => Area::Span(Span { end: span.end + 1, ..span }),
        other => other,
    };
    let labels = region.label_control.iter().map(|control| Operation::SetLabels {
        region: id.clone(),
        control: control.clone(),
        labels: vec!["Another".to_owned()],
    });
    let asked =
        document.config().controls().iter().filter(|control| control.per_region && control.tag.asks());
    let answers = asked.map(|control| Operation::SetAnswer {
        control: control.name.clone(),
        of: Subject::Region(id.clone()),
        said: Some(json!(["calm"])),
        id: "new".to_owned(),
    });
    let own = [
        Operation::SetNote { region: id.clone(), note: Some("seen".to_owned()) },
        Operation::SetNote { region: id.clone(), note: None },
        Operation::SetReadonly { region: id.clone(), readonly: true },
        Operation::SetArea { region: id.clone(), area, text: None },
    ];
    own.into_iter().chain(labels).chain(answers).collect()
}

fn others(document: &Document, region: &str) -> Vec<String> {
    let own: Vec<usize> = document.region(region).unwrap().parts.iter().map(|part| part.entry).collect();
    (0..document.len())
        .filter(|at| !own.contains(at))
        .map(|at| document.result(at).unwrap().to_string())
        .collect()
}

#[test]
fn there_is_something_to_perturb() {
    assert!(cases().len() >= 25, "only {}", cases().len());
}

proptest! {
    #[test]
    fn whatever_results_have_become_they_are_given_back((config, results) in any_case()) {
        let text = Value::Array(results).to_string();
        let document = Document::load(config, serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(document.to_json().to_string(), text.clone());
        prop_assert_eq!(document.submission().to_string(), text);
        let parts: usize = document.regions().iter().map(|region| region.parts.len()).sum();
        let all = parts + document.answers().len() + document.relations().len() + document.aside().count();
        prop_assert_eq!(all, document.len());
    }

    #[test]
    fn what_is_done_to_a_region_leaves_all_other_results_as_they_are((config, results) in any_case(), at in 0..50usize) {
        let text = Value::Array(results).to_string();
        let mut document = Document::load(config, serde_json::from_str(&text).unwrap()).unwrap();
        prop_assume!(!document.regions().is_empty());
        let region = document.regions()[at % document.regions().len()].clone();
        let before = others(&document, &region.id);
        let mut history = History::new();
        for operation in touches(&document, &region) {
            // Not every harmed region can take every operation; what it does not take changes nothing.
            let _ = history.apply(&mut document, &operation);
            prop_assert_eq!(others(&document, &region.id), before.clone(), "{:?}", operation);
            let again = Document::load(document.shared_config().clone(), document.to_json()).unwrap();
            prop_assert_eq!(again.to_json().to_string(), document.to_json().to_string());
        }
        while history.undo(&mut document).unwrap() {}
        prop_assert_eq!(document.to_json().to_string(), text);
    }
}
