//! The column beside the work: its panels as tabs, its width, and what the panels keep beside the document. What is kept
//! here is never undone and never saved with the annotation.

mod bulk;
mod chip;
mod clipboard;
mod column;
mod commands;
mod details;
mod history;
mod multi;
mod numbers;
mod steps;
mod suggestions;
mod suggestions_bar;
mod words;

pub use clipboard::{listen as listen_to_clipboard, remember_submitted};
pub use column::{Column, kept_width};
pub use details::view as details_view;
pub use history::{mark_saved, view as history_view};
pub use numbers::summary;
pub use suggestions::{Suggestions, starts_from_predictions};
pub use suggestions_bar::{SuggestionsBar, name_of as name_of_prediction};
pub use words::{kind_icon, kind_name, name_of, origin_name};

use super::doc::RegionView;
use crate::api::types::Comment;
use crate::model::result::Document;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    #[default]
    Regions,
    Relations,
    History,
    Comments,
}

impl Panel {
    pub const ALL: [Self; 4] = [Self::Regions, Self::Relations, Self::History, Self::Comments];

    /// In this browser's storage and in the ids of elements.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Regions => "regions",
            Self::Relations => "relations",
            Self::History => "history",
            Self::Comments => "comments",
        }
    }

    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.slug() == slug)
    }
}

/// What the panels add to the work. Copied into every view.
#[derive(Clone, Copy)]
pub struct Side {
    pub panel: RwSignal<Panel>,
    pub open: RwSignal<bool>,
    /// Where the keys stand while the other end of a relation is looked for.
    pub aim: RwSignal<Option<String>>,
    /// Regions that are pointed at from a panel.
    pub hovered: RwSignal<Vec<String>>,
    pub suggestions: RwSignal<Option<Arc<Suggestions>>>,
    pub rejected: RwSignal<BTreeSet<String>>,
    /// Colours that stand in for those of the labels, by region.
    pub tint: RwSignal<Option<Arc<BTreeMap<String, String>>>>,
    /// What was said about the task; `None` until it is there.
    pub comments: RwSignal<Option<Vec<Comment>>>,
    /// The state of the document that the server has as a draft.
    pub saved: RwSignal<Option<u64>>,
    /// Nothing can be changed.
    view_only: RwSignal<bool>,
}

impl Side {
    pub fn new() -> Self {
        Self {
            panel: RwSignal::new(Panel::default()),
            open: RwSignal::new(true),
            aim: RwSignal::new(None),
            hovered: RwSignal::new(Vec::new()),
            suggestions: RwSignal::new(None),
            rejected: RwSignal::new(BTreeSet::new()),
            tint: RwSignal::new(None),
            comments: RwSignal::new(None),
            saved: RwSignal::new(None),
            view_only: RwSignal::new(false),
        }
    }

    /// From now on the work is only looked at.
    pub fn only_view(self) {
        self.view_only.set(true);
    }

    pub fn is_view(self) -> bool {
        self.view_only.get_untracked()
    }

    /// The regions of a document with those that are suggested behind them, in the colours that are asked for. Reactive.
    pub fn shown(self, own: Vec<Arc<RegionView>>, document: &Document) -> Vec<Arc<RegionView>> {
        let mut all = own;
        self.suggestions.with(|suggestions| {
            let Some(suggestions) = suggestions else { return };
            self.rejected.with(|rejected| {
                let open = |view: &&Arc<RegionView>| {
                    !rejected.contains(&view.id) && document.region(&view.id).is_none()
                };
                all.extend(suggestions.views.iter().filter(open).cloned());
            });
        });
        self.tint.with(|tint| match tint {
            Some(tint) => all.into_iter().map(|view| tinted(view, tint)).collect(),
            None => all,
        })
    }

    /// A region is suggested, and was not rejected.
    pub fn is_suggested(self, id: &str) -> bool {
        let known = |all: &Option<Arc<Suggestions>>| all.as_ref().is_some_and(|all| all.has(id));
        self.suggestions.with_untracked(known) && !self.rejected.with_untracked(|all| all.contains(id))
    }
}

fn tinted(view: Arc<RegionView>, tint: &BTreeMap<String, String>) -> Arc<RegionView> {
    match tint.get(&view.id) {
        Some(color) if *color != view.color => {
            Arc::new(RegionView { color: color.clone(), ..RegionView::clone(&view) })
        }
        _ => view,
    }
}
