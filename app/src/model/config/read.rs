//! Reads controls from their tags, with the defaults that today's editor really applies.

use super::answers::{DateTimeInput, NumberInput, Ranker, RatingInput, Taxonomy};
use super::colors;
use super::controls::{
    ChoiceMode, ChoiceOption, Choices, ControlKind, LabelOption, Labels, Layout, Shortcut, TextArea,
};
use super::node::Node;
use super::objects::Granularity;
use super::shape::ShapeStyle;
use super::tag::Tag;

impl ControlKind {
    pub(super) fn of(node: &Node) -> Self {
        match node.tag {
            Tag::Choices => Self::Choices(choices(node)),
            Tag::TextArea => Self::TextArea(text_area(node)),
            Tag::Taxonomy => Self::Taxonomy(Taxonomy::of(node)),
            Tag::Number => Self::Number(NumberInput::of(node)),
            Tag::DateTime => Self::DateTime(DateTimeInput::of(node)),
            Tag::Rating => Self::Rating(RatingInput::of(node)),
            Tag::Pairwise => Self::Pairwise,
            Tag::Ranker => Self::Ranker(Ranker::of(node)),
            _ => match (node.tag.shape(), node.tag.is_labels()) {
                (Some(shape), true) => Self::ShapeLabels(shape, labels(node), ShapeStyle::of(node)),
                (Some(shape), false) => Self::Shape(shape, ShapeStyle::of(node)),
                (None, true) => Self::Labels(labels(node)),
                (None, false) => Self::Other,
            },
        }
    }
}

pub(super) fn template(node: &Node) -> Option<String> {
    node.attrs.text("value").filter(|value| value.starts_with('$'))
}

fn choices(node: &Node) -> Choices {
    let mode = match node.attrs.get("choice") {
        Some("multiple") => ChoiceMode::Multiple,
        Some("single-radio") => ChoiceMode::SingleRadio,
        _ => ChoiceMode::Single,
    };
    // The older of the two is the stronger, as in the field.
    let layout = match (node.attrs.get("showInline"), node.attrs.get("layout")) {
        (Some("true"), _) => Layout::Inline,
        (Some("false"), _) => Layout::Vertical,
        (_, Some("select")) => Layout::Select,
        (_, Some("inline")) => Layout::Inline,
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

pub(super) fn choice_options(node: &Node) -> Vec<ChoiceOption> {
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
                style: child.attrs.text("style"),
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
        style: ShapeStyle::of(node),
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
        alias_style: node.attrs.text("aliasStyle"),
        size: node.attrs.text("size"),
        selected_color: node.attrs.text("selectedColor"),
        granularity: node.attrs.text("granularity").map(|name| Granularity::parse(&name)),
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
        allow_submit: node.attrs.bool_or("allowSubmit", true),
        transcription: node.attrs.bool_or("transcription", false),
        in_region_list: node.attrs.get("displayMode") == Some("region-list"),
        label: node.attrs.text("label"),
        shortcuts: node.below(&Tag::Shortcut).filter_map(shortcut).collect(),
    }
}

fn shortcut(node: &Node) -> Option<Shortcut> {
    let value = node.attrs.text("value")?;
    Some(Shortcut {
        alias: node.attrs.text("alias").unwrap_or_else(|| value.clone()),
        value,
        hotkey: node.attrs.text("hotkey"),
        background: node.attrs.text("background"),
    })
}
