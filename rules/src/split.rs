//! Cuts a stream of JSON bytes into the tasks it holds, without reading what is in them. Pure: bytes in, pieces out,
//! and never more than one piece held.
//!
//! An object of a bucket is one task, a list of tasks, or tasks one after the other; its first byte and its extension
//! tell. A piece that is not JSON spoils itself alone, as long as its brackets close.

use crate::filter::Format;
use memchr::{memchr, memchr2};

/// A task may be this long.
pub const LIMIT: usize = 32 << 20;

/// What stands at the place of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Its bytes; whether they are JSON is for the reader to see.
    Whole(Vec<u8>),
    /// Longer than [`LIMIT`].
    TooLong,
}

/// Why the rest of an object cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("is empty")]
    Empty,
    #[error("does not begin with \"{{\" or \"[\"")]
    NotJson,
    #[error("breaks off in the middle of a task")]
    BrokenOff,
    #[error("has something after its list of tasks")]
    Trailing,
    #[error("has something other than tasks between its tasks")]
    Between,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Unknown,
    /// One task a line.
    Lines,
    /// Tasks one after the other.
    Values,
    /// A list.
    List,
    /// After a list.
    Over,
}

/// The cutter of one object.
#[derive(Debug)]
pub struct Splitter {
    format: Format,
    shape: Shape,
    piece: Vec<u8>,
    too_long: bool,
    /// The brackets open within the piece.
    open: Vec<u8>,
    in_string: bool,
    escaped: bool,
    first: bool,
    limit: usize,
}

impl Splitter {
    pub fn new(format: Format) -> Self {
        Self::with_limit(format, LIMIT)
    }

    fn with_limit(format: Format, limit: usize) -> Self {
        Self {
            format,
            shape: Shape::Unknown,
            piece: Vec::new(),
            too_long: false,
            open: Vec::new(),
            in_string: false,
            escaped: false,
            first: true,
            limit,
        }
    }

    /// Whether each piece is a row of several: not so for one bare task.
    pub fn is_list(&self) -> bool {
        matches!(self.shape, Shape::Lines | Shape::List | Shape::Over)
    }

    pub fn push(&mut self, bytes: &[u8], pieces: &mut Vec<Piece>) -> Result<(), SplitError> {
        let bytes = if self.first { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        self.first &= bytes.is_empty();
        let mut rest = bytes;
        while let Some(&byte) = rest.first() {
            let plain = self.plain(rest);
            if plain > 0 {
                self.keep(&rest[..plain]);
                rest = &rest[plain..];
                continue;
            }
            match self.shape {
                Shape::Unknown => self.begin(byte)?,
                Shape::Lines => self.cut(pieces),
                Shape::Values => self.value(byte, pieces)?,
                Shape::List => self.item(byte, pieces),
                Shape::Over if byte.is_ascii_whitespace() => {}
                Shape::Over => return Err(SplitError::Trailing),
            }
            rest = &rest[1..];
        }
        Ok(())
    }

    /// How many of these bytes only lengthen the piece: a line up to its end, a string up to what may end it.
    fn plain(&self, bytes: &[u8]) -> usize {
        match self.shape {
            Shape::Lines => memchr(b'\n', bytes).unwrap_or(bytes.len()),
            Shape::Values | Shape::List if self.in_string && !self.escaped => {
                memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len())
            }
            _ => 0,
        }
    }

    /// The bytes are over.
    pub fn finish(&mut self, pieces: &mut Vec<Piece>) -> Result<(), SplitError> {
        match self.shape {
            Shape::Unknown => Err(SplitError::Empty),
            Shape::Lines => {
                self.cut(pieces);
                Ok(())
            }
            Shape::Over => Ok(()),
            Shape::Values if self.is_blank() => Ok(()),
            Shape::Values | Shape::List => Err(SplitError::BrokenOff),
        }
    }

    fn begin(&mut self, byte: u8) -> Result<(), SplitError> {
        match byte {
            _ if byte.is_ascii_whitespace() => {}
            b'[' => self.shape = Shape::List,
            _ if self.format == Format::Lines => {
                self.shape = Shape::Lines;
                self.keep(&[byte]);
            }
            b'{' => {
                self.shape = Shape::Values;
                self.nest(byte);
                self.keep(&[byte]);
            }
            _ => return Err(SplitError::NotJson),
        }
        Ok(())
    }

    fn value(&mut self, byte: u8, pieces: &mut Vec<Piece>) -> Result<(), SplitError> {
        if self.is_blank() {
            match byte {
                _ if byte.is_ascii_whitespace() => return Ok(()),
                b'{' => {}
                _ => return Err(SplitError::Between),
            }
        }
        self.keep(&[byte]);
        self.nest(byte);
        if self.open.is_empty() && !self.in_string {
            self.cut(pieces);
        }
        Ok(())
    }

    fn item(&mut self, byte: u8, pieces: &mut Vec<Piece>) {
        let between = self.open.is_empty() && !self.in_string;
        match byte {
            b',' if between => {
                // A comma where a task should be stands for a broken one.
                if self.is_blank() {
                    pieces.push(Piece::Whole(Vec::new()));
                }
                self.cut(pieces);
            }
            b']' if between => {
                self.cut(pieces);
                self.shape = Shape::Over;
            }
            _ if between && self.is_blank() && byte.is_ascii_whitespace() => {}
            _ => {
                self.keep(&[byte]);
                self.nest(byte);
            }
        }
    }

    /// Follows strings and brackets. A closing bracket that fits none is part of a broken task.
    fn nest(&mut self, byte: u8) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' => self.open.push(b'}'),
            b'[' => self.open.push(b']'),
            b'}' | b']' if self.open.last() == Some(&byte) => {
                self.open.pop();
            }
            _ => {}
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.piece.len() + bytes.len() > self.limit {
            self.too_long = true;
            self.piece = Vec::new();
        }
        if !self.too_long {
            self.piece.extend_from_slice(bytes);
        }
    }

    fn is_blank(&self) -> bool {
        self.piece.is_empty() && !self.too_long
    }

    /// The piece is over; blanks alone are none.
    fn cut(&mut self, pieces: &mut Vec<Piece>) {
        let piece = std::mem::take(&mut self.piece);
        if std::mem::take(&mut self.too_long) {
            pieces.push(Piece::TooLong);
        } else if piece.iter().any(|byte| !byte.is_ascii_whitespace()) {
            pieces.push(Piece::Whole(piece));
        }
        self.open.clear();
        self.in_string = false;
        self.escaped = false;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn split(format: Format, text: &[u8], chunk: usize) -> (Vec<Piece>, Result<(), SplitError>, bool) {
        let mut splitter = Splitter::with_limit(format, 200);
        let mut pieces = Vec::new();
        for part in text.chunks(chunk.max(1)) {
            if let Err(error) = splitter.push(part, &mut pieces) {
                return (pieces, Err(error), splitter.is_list());
            }
        }
        let end = splitter.finish(&mut pieces);
        (pieces, end, splitter.is_list())
    }

    fn texts(pieces: &[Piece]) -> Vec<String> {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Whole(bytes) => String::from_utf8(bytes.clone()).unwrap().trim().to_owned(),
                Piece::TooLong => "too long".to_owned(),
            })
            .collect()
    }

    fn pieces(format: Format, text: &str) -> Vec<String> {
        let (pieces, end, _) = split(format, text.as_bytes(), 3);
        assert_eq!(end, Ok(()), "{text}");
        texts(&pieces)
    }

    #[test]
    fn a_bare_object_is_one_task_and_not_a_list() {
        let (pieces, end, list) = split(Format::Json, b"\xef\xbb\xbf \n{\"a\": \"}\\\"\"}\n", 1000);
        assert_eq!((texts(&pieces), end, list), (vec!["{\"a\": \"}\\\"\"}".to_owned()], Ok(()), false));
    }

    #[test]
    fn a_list_is_cut_at_its_commas() {
        assert_eq!(
            pieces(Format::Json, " [ {\"a\":[1,2]} , {\"b\":\"],[\"},3 ] "),
            ["{\"a\":[1,2]}", "{\"b\":\"],[\"}", "3"]
        );
        assert_eq!(pieces(Format::Lines, "[{},\n{}]"), ["{}", "{}"]);
        assert!(pieces(Format::Json, "[]").is_empty());
    }

    #[test]
    fn lines_are_tasks_and_blank_lines_are_not() {
        assert_eq!(
            pieces(Format::Lines, "{\"a\":1}\r\n\n {oops\n{\"b\":2}"),
            ["{\"a\":1}", "{oops", "{\"b\":2}"]
        );
        assert_eq!(pieces(Format::Json, "{\"a\":1}\n{\"b\":2}"), ["{\"a\":1}", "{\"b\":2}"]);
    }

    #[test]
    fn a_broken_task_spoils_itself_alone() {
        assert_eq!(
            pieces(Format::Json, "[{\"a\":1},{\"b\": ]},,{\"c\":1}]"),
            ["{\"a\":1}", "{\"b\": ]}", "", "{\"c\":1}"]
        );
    }

    #[test]
    fn a_task_beyond_the_limit_is_named_and_the_next_one_read() {
        let text = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(300));
        assert_eq!(pieces(Format::Json, &text), ["too long", "{}"]);
        let text = format!("{{\"a\":\"{}\"}}\n{{}}", "x".repeat(300));
        assert_eq!(pieces(Format::Lines, &text), ["too long", "{}"]);
    }

    #[test]
    fn what_cannot_be_told_apart_is_an_error() {
        for (text, error) in [
            ("", SplitError::Empty),
            ("hello", SplitError::NotJson),
            ("[{}", SplitError::BrokenOff),
            ("{\"a\":", SplitError::BrokenOff),
            ("[{}] x", SplitError::Trailing),
            ("{} , {}", SplitError::Between),
        ] {
            assert_eq!(split(Format::Json, text.as_bytes(), 2).1, Err(error), "{text}");
        }
    }

    fn tasks() -> impl Strategy<Value = Vec<Value>> {
        let text = "[a\\[\\]{},\"\\\\ \n\u{e9}]{0,6}";
        prop::collection::vec(
            (text, text, 0..3u8).prop_map(|(k, v, n)| json!({k: [v, n, {"x": null}]})),
            1..8,
        )
    }

    proptest! {
        #[test]
        fn every_task_is_found_however_the_bytes_arrive(tasks in tasks(), pretty: bool, shape in 0..3u8, chunk in 1usize..20) {
            let one = |task: &Value| if pretty && shape != 2 { serde_json::to_string_pretty(task) } else { serde_json::to_string(task) }.unwrap();
            let all: Vec<_> = tasks.iter().map(one).collect();
            let (format, text) = match shape {
                0 => (Format::Json, format!("[{}]", all.join(" ,\n"))),
                1 => (Format::Json, all.join("\n")),
                _ => (Format::Lines, all.join("\n")),
            };
            let (pieces, end, _) = split(format, text.as_bytes(), chunk);
            prop_assert_eq!(end, Ok(()));
            let read: Vec<Value> = texts(&pieces).iter().map(|text| serde_json::from_str(text).unwrap()).collect();
            prop_assert_eq!(read, tasks);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), lines: bool) {
            let format = if lines { Format::Lines } else { Format::Json };
            let (pieces, ..) = split(format, &bytes, 7);
            let held: usize = pieces.iter().map(|p| match p { Piece::Whole(b) => b.len(), Piece::TooLong => 0 }).sum();
            prop_assert!(held <= bytes.len());
        }
    }

    #[test]
    fn a_task_may_be_long_and_a_list_is_known_as_one() {
        assert_eq!(LIMIT, 33_554_432);
        for (format, text, list) in [
            (Format::Json, "{}", false),
            (Format::Json, "{} {}", false),
            (Format::Json, "[{}]", true),
            (Format::Lines, "{}", true),
            (Format::Lines, "[{}]", true),
        ] {
            assert_eq!(split(format, text.as_bytes(), 9).2, list, "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_one_only_at_the_beginning() {
        let (pieces, end, _) = split(Format::Lines, b"{}\n\xef\xbb\xbf{}", 3);
        assert_eq!(end, Ok(()));
        assert_eq!(pieces[1], Piece::Whole(b"\xef\xbb\xbf{}".to_vec()), "broken, and told as it is");
    }

    #[test]
    fn blanks_around_tasks_are_none_of_theirs_and_brackets_within_are() {
        let (pieces, ..) = split(Format::Json, b"[ \n {\"a\": [1, {\"b\": [2]}]} \n, 5 ]", 7);
        assert_eq!(pieces[0], Piece::Whole(b"{\"a\": [1, {\"b\": [2]}]} \n".to_vec()));
        assert_eq!(pieces[1], Piece::Whole(b"5 ".to_vec()));
        // A closing bracket that fits none closes nothing.
        assert_eq!(
            super::tests::pieces(Format::Json, "[{\"a\": ])}, {\"b\": 1}]"),
            ["{\"a\": ])}", "{\"b\": 1}"]
        );
    }
}
