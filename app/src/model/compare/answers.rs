//! What two annotations answer: choices count as sets, numbers as numbers, texts without white space around them.

use super::AnswerPair;
use crate::model::config::Control;
use crate::model::result::{Document, Of, Region, Subject};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What both say of the task and of its items.
pub fn of_task(first: &Document, second: &Document) -> Vec<AnswerPair> {
    let controls = first.config().controls();
    let places = |document: &Document| -> Vec<(usize, Option<u32>)> {
        document.answers().iter().map(|answer| (answer.control, answer.item)).collect()
    };
    let all: BTreeSet<(usize, Option<u32>)> = places(first).into_iter().chain(places(second)).collect();
    all.into_iter()
        .filter_map(|(at, item)| {
            let control = controls.get(at)?;
            let of = item.map_or(Of::Task, Of::Item);
            Some(pair(
                control,
                of.to_subject(),
                first.answer(&control.name, of),
                second.answer(&control.name, of),
            ))
        })
        .collect()
}

/// What both say of one thing that both have marked.
pub fn of_regions(
    (first, ours): (&Document, &Region),
    (second, theirs): (&Document, &Region),
) -> Vec<AnswerPair> {
    let all: BTreeSet<usize> = asked(first, ours).into_iter().chain(asked(second, theirs)).collect();
    let controls = first.config().controls();
    all.into_iter()
        .filter_map(|at| {
            let control = controls.get(at)?;
            let (one, two) = (Of::Region(&ours.id), Of::Region(&theirs.id));
            let (one, two) = (first.answer(&control.name, one), second.answer(&control.name, two));
            Some(pair(control, Subject::Region(ours.id.clone()), one, two))
        })
        .collect()
}

/// Everything that is answered of a region, in a form in which equal answers are equal.
pub fn said_of(document: &Document, region: &Region) -> Value {
    let controls = document.config().controls();
    let said = asked(document, region).into_iter().filter_map(|at| {
        let name = &controls.get(at)?.name;
        Some(json!([name, document.answer(name, Of::Region(&region.id)).map(plain)]))
    });
    said.collect()
}

fn asked(document: &Document, region: &Region) -> BTreeSet<usize> {
    let controls = document.config().controls();
    let asks = |at: &usize| controls.get(*at).is_some_and(|control| control.tag.asks());
    region.parts.iter().filter_map(|part| part.control).filter(asks).collect()
}

fn pair(control: &Control, of: Subject, first: Option<&Value>, second: Option<&Value>) -> AnswerPair {
    let agree = match (first, second) {
        (Some(one), Some(two)) => plain(one) == plain(two),
        (one, two) => one.is_none() && two.is_none(),
    };
    // A Ranker's order says something, and so does that of written lines.
    let agree = if in_order(control) { agree && first == second } else { agree };
    AnswerPair { control: control.name.clone(), of, first: first.cloned(), second: second.cloned(), agree }
}

fn in_order(control: &Control) -> bool {
    matches!(control.kind, crate::model::config::ControlKind::Ranker(_))
}

/// Without what does not matter: the order of a list, the form of a number, white space around words.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(words).collect();
            items.sort_by_key(ToString::to_string);
            Value::Array(items)
        }
        other => words(other),
    }
}

fn words(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(text.trim()),
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), |number| json!(number)),
        other => other.clone(),
    }
}
