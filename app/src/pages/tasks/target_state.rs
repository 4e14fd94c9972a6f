//! How far annotations have come to a target: what waits and why, and a target that is another's.

use super::pipeline::StorageActions;
use super::storage_card::{input_of, use_save};
use crate::api::types::{StorageCard, TargetAccess, TargetState};
use crate::messages::{number, t};
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::states::{Callout, Tone};
use crate::ui::time::Ago;
use leptos::prelude::*;

#[component]
pub fn TargetStateView(card: Signal<StorageCard>, actions: StorageActions) -> impl IntoView {
    let state = Memo::new(move |_| card.with(|card| card.target.clone().unwrap_or_default()));
    let figure = move |value: fn(&TargetState) -> u64| move || number(state.with(value));
    view! {
        <ul class="outcomes" aria-label=t().storage.pushes>
            <li class="outcome plain imported" class:zero=move || state.with(|s| s.pushed == 0)>
                <strong>{figure(|s| s.pushed)}</strong>
                <span>{t().storage.pushed}</span>
            </li>
            <li class="outcome plain waiting" class:zero=move || state.with(|s| s.pending == 0)>
                <strong data-pending="">{figure(|s| s.pending)}</strong>
                <span>{t().storage.pending}</span>
            </li>
            <li class="outcome plain failed" class:zero=move || state.with(|s| s.conflicts == 0)>
                <strong>{figure(|s| s.conflicts)}</strong>
                <span>{t().storage.conflicts}</span>
            </li>
        </ul>
        {move || waiting(&state.read())}
        {move || state.with(|s| s.conflicts > 0).then(|| view! { <Conflicts card actions /> })}
        {move || state.with(|s| s.unprotected).then(|| view! { <Callout tone=Tone::Warn><p>{t().storage.unprotected}</p></Callout> })}
        {move || refused(&state.read()).map(|found| view! { <Refused card found /> })}
    }
}

/// Why something waits, and until when.
fn waiting(state: &TargetState) -> Option<AnyView> {
    if state.pending == 0 {
        return None;
    }
    let because = state.waiting_because.clone()?;
    let next =
        state.next_try.clone().map(|at| view! { <p class="muted">{t().storage.next_try} " " <Ago at /></p> });
    let headline = (t().storage.n_wait)(state.pending);
    let view = view! {
        <Callout tone=Tone::Warn>
            <p>
                <strong>{headline}</strong>
                " "
                {because}
            </p>
            {next}
        </Callout>
    };
    Some(view.into_any())
}

#[component]
fn Conflicts(card: Signal<StorageCard>, actions: StorageActions) -> impl IntoView {
    view! {
        <Callout tone=Tone::Warn>
            <p>{t().storage.conflicts_text}</p>
            <button type="button" class="button small" on:click=move |_| actions.conflicts.set(Some(card.get_untracked()))>
                {t().storage.settle_conflicts}
            </button>
        </Callout>
    }
}

fn refused(state: &TargetState) -> Option<String> {
    match &state.access {
        TargetAccess::Refused(found) => Some(found.clone()),
        TargetAccess::Unknown | TargetAccess::Claimed => None,
    }
}

/// A target that holds another's documents: what was found, and the way to take it over.
#[component]
fn Refused(card: Signal<StorageCard>, found: String) -> impl IntoView {
    let confirm = use_confirm();
    let save = use_save();
    let adopt = move |_| {
        confirm.ask(Question {
            title: t().storage.adopt_title.to_owned(),
            text: t().storage.adopt_text.to_owned(),
            action: t().storage.adopt.to_owned(),
            destroys: false,
            on_yes: Callback::new(move |()| {
                let mut input = input_of(&card.get_untracked());
                input.adopt = true;
                save.run((input, t().storage.adopted));
            }),
        });
    };
    view! {
        <Callout tone=Tone::Bad>
            <p>
                <strong>{t().storage.refused}</strong>
            </p>
            <p class="pre-line">{found}</p>
            <button type="button" class="button small" on:click=adopt>
                {t().storage.adopt}
            </button>
        </Callout>
    }
}
