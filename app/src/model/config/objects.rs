//! What objects of a config say of themselves, with the defaults that today's editor really applies.

use super::node::{Node, NodeId};
use super::tag::Tag;

/// A tag that shows data.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectTag {
    pub node: NodeId,
    pub tag: Tag,
    /// Empty when the tag has none.
    pub name: String,
    /// The template of what it shows, such as `$image`; what stands inside the tag where there is none.
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

impl Granularity {
    /// Anything unknown is the finest.
    pub(super) fn parse(name: &str) -> Self {
        match name {
            "word" => Self::Word,
            "sentence" => Self::Sentence,
            "paragraph" => Self::Paragraph,
            _ => Self::Symbol,
        }
    }
}

impl ObjectTag {
    pub(super) fn of(node: &Node) -> Self {
        let value_type_url = node.attrs.get("valueType").is_some_and(|text| text.eq_ignore_ascii_case("url"));
        let saves_text = match node.attrs.get("saveTextResult") {
            Some("yes") => true,
            Some("no") => false,
            // Paragraphs keep it wherever they come from.
            _ => !value_type_url || node.tag == Tag::Paragraphs,
        };
        let granularity = Granularity::parse(node.attrs.get("granularity").unwrap_or_default());
        Self {
            node: node.id,
            tag: node.tag.clone(),
            name: node.attrs.get("name").unwrap_or_default().to_owned(),
            value: node.attrs.text("value").unwrap_or_else(|| node.text.clone()),
            value_list: node.attrs.text("valueList"),
            value_type_url,
            saves_text,
            granularity,
        }
    }
}
