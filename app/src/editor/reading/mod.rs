//! Reading a text to label it: regions shown so that overlaps stay readable, spans selected by pointer or by a keyboard
//! caret, ends of regions moved. What Text and Paragraphs share: both are one text in blocks here, and only their
//! `Source` tells them apart. The browser's selection in terms of code points (`places`), the caret, the painting of
//! blocks and the window on long texts serve any text that marks its stretches with `data-s` and its blocks with `data-b`.

mod adjust;
mod body;
pub mod caret;
mod find;
mod grips;
pub mod paint;
pub mod places;
mod select;
mod shelf;
mod source;
mod window;

pub use body::Body;
pub use source::Source;

use super::anchors::Surface;
use super::css;
use super::keyboard;
use super::state::{Pending, Work};
use crate::model::config::{Granularity, ObjectTag};
use crate::model::result::Span;
use crate::model::text;
use crate::ui::effect::Effect;
use caret::Caret;
use grips::Grips;
use leptos::html::Div;
use leptos::prelude::*;
use paint::{Look, Mark};
use places::Ends;
use shelf::{Entry, Shelf};
use std::collections::HashSet;
use std::sync::Arc;
use web_sys::{DomRect, HtmlElement};
use window::Window;

/// What an object's attributes say of reading it.
#[derive(Clone, Debug)]
struct Manner {
    granularity: Granularity,
    /// `selectionEnabled`
    selectable: bool,
    /// `highlightColor`
    highlight: Option<String>,
    look: Look,
}

impl Manner {
    fn of(work: Work, object: &ObjectTag) -> Self {
        let attrs = work.setup().config.node(object.node).map(|n| n.attrs.clone()).unwrap_or_default();
        Self {
            granularity: object.granularity,
            selectable: attrs.bool_or("selectionEnabled", true),
            highlight: attrs.get("highlightColor").and_then(css::color),
            look: Look {
                show_labels: attrs.bool_or("showLabels", true),
                links: attrs.bool_or("clickableLinks", false),
            },
        }
    }
}

/// Handles to one text on screen; copied into its views.
#[derive(Clone, Copy)]
pub struct Reader {
    pub work: Work,
    pub root: NodeRef<Div>,
    pub window: Window,
    pub caret: Caret,
    grips: Grips,
    object: StoredValue<Arc<str>>,
    source: StoredValue<Arc<Source>>,
    manner: StoredValue<Arc<Manner>>,
    shelf: StoredValue<Arc<Shelf>>,
    /// One for each block: counts up when what it shows changes.
    versions: StoredValue<Arc<[RwSignal<u32>]>>,
    /// A region whose end is being dragged, and where it would be.
    preview: RwSignal<Option<(String, Span)>>,
    /// The selection as it was last seen in this text.
    held: StoredValue<Option<Ends>>,
    /// What is held is not yet what the page shows as selected.
    awaits_page: StoredValue<bool>,
    /// The block that the caret, the last click or the selection's moving end is in.
    pub current: RwSignal<usize>,
    pressed: StoredValue<bool>,
    /// A double click made the newest region.
    doubled: StoredValue<bool>,
}

impl Reader {
    /// `beside`: how many pixels a block takes beside its text.
    pub fn new(work: Work, object: &ObjectTag, source: Source, beside: f64) -> Self {
        let root = NodeRef::new();
        let window = Window::new(root, source.shape(), beside);
        let versions = source.blocks().iter().map(|_| RwSignal::new(0)).collect();
        let reader = Self {
            work,
            root,
            window,
            caret: Caret::new(root),
            grips: Grips::new(),
            object: StoredValue::new(object.name.as_str().into()),
            source: StoredValue::new(Arc::new(source)),
            manner: StoredValue::new(Arc::new(Manner::of(work, object))),
            shelf: StoredValue::new(Arc::default()),
            versions: StoredValue::new(versions),
            preview: RwSignal::new(None),
            held: StoredValue::new(None),
            awaits_page: StoredValue::new(false),
            current: RwSignal::new(0),
            pressed: StoredValue::new(false),
            doubled: StoredValue::new(false),
        };
        let first = untrack(|| reader.sorted());
        reader.shelf.set_value(Arc::new(first));
        Effect::new(move |_| reader.resort());
        window.follow(move || reader.moved());
        reader.watch_selection();
        reader.watch_grips();
        reader.watch_keys();
        reader.follow_picked();
        reader.announce();
        reader
    }

    pub fn name(&self) -> Arc<str> {
        self.object.get_value()
    }

    pub fn source(&self) -> Arc<Source> {
        self.source.get_value()
    }

    fn manner(&self) -> Arc<Manner> {
        self.manner.get_value()
    }

    fn element(&self) -> Option<HtmlElement> {
        use wasm_bindgen::JsCast;
        self.root.try_get_untracked().flatten().map(|root| (*root).clone().unchecked_into())
    }

    /// The regions that show, by block. Reactive.
    fn sorted(&self) -> Shelf {
        let (object, source) = (self.name(), self.source());
        let preview = self.preview.get();
        let picked = self.work.picked.get();
        let picked: HashSet<&str> = picked.iter().map(String::as_str).collect();
        let entries = self.work.hidden.with(|hidden| {
            self.work.regions.with(|all| {
                all.iter()
                    .filter(|r| *r.object == *object && !hidden.contains(&r.id))
                    .filter_map(|r| {
                        let moved = preview.as_ref().filter(|(id, _)| *id == r.id).map(|(_, span)| *span);
                        let span = moved.or_else(|| source.span(&r.area))?;
                        Some(Entry::new(r.clone(), span, picked.contains(r.id.as_str())))
                    })
                    .collect()
            })
        });
        Shelf::new(entries, source.blocks())
    }

    /// Sorts anew, and has the blocks redrawn that show something else.
    fn resort(&self) {
        let (new, old) = (self.sorted(), self.shelf.get_value());
        let changed = new.changed(&old);
        self.shelf.set_value(Arc::new(new));
        if changed.is_empty() {
            return;
        }
        self.keep_selection();
        let versions = self.versions.get_value();
        for version in changed.iter().filter_map(|block| versions.get(*block)) {
            version.update(|n| *n = n.wrapping_add(1));
        }
        self.moved();
    }

    /// The regions at a place, the innermost first.
    pub fn regions_at(&self, place: u32) -> Vec<String> {
        let source = self.source();
        let shelf = self.shelf.get_value();
        shelf.at(place, source.blocks()).iter().map(|entry| entry.region.id.clone()).collect()
    }

    /// The regions of one block in the order of their places.
    pub fn regions_in(&self, block: usize) -> Vec<String> {
        let shelf = self.shelf.get_value();
        let mut here: Vec<(Span, &str)> =
            shelf.in_block(block).map(|entry| (entry.span, entry.region.id.as_str())).collect();
        here.sort_unstable();
        here.into_iter().map(|(_, id)| id.to_owned()).collect()
    }

    /// A region at exactly this span with exactly these labels is there already.
    pub fn is_labeled(&self, span: Span, labels: &[String]) -> bool {
        let shelf = self.shelf.get_value();
        shelf.in_block(self.source().blocks().at(span.start)).any(|entry| {
            let borne = &entry.region.labels;
            entry.span == span
                && borne.len() == labels.len()
                && borne.iter().all(|label| labels.contains(&label.value))
        })
    }

    /// What one block shows. Reactive.
    fn marks(&self, block: usize) -> Vec<Mark> {
        if let Some(version) = self.versions.get_value().get(block) {
            version.track();
        }
        let (source, manner, shelf) = (self.source(), self.manner(), self.shelf.get_value());
        let Some(span) = source.blocks().get(block) else { return Vec::new() };
        shelf.in_block(block).map(|entry| Mark::new(entry, span, manner.highlight.as_deref())).collect()
    }

    /// Where a region stands on the screen: its first line, or a guess where it is not laid out.
    fn rect(&self, id: &str) -> Option<DomRect> {
        let span = self.shelf.try_get_value()?.get(id)?.span;
        let root = self.element()?;
        let source = self.source();
        let block = source.blocks().at(span.start);
        if self.window.is_hidden(block) {
            return None;
        }
        let end = source.blocks().get(block).map_or(span.end, |block| span.end.min(block.end));
        let first = places::rects(&root, Span { start: span.start, end }).into_iter().next();
        first.or_else(|| {
            let outer = root.get_bounding_client_rect();
            let top = self.window.guess_top(block)?;
            DomRect::new_with_x_and_y_and_width_and_height(outer.left(), top, outer.width(), 1.0).ok()
        })
    }

    /// Tells what lies between objects where the regions of this one are.
    fn announce(self) {
        let rect = Box::new(move |id: &str| self.rect(id));
        let snap = Box::new(move |pending: &Pending, granularity: Granularity| {
            let source = self.source.try_get_value()?;
            let span = source.span(&pending.area)?;
            self.pending(text::snapped(source.index(), span, granularity))
        });
        self.work.anchors.register(self.name().to_string(), Surface { rect, snap: Some(snap) });
    }

    /// Something stands elsewhere than before.
    pub fn moved(&self) {
        self.work.anchors.shift();
        self.place_grips_soon();
    }

    /// A region that is selected elsewhere, as in the list, comes into sight.
    fn follow_picked(self) {
        Effect::new(move |_| {
            let Some(id) = self.work.selected.get() else { return };
            request_animation_frame(move || self.reveal_region(&id));
        });
    }

    fn reveal_region(&self, id: &str) {
        let Some(Some(span)) = self.shelf.try_get_value().map(|shelf| shelf.get(id).map(|e| e.span)) else {
            return;
        };
        let Some(root) = self.element() else { return };
        let sight = root.get_bounding_client_rect();
        let first = self.rect(id).map(|rect| rect.top());
        let last = self.bottom(&root, span);
        let is_seen =
            first.is_some_and(|top| top < sight.bottom()) && last.is_some_and(|low| low > sight.top());
        if !is_seen {
            self.reveal(span.start);
        }
    }

    /// Where the last line of a span ends on the screen, or a guess.
    fn bottom(&self, root: &HtmlElement, span: Span) -> Option<f64> {
        let end = span.end.max(span.start + 1);
        let last = places::rects(root, Span { start: end - 1, end }).pop();
        let source = self.source();
        let guess = || self.window.guess_top(source.blocks().at(end - 1) + 1);
        last.map(|rect| rect.bottom()).or_else(guess)
    }

    /// Scrolls so that a place is in sight.
    pub fn reveal(&self, place: u32) {
        let source = self.source();
        let block = source.blocks().at(place);
        self.window.show(block);
        let reader = *self;
        // Once the block is laid out the place in it is known to the pixel.
        request_animation_frame(move || {
            request_animation_frame(move || reader.center(place));
        });
    }

    fn center(&self, place: u32) {
        let Some(root) = self.element() else { return };
        let rects = places::rects(&root, Span { start: place, end: place.saturating_add(1) });
        let Some(rect) = rects.first() else { return };
        let sight = root.get_bounding_client_rect();
        if rect.top() < sight.top() || rect.bottom() > sight.bottom() {
            let by = rect.top() - sight.top() - sight.height() / 3.0;
            root.set_scroll_top(root.scroll_top() + by as i32);
        }
        self.window.scrolled();
    }

    fn watch_keys(self) {
        keyboard::on_document::<web_sys::KeyboardEvent>("keydown", move |ev| self.adjust_by_key(&ev));
    }
}
