//! From places in the page to code points of a text, and back. Every stretch of text carries the code point it starts at
//! (`data-s`), every block its number (`data-b`), so that a place costs no more than counting inside one stretch.

use crate::model::result::Span;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRect, Element, HtmlElement, Node, Selection};

/// The two ends of the browser's selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    pub anchor: u32,
    /// The one that moves.
    pub focus: u32,
}

impl Ends {
    pub const fn new(anchor: u32, focus: u32) -> Self {
        Self { anchor, focus }
    }

    pub fn span(self) -> Span {
        Span { start: self.anchor.min(self.focus), end: self.anchor.max(self.focus) }
    }
}

pub fn selection() -> Option<Selection> {
    window().get_selection().ok().flatten()
}

/// The browser's selection, if both its ends are in the text inside `root`.
pub fn selected(root: &HtmlElement) -> Option<Ends> {
    let selection = selection()?;
    let focus = place(root, &selection.focus_node()?, selection.focus_offset())?;
    Some(Ends { anchor: anchor(root)?, focus })
}

/// Where the browser's selection began, if that is in the text inside `root`.
pub fn anchor(root: &HtmlElement) -> Option<u32> {
    let selection = selection()?;
    place(root, &selection.anchor_node()?, selection.anchor_offset())
}

/// Selects in the page; false if one of the ends does not stand there.
pub fn select(root: &HtmlElement, ends: Ends) -> bool {
    let both = || Some((node_at(root, ends.anchor)?, node_at(root, ends.focus)?, selection()?));
    let Some((anchor, focus, selection)) = both() else { return false };
    selection.set_base_and_extent(&anchor.0, anchor.1, &focus.0, focus.1).is_ok()
}

/// The code point of a place in the page.
pub fn place(root: &HtmlElement, node: &Node, offset: u32) -> Option<u32> {
    if !root.contains(Some(node)) {
        return None;
    }
    let is_text = node.node_type() == Node::TEXT_NODE;
    let leaf = if is_text { node.parent_element() } else { node.dyn_ref::<Element>().cloned() };
    if let Some((leaf, start)) = leaf.and_then(|leaf| start_of(&leaf).map(|start| (leaf, start))) {
        return match (is_text, offset) {
            (true, _) => Some(start + points_before(&node.node_value().unwrap_or_default(), offset)),
            (false, 0) => Some(start),
            _ => end_of(&leaf),
        };
    }
    let from = if is_text { node.next_sibling() } else { node.child_nodes().item(offset) };
    boundary(root, node.clone(), from)
}

/// A place between elements: where the next stretch starts, or where the last one of the block ends.
fn boundary(root: &HtmlElement, mut at: Node, mut from: Option<Node>) -> Option<u32> {
    loop {
        let mut next = from;
        while let Some(node) = next {
            if let Some(start) = node.dyn_ref::<Element>().and_then(first_start) {
                return Some(start);
            }
            next = node.next_sibling();
        }
        let block = at.dyn_ref::<Element>().filter(|e| e.has_attribute("data-b"));
        if let Some(end) = block.and_then(last_end) {
            return Some(end);
        }
        if root.is_same_node(Some(&at)) {
            return last_end(root);
        }
        from = at.next_sibling();
        at = at.parent_node()?;
    }
}

fn start_of(element: &Element) -> Option<u32> {
    element.get_attribute("data-s")?.parse().ok()
}

fn end_of(leaf: &Element) -> Option<u32> {
    Some(start_of(leaf)? + leaf.text_content().unwrap_or_default().chars().count() as u32)
}

fn first_start(element: &Element) -> Option<u32> {
    start_of(element).or_else(|| start_of(&element.query_selector("[data-s]").ok()??))
}

fn last_end(element: &Element) -> Option<u32> {
    let leaves = element.query_selector_all("[data-s]").ok()?;
    end_of(leaves.item(leaves.length().checked_sub(1)?)?.dyn_ref()?)
}

/// The block element of a number, if it stands in the page.
pub fn block(root: &HtmlElement, block: usize) -> Option<HtmlElement> {
    root.query_selector(&format!("[data-b=\"{block}\"]")).ok()??.dyn_into().ok()
}

/// The text node and UTF-16 offset of a code point, if it stands in the page; the later of two nodes that meet there,
/// but no node of another block if one ends there.
fn node_at(root: &HtmlElement, at: u32) -> Option<(Node, u32)> {
    let leaves = root.query_selector_all("[data-s]").ok()?;
    let leaf = |index: u32| leaves.item(index)?.dyn_into::<Element>().ok();
    // The last one that starts at the place or before it.
    let (mut low, mut high) = (0, leaves.length());
    while low < high {
        let middle = (low + high) / 2;
        if leaf(middle).and_then(|l| start_of(&l)).is_some_and(|start| start <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let mut index = low.checked_sub(1)?;
    loop {
        let found = leaf(index)?;
        let text = found.first_child();
        // A stretch without characters stands for a region that covers nothing.
        if text.is_none() && index > 0 && leaf(index - 1).and_then(|before| end_of(&before)) == Some(at) {
            index -= 1;
            continue;
        }
        let within = at - start_of(&found)?;
        let Some(text) = text else { return (within == 0).then(|| (found.into(), 0)) };
        let content = text.node_value().unwrap_or_default();
        return (within <= content.chars().count() as u32).then(|| (text, units_before(&content, within)));
    }
}

/// The rectangles of a span, line by line, as far as it stands in the page; in pixels of the window.
pub fn rects(root: &HtmlElement, span: Span) -> Vec<DomRect> {
    let range = || {
        let (from, to) = (node_at(root, span.start)?, node_at(root, span.end)?);
        let range = document().create_range().ok()?;
        range.set_start(&from.0, from.1).ok()?;
        range.set_end(&to.0, to.1).ok()?;
        range.get_client_rects()
    };
    let Some(list) = range() else { return Vec::new() };
    let all = (0..list.length()).filter_map(|at| list.item(at));
    all.filter(|rect| rect.height() > 0.0).collect()
}

/// The code point nearest to a point of the window, inside what is in sight of `root`.
pub fn at_point(root: &HtmlElement, x: f64, y: f64) -> Option<u32> {
    let sight = root.get_bounding_client_rect();
    let within = |at: f64, from: f64, to: f64| at.clamp(from + 2.0, (to - 2.0).max(from + 2.0));
    let (x, y) = (within(x, sight.left(), sight.right()), within(y, sight.top(), sight.bottom()));
    let (node, offset) = caret_at(x as f32, y as f32)?;
    place(root, &node, offset)
}

/// What the browser says of a point, in the standard's words or in the older ones of WebKit.
fn caret_at(x: f32, y: f32) -> Option<(Node, u32)> {
    let page: JsValue = document().into();
    let standard = js_sys::Reflect::has(&page, &"caretPositionFromPoint".into()).unwrap_or(false);
    if standard {
        let found = document().caret_position_from_point(x, y)?;
        return Some((found.offset_node()?, found.offset()));
    }
    let older = js_sys::Reflect::get(&page, &"caretRangeFromPoint".into()).ok()?;
    let older: js_sys::Function = older.dyn_into().ok()?;
    let range: web_sys::Range = older.call2(&page, &x.into(), &y.into()).ok()?.dyn_into().ok()?;
    Some((range.start_container().ok()?, range.start_offset().ok()?))
}

/// Code points before a UTF-16 offset; an offset inside a pair counts the pair.
fn points_before(text: &str, utf16: u32) -> u32 {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            let before = units < utf16 as usize;
            units += c.len_utf16();
            before
        })
        .count() as u32
}

/// UTF-16 units before a code point.
fn units_before(text: &str, points: u32) -> u32 {
    text.chars().take(points as usize).map(char::len_utf16).sum::<usize>() as u32
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
        assert_eq!(points_before("\r\n\u{a0}\t", 3), 3);
    }

    #[test]
    fn points_and_units_are_inverse_at_the_ends_of_signs() {
        let text = "x👩‍🚀e\u{301}\r\n";
        for points in 0..=text.chars().count() as u32 {
            assert_eq!(points_before(text, units_before(text, points)), points);
        }
    }
}
