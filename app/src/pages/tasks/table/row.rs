//! One row of the list: what the task says, its state, where it came from.

use super::bulk::BulkActions;
use super::loader::Loader;
use crate::api::functions;
use crate::api::types::{BulkAction, Chosen, TaskRow};
use crate::messages::t;
use crate::model::ids::{ProjectId, TaskId};
use crate::pages::tasks::preview;
use crate::ui::confirm::{Confirm, Question, use_confirm};
use crate::ui::icons::Icon;
use crate::ui::time::Ago;
use crate::ui::toast::{Toasts, use_toasts};
use leptos::prelude::*;

/// Where a task is labeled.
pub fn address(project: ProjectId, task: TaskId) -> String {
    format!("/projects/{project}/tasks/{task}")
}

/// What can be done to a task from the list.
#[derive(Clone, Copy)]
pub struct RowActions {
    loader: Loader,
    bulk: BulkActions,
    confirm: Confirm,
    toasts: Toasts,
}

impl RowActions {
    pub fn new(loader: Loader, bulk: BulkActions) -> Self {
        Self { loader, bulk, confirm: use_confirm(), toasts: use_toasts() }
    }

    /// Asks, then deletes.
    pub fn delete(self, id: TaskId) {
        self.confirm.ask(Question {
            title: (t().tasks.delete_title)(id.0),
            text: t().tasks.delete_text.to_owned(),
            action: t().tasks.delete.to_owned(),
            destroys: true,
            on_yes: Callback::new(move |()| {
                leptos::task::spawn_local(async move {
                    match functions::delete_task(id).await {
                        Ok(()) => {
                            self.bulk.forget(id);
                            self.toasts.good((t().tasks.deleted)(id.0));
                        }
                        Err(error) => self.toasts.bad(error),
                    }
                    self.loader.refresh();
                });
            }),
        });
    }

    /// What was put away returns, and leaves the list.
    fn bring_back(self, id: TaskId) {
        self.bulk.begin(BulkAction::BringBack, Chosen::Only(vec![id]), move || self.bulk.forget(id));
    }

    /// Takes the newer version of a stale task's data.
    fn take_new_version(self, id: TaskId) {
        leptos::task::spawn_local(async move {
            match functions::take_new_version(id).await {
                Ok(()) => {
                    self.bulk.renewed(id);
                    self.toasts.good((t().tasks.new_version_taken)(id.0));
                }
                Err(error) => self.toasts.bad(error),
            }
            self.loader.refresh();
        });
    }
}

#[component]
pub fn TaskRowView(
    index: u64,
    project: ProjectId,
    loader: Loader,
    active: RwSignal<u64>,
    actions: RowActions,
) -> impl IntoView {
    let row = Memo::new(move |_| loader.pages.with(|pages| pages.row(index).cloned()));
    let cells = move || match row.get() {
        Some(row) => view! { <Cells index project row actions /> }.into_any(),
        None => {
            view! { <td role="gridcell" class="col-pending" colspan="7"><div class="skeleton"></div></td> }
                .into_any()
        }
    };
    let is_picked = move || {
        row.with(|row| {
            row.as_ref().is_some_and(|row| actions.bulk.selection.with(|picked| picked.has(row.id)))
        })
    };
    view! {
        <tr
            role="row"
            id=format!("row-{index}")
            aria-rowindex=index + 2
            class:active=move || active.get() == index
            class:picked=is_picked
            aria-selected=move || is_picked().to_string()
            on:pointerdown=move |_| active.set(index)
        >
            {cells}
        </tr>
    }
}

#[component]
fn Cells(index: u64, project: ProjectId, row: TaskRow, actions: RowActions) -> impl IntoView {
    let id = row.id;
    let line = preview::line(&row.data);
    let said = if line.is_empty() { (t().tasks.task)(id.0) } else { line };
    let picture = match &row.thumbnail {
        Some(url) => view! { <Thumbnail url=url.clone() /> }.into_any(),
        None => ().into_any(),
    };
    let source = match &row.source {
        Some(key) => view! { <span class="key" title=key.clone()>{key.clone()}</span> }.into_any(),
        None => view! { <span class="muted">{t().tasks.imported}</span> }.into_any(),
    };
    let button = move |icon: Icon, label: &'static str, act: fn(RowActions, TaskId), waits: bool| {
        view! {
            <button
                type="button"
                tabindex="-1"
                class="button ghost icon-only small"
                title=label
                aria-label=label
                disabled=move || waits && actions.bulk.is_busy()
                on:click=move |_| act(actions, id)
            >
                {icon.view()}
            </button>
        }
    };
    let words = t().tasks;
    let newer =
        row.stale.then(|| button(Icon::Sync, words.take_new_version, RowActions::take_new_version, false));
    let back = (row.deleted || row.archived)
        .then(|| button(Icon::Return, words.bring_back, RowActions::bring_back, true));
    let delete = (!row.deleted).then(|| button(Icon::Trash, words.delete, RowActions::delete, false));
    let what = view! { {picture} <span class="row-text">{said}</span> };
    // A deleted task cannot be opened.
    let task = match row.deleted {
        true => view! { <span class="row-link">{what}</span> }.into_any(),
        false => view! { <a class="row-link" href=address(project, id) tabindex="-1">{what}</a> }.into_any(),
    };
    let picked = actions.bulk.selection;
    view! {
        <td role="gridcell" class="col-row">
            <input
                type="checkbox"
                class="pick"
                tabindex="-1"
                aria-label=(t().tasks.pick)(id.0)
                prop:checked=move || picked.with(|picked| picked.has(id))
                on:change=move |_| picked.update(|picked| picked.toggle(id))
            />
            <span>{index + 1}</span>
        </td>
        <td role="gridcell" class="col-task">{task}</td>
        <td role="gridcell" class="col-state"><Chips row=row.clone() /></td>
        <td role="gridcell" class="col-source">{source}</td>
        <td role="gridcell" class="col-id">{id.0}</td>
        <td role="gridcell" class="col-updated"><Ago at=row.updated_at /></td>
        <td role="gridcell" class="col-actions">
            {newer}
            {back}
            {delete}
        </td>
    }
}

/// A picture of the task; its place stays when it cannot be had.
#[component]
fn Thumbnail(url: String) -> impl IntoView {
    let broken = RwSignal::new(false);
    view! {
        <span class="thumb">
            {Icon::Image.view()}
            <img
                src=url
                alt=""
                loading="lazy"
                decoding="async"
                class:hidden=move || broken.get()
                on:error=move |_| broken.set(true)
            />
        </span>
    }
}

/// The task's state in a few words.
#[component]
fn Chips(row: TaskRow) -> impl IntoView {
    let words = t().tasks;
    let chip = |class: &'static str, text: String, title: &'static str| {
        view! {
            <span class=format!("chip {class}") title=title>
                {text}
            </span>
        }
    };
    let labeled = row.annotations;
    let main = match (labeled, row.cancelled) {
        (0, 0) => chip("open", words.open_task.to_owned(), ""),
        (0, _) => chip("quiet", words.skipped.to_owned(), ""),
        (1, _) => chip("good", words.labeled.to_owned(), ""),
        (n, _) => chip("good", (words.labeled_times)(u64::from(n)), ""),
    };
    view! {
        <span class="chips">
            {main} {row.has_draft.then(|| chip("info", words.draft.to_owned(), words.draft_text))}
            {row.waiting.then(|| chip("warn", words.waiting.to_owned(), words.waiting_text))}
            {row.stale.then(|| chip("warn", words.stale.to_owned(), words.stale_text))}
            {row.gone.then(|| chip("quiet", words.gone.to_owned(), words.gone_text))}
            {row.filtered_out.then(|| chip("quiet", words.filtered_out.to_owned(), words.filtered_out_text))}
            {row.archived.then(|| chip("quiet", words.archived.to_owned(), words.archived_text))}
            {row.deleted.then(|| chip("bad", words.deleted_tasks.to_owned(), words.deleted_chip_text))}
            {(row.predictions > 0)
                .then(|| chip("quiet", (words.predictions)(u64::from(row.predictions)), ""))}
        </span>
    }
}
