//! The document itself: a list of results, what they are, and how edits reach them.

use super::edit::{Edit, EditError};
use super::index::{self, Index};
use super::region::Region;
use super::value::texts;
use crate::model::config::{Control, LabelConfig};
use crate::model::visibility;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One result as it came or was made.
#[derive(Clone, Debug)]
pub struct Entry {
    pub value: Arc<Value>,
    /// Names the result while the document lives, whatever comes before it.
    pub serial: u64,
}

/// What is said of the task as a whole through one control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub entry: usize,
    pub control: usize,
}

/// A relation between two regions, ours or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub entry: usize,
    pub from: String,
    pub to: String,
    /// `left`, `right` or `bi`.
    pub direction: String,
    pub labels: Vec<String>,
}

/// Why something is no list of results.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the annotation's \"result\" must be a list, but it is {0}")]
pub struct LoadError(pub &'static str);

/// Regions, relations, answers, and what is kept aside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Document {
    config: Arc<LabelConfig>,
    entries: Vec<Entry>,
    next_serial: u64,
    index: Index,
    /// Answers that were hidden when the document was loaded: they came that way and stay.
    hidden_at_load: BTreeSet<(String, String)>,
}

impl Document {
    /// A document with nothing in it.
    pub fn new(config: Arc<LabelConfig>) -> Self {
        Self {
            config,
            entries: Vec::new(),
            next_serial: 0,
            index: Index::default(),
            hidden_at_load: BTreeSet::new(),
        }
    }

    /// Reads a JSON array of results; null is an empty one.
    pub fn load(config: Arc<LabelConfig>, result: Value) -> Result<Self, LoadError> {
        let results = match result {
            Value::Array(results) => results,
            Value::Null => Vec::new(),
            other => return Err(LoadError(crate::model::task::kind_of(&other))),
        };
        let mut document = Self::new(config);
        for result in results {
            let entry = document.entry(result);
            document.entries.push(entry);
        }
        document.reindex();
        document.hidden_at_load = visibility::hidden_answers(&document);
        Ok(document)
    }

    /// The results, equal to what was loaded wherever no operation changed them.
    pub fn to_json(&self) -> Value {
        self.entries.iter().map(|entry| (*entry.value).clone()).collect()
    }

    /// The results to hand in: without answers of controls that have become hidden.
    pub fn submission(&self) -> Value {
        let hidden = visibility::hidden_answers(self);
        let dropped: BTreeSet<usize> = hidden
            .difference(&self.hidden_at_load)
            .flat_map(|(control, region)| self.answer_entries(control, region))
            .collect();
        let kept = self.entries.iter().enumerate().filter(|(at, _)| !dropped.contains(at));
        kept.map(|(_, entry)| (*entry.value).clone()).collect()
    }

    fn answer_entries<'a>(&'a self, control: &'a str, region: &'a str) -> impl Iterator<Item = usize> + 'a {
        let region = (!region.is_empty()).then_some(region);
        self.answer_at(control, region).into_iter()
    }

    pub fn config(&self) -> &LabelConfig {
        &self.config
    }

    pub const fn shared_config(&self) -> &Arc<LabelConfig> {
        &self.config
    }

    /// Regions in the order of their results, which is also bottom to top.
    pub fn regions(&self) -> &[Region] {
        &self.index.regions
    }

    pub fn region(&self, id: &str) -> Option<&Region> {
        self.index.regions.get(*self.index.by_id.get(id)?)
    }

    /// Regions on one object.
    pub fn regions_on<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a Region> {
        self.index.regions.iter().filter(move |region| region.to_name == object)
    }

    pub fn relations(&self) -> &[Relation] {
        &self.index.relations
    }

    /// What is said of the task as a whole.
    pub fn answers(&self) -> &[Answer] {
        &self.index.answers
    }

    /// Results that nothing of ours speaks through, as they came.
    pub fn aside(&self) -> impl Iterator<Item = &Value> {
        self.index.aside.iter().map(|at| &*self.entries[*at].value)
    }

    /// How many results there are in all.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// One result by its place.
    pub fn result(&self, at: usize) -> Option<&Value> {
        self.entries.get(at).map(|entry| &*entry.value)
    }

    /// Where the answer of a control stands: of a region, or of the task.
    pub fn answer_at(&self, control: &str, region: Option<&str>) -> Option<usize> {
        let controls = self.config.controls();
        let named = |at: usize| controls.get(at).is_some_and(|found| found.name == control);
        match region {
            None => self.index.answers.iter().find(|answer| named(answer.control)).map(|answer| answer.entry),
            Some(region) => {
                let parts = &self.region(region)?.parts;
                parts.iter().find(|part| part.control.is_some_and(named)).map(|part| part.entry)
            }
        }
    }

    /// What a control says, as its results hold it: choices, texts or labels. Empty when it says nothing.
    pub fn said(&self, control: &str, region: Option<&str>) -> Vec<String> {
        let Some(tag) = self.config.control(control).map(|control| &control.tag) else { return Vec::new() };
        let result = self.answer_at(control, region).and_then(|at| self.result(at));
        let said = result.and_then(|result| result.get("value")?.get(tag.value_key()));
        said.and_then(texts).unwrap_or_default()
    }

    /// Every control that says something, with the region it speaks of.
    pub fn spoken(&self) -> impl Iterator<Item = (&Control, Option<&Region>)> {
        let controls = self.config.controls();
        let of_task = self.index.answers.iter().map(move |answer| (&controls[answer.control], None));
        let of_regions = self.index.regions.iter().flat_map(move |region| {
            region.parts.iter().filter_map(|part| part.control).map(move |at| (&controls[at], Some(region)))
        });
        of_task.chain(of_regions)
    }

    /// Plays edits in their order. All or none: an edit that does not fit takes back those before it.
    pub fn play(&mut self, edits: &[Edit]) -> Result<(), EditError> {
        for (done, edit) in edits.iter().enumerate() {
            if self.play_one(edit).is_err() {
                let back = super::edit::invert(&edits[..done]);
                back.iter().try_for_each(|edit| self.play_one(edit))?;
                self.reindex();
                return Err(EditError(edit.at));
            }
        }
        self.refresh(edits);
        Ok(())
    }

    fn play_one(&mut self, edit: &Edit) -> Result<(), EditError> {
        let at = edit.at as usize;
        let fits = match &edit.before {
            None => at <= self.entries.len(),
            Some(before) => self.entries.get(at).is_some_and(|entry| *entry.value == *before),
        };
        if !fits {
            return Err(EditError(edit.at));
        }
        match (&edit.before, &edit.after) {
            (Some(_), Some(after)) => self.entries[at].value = Arc::new(after.clone()),
            (Some(_), None) => drop(self.entries.remove(at)),
            (None, Some(after)) => {
                let entry = self.entry(after.clone());
                self.entries.insert(at, entry);
            }
            (None, None) => {}
        }
        Ok(())
    }

    fn entry(&mut self, value: Value) -> Entry {
        let serial = self.next_serial;
        self.next_serial += 1;
        Entry { value: Arc::new(value), serial }
    }

    fn reindex(&mut self) {
        self.index = index::index(&self.entries, &self.config);
    }

    /// Brings the index up to date; a change inside one region, as a drag makes many of, costs that region only.
    fn refresh(&mut self, edits: &[Edit]) {
        let same = |edit: &Edit| match (&edit.before, &edit.after) {
            (Some(before), Some(after)) => {
                ["id", "from_name", "to_name", "type"].iter().all(|name| before.get(name) == after.get(name))
            }
            _ => false,
        };
        let inside = |edit: &Edit| {
            self.index.region_of.get(edit.at as usize).copied().flatten().filter(|_| same(edit))
        };
        let touched: Option<BTreeSet<usize>> = edits.iter().map(inside).collect();
        let refreshed = touched.is_some_and(|touched| touched.into_iter().all(|at| self.refresh_region(at)));
        if !refreshed {
            self.reindex();
        }
    }

    /// Reads one region again; false when its results no longer say the same things of it.
    fn refresh_region(&mut self, at: usize) -> bool {
        let Some(old) = self.index.regions.get(at) else { return false };
        let mut area = None;
        for part in &old.parts {
            let reading = index::read(&self.entries[part.entry].value, &self.config);
            if reading.control != part.control {
                return false;
            }
            area = area.or(reading.area);
        }
        let Some(area) = area else { return false };
        let result = |entry: usize| &*self.entries[entry].value;
        let region = Region::read(&old.id, &old.to_name, area, old.parts.clone(), &self.config, result);
        self.index.regions[at] = region;
        true
    }
}

impl PartialEq for Document {
    /// Equal when they give the same results.
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(|(a, b)| a.value == b.value)
    }
}
