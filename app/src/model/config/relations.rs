//! What a config says of relations between regions: the labels they can bear.

use super::node::Node;
use super::tag::Tag;

/// The Relations tag of a config.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    /// One relation can bear several labels; today's editor lets it unless told otherwise.
    pub multiple: bool,
    pub options: Vec<RelationOption>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationOption {
    pub value: String,
    /// A CSS colour, if the config names one.
    pub background: Option<String>,
}

impl Relations {
    /// The relations of a whole config; without a Relations tag they bear no labels.
    pub(super) fn collect(root: &Node) -> Self {
        let Some(tag) = root.walk().find(|node| node.tag == Tag::Relations) else { return Self::default() };
        let option = |node: &Node| RelationOption {
            value: node.attrs.text("value").unwrap_or_else(|| node.text.clone()),
            background: node.attrs.text("background"),
        };
        Self {
            multiple: tag.attrs.get("choice") != Some("single"),
            options: tag.below(&Tag::Relation).map(option).collect(),
        }
    }
}
