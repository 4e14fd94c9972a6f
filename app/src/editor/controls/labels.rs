//! Labels and RectangleLabels: chips that name the next region, or rename the selected one.

use super::{Problem, element_id};
use crate::editor::setup::Offer;
use crate::editor::state::Work;
use crate::model::config::Control;
use leptos::prelude::*;

/// One Labels or RectangleLabels tag.
#[component]
pub fn Labels(work: Work, control: Control) -> impl IntoView {
    let name = control.name.clone();
    let vertical = control.labels().is_some_and(|l| !l.inline);
    let chips: Vec<_> =
        work.setup().offers(&name).iter().map(|offer| chip(work, name.clone(), offer.clone())).collect();
    let (id, label) = (element_id(&name), name.clone());
    view! {
        <div class="ed-labels" class:ed-vertical=vertical id=id tabindex="-1" role="group" aria-label=label>
            {chips}
            <Problem work=work control=name/>
        </div>
    }
}

fn chip(work: Work, control: String, offer: Offer) -> AnyView {
    let testid = format!("label-{}", offer.stored);
    let (title, hint, color, hotkey) =
        (offer.title.clone(), offer.hint.clone(), offer.color.clone(), offer.hotkey.clone());
    let on = {
        let (control, value) = (control.clone(), offer.stored.clone());
        Memo::new(move |_| work.label_is_on(&control, &value))
    };
    view! {
        <button
            type="button"
            class="ed-label"
            class:ed-on=on
            style:--label=color
            title=hint
            data-testid=testid
            aria-pressed=move || if on.get() { "true" } else { "false" }
            // Keeps the selection in the text, and the focus on the object, that the label is for.
            on:pointerdown=|ev| ev.prevent_default()
            on:mousedown=|ev| ev.prevent_default()
            on:click=move |_| work.toggle_label(&control, &offer.stored)
        >
            <span class="ed-dot" aria-hidden="true"></span>
            <span>{title}</span>
            <Key key=hotkey/>
        </button>
    }
    .into_any()
}

/// A hotkey, as shown on a chip.
#[component]
pub fn Key(key: Option<String>) -> impl IntoView {
    key.map(|key| view! { <kbd class="ed-key" aria-hidden="true">{key}</kbd> })
}
