//! Where the caret is, as far as the text before it tells.

use super::super::scan::{PieceKind, Scan};
use super::super::tag::Tag;
use std::ops::Range;

pub enum Place {
    /// Outside of tags.
    Text { at: usize, around: Vec<String> },
    /// The name of an opening tag. `fresh`: nothing of the tag stands behind it yet.
    Tag { name: Range<usize>, around: Vec<String>, fresh: bool },
    /// The name of a closing tag, with its `>` if it has one.
    Closing { name: Range<usize>, around: Vec<String> },
    /// The name of an attribute. `equals`: its value is there.
    Attribute { tag: Tag, name: Range<usize>, present: Vec<String>, equals: bool },
    /// An attribute's value: the part of it that is being written. `quote`: quotes are missing.
    Value { tag: Tag, attribute: String, part: Range<usize>, quote: bool },
}

impl Place {
    pub fn at(text: &str, before: &str, asked: bool) -> Option<Self> {
        let caret = before.len();
        let scan = Scan::of(before);
        let around = |offset: usize| {
            scan.around(offset).into_iter().map(|element| scan.name(element).to_owned()).collect::<Vec<_>>()
        };
        let Some(last) = scan.pieces.last() else {
            return asked.then(|| Self::Text { at: caret, around: Vec::new() });
        };
        match last.kind {
            PieceKind::Comment | PieceKind::Special => {
                let end = if last.kind == PieceKind::Comment { "-->" } else { ">" };
                let closed = before.ends_with(end);
                (asked && closed).then(|| Self::Text { at: caret, around: around(caret) })
            }
            PieceKind::Close(_) if !before.ends_with('>') => {
                let start = last.range.start + 2;
                let rest = text.get(caret..)?;
                let more = name_length(rest);
                let bracket = usize::from(rest.get(more..)?.starts_with('>'));
                Some(Self::Closing { name: start..caret + more + bracket, around: around(last.range.start) })
            }
            PieceKind::Open(element) if !scan.elements.get(element)?.finished => {
                inside(text, &scan, element, around(last.range.start))
            }
            _ => asked.then(|| Self::Text { at: caret, around: around(caret) }),
        }
    }

    pub fn replace(&self) -> Range<usize> {
        match self {
            Self::Text { at, .. } => *at..*at,
            Self::Tag { name, .. } | Self::Closing { name, .. } | Self::Attribute { name, .. } => {
                name.clone()
            }
            Self::Value { part, .. } => part.clone(),
        }
    }

    /// What of it stands before the caret.
    pub fn typed(&self, text: &str, caret: usize) -> String {
        text.get(self.replace().start..caret).unwrap_or_default().trim_start_matches(['"', '\'']).to_owned()
    }
}

/// Within an opening tag that ends at the caret.
fn inside(text: &str, before: &Scan<'_>, element: usize, around: Vec<String>) -> Option<Place> {
    let caret = before.text.len();
    let node = before.elements.get(element)?;
    let rest = text.get(caret..)?;
    if node.name.end == caret {
        let more = name_length(rest);
        let behind = rest.get(more..)?;
        let fresh = behind.find(['<', '>']).is_none_or(|at| behind[at..].starts_with('<'));
        return Some(Place::Tag { name: node.name.start..caret + more, around, fresh });
    }
    let tag = before.tag(element);
    let Some(last) = node.attrs.last().filter(|attr| attr.whole.end == caret) else {
        // After a closing quote a blank is missing; after "=" the value is.
        let gap = before.text.get(..caret)?;
        if let Some(attr) = node.attrs.last()
            && gap.get(attr.name.end..)?.trim() == "="
        {
            let attribute = before.slice(&attr.name).to_owned();
            return Some(Place::Value { tag, attribute, part: caret..caret, quote: true });
        }
        return gap
            .ends_with(char::is_whitespace)
            .then(|| attribute(text, before, element, tag, caret..caret));
    };
    match (&last.value, last.quote) {
        // The closing quote is there.
        (Some(value), Some(_)) if value.end < caret => None,
        (Some(value), quote) => {
            let name = before.slice(&last.name).to_owned();
            Some(value_part(text, tag, name, value.start, caret, quote))
        }
        (None, _) if last.name.end == caret => Some(attribute(text, before, element, tag, last.name.clone())),
        (None, _) => {
            let attribute = before.slice(&last.name).to_owned();
            Some(Place::Value { tag, attribute, part: caret..caret, quote: true })
        }
    }
}

/// The attribute whose name stands here, beside those before and behind it.
fn attribute(text: &str, before: &Scan<'_>, element: usize, tag: Tag, name: Range<usize>) -> Place {
    let caret = before.text.len();
    let rest = text.get(caret..).unwrap_or_default();
    let more = name_length(rest);
    let behind = rest.get(more..).unwrap_or_default();
    let mut present: Vec<String> = before
        .elements
        .get(element)
        .into_iter()
        .flat_map(|node| &node.attrs)
        .filter(|attr| attr.whole.end < caret)
        .map(|attr| before.slice(&attr.name).to_owned())
        .collect();
    // What follows, read as if a tag began there.
    let tail = format!("<x {behind}");
    let after = Scan::of(&tail);
    present.extend(
        after
            .elements
            .first()
            .into_iter()
            .flat_map(|node| &node.attrs)
            .map(|attr| after.slice(&attr.name).to_owned()),
    );
    let equals = behind.trim_start().starts_with('=');
    Place::Attribute { tag, name: name.start..caret + more, present, equals }
}

/// The part of a value around the caret: of a list one entry, of a template one variable.
fn value_part(
    text: &str,
    tag: Tag,
    attribute: String,
    start: usize,
    caret: usize,
    quote: Option<char>,
) -> Place {
    let lower = attribute.to_ascii_lowercase();
    let written = text.get(start..caret).unwrap_or_default();
    let rest = text.get(caret..).unwrap_or_default();
    let ends = |c: char| match quote {
        Some(quote) => c == quote || c == '<' || c == '\n',
        None => c.is_whitespace() || "/><".contains(c),
    };
    let end = rest.find(ends).unwrap_or(rest.len());
    let listed = matches!(lower.as_str(), "toname" | "whenlabelvalue" | "whenchoicevalue");
    let (from, to) = if listed {
        let from = written.rfind(',').map_or(0, |at| at + 1);
        let blank = written[from..].len() - written[from..].trim_start().len();
        (start + from + blank, caret + rest[..end].find(',').unwrap_or(end))
    } else if let Some(dollar) = written.rfind('$') {
        let run = rest[..end].find(|c: char| !(c.is_alphanumeric() || "_.[]".contains(c))).unwrap_or(end);
        (start + dollar, caret + run)
    } else {
        (start, caret + end)
    };
    Place::Value { tag, attribute, part: from..to, quote: quote.is_none() }
}

/// How much of a name goes on behind the caret.
fn name_length(rest: &str) -> usize {
    rest.find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c))).unwrap_or(rest.len())
}
