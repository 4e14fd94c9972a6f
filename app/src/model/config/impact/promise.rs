//! What each control of a config takes of results.

use super::seen::Seen;
use crate::model::config::language;
use crate::model::config::{LabelConfig, Node, Role, Tag};
use std::collections::BTreeSet;

/// What one control of a config takes.
pub struct Promise {
    pub name: Name,
    pub tag: Tag,
    to_names: Vec<Name>,
    /// `None`: whatever its task offers.
    pub options: Option<BTreeSet<String>>,
}

/// A name as written; within a Repeater it holds an index.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    before: String,
    /// What stands behind the index, if there is one.
    after: Option<String>,
}

impl Name {
    fn of(written: &str, flag: Option<&str>) -> Self {
        match flag.and_then(|flag| written.split_once(flag)) {
            Some((before, after)) => Self { before: before.to_owned(), after: Some(after.to_owned()) },
            None => Self { before: written.to_owned(), after: None },
        }
    }

    pub fn is(&self, name: &str) -> bool {
        let Some(after) = &self.after else { return self.before == name };
        let index =
            name.strip_prefix(self.before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
        index.is_some_and(|index| !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl Promise {
    /// Everything that results of the other one say can be said here.
    pub fn keeps(&self, old: &Self) -> bool {
        let options = match (&self.options, &old.options) {
            (None, _) => true,
            (Some(new), Some(old)) => old.is_subset(new),
            (Some(_), None) => true,
        };
        self.name == old.name
            && self.tag == old.tag
            && options
            && old.to_names.iter().all(|name| self.to_names.contains(name))
    }

    pub fn takes(&self, result: &Seen) -> bool {
        result.kind.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case(self.tag.name()))
    }

    pub fn speaks_of(&self, object: &str) -> bool {
        self.to_names.is_empty() || self.to_names.iter().any(|name| name.is(object))
    }
}

/// Of a config's controls, in document order.
pub fn promises(config: &LabelConfig) -> Vec<Promise> {
    let mut found = Vec::new();
    if let Some(root) = config.root() {
        let only = match config.objects() {
            [only] => Some(only.name.as_str()),
            _ => None,
        };
        visit(root, None, only, &mut found);
    }
    found
}

fn visit(node: &Node, flag: Option<&str>, only: Option<&str>, found: &mut Vec<Promise>) {
    let flag = match node.tag {
        Tag::Repeater => Some(node.attrs.get("indexFlag").unwrap_or("{{idx}}")),
        _ => flag,
    };
    if node.tag.role() == Role::Control
        && let Some(name) = node.attrs.get("name").filter(|name| !name.is_empty())
    {
        let to_name = node.attrs.get("toName").or(only).unwrap_or_default();
        let to_names = to_name.split(',').map(str::trim).filter(|name| !name.is_empty());
        found.push(Promise {
            name: Name::of(name, flag),
            tag: node.tag.clone(),
            to_names: to_names.map(|name| Name::of(name, flag)).collect(),
            options: options(node),
        });
    }
    for child in &node.children {
        visit(child, flag, only, found);
    }
}

fn options(node: &Node) -> Option<BTreeSet<String>> {
    let part = language::option_tag(&node.tag)?;
    let from_data = node.attrs.get("value").is_some_and(|value| value.contains('$'))
        || node.attrs.text("apiUrl").is_some();
    let mut all = BTreeSet::new();
    for option in node.below(&part) {
        let value = option.attrs.text("value").unwrap_or_else(|| option.text.clone());
        // What a task fills in could be anything.
        if value.contains('$') {
            return None;
        }
        all.insert(option.attrs.text("alias").unwrap_or(value));
    }
    (!from_data).then_some(all)
}
