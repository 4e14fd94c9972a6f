//! The panel of relations: the list, its order, and how a new one is made.

use super::RelationView;
use super::row::row;
use crate::editor::icons::Icon;
use crate::editor::state::Work;
use crate::messages::t;
use leptos::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// The panel.
pub fn view(work: Work) -> AnyView {
    view! { <RelationPanel work=work/> }.into_any()
}

#[component]
fn RelationPanel(work: Work) -> impl IntoView {
    let by_first = RwSignal::new(false);
    let all = Memo::new(move |_| work.relations());
    let shown = Memo::new(move |_| {
        let mut shown = all.get();
        if by_first.get() {
            let places: HashMap<String, usize> =
                work.regions.with(|all| all.iter().enumerate().map(|(at, r)| (r.id.clone(), at)).collect());
            let place = |id: &String| places.get(id).copied().unwrap_or(usize::MAX);
            shown.sort_by_key(|relation| (place(&relation.from), place(&relation.to)));
        }
        shown
    });
    let linking = Memo::new(move |_| work.linking.with(Option::is_some));
    let is_view = work.side.is_view();
    view! {
        <div class="ed-panel-tools">
            <button
                type="button"
                class="ed-button ed-tight"
                data-testid="relate"
                hidden=is_view
                aria-pressed=move || if linking.get() { "true" } else { "false" }
                title=(t().editor.with_key)(t().panels.relate, "Alt+R")
                on:click=move |_| if linking.get_untracked() { work.stop_linking() } else { work.start_linking() }
            >
                {Icon::Link.view()}
                <span>{t().panels.relate}</span>
            </button>
            <span class="ed-spring"></span>
            <select
                class="ed-select ed-tight"
                aria-label=t().panels.sort
                on:change=move |ev| by_first.set(event_target_value(&ev) == "first")
            >
                <option value="made">{t().panels.by_order}</option>
                <option value="first">{t().panels.by_first}</option>
            </select>
            {hide_all(work, all)}
        </div>
        <p class="ed-empty" hidden=move || all.with(|all| !all.is_empty())>{t().panels.no_relations}</p>
        <ul class="ed-relations" data-testid="relation-list">
            <For each=move || shown.get() key=|relation| (relation.from.clone(), relation.to.clone()) let:relation>
                {row(work, relation, all)}
            </For>
        </ul>
    }
}

fn hide_all(work: Work, all: Memo<Vec<RelationView>>) -> AnyView {
    let hidden = Memo::new(move |_| {
        work.hidden_relations.with(|hidden| {
            all.with(|all| {
                !all.is_empty() && all.iter().all(|r| hidden.contains(&(r.from.clone(), r.to.clone())))
            })
        })
    });
    let toggle = move |_| {
        let every: BTreeSet<(String, String)> =
            all.with_untracked(|all| all.iter().map(|r| (r.from.clone(), r.to.clone())).collect());
        work.hidden_relations.set(if hidden.get_untracked() { BTreeSet::new() } else { every });
    };
    view! {
        <button
            type="button"
            class="ed-icon"
            hidden=move || all.with(Vec::is_empty)
            aria-pressed=move || if hidden.get() { "true" } else { "false" }
            aria-label=t().panels.hide_relations
            title=t().panels.hide_relations
            on:click=toggle
        >
            {move || if hidden.get() { Icon::EyeOff } else { Icon::Eye }.view()}
        </button>
    }
    .into_any()
}
