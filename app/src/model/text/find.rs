//! Finding words in a text, whatever their case.

use super::offsets::TextIndex;
use crate::model::result::Span;

/// A place where the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub span: Span,
    /// Which one it is, from 1, and how many there are.
    pub at: u32,
    pub of: u32,
}

/// The next place behind `from` where the words stand, or the last one before it; past an end it goes on at the other.
pub fn find(index: &TextIndex, words: &str, from: u32, back: bool) -> Option<Found> {
    let wanted: Vec<char> = words.chars().map(folded).collect();
    let starts = starts(index.text(), &wanted);
    let length = wanted.len() as u32;
    let at = if back {
        starts.partition_point(|start| start + length <= from && *start < from).checked_sub(1)
    } else {
        Some(starts.partition_point(|start| *start < from)).filter(|at| *at < starts.len())
    };
    let at =
        at.or_else(|| if back { starts.len().checked_sub(1) } else { (!starts.is_empty()).then_some(0) })?;
    let start = *starts.get(at)?;
    let span = Span { start, end: start + length };
    Some(Found { span, at: at as u32 + 1, of: starts.len() as u32 })
}

/// The same letter without regard to case, where that is one letter.
fn folded(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Code points at which the words stand, not overlapping.
fn starts(text: &str, wanted: &[char]) -> Vec<u32> {
    let Some((first, rest)) = wanted.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    let mut free = 0;
    for (at, (byte, c)) in text.char_indices().enumerate() {
        let at = at as u32;
        if at < free || folded(c) != *first {
            continue;
        }
        let behind = &text[byte + c.len_utf8()..];
        let mut letters = behind.chars().map(folded);
        if rest.iter().all(|letter| letters.next() == Some(*letter)) {
            found.push(at);
            free = at + wanted.len() as u32;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_around_the_end() {
        let index = TextIndex::new("😀 Ähre, ähre und ÄHRE; aaaa");
        let at = |from, back| find(&index, "ähre", from, back).map(|f| (f.span.start, f.at, f.of));
        assert_eq!(at(0, false), Some((2, 1, 3)));
        assert_eq!(at(6, false), Some((8, 2, 3)));
        assert_eq!(at(25, false), Some((2, 1, 3)));
        assert_eq!(at(8, true), Some((2, 1, 3)));
        assert_eq!(at(0, true), Some((17, 3, 3)));
        assert_eq!(find(&index, "aa", 0, false).map(|f| f.of), Some(2));
        assert_eq!(find(&index, "nothing", 0, false), None);
        assert_eq!(find(&index, "", 0, false), None);
    }
}
