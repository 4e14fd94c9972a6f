//! Code points, UTF-16 units and bytes of one text, converted by an index that is built once.

use crate::model::result::Span;

/// A code point's byte is noted at every so manieth code point.
const STRIDE: u32 = 256;

/// The index of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextIndex {
    text: String,
    /// How many code points there are.
    chars: u32,
    /// Code points outside the basic plane, which take two UTF-16 units each: their places, ascending.
    wide: Vec<u32>,
    /// Bytes at which code points 0, 256, 512 … start.
    bytes: Vec<u32>,
}

impl TextIndex {
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut wide = Vec::new();
        let mut bytes = Vec::new();
        let mut chars = 0;
        for (byte, c) in text.char_indices() {
            if chars % STRIDE == 0 {
                bytes.push(byte as u32);
            }
            if c.len_utf16() == 2 {
                wide.push(chars);
            }
            chars += 1;
        }
        Self { text, chars, wide, bytes }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Code points.
    pub const fn len(&self) -> u32 {
        self.chars
    }

    pub const fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// UTF-16 units before a code point. Beyond the end is the end.
    pub fn to_utf16(&self, at: u32) -> u32 {
        let at = at.min(self.chars);
        at + self.wide.partition_point(|wide| *wide < at) as u32
    }

    /// Code points before a UTF-16 unit. Between the halves of one it is the start of it; beyond the end, the end.
    pub fn from_utf16(&self, unit: u32) -> u32 {
        // The nth wide one starts at unit `wide[n] + n`, and is behind us when both its units are.
        let (mut low, mut high) = (0, self.wide.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.wide[middle] + middle as u32 + 2 <= unit {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let behind = low as u32;
        let halved = self.wide.get(low).is_some_and(|wide| wide + behind + 1 == unit);
        (unit - behind - u32::from(halved)).min(self.chars)
    }

    /// The byte where a code point starts. Beyond the end is the end.
    pub fn to_byte(&self, at: u32) -> usize {
        if at >= self.chars {
            return self.text.len();
        }
        let start = self.bytes[(at / STRIDE) as usize] as usize;
        let within = self.text[start..].char_indices().nth((at % STRIDE) as usize);
        within.map_or(self.text.len(), |(byte, _)| start + byte)
    }

    /// The text of a span, newlines as they stand; parts beyond the end are not there.
    pub fn slice(&self, span: Span) -> &str {
        let (start, end) = (self.to_byte(span.start), self.to_byte(span.end.max(span.start)));
        &self.text[start..end]
    }

    /// What a result keeps of the text that a span covers.
    pub fn stored(&self, span: Span) -> String {
        super::stored_text(self.slice(span))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn emoji_combining_marks_and_line_ends_are_counted_as_results_count_them() {
        let text = "a😀e\u{301}\r\n👩‍👩‍👧b";
        let index = TextIndex::new(text);
        assert_eq!(index.len(), 12);
        // The b: code point 11, and four wide ones before it.
        assert_eq!(index.to_utf16(11), 15);
        assert_eq!(index.from_utf16(15), 11);
        assert_eq!(index.from_utf16(2), 1, "between the halves of the first emoji");
        assert_eq!(index.slice(Span { start: 1, end: 4 }), "😀e\u{301}");
        assert_eq!(index.stored(Span { start: 4, end: 6 }), "\r\\n");
        assert_eq!(index.slice(Span { start: 10, end: 99 }), "👧b");
    }

    #[test]
    fn a_long_text_is_sliced_by_its_index() {
        let index = TextIndex::new("é😀x".repeat(10_000));
        assert_eq!(index.slice(Span { start: 29_997, end: 30_000 }), "é😀x");
        assert_eq!(index.from_utf16(index.to_utf16(29_998)), 29_998);
    }

    proptest! {
        #[test]
        fn every_offset_goes_there_and_back(text in "(\\PC|[\r\n\u{301}😀👩\u{200d}]){0,60}") {
            let index = TextIndex::new(text.clone());
            let units: Vec<u16> = text.encode_utf16().collect();
            let mut unit = 0;
            for (at, (byte, c)) in text.char_indices().enumerate() {
                let at = at as u32;
                prop_assert_eq!(index.to_utf16(at), unit);
                prop_assert_eq!(index.from_utf16(unit), at);
                prop_assert_eq!(index.to_byte(at), byte);
                if c.len_utf16() == 2 {
                    prop_assert_eq!(index.from_utf16(unit + 1), at);
                }
                unit += c.len_utf16() as u32;
            }
            prop_assert_eq!(unit as usize, units.len());
            prop_assert_eq!(index.to_utf16(index.len()), unit);
            prop_assert_eq!(index.from_utf16(unit + 9), index.len());
        }
    }
}
