//! Words, sentences and paragraphs around an offset, and selections snapped to them.

use super::graphemes;
use super::offsets::TextIndex;
use crate::model::config::Granularity;
use crate::model::result::Span;

/// Letters, digits, underscores, and the marks and joiners that belong to the letter before.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || graphemes::extends(c)
}

/// The word that an offset lies in or touches, the one behind it first; the single sign when it is none.
pub fn word_at(index: &TextIndex, at: u32) -> Span {
    let at = at.min(index.len());
    let behind = grown(index, at, at, in_word);
    if behind.start < behind.end {
        return behind;
    }
    let sign = Span { start: at.min(index.len().saturating_sub(1)), end: (at + 1).min(index.len()) };
    graphemes::whole_signs(index, sign)
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
        Granularity::Word => return whole_words(index, trimmed),
        Granularity::Sentence => (sentence_at(index, trimmed.start), sentence_at(index, last)),
        Granularity::Paragraph => (paragraph_at(index, trimmed.start), paragraph_at(index, last)),
    };
    Span { start: first.start.min(trimmed.start), end: last.end.max(trimmed.end) }
}

/// Grown to whole words where it ends inside one, and to whole signs everywhere.
fn whole_words(index: &TextIndex, span: Span) -> Span {
    let (first, last) = (span.start, span.end);
    let starts_word = index.slice(Span { start: first, end: first + 1 }).chars().all(in_word);
    let ends_word = index.slice(Span { start: last.saturating_sub(1), end: last }).chars().all(in_word);
    let words = Span {
        start: if starts_word { grown(index, first, first, in_word).start } else { first },
        end: if ends_word { grown(index, last, last, in_word).end } else { last },
    };
    graphemes::whole_signs(index, words)
}

/// How far an end of a span moves at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Sign,
    Word,
}

/// The place a step before or behind a place: the next sign's, or the far end of the next word.
pub fn step(index: &TextIndex, at: u32, forward: bool, step: Step) -> u32 {
    let at = at.min(index.len());
    match (step, forward) {
        (Step::Sign, true) => graphemes::ceil(index, (at + 1).min(index.len())),
        (Step::Sign, false) => graphemes::floor(index, at.saturating_sub(1)),
        (Step::Word, true) => {
            let gap = grown(index, at, at, |c| !in_word(c)).end;
            graphemes::ceil(index, grown(index, gap, gap, in_word).end)
        }
        (Step::Word, false) => {
            let gap = grown(index, at, at, |c| !in_word(c)).start;
            graphemes::floor(index, grown(index, gap, gap, in_word).start)
        }
    }
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
        assert_eq!(word("👩‍🚀 x", 0), "👩‍🚀");
    }

    #[test]
    fn whole_words_never_take_a_sign_apart() {
        let index = TextIndex::new("go 👩‍🚀👍🏽 now");
        let snap =
            |start, end| index.slice(snapped(&index, Span { start, end }, Granularity::Word)).to_owned();
        assert_eq!(snap(3, 4), "👩‍🚀");
        assert_eq!(snap(5, 7), "👩‍🚀👍🏽");
        assert_eq!(snap(1, 2), "go");
    }

    #[test]
    fn steps_go_by_signs_and_by_words() {
        let index = TextIndex::new("one, two 👩‍🚀 e\u{301}nd");
        assert_eq!(step(&index, 9, true, Step::Sign), 12);
        assert_eq!(step(&index, 12, false, Step::Sign), 9);
        assert_eq!(step(&index, 0, false, Step::Sign), 0);
        assert_eq!(step(&index, 3, true, Step::Word), 8);
        assert_eq!(step(&index, 8, false, Step::Word), 5);
        assert_eq!(step(&index, 5, false, Step::Word), 0);
        assert_eq!(step(&index, 8, true, Step::Word), 12, "an emoji is not left half way");
        assert_eq!(step(&index, 99, true, Step::Word), index.len());
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
