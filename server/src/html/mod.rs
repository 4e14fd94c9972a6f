//! HTML that tasks hold, made harmless in place: every element, text and comment stays where a browser would have it,
//! so that XPaths keep; what is active loses its nature, not its place. Knows neither tasks nor HTTP.
//!
//! The browser builds the result node by node and parses nothing, so that what was judged here is what is shown there.

mod attributes;
mod css;
mod dom;
mod urls;

pub use dom::HtmlError;

use app::model::html::{Event, HtmlTree, Space};
use dom::{Dom, Kind};
use html5ever::{LocalName, Namespace, local_name, ns};

/// How an object shows its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// As the content of a box, not as a page of its own.
    pub boxed: bool,
    /// Links may be opened, so the keyboard may reach them.
    pub links: bool,
}

/// Browsers nest elements no deeper than this; what lies deeper follows beside.
const DEEPEST: usize = 512;

/// Reads a document as a browser does, and leaves nothing active in it.
pub fn neutral(html: &str, shown: Shown) -> Result<HtmlTree, HtmlError> {
    let dom = if shown.boxed { Dom::of_box(html)? } else { Dom::of_page(html)? };
    let filter = attributes::Filter { links: shown.links };
    let root = dom.root();
    let of = |node: Option<usize>| node.map(|node| filter.of_element(&dom, node)).unwrap_or_default();
    let page = !shown.boxed;
    Ok(HtmlTree {
        html: of(dom.html().filter(|_| page)),
        root: of(root.filter(|_| page)),
        boxed: shown.boxed,
        styles: if page { styles_outside(&dom, root) } else { Vec::new() },
        events: root.map(|root| events(&dom, root, filter)).unwrap_or_default(),
    })
}

/// What is still to be told.
enum Todo {
    Node(usize, usize),
    Close,
}

fn events(dom: &Dom, root: usize, filter: attributes::Filter) -> Vec<Event> {
    let mut events = Vec::new();
    let children = |node: usize, depth: usize| {
        dom.children(node).iter().rev().map(move |child| Todo::Node(*child, depth))
    };
    let mut todo: Vec<Todo> = children(root, 1).collect();
    while let Some(next) = todo.pop() {
        let Todo::Node(node, depth) = next else {
            events.push(Event::Close);
            continue;
        };
        match dom.kind(node) {
            Kind::Text(text) => events.extend(inert_text(dom, node, text).map(Event::Text)),
            Kind::Comment => events.push(Event::Comment),
            Kind::Element(element) => {
                let space = space_of(&element.name.ns, &element.name.local);
                let attributes =
                    if space == Space::Inert { Vec::new() } else { filter.of_element(dom, node) };
                events.push(Event::Open(space, element.name.local.to_string(), attributes));
                let deep = depth >= DEEPEST;
                if deep {
                    events.push(Event::Close);
                } else {
                    todo.push(Todo::Close);
                }
                todo.extend(children(node, if deep { depth } else { depth + 1 }));
            }
            Kind::Other => {}
        }
    }
    events
}

/// Rules of style are counted as text, so they are mended without growing or shrinking. Code, and the page for those
/// who cannot see a frame, today's editor does not count: they go.
fn inert_text(dom: &Dom, node: usize, text: &str) -> Option<String> {
    match dom.parent_name(node) {
        Some(local_name!("script") | local_name!("iframe")) => None,
        Some(local_name!("style")) => Some(css::neutral(text)),
        _ => Some(text.to_owned()),
    }
}

/// Elements that do something by being there keep their name alone.
fn space_of(namespace: &Namespace, name: &LocalName) -> Space {
    const ACTIVE: [&str; 28] = [
        "animate",
        "animatemotion",
        "animatetransform",
        "applet",
        "audio",
        "base",
        "basefont",
        "bgsound",
        "discard",
        "embed",
        "fencedframe",
        "frame",
        "frameset",
        "iframe",
        "link",
        "meta",
        "noscript",
        "object",
        "param",
        "portal",
        "script",
        "set",
        "slot",
        "source",
        "template",
        "track",
        "video",
        "command",
    ];
    let lower = name.to_ascii_lowercase();
    match *namespace {
        _ if ACTIVE.contains(&&*lower) || !is_plain_name(name) => Space::Inert,
        ns!(html) => Space::Html,
        ns!(svg) => Space::Svg,
        ns!(mathml) => Space::MathMl,
        _ => Space::Inert,
    }
}

/// A custom element's name is that of no code here, but is kept out of the way all the same if it is strange.
fn is_plain_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

/// Style sheets of the page that stand before or behind its body.
fn styles_outside(dom: &Dom, root: Option<usize>) -> Vec<String> {
    let Some(html) = dom.html() else { return Vec::new() };
    let mut styles = Vec::new();
    let mut todo = vec![html];
    while let Some(node) = todo.pop() {
        if Some(node) == root {
            continue;
        }
        if dom.is_html(node, &local_name!("style")) {
            styles.extend(css::sheet(&dom.text(node), dom.attribute(node, "media")));
        }
        todo.extend(dom.children(node).iter().rev());
    }
    styles
}

#[cfg(test)]
mod tests;
