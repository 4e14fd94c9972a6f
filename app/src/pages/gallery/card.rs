//! One template in the gallery: a radio button with a picture, a title, a sentence and what the work consists of.

use super::Entry;
use super::thumb::thumb;
use crate::api::types::TemplateCard;
use crate::messages::t;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Card(
    entry: Entry,
    chosen: RwSignal<Option<Arc<TemplateCard>>>,
    /// On narrow screens: the details stand instead of the list.
    looking: RwSignal<bool>,
    shown: Signal<bool>,
) -> impl IntoView {
    let Entry { card, look } = entry;
    let testid = format!("template-{}", card.name);
    let (name, title, description) = (card.name.clone(), card.title.clone(), card.description.clone());
    let details = (t().gallery.details_of)(&title);
    let is_chosen = {
        let name = name.clone();
        Signal::derive(move || {
            chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.name == name))
        })
    };
    view! {
        <div class="template-slot" hidden=move || !shown.get()>
            <label class="option-card template-card" data-testid=testid>
                <input
                    type="radio"
                    name="template"
                    value=name
                    prop:checked=is_chosen
                    on:change=move |_| chosen.set(Some(card.clone()))
                />
                {thumb(&look)}
                <span class="template-words">
                    <span class="option-title">{title}</span>
                    <span class="template-text">{description}</span>
                    <span class="template-facts">{look.facts()}</span>
                </span>
            </label>
            <button
                type="button"
                class="button small template-more"
                hidden=move || !is_chosen.get()
                aria-label=details
                on:click=move |_| looking.set(true)
            >
                {t().gallery.details}
            </button>
        </div>
    }
}

/// Starting without any template.
#[component]
pub fn NoneCard(
    title: &'static str,
    text: &'static str,
    chosen: RwSignal<Option<Arc<TemplateCard>>>,
) -> impl IntoView {
    view! {
        <label class="option-card template-none" data-testid="template-none">
            <input
                type="radio"
                name="template"
                value=""
                prop:checked=move || chosen.with(Option::is_none)
                on:change=move |_| chosen.set(None)
            />
            <span class="template-words">
                <span class="option-title">{title}</span>
                <span class="template-text">{text}</span>
            </span>
        </label>
    }
}
