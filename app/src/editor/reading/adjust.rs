//! Moving the ends of a region: by keys, and the rules that dragging them follows too.

use super::Reader;
use crate::editor::browser;
use crate::editor::keyboard;
use crate::editor::keymap::Context;
use crate::editor::keys::{Command, Focus};
use crate::messages::t;
use crate::model::ops::Operation;
use crate::model::result::Span;
use crate::model::text::{self, Step};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// An end of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Start,
    End,
}

/// A span with one end put elsewhere; the other end stays, and at least one character is left between.
pub fn with_end(span: Span, end: End, place: u32) -> Span {
    match end {
        End::Start => Span { start: place.min(span.end.saturating_sub(1)), end: span.end },
        End::End => Span { start: span.start, end: place.max(span.start + 1) },
    }
}

impl Reader {
    /// The region that is selected, if it is one of this text.
    fn selected_here(&self) -> Option<(String, Span)> {
        let id = self.work.selected.try_get_untracked().flatten()?;
        let span = self.shelf.try_get_value()?.get(&id)?.span;
        Some((id, span))
    }

    /// The same, if it may be changed.
    pub(super) fn adjustable(&self) -> Option<(String, Span)> {
        self.selected_here().filter(|(id, _)| !self.work.is_locked(id))
    }

    /// Keys move an end of the selected region by a sign, with shift by a word.
    pub(super) fn adjust_by_key(&self, ev: &KeyboardEvent) {
        if ev.default_prevented() || browser::focus_of(ev.target()) == Focus::Field {
            return;
        }
        let Some(Command::MoveEnd { of_start, forward, by_word }) = keyboard::asked(ev, Context::Text) else {
            return;
        };
        let end = if of_start { End::Start } else { End::End };
        let Some((id, span)) = self.selected_here() else { return };
        // Else the browser would leave the page.
        ev.prevent_default();
        let size = if by_word { Step::Word } else { Step::Sign };
        let from = if end == End::Start { span.start } else { span.end };
        let source = self.source();
        let place = text::step(source.index(), from, forward, size);
        if self.put(&id, with_end(span, end, place)) {
            self.reveal_end(end, &id);
        }
    }

    fn reveal_end(&self, end: End, id: &str) {
        let reader = *self;
        let id = id.to_owned();
        request_animation_frame(move || {
            let Some(Some(span)) = reader.shelf.try_get_value().map(|s| s.get(&id).map(|e| e.span)) else {
                return;
            };
            reader.center(if end == End::Start { span.start } else { span.end.saturating_sub(1) });
        });
    }

    /// Puts a region elsewhere in the text, with what it covers there; false if that changes nothing.
    pub(super) fn put(&self, id: &str, span: Span) -> bool {
        let source = self.source();
        let span = source.tidy(span);
        let Some(area) = source.area(span).filter(|_| span.start < span.end) else { return false };
        if self.work.is_locked(id) {
            self.work.tell(t().editor.locked);
            return false;
        }
        let covered = source.index().slice(span).to_owned();
        let said = (t().reading.covers)(&shortened(&covered));
        let done =
            self.work.apply(&[Operation::SetArea { region: id.to_owned(), area, text: Some(covered) }]);
        if done {
            self.work.say(said);
        }
        done
    }
}

/// The two ends of a long text.
fn shortened(text: &str) -> String {
    const KEPT: usize = 40;
    let count = text.chars().count();
    if count <= 2 * KEPT {
        return text.to_owned();
    }
    let head: String = text.chars().take(KEPT).collect();
    let tail: String = text.chars().skip(count - KEPT).collect();
    format!("{head} … {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_moves_alone_and_never_past_the_other() {
        let span = Span { start: 10, end: 20 };
        assert_eq!(with_end(span, End::Start, 3), Span { start: 3, end: 20 });
        assert_eq!(with_end(span, End::Start, 30), Span { start: 19, end: 20 });
        assert_eq!(with_end(span, End::End, 25), Span { start: 10, end: 25 });
        assert_eq!(with_end(span, End::End, 2), Span { start: 10, end: 11 });
    }

    #[test]
    fn what_a_long_region_covers_is_told_by_its_ends() {
        assert_eq!(shortened("short"), "short");
        let told = shortened(&"ab".repeat(100));
        assert_eq!(told.chars().count(), 83);
    }
}
