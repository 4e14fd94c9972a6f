//! A text that is read on screen: one text, or paragraphs joined to one. Says how areas of results and spans of this text
//! name each other. Everything beside it speaks of spans alone.

use crate::model::result::{Area, Span};
use crate::model::text::{Blocks, Lines, TextIndex};

/// What an object shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Text { index: TextIndex, blocks: Blocks },
    Lines(Lines),
}

impl Source {
    pub fn text(text: String) -> Self {
        let index = TextIndex::new(text);
        let blocks = Blocks::of(&index);
        Self::Text { index, blocks }
    }

    pub const fn index(&self) -> &TextIndex {
        match self {
            Self::Text { index, .. } => index,
            Self::Lines(lines) => &lines.index,
        }
    }

    pub const fn blocks(&self) -> &Blocks {
        match self {
            Self::Text { blocks, .. } => blocks,
            Self::Lines(lines) => &lines.blocks,
        }
    }

    /// A span as results have it.
    pub fn area(&self, span: Span) -> Option<Area> {
        match self {
            Self::Text { .. } => Some(Area::Span(span)),
            Self::Lines(lines) => lines.range_of(span).map(Area::Lines),
        }
    }

    /// Where an area of a result is in this text; what is beyond its end is at its end.
    pub fn span(&self, area: &Area) -> Option<Span> {
        match (self, area) {
            (Self::Text { index, .. }, Area::Span(span)) => {
                let end = index.len();
                Some(Span { start: span.start.min(end), end: span.end.min(end) })
            }
            (Self::Lines(lines), Area::Lines(range)) => lines.span_of(*range),
            _ => None,
        }
    }

    /// The span that an area really takes: ends that fall between paragraphs belong to neither.
    pub fn tidy(&self, span: Span) -> Span {
        self.area(span).and_then(|area| self.span(&area)).unwrap_or(span)
    }

    /// How much of the text each block holds: characters and lines.
    pub fn shape(&self) -> Vec<(u32, u32)> {
        let count = |span: Span| {
            let lines = self.index().slice(span).matches('\n').count() as u32;
            (span.end - span.start, lines.max(1))
        };
        self.blocks().iter().map(count).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::result::LineRange;

    #[test]
    fn a_region_of_a_text_that_became_shorter_is_at_its_end() {
        let source = Source::text("short".to_owned());
        let span = source.span(&Area::Span(Span { start: 3, end: 90 }));
        assert_eq!(span, Some(Span { start: 3, end: 5 }));
    }

    #[test]
    fn paragraphs_are_named_by_line_and_texts_by_place() {
        let source = Source::Lines(Lines::new(["ab", "cd"]));
        let range = LineRange { start: 1, end: 1, start_offset: 0, end_offset: 1 };
        assert_eq!(source.area(Span { start: 3, end: 4 }), Some(Area::Lines(range)));
        assert_eq!(source.tidy(Span { start: 2, end: 4 }), Span { start: 3, end: 4 });
        assert_eq!(source.span(&Area::Span(Span { start: 0, end: 1 })), None);
        assert_eq!(source.shape(), [(2, 1), (2, 1)]);
    }
}
