//! Required answers, bounds of numbers and dates, limits on labels, choices and texts.

use super::reason::Reason;
use crate::model::choosing;
use crate::model::config::{ChoiceMode, Control, ControlKind};
use crate::model::data;
use crate::model::datetime::Moment;
use crate::model::numbers::{Misfit, written};
use crate::model::result::{Document, Of, Subject, numeric, paths};
use crate::model::visibility;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Something to mend before the annotation can be handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub control: String,
    /// What it is about: the task, one item of it, or a region.
    pub of: Subject,
    pub message: Reason,
}

/// What a check cannot see in the document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// The task's data: how many items an object has.
    pub data: Option<&'a Map<String, Value>>,
    /// What `today` means; without it that bound asks nothing.
    pub today: Option<Moment>,
}

/// Everything that keeps an annotation from being handed in. Controls that are hidden ask for nothing.
pub fn check(document: &Document, given: Given<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for control in document.config().controls() {
        if control.tag.asks() && !control.labels_by_place() {
            for (of, is_asked) in subjects(control, document, given.data) {
                let found = check_answer(control, document, of.of(), is_asked, given.today.as_ref());
                problems.extend(found.map(|message| Problem { control: control.name.clone(), of, message }));
            }
        } else if control.labels().is_some() {
            check_usages(control, document, &mut problems);
        }
    }
    problems
}

/// Everything that a control is asked of, and what it says something of without being asked.
fn subjects(
    control: &Control,
    document: &Document,
    data: Option<&Map<String, Value>>,
) -> Vec<(Subject, bool)> {
    let mut asked: Vec<Subject> = if control.per_region {
        let regions = document.regions().iter().filter(|region| control.to_names.contains(&region.to_name));
        regions.map(|region| Subject::Region(region.id.clone())).collect()
    } else {
        match items(control, document, data) {
            Some(count) if control.per_item => (0..count).map(Subject::Item).collect(),
            // Of the pages of a file nobody here knows how many there are.
            None if control.per_item && speaks_of_items(control, document) => Vec::new(),
            _ => vec![Subject::Task],
        }
    };
    let known: BTreeSet<Subject> = asked.iter().cloned().collect();
    let spoken =
        document.spoken().filter(|(other, _)| other.name == control.name).map(|(_, of)| of.to_subject());
    let more: Vec<Subject> = spoken.filter(|of| !known.contains(of)).collect();
    asked.drain(..).map(|of| (of, true)).chain(more.into_iter().map(|of| (of, false))).collect()
}

fn speaks_of_items(control: &Control, document: &Document) -> bool {
    document.spoken().any(|(other, of)| other.name == control.name && of.item().is_some())
}

/// How many items the object of a control has; `None` when it shows one thing only.
fn items(control: &Control, document: &Document, data: Option<&Map<String, Value>>) -> Option<u32> {
    let list = document.config().object(control.to_name())?.value_list.clone()?;
    let count = data::resolve(&list, data?).as_array()?.len();
    u32::try_from(count).ok().filter(|count| *count > 0)
}

fn check_answer(
    control: &Control,
    document: &Document,
    of: Of<'_>,
    is_asked: bool,
    today: Option<&Moment>,
) -> Option<Reason> {
    if !visibility::counts(control, document, of) {
        return None;
    }
    match document.answer(&control.name, of).filter(|said| !is_blank(control, said)) {
        Some(said) => check_said(control, said, today),
        None => (control.required && is_asked).then(|| required_message(control)),
    }
}

/// Whether an answer says nothing.
fn is_blank(control: &Control, said: &Value) -> bool {
    if let (ControlKind::Rating(_), Some(stars)) = (&control.kind, numeric(said)) {
        return stars <= 0.0;
    }
    match said {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.iter().all(|entry| is_blank(control, entry)),
        _ => false,
    }
}

/// Why what a control says cannot be taken; `None` when it can.
pub fn check_said(control: &Control, said: &Value, today: Option<&Moment>) -> Option<Reason> {
    let too_many = |selected: usize, most: u32| {
        let kind = control.tag.name().to_owned();
        (selected > most as usize).then(|| Reason::TooMany {
            kind,
            control: control.name.clone(),
            selected,
            most,
        })
    };
    match &control.kind {
        ControlKind::Choices(choices) if choices.mode != ChoiceMode::Multiple => {
            too_many(choosing::chosen(Some(said)).len(), 1)
        }
        ControlKind::Taxonomy(taxonomy) => too_many(paths(said)?.len(), taxonomy.max_usages?),
        ControlKind::Number(input) => {
            let value = numeric(said)?;
            let Misfit { min, max, nearest } = input.misfit(value)?;
            Some(Reason::NumberMisfit {
                value: written(value),
                min: min.map(written),
                max: max.map(written),
                nearest: nearest.map(|(below, above)| (written(below), written(above))),
            })
        }
        ControlKind::DateTime(input) => {
            let bad = input.out_of_bounds(said, today)?;
            Some(Reason::DateMisfit { date: bad.date, min: bad.min, max: bad.max })
        }
        _ => None,
    }
}

fn required_message(control: &Control) -> Reason {
    if let Some(message) = &control.required_message {
        return Reason::Said(message.clone());
    }
    let name = control.name.clone();
    match control.kind {
        ControlKind::TextArea(_) => Reason::TextRequired { control: name },
        ControlKind::Choices(_) => Reason::ChoiceRequired { control: name },
        _ => Reason::Required { kind: control.tag.name().to_owned(), control: name },
    }
}

fn usages(control: &Control, document: &Document) -> BTreeMap<String, u32> {
    let mut usages = BTreeMap::new();
    for region in document.regions() {
        for label in document.said(&control.name, Of::Region(&region.id)) {
            *usages.entry(label).or_insert(0) += 1;
        }
    }
    usages
}

/// The limit of a label, by its own words or its control's.
fn limit(control: &Control, stored: &str) -> Option<u32> {
    let labels = control.labels()?;
    labels.option(stored).and_then(|option| option.max_usages).or(labels.max_usages)
}

fn check_usages(control: &Control, document: &Document, problems: &mut Vec<Problem>) {
    let limited = control.labels().is_some_and(|labels| {
        labels.max_usages.is_some() || labels.options.iter().any(|option| option.max_usages.is_some())
    });
    if !limited {
        return;
    }
    for (label, used) in usages(control, document) {
        let Some(limit) = limit(control, &label).filter(|limit| used > *limit) else { continue };
        let message = Reason::LabelUsedUp { label, limit };
        problems.push(Problem { control: control.name.clone(), of: Subject::Task, message });
    }
}

/// Whether one more region may bear a label; otherwise why not.
pub fn check_label(control: &Control, document: &Document, label: &str) -> Result<(), Reason> {
    let Some(limit) = limit(control, label) else { return Ok(()) };
    let used = usages(control, document).get(label).copied().unwrap_or(0);
    if used < limit { Ok(()) } else { Err(Reason::LabelUsedUp { label: label.to_owned(), limit }) }
}

#[cfg(test)]
mod tests;
