//! Changes of a textarea that the browser's own undo takes back. The browser makes them itself, as if they were typed;
//! no other way leaves its undo whole.

use crate::model::config::edit::{Edit, byte_of, units_of};
use leptos::prelude::*;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, HtmlDocument, HtmlTextAreaElement};

/// Makes the edit in the textarea, which tells of it by an `input` event.
pub fn put(area: &HtmlTextAreaElement, edit: &Edit) {
    let text = area.value();
    let (start, end) = (units_of(&text, edit.range.start), units_of(&text, edit.range.end));
    // The area is in the document, where neither of these can fail.
    let _ = area.focus();
    let _ = area.set_selection_range(start, end);
    let changes = start != end || !edit.insert.is_empty();
    if changes && !typed(&edit.insert) {
        let _ = area.set_range_text_with_start_and_end(&edit.insert, start, end);
        tell(area);
    }
    let after = area.value();
    let selected = (units_of(&after, edit.select.start), units_of(&after, edit.select.end));
    let _ = area.set_selection_range(selected.0, selected.1);
}

/// As the browser types; false where it does not.
fn typed(text: &str) -> bool {
    let Ok(document) = document().dyn_into::<HtmlDocument>() else { return false };
    let done = if text.is_empty() {
        document.exec_command("delete")
    } else {
        document.exec_command_with_show_ui_and_value("insertText", false, text)
    };
    done.unwrap_or(false)
}

fn tell(area: &HtmlTextAreaElement) {
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &bubbles) {
        // Nobody cancels it.
        let _ = area.dispatch_event(&event);
    }
}

/// What is selected, in bytes of the textarea's text.
pub fn selection(area: &HtmlTextAreaElement) -> Range<usize> {
    let text = area.value();
    let at = |units: Result<Option<u32>, _>| units.ok().flatten().unwrap_or_default();
    let (start, end) = (at(area.selection_start()), at(area.selection_end()));
    byte_of(&text, start)..byte_of(&text, end.max(start))
}
