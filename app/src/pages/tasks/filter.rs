//! Which tasks the list shows: tabs whose choice stands in the address, and the jump to a row.

use crate::api::types::{TaskCounts, TaskFilter};
use crate::messages::{number, t};
use crate::model::ids::ProjectId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// In the order of the tabs.
const TABS: [TaskFilter; 7] = [
    TaskFilter::All,
    TaskFilter::Unlabeled,
    TaskFilter::Labeled,
    TaskFilter::Skipped,
    TaskFilter::Stale,
    TaskFilter::Gone,
    TaskFilter::FilteredOut,
];

/// The name in the address.
pub const fn slug(filter: TaskFilter) -> &'static str {
    match filter {
        TaskFilter::All => "all",
        TaskFilter::Unlabeled => "unlabeled",
        TaskFilter::Labeled => "labeled",
        TaskFilter::Skipped => "skipped",
        TaskFilter::Stale => "stale",
        TaskFilter::Gone => "gone",
        TaskFilter::FilteredOut => "filtered_out",
    }
}

fn of_slug(name: &str) -> TaskFilter {
    TABS.into_iter().find(|filter| slug(*filter) == name).unwrap_or_default()
}

fn words(filter: TaskFilter) -> &'static str {
    let words = &t().tasks;
    match filter {
        TaskFilter::All => words.all,
        TaskFilter::Unlabeled => words.unlabeled,
        TaskFilter::Labeled => words.labeled,
        TaskFilter::Skipped => words.skipped,
        TaskFilter::Stale => words.stale,
        TaskFilter::Gone => words.gone,
        TaskFilter::FilteredOut => words.filtered_out,
    }
}

/// How many tasks a tab would show, where the project's counts tell.
fn count(filter: TaskFilter, counts: TaskCounts) -> Option<u64> {
    match filter {
        TaskFilter::All => Some(counts.tasks),
        TaskFilter::Labeled => Some(counts.labeled),
        TaskFilter::Skipped => Some(counts.skipped),
        TaskFilter::Unlabeled => Some(counts.tasks.saturating_sub(counts.labeled + counts.skipped)),
        TaskFilter::Stale | TaskFilter::Gone | TaskFilter::FilteredOut => None,
    }
}

/// The filter that the address names.
pub fn from_address() -> Memo<TaskFilter> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("filter").map(|name| of_slug(&name)).unwrap_or_default()))
}

#[component]
pub fn FilterTabs(
    project: ProjectId,
    filter: Memo<TaskFilter>,
    #[prop(into)] counts: Signal<TaskCounts>,
    /// Where the table is asked to go.
    go_to: RwSignal<Option<u64>>,
) -> impl IntoView {
    let tab = move |tab: TaskFilter| {
        let href = match tab {
            TaskFilter::All => format!("/projects/{project}"),
            other => format!("/projects/{project}?filter={}", slug(other)),
        };
        let n = move || count(tab, counts.get()).map(|n| view! { <span class="count">{number(n)}</span> });
        view! {
            <a
                class="filter"
                href=href
                data-noscroll="true"
                aria-current=move || (filter.get() == tab).then_some("true")
            >
                {words(tab)}
                {n}
            </a>
        }
    };
    view! {
        <div class="toolbar">
            <nav class="filters" aria-label=t().tasks.filters>
                {TABS.map(tab).collect_view()}
            </nav>
            <GoTo go_to />
        </div>
    }
}

/// Takes a row's number, counted from 1.
#[component]
fn GoTo(go_to: RwSignal<Option<u64>>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let digits: String = text.with(|text| text.chars().filter(char::is_ascii_digit).collect());
        if let Ok(row) = digits.parse::<u64>() {
            go_to.set(Some(row.saturating_sub(1)));
        }
    };
    view! {
        <form class="go-to" on:submit=submit>
            <label for="go-to">{t().tasks.go_to}</label>
            <input
                id="go-to"
                class="input small"
                inputmode="numeric"
                autocomplete="off"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
            <button type="submit" class="button small">
                {t().tasks.go}
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_has_an_address_of_its_own() {
        for tab in TABS {
            assert_eq!(of_slug(slug(tab)), tab);
        }
        assert_eq!(of_slug("whatever"), TaskFilter::All);
    }

    #[test]
    fn open_tasks_are_those_neither_labeled_nor_skipped() {
        let counts = TaskCounts { tasks: 10, labeled: 3, skipped: 2, ..TaskCounts::default() };
        assert_eq!(count(TaskFilter::Unlabeled, counts), Some(5));
        assert_eq!(count(TaskFilter::Gone, counts), None);
    }
}
