//! Words, sentences and paragraphs around an offset, and selections snapped to them.

use super::offsets::TextIndex;
use crate::model::config::Granularity;
use crate::model::result::Span;

/// Letters, digits, underscores, and the marks and joiners that belong to the letter before.
fn in_word(c: char) -> bool {
    c.is_alphanumeric()
        || c == '_'
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{200d}')
}

/// The word that an offset lies in or touches, the one behind it first; the single character when it is none.
pub fn word_at(index: &TextIndex, at: u32) -> Span {
    let at = at.min(index.len());
    let behind = grown(index, at, at, in_word);
    if behind.start < behind.end {
        return behind;
    }
    Span { start: at.min(index.len().saturating_sub(1)), end: (at + 1).min(index.len()) }
}

/// The sentence that an offset lies in, with its closing sign.
pub fn sentence_at(index: &TextIndex, at: u32) -> Span {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '\n');
    let mut span = grown(index, at, at, |c| !ends(c));
    if index.text()[index.to_byte(span.end)..].chars().next().is_some_and(|c| ends(c) && c != '\n') {
        span.end += 1;
    }
    trimmed(index, span)
}

/// The line that an offset lies in.
pub fn paragraph_at(index: &TextIndex, at: u32) -> Span {
    trimmed(index, grown(index, at, at, |c| c != '\n' && c != '\r'))
}

/// A selection as a text's granularity takes it: whole words, sentences or paragraphs.
pub fn snapped(index: &TextIndex, span: Span, granularity: Granularity) -> Span {
    let trimmed = trimmed(index, span);
    if trimmed.start >= trimmed.end {
        return trimmed;
    }
    let last = trimmed.end - 1;
    let (first, last) = match granularity {
        Granularity::Symbol => return span,
        Granularity::Word => {
            return Span {
                start: grown(index, trimmed.start, trimmed.start, in_word).start.min(trimmed.start),
                end: grown(index, trimmed.end, trimmed.end, in_word).end.max(trimmed.end),
            };
        }
        Granularity::Sentence => (sentence_at(index, trimmed.start), sentence_at(index, last)),
        Granularity::Paragraph => (paragraph_at(index, trimmed.start), paragraph_at(index, last)),
    };
    Span { start: first.start.min(trimmed.start), end: last.end.max(trimmed.end) }
}

/// A span without the white space at its ends.
pub fn trimmed(index: &TextIndex, span: Span) -> Span {
    let text = index.slice(span);
    let start = text.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let end = text.chars().rev().take_while(|c| c.is_whitespace()).count() as u32;
    let length = text.chars().count() as u32;
    if start == length {
        return Span { start: span.start, end: span.start };
    }
    Span { start: span.start + start, end: span.start + length - end }
}

/// A span grown both ways while the characters belong.
fn grown(index: &TextIndex, start: u32, end: u32, belongs: impl Fn(char) -> bool) -> Span {
    let before = index.text()[..index.to_byte(start)].chars().rev().take_while(|c| belongs(*c)).count();
    let after = index.text()[index.to_byte(end)..].chars().take_while(|c| belongs(*c)).count();
    Span { start: start - before as u32, end: end.min(index.len()) + after as u32 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn word(text: &str, at: u32) -> String {
        let index = TextIndex::new(text);
        index.slice(word_at(&index, at)).to_owned()
    }

    #[test]
    fn a_word_is_found_from_anywhere_in_it() {
        for at in 4..=9 {
            assert_eq!(word("Say hello, world", at), "hello");
        }
        assert_eq!(word("cafe\u{301} au lait", 2), "cafe\u{301}");
        assert_eq!(word("a  b", 2), " ");
        assert_eq!(word("end", 99), "end");
        assert_eq!(word("", 0), "");
        assert_eq!(word("😀 x", 0), "😀");
    }

    #[test]
    fn selections_snap_to_what_the_text_asks_for() {
        let index = TextIndex::new("One two. Three four!\nNext line");
        let snap = |start, end, granularity| {
            index.slice(snapped(&index, Span { start, end }, granularity)).to_owned()
        };
        assert_eq!(snap(5, 10, Granularity::Symbol), "wo. T");
        assert_eq!(snap(5, 10, Granularity::Word), "two. Three");
        assert_eq!(snap(3, 5, Granularity::Word), "two");
        assert_eq!(snap(5, 6, Granularity::Sentence), "One two.");
        assert_eq!(snap(5, 6, Granularity::Paragraph), "One two. Three four!");
        assert_eq!(snap(3, 4, Granularity::Word), "");
    }
}
