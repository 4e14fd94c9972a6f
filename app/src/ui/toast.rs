//! Notices at the edge of the page: good news goes by itself, errors stay until they are dismissed.

use super::icons::Icon;
use crate::messages::t;
use leptos::prelude::*;
use std::fmt::Display;
use std::time::Duration;

/// How long good news stays.
const GOOD_STAYS: Duration = Duration::from_secs(5);
/// Errors that stand at the same time; the oldest gives way.
const AT_MOST: usize = 3;

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
        self.shown.try_update(|shown| take_in(shown, Toast { id, bad, text }));
        id
    }

    fn dismiss(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Good news takes the place of good news; errors stay beside it.
fn take_in(shown: &mut Vec<Toast>, new: Toast) {
    shown.retain(|old| old.text != new.text && (old.bad || new.bad));
    let errors = shown.iter().filter(|old| old.bad).count();
    if new.bad
        && errors >= AT_MOST
        && let Some(oldest) = shown.iter().position(|old| old.bad)
    {
        shown.remove(oldest);
    }
    shown.push(new);
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
            <div class="toast" class:bad=toast.bad>
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
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id children=one />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_good_news_stands_alone_and_errors_stay_beside_it() {
        let mut shown = Vec::new();
        let mut tell = |bad: bool, text: &str| {
            take_in(&mut shown, Toast { id: 0, bad, text: text.to_owned() });
            shown.iter().map(|toast| toast.text.clone()).collect::<Vec<_>>()
        };
        tell(false, "saved");
        assert_eq!(tell(false, "pushed"), ["pushed"]);
        assert_eq!(tell(true, "lost"), ["pushed", "lost"]);
        assert_eq!(tell(false, "again"), ["lost", "again"]);
        assert_eq!(tell(false, "again"), ["lost", "again"]);
        tell(true, "two");
        tell(true, "three");
        assert_eq!(tell(false, "well"), ["lost", "two", "three", "well"]);
        assert_eq!(tell(true, "four"), ["two", "three", "well", "four"]);
        assert_eq!(tell(true, "two"), ["three", "well", "four", "two"], "said again, it is the newest");
    }
}
