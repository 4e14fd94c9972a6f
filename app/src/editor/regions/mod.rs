//! The list of regions: what has been labeled, by what, and what can be done with each. However many there are, only the
//! rows in sight exist.

mod list;
mod look;
mod row;
mod tools;

pub use list::view;

use super::doc::RegionView;
use super::panels::kind_name;
use crate::messages::t;

/// What a person calls a region: its labels, else its kind.
pub fn title_of(region: &RegionView) -> String {
    if region.labels.is_empty() {
        return unlabeled(region).to_owned();
    }
    region.labels.iter().map(|l| l.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a region without labels is called.
fn unlabeled(region: &RegionView) -> &'static str {
    use crate::model::result::AreaKind;
    match region.area.kind() {
        AreaKind::Box => t().editor.unlabeled_box,
        AreaKind::Span | AreaKind::Html | AreaKind::Lines => t().editor.unlabeled_span,
        other => kind_name(other),
    }
}
