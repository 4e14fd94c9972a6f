//! Which tasks the list shows: tabs whose choice stands in the address, and the jump to a row.

use crate::api::types::{TaskCounts, TaskFilter};
use crate::messages::{number, t};
use crate::model::ids::ProjectId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

fn of_slug(name: &str) -> TaskFilter {
    TaskFilter::ALL.into_iter().find(|filter| filter.slug() == name).unwrap_or_default()
}

fn words(filter: TaskFilter) -> &'static str {
    let words = t().tasks;
    match filter {
        TaskFilter::All => words.all,
        TaskFilter::Unlabeled => words.unlabeled,
        TaskFilter::Labeled => words.labeled,
        TaskFilter::Skipped => words.skipped,
        TaskFilter::Stale => words.stale,
        TaskFilter::Gone => words.gone,
        TaskFilter::FilteredOut => words.filtered_out,
        TaskFilter::Archived => words.archived,
        TaskFilter::Deleted => words.deleted_tasks,
    }
}

/// Whether its tab shows while no task is under it.
const fn always_shows(filter: TaskFilter) -> bool {
    matches!(filter, TaskFilter::All | TaskFilter::Unlabeled | TaskFilter::Labeled | TaskFilter::Skipped)
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
            other => format!("/projects/{project}?filter={}", other.slug()),
        };
        let n = Memo::new(move |_| tab.count(counts.get()));
        view! {
            <a
                class="filter"
                class:hidden=move || !always_shows(tab) && n.get() == 0 && filter.get() != tab
                href=href
                data-noscroll="true"
                aria-current=move || (filter.get() == tab).then_some("true")
            >
                {words(tab)} <span class="count">{move || number(n.get())}</span>
            </a>
        }
    };
    view! {
        <div class="toolbar">
            <nav class="filters" aria-label=t().tasks.filters>
                {TaskFilter::ALL.map(tab).collect_view()}
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
        for tab in TaskFilter::ALL {
            assert_eq!(of_slug(tab.slug()), tab);
        }
        assert_eq!(of_slug("whatever"), TaskFilter::All);
    }

    #[test]
    fn open_tasks_are_those_neither_labeled_nor_skipped() {
        let counts = TaskCounts { tasks: 10, labeled: 3, skipped: 2, ..TaskCounts::default() };
        assert_eq!(TaskFilter::Unlabeled.count(counts), 5);
    }

    #[test]
    fn every_tab_counts_its_own_tasks() {
        let counts = TaskCounts {
            tasks: 10,
            labeled: 3,
            skipped: 2,
            stale: 4,
            gone: 5,
            filtered_out: 6,
            archived: 7,
            deleted: 8,
            ..TaskCounts::default()
        };
        assert_eq!(TaskFilter::ALL.map(|filter| filter.count(counts)), [10, 5, 3, 2, 4, 5, 6, 7, 8]);
    }
}
