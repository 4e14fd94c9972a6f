//! What controls that ask for a number, a date, a rating, a place in a tree or an order say of themselves.

use super::controls::ChoiceOption;
use super::node::Node;
use super::read::{choice_options, template};
use super::tag::Tag;

/// A Taxonomy: paths through a tree of choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Taxonomy {
    pub options: Vec<ChoiceOption>,
    /// Template of options that come with the task.
    pub from_data: Option<String>,
    /// Where options can be fetched from, level by level.
    pub api_url: Option<String>,
    /// Only items without children can be chosen.
    pub leafs_only: bool,
    pub show_full_path: bool,
    pub path_separator: String,
    pub max_usages: Option<u32>,
    /// Least and largest width of the widget, in pixels.
    pub min_width: Option<f64>,
    pub max_width: Option<f64>,
    /// Of the tree that opens below the widget, in pixels.
    pub dropdown_width: Option<f64>,
    pub placeholder: Option<String>,
    /// Its items are labels of regions instead of an answer.
    pub labeling: bool,
}

/// A Number: bounds are inclusive.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberInput {
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub step: Option<f64>,
    pub default: Option<f64>,
    pub slider: bool,
    pub hotkey: Option<String>,
}

/// A DateTime. Formats are those of `strftime`, such as `%Y-%m-%d`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTimeInput {
    /// `date`, `time`, `month`, `year`; all when empty.
    pub only: Vec<String>,
    /// How the answer is written; ISO when there is none.
    pub format: Option<String>,
    /// A date, or `today`.
    pub min: Option<String>,
    pub max: Option<String>,
    pub step: Option<String>,
    pub default: Option<String>,
    pub hotkey: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingInput {
    pub max: u32,
    pub default: u32,
    /// `star`, `heart`, `fire` or `smile`.
    pub icon: String,
    /// `small`, `medium` or `large`.
    pub size: String,
    pub hotkey: Option<String>,
}

/// A Ranker: one list to be put in order, or several buckets to sort items into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranker {
    pub title: Option<String>,
    pub buckets: Vec<Bucket>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    pub title: String,
    /// Items start here.
    pub default: bool,
}

impl Taxonomy {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            options: choice_options(node),
            from_data: template(node),
            api_url: node.attrs.text("apiUrl"),
            leafs_only: node.attrs.bool_or("leafsOnly", false),
            show_full_path: node.attrs.bool_or("showFullPath", false),
            path_separator: node.attrs.text("pathSeparator").unwrap_or_else(|| " / ".to_owned()),
            max_usages: node.attrs.count("maxUsages"),
            min_width: node.attrs.pixels("minWidth"),
            max_width: node.attrs.pixels("maxWidth"),
            dropdown_width: node.attrs.pixels("dropdownWidth"),
            placeholder: node.attrs.text("placeholder"),
            labeling: node.attrs.bool_or("labeling", false),
        }
    }
}

impl NumberInput {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            min: node.attrs.number("min"),
            max: node.attrs.number("max"),
            step: node.attrs.number("step").filter(|step| *step > 0.0),
            default: node.attrs.number("defaultValue"),
            slider: node.attrs.bool_or("slider", false),
            hotkey: node.attrs.text("hotkey"),
        }
    }
}

impl DateTimeInput {
    pub(super) fn of(node: &Node) -> Self {
        let only = node.attrs.get("only").unwrap_or_default();
        Self {
            only: only.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            format: node.attrs.text("format"),
            min: node.attrs.text("min"),
            max: node.attrs.text("max"),
            step: node.attrs.text("step"),
            default: node.attrs.text("defaultValue"),
            hotkey: node.attrs.text("hotkey"),
        }
    }
}

impl RatingInput {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            max: node.attrs.count("maxRating").unwrap_or(5),
            default: node.attrs.count("defaultValue").unwrap_or(0),
            icon: node.attrs.text("icon").unwrap_or_else(|| "star".to_owned()),
            size: node.attrs.text("size").unwrap_or_else(|| "medium".to_owned()),
            hotkey: node.attrs.text("hotkey"),
        }
    }
}

impl Ranker {
    pub(super) fn of(node: &Node) -> Self {
        let bucket = |node: &Node| {
            let name = node.attrs.get("name").unwrap_or_default().to_owned();
            Bucket {
                title: node.attrs.text("title").unwrap_or_else(|| name.clone()),
                default: node.attrs.bool_or("default", false),
                name,
            }
        };
        Self { title: node.attrs.text("title"), buckets: node.below(&Tag::Bucket).map(bucket).collect() }
    }
}
