//! What a config is made of, for forms: every object and control with its labels or choices. Elements are named by
//! their place in the scan, so that what a form changes is written there.

use super::colors::PALETTE;
use super::language;
use super::node::Node;
use super::tag::{Role, Tag};
use super::{LabelConfig, NodeId};

/// An object or a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub element: usize,
    pub tag: Tag,
    pub name: String,
    pub role: Role,
    /// The template of what an object shows, or of options that come with the task.
    pub value: String,
    /// The names of the objects a control speaks of.
    pub to_name: String,
    /// Attributes as written: name and value.
    pub attributes: Vec<(String, String)>,
    /// What the options of the control are: `Label` or `Choice`; `None` when it has none.
    pub option: Option<Tag>,
    pub options: Vec<Part>,
}

impl Section {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A label or a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub element: usize,
    pub value: String,
    /// Its words stand between the tags and not in `value`.
    pub as_text: bool,
    pub alias: String,
    pub hotkey: String,
    /// As written.
    pub background: String,
    /// What it is painted with.
    pub color: String,
    /// Options below this one.
    pub children: u32,
}

impl Part {
    /// What results hold.
    pub fn stored(&self) -> &str {
        if self.alias.is_empty() { &self.value } else { &self.alias }
    }
}

/// Objects and controls in document order.
pub fn sections(config: &LabelConfig) -> Vec<Section> {
    let nodes = config.root().into_iter().flat_map(Node::walk);
    nodes.filter(|node| matches!(node.tag.role(), Role::Object | Role::Control)).map(section).collect()
}

fn section(node: &Node) -> Section {
    let NodeId(id) = node.id;
    let text = |name: &str| node.attrs.get(name).unwrap_or_default().to_owned();
    let option = language::option_tag(&node.tag);
    let mut options = Vec::new();
    if let Some(option) = &option {
        collect(node, option, &mut options);
        if *option == Tag::Label {
            fill_in(&mut options);
        }
    }
    Section {
        element: id as usize,
        tag: node.tag.clone(),
        name: text("name"),
        role: node.tag.role(),
        value: text("value"),
        to_name: text("toName"),
        attributes: node.attrs.iter().map(|attr| (attr.name.clone(), attr.value.clone())).collect(),
        option,
        options,
    }
}

/// The options directly below, layout between or not.
fn collect(node: &Node, option: &Tag, found: &mut Vec<Part>) {
    for child in &node.children {
        if child.tag != *option {
            collect(child, option, found);
            continue;
        }
        let text = |name: &str| child.attrs.get(name).unwrap_or_default().to_owned();
        let value = child.attrs.text("value");
        let background =
            child.attrs.text("background").or_else(|| child.attrs.text("color")).unwrap_or_default();
        let NodeId(id) = child.id;
        found.push(Part {
            element: id as usize,
            as_text: value.is_none() && !child.text.is_empty(),
            value: value.unwrap_or_else(|| child.text.clone()),
            alias: text("alias"),
            hotkey: text("hotkey"),
            color: background.clone(),
            background,
            children: child.below(option).count() as u32,
        });
    }
}

/// Labels without a colour have the next of the palette that no other has, as in the labeling interface.
fn fill_in(options: &mut [Part]) {
    let taken: Vec<String> = options.iter().map(|option| option.color.to_ascii_lowercase()).collect();
    let mut free = PALETTE.iter().filter(|color| !taken.iter().any(|t| t == *color)).cycle();
    for option in options.iter_mut().filter(|option| option.color.is_empty()) {
        option.color = free.next().map(|color| (*color).to_owned()).unwrap_or_default();
    }
}

/// What people typed one a line, without blanks, doubles and what is there already.
pub fn listed(text: &str, present: &[Part]) -> Vec<String> {
    let mut fresh: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !fresh.iter().any(|other| other == line) && !present.iter().any(|part| part.value == line) {
            fresh.push(line.to_owned());
        }
    }
    fresh
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn objects_and_controls_come_with_their_options_and_places() {
        let xml = "<View><Header value='h'/><Image name='i' value='$image'/><RectangleLabels name='r' toName='i'>\
                   <View><Label value='A'/></View><Label value='B' background='red' hotkey='b'>x</Label></RectangleLabels>\
                   <Taxonomy name='x' toName='i'><Choice value='a'><Choice value='b'/></Choice></Taxonomy>\
                   <TextArea name='n' toName='i' rows='3'/></View>";
        let config = LabelConfig::parse(xml).unwrap();
        let found = sections(&config);
        let names: Vec<&str> = found.iter().map(|section| section.name.as_str()).collect();
        assert_eq!(names, ["i", "r", "x", "n"]);
        let labels = &found[1];
        assert_eq!(labels.option, Some(Tag::Label));
        assert_eq!(labels.options.iter().map(|part| part.value.as_str()).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!((labels.options[0].color.as_str(), labels.options[1].color.as_str()), (PALETTE[0], "red"));
        let scan = super::super::scan::Scan::of(xml);
        assert_eq!(scan.value(labels.options[1].element, "hotkey").as_deref(), Some("b"));
        assert_eq!((found[2].options.len(), found[2].options[0].children), (1, 1));
        assert_eq!((found[3].attribute("ROWS"), found[3].option.clone()), (Some("3"), None));
        assert_eq!(
            labels.options[0].color,
            config.control("r").unwrap().labels().unwrap().options[0].background
        );
    }

    #[test]
    fn a_list_of_labels_is_read_one_a_line() {
        let present = [Part { value: "B".into(), ..Part::default() }];
        assert_eq!(listed(" A \n\nB\nA\nC d\r\n", &present), ["A", "C d"]);
    }
}
