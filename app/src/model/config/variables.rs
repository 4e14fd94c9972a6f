//! Where a config reads the task's data.

use super::node::Node;
use super::tag::{Role, Tag};
use crate::model::data::path;

/// One place where a config reads the task's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The top-level key of the data.
    pub key: String,
    /// The whole path, such as `items[0].text`.
    pub path: String,
    pub tag: Tag,
    /// How to speak of the tag in messages.
    pub described: String,
    /// The attribute, in lower case.
    pub attribute: String,
    /// The attribute is nothing but this variable.
    pub alone: bool,
}

/// Attributes that are templates, in lower case. `on` is the Repeater's.
const TEMPLATES: [&str; 5] = ["value", "valuelist", "on", "audiourl", "html"];

/// What of a tag is a template: its attributes, in lower case, and a variable that stands inside the tag instead.
pub(super) fn templates(node: &Node) -> impl Iterator<Item = (String, &str)> {
    let named = node.attrs.iter().map(|attr| (attr.name.to_ascii_lowercase(), attr.value.as_str()));
    let inside = Some(node.text.as_str())
        .filter(|text| text.starts_with('$') && !text.contains(char::is_whitespace))
        .filter(|_| node.attrs.text("value").is_none() && node.tag.role() != Role::Unknown);
    let named = named.filter(|(name, _)| TEMPLATES.contains(&name.as_str()));
    named.chain(inside.map(|text| ("value".to_owned(), text)))
}

/// All variables in document order.
pub fn collect(root: &Node) -> Vec<Variable> {
    let mut found = Vec::new();
    visit(root, false, &mut found);
    found
}

fn visit(node: &Node, repeated: bool, found: &mut Vec<Variable>) {
    for (attribute, template) in templates(node) {
        for path in &path::variables(template) {
            // Inside a Repeater `$items[{{idx}}].text` means the key that the Repeater names already.
            let Some(key) = path::root_key(path) else { continue };
            if repeated && found.iter().any(|variable| variable.key == key) {
                continue;
            }
            found.push(Variable {
                key: key.to_owned(),
                path: (*path).to_owned(),
                tag: node.tag.clone(),
                described: node.describe(),
                attribute: attribute.clone(),
                alone: template.len() == path.len() + 1,
            });
        }
    }
    let repeated = repeated || node.tag == Tag::Repeater;
    for child in &node.children {
        visit(child, repeated, found);
    }
}
