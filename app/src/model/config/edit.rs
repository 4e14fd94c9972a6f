//! One change of a text, and the two ways of counting in it: Rust's bytes and the browser's UTF-16 units.

use std::ops::Range;

/// Puts something in the place of a stretch of text. Counted in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub insert: String,
    /// What is selected afterwards, in the text as it is then.
    pub select: Range<usize>,
}

impl Edit {
    /// The caret stands behind what was put in.
    pub fn new(range: Range<usize>, insert: impl Into<String>) -> Self {
        let insert = insert.into();
        let behind = range.start + insert.len();
        Self { range, insert, select: behind..behind }
    }

    /// The caret stands so far into what was put in.
    #[must_use]
    pub fn caret_at(mut self, into: usize) -> Self {
        let at = self.range.start + into.min(self.insert.len());
        self.select = at..at;
        self
    }

    /// The text afterwards; the text itself if the edit is of another one.
    pub fn apply(&self, text: &str) -> String {
        match (text.get(..self.range.start), text.get(self.range.end..)) {
            (Some(before), Some(after)) => [before, &self.insert, after].concat(),
            _ => text.to_owned(),
        }
    }
}

/// Where a byte offset is for the browser.
pub fn units_of(text: &str, byte: usize) -> u32 {
    let before = text.char_indices().take_while(|(at, _)| *at < byte);
    before.map(|(_, c)| c.len_utf16() as u32).sum()
}

/// Where the browser's offset is in bytes.
pub fn byte_of(text: &str, units: u32) -> usize {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += c.len_utf16() as u32;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_counting_meet() {
        let text = "a😀é<";
        for (byte, units) in [(0, 0), (1, 1), (5, 3), (7, 4), (8, 5)] {
            assert_eq!((units_of(text, byte), byte_of(text, units)), (units, byte));
        }
        assert_eq!(byte_of(text, 99), 8);
        assert_eq!(Edit::new(1..5, "bc").apply(text), "abcé<");
        assert_eq!(Edit::new(1..5, "bc").caret_at(1).select, 2..2);
    }
}
