//! What can be written at the caret: tags, closing tags, attributes, values. Works on any text, for what is being
//! typed is rarely well-formed.

mod place;
mod tags;
mod values;

use super::language;
use super::tag::Tag;
use place::Place;
use std::ops::Range;

/// What is known beside the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Keys of the project's tasks, to read as `$key`.
    pub data_keys: Vec<String>,
}

/// What can be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What a suggestion takes the place of, in bytes.
    pub replace: Range<usize>,
    /// The likeliest first.
    pub items: Vec<Suggestion>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    /// What more there is to know in a few signs: a default, the values, a tag.
    pub detail: String,
    pub kind: SuggestionKind,
    pub insert: String,
    /// Where the caret goes, in bytes from the start of what is put in.
    pub caret: usize,
    /// There is more to choose at the caret.
    pub again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionKind {
    Tag,
    Closing,
    Attribute,
    Value,
    /// A value that is a colour.
    Color,
}

impl Suggestion {
    fn new(kind: SuggestionKind, label: impl Into<String>, insert: impl Into<String>) -> Self {
        let insert = insert.into();
        let caret = insert.len();
        Self { label: label.into(), detail: String::new(), kind, insert, caret, again: false }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// More are a list that nobody reads.
const MOST: usize = 60;

/// The suggestions at a caret, in bytes; `None` where there are none. `asked`: by a key, not by typing, so also where
/// typing is more often something else.
pub fn complete(text: &str, caret: usize, asked: bool, world: &World) -> Option<Completion> {
    let before = text.get(..caret)?;
    let place = Place::at(text, before, asked)?;
    let (replace, typed) = (place.replace(), place.typed(text, caret));
    let mut items = match &place {
        Place::Text { around, .. } => tags::opening(text, around, true, Some("<")),
        Place::Tag { around, fresh, .. } => tags::opening(text, around, *fresh, None),
        Place::Closing { around, .. } => tags::closing(around),
        Place::Attribute { tag, present, equals, .. } => attributes(tag, present, *equals),
        Place::Value { tag, attribute, quote, .. } => values::of(text, tag, attribute, *quote, world)?,
    };
    items = ranked(items, &typed);
    items.truncate(MOST);
    let already =
        matches!(items.as_slice(), [only] if text.get(replace.clone()) == Some(only.insert.as_str()));
    (!items.is_empty() && !already).then_some(Completion { replace, items })
}

fn attributes(tag: &Tag, present: &[String], equals: bool) -> Vec<Suggestion> {
    let all = language::attributes(tag).unwrap_or_default();
    let missing =
        all.into_iter().filter(|known| !present.iter().any(|name| name.eq_ignore_ascii_case(known.name)));
    missing
        .map(|known| {
            let insert = if equals { known.name.to_owned() } else { format!("{}=\"\"", known.name) };
            let mut one =
                Suggestion::new(SuggestionKind::Attribute, known.name, insert).detail(values::hint(known));
            if !equals {
                one.caret -= 1;
                one.again = values::has_choices(known.kind);
            }
            one
        })
        .collect()
}

/// Those that begin with what was typed, then those that hold it, then those that hold its letters in order; all in
/// the order they had.
fn ranked(items: Vec<Suggestion>, typed: &str) -> Vec<Suggestion> {
    let typed = typed.to_lowercase();
    let rank = |item: &Suggestion| {
        let label = item.label.to_lowercase();
        let mut letters = typed.chars().peekable();
        for c in label.chars() {
            letters.next_if_eq(&c);
        }
        match () {
            () if label.starts_with(&typed) => Some(0),
            () if label.contains(&typed) => Some(1),
            () if letters.peek().is_none() => Some(2),
            () => None,
        }
    };
    let mut ranked: Vec<(u8, Suggestion)> =
        items.into_iter().filter_map(|item| Some((rank(&item)?, item))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests;
