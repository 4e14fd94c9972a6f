//! Counting, one annotation after the other.

use super::promise::{Promise, promises};
use super::seen::{Said, Seen};
use super::{ControlImpact, Impact, LabelImpact, Loss};
use crate::model::config::LabelConfig;
use serde_json::Value;
use std::collections::BTreeMap;

/// Looks through results for what a new config leaves behind.
pub struct Tally {
    before: Vec<Promise>,
    after: Vec<Promise>,
    controls: BTreeMap<(String, Reason), Count>,
    labels: BTreeMap<(String, String), Count>,
    annotations: u64,
    drafts: u64,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Removed,
    Changed(String, String),
    Moved(String),
}

#[derive(Default)]
struct Count {
    annotations: u64,
    drafts: u64,
    regions: u64,
    /// The work that was counted last, so that each is counted once.
    last: Option<u64>,
}

/// Whose results they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Annotation,
    Draft,
}

impl Tally {
    /// `None` when the new config has all that the old one had: then no result needs to be looked at.
    pub fn between(old: &LabelConfig, new: &LabelConfig) -> Option<Self> {
        let (before, after) = (promises(old), promises(new));
        let kept = |old: &Promise| after.iter().any(|new| new.keeps(old));
        (!before.iter().all(kept)).then(|| Self {
            before,
            after,
            controls: BTreeMap::new(),
            labels: BTreeMap::new(),
            annotations: 0,
            drafts: 0,
        })
    }

    /// Takes the results of one annotation or draft, as the JSON text they are stored as.
    pub fn take(&mut self, work: Work, results: &str) {
        let Ok(results) = serde_json::from_str::<Vec<Seen>>(results) else { return };
        let number = self.annotations + self.drafts + 1;
        let mut touched = false;
        for result in &results {
            touched |= self.result(work, number, result);
        }
        match work {
            Work::Annotation => self.annotations += u64::from(touched),
            Work::Draft => self.drafts += u64::from(touched),
        }
    }

    fn result(&mut self, work: Work, number: u64, result: &Seen) -> bool {
        let (Some(from), Some(to)) = (&result.from_name, &result.to_name) else { return false };
        // What the old config did not have either is no loss.
        let Some(old) = self.before.iter().find(|promise| promise.name.is(from)) else { return false };
        if !old.takes(result) {
            return false;
        }
        let reason = match self.after.iter().find(|promise| promise.name.is(from)) {
            None => Some(Reason::Removed),
            Some(new) if new.tag != old.tag => {
                Some(Reason::Changed(old.tag.name().to_owned(), new.tag.name().to_owned()))
            }
            Some(new) if !new.speaks_of(to) && old.speaks_of(to) => Some(Reason::Moved(to.clone())),
            Some(new) => return self.labels(work, number, from.clone(), &gone(old, new, result)),
        };
        if let Some(reason) = reason {
            self.controls.entry((from.clone(), reason)).or_default().add(work, number);
        }
        true
    }

    fn labels(&mut self, work: Work, number: u64, control: String, gone: &[String]) -> bool {
        for label in gone {
            self.labels.entry((control.clone(), label.clone())).or_default().add(work, number);
        }
        !gone.is_empty()
    }

    pub fn finish(self) -> Impact {
        let kind = |reason| match reason {
            Reason::Removed => Loss::Removed,
            Reason::Changed(from, to) => Loss::Changed { from, to },
            Reason::Moved(object) => Loss::Moved { object },
        };
        let control = |((name, reason), count): ((String, Reason), Count)| ControlImpact {
            name,
            kind: kind(reason),
            annotations: count.annotations,
            drafts: count.drafts,
        };
        let label = |((control, label), count): ((String, String), Count)| LabelImpact {
            control,
            label,
            annotations: count.annotations,
            regions: count.regions,
            drafts: count.drafts,
        };
        Impact {
            controls: self.controls.into_iter().map(control).collect(),
            labels: self.labels.into_iter().map(label).collect(),
            annotations: self.annotations,
            drafts: self.drafts,
        }
    }
}

impl Count {
    fn add(&mut self, work: Work, number: u64) {
        self.regions += 1;
        if self.last != Some(number) {
            self.last = Some(number);
            match work {
                Work::Annotation => self.annotations += 1,
                Work::Draft => self.drafts += 1,
            }
        }
    }
}

/// The labels of a result that only the old config offers.
fn gone(old: &Promise, new: &Promise, result: &Seen) -> Vec<String> {
    let (Some(before), Some(after)) = (&old.options, &new.options) else { return Vec::new() };
    let key = old.tag.result_type();
    let said = result.value.as_ref().and_then(|Said(value)| value.get(&key).or_else(|| value.get("labels")));
    let mut names = Vec::new();
    said.into_iter().for_each(|said| collect_texts(said, &mut names));
    names.retain(|name| before.contains(name) && !after.contains(name));
    names.sort();
    names.dedup();
    names
}

fn collect_texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, found)),
        _ => {}
    }
}
