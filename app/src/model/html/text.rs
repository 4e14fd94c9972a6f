//! All text of an HTML document in one line, as offsets count it: every code point of every text node is one place, a
//! line break (`br`) is one. And the nodes that it stands in, numbered in document order from 0, the root.

use super::block;
use super::tree::{Event, HtmlTree};
use crate::model::result::Span;
use crate::model::text::TextIndex;

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By its name in lower case.
    Element(String),
    Text {
        /// It is never on screen.
        hidden: bool,
    },
    Comment,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub kind: Kind,
    pub parent: usize,
    pub children: Vec<usize>,
    /// The places it takes.
    pub span: Span,
}

/// A document's text and where each part of it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct HtmlText {
    pub(super) nodes: Vec<Node>,
    /// The nodes that are texts, in order.
    pub(super) texts: Vec<usize>,
    pub(super) index: TextIndex,
    /// Places at which a word, sentence or paragraph cannot go on, ascending.
    pub(super) edges: Vec<u32>,
}

/// The part of one text node that a span covers, in UTF-16 units of the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub node: usize,
    pub start: u32,
    pub end: u32,
}

/// Reads a tree event by event.
struct Reader {
    nodes: Vec<Node>,
    texts: Vec<usize>,
    text: String,
    chars: u32,
    edges: Vec<u32>,
    open: Vec<usize>,
    hidden: u32,
    as_written: u32,
}

impl HtmlText {
    pub fn new(tree: &HtmlTree) -> Self {
        let root = Node {
            kind: Kind::Element(String::new()),
            parent: 0,
            children: Vec::new(),
            span: Span { start: 0, end: 0 },
        };
        let mut reader = Reader {
            nodes: vec![root],
            texts: Vec::new(),
            text: String::new(),
            chars: 0,
            edges: Vec::new(),
            open: vec![0],
            hidden: 0,
            as_written: 0,
        };
        tree.events.iter().for_each(|event| reader.take(event));
        while !reader.open.is_empty() {
            reader.close();
        }
        let Reader { nodes, texts, text, edges, .. } = reader;
        Self { nodes, texts, index: TextIndex::new(text), edges }
    }

    /// How many places there are.
    pub const fn len(&self) -> u32 {
        self.index.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// What stands at these places, hidden texts included and without the line ends between blocks.
    pub fn slice(&self, span: Span) -> &str {
        self.index.slice(span)
    }

    /// The place of a point of the browser's: in a text so many UTF-16 units behind its start, in an element before the
    /// child of that number.
    pub fn place(&self, node: usize, offset: u32) -> Option<u32> {
        let found = self.nodes.get(node)?;
        Some(match &found.kind {
            Kind::Text { .. } => {
                let unit = self.index.to_utf16(found.span.start).saturating_add(offset);
                self.index.from_utf16(unit).min(found.span.end)
            }
            Kind::Comment => found.span.start,
            Kind::Element(_) => match found.children.get(offset as usize) {
                Some(child) => self.nodes[*child].span.start,
                // Before the break that an empty `br` is.
                None if offset == 0 => found.span.start,
                None => found.span.end,
            },
        })
    }

    /// The parts of text nodes that a span covers and that can be on screen, blank ones left out.
    pub fn pieces(&self, span: Span) -> impl Iterator<Item = Piece> + '_ {
        let first = self.texts.partition_point(|text| self.nodes[*text].span.end <= span.start);
        self.texts[first..]
            .iter()
            .take_while(move |text| self.nodes[**text].span.start < span.end)
            .filter(|text| self.can_be_seen(**text))
            .map(move |text| self.piece(*text, span))
            .filter(|piece| piece.start < piece.end)
    }

    fn piece(&self, node: usize, span: Span) -> Piece {
        let own = self.nodes[node].span;
        let origin = self.index.to_utf16(own.start);
        let unit = |place: u32| self.index.to_utf16(place) - origin;
        Piece { node, start: unit(span.start.max(own.start)), end: unit(span.end.min(own.end)) }
    }

    /// Neither hidden nor nothing but white space.
    pub(super) fn can_be_seen(&self, text: usize) -> bool {
        let node = &self.nodes[text];
        matches!(node.kind, Kind::Text { hidden: false }) && !self.slice(node.span).trim().is_empty()
    }
}

impl Reader {
    fn take(&mut self, event: &Event) {
        match event {
            Event::Open(_, name, _) => self.open(name.to_ascii_lowercase()),
            // The root ends with the document.
            Event::Close if self.open.len() > 1 => self.close(),
            Event::Close => {}
            Event::Text(text) => self.text(text),
            Event::Comment => {
                self.add(Kind::Comment);
            }
        }
    }

    fn add(&mut self, kind: Kind) -> usize {
        let id = self.nodes.len();
        let parent = self.open.last().copied().unwrap_or(0);
        let span = Span { start: self.chars, end: self.chars };
        self.nodes.push(Node { kind, parent, children: Vec::new(), span });
        self.nodes[parent].children.push(id);
        id
    }

    fn open(&mut self, name: String) {
        if block::is_block(&name) {
            self.edge();
        }
        self.hidden += u32::from(block::is_hidden(&name));
        self.as_written += u32::from(block::keeps_lines(&name));
        let line_break = name == "br";
        let id = self.add(Kind::Element(name));
        self.open.push(id);
        if line_break {
            self.text.push('\n');
            self.chars += 1;
        }
    }

    fn close(&mut self) {
        let Some(id) = self.open.pop() else { return };
        self.nodes[id].span.end = self.chars;
        if let Kind::Element(name) = &self.nodes[id].kind {
            self.hidden -= u32::from(block::is_hidden(name));
            self.as_written -= u32::from(block::keeps_lines(name));
            if block::is_block(name) {
                self.edge();
            }
        }
    }

    fn edge(&mut self) {
        if self.edges.last() != Some(&self.chars) {
            self.edges.push(self.chars);
        }
    }

    fn text(&mut self, text: &str) {
        let id = self.add(Kind::Text { hidden: self.hidden > 0 });
        self.texts.push(id);
        // Where line ends are no more than spaces they end no sentence.
        let spaced = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
        let as_written = self.as_written > 0;
        self.text.extend(text.chars().map(|c| if as_written { c } else { spaced(c) }));
        self.chars += text.chars().count() as u32;
        self.nodes[id].span.end = self.chars;
    }
}
