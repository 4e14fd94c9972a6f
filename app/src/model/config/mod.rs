//! The labeling config: from its XML to what the editor, the import and the checks ask of it. Anything unknown is
//! kept and reported, never refused; only what cannot work is an error.

mod answers;
mod bind;
pub mod colors;
pub mod complete;
mod condition;
pub mod controls;
pub mod edit;
pub mod format;
mod image;
pub mod impact;
pub mod language;
pub mod lint;
pub mod node;
mod objects;
mod option_check;
pub mod options;
mod parse;
pub mod parts;
mod read;
mod relations;
mod repeat;
pub mod rewrite;
pub mod sample;
pub mod scan;
mod shape;
pub mod tag;
pub mod typing;
mod variables;
mod visual;

pub use answers::{Bucket, DateTimeInput, NumberInput, Ranker, RatingInput, Taxonomy};
pub use condition::{Condition, VisibleWhen};
pub use controls::{
    ChoiceMode, ChoiceOption, Choices, Control, ControlKind, LabelOption, Labels, Layout, Shortcut, TextArea,
};
pub use image::{CrossOrigin, DefaultZoom, ImageLook};
pub use node::{Attr, AttrValue, Attrs, Node, NodeId, Position};
pub use objects::{Granularity, ObjectTag};
pub use parse::ConfigError;
pub use relations::{RelationOption, Relations};
pub use shape::{PointSize, PointStyle, ShapeStyle};
pub use tag::{Role, Shape, Tag};
pub use variables::Variable;
pub use visual::{Header, ViewStyle};

use serde_json::{Map, Value};
use std::borrow::Cow;

/// Something that a person should know of a config that works all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct Warning {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

impl Warning {
    pub(crate) fn at(position: Position, message: impl Into<String>) -> Self {
        Self { line: position.line, column: position.column, message: message.into() }
    }
}

/// A config that was read and holds together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelConfig {
    root: Option<Node>,
    controls: Vec<Control>,
    objects: Vec<ObjectTag>,
    variables: Vec<Variable>,
    relations: Relations,
    warnings: Vec<Warning>,
}

impl LabelConfig {
    /// Reads a config. Nothing but white space is the empty config.
    pub fn parse(xml: &str) -> Result<Self, ConfigError> {
        let (config, mut errors) = Self::examine(xml);
        if errors.is_empty() { Ok(config) } else { Err(errors.swap_remove(0)) }
    }

    /// Reads a config as far as it can be read, with everything that is wrong with it, for an editor of configs.
    pub fn examine(xml: &str) -> (Self, Vec<ConfigError>) {
        let root = match parse::parse_tree(xml) {
            Ok(Some(root)) => root,
            Ok(None) => return (Self::default(), Vec::new()),
            Err(error) => return (Self::default(), vec![error]),
        };
        Self::bound(root)
    }

    fn bound(root: Node) -> (Self, Vec<ConfigError>) {
        let bound = bind::bind(&root);
        let config = Self {
            controls: bound.controls,
            objects: bound.objects,
            variables: variables::collect(&root),
            relations: Relations::collect(&root),
            warnings: bound.warnings,
            root: Some(root),
        };
        (config, bound.errors)
    }

    /// The config as it is for one task: each Repeater is replaced by a view for each entry of its list.
    pub fn for_task(&self, data: &Map<String, Value>) -> Cow<'_, Self> {
        match self.root.as_ref().and_then(|root| repeat::expanded(root, data)) {
            // What is wrong with a copy was said of the original; the rest of it works.
            Some(root) => Cow::Owned(Self::bound(root).0),
            None => Cow::Borrowed(self),
        }
    }

    /// The tree as written; `None` when the config is empty.
    pub const fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// A node by its place.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.root.as_ref()?.walk().find(|node| node.id == id)
    }

    /// Controls in document order, those we do not serve included.
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    pub fn control(&self, name: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.name == name)
    }

    /// The control that a node is.
    pub fn control_at(&self, id: NodeId) -> Option<&Control> {
        self.controls.iter().find(|control| control.node == id)
    }

    /// Objects in document order, those we do not serve included.
    pub fn objects(&self) -> &[ObjectTag] {
        &self.objects
    }

    pub fn object(&self, name: &str) -> Option<&ObjectTag> {
        self.objects.iter().find(|object| object.name == name)
    }

    /// The object that a node is.
    pub fn object_at(&self, id: NodeId) -> Option<&ObjectTag> {
        self.objects.iter().find(|object| object.node == id)
    }

    /// Controls that speak of an object.
    pub fn controls_of<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a Control> {
        self.controls.iter().filter(move |control| control.to_names.iter().any(|name| name == object))
    }

    /// The labels that relations between regions can bear.
    pub const fn relations(&self) -> &Relations {
        &self.relations
    }

    /// Every place where the config reads the task's data, in document order.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The keys of a task's data that the config reads, in document order, each once.
    pub fn data_keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for variable in &self.variables {
            if !keys.contains(&variable.key.as_str()) {
                keys.push(&variable.key);
            }
        }
        keys
    }

    /// The key under which a blob task's URI stands when the storage names none: that of the first object, else the
    /// first of all.
    pub fn first_data_key(&self) -> Option<&str> {
        let of_object = self.variables.iter().find(|variable| variable.tag.role() == Role::Object);
        of_object.or(self.variables.first()).map(|variable| variable.key.as_str())
    }

    /// Things that work but surprise. What is probably a slip is found by [`lint::lint`].
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

#[cfg(test)]
mod tests;
