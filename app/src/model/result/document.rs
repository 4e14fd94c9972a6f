//! The document itself: a list of results, what they are, and how edits reach them.

use super::edit::{Edit, EditError};
use super::index::{self, Index};
use super::readable::said_key;
use super::region::{Part, Region};
use super::stored::{Listed, Stored};
use super::subject::{Of, Subject};
use super::value::texts;
use crate::model::config::{Control, LabelConfig};
use crate::model::mask::pack;
use crate::model::visibility;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One result as it came or was made.
#[derive(Clone, Debug)]
pub struct Entry {
    pub value: Stored,
    /// Names the result while the document lives, whatever comes before it.
    pub serial: u64,
    /// Of the result as it is now.
    pub stamp: u64,
}

/// What is said of the task as a whole through one control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub entry: usize,
    pub control: usize,
    /// The item that it speaks of; `None`: the task.
    pub item: Option<u32>,
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

/// A result as it is written: in the document the run lengths of masks are packed, for a million of them are no list to
/// carry about.
fn whole(entry: &Entry) -> Value {
    let mut value = (*entry.value).clone();
    pack::unpack(&mut value);
    value
}

/// Regions, relations, answers, and what is kept aside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Document {
    config: Arc<LabelConfig>,
    entries: Vec<Entry>,
    next_serial: u64,
    index: Index,
    /// Answers that were hidden when the document was loaded: they came that way and stay.
    hidden_at_load: BTreeSet<(String, Subject)>,
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
        match result {
            Value::Array(results) => Ok(Self::of(config, results.into_iter().map(Stored::own))),
            Value::Null => Ok(Self::of(config, [])),
            other => Err(LoadError(crate::model::task::kind_of(&other))),
        }
    }

    /// The same, from results that others keep: those that nothing changes are not copied.
    pub fn beside(config: Arc<LabelConfig>, results: &Arc<dyn Listed>) -> Result<Self, LoadError> {
        match results.list() {
            Value::Array(_) | Value::Null => Ok(Self::of(config, Stored::all(results))),
            other => Err(LoadError(crate::model::task::kind_of(other))),
        }
    }

    fn of(config: Arc<LabelConfig>, results: impl IntoIterator<Item = Stored>) -> Self {
        let mut document = Self::new(config);
        for result in results {
            let entry = document.entry(result);
            document.entries.push(entry);
        }
        document.reindex();
        document.hidden_at_load = visibility::hidden_answers(&document);
        document
    }

    /// The results, equal to what was loaded wherever no operation changed them.
    pub fn to_json(&self) -> Value {
        self.entries.iter().map(whole).collect()
    }

    /// The results of these regions, and of the relations among them, as they would be written.
    pub fn results_of(&self, regions: &[String]) -> Vec<Value> {
        let has = |id: &String| regions.contains(id);
        let parts =
            self.index.regions.iter().filter(|region| has(&region.id)).flat_map(|region| &region.parts);
        let related = self.index.relations.iter().filter(|relation| has(&relation.from) && has(&relation.to));
        let mut places: Vec<usize> =
            parts.map(|part| part.entry).chain(related.map(|relation| relation.entry)).collect();
        places.sort_unstable();
        places.into_iter().map(|at| whole(&self.entries[at])).collect()
    }

    /// The results to hand in: without answers of controls that have become hidden.
    pub fn submission(&self) -> Value {
        let hidden = visibility::hidden_answers(self);
        let dropped: BTreeSet<usize> = hidden
            .difference(&self.hidden_at_load)
            .filter_map(|(control, subject)| self.answer_at(control, subject))
            .collect();
        let kept = self.entries.iter().enumerate().filter(|(at, _)| !dropped.contains(at));
        kept.map(|(_, entry)| whole(entry)).collect()
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
        self.index.regions.get(self.place_of(id)?)
    }

    /// Where among the regions one stands.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.index.by_id.get(id).copied()
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

    /// One result by its place, the run lengths of a mask packed.
    pub fn result(&self, at: usize) -> Option<&Value> {
        self.entries.get(at).map(|entry| &*entry.value)
    }

    /// Where the answer of a control stands: of a region, of an item, or of the task.
    pub fn answer_at<'a>(&self, control: &str, of: impl Into<Of<'a>>) -> Option<usize> {
        let controls = self.config.controls();
        let named = |at: usize| controls.get(at).is_some_and(|found| found.name == control);
        let of = of.into();
        if let Of::Region(region) = of {
            let parts = &self.region(region)?.parts;
            return parts.iter().find(|part| part.control.is_some_and(named)).map(|part| part.entry);
        }
        let same = |answer: &&Answer| named(answer.control) && answer.item == of.item();
        self.index.answers.iter().find(same).map(|answer| answer.entry)
    }

    /// What a control says, as its result holds it.
    pub fn answer<'a>(&self, control: &str, of: impl Into<Of<'a>>) -> Option<&Value> {
        let result = self.result(self.answer_at(control, of)?)?;
        result.get("value")?.get(said_key(self.config.control(control)?, result))
    }

    /// What a control says as texts: choices, texts or labels. Empty when it says nothing, or something else.
    pub fn said<'a>(&self, control: &str, of: impl Into<Of<'a>>) -> Vec<String> {
        self.answer(control, of).and_then(texts).unwrap_or_default()
    }

    /// What one result of a region says as texts, as [`Self::said`].
    pub fn said_in(&self, part: &Part) -> Vec<String> {
        let control = part.control.and_then(|at| self.config.controls().get(at));
        let said = control
            .zip(self.result(part.entry))
            .and_then(|(control, result)| result.get("value")?.get(said_key(control, result)));
        said.and_then(texts).unwrap_or_default()
    }

    /// Every control that says something, with what it speaks of.
    pub fn spoken(&self) -> impl Iterator<Item = (&Control, Of<'_>)> {
        let controls = self.config.controls();
        let of_task = self
            .index
            .answers
            .iter()
            .map(move |answer| (&controls[answer.control], answer.item.map_or(Of::Task, Of::Item)));
        let of_regions = self.index.regions.iter().flat_map(move |region| {
            let of = Of::Region(&region.id);
            region.parts.iter().filter_map(|part| part.control).map(move |at| (&controls[at], of))
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
            (Some(_), Some(after)) => {
                let entry = self.entry(Stored::Own(Arc::new(after.clone())));
                let serial = self.entries[at].serial;
                self.entries[at] = Entry { serial, ..entry };
            }
            (Some(_), None) => drop(self.entries.remove(at)),
            (None, Some(after)) => {
                let entry = self.entry(Stored::Own(Arc::new(after.clone())));
                self.entries.insert(at, entry);
            }
            (None, None) => {}
        }
        Ok(())
    }

    fn entry(&mut self, value: Stored) -> Entry {
        let serial = self.next_serial;
        self.next_serial += 1;
        Entry { value, serial, stamp: serial }
    }

    fn reindex(&mut self) {
        self.index = index::index(&self.entries, &self.config);
    }

    /// Brings the index up to date; a change inside one region, as a drag makes many of, and a region that is put
    /// behind all others cost that region only.
    fn refresh(&mut self, edits: &[Edit]) {
        if !(self.refresh_inside(edits) || self.refresh_end(edits)) {
            self.reindex();
        }
    }

    fn refresh_inside(&mut self, edits: &[Edit]) -> bool {
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
        touched.is_some_and(|touched| touched.into_iter().all(|at| self.refresh_region(at)))
    }

    /// Everything was put in behind the rest, and is one new region.
    fn refresh_end(&mut self, edits: &[Edit]) -> bool {
        let first = self.entries.len() - edits.len().min(self.entries.len());
        let at_end = edits
            .iter()
            .enumerate()
            .all(|(n, edit)| edit.before.is_none() && edit.after.is_some() && edit.at as usize == first + n);
        at_end && index::append(&mut self.index, &self.entries, first, &self.config)
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
        let region =
            index::region(&old.id, &old.to_name, area, old.parts.clone(), &self.entries, &self.config);
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
