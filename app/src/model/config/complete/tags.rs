//! Tags to open here, set out with what they need, and tags to close.

use super::super::language::{self, Kind};
use super::super::scan::Scan;
use super::super::tag::{Role, Tag};
use super::{Suggestion, SuggestionKind};

/// Tags that can begin here, what belongs here first. `whole`: with attributes and an end, for nothing of it is there.
pub fn opening(text: &str, around: &[String], whole: bool, bracket: Option<&str>) -> Vec<Suggestion> {
    let scan = Scan::of(text);
    let inner = around.iter().rev().map(|name| Tag::parse(name));
    let home = inner.into_iter().find(|tag| !language::is_container(tag));
    let parts: Vec<&Tag> = home.iter().flat_map(language::parts_of).collect();
    let fits = |tag: &Tag| language::belongs_in(tag).is_empty();
    let rest =
        Tag::KNOWN.iter().filter(|tag| fits(tag) && !matches!(tag, Tag::PagedView | Tag::CustomInterface));
    let beside = home.as_ref().is_none_or(|home| home.role() == Role::Visual || !parts.is_empty());
    let mut tags: Vec<&Tag> = parts.clone();
    if beside {
        tags.extend(ordered(rest.collect()));
    }
    let bracket = bracket.unwrap_or_default();
    tags.into_iter()
        .map(|tag| {
            let (body, caret) =
                if whole { set_out(tag, &scan) } else { (tag.name().to_owned(), tag.name().len()) };
            let mut one = Suggestion::new(SuggestionKind::Tag, tag.name(), format!("{bracket}{body}"));
            one.caret = bracket.len() + caret;
            one.again = body[..caret].ends_with('"');
            one.detail(role(tag))
        })
        .collect()
}

/// What people look for first comes first: layout, objects, controls; of each, what is served.
fn ordered(mut tags: Vec<&'static Tag>) -> Vec<&'static Tag> {
    tags.sort_by_key(|tag| (!tag.is_served(), rank(tag)));
    tags
}

fn rank(tag: &Tag) -> u8 {
    match tag.role() {
        Role::Object => 0,
        Role::Control => 1,
        _ => 2,
    }
}

const fn role(tag: &Tag) -> &'static str {
    match tag.role() {
        Role::Object => "object",
        Role::Control => "control",
        Role::Part => "part",
        _ => "layout",
    }
}

/// The tag with what it cannot do without, and where the caret goes.
fn set_out(tag: &Tag, scan: &Scan<'_>) -> (String, usize) {
    let mut out = tag.name().to_owned();
    let mut caret = None;
    let mut put = |out: &mut String, name: &str, value: &str| {
        out.push_str(&format!(" {name}=\"{value}\""));
        if value.is_empty() && caret.is_none() {
            caret = Some(out.len() - 1);
        }
    };
    let name = free_name(tag, scan);
    match tag.role() {
        Role::Object => {
            put(&mut out, "name", &name);
            put(&mut out, "value", &format!("${name}"));
        }
        Role::Control => {
            put(&mut out, "name", &name);
            put(&mut out, "toName", &only_object(tag, scan).unwrap_or_default());
        }
        _ if language::attribute(tag, "value").is_some() && *tag != Tag::Style => put(&mut out, "value", ""),
        _ if language::attribute(tag, "on").is_some_and(|on| on.kind == Kind::Data) => {
            put(&mut out, "on", "$")
        }
        _ => {}
    }
    let filled =
        language::parts_of(tag).next().is_some() || language::is_container(tag) || *tag == Tag::Style;
    if filled && *tag != Tag::TextArea && *tag != Tag::Choice {
        out.push('>');
        let at = caret.unwrap_or(out.len());
        out.push_str(&format!("</{}>", tag.name()));
        return (out, at);
    }
    out.push_str("/>");
    let at = caret.unwrap_or(out.len());
    (out, at)
}

/// A name that nothing in the text has: that of the tag, with a number if need be.
pub fn free_name(tag: &Tag, scan: &Scan<'_>) -> String {
    let name = tag.name();
    let word =
        name.strip_suffix("Labels").filter(|word| !word.is_empty()).unwrap_or(name).to_ascii_lowercase();
    let taken: Vec<String> =
        (0..scan.elements.len()).filter_map(|element| scan.value(element, "name")).collect();
    let numbered = (2..).map(|number| format!("{word}{number}"));
    std::iter::once(word.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(word)
}

/// The one object that the control can speak of.
fn only_object(control: &Tag, scan: &Scan<'_>) -> Option<String> {
    let kinds = language::objects_of(control);
    let fits = |element: &usize| {
        let tag = scan.tag(*element);
        tag.role() == Role::Object && (kinds.is_empty() || kinds.contains(&tag))
    };
    let mut names = (0..scan.elements.len()).filter(fits).filter_map(|element| scan.value(element, "name"));
    names.next().filter(|_| names.next().is_none())
}

/// The tag that is to be closed, then those around it.
pub fn closing(around: &[String]) -> Vec<Suggestion> {
    let one =
        |name: &String| Suggestion::new(SuggestionKind::Closing, name, format!("{name}>")).detail("close");
    around.iter().rev().map(one).collect()
}
