//! A Repeater shows its children once for each entry of a list in the task. Before a task is known it is one tag; for
//! a task it becomes views, with the index put in wherever the index flag stands.

use super::node::{Attr, Attrs, Node, NodeId};
use super::tag::Tag;
use crate::model::data;
use serde_json::{Map, Value};

/// What stands for the index unless the tag says otherwise.
pub(super) const INDEX_FLAG: &str = "{{idx}}";

/// The tree for one task; `None` when there is no Repeater in it.
pub fn expanded(root: &Node, data: &Map<String, Value>) -> Option<Node> {
    root.walk().find(|node| node.tag == Tag::Repeater)?;
    let mut tree = expand(root, data);
    let mut next = 0;
    renumber(&mut tree, &mut next);
    Some(tree)
}

fn expand(node: &Node, data: &Map<String, Value>) -> Node {
    if node.tag == Tag::Repeater {
        return repeat(node, data);
    }
    Node { children: node.children.iter().map(|child| expand(child, data)).collect(), ..shell(node) }
}

/// A node without its children.
fn shell(node: &Node) -> Node {
    Node {
        children: Vec::new(),
        attrs: node.attrs.clone(),
        tag: node.tag.clone(),
        written: node.written.clone(),
        text: node.text.clone(),
        ..*node
    }
}

fn repeat(node: &Node, data: &Map<String, Value>) -> Node {
    let list = data::resolve(node.attrs.get("on").unwrap_or_default(), data);
    let count = list.as_array().map_or(0, Vec::len);
    let flag = node.attrs.text("indexFlag").unwrap_or_else(|| INDEX_FLAG.to_owned());
    let page = |index: usize| {
        let inner = node.children.iter().map(|child| expand(&indexed(child, &flag, index), data)).collect();
        Node {
            tag: Tag::View,
            written: "View".to_owned(),
            attrs: Attrs::default(),
            text: String::new(),
            children: inner,
            ..*node
        }
    };
    let tag = match node.attrs.get("mode") {
        Some("pagination") => Tag::PagedView,
        _ => Tag::View,
    };
    Node { written: tag.name().to_owned(), tag, children: (0..count).map(page).collect(), ..shell(node) }
}

fn indexed(node: &Node, flag: &str, index: usize) -> Node {
    let put = |text: &str| text.replace(flag, &index.to_string());
    let attrs = node.attrs.iter().map(|attr| Attr { value: put(&attr.value), ..attr.clone() });
    Node {
        attrs: Attrs(attrs.collect()),
        text: put(&node.text),
        children: node.children.iter().map(|child| indexed(child, flag, index)).collect(),
        ..shell(node)
    }
}

fn renumber(node: &mut Node, next: &mut u32) {
    node.id = NodeId(*next);
    *next += 1;
    for child in &mut node.children {
        renumber(child, next);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use crate::model::config::{LabelConfig, Tag};
    use serde_json::json;

    const XML: &str = r#"<View><Repeater on="$talk" indexFlag="{{i}}" mode="pagination">
        <Text name="t_{{i}}" value="$talk[{{i}}].text"/>
        <Choices name="c_{{i}}" toName="t_{{i}}"><Choice value="Yes"/></Choices>
        <Repeater on="$talk[{{i}}].more"><Header value="$talk[{{i}}].more[{{idx}}]"/></Repeater>
    </Repeater></View>"#;

    #[test]
    fn a_repeater_gives_each_entry_its_own_tags() {
        let config = LabelConfig::parse(XML).unwrap();
        assert!(config.controls().is_empty(), "which there are depends on the task");
        let data = json!({"talk": [{"text": "a", "more": ["x", "y"]}, {"text": "b"}]});
        let expanded = config.for_task(data.as_object().unwrap());
        let names: Vec<&str> = expanded.controls().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["c_0", "c_1"]);
        assert_eq!(expanded.control("c_1").unwrap().to_name(), "t_1");
        assert_eq!(expanded.object("t_1").unwrap().value, "$talk[1].text");
        let root = expanded.root().unwrap();
        assert_eq!(root.children[0].tag, Tag::PagedView);
        let headers: Vec<&str> = root.below(&Tag::Header).map(|h| h.attrs.get("value").unwrap()).collect();
        assert_eq!(headers, ["$talk[0].more[0]", "$talk[0].more[1]"]);
        let ids: Vec<u32> = root.walk().map(|node| node.id.0).collect();
        assert_eq!(ids, (0..ids.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn without_a_list_there_is_nothing_to_repeat_and_a_plain_config_is_itself() {
        let config = LabelConfig::parse(XML).unwrap();
        assert!(config.for_task(json!({}).as_object().unwrap()).controls().is_empty());
        let plain = LabelConfig::parse("<View><Text name='t' value='$t'/></View>").unwrap();
        assert!(matches!(plain.for_task(json!({}).as_object().unwrap()), std::borrow::Cow::Borrowed(_)));
    }
}
