//! Finding words in a text that is too long to stand in the page as a whole, where the browser's own search cannot see it.

use super::Reader;
use super::places::Ends;
use crate::messages::t;
use crate::model::text::{Found, find};
use leptos::prelude::*;

#[component]
pub fn Find(reader: Reader) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Option<Found>>);
    let go = move |back: bool| {
        let words = words.get_untracked();
        if words.is_empty() {
            return found.set(None);
        }
        let source = reader.source();
        let from = reader.focus().unwrap_or(0);
        let hit = find(source.index(), &words, from, back);
        found.set(Some(hit));
        if let Some(hit) = hit {
            reader.reveal(hit.span.start);
            // Back again goes on before the one that was found.
            let ends = Ends::new(hit.span.start, hit.span.end);
            reader.select(if back { Ends::new(ends.focus, ends.anchor) } else { ends });
        }
    };
    let said = move || match found.get() {
        None => String::new(),
        Some(None) => t().reading.not_found.to_owned(),
        Some(Some(hit)) => (t().reading.found)(hit.at, hit.of),
    };
    view! {
        <div class="ed-find" role="search">
            <input
                type="search"
                class="ed-input"
                data-testid=format!("find-{}", reader.name())
                aria-label=t().reading.find
                placeholder=t().reading.find
                prop:value=move || words.get()
                on:input=move |ev| { words.set(event_target_value(&ev)); found.set(None); }
                on:keydown=move |ev| {
                    if ev.key() == "Enter" && !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key() {
                        ev.prevent_default();
                        go(ev.shift_key());
                    } else if ev.key() == "Escape" && let Some(root) = reader.root.get_untracked() {
                        ev.stop_propagation();
                        // The words that were found stay selected; a label's key gives them the label.
                        let _ = root.focus();
                    }
                }
            />
            <button type="button" class="ed-button" on:click=move |_| go(true)>{t().reading.find_back}</button>
            <button type="button" class="ed-button" on:click=move |_| go(false)>{t().reading.find_next}</button>
            <span class="ed-find-said" role="status">{said}</span>
        </div>
    }
}
