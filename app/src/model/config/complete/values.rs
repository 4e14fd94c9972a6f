//! What an attribute can say.

use super::super::colors::PALETTE;
use super::super::language::{self, Attribute, Kind};
use super::super::scan::Scan;
use super::super::tag::{Role, Tag};
use super::{Suggestion, SuggestionKind, World, tags};
use crate::model::hotkeys::AUTOMATIC;

/// The values of an attribute; `None` when anything can stand there.
pub fn of(text: &str, tag: &Tag, attribute: &str, quote: bool, world: &World) -> Option<Vec<Suggestion>> {
    let known = language::attribute(tag, attribute)?;
    let scan = Scan::of(text);
    let plain = |values: Vec<String>| values.into_iter().map(value).collect::<Vec<_>>();
    let mut items = match known.kind {
        Kind::Flag => plain(vec!["true".to_owned(), "false".to_owned()]),
        Kind::OneOf(values) => plain(values.iter().map(|value| (*value).to_owned()).collect()),
        Kind::NumberOr(word) => plain(vec![word.to_owned()]),
        Kind::Name => plain(vec![tags::free_name(tag, &scan)]),
        Kind::Objects => objects(tag, &scan),
        Kind::Control => named(&scan, |tag| tag.role() == Role::Control),
        Kind::Labels => plain(options(&scan, &Tag::Label)),
        Kind::Choices => plain(options(&scan, &Tag::Choice)),
        Kind::Data => plain(world.data_keys.iter().map(|key| format!("${key}")).collect()),
        Kind::Key => keys(&scan),
        Kind::Color => {
            PALETTE.iter().map(|color| Suggestion { kind: SuggestionKind::Color, ..value(*color) }).collect()
        }
        Kind::Text | Kind::Number | Kind::Css => return None,
    };
    for item in &mut items {
        if item.insert == known.default {
            item.detail = "default".to_owned();
        }
        if quote {
            item.insert = format!("\"{}\"", item.insert);
            item.caret = item.insert.len();
        }
    }
    Some(items)
}

fn value(text: impl Into<String>) -> Suggestion {
    let text = text.into();
    Suggestion::new(SuggestionKind::Value, text.clone(), super::super::scan::escape(&text, '"'))
}

/// Objects that the tag can speak of, those it was made for first.
fn objects(tag: &Tag, scan: &Scan<'_>) -> Vec<Suggestion> {
    let kinds = language::objects_of(tag);
    let fits = |tag: &Tag| kinds.is_empty() || kinds.contains(tag);
    let mut all = named(scan, |tag| tag.role() == Role::Object && fits(tag));
    all.extend(named(scan, |tag| tag.role() == Role::Object && !fits(tag)));
    all
}

fn named(scan: &Scan<'_>, wanted: impl Fn(&Tag) -> bool) -> Vec<Suggestion> {
    (0..scan.elements.len())
        .filter(|element| wanted(&scan.tag(*element)))
        .filter_map(|element| Some(value(scan.value(element, "name")?).detail(scan.tag(element).name())))
        .filter(|item| !item.label.is_empty())
        .collect()
}

/// What labels or choices of the text are called, each once.
fn options(scan: &Scan<'_>, part: &Tag) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for element in (0..scan.elements.len()).filter(|element| scan.tag(*element) == *part) {
        let name = scan.value(element, "value").filter(|name| !name.is_empty() && !all.contains(name));
        all.extend(name);
    }
    all
}

/// Keys that no label of the text names.
fn keys(scan: &Scan<'_>) -> Vec<Suggestion> {
    let taken: Vec<String> = (0..scan.elements.len())
        .filter_map(|element| scan.value(element, "hotkey"))
        .map(|key| key.to_lowercase())
        .collect();
    AUTOMATIC.chars().map(|key| key.to_string()).filter(|key| !taken.contains(key)).map(value).collect()
}

/// Something can be chosen for it.
pub const fn has_choices(kind: Kind) -> bool {
    !matches!(kind, Kind::Text | Kind::Number | Kind::Css)
}

/// An attribute in a few signs: its values with the default first, or what it is.
pub fn hint(known: &Attribute) -> String {
    let kind = match known.kind {
        Kind::OneOf(values) => values.join(" | "),
        Kind::Flag => "true | false".to_owned(),
        Kind::Number => "1.5".to_owned(),
        Kind::NumberOr(word) => format!("1.5 | {word}"),
        Kind::Color => "#2f7ed8".to_owned(),
        Kind::Css => "css".to_owned(),
        Kind::Data => "$key".to_owned(),
        Kind::Key => "a, shift+1".to_owned(),
        Kind::Text | Kind::Name | Kind::Objects | Kind::Control | Kind::Labels | Kind::Choices => {
            String::new()
        }
    };
    match (known.default, kind.as_str()) {
        ("", kind) => kind.to_owned(),
        (default, "") => format!("= {default}"),
        (default, kind) => format!("{kind} = {default}"),
    }
}
