//! Above the list: how it is grouped, sorted and filtered, and what is done to all regions.

use super::look::{grouping_slug, remember, sorting_slug};
use crate::editor::icons::Icon;
use crate::editor::state::Work;
use crate::messages::t;
use crate::model::outline::{Grouping, Look, Sorting};
use leptos::prelude::*;

#[component]
pub fn Tools(work: Work, look: RwSignal<Look>) -> impl IntoView {
    let count = Memo::new(move |_| work.regions.with(|all| all.len()));
    let change = move |change: &dyn Fn(&mut Look)| {
        look.update(|look| change(look));
        look.with_untracked(remember);
    };
    let descending = Memo::new(move |_| look.with(|look| look.descending));
    view! {
        <div class="ed-panel-tools" hidden=move || count.get() == 0>
            <input
                class="ed-input ed-tight ed-filter"
                type="search"
                data-testid="region-filter"
                aria-label=t().panels.filter
                placeholder=t().panels.filter_hint
                prop:value=move || look.with(|look| look.filter.clone())
                on:input=move |ev| look.update(|look| look.filter = event_target_value(&ev))
            />
            <select
                class="ed-select ed-tight"
                data-testid="region-group"
                aria-label=t().panels.group
                on:change=move |ev| {
                    let grouping = match event_target_value(&ev).as_str() {
                        "label" => Grouping::Label,
                        "kind" => Grouping::Kind,
                        _ => Grouping::None,
                    };
                    change(&|look| look.grouping = grouping);
                }
            >
                {[Grouping::None, Grouping::Label, Grouping::Kind].map(|one| {
                    let words = match one {
                        Grouping::None => t().panels.group_none,
                        Grouping::Label => t().panels.group_label,
                        Grouping::Kind => t().panels.group_kind,
                    };
                    view! { <option value=grouping_slug(one) selected=look.with_untracked(|look| look.grouping == one)>{words}</option> }
                })}
            </select>
            <select
                class="ed-select ed-tight"
                data-testid="region-sort"
                aria-label=t().panels.sort
                on:change=move |ev| {
                    let sorting = match event_target_value(&ev).as_str() {
                        "score" => Sorting::Score,
                        "start" => Sorting::Start,
                        _ => Sorting::Made,
                    };
                    change(&|look| look.sorting = sorting);
                }
            >
                {[Sorting::Made, Sorting::Score, Sorting::Start].map(|one| {
                    let words = match one {
                        Sorting::Made => t().panels.sort_made,
                        Sorting::Score => t().panels.sort_score,
                        Sorting::Start => t().panels.sort_start,
                    };
                    view! { <option value=sorting_slug(one) selected=look.with_untracked(|look| look.sorting == one)>{words}</option> }
                })}
            </select>
            <button
                type="button"
                class="ed-icon"
                aria-label=t().panels.descending
                title=t().panels.descending
                aria-pressed=move || if descending.get() { "true" } else { "false" }
                on:click=move |_| change(&|look| look.descending = !look.descending)
            >
                {Icon::Sort.view()}
            </button>
        </div>
    }
}

/// What is done to all at once, beside the count.
#[component]
pub fn ForAll(work: Work) -> impl IntoView {
    let none = Memo::new(move |_| work.regions.with(|all| all.is_empty()));
    let all_hidden = Memo::new(move |_| work.all_hidden());
    let ids = move || -> Vec<String> {
        work.regions.with_untracked(|all| all.iter().map(|r| r.id.clone()).collect())
    };
    let all_locked = Memo::new(move |_| {
        work.regions.with(|all| {
            !all.is_empty() && work.locked.with(|locked| all.iter().all(|r| locked.contains(&r.id)))
        })
    });
    let is_view = work.side.is_view();
    view! {
        <span class="ed-panel-acts">
            <button type="button" class="ed-icon" hidden=is_view data-testid="copy-previous" aria-label=t().panels.copy_previous title=(t().editor.with_key)(t().panels.copy_previous, "Alt+V") on:click=move |_| work.copy_previous()>
                {Icon::Previous.view()}
            </button>
            <button type="button" class="ed-icon" data-testid="copy-regions" hidden=move || none.get() aria-label=t().panels.copy_regions title=(t().editor.with_key)(t().panels.copy_regions, "Ctrl+C") on:click=move |_| work.copy_picked()>
                {Icon::Copy.view()}
            </button>
            <button type="button" class="ed-icon" hidden=is_view data-testid="paste-regions" aria-label=t().panels.paste_regions title=(t().editor.with_key)(t().panels.paste_regions, "Ctrl+V") on:click=move |_| work.paste_copied()>
                {Icon::Paste.view()}
            </button>
            <button
                type="button"
                class="ed-icon"
                hidden=move || none.get() || is_view
                aria-pressed=move || if all_locked.get() { "true" } else { "false" }
                aria-label=t().panels.lock_all
                title=t().panels.lock_all
                on:click=move |_| work.toggle_locked_of(&ids())
            >
                {move || if all_locked.get() { Icon::Lock } else { Icon::Unlock }.view()}
            </button>
            <button
                type="button"
                class="ed-icon"
                hidden=move || none.get()
                aria-pressed=move || if all_hidden.get() { "true" } else { "false" }
                aria-label=t().editor.hide_all
                title=t().editor.hide_all
                on:click=move |_| work.toggle_all_hidden()
            >
                {move || if all_hidden.get() { Icon::EyeOff } else { Icon::Eye }.view()}
            </button>
        </span>
    }
}
