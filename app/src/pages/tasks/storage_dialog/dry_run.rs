//! What a sync with the settings as they stand in the form would do, before anything is saved.

use crate::api::error::ApiResult;
use crate::api::functions;
use crate::api::types::{DryChange, DryCounts, DryItem, DryItems, DryRun, InquiryState, StorageInput};
use crate::messages::{number, t};
use crate::ui::pager::{Paged, Place};
use crate::ui::states::{Callout, ErrorState, Tone};
use leptos::prelude::*;
use std::time::Duration;

/// Between two looks at a dry run that goes on.
const LOOK: Duration = Duration::from_millis(400);

/// A dry run that was asked for: how far it is, or why it is not.
#[derive(Clone, Copy)]
pub struct Trial(RwSignal<Option<ApiResult<DryRun>>>);

impl Trial {
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    pub fn clear(self) {
        self.0.set(None);
    }

    /// Begins anew; `over` is called when it is under way or could not begin.
    pub fn begin(self, input: StorageInput, over: impl Fn() + 'static) {
        self.clear();
        leptos::task::spawn_local(async move {
            let begun = functions::begin_dry_run(input).await;
            over();
            if self.0.try_set(Some(begun)).is_none() {
                self.look();
            }
        });
    }

    /// Looks again while it runs.
    fn look(self) {
        let Some(Some(Ok(run))) = self.0.try_get_untracked() else { return };
        if run.state != InquiryState::Running {
            return;
        }
        set_timeout(
            move || {
                leptos::task::spawn_local(async move {
                    let now = functions::dry_run(run.id).await;
                    let same =
                        matches!(self.0.try_get_untracked(), Some(Some(Ok(ref shown))) if shown.id == run.id);
                    if same && self.0.try_set(Some(now)).is_none() {
                        self.look();
                    }
                });
            },
            LOOK,
        );
    }
}

#[component]
pub fn TrialView(trial: Trial) -> impl IntoView {
    let id = Memo::new(move |_| match trial.0.get() {
        Some(Ok(run)) => Some(run.id),
        _ => None,
    });
    let run = Signal::derive(move || trial.0.get().and_then(Result::ok));
    let failed = move || match trial.0.get() {
        Some(Err(error)) => Some(view! { <ErrorState error retry=Callback::new(move |()| trial.clear()) /> }),
        _ => None,
    };
    view! {
        {failed}
        {move || id.get().map(|id| view! { <Found id run /> })}
    }
}

#[component]
fn Found(id: u64, #[prop(into)] run: Signal<Option<DryRun>>) -> impl IntoView {
    let words = &t().storage;
    let counts = Memo::new(move |_| run.get().map(|run| run.counts).unwrap_or_default());
    let told = Memo::new(move |_| run.get().map(|run| (run.state, run.problem, run.note)));
    let status = move || match told.get() {
        Some((InquiryState::Running, ..)) => (words.trial_running)(counts.get().listed),
        _ => (words.trial_over)(counts.get().listed, counts.get().unchanged),
    };
    let remarks = move || {
        let (state, problem, note) = told.get()?;
        let tone = if state == InquiryState::Failed { Tone::Bad } else { Tone::Warn };
        let problem = problem.map(|why| view! { <Callout tone><p>{why}</p></Callout> });
        let note = note.map(|note| view! { <Callout tone=Tone::Info><p>{note}</p></Callout> });
        Some(view! {
            {problem}
            {note}
        })
    };
    let over = Memo::new(move |_| told.get().is_some_and(|(state, ..)| state != InquiryState::Running));
    view! {
        <section class="trial" aria-label=words.trial>
            <h3>{words.trial}</h3>
            <p class="muted" role="status">{status}</p>
            {remarks}
            {move || over.get().then(|| view! { <Changes id counts=counts.get_untracked() /> })}
        </section>
    }
}

/// The objects that would change, by kind of change.
#[component]
fn Changes(id: u64, counts: DryCounts) -> impl IntoView {
    let kinds: Vec<DryChange> = DryChange::ALL.into_iter().filter(|change| counts.of(*change) > 0).collect();
    let Some(first) = kinds.first().copied() else {
        return view! { <p class="panel-empty">{t().storage.trial_nothing}</p> }.into_any();
    };
    let paged = Paged::new(first, move |change, page| functions::dry_items(id, change, page));
    let tab = move |change: DryChange| {
        view! {
            <button
                type="button"
                class="filter"
                aria-pressed=move || (paged.of() == change).to_string()
                on:click=move |_| paged.ask(change)
            >
                {change_words(change)}
                " "
                <strong>{number(counts.of(change))}</strong>
            </button>
        }
    };
    let show = move |answer: DryItems| {
        let DryItems { total, page, page_size, items } = answer;
        let place = Place { total, page, page_size, items: items.len() };
        view! {
            <Items items />
            {paged.pager(place, t().storage.outcome_pages)}
        }
        .into_any()
    };
    view! {
        <div class="filters" role="group" aria-label=t().storage.trial>
            {kinds.into_iter().map(tab).collect_view()}
        </div>
        {move || paged.view(show)}
    }
    .into_any()
}

#[component]
fn Items(items: Vec<DryItem>) -> impl IntoView {
    let row = |item: DryItem| {
        view! {
            <tr>
                <td class="key">{item.key}</td>
                <td class="reason">{item.reason}</td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">{t().storage.object}</th>
                        <th scope="col">{t().storage.reason}</th>
                    </tr>
                </thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn change_words(change: DryChange) -> &'static str {
    let words = &t().storage;
    match change {
        DryChange::New => words.would_be_new,
        DryChange::Updated => words.would_be_updated,
        DryChange::Back => words.would_be_back,
        DryChange::Included => words.would_be_included,
        DryChange::Retried => words.would_be_retried,
        DryChange::LeftOut => words.would_be_left_out,
        DryChange::Skipped => words.would_be_skipped,
        DryChange::Gone => words.would_be_gone,
    }
}
