//! The list of tasks: as long as the project, yet only what is in sight exists in the page. The server renders its
//! beginning; the browser takes over from there.

mod bulk;
mod geometry;
mod keys;
mod loader;
mod pages;
mod row;
mod selection;
mod window;

use crate::api::error::ApiResult;
use crate::api::types::{TaskFilter, TaskPage};
use crate::messages::t;
use crate::model::ids::ProjectId;
use crate::pages::project::use_project;
use crate::ui::effect::Effect;
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, EmptyState, ErrorState, Skeleton, Tone};
use bulk::{BulkActions, BulkBar, Following, Run};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use loader::Loader;
pub use loader::first as first_page;
use row::{RowActions, TaskRowView};
use selection::Selection;
use window::Window;

#[component]
pub fn TaskTable(
    project: ProjectId,
    filter: Memo<TaskFilter>,
    first: Resource<ApiResult<TaskPage>>,
    go_to: RwSignal<Option<u64>>,
) -> impl IntoView {
    let run = Run::default();
    let show = move |loaded: ApiResult<TaskPage>, filter: TaskFilter| match loaded {
        Ok(page) => {
            view! { <Grid loader=Loader::new(project, filter, page) project filter go_to run /> }.into_any()
        }
        Err(error) => {
            view! { <ErrorState error retry=Callback::new(move |()| first.refetch()) /> }.into_any()
        }
    };
    view! {
        <Following run />
        <Transition fallback=|| view! { <Skeleton rows=8 /> }>
            {move || Suspend::new(async move { show(first.await, filter.get_untracked()) })}
        </Transition>
    }
}

#[component]
fn Grid(
    loader: Loader,
    project: ProjectId,
    filter: TaskFilter,
    go_to: RwSignal<Option<u64>>,
    run: Run,
) -> impl IntoView {
    let window = Window::new(loader.total);
    let active = RwSignal::new(0_u64);
    let table = NodeRef::<html::Table>::new();
    follow_feed(loader);
    window.measure();
    Effect::new(move |_| loader.look_at(window.sight.get()));
    Effect::new(move |_| {
        if let Some(row) = go_to.get() {
            go_to.set(None);
            let row = row.min(loader.total.get_untracked().saturating_sub(1));
            active.set(row);
            window.center(row);
            // Without the focus the row shows all the same.
            table.get_untracked().map(|table| table.focus());
        }
    });
    let bulk = BulkActions::new(project, filter, loader, run, table);
    let actions = RowActions::new(loader, bulk);
    let picked = bulk.selection;
    let navigate = use_navigate();
    let on_key = move |event: web_sys::KeyboardEvent| {
        if keys::is_of_a_control(&event) {
            return;
        }
        let Some(command) =
            keys::command(&event.key(), active.get_untracked(), loader.total.get_untracked(), window.page())
        else {
            return;
        };
        event.prevent_default();
        let current = loader
            .pages
            .with_untracked(|pages| pages.row(active.get_untracked()).map(|row| (row.id, row.deleted)));
        match (command, current) {
            (keys::Command::Go(row), _) => {
                active.set(row);
                window.reveal(row);
            }
            (keys::Command::Pick, Some((id, _))) => picked.update(|picked| picked.toggle(id)),
            (keys::Command::Open, Some((id, false))) => {
                navigate(&row::address(project, id), Default::default());
            }
            (keys::Command::Delete, Some((id, false))) => actions.delete(id),
            (keys::Command::Open | keys::Command::Delete | keys::Command::Pick, _) => {}
        }
    };
    let error = move || {
        loader.error.get().map(|error| {
            view! {
                <Callout tone=Tone::Bad>
                    <p>{error.to_string()}</p>
                    <button type="button" class="button small" on:click=move |_| loader.look_at(window.sight.get_untracked())>
                        {t().common.retry}
                    </button>
                </Callout>
            }
        })
    };
    let empty = move || (loader.total.get() == 0).then(|| view! { <Empty filter /> });
    let one = move |index: u64| view! { <TaskRowView index project loader active actions /> };
    view! {
        {error}
        {empty}
        <BulkBar actions=bulk />
        <div
            class="grid-scroll"
            class:hidden=move || loader.total.get() == 0
            node_ref=window.scroller
            on:scroll=move |_| window.scrolled()
        >
            <div class="grid-space" node_ref=window.space>
                <div class="grid-clip" node_ref=window.clip>
                    <table
                        class="task-table"
                        role="grid"
                        tabindex="0"
                        node_ref=table
                        aria-label=t().tasks.tasks
                        aria-multiselectable="true"
                        aria-describedby="grid-keys"
                        aria-rowcount=move || loader.total.get() + 1
                        aria-activedescendant=move || format!("row-{}", active.get())
                        on:keydown=on_key
                    >
                        <thead node_ref=window.head>
                            <tr role="row" aria-rowindex="1">
                                <th role="columnheader" class="col-row">
                                    <PickAll picked total=loader.total />
                                    {t().tasks.col_row}
                                </th>
                                <th role="columnheader" class="col-task">{t().tasks.col_task}</th>
                                <th role="columnheader" class="col-state">{t().tasks.col_state}</th>
                                <th role="columnheader" class="col-source">{t().tasks.col_source}</th>
                                <th role="columnheader" class="col-id">{t().tasks.col_id}</th>
                                <th role="columnheader" class="col-updated">{t().tasks.col_updated}</th>
                                <th role="columnheader" class="col-actions">
                                    <span class="visually-hidden">{t().tasks.col_actions}</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody node_ref=window.body>
                            <For each=move || window.sight.get() key=|index| *index children=one />
                        </tbody>
                    </table>
                </div>
            </div>
        </div>
        <p id="grid-keys" class="visually-hidden">{t().tasks.keys}</p>
    }
}

/// Picks every row of the list, or none.
#[component]
fn PickAll(picked: RwSignal<Selection>, total: RwSignal<u64>) -> impl IntoView {
    let all = move || picked.with(Selection::is_all);
    let change = move |_| {
        let none = picked.with_untracked(Selection::is_all);
        picked.set(if none { Selection::default() } else { Selection::all() });
    };
    view! {
        <input
            type="checkbox"
            class="pick"
            aria-label=t().tasks.pick_everything
            prop:checked=all
            prop:indeterminate=move || !all() && picked.with(|picked| picked.count(total.get()) > 0)
            on:change=change
        />
    }
}

/// Fetches anew when the server says that tasks changed; also if it said so before the list was there to hear it, for
/// what the list began with may be older.
fn follow_feed(loader: Loader) {
    let Some(context) = use_project() else { return };
    Effect::new(move |before: Option<(u32, u32)>| {
        let now = (context.live.tasks_changed.get(), context.live.reconnected.get());
        if before.unwrap_or_default() != now {
            loader.refresh();
        }
        now
    });
}

/// No task under this filter: what would bring some.
#[component]
fn Empty(filter: TaskFilter) -> impl IntoView {
    let words = t().tasks;
    let (title, text) = match filter {
        TaskFilter::All => (words.empty_title, words.empty_text),
        TaskFilter::Unlabeled => (words.empty_unlabeled_title, words.empty_unlabeled_text),
        TaskFilter::Labeled => (words.empty_filter_title, words.empty_labeled_text),
        TaskFilter::Skipped => (words.empty_filter_title, words.empty_skipped_text),
        TaskFilter::Stale => (words.empty_filter_title, words.empty_stale_text),
        TaskFilter::Gone => (words.empty_filter_title, words.empty_gone_text),
        TaskFilter::FilteredOut => (words.empty_filter_title, words.empty_filtered_text),
        TaskFilter::Archived => (words.empty_filter_title, words.empty_archived_text),
        TaskFilter::Deleted => (words.empty_filter_title, words.empty_deleted_text),
    };
    view! {
        <EmptyState icon=Icon::List title>
            <p>{text}</p>
        </EmptyState>
    }
}
