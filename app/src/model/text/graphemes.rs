//! Where a text may be cut without taking a sign apart: an accent from its letter, a skin colour from its hand, the
//! halves of a flag, a line feed from its carriage return. The rules of Unicode's extended grapheme clusters, with the
//! combining marks of the scripts in use instead of whole tables.

use super::offsets::TextIndex;
use crate::model::result::Span;

/// No sign is longer than this many code points, however many marks are piled on it.
const LONGEST: u32 = 64;

/// It belongs to the character before it.
pub(super) const fn extends(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{711}'
        | '\u{730}'..='\u{74a}' | '\u{7a6}'..='\u{7b0}' | '\u{7eb}'..='\u{7f3}' | '\u{816}'..='\u{82d}'
        | '\u{859}'..='\u{85b}' | '\u{8d3}'..='\u{8ff}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eb1}' | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ecd}' | '\u{f18}'..='\u{f19}' | '\u{f35}' | '\u{f37}'
        | '\u{f39}' | '\u{f3e}'..='\u{f3f}' | '\u{f71}'..='\u{f84}' | '\u{f86}'..='\u{f87}' | '\u{f8d}'..='\u{fbc}'
        | '\u{102b}'..='\u{103e}' | '\u{135d}'..='\u{135f}' | '\u{17b4}'..='\u{17d3}' | '\u{180b}'..='\u{180d}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200c}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}' | '\u{a66f}'..='\u{a672}' | '\u{a674}'..='\u{a67d}'
        | '\u{fb1e}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
        || extends_indic(c)
}

/// The blocks of the Indic scripts, from Devanagari to Sinhala, keep their vowel signs and viramas at the same places.
const fn extends_indic(c: char) -> bool {
    let c = c as u32;
    c >= 0x900
        && c < 0xe00
        && matches!(c & 0x7f, 0x00..=0x03 | 0x3c | 0x3e..=0x4f | 0x51..=0x57 | 0x62..=0x63)
        && c != 0xd4e
        && c != 0xb83
}

const fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

const fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{2bff}'
        | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Vowels and final consonants of Hangul written in parts go with what is before them.
const fn joins_hangul(before: char, after: char) -> bool {
    matches!(before, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}')
        && matches!(after, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
}

/// A sign may end after `before` and the next begin with `after`; `flags` flag halves end with `before`.
fn may_cut(before: char, after: char, flags: usize) -> bool {
    let joined = match (before, after) {
        ('\r', '\n') => true,
        ('\r' | '\n', _) => false,
        ('\u{200d}', next) if is_pictograph(next) => true,
        (_, next) if extends(next) => true,
        (_, next) if is_flag_half(next) => flags % 2 == 1,
        _ => joins_hangul(before, after),
    };
    !joined
}

/// No sign stands on both sides of the place.
pub fn is_boundary(index: &TextIndex, at: u32) -> bool {
    if at == 0 || at >= index.len() {
        return true;
    }
    let byte = index.to_byte(at);
    let (before, after) = index.text().split_at(byte);
    let flags = before.chars().rev().take(LONGEST as usize).take_while(|c| is_flag_half(*c)).count();
    match (before.chars().next_back(), after.chars().next()) {
        (Some(last), Some(next)) => may_cut(last, next, flags),
        _ => true,
    }
}

/// The nearest boundary at the place or before it.
pub fn floor(index: &TextIndex, at: u32) -> u32 {
    let at = at.min(index.len());
    (at.saturating_sub(LONGEST)..=at).rev().find(|place| is_boundary(index, *place)).unwrap_or(at)
}

/// The nearest boundary at the place or behind it.
pub fn ceil(index: &TextIndex, at: u32) -> u32 {
    let at = at.min(index.len());
    (at..=(at + LONGEST).min(index.len())).find(|place| is_boundary(index, *place)).unwrap_or(at)
}

/// A span grown so that it takes no sign apart; an empty one stays empty.
pub fn whole_signs(index: &TextIndex, span: Span) -> Span {
    if span.start >= span.end {
        return span;
    }
    Span { start: floor(index, span.start), end: ceil(index, span.end) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn signs(text: &str) -> Vec<String> {
        let index = TextIndex::new(text);
        let cuts: Vec<u32> = (0..=index.len()).filter(|at| is_boundary(&index, *at)).collect();
        cuts.windows(2).map(|w| index.slice(Span { start: w[0], end: w[1] }).to_owned()).collect()
    }

    #[test]
    fn signs_of_several_code_points_stay_whole() {
        assert_eq!(signs("cafe\u{301}!"), ["c", "a", "f", "e\u{301}", "!"]);
        assert_eq!(signs("👩‍👩‍👧👍🏽"), ["👩‍👩‍👧", "👍🏽"]);
        assert_eq!(signs("🇩🇪🇫🇷x"), ["🇩🇪", "🇫🇷", "x"]);
        assert_eq!(signs("a\r\n\nb"), ["a", "\r\n", "\n", "b"]);
        assert_eq!(signs("1\u{fe0f}\u{20e3}2"), ["1\u{fe0f}\u{20e3}", "2"]);
        assert_eq!(signs("नमस्ते"), ["न", "म", "स्", "ते"]);
        assert_eq!(signs("\u{1112}\u{1161}\u{11ab}글"), ["\u{1112}\u{1161}\u{11ab}", "글"]);
        assert_eq!(signs("שָׁלוֹם").len(), 4);
    }

    #[test]
    fn a_span_grows_to_whole_signs_and_an_empty_one_does_not() {
        let index = TextIndex::new("x👩‍🚀y");
        assert_eq!(whole_signs(&index, Span { start: 2, end: 3 }), Span { start: 1, end: 4 });
        assert_eq!(whole_signs(&index, Span { start: 2, end: 2 }), Span { start: 2, end: 2 });
        assert_eq!(whole_signs(&index, Span { start: 0, end: 1 }), Span { start: 0, end: 1 });
    }

    proptest! {
        #[test]
        fn growing_ends_at_boundaries_and_covers_what_was_asked(
            text in "(\\PC|[\r\n\u{301}👩🇩\u{200d}🏽]){0,40}", a in 0..50u32, b in 0..50u32,
        ) {
            let index = TextIndex::new(text);
            let (a, b) = (a.min(index.len()), b.min(index.len()));
            let span = Span { start: a.min(b), end: a.max(b) };
            let grown = whole_signs(&index, span);
            prop_assert!(grown.start <= span.start && span.end <= grown.end && grown.end <= index.len());
            if span.start < span.end {
                prop_assert!(is_boundary(&index, grown.start) && is_boundary(&index, grown.end));
            }
            prop_assert_eq!(whole_signs(&index, grown), grown);
        }
    }
}
