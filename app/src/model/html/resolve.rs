//! From what a result says of a place to the span that it means, and back.
//!
//! Two ways of counting texts are in use. By the document as it is, comments and scripts part texts. Today's editor
//! takes comments, scripts and iframes away first, so to it the texts around them are one. Offsets have been written in
//! UTF-16 units and in code points. They agree almost always; where they do not, what the result says it covers tells
//! which was meant. Written is what today's editor would write.

use super::block;
use super::range::HtmlRange;
use super::text::{HtmlText, Kind};
use super::xpath::{NodeTest, Step, XPath};
use crate::model::result::Span;

/// How to count.
#[derive(Clone, Copy)]
struct Reading {
    /// Texts with only comments, scripts and iframes between them are one.
    joined: bool,
    /// Offsets are code points, also those in elements.
    points: bool,
}

const READINGS: [Reading; 4] = [
    Reading { joined: false, points: false },
    Reading { joined: true, points: false },
    Reading { joined: false, points: true },
    Reading { joined: true, points: true },
];

/// Which end of a range a point is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// What a path leads to.
enum Target {
    Element(usize),
    /// Texts that count as one.
    Texts(Vec<usize>),
}

impl HtmlText {
    /// The span that a result means; `covered` is the text that it says it covers. `None` when it leads nowhere.
    pub fn resolve(&self, range: &HtmlRange, covered: Option<&str>) -> Option<Span> {
        let global = range.global.filter(|span| span.start < span.end && span.end <= self.len());
        let by_path: Vec<Span> = READINGS.iter().filter_map(|reading| self.read(range, *reading)).collect();
        let covered = covered.map(essence).filter(|text| !text.is_empty());
        let confirmed = covered.and_then(|covered| {
            by_path.iter().chain(&global).copied().find(|span| self.says(*span, &covered))
        });
        // Offsets into the whole text are for documents that have changed: otherwise paths come first.
        let agreed = global.filter(|global| by_path.contains(global));
        confirmed.or(agreed).or(by_path.first().copied()).or(global)
    }

    fn read(&self, range: &HtmlRange, reading: Reading) -> Option<Span> {
        let start = self.point(&range.start, range.start_offset, reading, Side::Start)?;
        let end = self.point(&range.end, range.end_offset, reading, Side::End)?;
        (start < end).then_some(Span { start, end })
    }

    fn point(&self, path: &str, offset: u32, reading: Reading, side: Side) -> Option<u32> {
        match self.follow(&path.parse().ok()?, reading.joined)? {
            Target::Element(node) if reading.points => {
                let span = self.nodes[node].span;
                Some(span.start + offset).filter(|place| *place <= span.end)
            }
            Target::Element(node) => {
                (offset as usize <= self.nodes[node].children.len()).then(|| self.place(node, offset))?
            }
            Target::Texts(texts) => self.within(&texts, offset, reading.points, side),
        }
    }

    /// So far into texts that count as one.
    fn within(&self, texts: &[usize], offset: u32, points: bool, side: Side) -> Option<u32> {
        let mut left = offset;
        for (n, text) in texts.iter().enumerate() {
            let span = self.nodes[*text].span;
            let units = self.units(*text, points);
            // Between two, a start belongs to the second and an end to the first.
            let at_edge = left == units && (side == Side::End || n + 1 == texts.len());
            if left < units || at_edge {
                return if points { Some(span.start + left) } else { self.place(*text, left) };
            }
            left -= units;
        }
        None
    }

    fn units(&self, text: usize, points: bool) -> u32 {
        let span = self.nodes[text].span;
        if points {
            span.end - span.start
        } else {
            self.index.to_utf16(span.end) - self.index.to_utf16(span.start)
        }
    }

    fn follow(&self, path: &XPath, joined: bool) -> Option<Target> {
        let mut node = 0;
        let mut steps = self.below_root(&path.steps).iter().peekable();
        while let Some(step) = steps.next() {
            match &step.test {
                NodeTest::Text => {
                    let nth = step.place.checked_sub(1)? as usize;
                    let texts = self.text_runs(node, joined).into_iter().nth(nth)?;
                    return steps.peek().is_none().then_some(Target::Texts(texts));
                }
                test => node = self.child(node, test, step.place)?,
            }
        }
        Some(match self.nodes[node].kind {
            Kind::Text { .. } => Target::Texts(vec![node]),
            _ => Target::Element(node),
        })
    }

    /// Tools that see the whole page begin at `/html/body`.
    fn below_root<'a>(&self, steps: &'a [Step]) -> &'a [Step] {
        let is = |step: &Step, name: &str| step.test == NodeTest::Element(name.to_owned()) && step.place == 1;
        match steps {
            [html, body, rest @ ..] if is(html, "html") && is(body, "body") => rest,
            [body, rest @ ..] if is(body, "body") && self.child(0, &body.test, 1).is_none() => rest,
            steps => steps,
        }
    }

    fn child(&self, node: usize, test: &NodeTest, place: u32) -> Option<usize> {
        let fits = |child: &&usize| match (&self.nodes[**child].kind, test) {
            (Kind::Element(name), NodeTest::Element(wanted)) => name == wanted,
            (Kind::Text { .. }, NodeTest::Text) | (Kind::Comment, NodeTest::Comment) | (_, NodeTest::Any) => {
                true
            }
            _ => false,
        };
        self.nodes[node].children.iter().filter(fits).nth(place.checked_sub(1)? as usize).copied()
    }

    /// The texts right below a node, those that count as one together.
    fn text_runs(&self, node: usize, joined: bool) -> Vec<Vec<usize>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut open = false;
        for child in &self.nodes[node].children {
            match &self.nodes[*child].kind {
                Kind::Text { .. } => match runs.last_mut().filter(|_| open) {
                    Some(run) => run.push(*child),
                    None => {
                        runs.push(vec![*child]);
                        open = joined;
                    }
                },
                Kind::Comment => open &= joined,
                Kind::Element(name) => open &= joined && block::is_taken_away(name),
            }
        }
        runs
    }

    fn says(&self, span: Span, covered: &str) -> bool {
        let seen: String = self
            .pieces(span)
            .map(|piece| essence(self.slice(self.span_of(piece.node, piece.start, piece.end))))
            .collect();
        seen == covered
    }

    fn span_of(&self, text: usize, start: u32, end: u32) -> Span {
        let origin = self.index.to_utf16(self.nodes[text].span.start);
        Span { start: self.index.from_utf16(origin + start), end: self.index.from_utf16(origin + end) }
    }

    /// How a span is written into a result, and the span that this says exactly: from the first letter's own text to the
    /// last one's, texts of nothing but white space left out at both ends. `None` where there is nothing to see.
    pub fn range_of(&self, span: Span) -> Option<(HtmlRange, Span)> {
        let pieces: Vec<_> = self.pieces(span).collect();
        let (first, last) = (pieces.first()?, pieces.last()?);
        let exact = Span {
            start: self.span_of(first.node, first.start, first.end).start,
            end: self.span_of(last.node, last.start, last.end).end,
        };
        let (start, start_offset) = self.path_to(first.node, first.start);
        let (end, end_offset) = self.path_to(last.node, last.end);
        Some((HtmlRange { start, end, start_offset, end_offset, global: Some(exact) }, exact))
    }

    fn path_to(&self, text: usize, offset: u32) -> (String, u32) {
        let parent = self.nodes[text].parent;
        let mut place = 1;
        let mut before = 0;
        for (n, run) in self.text_runs(parent, true).into_iter().enumerate() {
            if let Some(at) = run.iter().position(|other| *other == text) {
                place = n as u32 + 1;
                before = run[..at].iter().map(|other| self.units(*other, false)).sum();
            }
        }
        let mut steps = vec![Step { test: NodeTest::Text, place }];
        let mut node = parent;
        while node != 0 {
            steps.push(self.step_to(node));
            node = self.nodes[node].parent;
        }
        steps.reverse();
        (XPath { steps }.to_string(), before + offset)
    }

    fn step_to(&self, element: usize) -> Step {
        let node = &self.nodes[element];
        let name = match &node.kind {
            Kind::Element(name) => name.clone(),
            Kind::Text { .. } | Kind::Comment => String::new(),
        };
        let alike = |other: &&usize| self.nodes[**other].kind == node.kind;
        let siblings = self.nodes[node.parent].children.iter().take_while(|other| **other <= element);
        Step { place: siblings.filter(alike).count() as u32, test: NodeTest::Element(name) }
    }
}

/// A text without what the way of writing it adds: white space, line ends written as two characters, capitals by style.
fn essence(text: &str) -> String {
    text.replace("\\n", " ").chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
