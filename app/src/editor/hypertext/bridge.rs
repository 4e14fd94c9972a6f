//! What a HyperText object asks of the document and tells it: its regions, what a region says it covers, and the
//! stretch that waits for a label.

use crate::editor::regions::title_of;
use crate::editor::state::{Pending, Work};
use crate::model::html::HtmlRange;
use crate::model::result::Area;
use leptos::prelude::*;

/// A region of an object, as the document has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub id: String,
    pub range: HtmlRange,
    pub color: String,
    pub title: String,
    pub excerpt: String,
}

/// The regions of an object. Reactive.
pub fn regions(work: Work, object: &str) -> Vec<Known> {
    work.regions.with(|all| {
        let ours = all.iter().filter(|region| region.object == object);
        ours.filter_map(|region| {
            let Area::Html(range) = &region.area else {
                return None;
            };
            Some(Known {
                id: region.id.clone(),
                range: range.clone(),
                color: region.color.clone(),
                title: title_of(region),
                excerpt: region.excerpt.clone(),
            })
        })
        .collect()
    })
}

/// What a region says it covers.
pub fn covered(work: Work, id: &str) -> Option<String> {
    work.paper.with_untracked(|paper| paper.document.region(id).and_then(|region| region.text.clone()))
}

/// A stretch of the object waits for a label. Reactive.
pub fn is_waiting(work: Work, object: &str) -> bool {
    work.pending.with(|pending| pending.as_ref().is_some_and(|pending| pending.object == object))
}

/// This stretch waits for a label from now on.
pub fn wait(work: Work, object: &str, range: HtmlRange, text: String) {
    work.pending.set(Some(Pending { object: object.to_owned(), area: Area::Html(range), text }));
}

/// Nothing of the object waits any more.
pub fn wait_no_more(work: Work, object: &str) {
    if untrack(|| is_waiting(work, object)) {
        work.pending.set(None);
    }
}
