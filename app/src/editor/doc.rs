//! The document's regions as views need them: with the titles and colours that the config gives their labels. What did
//! not change since the last time is not made anew: of ten thousand regions an edit touches one.

use super::setup::Setup;
use crate::model::config::Control;
use crate::model::hotkeys::path_text;
use crate::model::result::{Area, Document, Of, Region, Span, paths};
use std::collections::HashMap;
use std::sync::Arc;

/// A label that a region bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelView {
    pub control: String,
    /// As results hold it.
    pub value: String,
    pub title: String,
}

/// A region, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionView {
    pub id: String,
    /// Of the region that this shows: the same number is the same state.
    pub stamp: u64,
    pub object: String,
    /// Which image of a `valueList`, which page.
    pub item: Option<u32>,
    pub parent: Option<String>,
    pub area: Area,
    pub labels: Vec<LabelView>,
    pub color: String,
    /// The beginning of the text it covers, or of what was written about it.
    pub excerpt: String,
    pub readonly: bool,
    pub note: Option<String>,
    /// Of a prediction that it came from, 0 to 1.
    pub score: Option<f64>,
    /// `manual`, `prediction` or `prediction-changed`.
    pub origin: Option<String>,
}

/// All regions that are shown.
pub type Views = Arc<Vec<Arc<RegionView>>>;

/// Some region is another than before. One that did not change is the same in memory: of ten thousand none is looked
/// through.
pub fn differ(before: Option<&Views>, now: Option<&Views>) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return true };
    before.len() != now.len() || before.iter().zip(now.iter()).any(|(one, other)| !Arc::ptr_eq(one, other))
}

/// The origin that marks a view of a region as one that is only suggested; no result bears it.
pub const SUGGESTED: &str = "suggestion";

/// How much of a text the list shows.
const EXCERPT: usize = 80;

impl RegionView {
    /// A prediction's, that nobody accepted yet: it is shown, and is no part of the annotation.
    pub fn is_suggestion(&self) -> bool {
        self.origin.as_deref() == Some(SUGGESTED)
    }

    pub fn span(&self) -> Option<Span> {
        self.area.as_span()
    }

    pub fn bears(&self, control: &str, value: &str) -> bool {
        self.labels.iter().any(|l| l.control == control && l.value == value)
    }

    /// A control could say something of this region.
    pub fn is_of(&self, setup: &Setup, control: &str) -> bool {
        setup.control(control).is_some_and(|c| c.to_names.contains(&self.object))
    }
}

/// All regions, bottom to top; those of `before` that did not change are taken from there.
pub fn regions(document: &Document, setup: &Setup, before: &[Arc<RegionView>]) -> Vec<Arc<RegionView>> {
    let all = document.regions();
    let same_place = |at: usize, region: &Region| {
        before.get(at).filter(|known| known.stamp == region.stamp && known.id == region.id)
    };
    let mut elsewhere: Option<HashMap<u64, &Arc<RegionView>>> = None;
    all.iter()
        .enumerate()
        .map(|(at, region)| {
            if let Some(known) = same_place(at, region) {
                return known.clone();
            }
            let moved = elsewhere.get_or_insert_with(|| before.iter().map(|r| (r.stamp, r)).collect());
            match moved.get(&region.stamp) {
                Some(known) => Arc::clone(known),
                None => Arc::new(view(document, setup, region)),
            }
        })
        .collect()
}

/// The places of a tree that a region is labeled with.
fn places(document: &Document, setup: &Setup, region: &Region, control: &Control) -> Vec<LabelView> {
    let said = document.answer(&control.name, Of::Region(&region.id)).and_then(paths).unwrap_or_default();
    let title = |path: &[String]| {
        let mut level = setup.offers(&control.name);
        let mut title = path.last().cloned().unwrap_or_default();
        for step in path {
            let Some(offer) = level.iter().find(|offer| offer.stored == *step) else { break };
            title.clone_from(&offer.title);
            level = &offer.children;
        }
        title
    };
    let label = |path: Vec<String>| LabelView {
        title: title(&path),
        value: path_text(&path),
        control: control.name.clone(),
    };
    said.into_iter().map(label).collect()
}

fn view(document: &Document, setup: &Setup, region: &Region) -> RegionView {
    let controls = setup.config.controls();
    let mut labels = Vec::new();
    let mut color = None;
    let mut written = None;
    for part in &region.parts {
        let Some(control) = part.control.and_then(|at| controls.get(at)) else { continue };
        if control.labels().is_some() {
            for value in document.said_in(part) {
                let offer = setup.offer(&control.name, &value);
                if labels.is_empty() {
                    color = Some(Setup::color_of(offer));
                }
                let title = offer.map_or_else(|| value.clone(), |o| o.title.clone());
                labels.push(LabelView { title, control: control.name.clone(), value });
            }
        } else if control.labels_by_place() {
            labels.extend(places(document, setup, region, control));
        } else if control.text_area().is_some() {
            written =
                written.or_else(|| document.said(&control.name, Of::Region(&region.id)).into_iter().next());
        }
    }
    let by_place = || labels.first().map(|l| setup.color(&l.control, &l.value));
    let color = color.or_else(by_place).unwrap_or_else(|| setup.plain_color(region));
    let words = written.or_else(|| region.text.clone()).unwrap_or_default();
    RegionView {
        id: region.id.clone(),
        stamp: region.stamp,
        object: region.to_name.clone(),
        item: region.item,
        parent: region.parent.clone(),
        area: region.area.clone(),
        labels,
        color,
        excerpt: words.replace("\\n", " ").chars().take(EXCERPT).collect(),
        readonly: region.readonly,
        note: region.note.clone(),
        score: region.score,
        origin: region.origin.clone(),
    }
}
