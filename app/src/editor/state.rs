//! One person's work on one task: the document with its history, and beside it what is never undone: selection, hidden
//! and locked regions, active labels, the tool in hand, messages. Views read from here and ask here; what changes the
//! document is in `edits.rs`.

use super::anchors::Anchors;
use super::doc::{self, RegionView, Views};
use super::drafts::DraftKeeper;
use super::edits::UNLABELED;
use super::image::tools::state::ToolState;
use super::panels::Side;
use super::setup::Setup;
use crate::api::types::TaskDetail;
use crate::model::geometry::Size;
use crate::model::ops::History;
use crate::model::result::{Area, Document, Of};
use crate::model::validate::Problem;
use leptos::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A part of a text that is selected and has no label yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    pub object: String,
    /// A span, a part of an HTML document, or lines of a dialogue.
    pub area: Area,
    /// What it covers.
    pub text: String,
}

/// What a drag over an image does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Draws what the active label is drawn as; without one, moves what it meets.
    #[default]
    Auto,
    Shape(ShapeTool),
    Eraser,
    Wand,
    Move,
    Pan,
}

/// What a tool draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShapeTool {
    Rectangle,
    /// A turned rectangle by three points.
    ThreePoint,
    Ellipse,
    Polygon,
    KeyPoint,
    Vector,
    Brush,
    Bitmask,
}

/// A label picked for the next region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    pub control: String,
    pub value: String,
    /// A region was made with it: pressed again it is picked anew instead of put down, for people who pick the label
    /// before each region as well as for those who pick it once.
    pub used: bool,
}

/// The document and the steps that led to it.
#[derive(Clone, Debug)]
pub struct Paper {
    pub document: Document,
    pub history: History,
}

/// Handles to everything; copied into every view.
#[derive(Clone, Copy)]
pub struct Work {
    setup: StoredValue<Arc<Setup>>,
    pub task: StoredValue<Arc<TaskDetail>>,
    pub(super) paper: RwSignal<Paper>,
    pub regions: Memo<Views>,
    /// How many results are kept that nothing here shows.
    pub aside: Memo<usize>,
    /// Everything that is selected, in the order of selecting.
    pub picked: RwSignal<Vec<String>>,
    /// The one region that is selected, if it is one.
    pub selected: Memo<Option<String>>,
    pub hidden: RwSignal<BTreeSet<String>>,
    pub locked: RwSignal<BTreeSet<String>>,
    pub active: RwSignal<Vec<Active>>,
    /// Text selected with no label to give it yet.
    pub pending: RwSignal<Option<Pending>>,
    pub tool: RwSignal<Tool>,
    pub tools: ToolState,
    /// Which item of an object shows, from 0: an image of a `valueList`, a page of a Repeater (under its node's number).
    pub items: RwSignal<BTreeMap<String, u32>>,
    /// How large the images are, by object.
    pub sizes: RwSignal<BTreeMap<String, Size>>,
    pub problems: RwSignal<Vec<Problem>>,
    /// Where regions are on the screen.
    pub anchors: Anchors,
    /// The region that a relation is being made from.
    pub linking: RwSignal<Option<String>>,
    /// Relations that are not drawn, by their ends.
    pub hidden_relations: RwSignal<BTreeSet<(String, String)>>,
    /// What the panels beside the work add to it.
    pub side: Side,
    /// The draft of this task was changed in another window.
    pub elsewhere: RwSignal<bool>,
    /// Said to screen readers.
    pub notice: RwSignal<String>,
    /// Shown for a moment.
    pub toast: RwSignal<String>,
    /// The keys made or moved what is selected: they go on from there.
    pub(super) keyboard_led: StoredValue<bool>,
    pub(super) keeper: StoredValue<DraftKeeper, LocalStorage>,
    pub(super) clock: StoredValue<Clock>,
}

/// Counts the seconds of work: those of earlier sittings and of this one.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pub before: f64,
    pub since: f64,
}

impl Work {
    pub fn new(
        setup: Arc<Setup>,
        task: Arc<TaskDetail>,
        document: Document,
        keeper: DraftKeeper,
        before: f64,
    ) -> Self {
        let paper = RwSignal::new(Paper { document, history: History::new() });
        let active = active_from_config(&setup);
        let for_regions = setup.clone();
        let side = Side::new();
        let show = move |before: Option<&Views>| {
            let before = before.map_or(&[][..], |all| all.as_slice());
            paper.with(|p| Arc::new(side.shown(doc::regions(&p.document, &for_regions, before), &p.document)))
        };
        let regions = Memo::new_with_compare(show, doc::differ);
        let picked = RwSignal::new(Vec::<String>::new());
        Self {
            setup: StoredValue::new(setup),
            task: StoredValue::new(task),
            paper,
            regions,
            aside: Memo::new(move |_| paper.with(|p| p.document.aside().count())),
            picked,
            selected: Memo::new(move |_| {
                picked.with(|all| match all.as_slice() {
                    [one] => Some(one.clone()),
                    _ => None,
                })
            }),
            items: RwSignal::new(BTreeMap::new()),
            hidden: RwSignal::new(BTreeSet::new()),
            locked: RwSignal::new(BTreeSet::new()),
            active: RwSignal::new(active),
            pending: RwSignal::new(None),
            tool: RwSignal::new(Tool::Auto),
            tools: ToolState::new(),
            sizes: RwSignal::new(BTreeMap::new()),
            problems: RwSignal::new(Vec::new()),
            anchors: Anchors::new(),
            linking: RwSignal::new(None),
            hidden_relations: RwSignal::new(BTreeSet::new()),
            side,
            elsewhere: RwSignal::new(false),
            notice: RwSignal::new(String::new()),
            toast: RwSignal::new(String::new()),
            keyboard_led: StoredValue::new(false),
            keeper: StoredValue::new_local(keeper),
            clock: StoredValue::new(Clock { before, since: super::browser::millis() }),
        }
    }

    pub fn setup(&self) -> Arc<Setup> {
        self.setup.get_value()
    }

    /// It belongs to no task, so that the server knows nothing of it.
    pub fn is_tried_out(&self) -> bool {
        self.setup.with_value(|setup| !setup.prefix.is_empty())
    }

    /// The id of an element that nothing else on the page has.
    pub fn own_id(&self, id: &str) -> String {
        self.setup.with_value(|setup| format!("{}{id}", setup.prefix))
    }

    pub fn keeper(&self) -> DraftKeeper {
        self.keeper.get_value()
    }

    /// Seconds spent on this task so far.
    pub fn lead_time(&self) -> f64 {
        let clock = self.clock.get_value();
        let now = (super::browser::millis() - clock.since) / 1000.0;
        ((clock.before + now.max(0.0)) * 1000.0).round() / 1000.0
    }

    /// The result array as it stands.
    pub fn result(&self) -> Value {
        self.paper.with_untracked(|p| p.document.to_json())
    }

    /// The same, unless the work was left for good meanwhile.
    pub fn try_result(&self) -> Option<Value> {
        self.paper.try_with_untracked(|p| p.document.to_json())
    }

    /// What is handed in: without answers of controls that are hidden.
    pub fn result_to_submit(&self) -> Value {
        self.paper.with_untracked(|p| p.document.submission())
    }

    /// What a control says of the task, an item or a region, as texts. Reactive.
    pub fn value<'a>(&self, control: &str, of: impl Into<Of<'a>>) -> Vec<String> {
        self.paper.with(|p| p.document.said(control, of))
    }

    /// What a control says, as its result holds it. Reactive.
    pub fn answer<'a>(&self, control: &str, of: impl Into<Of<'a>>) -> Option<Value> {
        self.paper.with(|p| p.document.answer(control, of).cloned())
    }

    pub fn selected_region(&self) -> Option<Arc<RegionView>> {
        let id = self.selected.get()?;
        self.region(&id)
    }

    /// Reactive.
    pub fn region(&self, id: &str) -> Option<Arc<RegionView>> {
        let at = self.paper.with_untracked(|p| p.document.place_of(id));
        self.regions.with(|all| {
            let there = at.and_then(|at| all.get(at)).filter(|r| r.id == id);
            // One that is only suggested stands in no document.
            there.or_else(|| all.iter().find(|r| r.id == id)).cloned()
        })
    }

    /// Which item of an object shows.
    pub fn item(&self, object: &str) -> Option<u32> {
        self.items.with(|items| items.get(object).copied())
    }

    pub fn is_locked(&self, id: &str) -> bool {
        self.side.is_view()
            || self.locked.with_untracked(|l| l.contains(id))
            || untrack(|| self.region(id)).is_some_and(|region| region.readonly)
    }

    pub fn is_hidden(&self, id: &str) -> bool {
        self.hidden.with_untracked(|h| h.contains(id))
    }

    /// Selects one region, or none.
    pub fn select(&self, id: Option<String>) {
        self.pick(id.into_iter().collect());
    }

    /// Selects these regions and no others.
    pub fn pick(&self, ids: Vec<String>) {
        if self.picked.with_untracked(|picked| *picked != ids) {
            self.picked.set(ids);
        }
    }

    /// One more region is selected, or one less.
    pub fn pick_or_drop(&self, id: &str) {
        self.picked.update(|picked| match picked.iter().position(|known| known == id) {
            Some(at) => drop(picked.remove(at)),
            None => picked.push(id.to_owned()),
        });
    }

    /// Reactive.
    pub fn is_picked(&self, id: &str) -> bool {
        self.picked.with(|picked| picked.iter().any(|known| known == id))
    }

    pub fn select_or_clear(&self, id: &str) {
        let again = self.selected.with_untracked(|s| s.as_deref() == Some(id));
        self.select((!again).then(|| id.to_owned()));
    }

    /// Selects the next region in the list, or the one before; false past either end.
    pub fn cycle(&self, back: bool) -> bool {
        let current = self.selected.get_untracked();
        let next = self.regions.with_untracked(|all| {
            let at = current.as_ref().and_then(|id| all.iter().position(|r| r.id == *id));
            let next = match (at, back) {
                (None, false) => 0,
                (None, true) => all.len().checked_sub(1)?,
                (Some(at), false) => at + 1,
                (Some(at), true) => at.checked_sub(1)?,
            };
            all.get(next).map(|r| r.id.clone())
        });
        let found = next.is_some();
        self.select(next);
        found
    }

    pub fn toggle_hidden(&self, id: &str) {
        self.hidden.update(|set| toggle(set, id));
    }

    pub fn toggle_locked(&self, id: &str) {
        self.locked.update(|set| toggle(set, id));
    }

    /// Every region is hidden (and there are some).
    pub fn all_hidden(&self) -> bool {
        self.regions
            .with(|all| !all.is_empty() && self.hidden.with(|h| all.iter().all(|r| h.contains(&r.id))))
    }

    pub fn toggle_all_hidden(&self) {
        let all_hidden = untrack(|| self.all_hidden());
        let all: BTreeSet<String> = self.regions.with_untracked(|r| r.iter().map(|r| r.id.clone()).collect());
        self.hidden.set(if all_hidden { BTreeSet::new() } else { all });
    }

    pub fn can_undo(&self) -> bool {
        self.paper.with(|p| p.history.can_undo())
    }

    pub fn can_redo(&self) -> bool {
        self.paper.with(|p| p.history.can_redo())
    }

    /// A label is active for the next region, or is borne by the selected one. Reactive.
    pub fn label_is_on(&self, control: &str, value: &str) -> bool {
        let borne = self.selected_region().filter(|r| r.is_of(&self.setup(), control));
        match borne {
            Some(region) if value == UNLABELED => !region.labels.iter().any(|label| label.control == control),
            Some(region) => region.bears(control, value),
            None => self.active.with(|a| a.iter().any(|a| a.control == control && a.value == value)),
        }
    }

    /// The labels that the next region of an object gets.
    pub fn active_for(&self, object: &str) -> Vec<Active> {
        let setup = self.setup();
        self.active.with_untracked(|all| {
            all.iter()
                .filter(|a| setup.control(&a.control).is_some_and(|c| c.to_names.iter().any(|n| n == object)))
                .cloned()
                .collect()
        })
    }

    /// Says what can be seen anyway to those who cannot see it.
    pub fn say(&self, words: impl Into<String>) {
        self.notice.set(words.into());
    }

    /// Tells everybody what cannot be seen otherwise: why something was refused, how to go on.
    pub fn tell(&self, words: impl Into<String>) {
        let words = words.into();
        self.toast.set(words.clone());
        self.notice.set(words);
    }
}

fn toggle(set: &mut BTreeSet<String>, id: &str) {
    if !set.remove(id) {
        set.insert(id.to_owned());
    }
}

/// Labels that the config wants active from the start.
fn active_from_config(setup: &Setup) -> Vec<Active> {
    let labels = setup.config.controls().iter().filter(|c| c.labels().is_some());
    labels
        .flat_map(|c| {
            let name = c.name.clone();
            setup.offers(&c.name).iter().filter(|o| o.selected).map(move |o| Active {
                control: name.clone(),
                value: o.stored.clone(),
                used: false,
            })
        })
        .collect()
}
