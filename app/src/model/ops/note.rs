//! What a step of the history was, for people: kept beside its edits. The words are the views' business.

use super::operation::Operation;
use crate::model::result::{AreaKind, Document, id_of};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deed {
    Added,
    /// Copies, or what a prediction suggested.
    Taken,
    Deleted,
    Labeled,
    Moved,
    Answered,
    /// An answer was taken back.
    Cleared,
    Noted,
    PutInto,
    Locked,
    Unlocked,
    Turned,
    Related,
    RelationChanged,
    Unrelated,
    Replaced,
    /// Of more than one kind.
    #[default]
    Several,
}

/// One step in short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    pub deed: Deed,
    /// The regions it touched.
    pub regions: BTreeSet<String>,
    /// The labels of the region that it touched first, or gave it.
    pub labels: Vec<String>,
    pub kind: Option<AreaKind>,
    /// The control that was answered.
    pub control: Option<String>,
}

impl Note {
    /// What an operation does to the document as it is before it.
    pub fn of(operation: &Operation, document: &Document) -> Self {
        let on = |deed: Deed, region: &str| {
            let found = document.region(region);
            Self {
                deed,
                regions: BTreeSet::from([region.to_owned()]),
                labels: found.map(|region| region.labels.clone()).unwrap_or_default(),
                kind: found.map(|region| region.area.kind()),
                control: None,
            }
        };
        let plain = |deed: Deed| Self { deed, ..Self::default() };
        match operation {
            Operation::AddRegion { region } => Self {
                labels: region.labels.clone(),
                kind: Some(region.area.kind()),
                ..on(Deed::Added, &region.id)
            },
            Operation::AddResults { results } => {
                let id = |result: &serde_json::Value| id_of(result, "id").map(Cow::into_owned);
                Self { regions: results.iter().filter_map(id).collect(), ..plain(Deed::Taken) }
            }
            Operation::DeleteRegions { regions } => {
                let first = regions.first().map_or_else(Self::default, |first| on(Deed::Deleted, first));
                Self { deed: Deed::Deleted, regions: regions.iter().cloned().collect(), ..first }
            }
            Operation::SetLabels { region, labels, .. } => {
                let before = on(Deed::Labeled, region);
                if labels.is_empty() { before } else { Self { labels: labels.clone(), ..before } }
            }
            Operation::SetArea { region, .. } => on(Deed::Moved, region),
            Operation::SetAnswer { control, of, said, .. } => {
                let deed = if said.is_some() { Deed::Answered } else { Deed::Cleared };
                let note = of.region().map_or_else(|| plain(deed), |region| on(deed, region));
                Self { control: Some(control.clone()), ..note }
            }
            Operation::SetNote { region, .. } => on(Deed::Noted, region),
            Operation::SetParent { region, .. } => on(Deed::PutInto, region),
            Operation::SetReadonly { region, readonly: true } => on(Deed::Locked, region),
            Operation::SetReadonly { region, .. } => on(Deed::Unlocked, region),
            Operation::SetRotation { regions, .. } => {
                Self { regions: regions.iter().cloned().collect(), ..plain(Deed::Turned) }
            }
            Operation::AddRelation { relation } => Self {
                regions: BTreeSet::from([relation.from.clone(), relation.to.clone()]),
                labels: relation.labels.clone(),
                ..plain(Deed::Related)
            },
            Operation::SetRelation { relation } => Self {
                regions: BTreeSet::from([relation.from.clone(), relation.to.clone()]),
                labels: relation.labels.clone(),
                ..plain(Deed::RelationChanged)
            },
            Operation::DeleteRelation { from, to } => {
                Self { regions: BTreeSet::from([from.clone(), to.clone()]), ..plain(Deed::Unrelated) }
            }
            Operation::Replace { .. } => plain(Deed::Replaced),
        }
    }

    /// One more operation belongs to the same step: what made a region goes on making it.
    pub fn and(&mut self, next: Self) {
        let makes = matches!(self.deed, Deed::Added | Deed::Taken) && next.regions.is_subset(&self.regions);
        if makes && !next.regions.is_empty() {
            if next.deed == Deed::Labeled && self.labels != next.labels {
                self.labels.extend(next.labels);
            }
            return;
        }
        if self.deed != next.deed {
            self.deed = Deed::Several;
        } else if self.labels != next.labels {
            self.labels.retain(|label| next.labels.contains(label));
        }
        self.regions.extend(next.regions);
        if self.control != next.control {
            self.control = None;
        }
    }
}
