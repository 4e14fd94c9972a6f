//! Where the browser starts: takes over the page that the server rendered.

use crate::app::App;
use crate::app::parts::Part;
use crate::messages::language::{Language, speak};
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::prelude::wasm_bindgen;

/// Long enough for the page at hand to have what it wants first.
const AHEAD_AFTER: Duration = Duration::from_secs(1);

/// Called by the page's one script once the first module is there.
#[wasm_bindgen]
pub async fn hydrate() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        show_crash_notice();
    }));
    speak(language());
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    let part = Part::of(&path);
    if let Some(part) = part {
        // Before the page is taken over, which happens at one go and finds everything it needs.
        part.load().await;
    }
    // At one go: what would do it piece by piece is cut out of the program when it is built.
    leptos::mount::hydrate_body(App);
    mark_ready();
    if part == Some(Part::Managing) {
        // Whoever looks at tasks will label some.
        set_timeout(|| leptos::task::spawn_local(Part::Labeling.load()), AHEAD_AFTER);
    }
}

/// That of the page which the server sent, so that both say the same.
fn language() -> Language {
    root().and_then(|root| Language::of_tag(&root.get_attribute("lang")?)).unwrap_or_default()
}

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

/// From here on the page answers: styles and tests can tell.
fn mark_ready() {
    if let Some(root) = root() {
        // A page that cannot be marked works all the same.
        let _ = root.set_attribute("data-ready", "true");
    }
}

/// A panic leaves the page without a mind: say so, instead of buttons that do nothing.
fn show_crash_notice() {
    let notice = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("crash"));
    if let Some(notice) = notice {
        // Nothing is left to do about a failure to tell of a failure.
        let _ = notice.remove_attribute("hidden");
    }
}
