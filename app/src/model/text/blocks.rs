//! A text in blocks, each small enough to be laid out at once: cut at line ends, and where a line is longer than a block,
//! where a word ends. Blocks are what is shown or left out while scrolling, and what an edit redraws.

use super::graphemes;
use super::offsets::TextIndex;
use crate::model::result::Span;
use std::ops::Range;

/// A block of text ends at the first line end after so many characters,
const ENOUGH: u32 = 1500;
/// or, where no line ends, at the last word end before so many.
const MOST: u32 = 4000;
/// How far back a word end is looked for.
const WORD: u32 = 200;

/// Where the blocks of a text are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    spans: Vec<Span>,
}

impl Blocks {
    /// A text cut into blocks that join to it; an empty text is one empty block.
    pub fn of(index: &TextIndex) -> Self {
        Self::cut(index, ENOUGH, MOST)
    }

    /// Blocks that are given: ascending, not overlapping, perhaps with separators between them.
    pub fn given(spans: Vec<Span>) -> Self {
        Self { spans }
    }

    fn cut(index: &TextIndex, enough: u32, most: u32) -> Self {
        let mut spans = Vec::new();
        let (mut start, mut at) = (0, 0);
        for c in index.text().chars() {
            at += 1;
            let ends = c == '\n' && at - start >= enough;
            let overlong = at - start >= most;
            if ends || overlong {
                let end = if ends { at } else { soft_end(index, start, at) };
                spans.push(Span { start, end });
                start = end;
            }
        }
        if start < at || spans.is_empty() {
            spans.push(Span { start, end: at });
        }
        Self { spans }
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub fn get(&self, block: usize) -> Option<Span> {
        self.spans.get(block).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.spans.iter().copied()
    }

    /// The block that a place lies in: the later of two that meet there, the one before a separator, the last one for
    /// a place beyond the end.
    pub fn at(&self, place: u32) -> usize {
        self.spans.partition_point(|span| span.start <= place).saturating_sub(1)
    }

    /// The blocks that a span touches: those with a character of it, or for an empty one the block it stands in.
    pub fn touched(&self, span: Span) -> Range<usize> {
        if self.spans.is_empty() {
            return 0..0;
        }
        let first = self.at(span.start);
        let last = if span.end > span.start { self.at(span.end - 1) } else { first };
        first..last + 1
    }
}

/// Where to cut a line that goes on: behind the last white space, else where a sign ends.
fn soft_end(index: &TextIndex, start: u32, at: u32) -> u32 {
    let from = at.saturating_sub(WORD).max(start + 1);
    let tail = index.slice(Span { start: from, end: at });
    let back = tail.chars().rev().take_while(|c| !c.is_whitespace()).count() as u32;
    let end = if back < at - from { at - back } else { at };
    let whole = graphemes::floor(index, end);
    if whole > start { whole } else { at }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn blocks(text: &str) -> (TextIndex, Blocks) {
        let index = TextIndex::new(text);
        let blocks = Blocks::of(&index);
        (index, blocks)
    }

    fn join(index: &TextIndex, blocks: &Blocks) -> String {
        blocks.iter().map(|span| index.slice(span)).collect()
    }

    #[test]
    fn an_empty_text_is_one_empty_block() {
        let (_, blocks) = blocks("");
        assert_eq!(blocks.iter().collect::<Vec<_>>(), [Span { start: 0, end: 0 }]);
        assert_eq!(blocks.at(7), 0);
    }

    #[test]
    fn blocks_end_with_lines_and_join_to_the_text() {
        let text = format!("{}\n", "ä😀".repeat(400)).repeat(9);
        let (index, blocks) = blocks(&text);
        assert!(blocks.len() > 3);
        assert_eq!(join(&index, &blocks), text);
        assert!(blocks.iter().all(|span| index.slice(span).ends_with('\n')));
    }

    #[test]
    fn a_line_without_end_is_cut_between_words() {
        let text = "Wörter und 👩‍🚀 ".repeat(20_000);
        let (index, blocks) = blocks(&text);
        assert_eq!(join(&index, &blocks), text);
        assert!(blocks.iter().all(|span| span.end - span.start <= MOST && index.slice(span).ends_with(' ')));
    }

    #[test]
    fn a_word_without_end_is_cut_between_signs() {
        let text = "👩‍👩‍👧".repeat(5_000);
        let (index, blocks) = blocks(&text);
        assert_eq!(join(&index, &blocks), text);
        assert!(blocks.iter().all(|span| graphemes::is_boundary(&index, span.end)));
    }

    proptest! {
        #[test]
        fn every_place_lies_in_the_block_that_has_it(text in "([a-c ]|\n|😀|\u{301}){0,300}") {
            let index = TextIndex::new(text.clone());
            let blocks = Blocks::cut(&index, 10, 25);
            prop_assert_eq!(join(&index, &blocks), text);
            for at in 0..index.len() {
                let span = blocks.get(blocks.at(at)).unwrap();
                prop_assert!(span.start <= at && at < span.end);
            }
            prop_assert!(blocks.iter().all(|span| span.end - span.start <= 25));
        }

        #[test]
        fn a_span_touches_the_blocks_that_have_its_characters(a in 0..120u32, b in 0..120u32) {
            let blocks = Blocks::given((0..12).map(|n| Span { start: n * 10, end: n * 10 + 9 }).collect());
            let span = Span { start: a.min(b), end: a.max(b) };
            let touched = blocks.touched(span);
            for (n, block) in blocks.iter().enumerate() {
                let has = span.start.max(block.start) < span.end.min(block.end);
                prop_assert!(!has || touched.contains(&n));
            }
            prop_assert!(!touched.is_empty());
        }
    }
}
