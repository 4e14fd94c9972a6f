//! What is done to many tasks at once: the bar above the list says what its rows have in common, how many are picked, what
//! can be done to them, and what came of it.

use super::loader::Loader;
use super::selection::Selection;
use crate::api::error::ApiError;
use crate::api::functions;
use crate::api::types::{BulkAction, BulkInput, BulkRun, Chosen, InquiryState, NotDone, TaskFilter};
use crate::messages::t;
use crate::model::ids::{ProjectId, TaskId};
use crate::ui::confirm::{Question, use_confirm};
use crate::ui::effect::Effect;
use crate::ui::icons::Icon;
use crate::ui::inquiry::Inquiry;
use crate::ui::states::{Callout, Tone};
use crate::ui::table::PlainTable;
use crate::ui::toast::use_toasts;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// Reasons shown; more only count.
const SHOWN: usize = 50;

/// An action, followed whatever list is looked at meanwhile.
pub type Run = Inquiry<BulkRun>;

/// Asks for actions on the tasks of a list.
#[derive(Clone, Copy)]
pub struct BulkActions {
    project: ProjectId,
    filter: TaskFilter,
    loader: Loader,
    pub selection: RwSignal<Selection>,
    run: Run,
    table: NodeRef<html::Table>,
}

impl BulkActions {
    pub fn new(
        project: ProjectId,
        filter: TaskFilter,
        loader: Loader,
        run: Run,
        table: NodeRef<html::Table>,
    ) -> Self {
        Self { project, filter, loader, selection: RwSignal::new(Selection::default()), run, table }
    }

    /// Begins at once; not while another goes on, whose end nobody would be told. Calls `begun` when the server does it.
    pub fn begin(self, action: BulkAction, chosen: Chosen, begun: impl FnOnce() + 'static) {
        if untrack(|| self.is_busy()) {
            return;
        }
        let input = BulkInput { project: self.project, action, filter: self.filter, chosen };
        self.run.begin(async move {
            let answer = functions::begin_bulk(input).await;
            if answer.is_ok() {
                begun();
            }
            answer
        });
        self.focus_table();
    }

    pub fn is_busy(self) -> bool {
        self.run.is_busy()
    }

    /// A task has left the list.
    pub fn forget(self, id: TaskId) {
        self.selection.try_update(|selection| selection.forget(id));
    }

    /// A task has the newest data, with which it leaves the list of stale ones but no other.
    pub fn renewed(self, id: TaskId) {
        if self.filter == TaskFilter::Stale {
            self.forget(id);
        }
    }

    fn pick(self, selection: Selection) {
        self.selection.set(selection);
        self.focus_table();
    }

    /// The button that has the focus goes, and so may the dialog that asked: after them the list has it.
    fn focus_table(self) {
        set_timeout(
            move || {
                // Without the focus the list is there all the same.
                self.table.try_get_untracked().flatten().map(|table| table.focus());
            },
            Duration::ZERO,
        );
    }

    fn count(self) -> u64 {
        self.selection.with(|selection| selection.count(self.loader.total.get()))
    }
}

fn action_words(action: BulkAction) -> &'static str {
    let words = t().tasks;
    match action {
        BulkAction::TakeNewVersion => words.bulk_take,
        BulkAction::Archive => words.bulk_archive,
        BulkAction::BringBack => words.bring_back,
    }
}

const fn action_icon(action: BulkAction) -> Icon {
    match action {
        BulkAction::TakeNewVersion => Icon::Sync,
        BulkAction::Archive => Icon::Archive,
        BulkAction::BringBack => Icon::Return,
    }
}

/// What the tasks of a filter have in common, where that needs saying.
fn about(filter: TaskFilter) -> Option<&'static str> {
    let words = t().tasks;
    match filter {
        TaskFilter::Stale => Some(words.about_stale),
        TaskFilter::Gone => Some(words.about_gone),
        TaskFilter::FilteredOut => Some(words.about_filtered_out),
        TaskFilter::Archived => Some(words.about_archived),
        TaskFilter::Deleted => Some(words.about_deleted),
        _ => None,
    }
}

#[component]
pub fn BulkBar(actions: BulkActions) -> impl IntoView {
    let about = about(actions.filter);
    let picked = Memo::new(move |_| actions.count());
    let total = actions.loader.total;
    let some = Memo::new(move |_| picked.get() > 0);
    let more = Memo::new(move |_| picked.get() < total.get());
    let shown = move || total.get() > 0 && (some.get() || about.is_some());
    let pick_all = move |class: &'static str| {
        view! {
            <button type="button" class=class on:click=move |_| actions.pick(Selection::all())>
                {move || (t().tasks.pick_all)(total.get())}
            </button>
        }
    };
    let left = move || {
        if some.get() {
            let clear = move |_| actions.pick(Selection::default());
            view! {
                <strong>{move || (t().tasks.n_picked)(picked.get())}</strong>
                <button type="button" class="button ghost small" on:click=clear>
                    {t().tasks.pick_none}
                </button>
                {move || more.get().then(|| pick_all("button ghost small"))}
            }
            .into_any()
        } else {
            view! { <span class="muted">{about}</span> }.into_any()
        }
    };
    let right = move || {
        if some.get() {
            let one = move |action: &BulkAction| view! { <ActionButton action=*action actions picked /> };
            BulkAction::of(actions.filter).iter().map(one).collect_view().into_any()
        } else {
            pick_all("button small").into_any()
        }
    };
    view! {
        {move || shown().then(|| view! {
            <div class="bulk" class:picked=move || some.get() role="group" aria-label=t().tasks.bulk>
                {left}
                <span class="grow"></span>
                {right}
            </div>
        })}
    }
}

#[component]
fn ActionButton(action: BulkAction, actions: BulkActions, picked: Memo<u64>) -> impl IntoView {
    let confirm = use_confirm();
    let ask = move |_| {
        let words = t().tasks;
        let (title, text) = match action {
            BulkAction::TakeNewVersion => (words.take_title, words.take_text),
            BulkAction::Archive => (words.archive_title, words.archive_text),
            BulkAction::BringBack => (words.return_title, words.return_text),
        };
        let chosen = actions.selection.with_untracked(Selection::chosen);
        confirm.ask(Question {
            title: title(picked.get_untracked()),
            text: text.to_owned(),
            action: action_words(action).to_owned(),
            destroys: false,
            on_yes: Callback::new(move |()| {
                let selection = actions.selection;
                let asked = chosen.clone();
                // What was picked meanwhile stays.
                let begun = move || {
                    selection.try_update(|now| {
                        if now.chosen() == asked {
                            *now = Selection::default();
                        }
                    });
                };
                actions.begin(action, chosen.clone(), begun);
            }),
        });
    };
    view! {
        <button
            type="button"
            class="button small"
            on:click=ask
            disabled=move || actions.is_busy()
        >
            {action_icon(action).view()}
            {action_words(action)}
        </button>
    }
}

/// How far the action is, and what came of it.
#[component]
pub fn Following(run: Run) -> impl IntoView {
    let toasts = use_toasts();
    Effect::new(move |told: Option<Option<u64>>| {
        let told = told.flatten();
        let Some(Ok(run)) = run.get() else { return told };
        if run.state == InquiryState::Running || told == Some(run.id) {
            return told;
        }
        if run.state == InquiryState::Done && run.not_done == 0 {
            toasts.good(done_words(&run));
        }
        Some(run.id)
    });
    let dismiss = Callback::new(move |()| run.clear());
    let goes_on = Memo::new(move |_| run.is_running());
    let going = move || goes_on.get().then(|| view! { <Running run /> });
    let outcome = move || match run.get()? {
        Err(error) => Some(view! { <NotKnown error dismiss /> }.into_any()),
        Ok(told) if told.state == InquiryState::Running => None,
        Ok(told) => {
            let quiet = told.not_done == 0 && told.notes.is_empty() && told.problem.is_none();
            (!quiet).then(|| view! { <Outcome told dismiss /> }.into_any())
        }
    };
    // Its steps are not spoken, only what came of it.
    view! {
        <div class="bulk-run">{going}</div>
        <div class="bulk-run" aria-live="polite">{outcome}</div>
    }
}

#[component]
fn Running(run: Run) -> impl IntoView {
    let so_far = Memo::new(move |before: Option<&(u64, u64)>| match run.get() {
        Some(Ok(told)) => (told.done + told.not_done, told.total),
        _ => before.copied().unwrap_or_default(),
    });
    let said = move || {
        let (done, total) = so_far.get();
        (t().tasks.bulk_running)(done, total)
    };
    view! {
        <p>{said}</p>
        <progress
            max=move || so_far.get().1
            value=move || so_far.get().0
            aria-label=t().tasks.bulk
        ></progress>
    }
}

#[component]
fn Outcome(told: BulkRun, dismiss: Callback<()>) -> impl IntoView {
    let tone = if told.state == InquiryState::Failed { Tone::Bad } else { Tone::Warn };
    let said = done_words(&told);
    let reasons = (told.not_done > 0).then(|| {
        let more = told.not_done.saturating_sub(SHOWN.min(told.reasons.len()) as u64);
        let more = (more > 0).then(|| view! { <p class="muted">{(t().tasks.and_more)(more)}</p> });
        let row = |NotDone { task, reason }: NotDone| {
            view! {
                <tr>
                    <td class="figure">{(t().tasks.task)(task.0)}</td>
                    <td class="reason">{reason}</td>
                </tr>
            }
        };
        let rows = told.reasons.into_iter().take(SHOWN).map(row).collect_view();
        view! {
            <details class="more">
                <summary>{(t().tasks.not_done)(told.not_done)}</summary>
                <PlainTable label=t().tasks.not_done_list columns=vec![t().tasks.col_task, t().storage.reason]>
                    {rows}
                </PlainTable>
                {more}
            </details>
        }
    });
    let notes = told.notes.into_iter().map(|note| view! { <p>{note}</p> }).collect_view();
    view! {
        <Callout tone>
            <p><strong>{said}</strong></p>
            {told.problem.map(|why| view! { <p>{why}</p> })}
            {notes}
            {reasons}
            <Dismiss dismiss />
        </Callout>
    }
}

/// It could not begin, or nobody says what became of it.
#[component]
fn NotKnown(error: ApiError, dismiss: Callback<()>) -> impl IntoView {
    view! {
        <Callout tone=Tone::Bad>
            <p>{error.to_string()}</p>
            <Dismiss dismiss />
        </Callout>
    }
}

#[component]
fn Dismiss(dismiss: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="button small" on:click=move |_| dismiss.run(())>
            {t().common.dismiss}
        </button>
    }
}

fn done_words(run: &BulkRun) -> String {
    let words = t().tasks;
    match run.action {
        BulkAction::TakeNewVersion => (words.n_taken)(run.done),
        BulkAction::Archive => (words.n_archived)(run.done),
        BulkAction::BringBack => (words.n_returned)(run.done),
    }
}
