//! What a new page means to those who do not see it appear: the focus goes to the page's main part and its title is
//! said aloud.

use super::focus;
use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;

/// Time for the new page and its title to be there.
const SETTLED: Duration = Duration::from_millis(120);

/// The first thing that Tab reaches.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! {
        <a class="skip-link" href="#main" rel="external" on:click=skip>
            {t().common.skip_link}
        </a>
    }
}

fn skip(event: web_sys::MouseEvent) {
    event.prevent_default();
    focus_main();
}

/// Says where a navigation within the app led.
#[component]
pub fn Announcer() -> impl IntoView {
    let path = use_location().pathname;
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            set_timeout(
                move || {
                    focus_main();
                    said.set((t().common.went_to)(&document().title()));
                },
                SETTLED,
            );
        }
        now
    });
    view! {
        <p class="visually-hidden" aria-live="polite" aria-atomic="true">
            {said}
        </p>
    }
}

/// Unless something in the page has taken the focus already. The page stays scrolled to its top.
fn focus_main() {
    let taken = document().active_element().is_some_and(|element| {
        element.tag_name() != "BODY" && element.closest("#main").ok().flatten().is_some()
    });
    if let (false, Some(main)) = (taken, document().get_element_by_id("main")) {
        focus::put_on(&main);
    }
}
