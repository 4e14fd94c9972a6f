//! The data of a Paragraphs tag: who says what, perhaps when. Joined to one text, with a line end between paragraphs, so
//! that places in it are told by one number; results tell them by paragraph and UTF-16 unit.

use super::blocks::Blocks;
use super::offsets::TextIndex;
use crate::model::data::path::as_text;
use crate::model::result::{LineRange, Span};
use serde_json::Value;

/// One entry of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    pub author: String,
    pub text: String,
    /// Seconds.
    pub start: Option<f64>,
    pub end: Option<f64>,
}

/// Why the data is no list of paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialogueError {
    #[error("it must be a list of objects, but it is {0}")]
    NotAList(&'static str),
    #[error("entry {0} of the list is not an object")]
    NotAnObject(usize),
    #[error("entry {0} of the list has no text under the key that `textKey` names")]
    NoText(usize),
}

/// What a Paragraphs tag shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialogue {
    pub paragraphs: Vec<Paragraph>,
}

impl Dialogue {
    /// Reads a list of objects by the keys that hold author and text.
    pub fn read(value: &Value, name_key: &str, text_key: &str) -> Result<Self, DialogueError> {
        let Value::Array(entries) = value else { return Err(DialogueError::NotAList(kind(value))) };
        let paragraph = |(at, entry): (usize, &Value)| {
            let fields = entry.as_object().ok_or(DialogueError::NotAnObject(at + 1))?;
            let text = fields.get(text_key).ok_or(DialogueError::NoText(at + 1))?;
            let number = |key: &str| match fields.get(key)? {
                Value::String(written) => written.trim().parse().ok(),
                other => other.as_f64(),
            };
            let start = number("start");
            Ok(Paragraph {
                author: fields.get(name_key).map(as_text).unwrap_or_default(),
                text: as_text(text),
                start,
                end: number("end").or_else(|| Some(start? + number("duration")?)),
            })
        };
        let paragraphs = entries.iter().enumerate().map(paragraph).collect::<Result<_, _>>()?;
        Ok(Self { paragraphs })
    }

    /// By time, as a tag with `contextScroll` shows them: those without a time last, in their order.
    pub fn by_time(&mut self) {
        let key = |p: &Paragraph| (p.start.unwrap_or(f64::INFINITY), p.end.or(p.start).unwrap_or(0.0));
        self.paragraphs.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
    }

    /// The authors, each once, by name.
    pub fn authors(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.paragraphs.iter().map(|p| p.author.as_str()).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Seconds as people read them: `0:07`, `1:02:03`.
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "missing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Paragraphs as one text, and the way between its places and those of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    pub index: TextIndex,
    /// A block for each paragraph; between two is the line end that joins them.
    pub blocks: Blocks,
}

impl Lines {
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut all, mut spans, mut at) = (String::new(), Vec::new(), 0);
        for text in texts {
            if !spans.is_empty() {
                all.push('\n');
                at += 1;
            }
            let end = at + text.chars().count() as u32;
            spans.push(Span { start: at, end });
            all.push_str(text);
            at = end;
        }
        Self { index: TextIndex::new(all), blocks: Blocks::given(spans) }
    }

    /// A span as results have it. A start at the very end of a paragraph is the start of the next one, and an end at the
    /// very start is the end of the one before, so that no paragraph is named of which nothing is covered.
    pub fn range_of(&self, span: Span) -> Option<LineRange> {
        let (mut first, mut last) = (self.blocks.at(span.start), self.blocks.at(span.end));
        let (mut start, mut end) = (span.start, span.end);
        while start < end && first < last && self.blocks.get(first).is_some_and(|block| start >= block.end) {
            first += 1;
            start = self.blocks.get(first)?.start;
        }
        while start < end && first < last && self.blocks.get(last).is_some_and(|block| end <= block.start) {
            last -= 1;
            end = self.blocks.get(last)?.end;
        }
        Some(LineRange {
            start: u32::try_from(first).ok()?,
            end: u32::try_from(last).ok()?,
            start_offset: self.units(first, start)?,
            end_offset: self.units(last, end)?,
        })
    }

    /// UTF-16 units from the start of a paragraph.
    fn units(&self, block: usize, at: u32) -> Option<u32> {
        let block = self.blocks.get(block)?;
        let at = at.clamp(block.start, block.end);
        Some(self.index.to_utf16(at) - self.index.to_utf16(block.start))
    }

    /// Where a result's range is; offsets beyond a paragraph are its end, and `None` is said of paragraphs that are not
    /// there.
    pub fn span_of(&self, range: LineRange) -> Option<Span> {
        let place = |line: u32, offset: u32| {
            let block = self.blocks.get(line as usize)?;
            Some(
                self.index.from_utf16(self.index.to_utf16(block.start).saturating_add(offset)).min(block.end),
            )
        };
        let span =
            Span { start: place(range.start, range.start_offset)?, end: place(range.end, range.end_offset)? };
        (span.start <= span.end).then_some(span)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn range(start: u32, start_offset: u32, end: u32, end_offset: u32) -> LineRange {
        LineRange { start, end, start_offset, end_offset }
    }

    #[test]
    fn paragraphs_are_read_by_the_keys_of_the_tag() {
        let data = json!([
            {"who": "Ada", "said": "Hello", "start": 1.5, "duration": 2},
            {"said": 7, "start": "0.5", "end": "1"},
            {"who": "Ada", "said": ""},
        ]);
        let mut dialogue = Dialogue::read(&data, "who", "said").unwrap();
        assert_eq!(dialogue.paragraphs[0].end, Some(3.5));
        assert_eq!((dialogue.paragraphs[1].text.as_str(), dialogue.paragraphs[1].start), ("7", Some(0.5)));
        assert_eq!(dialogue.authors(), ["Ada"]);
        dialogue.by_time();
        let order: Vec<&str> = dialogue.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(order, ["7", "Hello", ""]);
    }

    #[test]
    fn times_are_read_as_on_a_clock() {
        assert_eq!(
            [0.0, 7.4, 61.6, 3723.0, f64::NAN].map(clock),
            ["0:00", "0:07", "1:02", "1:02:03", "0:00"]
        );
    }

    #[test]
    fn data_of_another_form_is_refused_with_the_entry_at_fault() {
        let read = |value| Dialogue::read(&value, "author", "text").unwrap_err().to_string();
        assert_eq!(read(json!("hi")), "it must be a list of objects, but it is a text");
        assert_eq!(read(json!([{"text": "a"}, 3])), "entry 2 of the list is not an object");
        assert!(read(json!([{"author": "a"}])).starts_with("entry 1 of the list has no text"));
    }

    #[test]
    fn results_count_utf16_units_within_paragraphs() {
        let lines = Lines::new(["a😀b", "", "c\r\nd"]);
        let span = Span { start: 1, end: 8 };
        let found = lines.range_of(span).unwrap();
        assert_eq!(found, range(0, 1, 2, 3));
        assert_eq!(lines.span_of(found), Some(span));
        assert_eq!(lines.index.slice(span), "😀b\n\nc\r\n");
        assert_eq!(lines.span_of(range(0, 1, 0, 3)), Some(Span { start: 1, end: 2 }));
        assert_eq!(lines.span_of(range(0, 0, 0, 99)), Some(Span { start: 0, end: 3 }));
        assert_eq!(lines.span_of(range(3, 0, 3, 1)), None);
    }

    #[test]
    fn no_paragraph_is_named_of_which_nothing_is_covered() {
        let lines = Lines::new(["ab", "cd", "ef"]);
        assert_eq!(lines.range_of(Span { start: 2, end: 6 }), Some(range(1, 0, 1, 2)));
        assert_eq!(lines.range_of(Span { start: 0, end: 3 }), Some(range(0, 0, 0, 2)));
    }

    proptest! {
        #[test]
        fn a_span_and_its_range_are_inverse(
            texts in proptest::collection::vec("(\\PC|[\r\n😀]){0,8}", 1..6), a in 0..60u32, b in 0..60u32,
        ) {
            let lines = Lines::new(texts.iter().map(String::as_str));
            let (a, b) = (a.min(lines.index.len()), b.min(lines.index.len()));
            let span = Span { start: a.min(b), end: a.max(b) };
            let range = lines.range_of(span).unwrap();
            let back = lines.span_of(range).unwrap();
            prop_assert_eq!(lines.range_of(back), Some(range));
            prop_assert!(span.start <= back.start && back.end <= span.end.max(back.start));
            let left = |from: u32, to: u32| lines.index.slice(Span { start: from, end: to }).to_owned();
            prop_assert!(left(span.start, back.start).chars().all(|c| c == '\n'));
            prop_assert!(left(back.end, span.end).chars().all(|c| c == '\n'));
        }
    }
}
