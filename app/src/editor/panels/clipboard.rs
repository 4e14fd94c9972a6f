//! Regions on the clipboard, as the JSON of their results: copied, cut and pasted by the browser's own keys, within a
//! task, to another task, to another page. And the regions of what was submitted last.

use crate::editor::browser;
use crate::editor::keyboard;
use crate::editor::keys::Focus;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::model::ops::{Operation, PasteError, pasted};
use leptos::prelude::*;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use web_sys::ClipboardEvent;

thread_local! {
    /// The regions copied last, for the button: reading the browser's clipboard without a key asks for permission.
    static COPIED: RefCell<Option<String>> = const { RefCell::new(None) };
    /// What was submitted last in each project.
    static SUBMITTED: RefCell<HashMap<i64, String>> = RefCell::new(HashMap::new());
}

/// Under which name this browser keeps what was copied, for other windows.
const NAME: &str = "copied";

/// Follows the browser's clipboard while the current owner lives.
pub fn listen(work: Work) {
    keyboard::on_document::<ClipboardEvent>("copy", move |ev| {
        if is_ours(&ev) && work.copy_to(&ev) {
            ev.prevent_default();
        }
    });
    keyboard::on_document::<ClipboardEvent>("cut", move |ev| {
        if is_ours(&ev) && work.copy_to(&ev) {
            ev.prevent_default();
            work.delete_picked();
        }
    });
    keyboard::on_document::<ClipboardEvent>("paste", move |ev| {
        let in_field = browser::focus_of(ev.target()) == Focus::Field;
        if in_field || ev.default_prevented() {
            return;
        }
        let text = ev.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if !text.trim().is_empty() {
            ev.prevent_default();
            work.paste(&text);
        }
    });
}

/// Not of a field, and no text is selected that a person means.
fn is_ours(ev: &ClipboardEvent) -> bool {
    let selected = window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    !selected && !ev.default_prevented() && browser::focus_of(ev.target()) != Focus::Field
}

/// Remembers what was handed in, to be copied to the next task.
pub fn remember_submitted(project: ProjectId, result: &Value) {
    let text = result.to_string();
    if let Some(storage) = window().session_storage().ok().flatten() {
        // Too much for the browser's storage: this page remembers it still.
        let _ = storage.set_item(&submitted_name(project), &text);
    }
    SUBMITTED.with_borrow_mut(|all| drop(all.insert(project.0, text)));
}

fn submitted_name(project: ProjectId) -> String {
    format!("skylabel.submitted.{project}")
}

fn submitted(project: ProjectId) -> Option<String> {
    let here = SUBMITTED.with_borrow(|all| all.get(&project.0).cloned());
    here.or_else(|| {
        let storage = window().session_storage().ok().flatten()?;
        storage.get_item(&submitted_name(project)).ok().flatten()
    })
}

impl Work {
    /// The selected regions as a text; `None` where none is selected.
    fn copied(&self) -> Option<String> {
        let picked = self.picked.get_untracked();
        let results = self.paper.with_untracked(|p| p.document.results_of(&picked));
        (!results.is_empty()).then(|| Value::Array(results).to_string())
    }

    fn copy_to(&self, ev: &ClipboardEvent) -> bool {
        let (Some(text), Some(data)) = (self.copied(), ev.clipboard_data()) else { return false };
        let written = data.set_data("text/plain", &text).is_ok();
        self.note_copied(text);
        written
    }

    fn note_copied(&self, text: String) {
        let count = self.picked.with_untracked(Vec::len);
        browser::keep(NAME, &text);
        COPIED.with_borrow_mut(|copied| *copied = Some(text));
        self.tell((t().panels.copied)(count));
    }

    /// Copies the selected regions by a button.
    pub fn copy_picked(&self) {
        let Some(text) = self.copied() else { return self.tell(t().panels.nothing_to_copy) };
        browser::copy_text(text.clone(), |_| {});
        self.note_copied(text);
    }

    /// Pastes by a button what was copied last.
    pub fn paste_copied(&self) {
        let text = COPIED.with_borrow(Clone::clone).or_else(|| browser::kept(NAME));
        match text {
            Some(text) => self.paste(&text),
            None => self.tell(t().panels.not_results),
        }
    }

    /// Adds the regions that a text of results holds, at their places, and selects them.
    pub fn paste(&self, text: &str) {
        let items = self.items.get_untracked();
        let found = self.paper.with_untracked(|p| pasted(text, &p.document, &items, &mut browser::region_id));
        match found {
            Ok((results, ids)) => {
                if self.apply(&[Operation::AddResults { results }]) {
                    self.tell((t().panels.pasted)(ids.len()));
                    self.pick(ids);
                }
            }
            Err(PasteError::NotResults) => self.tell(t().panels.not_results),
            Err(PasteError::NothingFits) => self.tell(t().panels.nothing_fits),
        }
    }

    /// Adds the regions of the annotation that was submitted last in this project.
    pub fn copy_previous(&self) {
        match submitted(self.task.with_value(|task| task.project)) {
            Some(text) => self.paste(&text),
            None => self.tell(t().panels.nothing_previous),
        }
    }
}
