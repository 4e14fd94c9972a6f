//! What the keys of controls do: a key of a choice or of a place in a tree picks it, one of a number or rating counts up,
//! one of a date goes to its field, one of a Shortcut puts its text in.

use super::ask::{Ask, Scope};
use super::{element_id, taxonomy};
use crate::editor::browser;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::choosing;
use crate::model::config::{Control, ControlKind};
use crate::model::hotkeys::text_path;
use crate::model::result;
use leptos::prelude::*;
use serde_json::json;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// A key of a control was pressed.
pub fn press(work: Work, control: &Control, stored: &str) {
    if control.labels_by_place() {
        return work.toggle_label(&control.name, stored);
    }
    let Some(scope) = Scope::of(work.subjects_of(control)) else {
        return work.tell((t().editor.per_region_hint)(&control.name));
    };
    let ask = Ask { work, control: Arc::new(control.clone()), scope };
    let said = untrack(|| ask.said());
    let number = said.as_ref().and_then(result::numeric);
    match &control.kind {
        ControlKind::Choices(choices) => {
            let options = choices.options_for(&work.setup().data);
            let path = text_path(stored);
            ask.set(choosing::toggled(choices, &options, said.as_ref(), &path).as_ref());
        }
        ControlKind::Taxonomy(tag) => taxonomy::toggle(&ask, tag, &text_path(stored)),
        ControlKind::Number(input) => {
            ask.set(Some(&result::number(input.next(number))));
        }
        ControlKind::Rating(input) => {
            let next = number.map_or(1.0, |now| now + 1.0);
            ask.set((next <= f64::from(input.max)).then(|| json!(next as u32)).as_ref());
        }
        ControlKind::TextArea(_) => click_shortcut(work, &control.name, stored),
        _ => {
            let group = element_id(work, &control.name);
            browser::focus(&format!("[id=\"{group}\"] :is(input, select, textarea)"));
        }
    }
}

/// The button of a Shortcut knows the field that its text goes into.
fn click_shortcut(work: Work, control: &str, text: &str) {
    let selector = format!("[id=\"{}\"] [data-shortcut]", element_id(work, control));
    let Ok(buttons) = document().query_selector_all(&selector) else { return };
    let elements =
        (0..buttons.length()).filter_map(|at| buttons.get(at)?.dyn_into::<web_sys::HtmlElement>().ok());
    let mut wanted = elements.filter(|button| button.get_attribute("data-shortcut").as_deref() == Some(text));
    if let Some(button) = wanted.next() {
        button.click();
    }
}
