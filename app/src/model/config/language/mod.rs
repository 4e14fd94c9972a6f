//! What can be written in a labeling config: every tag's attributes with kind and default, what goes into what, what
//! speaks of what. For checks, completion and forms; reading a config for labeling needs none of it.

mod color;
mod families;
mod place;
mod table;

pub use color::is_color;
pub use place::{belongs_in, is_container, objects_of, option_tag, parts_of};

use super::tag::{Role, Tag};

/// What an attribute's text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    /// A number, or this word.
    NumberOr(&'static str),
    /// `true` or `false`.
    Flag,
    /// A CSS colour.
    Color,
    /// CSS declarations.
    Css,
    OneOf(&'static [&'static str]),
    /// The tag's own name.
    Name,
    /// Names of object tags, with commas between.
    Objects,
    /// The name of a control.
    Control,
    /// Labels, with commas between.
    Labels,
    /// Choices, with commas between.
    Choices,
    /// A template that reads the task: `$text`.
    Data,
    /// A key such as `a` or `shift+1`.
    Key,
}

/// One attribute of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// As people write it; compared without regard to case.
    pub name: &'static str,
    pub kind: Kind,
    /// What holds when it is not there; empty when nothing does.
    pub default: &'static str,
}

/// A tag's attributes, its own first, each name once; `None` when the tag's attributes are not ours to judge.
pub fn attributes(tag: &Tag) -> Option<Vec<&'static Attribute>> {
    let mut all: Vec<&'static Attribute> = Vec::new();
    for attribute in families::families(tag)?.iter().copied().flatten() {
        if !all.iter().any(|other| other.name.eq_ignore_ascii_case(attribute.name)) {
            all.push(attribute);
        }
    }
    Some(all)
}

/// What the tag says of an attribute; `None` also for what any tag may carry without meaning.
pub fn attribute(tag: &Tag, name: &str) -> Option<&'static Attribute> {
    let families = families::families(tag)?;
    families.iter().copied().flatten().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// Whether the tag is known to take the attribute; true for tags whose attributes we do not judge.
pub fn is_known(tag: &Tag, name: &str) -> bool {
    let Some(families) = families::families(tag) else { return true };
    let is = |known: &&Attribute| known.name.eq_ignore_ascii_case(name);
    families.iter().copied().flatten().any(|known| is(&known))
        || table::EVERYWHERE.iter().any(|known| is(&known))
        || (tag.role() == Role::Control && table::EVERY_CONTROL.iter().any(|known| is(&known)))
}

/// The known attribute that was probably meant.
pub fn nearest(tag: &Tag, name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let known = attributes(tag)?.into_iter();
    known
        .map(|known| (distance(&name, &known.name.to_ascii_lowercase()), known.name))
        .min()
        .filter(|(steps, _)| *steps <= 2)
        .map(|(_, known)| known)
}

/// The tag that was probably meant by an unknown name.
pub fn nearest_tag(name: &str) -> Option<&'static Tag> {
    let name = name.to_ascii_lowercase();
    Tag::KNOWN
        .iter()
        .map(|tag| (distance(&name, &tag.name().to_ascii_lowercase()), tag))
        .min_by_key(|(steps, _)| *steps)
        .filter(|(steps, _)| *steps <= 2 && *steps < name.chars().count())
        .map(|(_, tag)| tag)
}

/// How many single-letter changes lead from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_slip_is_told_with_the_attribute_that_was_meant() {
        assert!(is_known(&Tag::Choices, "showInLine"));
        assert!(!is_known(&Tag::Label, "maxUsage"));
        assert_eq!(nearest(&Tag::Label, "maxUsage"), Some("maxUsages"));
        assert_eq!(nearest(&Tag::Label, "wholly-different"), None);
        assert_eq!(nearest(&Tag::Video, "framrate"), Some("frameRate"));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest_tag("Choises"), Some(&Tag::Choices));
        assert_eq!(nearest_tag("Sparkle"), None);
        assert_eq!(nearest_tag("b"), None);
    }

    #[test]
    fn attributes_of_tags_that_we_do_not_know_are_not_judged() {
        assert!(is_known(&Tag::Unknown("Chatty".to_owned()), "anything"));
        assert!(attributes(&Tag::Unknown("Chatty".to_owned())).is_none());
    }

    #[test]
    fn defaults_are_those_of_the_field_s_code_where_its_documents_disagree() {
        let default = |tag: &Tag, name: &str| attribute(tag, name).unwrap().default;
        assert_eq!(default(&Tag::Image, "zoom"), "true");
        assert_eq!(default(&Tag::Image, "zoomControl"), "true");
        assert_eq!(default(&Tag::Image, "maxwidth"), "100%");
        assert_eq!(default(&Tag::Rectangle, "opacity"), "0.2");
        assert_eq!(default(&Tag::KeyPoint, "opacity"), "0.9");
        assert_eq!(default(&Tag::KeyPoint, "strokeWidth"), "2");
        assert_eq!(default(&Tag::Polygon, "strokeWidth"), "2");
        assert_eq!(default(&Tag::Relations, "choice"), "multiple");
        assert_eq!(default(&Tag::Video, "minPlaybackSpeed"), "0.25");
        assert_eq!(default(&Tag::Choices, "layout"), "vertical");
    }

    #[test]
    fn every_tag_that_takes_or_shows_something_is_described_and_every_default_is_of_its_kind() {
        let beyond = [Tag::PagedView, Tag::CustomInterface, Tag::Dialog];
        for tag in Tag::KNOWN {
            let Some(all) = attributes(tag) else {
                assert!(beyond.contains(tag), "{tag:?} is missing");
                continue;
            };
            for Attribute { name, kind, default } in all {
                let fits = match kind {
                    Kind::Number => default.is_empty() || default.parse::<f64>().is_ok(),
                    Kind::NumberOr(word) => default == word || default.parse::<f64>().is_ok(),
                    Kind::Flag => ["true", "false", ""].contains(default),
                    Kind::Color => default.is_empty() || is_color(default),
                    Kind::OneOf(values) => default.is_empty() || values.contains(default),
                    _ => true,
                };
                assert!(fits, "{tag:?} {name}={default}");
            }
            if tag.role() == Role::Control {
                assert!(attribute(tag, "toName").is_some() && attribute(tag, "name").is_some(), "{tag:?}");
            }
        }
    }
}
