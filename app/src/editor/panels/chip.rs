//! A label that selected regions bear or can bear.

use crate::editor::setup::Offer;
use leptos::prelude::*;

/// Pressed while they bear it.
pub fn chip(offer: &Offer, on: Memo<bool>, testid: Option<String>, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="ed-label ed-small"
            class:ed-on=on
            style:--label=offer.color.clone()
            data-testid=testid
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| act()
        >
            <span class="ed-dot" aria-hidden="true"></span>
            <span>{offer.title.clone()}</span>
        </button>
    }
    .into_any()
}
