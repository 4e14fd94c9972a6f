//! What controls of a config are. How they are read from its tags is in `read`.

use super::answers::{DateTimeInput, NumberInput, Ranker, RatingInput, Taxonomy};
use super::condition::Condition;
use super::node::NodeId;
use super::objects::Granularity;
use super::shape::ShapeStyle;
use super::tag::{Shape, Tag};

/// A tag that takes answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    pub node: NodeId,
    pub tag: Tag,
    pub name: String,
    /// The objects it speaks of; almost always one.
    pub to_names: Vec<String>,
    pub kind: ControlKind,
    pub required: bool,
    pub required_message: Option<String>,
    pub per_region: bool,
    /// Asked of each item of its object: each image of a `valueList`, each page of a Repeater.
    pub per_item: bool,
    /// Its own condition and those of the views around it.
    pub conditions: Vec<Condition>,
}

impl Control {
    /// The object it speaks of.
    pub fn to_name(&self) -> &str {
        self.to_names.first().map_or("", String::as_str)
    }

    pub const fn labels(&self) -> Option<&Labels> {
        match &self.kind {
            ControlKind::Labels(labels) | ControlKind::ShapeLabels(_, labels, _) => Some(labels),
            _ => None,
        }
    }

    /// How its regions look on an image.
    pub const fn shape(&self) -> Option<Shape> {
        self.tag.shape()
    }

    pub const fn style(&self) -> Option<&ShapeStyle> {
        match &self.kind {
            ControlKind::Shape(_, style) | ControlKind::ShapeLabels(_, _, style) => Some(style),
            ControlKind::Labels(labels) => Some(&labels.style),
            _ => None,
        }
    }

    pub const fn taxonomy(&self) -> Option<&Taxonomy> {
        match &self.kind {
            ControlKind::Taxonomy(taxonomy) => Some(taxonomy),
            _ => None,
        }
    }

    /// Its results can be the ones that make a region: tags that draw, and a Taxonomy that labels.
    pub const fn draws(&self) -> bool {
        self.tag.draws() || self.labels_by_place()
    }

    /// It labels regions with places of a tree.
    pub const fn labels_by_place(&self) -> bool {
        matches!(&self.kind, ControlKind::Taxonomy(taxonomy) if taxonomy.labeling)
    }

    pub const fn choices(&self) -> Option<&Choices> {
        match &self.kind {
            ControlKind::Choices(choices) => Some(choices),
            _ => None,
        }
    }

    pub const fn text_area(&self) -> Option<&TextArea> {
        match &self.kind {
            ControlKind::TextArea(area) => Some(area),
            _ => None,
        }
    }
}

/// What each kind of control adds.
#[derive(Clone, Debug, PartialEq)]
pub enum ControlKind {
    Choices(Choices),
    /// Labels, HyperTextLabels and ParagraphLabels.
    Labels(Labels),
    /// Rectangle, Ellipse, … , and the Magicwand, which draws as a brush.
    Shape(Shape, ShapeStyle),
    /// RectangleLabels, EllipseLabels, …
    ShapeLabels(Shape, Labels, ShapeStyle),
    TextArea(TextArea),
    Taxonomy(Taxonomy),
    Number(NumberInput),
    DateTime(DateTimeInput),
    Rating(RatingInput),
    Pairwise,
    Ranker(Ranker),
    /// Not served in this build.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceMode {
    Single,
    /// One, and it cannot be unselected by a second click.
    SingleRadio,
    Multiple,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Vertical,
    Inline,
    Select,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    pub mode: ChoiceMode,
    pub layout: Layout,
    pub options: Vec<ChoiceOption>,
    /// Template of options that come with the task.
    pub from_data: Option<String>,
    /// Answers are paths through nested options.
    pub nested: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChoiceOption {
    pub value: String,
    pub alias: Option<String>,
    pub hotkey: Option<String>,
    pub hint: Option<String>,
    pub background: Option<String>,
    pub html: Option<String>,
    /// Look of its own, as CSS.
    pub style: Option<String>,
    /// Chosen when the task opens without an answer.
    pub selected: bool,
    pub children: Vec<ChoiceOption>,
}

impl ChoiceOption {
    /// What stands in results: the alias, if there is one.
    pub fn stored(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.value)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Labels {
    /// One region can bear several labels.
    pub multiple: bool,
    pub inline: bool,
    pub options: Vec<LabelOption>,
    pub from_data: Option<String>,
    /// A limit for every label that names none itself.
    pub max_usages: Option<u32>,
    pub allow_empty: bool,
    pub style: ShapeStyle,
}

impl Labels {
    /// The option a result's label speaks of: results hold the alias, if there is one.
    pub fn option(&self, stored: &str) -> Option<&LabelOption> {
        self.options.iter().find(|option| option.stored() == stored || option.value == stored)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelOption {
    pub value: String,
    pub alias: Option<String>,
    pub hotkey: Option<String>,
    pub hint: Option<String>,
    pub html: Option<String>,
    /// A CSS colour: the config's or one of ours.
    pub background: String,
    pub selected: bool,
    pub max_usages: Option<u32>,
    pub show_alias: bool,
    pub alias_style: Option<String>,
    /// `small`, `medium` or `large`.
    pub size: Option<String>,
    pub selected_color: Option<String>,
    /// Selections for this label snap to it instead of the object's.
    pub granularity: Option<Granularity>,
}

impl LabelOption {
    /// What stands in results: the alias, if there is one.
    pub fn stored(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.value)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextArea {
    pub placeholder: String,
    /// Template of a text that stands there from the start.
    pub value: Option<String>,
    pub rows: u32,
    pub max_submissions: Option<u32>,
    /// Entries can be changed after they are added.
    pub editable: bool,
    pub skip_duplicates: bool,
    pub show_submit_button: bool,
    /// Without it what is typed stays one text: neither Enter nor the button closes it.
    pub allow_submit: bool,
    /// Entries stand in fields of their own, ready to be corrected.
    pub transcription: bool,
    /// Edited in the region list and not in a tag of its own.
    pub in_region_list: bool,
    pub label: Option<String>,
    pub shortcuts: Vec<Shortcut>,
}

/// A text that one key, or one click, puts into a TextArea.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    pub value: String,
    /// What its button says.
    pub alias: String,
    pub hotkey: Option<String>,
    pub background: Option<String>,
}
