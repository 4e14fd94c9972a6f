//! Selections snapped to words, sentences and paragraphs, which never reach across the edges of blocks.

use super::text::HtmlText;
use crate::model::config::Granularity;
use crate::model::result::Span;
use crate::model::text::{self, TextIndex};

impl HtmlText {
    /// A selection as the object's granularity takes it.
    pub fn snapped(&self, span: Span, granularity: Granularity) -> Span {
        if granularity == Granularity::Symbol {
            return span;
        }
        let trimmed = text::trimmed(&self.index, span);
        if trimmed.start >= trimmed.end {
            return trimmed;
        }
        let first = self.block_at(trimmed.start);
        let last = self.block_at(trimmed.end - 1);
        let head = Span { start: trimmed.start, end: trimmed.end.min(first.end) };
        let tail = Span { start: trimmed.start.max(last.start), end: trimmed.end };
        Span {
            start: self.inside(first, head, |index, span| text::snapped(index, span, granularity)).start,
            end: self.inside(last, tail, |index, span| text::snapped(index, span, granularity)).end,
        }
    }

    /// The word that a place lies in or touches; empty where there is none.
    pub fn word_at(&self, place: u32) -> Span {
        let block = self.block_at(place);
        self.inside(block, Span { start: place, end: place }, |index, span| {
            text::trimmed(index, text::word_at(index, span.start))
        })
    }

    /// The stretch between two edges that a place lies in; at an edge, the one behind it.
    fn block_at(&self, place: u32) -> Span {
        let after = self.edges.partition_point(|edge| *edge <= place);
        let start = after.checked_sub(1).and_then(|before| self.edges.get(before)).copied().unwrap_or(0);
        Span { start, end: self.edges.get(after).copied().unwrap_or_else(|| self.len()) }
    }

    /// Asks of a block's own text.
    fn inside(&self, block: Span, span: Span, ask: impl FnOnce(&TextIndex, Span) -> Span) -> Span {
        let index = TextIndex::new(self.slice(block));
        let place = |place: u32| place.clamp(block.start, block.end) - block.start;
        let found = ask(&index, Span { start: place(span.start), end: place(span.end) });
        Span { start: found.start + block.start, end: found.end + block.start }
    }
}
