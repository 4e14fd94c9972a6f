//! What a sync with the settings as they stand in the form would do, before anything is saved.

use crate::api::functions;
use crate::api::types::{DryChange, DryCounts, DryItem, DryItems, DryRun, InquiryState};
use crate::messages::{number, t};
use crate::ui::inquiry::Inquiry;
use crate::ui::pager::{Paged, Place};
use crate::ui::states::{Callout, ErrorState, Tone};
use crate::ui::table::PlainTable;
use leptos::prelude::*;

/// A dry run that was asked for.
pub type Trial = Inquiry<DryRun>;

#[component]
pub fn TrialView(
    trial: Trial,
    /// Tries again, with the settings as they stand by then.
    again: Callback<()>,
) -> impl IntoView {
    let id = Memo::new(move |_| match trial.get() {
        Some(Ok(run)) => Some(run.id),
        _ => None,
    });
    let run = Signal::derive(move || trial.get().and_then(Result::ok));
    let failed = move || match trial.get() {
        Some(Err(error)) => Some(view! { <ErrorState error retry=again /> }),
        _ => None,
    };
    view! {
        {failed}
        {move || id.get().map(|id| view! { <Found id run /> })}
    }
}

#[component]
fn Found(id: u64, #[prop(into)] run: Signal<Option<DryRun>>) -> impl IntoView {
    let words = t().storage;
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
        <PlainTable label=t().storage.objects columns=vec![t().storage.object, t().storage.reason]>
            {items.into_iter().map(row).collect_view()}
        </PlainTable>
    }
}

pub fn change_words(change: DryChange) -> &'static str {
    let words = t().storage;
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
