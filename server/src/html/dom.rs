//! A document as a browser's parser makes it: nodes in one list, which the parser builds and nobody changes afterwards.

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{
    Attribute, ExpandedName, LocalName, ParseOpts, Parser, QualName, expanded_name, local_name, ns,
    parse_document, parse_fragment,
};
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Why a document cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HtmlError {
    #[error(
        "the document nests its elements so deeply that it takes too long to read; close the elements that are left open"
    )]
    Tangled,
}

/// Bytes read at once, a character's more at most.
const PART: usize = 32 * 1024;
/// A document of many megabytes takes a fraction of it.
const LONGEST: Duration = Duration::from_secs(5);

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    pub name: Rc<QualName>,
    pub attributes: Vec<Attribute>,
    /// Where a `template` keeps what stands in it, apart from its children.
    contents: Option<usize>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    Element(Element),
    Text(String),
    Comment,
    /// The document itself, its type, processing instructions.
    Other,
}

#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// A document. Nodes are known by their number, the document's is 0.
#[derive(Debug)]
pub struct Dom {
    nodes: Vec<Node>,
    boxed: bool,
}

impl Dom {
    /// A page in a frame: never in quirks mode, and its scripts may run, so that `noscript` holds text.
    pub fn of_page(html: &str) -> Result<Self, HtmlError> {
        let nodes = read(parse_document(Sink::new(), options()), html)?;
        Ok(Self { nodes, boxed: false })
    }

    /// What a box is filled with.
    pub fn of_box(html: &str) -> Result<Self, HtmlError> {
        let name = QualName::new(None, ns!(html), local_name!("div"));
        let nodes = read(parse_fragment(Sink::new(), options(), name, Vec::new(), true), html)?;
        Ok(Self { nodes, boxed: true })
    }

    pub fn kind(&self, node: usize) -> &Kind {
        self.nodes.get(node).map_or(&Kind::Other, |node| &node.kind)
    }

    pub fn children(&self, node: usize) -> &[usize] {
        self.nodes.get(node).map_or(&[], |node| &node.children)
    }

    /// The `html` element, which a box has too.
    pub fn html(&self) -> Option<usize> {
        self.children(0).iter().copied().find(|node| self.is_html(*node, &local_name!("html")))
    }

    /// What XPaths start from.
    pub fn root(&self) -> Option<usize> {
        let html = self.html()?;
        if self.boxed {
            return Some(html);
        }
        let is_body = |node: &usize| {
            self.is_html(*node, &local_name!("body")) || self.is_html(*node, &local_name!("frameset"))
        };
        self.children(html).iter().copied().find(is_body)
    }

    pub fn is_html(&self, node: usize, name: &LocalName) -> bool {
        matches!(self.kind(node), Kind::Element(element) if element.name.ns == ns!(html) && element.name.local == *name)
    }

    /// The name of the element around a node.
    pub fn parent_name(&self, node: usize) -> Option<LocalName> {
        match self.kind(self.nodes.get(node)?.parent?) {
            Kind::Element(element) => Some(element.name.local.clone()),
            _ => None,
        }
    }

    pub fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        let Kind::Element(element) = self.kind(node) else { return None };
        element.attributes.iter().find(|attribute| &*attribute.name.local == name).map(|found| &*found.value)
    }

    /// The text right below a node.
    pub fn text(&self, node: usize) -> String {
        let text = |child: &usize| match self.kind(*child) {
            Kind::Text(text) => Some(text.as_str()),
            _ => None,
        };
        self.children(node).iter().filter_map(text).collect()
    }
}

/// Elements nested without end take a parser time without end: in parts, with an eye on the clock.
fn read(mut parser: Parser<Sink>, html: &str) -> Result<Vec<Node>, HtmlError> {
    let begun = Instant::now();
    let mut rest = html;
    while !rest.is_empty() {
        let (part, after) = rest.split_at(rest.floor_char_boundary(PART));
        parser.process(StrTendril::from(part));
        rest = after;
        if begun.elapsed() > LONGEST {
            return Err(HtmlError::Tangled);
        }
    }
    Ok(parser.finish())
}

fn options() -> ParseOpts {
    let tree_builder =
        TreeBuilderOpts { scripting_enabled: true, iframe_srcdoc: true, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

/// What the parser calls a node.
#[derive(Clone)]
struct Handle {
    node: usize,
    name: Option<Rc<QualName>>,
}

/// What the parser builds with.
struct Sink {
    /// Of what is no element.
    nameless: QualName,
    nodes: RefCell<Vec<Node>>,
}

impl Sink {
    fn new() -> Self {
        let document = Node { kind: Kind::Other, parent: None, children: Vec::new() };
        let nameless = QualName::new(None, ns!(), LocalName::default());
        Self { nameless, nodes: RefCell::new(vec![document]) }
    }

    fn add(&self, kind: Kind) -> Handle {
        let name = match &kind {
            Kind::Element(element) => Some(element.name.clone()),
            _ => None,
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { kind, parent: None, children: Vec::new() });
        Handle { node: nodes.len() - 1, name }
    }

    /// Puts a node or text among the children of a parent; text joins the text before it.
    fn insert(&self, parent: usize, at: usize, child: NodeOrText<Handle>) {
        let child = match child {
            NodeOrText::AppendNode(child) => {
                self.detach(child.node);
                child.node
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|before| nodes[parent].children.get(before)).copied();
                if let Some(Kind::Text(written)) = before.map(|before| &mut nodes[before].kind) {
                    written.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Kind::Text(text.to_string())).node
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
    }

    fn detach(&self, node: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[node].parent.take() {
            // Most are the last ones.
            if let Some(at) = nodes[parent].children.iter().rposition(|child| *child == node) {
                nodes[parent].children.remove(at);
            }
        }
    }

    fn parent(&self, node: usize) -> Option<usize> {
        self.nodes.borrow()[node].parent
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Vec<Node>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Vec<Node> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { node: 0, name: None }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_deref().unwrap_or(&self.nameless).expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let contents = flags.template.then(|| self.add(Kind::Other).node);
        self.add(Kind::Element(Element { name: Rc::new(name), attributes, contents }))
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.add(Kind::Comment)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.add(Kind::Comment)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let end = self.nodes.borrow()[parent.node].children.len();
        self.insert(parent.node, end, child);
    }

    fn append_before_sibling(&self, sibling: &Handle, new_node: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &new_node {
            self.detach(node.node);
        }
        let Some(parent) = self.parent(sibling.node) else { return };
        let at = self.nodes.borrow()[parent].children.iter().rposition(|child| *child == sibling.node);
        self.insert(parent, at.unwrap_or(0), new_node);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        prev_element: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.parent(element.node).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev_element, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let node = match &self.nodes.borrow()[target.node].kind {
            Kind::Element(Element { contents: Some(contents), .. }) => *contents,
            _ => target.node,
        };
        Handle { node, name: None }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.node == y.node
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let Kind::Element(element) = &mut self.nodes.borrow_mut()[target.node].kind {
            for attribute in attributes {
                if !element.attributes.iter().any(|known| known.name == attribute.name) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.node);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.node].children);
        for child in &children {
            nodes[*child].parent = Some(new_parent.node);
        }
        nodes[new_parent.node].children.extend(children);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        let nodes = self.nodes.borrow();
        let Kind::Element(element) = &nodes[handle.node].kind else { return false };
        element.name.expanded() == expanded_name!(mathml "annotation-xml")
            && element.attributes.iter().any(|attribute| {
                &*attribute.name.local == "encoding"
                    && ["text/html", "application/xhtml+xml"]
                        .iter()
                        .any(|kind| attribute.value.eq_ignore_ascii_case(kind))
            })
    }

    fn allow_declarative_shadow_roots(&self, _parent: &Handle) -> bool {
        false
    }
}
