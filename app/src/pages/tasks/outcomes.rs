//! The panel behind a source's counts: what became of each object, by outcome, page by page.

use crate::api::functions;
use crate::api::types::{OutcomeItem, OutcomePage, StorageCard};
use crate::messages::t;
use crate::model::ids::StorageId;
use crate::model::storage::{Outcome, Side, StorageKind};
use crate::ui::dialog::Dialog;
use crate::ui::icons::Icon;
use crate::ui::pager::{Paged, Place};
use crate::ui::table::PlainTable;
use leptos::prelude::*;

/// Of which storage, and which outcome first.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomesOf {
    pub card: StorageCard,
    pub outcome: Outcome,
}

pub fn outcome_words(outcome: Outcome) -> &'static str {
    let words = t().storage;
    match outcome {
        Outcome::Imported => words.imported,
        Outcome::Updated => words.updated,
        Outcome::Unchanged => words.unchanged,
        Outcome::Skipped => words.skipped,
        Outcome::Failed => words.failed_objects,
    }
}

#[component]
pub fn OutcomesDialog(of: RwSignal<Option<OutcomesOf>>) -> impl IntoView {
    let title = Signal::derive(move || {
        let uri = of.with(|of| of.as_ref().map(|of| of.card.settings.display_uri()));
        (t().storage.outcomes_of)(&uri.unwrap_or_default())
    });
    view! {
        <Dialog
            id="outcomes"
            title
            open=Signal::derive(move || of.with(Option::is_some))
            on_close=move |()| of.set(None)
            wide=true
        >
            {move || of.get_untracked().map(|of| view! { <Panel of /> })}
        </Dialog>
    }
}

#[component]
fn Panel(of: OutcomesOf) -> impl IntoView {
    let (side, id) = (of.card.side, of.card.id);
    let paged =
        Paged::new(Some(of.outcome), move |outcome, page| functions::outcomes(side, id, outcome, page));
    let base = base(side, of.card.settings.kind, id);
    let href = move || match paged.of() {
        None => format!("{base}/outcomes.csv"),
        Some(outcome) => format!("{base}/outcomes.csv?outcome={}", outcome.slug()),
    };
    let tab = move |of: Option<Outcome>| {
        view! {
            <button
                type="button"
                class="filter"
                aria-pressed=move || (paged.of() == of).to_string()
                on:click=move |_| paged.ask(of)
            >
                {of.map_or(t().storage.all_outcomes, outcome_words)}
            </button>
        }
    };
    let tabs = std::iter::once(None).chain(Outcome::ALL.map(Some)).map(tab).collect_view();
    let show = move |answer: OutcomePage| {
        if answer.total == 0 {
            return view! { <p class="panel-empty">{t().storage.no_outcomes}</p> }.into_any();
        }
        let OutcomePage { total, page, page_size, items } = answer;
        let place = Place { total, page, page_size, items: items.len() };
        view! {
            <Items items />
            {paged.pager(place, t().storage.outcome_pages)}
        }
        .into_any()
    };
    view! {
        <div class="dialog-body">
            <div class="filters" role="group" aria-label=t().storage.outcomes>
                {tabs}
                <a class="button ghost small download" href=href download>
                    {Icon::Download.view()}
                    {t().storage.download_csv}
                </a>
            </div>
            {move || paged.view(show)}
        </div>
    }
}

/// Where REST has the storage.
fn base(side: Side, kind: StorageKind, id: StorageId) -> String {
    let (side, kind) = (
        if side == Side::Target { "export/" } else { "" },
        if kind == StorageKind::Local { "localfiles" } else { kind.slug() },
    );
    format!("/api/storages/{side}{kind}/{id}")
}

#[component]
fn Items(items: Vec<OutcomeItem>) -> impl IntoView {
    let row = |item: OutcomeItem| {
        let place = match item.row {
            Some(row) => format!("{} · {}", item.key, (t().storage.row)(row)),
            None => item.key,
        };
        view! {
            <tr>
                <td class="key">{place}</td>
                <td>
                    <span class=format!("chip outcome-{}", item.outcome.slug())>{outcome_words(item.outcome)}</span>
                </td>
                <td class="reason">{item.reason}</td>
            </tr>
        }
    };
    view! {
        <PlainTable label=t().storage.objects columns=vec![t().storage.object, t().storage.outcome, t().storage.reason]>
            {items.into_iter().map(row).collect_view()}
        </PlainTable>
    }
}
