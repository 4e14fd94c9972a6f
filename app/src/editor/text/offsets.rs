//! From places in the page to code points of a text, and back. Every stretch of text carries the code point it starts
//! at, so that a place costs no more than counting inside one stretch.

use crate::model::result::Span;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// The browser's selection, ordered, as code points of the text inside `root`; `None` if it is not all there.
pub fn selection_in(root: &HtmlElement) -> Option<Span> {
    let selection = leptos::prelude::window().get_selection().ok().flatten()?;
    let anchor = place(root, &selection.anchor_node()?, selection.anchor_offset())?;
    let focus = place(root, &selection.focus_node()?, selection.focus_offset())?;
    Some(Span { start: anchor.min(focus), end: anchor.max(focus) })
}

pub fn clear_selection() {
    if let Some(selection) = leptos::prelude::window().get_selection().ok().flatten() {
        // Without ranges there is nothing to clear.
        let _ = selection.remove_all_ranges();
    }
}

/// The code point of a place in the page.
fn place(root: &HtmlElement, node: &Node, offset: u32) -> Option<u32> {
    if !root.contains(Some(node)) {
        return None;
    }
    if node.node_type() == Node::TEXT_NODE {
        let start = start_of(&node.parent_element()?)?;
        let text = node.node_value().unwrap_or_default();
        return Some(start + points_before(&text, offset as usize));
    }
    let element: &Element = node.dyn_ref()?;
    // Between children: where the next one starts, or where the last one ends.
    let children = element.children();
    let child = elements_before(element, offset);
    match children.item(child) {
        Some(next) => start_of(&next).or_else(|| first_start(&next)),
        None => end_of(&children.item(children.length().checked_sub(1)?)?),
    }
}

/// How many of the child nodes before `offset` are elements.
fn elements_before(element: &Element, offset: u32) -> u32 {
    let nodes = element.child_nodes();
    (0..offset.min(nodes.length()))
        .filter(|i| nodes.item(*i).is_some_and(|n| n.node_type() == Node::ELEMENT_NODE))
        .count() as u32
}

fn start_of(element: &Element) -> Option<u32> {
    element.get_attribute("data-s")?.parse().ok()
}

fn first_start(element: &Element) -> Option<u32> {
    start_of(&element.query_selector("[data-s]").ok()??)
}

fn end_of(element: &Element) -> Option<u32> {
    let last = element.last_element_child().filter(|l| l.has_attribute("data-s"));
    let element = last.as_ref().unwrap_or(element);
    Some(start_of(element)? + element.text_content().unwrap_or_default().chars().count() as u32)
}

/// Code points before a UTF-16 offset; an offset inside a pair counts the pair.
fn points_before(text: &str, utf16: usize) -> u32 {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            let before = units < utf16;
            units += c.len_utf16();
            before
        })
        .count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_count_as_one() {
        assert_eq!(points_before("a😀b", 0), 0);
        assert_eq!(points_before("a😀b", 1), 1);
        assert_eq!(points_before("a😀b", 3), 2);
        assert_eq!(points_before("a😀b", 9), 3);
    }
}
