//! Selecting: the browser's selection followed into the work, and what a click, a drag and a key do with it.

use super::Reader;
use super::places::{self, Ends};
use crate::editor::keyboard;
use crate::editor::state::Pending;
use crate::model::config::Granularity;
use crate::model::result::Span;
use crate::model::text;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

impl Reader {
    /// Follows the browser's selection into `work.pending`, as long as it stays inside this text; a drag that ends
    /// outside of it ends all the same.
    pub(super) fn watch_selection(self) {
        keyboard::on_document::<web_sys::Event>("selectionchange", move |_| self.selection_changed());
        keyboard::on_document::<MouseEvent>("mouseup", move |ev| {
            if self.pressed.get_value() {
                self.pressed.set_value(false);
                self.released(&ev);
            }
        });
    }

    fn selection_changed(&self) {
        // The browser tells of what was selected before; what is to be selected is held already.
        if self.awaits_page.get_value() {
            return;
        }
        let Some(ends) = self.element().and_then(|root| places::selected(&root)) else { return };
        self.hold(ends);
        self.caret.follow();
        self.offer(ends);
    }

    /// What is selected waits for a label.
    fn offer(&self, ends: Ends) {
        if self.manner().selectable {
            let pending = self.pending(self.snapped(ends.span()));
            if self.work.pending.with_untracked(|known| *known != pending) {
                self.work.pending.set(pending);
            }
        }
    }

    /// Remembers a selection, and keeps the blocks of its ends in the page, with their neighbours for the caret.
    fn hold(&self, ends: Ends) {
        self.held.set_value(Some(ends));
        let source = self.source();
        let (anchor, focus) = (source.blocks().at(ends.anchor), source.blocks().at(ends.focus));
        self.window.pin(vec![anchor, focus.saturating_sub(1), focus, focus + 1]);
        if self.current.get_untracked() != focus {
            self.current.set(focus);
        }
    }

    /// Blocks are about to be redrawn, and the browser forgets a selection whose text goes away.
    pub(super) fn keep_selection(self) {
        let Some(before) = self.element().and_then(|root| places::selected(&root)) else { return };
        if self.pressed.get_value() {
            return;
        }
        request_animation_frame(move || {
            let Some(root) = self.element() else { return };
            if self.held.get_value() == Some(before) && places::selected(&root) != Some(before) {
                places::select(&root, before);
                self.caret.follow();
            }
        });
    }

    /// Selects by code points, also what does not stand in the page yet: it counts as selected at once, and shows as soon
    /// as its blocks are there.
    pub fn select(&self, ends: Ends) {
        self.hold(ends);
        self.offer(ends);
        self.awaits_page.set_value(true);
        let reader = *self;
        if self.shown_as_held() {
            // Blocks that go out of the page now may move it.
            return request_animation_frame(move || {
                if reader.element().is_some() {
                    reader.caret.follow();
                }
            });
        }
        request_animation_frame(move || {
            if reader.awaits_page.try_get_value() == Some(true) && !reader.shown_as_held() {
                reader.awaits_page.set_value(false);
            }
        });
    }

    /// Has the page show what is held, if it awaits that; false as long as its blocks are not there. They come before the
    /// next key does.
    fn shown_as_held(&self) -> bool {
        let held = self.held.get_value().filter(|_| self.awaits_page.get_value());
        let (Some(root), Some(ends)) = (self.element(), held) else { return true };
        let span = ends.span();
        if span.start < span.end
            && self.manner().selectable
            && self.work.pending.with_untracked(Option::is_none)
        {
            // It has got its label already.
            self.awaits_page.set_value(false);
            return true;
        }
        let shown = places::select(&root, ends);
        if shown {
            self.awaits_page.set_value(false);
            self.caret.appear();
        }
        shown
    }

    /// The granularity of the label that the next region gets, else the object's.
    fn granularity(&self) -> Granularity {
        let setup = self.work.setup();
        let own =
            self.work.active_for(&self.name()).into_iter().find_map(|active| {
                setup.control(&active.control)?.labels()?.option(&active.value)?.granularity
            });
        own.unwrap_or_else(|| self.manner().granularity)
    }

    pub(super) fn snapped(&self, span: Span) -> Span {
        let source = self.source();
        source.tidy(text::snapped(source.index(), span, self.granularity()))
    }

    /// A span waiting for its label; `None` for one that covers nothing.
    pub(super) fn pending(&self, span: Span) -> Option<Pending> {
        let source = self.source();
        let span = source.tidy(span);
        let area = source.area(span).filter(|_| span.start < span.end)?;
        Some(Pending { object: self.name().to_string(), area, text: source.index().slice(span).to_owned() })
    }

    pub(super) fn press(&self, ev: &web_sys::PointerEvent) {
        if ev.button() != 0 {
            return;
        }
        self.pressed.set_value(true);
        self.awaits_page.set_value(false);
        self.work.pending.set(None);
        self.caret.hide();
    }

    /// The button was let go: a selection was drawn, or a place was clicked once, twice or three times.
    fn released(&self, ev: &MouseEvent) {
        let Some(root) = self.element() else { return };
        let Some(anchor) = places::anchor(&root) else { return };
        let there = || places::at_point(&root, f64::from(ev.client_x()), f64::from(ev.client_y()));
        let Some(focus) = places::selected(&root).map(|ends| ends.focus).or_else(there) else { return };
        let span = Ends::new(anchor, focus).span();
        match ev.detail() {
            2 => self.clicked_twice(span),
            3.. => self.clicked_thrice(span),
            _ if ev.alt_key() || span.start == span.end => {
                self.doubled.set_value(false);
                self.click(focus, ev.ctrl_key() || ev.meta_key());
            }
            _ => {
                self.label(span);
            }
        }
    }

    /// A double click is for the word, whatever the browser takes for one.
    fn clicked_twice(&self, span: Span) {
        let source = self.source();
        let word = text::trimmed(source.index(), text::word_at(source.index(), span.start));
        self.doubled.set_value(word.start < word.end && self.label_or_select(word));
    }

    /// A third click is for the line, and takes back what the second one did.
    fn clicked_thrice(&self, span: Span) {
        if self.doubled.get_value() {
            self.doubled.set_value(false);
            self.work.undo();
        }
        let source = self.source();
        let line = text::paragraph_at(source.index(), span.start);
        if line.start < line.end {
            self.label_or_select(line);
        }
    }

    /// Labels a span, or has the page show that this is what waits for a label.
    fn label_or_select(&self, span: Span) -> bool {
        let made = self.label(span);
        if let Some(root) = self.element().filter(|_| !made) {
            places::select(&root, Ends::new(span.start, span.end));
        }
        made
    }

    /// Selects the innermost region at a place; again there, the next one out. With `more`, one more or one less.
    pub(super) fn click(&self, place: u32, more: bool) {
        let here = self.regions_at(place);
        if more {
            if let Some(innermost) = here.first() {
                self.work.pick_or_drop(innermost);
            }
            return;
        }
        let current = self.work.selected.get_untracked();
        let again = here.iter().position(|id| Some(id) == current.as_ref());
        self.work.select(again.map_or(here.first(), |at| here.get(at + 1)).cloned());
    }

    /// Gives a span to the active label; without one it stays selected, waiting for a label's key or click. True if a
    /// region was made.
    pub fn label(&self, span: Span) -> bool {
        let span = self.snapped(span);
        self.label_exactly(span)
    }

    /// The same for a span as it is. Where blocks are left out in its midst, each part in sight is labeled.
    pub fn label_exactly(&self, span: Span) -> bool {
        if !self.manner().selectable {
            return false;
        }
        let mut made = false;
        for part in self.parts_in_sight(span) {
            let Some(pending) = self.pending(part) else { continue };
            self.work.pending.set(Some(pending));
            made |= self.work.label_pending();
        }
        made
    }

    /// A span without the blocks that are left out on purpose.
    fn parts_in_sight(&self, span: Span) -> Vec<Span> {
        let source = self.source();
        let blocks = source.blocks();
        let touched = blocks.touched(span);
        if !touched.clone().any(|block| self.window.is_hidden(block)) {
            return vec![span];
        }
        let mut parts: Vec<(usize, Span)> = Vec::new();
        for block in touched.filter(|block| !self.window.is_hidden(*block)) {
            let Some(whole) = blocks.get(block) else { continue };
            let here = Span { start: span.start.max(whole.start), end: span.end.min(whole.end) };
            match parts.last_mut() {
                Some((last, part)) if *last + 1 == block => (*last, part.end) = (block, here.end),
                _ => parts.push((block, here)),
            }
        }
        parts.into_iter().map(|(_, part)| part).collect()
    }

    /// What a key does while the text has the focus; true if it did something.
    pub(super) fn key(&self, ev: &KeyboardEvent) -> bool {
        self.shown_as_held();
        let primary = ev.ctrl_key() || ev.meta_key();
        let last = self.source().index().len();
        let now = || self.held.get_value().unwrap_or(Ends::new(0, 0));
        let go = |to: u32| {
            let from = if ev.shift_key() { now().anchor } else { to };
            self.reveal(to);
            self.select(Ends::new(from, to));
        };
        match ev.key().as_str() {
            _ if ev.alt_key() => return false,
            "a" | "A" if primary && !ev.shift_key() && self.manner().selectable => {
                self.select(Ends::new(0, last));
            }
            "Home" if primary => go(0),
            "End" if primary => go(last),
            "Enter" if !primary && self.work.is_aiming() => return false,
            "Enter" if !primary => return self.enter(),
            _ => {
                let moved = self.caret.key(ev, || self.restore(now()));
                if moved {
                    // The browser tells of it later than the next key may come.
                    self.selection_changed();
                }
                return moved;
            }
        }
        true
    }

    /// Puts the browser's selection back where it was; where its text does not stand in the page, to the first block that
    /// does.
    fn restore(&self, ends: Ends) -> bool {
        let Some(root) = self.element() else { return false };
        if places::select(&root, Ends::new(ends.focus, ends.focus)) {
            return true;
        }
        let source = self.source();
        let first = self.window.placed.with_untracked(|(placed, _)| placed.first().map(|p| p.block));
        let start = first.and_then(|block| source.blocks().get(block)).map_or(0, |block| block.start);
        places::select(&root, Ends::new(start, start))
    }

    /// What is selected, whether the page shows it yet or not.
    fn ends(&self) -> Option<Ends> {
        if self.awaits_page.get_value() {
            return self.held.get_value();
        }
        places::selected(&self.element()?)
    }

    fn enter(&self) -> bool {
        match self.ends() {
            Some(ends) if ends.anchor != ends.focus => {
                self.label(ends.span());
                true
            }
            Some(ends) => {
                self.click(ends.focus, false);
                true
            }
            None => false,
        }
    }

    /// The place of the caret or of the selection's moving end.
    pub fn focus(&self) -> Option<u32> {
        self.held.get_value().map(|ends| ends.focus)
    }

    /// What is copied is the text itself, also the part of it that does not stand in the page, and no names of labels.
    pub(super) fn copied(&self, ev: &web_sys::Event) {
        use wasm_bindgen::JsCast;
        let Some(ends) = self.ends() else { return };
        if ends.anchor == ends.focus {
            return;
        }
        let data = js_sys::Reflect::get(ev, &"clipboardData".into()).ok();
        let Some(data) = data.and_then(|data| data.dyn_into::<web_sys::DataTransfer>().ok()) else { return };
        let source = self.source();
        if data.set_data("text/plain", source.index().slice(ends.span())).is_ok() {
            ev.prevent_default();
        }
    }
}
