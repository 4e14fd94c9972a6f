//! Notices at the edge of the page: good news goes by itself, errors stay until they are dismissed.

use super::icons::Icon;
use crate::messages::t;
use leptos::prelude::*;
use std::fmt::Display;
use std::time::Duration;

/// How long good news stays.
const GOOD_STAYS: Duration = Duration::from_secs(5);
/// Older ones give way.
const AT_MOST: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    id: u32,
    bad: bool,
    text: String,
}

/// The way to tell a person something.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

impl Toasts {
    pub fn provide() {
        provide_context(Self::new());
    }

    fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), last_id: StoredValue::new(0) }
    }

    /// Something worked.
    pub fn good(self, text: impl Display) {
        let id = self.push(false, text.to_string());
        set_timeout(move || self.dismiss(id), GOOD_STAYS);
    }

    /// Something failed; the text says what and what to do.
    pub fn bad(self, text: impl Display) {
        self.push(true, text.to_string());
    }

    fn push(self, bad: bool, text: String) -> u32 {
        let id = self.last_id.try_get_value().unwrap_or_default().wrapping_add(1);
        self.last_id.try_set_value(id);
        self.shown.try_update(|shown| {
            shown.retain(|toast| toast.text != text);
            if shown.len() >= AT_MOST {
                shown.remove(0);
            }
            shown.push(Toast { id, bad, text });
        });
        id
    }

    fn dismiss(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// From the context that the app provides.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

/// Shows the notices. In the document from the start, so that screen readers hear what arrives.
#[component]
pub fn ToastArea() -> impl IntoView {
    let toasts = use_toasts();
    let one = move |toast: Toast| {
        let id = toast.id;
        view! {
            <li class="toast" class:bad=toast.bad>
                {if toast.bad { Icon::Warning } else { Icon::Check }.view()}
                <p>{toast.text}</p>
                <button
                    type="button"
                    class="button ghost icon-only small"
                    aria-label=t().common.dismiss
                    on:click=move |_| toasts.dismiss(id)
                >
                    {Icon::Close.view()}
                </button>
            </li>
        }
    };
    view! {
        <ul class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id children=one />
        </ul>
    }
}
