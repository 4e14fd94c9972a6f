//! One HyperText object at work: what hands and keys do in its frame, and what comes of it.

use super::bridge;
use super::layout::{Rect, next_at};
use super::paper::Paper;
use crate::editor::keyboard::listen_to;
use crate::editor::state::Work;
use crate::model::config::Granularity;
use crate::model::result::Span;
use crate::ui::effect::Effect;
use leptos::html::Iframe;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, KeyboardEvent, KeyboardEventInit, MouseEvent, Node};

/// What the config says of the object.
#[derive(Clone, Debug, PartialEq)]
pub struct Manner {
    pub object: String,
    pub granularity: Granularity,
    /// `selectionEnabled`: regions can be made here.
    pub selects: bool,
    /// `clickableLinks`.
    pub links: bool,
    /// `showLabels`.
    pub names: bool,
    /// `highlightColor`: of every region, whatever its label's.
    pub color: Option<String>,
}

#[derive(Clone, Copy)]
pub struct Session {
    pub work: Work,
    pub manner: StoredValue<Arc<Manner>>,
    pub frame: NodeRef<Iframe>,
    pub paper: StoredValue<Option<Rc<Paper>>, LocalStorage>,
    /// Counts up when the document is built or laid out anew.
    pub laid: RwSignal<u32>,
    /// How far the frame is scrolled.
    pub scrolled: RwSignal<(f64, f64)>,
    pub caret: RwSignal<Option<Rect>>,
    /// The keys go to the document.
    pub focused: RwSignal<bool>,
    /// The regions that can be shown, with what they cover.
    pub spans: RwSignal<Vec<(String, Span)>>,
    /// When it was laid out last: width of the frame, height of what is in it.
    size: StoredValue<(i32, i32)>,
    /// A pointer is drawing a selection.
    drawing: StoredValue<bool>,
    /// The selection that was seen last: asking for words moves it for a moment.
    seen: StoredValue<Option<Span>>,
}

impl Session {
    pub fn new(work: Work, manner: Manner) -> Self {
        Self {
            work,
            manner: StoredValue::new(Arc::new(manner)),
            frame: NodeRef::new(),
            paper: StoredValue::new_local(None),
            laid: RwSignal::new(0),
            scrolled: RwSignal::new((0.0, 0.0)),
            caret: RwSignal::new(None),
            focused: RwSignal::new(false),
            spans: RwSignal::new(Vec::new()),
            size: StoredValue::new((0, 0)),
            drawing: StoredValue::new(false),
            seen: StoredValue::new(None),
        }
    }

    pub fn paper(&self) -> Option<Rc<Paper>> {
        self.paper.try_get_value().flatten()
    }

    pub fn manner(&self) -> Arc<Manner> {
        self.manner.get_value()
    }

    /// The frame takes the height of its document, and what is painted over it its places. Nothing happens while
    /// nobody can see it.
    pub fn lay_out(&self) {
        let Some(paper) = self.paper() else { return };
        let Some(frame) = self.frame.get_untracked().filter(|frame| frame.client_width() > 0) else { return };
        paper.fit(&frame);
        self.size.set_value(paper.size(&frame));
        self.scrolled.set(paper.scrolled());
        self.laid.update(|n| *n += 1);
    }

    /// The same, unless everything is as large as it was.
    pub fn lay_out_if_changed(&self) {
        let Some(paper) = self.paper() else { return };
        let Some(frame) = self.frame.get_untracked() else { return };
        if self.size.get_value() != paper.size(&frame) {
            self.lay_out();
        }
    }

    /// Listens to the frame's document for as long as the current owner lives.
    pub fn listen(self, paper: &Paper) {
        let document: EventTarget = paper.document.clone().into();
        listen_to::<MouseEvent>(&document, "pointerdown", move |_| self.pointer_down());
        for end in ["pointerup", "pointercancel"] {
            listen_to::<MouseEvent>(&document, end, move |_| self.drawing.set_value(false));
        }
        listen_to::<MouseEvent>(&document, "mouseup", move |ev| {
            if ev.button() == 0 && ev.detail() < 2 {
                self.finish_pointer();
            }
        });
        listen_to::<MouseEvent>(&document, "dblclick", move |_| self.finish_word());
        listen_to::<MouseEvent>(&document, "click", move |ev| self.follow_link(&ev));
        listen_to::<MouseEvent>(&document, "auxclick", move |ev| {
            if ev.button() == 1 {
                self.follow_link(&ev);
            }
        });
        listen_to::<web_sys::Event>(&document, "dragstart", move |ev| ev.prevent_default());
        listen_to::<web_sys::Event>(&document, "submit", move |ev| ev.prevent_default());
        listen_to::<web_sys::Event>(&document, "selectionchange", move |_| self.selection_changed());
        listen_to::<KeyboardEvent>(&document, "keydown", move |ev| self.key_down(&ev));
        listen_to::<KeyboardEvent>(&document, "keyup", move |ev| self.hand_on(&ev));
        listen_to::<web_sys::Event>(&document, "focusin", move |_| self.focused.set(true));
        listen_to::<web_sys::Event>(&document, "focusout", move |_| {
            self.focused.set(false);
            self.caret.set(None);
        });
        listen_to::<web_sys::Event>(&document, "toggle", move |_| self.lay_out());
        if let Some(window) = paper.document.default_view() {
            listen_to::<web_sys::Event>(&window.into(), "scroll", move |_| {
                if let Some(paper) = self.paper() {
                    self.scrolled.set(paper.scrolled());
                }
            });
        }
    }

    /// A label was given, or another object has the selection: ours goes.
    pub fn follow_pending(self) {
        let waits = Memo::new(move |_| bridge::is_waiting(self.work, &self.manner().object));
        Effect::new(move |before: Option<bool>| {
            let waiting = waits.get();
            if before == Some(true)
                && !waiting
                && !self.drawing.get_value()
                && let Some(paper) = self.paper()
                && paper.selection().is_some_and(|selection| !selection.is_collapsed())
            {
                paper.clear_selection();
            }
            waiting
        });
    }

    fn pointer_down(&self) {
        self.drawing.set_value(true);
        self.seen.set_value(None);
        self.caret.set(None);
        self.work.pending.set(None);
    }

    /// A selection was drawn with the pointer, or a place was clicked.
    fn finish_pointer(&self) {
        self.drawing.set_value(false);
        let Some(span) = self.paper().and_then(|paper| paper.selected()) else { return };
        if span.start < span.end {
            self.label(span);
        } else {
            self.select_at(span.start);
        }
    }

    fn finish_word(&self) {
        let Some(paper) = self.paper() else { return };
        let Some(span) = paper.selected() else { return };
        let word = paper.text.word_at(span.start);
        if word.start < word.end {
            self.label(word);
        }
    }

    /// Gives a span to the active label; without one it stays selected, waiting for a label's key or click.
    fn label(&self, span: Span) {
        if self.offer(span) && self.work.label_pending() {
            self.seen.set_value(None);
            if let Some(paper) = self.paper() {
                paper.clear_selection();
            }
        }
    }

    /// Lets a span wait for a label; false if there is nothing in it that could bear one.
    fn offer(&self, span: Span) -> bool {
        let (Some(paper), manner) = (self.paper(), self.manner()) else { return false };
        if !manner.selects {
            return false;
        }
        let snapped = paper.text.snapped(span, manner.granularity);
        let Some((range, exact)) = paper.text.range_of(snapped).filter(|_| snapped.start < snapped.end)
        else {
            bridge::wait_no_more(self.work, &manner.object);
            return false;
        };
        let words = paper.words(exact);
        self.seen.set_value(paper.selected());
        bridge::wait(self.work, &manner.object, range, words);
        true
    }

    fn selection_changed(&self) {
        let Some(paper) = self.paper().filter(|_| !self.drawing.get_value()) else { return };
        let selected = paper.selected();
        if selected == self.seen.get_value() {
            return;
        }
        self.seen.set_value(selected);
        match selected.filter(|span| span.start < span.end) {
            Some(span) => drop(self.offer(span)),
            None => bridge::wait_no_more(self.work, &self.manner().object),
        }
        if self.caret.with_untracked(Option::is_some) {
            self.caret.set(paper.caret());
        }
    }

    /// Selects the innermost region at a place; again, the next one out.
    fn select_at(&self, place: u32) {
        let next = self.spans.with_untracked(|spans| {
            let spans: Vec<(&str, Span)> = spans.iter().map(|(id, span)| (id.as_str(), *span)).collect();
            let selected = self.work.selected.get_untracked();
            next_at(&spans, place, selected.as_deref()).map(str::to_owned)
        });
        self.work.select(next);
    }

    /// Links lead nowhere inside the frame: out of it where the config lets them, else they are text.
    fn follow_link(&self, ev: &MouseEvent) {
        let Some(link) = link_at(ev.target()) else { return };
        ev.prevent_default();
        let selecting =
            self.paper().and_then(|paper| paper.selected()).is_some_and(|span| span.start < span.end);
        let Some(address) = link.get_attribute("href").filter(|href| !href.starts_with('#')) else { return };
        if self.manner().links && !selecting {
            // A browser that opens no window tells its user so itself.
            let _ = window().open_with_url_and_target_and_features(&address, "_blank", "noopener,noreferrer");
        }
    }

    fn key_down(&self, ev: &KeyboardEvent) {
        if ev.is_composing() {
            return;
        }
        if self.move_caret(ev) {
            ev.prevent_default();
            // The browser tells of it later than the next key may come.
            self.selection_changed();
        } else if self.confirm(ev) {
            ev.prevent_default();
        } else {
            self.hand_on(ev);
        }
    }

    /// Enter labels what is selected, or selects the region at the caret. On a link that can be opened it opens it.
    fn confirm(&self, ev: &KeyboardEvent) -> bool {
        let plain = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
        let elsewhere = self.work.is_aiming() || (self.manner().links && link_at(ev.target()).is_some());
        if ev.key() != "Enter" || !plain || elsewhere {
            return false;
        }
        match self.paper().and_then(|paper| paper.selected()) {
            Some(span) if span.start < span.end => self.label(span),
            Some(span) => self.select_at(span.start),
            None => return false,
        }
        true
    }

    /// A key that means nothing here goes to the page, where labels and commands have theirs.
    fn hand_on(&self, ev: &KeyboardEvent) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let init = KeyboardEventInit::new();
        init.set_key(&ev.key());
        init.set_code(&ev.code());
        init.set_location(ev.location());
        init.set_repeat(ev.repeat());
        init.set_ctrl_key(ev.ctrl_key());
        init.set_alt_key(ev.alt_key());
        init.set_shift_key(ev.shift_key());
        init.set_meta_key(ev.meta_key());
        init.set_bubbles(true);
        init.set_cancelable(true);
        let Ok(copy) = KeyboardEvent::new_with_keyboard_event_init_dict(&ev.type_(), &init) else { return };
        if frame.dispatch_event(&copy) == Ok(false) {
            ev.prevent_default();
        }
    }
}

/// The link around what an event happened to.
fn link_at(target: Option<EventTarget>) -> Option<Element> {
    let node: Node = target?.unchecked_into();
    let element: Element =
        if node.node_type() == Node::ELEMENT_NODE { node.unchecked_into() } else { node.parent_element()? };
    element.closest("a").ok().flatten()
}
