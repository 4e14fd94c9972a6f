//! What views and headings say of themselves.

use super::condition::Condition;
use super::node::Node;

/// How a View lays out what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewStyle {
    pub inline: bool,
    pub style: Option<String>,
    pub class_name: Option<String>,
    pub id: Option<String>,
    pub condition: Option<Condition>,
}

impl ViewStyle {
    pub fn of(node: &Node) -> Self {
        Self {
            inline: node.attrs.get("display") == Some("inline"),
            style: node.attrs.text("style"),
            class_name: node.attrs.text("className"),
            id: node.attrs.text("idAttr"),
            condition: Condition::of(node),
        }
    }
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Template of its text.
    pub value: String,
    /// 1 to 6, as HTML's headings.
    pub size: u32,
    pub style: Option<String>,
    pub underline: bool,
}

impl Header {
    pub fn of(node: &Node) -> Self {
        Self {
            value: node.attrs.text("value").unwrap_or_else(|| node.text.clone()),
            size: node.attrs.count("size").unwrap_or(4).min(6),
            style: node.attrs.text("style"),
            underline: node.attrs.bool_or("underline", false),
        }
    }
}
