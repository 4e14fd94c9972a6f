//! The places of tags and attributes in a config's text, whatever state it is in: what is being typed is rarely
//! well-formed. Of well-formed XML the nth element here is the node with `NodeId(n)` there.

use super::node::Position;
use super::tag::Tag;
use std::ops::Range;

/// A text and where its tags stand. Ranges are of bytes.
#[derive(Clone, Debug)]
pub struct Scan<'a> {
    pub text: &'a str,
    pub pieces: Vec<Piece>,
    /// In document order.
    pub elements: Vec<Element>,
}

/// The whole text, in order and without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    Text,
    Comment,
    /// CDATA, a processing instruction, a document type.
    Special,
    /// The opening tag of this element.
    Open(usize),
    /// The closing tag of this element, if it closes one.
    Close(Option<usize>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// `<Name … >`, as far as it goes.
    pub open: Range<usize>,
    pub name: Range<usize>,
    pub attrs: Vec<AttrPlace>,
    pub self_closing: bool,
    /// The opening tag has its `>`.
    pub finished: bool,
    pub close: Option<Range<usize>>,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
}

impl Element {
    /// From `<` to the end of its closing tag.
    pub fn range(&self) -> Range<usize> {
        self.open.start..self.close.as_ref().map_or(self.open.end, |close| close.end)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttrPlace {
    pub name: Range<usize>,
    /// With the quotes, if there are any.
    pub whole: Range<usize>,
    /// Without the quotes; `None` when there is none.
    pub value: Option<Range<usize>>,
    pub quote: Option<char>,
}

impl<'a> Scan<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut scan = Self { text, pieces: Vec::new(), elements: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            at = scan.piece(at, &mut open);
        }
        scan
    }

    /// The elements around an offset that are open there, outermost first.
    pub fn around(&self, offset: usize) -> Vec<usize> {
        let inside = |element: &Element| {
            element.finished
                && !element.self_closing
                && element.open.end <= offset
                && element.close.as_ref().is_none_or(|close| offset <= close.start)
        };
        let mut around: Vec<usize> = Vec::new();
        for (index, element) in self.elements.iter().enumerate() {
            // Never closed, it reaches as far as what it stands in.
            let within = element.parent.is_none_or(|parent| around.contains(&parent));
            if within && inside(element) {
                around.push(index);
            }
        }
        around
    }

    pub fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    pub fn name(&self, element: usize) -> &'a str {
        self.elements.get(element).map_or("", |element| self.slice(&element.name))
    }

    pub fn tag(&self, element: usize) -> Tag {
        Tag::parse(self.name(element))
    }

    pub fn attr(&self, element: usize, name: &str) -> Option<&AttrPlace> {
        let element = self.elements.get(element)?;
        element.attrs.iter().find(|attr| self.slice(&attr.name).eq_ignore_ascii_case(name))
    }

    /// An attribute's text as a reader of XML has it.
    pub fn value(&self, element: usize, name: &str) -> Option<String> {
        let place = self.attr(element, name)?.value.as_ref()?;
        Some(unescape(self.slice(place)))
    }

    pub fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Position { line, column: before.get(start..).unwrap_or_default().chars().count() as u32 + 1 }
    }

    fn piece(&mut self, at: usize, open: &mut Vec<usize>) -> usize {
        let rest = &self.text[at..];
        let until = |end: &str| rest.find(end).map_or(self.text.len(), |found| at + found + end.len());
        let (kind, end) = if rest.starts_with("<!--") {
            (PieceKind::Comment, until("-->"))
        } else if rest.starts_with("<![CDATA[") {
            (PieceKind::Special, until("]]>"))
        } else if rest.starts_with("<?") {
            (PieceKind::Special, until("?>"))
        } else if rest.starts_with("<!") {
            (PieceKind::Special, until(">"))
        } else if rest.starts_with("</") {
            self.close(at, open)
        } else if rest.starts_with('<') {
            self.open(at, open)
        } else {
            (PieceKind::Text, at + rest.find('<').unwrap_or(rest.len()))
        };
        self.pieces.push(Piece { kind, range: at..end });
        end
    }

    fn close(&mut self, at: usize, open: &mut Vec<usize>) -> (PieceKind, usize) {
        let inner = &self.text[at + 2..];
        let name =
            &inner[..inner.find(|c: char| c.is_whitespace() || "></".contains(c)).unwrap_or(inner.len())];
        let end = match inner.find(['>', '<']) {
            Some(stop) if inner[stop..].starts_with('>') => at + 2 + stop + 1,
            Some(stop) => at + 2 + stop,
            None => self.text.len(),
        };
        let closed = open.iter().rposition(|element| self.name(*element) == name);
        let element = closed.and_then(|depth| {
            let element = open.get(depth).copied();
            open.truncate(depth);
            element
        });
        if let Some(element) = element.and_then(|element| self.elements.get_mut(element)) {
            element.close = Some(at..end);
        }
        (PieceKind::Close(element), end)
    }

    fn open(&mut self, at: usize, open: &mut Vec<usize>) -> (PieceKind, usize) {
        let index = self.elements.len();
        let mut element = read_open(self.text, at);
        element.parent = open.last().copied();
        if let Some(parent) = element.parent.and_then(|parent| self.elements.get_mut(parent)) {
            parent.children.push(index);
        }
        if element.finished && !element.self_closing {
            open.push(index);
        }
        let end = element.open.end;
        self.elements.push(element);
        (PieceKind::Open(index), end)
    }
}

/// The opening tag that begins at `start`.
fn read_open(text: &str, start: usize) -> Element {
    let length = |from: usize, stop: &dyn Fn(char) -> bool| {
        let rest = &text[from..];
        rest.find(stop).unwrap_or(rest.len())
    };
    let ends_name = |c: char| c.is_whitespace() || "\"'=/><".contains(c);
    let name_end = start + 1 + length(start + 1, &ends_name);
    let mut element = Element {
        open: start..name_end,
        name: start + 1..name_end,
        attrs: Vec::new(),
        self_closing: false,
        finished: false,
        close: None,
        parent: None,
        children: Vec::new(),
    };
    let mut at = name_end;
    loop {
        let blank = length(at, &|c| !c.is_whitespace());
        let rest = &text[at + blank..];
        if rest.is_empty() || rest.starts_with('<') {
            // What is not finished keeps the blanks behind it only where more of it may come.
            element.open.end = if rest.is_empty() { at + blank } else { at };
            return element;
        }
        at += blank;
        if rest.starts_with("/>") || rest.starts_with('>') {
            element.finished = true;
            element.self_closing = rest.starts_with('/');
            element.open.end = at + if element.self_closing { 2 } else { 1 };
            return element;
        }
        if rest.starts_with(['/', '=']) {
            at += 1;
        } else if rest.starts_with(['"', '\'']) {
            at = read_value(text, at).1;
        } else {
            let attr = read_attr(text, at, length(at, &ends_name).max(1));
            at = attr.whole.end;
            element.attrs.push(attr);
        }
    }
}

fn read_attr(text: &str, start: usize, length: usize) -> AttrPlace {
    let name = start..start + length;
    let behind = &text[name.end..];
    let equals = behind.trim_start();
    let bare = AttrPlace { whole: name.clone(), name: name.clone(), value: None, quote: None };
    if !equals.starts_with('=') {
        return bare;
    }
    let after = name.end + (behind.len() - equals.len()) + 1;
    let rest = &text[after..];
    let begins = after + (rest.len() - rest.trim_start().len());
    let quote = text[begins..].chars().next().filter(|c| matches!(c, '"' | '\''));
    if quote.is_some() {
        let (value, end) = read_value(text, begins);
        return AttrPlace { whole: name.start..end, name, value: Some(value), quote };
    }
    // Not XML, but on the way to it.
    let rest = &text[after..];
    let end = after + rest.find(|c: char| c.is_whitespace() || "/><".contains(c)).unwrap_or(rest.len());
    AttrPlace { whole: name.start..end, name, value: (end > after).then_some(after..end), quote: None }
}

/// A quoted text, without its quotes, and where it ends. One that is not closed before the next `<` ends with its line.
fn read_value(text: &str, start: usize) -> (Range<usize>, usize) {
    let inner = &text[start + 1..];
    let quote = if text[start..].starts_with('"') { '"' } else { '\'' };
    match inner.find([quote, '<']) {
        Some(stop) if inner[stop..].starts_with(quote) => (start + 1..start + 1 + stop, start + 2 + stop),
        stop => {
            let open = &inner[..stop.unwrap_or(inner.len())];
            let end = start + 1 + open.find('\n').unwrap_or(open.len());
            (start + 1..end, end)
        }
    }
}

/// An attribute's text as a reader of XML has it.
pub fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = rest.find(';').and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        let (c, length) = found.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// A text as it stands between quotes.
pub fn escape(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' if quote == '"' => out.push_str("&quot;"),
            '\'' if quote == '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::config::LabelConfig;
    use proptest::prelude::*;

    #[test]
    fn places_are_those_of_the_tree() {
        let xml = "<?xml version='1.0'?>\n<View>\n  <!-- <Label/> -->\n  <Text name='t' value=\"$a &gt; > b\"/>\n\
                   <Style><![CDATA[ <b> ]]></Style><Labels name=\"l\"\n toName='t'><Label value='A'></Label></Labels></View>";
        let scan = Scan::of(xml);
        let config = LabelConfig::parse(xml).unwrap();
        let nodes: Vec<_> = config.root().unwrap().walk().collect();
        assert_eq!(scan.elements.len(), nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let element = &scan.elements[index];
            assert_eq!(scan.name(index), node.written);
            assert_eq!(scan.position(element.open.start), node.position);
            assert_eq!(element.children.len(), node.children.len());
            for attr in node.attrs.iter() {
                assert_eq!(scan.value(index, &attr.name).as_deref(), Some(attr.value.as_str()));
            }
        }
        assert_eq!(scan.slice(&scan.elements[2].range()), "<Style><![CDATA[ <b> ]]></Style>");
    }

    #[test]
    fn what_is_being_typed_breaks_nothing_behind_it() {
        let scan =
            Scan::of("<View>\n  <Cho\n  <Labels name=\"l>\n    <Label value=\"A\"/>\n  </Labels>\n</View>");
        let names: Vec<&str> = (0..scan.elements.len()).map(|index| scan.name(index)).collect();
        assert_eq!(names, ["View", "Cho", "Labels", "Label"]);
        assert!(scan.elements[0].close.is_some());
        assert_eq!(scan.value(2, "name").as_deref(), Some("l>"));
        assert_eq!(scan.value(3, "value").as_deref(), Some("A"));
        let lone = Scan::of("<View><\n</View>");
        assert!(lone.elements[0].close.is_some() && !lone.elements[1].finished);
        assert_eq!(Scan::of("<View><Labels>").around(14), [0, 1]);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_in_pieces_without_gaps(text in r#"[<>/="' a-zé!\-\n&;]{0,80}"#) {
            let scan = Scan::of(&text);
            let mut at = 0;
            for piece in &scan.pieces {
                prop_assert_eq!(piece.range.start, at);
                prop_assert!(piece.range.end > at);
                at = piece.range.end;
            }
            prop_assert_eq!(at, text.len());
            scan.around(text.len());
        }

        #[test]
        fn escaping_is_undone_by_reading(text in r#"[<>"'&a-zé;#\n ]{0,20}"#, quote in prop_oneof![Just('"'), Just('\'')]) {
            let escaped = escape(&text, quote);
            prop_assert!(!escaped.contains(['<', quote]));
            prop_assert_eq!(unescape(&escaped), text);
        }
    }
}
