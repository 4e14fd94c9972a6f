//! The labels and choices that a control offers: what cannot work, and what surprises.

use super::Warning;
use super::controls::{ChoiceOption, ControlKind};
use super::node::Node;
use super::parse::ConfigError;
use super::tag::Tag;

#[derive(Default)]
pub struct Found {
    pub errors: Vec<ConfigError>,
    pub warnings: Vec<Warning>,
}

pub fn check(node: &Node, kind: &ControlKind) -> Found {
    let mut found = Found::default();
    let mut warn = |message: &str| {
        found.warnings.push(Warning::at(node.position, format!("{}: {message}", node.describe())));
    };
    let stored: Vec<&str> = match kind {
        ControlKind::Choices(choices) => {
            if choices.options.is_empty() && choices.from_data.is_none() {
                warn("it has no <Choice>, so there is nothing to choose.");
            }
            choices.options.iter().map(ChoiceOption::stored).collect()
        }
        ControlKind::Labels(labels) | ControlKind::ShapeLabels(_, labels, _) => {
            if labels.options.is_empty() && labels.from_data.is_none() {
                warn("it has no <Label>, so there is nothing to label with.");
            }
            labels.options.iter().map(|option| option.stored()).collect()
        }
        _ => return found,
    };
    let mut seen: Vec<&str> = Vec::new();
    for name in stored.into_iter().filter(|name| !name.is_empty()) {
        if seen.contains(&name) {
            warn(&format!("\"{name}\" stands twice among its options; results cannot tell them apart."));
        }
        seen.push(name);
    }
    found.errors = nameless(node);
    found
}

/// Options that say nothing: neither a value nor a text of their own, nor an alias for results.
fn nameless(node: &Node) -> Vec<ConfigError> {
    let says_nothing = |option: &&Node| {
        let has = |name: &str| option.attrs.text(name).is_some();
        !has("value") && !has("alias") && option.text.is_empty()
    };
    let options = node.walk().skip(1).filter(|below| matches!(below.tag, Tag::Label | Tag::Choice));
    let explain = |option: &Node| {
        let tag = option.tag.name();
        let message =
            format!("This <{tag}> of {} has no value. Give it one: <{tag} value=\"…\"/>.", node.describe());
        ConfigError::at(option.position, message)
    };
    options.filter(says_nothing).map(explain).collect()
}
