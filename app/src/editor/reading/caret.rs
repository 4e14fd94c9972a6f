//! A caret in a text that cannot be edited: arrows move it, with shift they select. The browser knows where lines and
//! words are; we only ask it to move, and draw the caret it does not show.

use super::places;
use crate::editor::browser;
use leptos::html::{Div, Span};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, Selection};

/// Where the caret is, in pixels of the text's box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct At {
    pub left: f64,
    pub top: f64,
    pub height: f64,
}

#[derive(Clone, Copy)]
pub struct Caret {
    pub at: RwSignal<Option<At>>,
    pub mark: NodeRef<Span>,
    root: NodeRef<Div>,
}

impl Caret {
    pub fn new(root: NodeRef<Div>) -> Self {
        Self { at: RwSignal::new(None), mark: NodeRef::new(), root }
    }

    pub fn hide(&self) {
        self.at.set(None);
    }

    /// Moves by an arrow, Home or End; false if the key is none of these. `restore` selects anew where the caret was when
    /// the browser's selection is elsewhere.
    pub fn key(&self, ev: &KeyboardEvent, restore: impl Fn() -> bool) -> bool {
        let Some((direction, granularity)) = movement(ev) else { return false };
        let (Some(root), Some(selection)) = (self.root.get_untracked(), places::selection()) else {
            return false;
        };
        if !is_inside(&root, &selection) && !restore() {
            return false;
        }
        let before = (selection.focus_node(), selection.focus_offset());
        let alter = if ev.shift_key() { "extend" } else { "move" };
        // A browser that cannot move leaves the caret where it is.
        let _ = selection.modify(alter, direction, granularity);
        if !is_inside(&root, &selection)
            && let Some(node) = before.0
        {
            // Nor can it go back where the node has gone meanwhile.
            let _ = selection.collapse_with_offset(Some(&node), before.1);
        }
        self.show(&root, &selection);
        true
    }

    /// Follows the selection if the caret is shown.
    pub fn follow(&self) {
        if self.at.get_untracked().is_some() {
            self.appear();
        }
    }

    /// Shows the caret where the selection's moving end is.
    pub fn appear(&self) {
        if let (Some(root), Some(selection)) = (self.root.get_untracked(), places::selection()) {
            self.show(&root, &selection);
        }
    }

    fn show(&self, root: &HtmlElement, selection: &Selection) {
        let Some(rect) = focus_rect(selection) else { return };
        let outer = root.get_bounding_client_rect();
        let at = At {
            left: rect.0 - outer.left() + f64::from(root.scroll_left()),
            top: rect.1 - outer.top() + f64::from(root.scroll_top()),
            height: rect.2,
        };
        self.at.set(Some(at));
        if let Some(mark) = self.mark.get_untracked() {
            // At once, for it must be there to be scrolled to.
            put(&mark, at);
            browser::into_sight(&mark);
        }
    }
}

fn put(mark: &HtmlElement, at: At) {
    mark.set_hidden(false);
    for (name, value) in [("left", at.left), ("top", at.top), ("height", at.height)] {
        // A length is always understood.
        let _ = mark.style().set_property(name, &format!("{value}px"));
    }
}

/// Which way a key moves the caret, and by what.
fn movement(ev: &KeyboardEvent) -> Option<(&'static str, &'static str)> {
    if ev.alt_key() {
        return None;
    }
    let by_word = ev.ctrl_key() || ev.meta_key();
    Some(match (ev.key().as_str(), by_word) {
        ("ArrowLeft", false) => ("left", "character"),
        ("ArrowRight", false) => ("right", "character"),
        ("ArrowLeft", true) => ("left", "word"),
        ("ArrowRight", true) => ("right", "word"),
        ("ArrowUp", false) => ("backward", "line"),
        ("ArrowDown", false) => ("forward", "line"),
        ("Home", false) => ("backward", "lineboundary"),
        ("End", false) => ("forward", "lineboundary"),
        _ => return None,
    })
}

fn is_inside(root: &HtmlElement, selection: &Selection) -> bool {
    selection.focus_node().is_some_and(|node| root.contains(Some(&node)))
}

/// Left, top and height of the selection's moving end.
fn focus_rect(selection: &Selection) -> Option<(f64, f64, f64)> {
    let node = selection.focus_node()?;
    let offset = selection.focus_offset();
    let range = document().create_range().ok()?;
    range.set_start(&node, offset).ok()?;
    range.collapse_with_to_start(true);
    let rect = range.get_bounding_client_rect();
    if rect.height() > 0.0 {
        return Some((rect.left(), rect.top(), rect.height()));
    }
    // An empty line has no rectangle of its own: take the element's.
    let element: web_sys::Element = match node.dyn_into::<web_sys::Element>() {
        Ok(element) => element,
        Err(node) => node.parent_element()?,
    };
    let rect = element.get_bounding_client_rect();
    Some((rect.left(), rect.top(), rect.height().min(24.0)))
}
