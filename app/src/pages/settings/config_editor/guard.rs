//! Asks before unsaved changes are left behind: by closing the page, or by a link within the app.

use crate::messages::t;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Event};

/// Guards as long as the owner lives.
pub fn warn_before_leaving(dirty: Memo<bool>) {
    Effect::new(move |_| {
        StoredValue::new_local(Guard::new(dirty));
    });
}

struct Guard {
    on_unload: Closure<dyn FnMut(Event)>,
    on_click: Closure<dyn FnMut(Event)>,
}

impl Guard {
    fn new(dirty: Memo<bool>) -> Self {
        let is_dirty = move || dirty.try_get_untracked().unwrap_or_default();
        let on_unload = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if is_dirty() {
                event.prevent_default();
            }
        });
        let on_click = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if is_dirty() && leads_away(&event) && !agreed() {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        let guard = Self { on_unload, on_click };
        // Listening cannot fail on a window; without it there would be no question, and no harm beyond that.
        let _ = window()
            .add_event_listener_with_callback("beforeunload", guard.on_unload.as_ref().unchecked_ref());
        let before_others = AddEventListenerOptions::new();
        before_others.set_capture(true);
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
            "click",
            guard.on_click.as_ref().unchecked_ref(),
            &before_others,
        );
        guard
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = window()
            .remove_event_listener_with_callback("beforeunload", self.on_unload.as_ref().unchecked_ref());
        let _ = window().remove_event_listener_with_callback_and_bool(
            "click",
            self.on_click.as_ref().unchecked_ref(),
            true,
        );
    }
}

/// A plain click on a link to another page in this tab.
fn leads_away(event: &Event) -> bool {
    let Some(link) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("a[href]").ok().flatten())
    else {
        return false;
    };
    let href = link.get_attribute("href").unwrap_or_default();
    !href.starts_with('#') && !link.has_attribute("download") && !link.has_attribute("target")
}

fn agreed() -> bool {
    window().confirm_with_message(t().settings.leave).unwrap_or(true)
}
