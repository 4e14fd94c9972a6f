//! Above the list: how it is grouped, sorted and filtered, and what is done to all regions.

use super::look::remember;
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
    let now = look.get_untracked();
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
            {choose("region-group", t().panels.group, groupings(), now.grouping, move |grouping| {
                change(&|look| look.grouping = grouping);
            })}
            {choose("region-sort", t().panels.sort, sortings(), now.sorting, move |sorting| {
                change(&|look| look.sorting = sorting);
            })}
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

/// Ways to look at the list, each with its words.
type Ways<T> = [(T, &'static str); 3];

fn groupings() -> Ways<Grouping> {
    let words = &t().panels;
    [
        (Grouping::None, words.group_none),
        (Grouping::Label, words.group_label),
        (Grouping::Kind, words.group_kind),
    ]
}

fn sortings() -> Ways<Sorting> {
    let words = &t().panels;
    [(Sorting::Made, words.sort_made), (Sorting::Score, words.sort_score), (Sorting::Start, words.sort_start)]
}

fn choose<T: Copy + PartialEq + 'static>(
    testid: &'static str,
    label: &'static str,
    ways: Ways<T>,
    now: T,
    pick: impl Fn(T) + 'static,
) -> AnyView {
    let options: Vec<_> = ways
        .iter()
        .enumerate()
        .map(|(at, (way, words))| view! { <option value=at selected={*way == now}>{*words}</option> })
        .collect();
    let changed = move |ev: web_sys::Event| {
        let chosen = event_target_value(&ev).parse::<usize>().ok().and_then(|at| ways.get(at));
        if let Some((way, _)) = chosen {
            pick(*way);
        }
    };
    view! {
        <select class="ed-select ed-tight" data-testid=testid aria-label=label on:change=changed>
            {options}
        </select>
    }
    .into_any()
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
