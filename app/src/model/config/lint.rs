//! What works and is probably not meant: unknown tags and attributes, values that have no effect, parts that stand
//! nowhere, keys that collide. Only checks of configs look for it; reading a config for labeling does not.

use super::language::{self, Attribute, Kind};
use super::node::{Attr, Node, Position};
use super::scan::Scan;
use super::tag::{Role, Tag};
use super::{LabelConfig, Warning};
use crate::model::hotkeys::{Key, Reserved};
use std::collections::BTreeMap;

/// Everything of that kind about a config that was read from this text, in document order. `reserved` are the editor's
/// own keys.
pub fn lint(xml: &str, config: &LabelConfig, reserved: &[Reserved]) -> Vec<Warning> {
    let Some(root) = config.root() else { return Vec::new() };
    let scan = Scan::of(xml);
    let mut linter = Linter { scan: &scan, config, warnings: Vec::new() };
    linter.visit(root, None);
    let mut warnings = linter.warnings;
    warnings.extend(collisions(root, reserved).into_iter().map(|found| {
        let position = attribute_position(&scan, found.node, "hotkey").unwrap_or(found.node.position);
        Warning::at(position, found.message)
    }));
    warnings.sort_by_key(|warning| (warning.line, warning.column));
    warnings
}

/// A key that cannot do what the config says.
#[derive(Clone, Debug)]
pub struct Collision<'a> {
    pub node: &'a Node,
    pub message: String,
}

/// Keys that labels, choices and controls name and that are no keys, that another one has already, or that the editor
/// has too.
pub fn collisions<'a>(root: &'a Node, reserved: &[Reserved]) -> Vec<Collision<'a>> {
    let mut taken: BTreeMap<Key, String> = BTreeMap::new();
    let mut found = Vec::new();
    for node in root.walk().filter(|node| has_key(&node.tag)) {
        let Some(written) = node.attrs.text("hotkey") else { continue };
        let called = match node.tag {
            Tag::Label | Tag::Choice | Tag::Shortcut => "value",
            _ => "name",
        };
        let name = node.attrs.text(called).unwrap_or_else(|| node.text.clone());
        let message = match written.parse::<Key>() {
            Err(error) => Some(format!("The hotkey of \"{name}\" cannot be used: {error}.")),
            Ok(key) => match taken.get(&key) {
                Some(first) => Some(format!(
                    "The hotkey {key} of \"{name}\" is that of \"{first}\" already, and picks that one."
                )),
                None => {
                    let shadowed = reserved.iter().find(|other| other.key == key).map(|other| {
                        format!(
                            "The hotkey {key} of \"{name}\" is also that of {}; it picks \"{name}\".",
                            other.name
                        )
                    });
                    taken.insert(key, name.clone());
                    shadowed
                }
            },
        };
        found.extend(message.map(|message| Collision { node, message }));
    }
    found
}

const fn has_key(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Label | Tag::Choice | Tag::Shortcut | Tag::Number | Tag::DateTime | Tag::Rating | Tag::Filter
    )
}

struct Linter<'a> {
    scan: &'a Scan<'a>,
    config: &'a LabelConfig,
    warnings: Vec<Warning>,
}

impl Linter<'_> {
    /// `around`: the nearest tag around that is more than layout.
    fn visit(&mut self, node: &Node, around: Option<&Node>) {
        self.check_tag(node, around);
        for attr in node.attrs.iter() {
            if let Some(message) = self.remark(node, attr) {
                let position = attribute_position(self.scan, node, &attr.name).unwrap_or(node.position);
                self.warnings.push(Warning::at(position, message));
            }
        }
        let around = if language::is_container(&node.tag) { around } else { Some(node) };
        for child in &node.children {
            self.visit(child, around);
        }
    }

    fn check_tag(&mut self, node: &Node, around: Option<&Node>) {
        let name = node.tag.name();
        let message = match &node.tag {
            Tag::Unknown(_) => {
                let hint = language::nearest_tag(name)
                    .map(|tag| format!(" Is <{}> meant?", tag.name()))
                    .unwrap_or_default();
                Some(format!("<{name}> is not a tag we know; it is kept and shown as a placeholder.{hint}"))
            }
            tag if tag.shows_placeholder() => Some(format!(
                "<{name}> is not served yet: it shows a placeholder, and its results are kept as they are."
            )),
            tag => misplaced(tag, around),
        };
        self.warnings.extend(message.map(|message| Warning::at(node.position, message)));
    }

    fn remark(&self, node: &Node, attr: &Attr) -> Option<String> {
        if !language::is_known(&node.tag, &attr.name) {
            let hint = language::nearest(&node.tag, &attr.name)
                .map(|known| format!(" Is {known} meant?"))
                .unwrap_or_default();
            return Some(format!("{} does not know the attribute {}.{hint}", node.describe(), attr.name));
        }
        let known = language::attribute(&node.tag, &attr.name)?;
        if known.kind == Kind::Objects {
            return self.wrong_object(node, &attr.value);
        }
        // What a task or a Repeater fills in shows itself only with a task.
        if attr.value.is_empty() || attr.value.contains('$') || attr.value.contains("{{") {
            return None;
        }
        wrong_value(known, &attr.value)
    }

    fn wrong_object(&self, node: &Node, names: &str) -> Option<String> {
        let kinds = language::objects_of(&node.tag);
        let objects = names.split(',').filter_map(|name| self.config.object(name.trim()));
        let wrong = objects
            .filter(|object| object.tag.role() == Role::Object)
            .find(|object| !kinds.is_empty() && !kinds.contains(&object.tag))?;
        let kinds: Vec<String> = kinds.iter().map(|tag| format!("<{}>", tag.name())).collect();
        Some(format!(
            "{} works on {}, and \"{}\" is <{}>: nothing can be labeled there.",
            node.describe(),
            kinds.join(" or "),
            wrong.name,
            wrong.tag.name(),
        ))
    }
}

fn misplaced(tag: &Tag, around: Option<&Node>) -> Option<String> {
    let homes = language::belongs_in(tag);
    let outside = match around.map(|node| &node.tag) {
        Some(Tag::Unknown(_)) => false,
        Some(around) => !homes.contains(around),
        None => true,
    };
    if homes.is_empty() || !outside {
        return None;
    }
    let named: Vec<String> = homes.iter().take(3).map(|tag| format!("<{}>", tag.name())).collect();
    let more = if homes.len() > 3 { " and the like" } else { "" };
    let name = tag.name();
    Some(format!("<{name}> belongs in {}{more}; here it has no effect.", named.join(", ")))
}

/// Why a value has no effect.
fn wrong_value(known: &Attribute, value: &str) -> Option<String> {
    let Attribute { name, kind, default } = *known;
    let stays = || match default {
        "" => "it has no effect".to_owned(),
        default => format!("\"{default}\" holds"),
    };
    let is_number = || value.trim().parse::<f64>().is_ok_and(f64::is_finite);
    match kind {
        Kind::Flag if !matches!(value, "true" | "false") => {
            Some(format!("{name} is \"true\" or \"false\"; \"{value}\" is neither, so {}.", stays()))
        }
        Kind::OneOf(values) if !values.contains(&value) => {
            let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            Some(format!("{name} takes {}; \"{value}\" is none of them, so {}.", values.join(", "), stays()))
        }
        Kind::Number if !is_number() => {
            Some(format!("{name} is a number; \"{value}\" is none, so {}.", stays()))
        }
        Kind::NumberOr(word) if value != word && !is_number() => {
            Some(format!("{name} is a number or \"{word}\"; \"{value}\" is neither, so {}.", stays()))
        }
        Kind::Color if !language::is_color(value) => Some(format!(
            "{name}=\"{value}\" is not a colour that CSS can read; write it like #2f7ed8 or teal."
        )),
        _ => None,
    }
}

fn attribute_position(scan: &Scan<'_>, node: &Node, name: &str) -> Option<Position> {
    let element = node.id.0 as usize;
    // The scan and the tree are of one text; were they not, the tag's place is near enough.
    (scan.name(element) == node.written).then_some(())?;
    Some(scan.position(scan.attr(element, name)?.name.start))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn found(xml: &str) -> Vec<(u32, u32, String)> {
        let config = LabelConfig::parse(xml).unwrap();
        let tool = Reserved { key: "r".parse().unwrap(), name: "the rectangle tool".to_owned() };
        let warnings = lint(xml, &config, &[tool]);
        warnings.into_iter().map(|warning| (warning.line, warning.column, warning.message)).collect()
    }

    fn one(inside: &str) -> (u32, u32, String) {
        let xml = format!("<View><Text name='t' value='$t'/>\n{inside}</View>");
        let mut all = found(&xml);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn a_value_without_effect_is_told_at_its_attribute_with_what_it_could_be() {
        for (inside, column, words) in [
            ("<Choices name='c' toName='t' layout='grid'><Choice value='x'/></Choices>", 30, "\"inline\""),
            (
                "<Choices name='c' toName='t' required='yes'><Choice value='x'/></Choices>",
                30,
                "\"false\" holds",
            ),
            ("<TextArea name='c' toName='t' rows='many'/>", 31, "\"many\" is none"),
            ("<Labels name='l' toName='t'><Label value='A' background='gren'/></Labels>", 46, "colour"),
            ("<Choices name='c' toName='t'><Choice value='x' valeu='y'/></Choices>", 48, "Is value meant?"),
        ] {
            let (line, at, message) = one(inside);
            assert_eq!((line, at), (2, column), "{inside}: {message}");
            assert!(message.contains(words), "{message}");
        }
    }

    #[test]
    fn a_control_on_the_wrong_kind_of_object_is_told() {
        let (line, column, message) =
            one("<RectangleLabels name='r'\n  toName='t'><Label value='A'/></RectangleLabels>");
        assert_eq!((line, column), (3, 3));
        assert!(message.contains("works on <Image>") && message.contains("<Text>"), "{message}");
    }

    #[test]
    fn what_a_task_fills_in_is_not_judged() {
        assert!(found("<View><Header value='h' size='$size'/><Text name='t' value='$t'/></View>").is_empty());
    }

    #[test]
    fn keys_that_collide_are_told_where_they_are_written() {
        let all = found(
            "<View><Text name='t' value='$t'/><Labels name='l' toName='t'>\n<Label value='A' hotkey='a'/>\n\
             <Label value='B' hotkey='A'/>\n<Label value='C' hotkey='r'/>\n<Label value='D' hotkey='??'/></Labels></View>",
        );
        let places: Vec<(u32, u32)> = all.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(places, [(3, 18), (4, 18), (5, 18)]);
        assert!(all[0].2.contains("\"A\" already") && all[1].2.contains("the rectangle tool"), "{all:?}");
    }

    #[test]
    fn parts_that_stand_nowhere_and_tags_nobody_knows_are_told() {
        let (_, _, message) = one("<Label value='A'/>");
        assert!(message.contains("belongs in <Labels>"), "{message}");
        assert!(one("<Sparkle/>").2.contains("not a tag we know"));
        assert!(one("<Headr value='a'/>").2.contains("Is <Header> meant?"));
        let laid_out = "<View><Text name='t' value='$t'/><Labels name='l' toName='t'><View><Label value='A'/></View></Labels></View>";
        assert!(found(laid_out).is_empty());
    }
}
