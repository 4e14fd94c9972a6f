//! What can be done to several selected regions at once.

use super::chip::chip;
use crate::editor::setup::Offer;
use crate::editor::state::Work;
use crate::messages::t;
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn Several(work: Work) -> impl IntoView {
    let count = Memo::new(move |_| work.picked.with(Vec::len));
    let objects = Memo::new(move |_| {
        let picked: BTreeSet<String> = work.picked.with(|picked| picked.iter().cloned().collect());
        work.regions.with(|all| {
            all.iter().filter(|r| picked.contains(&r.id)).map(|r| r.object.clone()).collect::<BTreeSet<_>>()
        })
    });
    let all_in = move |set: RwSignal<BTreeSet<String>>| {
        Memo::new(move |_| {
            set.with(|set| work.picked.with(|picked| picked.iter().all(|id| set.contains(id))))
        })
    };
    let (hidden, locked) = (all_in(work.hidden), all_in(work.locked));
    let is_view = work.side.is_view();
    let note = NodeRef::<leptos::html::Input>::new();
    let put_note = move || {
        if let Some(field) = note.get_untracked()
            && work.note_picked(&field.value())
        {
            field.set_value("");
        }
    };
    view! {
        <section class="ed-details" aria-labelledby=work.own_id("ed-several-title") data-testid="several-details">
            <header class="ed-side-head">
                <h2 id=work.own_id("ed-several-title") aria-live="polite">{move || (t().panels.regions_selected)(count.get())}</h2>
            </header>
            <div hidden=is_view>
                <p class="ed-where">{t().panels.relabel}</p>
                {move || objects.get().into_iter().map(|object| labels(work, &object)).collect_view()}
                <div class="ed-panel-tools">
                    <button type="button" class="ed-button ed-tight" on:click=move |_| work.toggle_hidden_of(&work.picked.get_untracked())>
                        {move || if hidden.get() { t().panels.show_picked } else { t().panels.hide_picked }}
                    </button>
                    <button type="button" class="ed-button ed-tight" on:click=move |_| work.toggle_locked_of(&work.picked.get_untracked())>
                        {move || if locked.get() { t().panels.unlock_picked } else { t().panels.lock_picked }}
                    </button>
                    <button type="button" class="ed-button ed-tight" data-testid="delete-picked" on:click=move |_| { work.delete_picked(); }>
                        {t().panels.delete_picked}
                    </button>
                </div>
                <div class="ed-next">
                    <input
                        class="ed-input"
                        node_ref=note
                        data-testid="region-note"
                        aria-label=t().panels.note_for_all
                        placeholder=t().panels.note_for_all
                        on:keydown=move |ev| if ev.key() == "Enter" && !(ev.ctrl_key() || ev.meta_key()) {
                            put_note();
                            ev.prevent_default();
                        }
                    />
                    <button type="button" class="ed-button ed-tight" on:click=move |_| put_note()>{t().panels.apply}</button>
                </div>
            </div>
        </section>
    }
}

/// The labels that regions of an object can bear.
fn labels(work: Work, object: &str) -> AnyView {
    let setup = work.setup();
    let groups: Vec<_> = setup
        .config
        .controls_of(object)
        .filter(|control| control.labels().is_some() && !control.per_region)
        .map(|control| {
            let chips: Vec<_> =
                setup.offers(&control.name).iter().map(|offer| relabel(work, &control.name, offer)).collect();
            view! { <div class="ed-labels" role="group" aria-label=control.name.clone()>{chips}</div> }
        })
        .collect();
    groups.into_any()
}

fn relabel(work: Work, control: &str, offer: &Offer) -> AnyView {
    let (name, stored) = (control.to_owned(), offer.stored.clone());
    let on = Memo::new({
        let (name, stored) = (name.clone(), stored.clone());
        move |_| {
            work.picked.with(|picked| {
                work.regions.with(|all| {
                    let mut borne = all.iter().filter(|r| picked.contains(&r.id));
                    borne.all(|r| r.bears(&name, &stored))
                })
            })
        }
    });
    let testid = format!("relabel-{stored}");
    chip(offer, on, Some(testid), move || {
        work.relabel_picked(&name, &stored);
    })
}
