//! What controls and objects of a config say of themselves, with the defaults that today's editor really applies.

use super::colors;
use super::condition::Condition;
use super::node::{Node, NodeId};
use super::tag::Tag;

/// A tag that shows data.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectTag {
    pub node: NodeId,
    pub tag: Tag,
    /// Empty when the tag has none.
    pub name: String,
    /// The template of what it shows, such as `$image`.
    pub value: String,
    /// `valueList` of an Image: several at once.
    pub value_list: Option<String>,
    pub value_type_url: bool,
    /// Text regions keep the text they cover.
    pub saves_text: bool,
    pub granularity: Granularity,
}

/// What a text selection snaps to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    #[default]
    Symbol,
    Word,
    Sentence,
    Paragraph,
}

impl ObjectTag {
    pub(super) fn of(node: &Node) -> Self {
        let value_type_url = node.attrs.get("valueType").is_some_and(|text| text.eq_ignore_ascii_case("url"));
        let saves_text = match node.attrs.get("saveTextResult") {
            Some("yes") => true,
            Some("no") => false,
            _ => !value_type_url,
        };
        let granularity = match node.attrs.get("granularity") {
            Some("word") => Granularity::Word,
            Some("sentence") => Granularity::Sentence,
            Some("paragraph") => Granularity::Paragraph,
            _ => Granularity::Symbol,
        };
        Self {
            node: node.id,
            tag: node.tag.clone(),
            name: node.attrs.get("name").unwrap_or_default().to_owned(),
            value: node.attrs.get("value").unwrap_or_default().to_owned(),
            value_list: node.attrs.text("valueList"),
            value_type_url,
            saves_text,
            granularity,
        }
    }
}

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
            ControlKind::Labels(labels) | ControlKind::RectangleLabels(labels, _) => Some(labels),
            _ => None,
        }
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
    Labels(Labels),
    Rectangle(ShapeStyle),
    RectangleLabels(Labels, ShapeStyle),
    TextArea(TextArea),
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
    /// Answers are paths through nested options. Not served in this build.
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
}

impl LabelOption {
    /// What stands in results: the alias, if there is one.
    pub fn stored(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.value)
    }
}

/// How shapes are painted.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeStyle {
    pub opacity: f64,
    pub fill_color: Option<String>,
    pub stroke_color: Option<String>,
    pub stroke_width: f64,
    pub can_rotate: bool,
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
    /// Edited in the region list and not in a tag of its own.
    pub in_region_list: bool,
}

impl ControlKind {
    pub(super) fn of(node: &Node) -> Self {
        match node.tag {
            Tag::Choices => Self::Choices(choices(node)),
            Tag::Labels => Self::Labels(labels(node)),
            Tag::Rectangle => Self::Rectangle(shape(node)),
            Tag::RectangleLabels => Self::RectangleLabels(labels(node), shape(node)),
            Tag::TextArea => Self::TextArea(text_area(node)),
            _ => Self::Other,
        }
    }
}

fn template(node: &Node) -> Option<String> {
    node.attrs.text("value").filter(|value| value.starts_with('$'))
}

fn choices(node: &Node) -> Choices {
    let mode = match node.attrs.get("choice") {
        Some("multiple") => ChoiceMode::Multiple,
        Some("single-radio") => ChoiceMode::SingleRadio,
        _ => ChoiceMode::Single,
    };
    let layout = match node.attrs.get("layout") {
        Some("select") => Layout::Select,
        Some("inline") => Layout::Inline,
        _ if node.attrs.bool_or("showInline", false) => Layout::Inline,
        _ => Layout::Vertical,
    };
    Choices {
        mode,
        layout,
        options: choice_options(node),
        from_data: template(node),
        nested: node.attrs.bool_or("allowNested", false),
    }
}

fn choice_options(node: &Node) -> Vec<ChoiceOption> {
    let mut options = Vec::new();
    for child in &node.children {
        match child.tag {
            Tag::Choice => options.push(ChoiceOption {
                value: child.attrs.text("value").unwrap_or_else(|| child.text.clone()),
                alias: child.attrs.text("alias"),
                hotkey: child.attrs.text("hotkey"),
                hint: child.attrs.text("hint"),
                background: child.attrs.text("background").or_else(|| child.attrs.text("color")),
                html: child.attrs.text("html"),
                selected: child.attrs.bool_or("selected", false),
                children: choice_options(child),
            }),
            _ => options.extend(choice_options(child)),
        }
    }
    options
}

fn labels(node: &Node) -> Labels {
    let mut options: Vec<LabelOption> = node.below(&Tag::Label).map(label).collect();
    colors::fill_in(&mut options);
    Labels {
        multiple: node.attrs.get("choice") == Some("multiple"),
        inline: node.attrs.bool_or("showInline", true),
        options,
        from_data: template(node),
        max_usages: node.attrs.count("maxUsages"),
        allow_empty: node.attrs.bool_or("allowEmpty", false),
        style: shape(node),
    }
}

fn label(node: &Node) -> LabelOption {
    LabelOption {
        value: node.attrs.text("value").unwrap_or_else(|| node.text.clone()),
        alias: node.attrs.text("alias"),
        hotkey: node.attrs.text("hotkey"),
        hint: node.attrs.text("hint"),
        html: node.attrs.text("html"),
        background: node.attrs.text("background").unwrap_or_default(),
        selected: node.attrs.bool_or("selected", false),
        max_usages: node.attrs.count("maxUsages"),
        show_alias: node.attrs.bool_or("showAlias", false),
    }
}

fn shape(node: &Node) -> ShapeStyle {
    ShapeStyle {
        opacity: node
            .attrs
            .number("fillOpacity")
            .or_else(|| node.attrs.number("opacity"))
            .unwrap_or(0.2)
            .clamp(0.0, 1.0),
        fill_color: node.attrs.text("fillColor"),
        stroke_color: node.attrs.text("strokeColor"),
        stroke_width: node.attrs.number("strokeWidth").filter(|width| *width > 0.0).unwrap_or(1.0),
        can_rotate: node.attrs.bool_or("canRotate", true),
    }
}

fn text_area(node: &Node) -> TextArea {
    TextArea {
        placeholder: node.attrs.get("placeholder").unwrap_or_default().to_owned(),
        value: node.attrs.text("value"),
        rows: node.attrs.count("rows").unwrap_or(1),
        max_submissions: node.attrs.count("maxSubmissions"),
        editable: node.attrs.bool_or("editable", false),
        skip_duplicates: node.attrs.bool_or("skipDuplicates", false),
        show_submit_button: node.attrs.bool_or("showSubmitButton", true),
        in_region_list: node.attrs.get("displayMode") == Some("region-list"),
    }
}
