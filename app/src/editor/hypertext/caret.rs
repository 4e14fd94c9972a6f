//! A caret in a document that cannot be edited: arrows move it, with shift they select. The browser knows where lines
//! and words are; we ask it to move, and draw the caret that it does not show.

use super::session::Session;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

impl Session {
    /// Moves by an arrow, Home or End; false if the key is none of these.
    pub fn move_caret(&self, ev: &KeyboardEvent) -> bool {
        let Some((direction, granularity)) = step(&ev.key(), ev.ctrl_key() || ev.meta_key(), ev.alt_key())
        else {
            return false;
        };
        let Some(paper) = self.paper() else { return false };
        if paper.selected().is_none() {
            paper.put_caret_at_start();
        }
        let Some(selection) = paper.selection() else { return false };
        let before = (selection.focus_node(), selection.focus_offset());
        let alter = if ev.shift_key() { "extend" } else { "move" };
        // A browser that cannot move leaves the caret where it is.
        let _ = selection.modify(alter, direction, granularity);
        if paper.selected().is_none()
            && let Some(node) = before.0
        {
            // Nor can it go back where the node has gone meanwhile.
            let _ = selection.collapse_with_offset(Some(&node), before.1);
        }
        self.caret.set(paper.caret());
        true
    }
}

/// Which way a key goes, and how far.
fn step(key: &str, far: bool, alt: bool) -> Option<(&'static str, &'static str)> {
    if alt {
        return None;
    }
    Some(match (key, far) {
        ("ArrowLeft", false) => ("backward", "character"),
        ("ArrowRight", false) => ("forward", "character"),
        ("ArrowLeft", true) => ("backward", "word"),
        ("ArrowRight", true) => ("forward", "word"),
        ("ArrowUp", false) => ("backward", "line"),
        ("ArrowDown", false) => ("forward", "line"),
        ("Home", false) => ("backward", "lineboundary"),
        ("End", false) => ("forward", "lineboundary"),
        ("Home", true) => ("backward", "documentboundary"),
        ("End", true) => ("forward", "documentboundary"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_caret_are_those_of_texts_everywhere() {
        assert_eq!(step("ArrowLeft", false, false), Some(("backward", "character")));
        assert_eq!(step("End", true, false), Some(("forward", "documentboundary")));
        assert_eq!(step("ArrowUp", true, false), None, "with Ctrl it is the page's");
        assert_eq!(step("ArrowLeft", false, true), None);
        assert_eq!(step("a", false, false), None);
    }
}
