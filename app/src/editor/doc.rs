//! The document's regions as views need them: with the titles and colours that the config gives their labels.

use super::setup::Setup;
use crate::model::result::{Area, Document, Region, Span};

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
    pub object: String,
    pub area: Area,
    pub labels: Vec<LabelView>,
    pub color: String,
    /// The beginning of the text it covers, or of what was written about it.
    pub excerpt: String,
    pub readonly: bool,
}

/// How much of a text the list shows.
const EXCERPT: usize = 80;

impl RegionView {
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

/// All regions, bottom to top.
pub fn regions(document: &Document, setup: &Setup) -> Vec<RegionView> {
    document.regions().iter().map(|region| view(document, setup, region)).collect()
}

fn view(document: &Document, setup: &Setup, region: &Region) -> RegionView {
    let controls = setup.config.controls();
    let mut labels = Vec::new();
    let mut written = None;
    for control in region.parts.iter().filter_map(|part| controls.get(part.control?)) {
        if control.labels().is_some() {
            labels.extend(document.said(&control.name, Some(&region.id)).into_iter().map(|value| {
                LabelView {
                    title: setup
                        .offer(&control.name, &value)
                        .map_or_else(|| value.clone(), |o| o.title.clone()),
                    control: control.name.clone(),
                    value,
                }
            }));
        } else if control.text_area().is_some() {
            written = written.or_else(|| document.said(&control.name, Some(&region.id)).into_iter().next());
        }
    }
    let color =
        labels.first().map_or_else(|| setup.plain_color(region), |l| setup.color(&l.control, &l.value));
    let words = written.or_else(|| region.text.clone()).unwrap_or_default();
    RegionView {
        id: region.id.clone(),
        object: region.to_name.clone(),
        area: region.area,
        labels,
        color,
        excerpt: words.replace("\\n", " ").chars().take(EXCERPT).collect(),
        readonly: region.readonly,
    }
}
