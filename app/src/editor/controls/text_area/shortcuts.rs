//! The buttons of Shortcuts: each puts its text where the caret was last in a field of its TextArea.

use super::Field;
use crate::editor::controls::labels::Key;
use crate::editor::css;
use crate::model::config::Shortcut;
use leptos::prelude::*;

/// All of them; nothing where there are none.
pub fn bar(field: &Field) -> AnyView {
    let shortcuts = &field.tag.shortcuts;
    if shortcuts.is_empty() {
        return ().into_any();
    }
    let buttons: Vec<_> = shortcuts.iter().map(|shortcut| button(field, shortcut)).collect();
    view! { <div class="ed-labels ed-shortcuts">{buttons}</div> }.into_any()
}

fn button(field: &Field, shortcut: &Shortcut) -> AnyView {
    let key = field.ask.work.setup().key_of(field.ask.name(), &shortcut.value);
    let color = shortcut.background.as_deref().and_then(css::color);
    let (field, text) = (field.clone(), shortcut.value.clone());
    view! {
        <button
            type="button"
            class="ed-label ed-small"
            style:--label=color.unwrap_or_else(|| "var(--line-strong)".to_owned())
            title=shortcut.value.clone()
            data-shortcut=shortcut.value.clone()
            data-testid=format!("shortcut-{}", shortcut.alias)
            // Keeps the caret where it is.
            on:mousedown=|ev| ev.prevent_default()
            on:click=move |_| field.insert(&text)
        >
            <span>{shortcut.alias.clone()}</span>
            <Key key=key/>
        </button>
    }
    .into_any()
}

impl Field {
    fn insert(&self, text: &str) {
        let known = self.last.get_value().filter(|known| known.is_connected());
        let Some(field) = known.or_else(|| self.node.get_untracked()) else { return };
        let value = field.value();
        let end = value.encode_utf16().count() as u32;
        let start = field.selection_start().ok().flatten().unwrap_or(end);
        let stop = field.selection_end().ok().flatten().unwrap_or(start);
        if field.set_range_text_with_start_and_end_and_mode(text, start, stop, "end").is_err() {
            field.set_value(&format!("{value}{text}"));
        }
        // A field that cannot take the focus leaves it where it is.
        let _ = field.focus();
        let is_next = self.node.get_untracked().is_some_and(|next| *next == *field);
        if is_next {
            self.typed();
        } else if let Ok(event) = web_sys::Event::new("change") {
            // The field of a submission tells its change as if it had been typed; nobody refuses that event.
            let _ = field.dispatch_event(&event);
        }
    }
}
