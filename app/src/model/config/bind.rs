//! Joins controls to objects: names, toName, conditions. Finds what cannot work and what a person should know.

use super::Warning;
use super::condition::Condition;
use super::controls::{Control, ControlKind};
use super::node::Node;
use super::objects::ObjectTag;
use super::option_check;
use super::parse::ConfigError;
use super::tag::{Role, Tag};
use std::collections::BTreeMap;

/// What binding found.
#[derive(Default)]
pub struct Bound {
    pub controls: Vec<Control>,
    pub objects: Vec<ObjectTag>,
    pub warnings: Vec<Warning>,
    pub errors: Vec<ConfigError>,
}

pub fn bind(root: &Node) -> Bound {
    let mut bound = Bound::default();
    let names = collect_names(root, &mut bound);
    collect_objects(root, &mut bound);
    let mut binder = Binder { names: &names, conditions: Vec::new(), bound };
    binder.visit(root);
    binder.bound
}

/// Every named thing that can be pointed at; the first of two with one name keeps it.
fn collect_names<'a>(root: &'a Node, bound: &mut Bound) -> BTreeMap<&'a str, &'a Node> {
    let mut names: BTreeMap<&str, &Node> = BTreeMap::new();
    for node in root.walk() {
        if !matches!(node.tag.role(), Role::Object | Role::Control | Role::Unknown) {
            continue;
        }
        let Some(name) = node.attrs.get("name").filter(|name| !name.is_empty()) else { continue };
        let Some(first) = names.get(name) else {
            names.insert(name, node);
            continue;
        };
        let message = format!(
            "The name \"{name}\" is taken: {} in line {} has it. Names must be unique; results point to their tag by it.",
            first.describe(),
            first.position.line,
        );
        bound.errors.push(ConfigError::at(node.position, message));
    }
    names
}

/// Objects outside a Repeater, whose copies exist only with a task.
fn collect_objects(node: &Node, bound: &mut Bound) {
    match node.tag.role() {
        Role::Object => {
            note_object(node, bound);
            bound.objects.push(ObjectTag::of(node));
        }
        _ if node.tag == Tag::Repeater => return,
        _ => {}
    }
    for child in &node.children {
        collect_objects(child, bound);
    }
}

fn note_object(node: &Node, bound: &mut Bound) {
    let has = |name: &str| node.attrs.text(name).is_some();
    let mut warn = |message: &str| {
        bound.warnings.push(Warning::at(node.position, format!("{}: {message}", node.describe())));
    };
    if !has("name") {
        warn("it has no name, so no control can point to it.");
    }
    let shows_value = matches!(node.tag, Tag::Text | Tag::Image);
    if shows_value && !has("value") && !has("valueList") && node.text.is_empty() {
        warn("it has no value, so it shows nothing. Name the task's field, such as value=\"$text\".");
    }
}

struct Binder<'a> {
    names: &'a BTreeMap<&'a str, &'a Node>,
    /// Of the views around, outermost first.
    conditions: Vec<Condition>,
    bound: Bound,
}

impl Binder<'_> {
    fn visit(&mut self, node: &Node) {
        let condition = Condition::of(node);
        let conditional = condition.is_some();
        self.conditions.extend(condition);
        if node.tag.role() == Role::Control {
            self.control(node);
        }
        // Inside a Repeater names hold an index that only a task can fill in.
        if node.tag != Tag::Repeater {
            for child in &node.children {
                self.visit(child);
            }
        }
        if conditional {
            self.conditions.pop();
        }
    }

    fn warn(&mut self, node: &Node, message: String) {
        self.bound.warnings.push(Warning::at(node.position, message));
    }

    fn control(&mut self, node: &Node) {
        let served = node.tag.is_served();
        let Some(name) = node.attrs.text("name") else {
            let message = format!(
                "<{}> has no name. Give it one, such as name=\"{}\": results point to their tag by it.",
                node.tag.name(),
                node.tag.result_type(),
            );
            if served {
                self.bound.errors.push(ConfigError::at(node.position, message));
            } else {
                self.warn(node, message);
            }
            return;
        };
        let to_names = self.targets(node, served);
        if self.bound.controls.iter().any(|control| control.name == name) {
            return;
        }
        let kind = ControlKind::of(node);
        self.note_control(node, &kind);
        self.bound.controls.push(Control {
            node: node.id,
            tag: node.tag.clone(),
            name,
            to_names,
            kind,
            required: node.attrs.bool_or("required", false),
            required_message: node.attrs.text("requiredMessage"),
            per_region: node.attrs.bool_or("perRegion", false),
            per_item: node.attrs.bool_or("perItem", false),
            conditions: self.conditions.clone(),
        });
    }

    fn targets(&mut self, node: &Node, served: bool) -> Vec<String> {
        let Some(written) = node.attrs.text("toName") else {
            return self.fill_in_to_name(node, served);
        };
        let names: Vec<String> =
            written.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        for name in &names {
            match self.names.get(name.as_str()) {
                None => {
                    let message = self.explain_missing(node, name);
                    self.bound.errors.push(ConfigError::at(node.position, message));
                }
                Some(target) if target.tag.role() == Role::Control && served => {
                    let message = format!(
                        "{} points to {}, which is not an object tag: nothing can be labeled there.",
                        node.describe(),
                        target.describe(),
                    );
                    self.warn(node, message);
                }
                Some(_) => {}
            }
        }
        names
    }

    fn fill_in_to_name(&mut self, node: &Node, served: bool) -> Vec<String> {
        let named: Vec<&str> = self
            .bound
            .objects
            .iter()
            .map(|object| object.name.as_str())
            .filter(|name| !name.is_empty())
            .collect();
        if let [only] = named.as_slice() {
            return vec![(*only).to_owned()];
        }
        if served {
            let message = if named.is_empty() {
                format!(
                    "{} has no toName, and there is no named object tag it could speak of. Add one, such as \
                     <Text name=\"text\" value=\"$text\"/>.",
                    node.describe(),
                )
            } else {
                format!("{} has no toName. Say which object it speaks of: {}.", node.describe(), list(&named))
            };
            self.bound.errors.push(ConfigError::at(node.position, message));
        }
        Vec::new()
    }

    fn explain_missing(&self, node: &Node, name: &str) -> String {
        let objects: Vec<&str> = self
            .bound
            .objects
            .iter()
            .map(|object| object.name.as_str())
            .filter(|name| !name.is_empty())
            .collect();
        let hint = match objects.as_slice() {
            [] => "There is no named object tag such as <Text> or <Image>.".to_owned(),
            [only] => format!("The only object is \"{only}\"."),
            several => format!("The objects are {}.", list(several)),
        };
        format!("{} points to toName=\"{name}\", but nothing has that name. {hint}", node.describe())
    }

    fn note_control(&mut self, node: &Node, kind: &ControlKind) {
        let found = option_check::check(node, kind);
        self.bound.errors.extend(found.errors);
        self.bound.warnings.extend(found.warnings);
    }
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
