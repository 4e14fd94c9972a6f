//! What a storage's runs did, the newest first: when, how it ended, how much, how fast, and about what it cost.

use super::card_dialog::CardDialog;
use super::storage_card::status_look;
use crate::api::functions;
use crate::api::types::{PastRun, RunPage, StorageCard};
use crate::messages::{number, t};
use crate::model::storage::{RunCounts, Side, StorageKind, SyncStatus};
use crate::ui::pager::{Paged, Place};
use crate::ui::table::PlainTable;
use crate::ui::time::{Ago, duration};
use leptos::prelude::*;

#[component]
pub fn HistoryDialog(of: RwSignal<Option<StorageCard>>) -> impl IntoView {
    view! { <CardDialog id="history" title=t().storage.history_of of panel /> }
}

fn panel(card: StorageCard) -> AnyView {
    view! { <Panel card /> }.into_any()
}

#[component]
fn Panel(card: StorageCard) -> impl IntoView {
    let (side, id, kind) = (card.side, card.id, card.settings.kind);
    let paged = Paged::new((), move |(), page| functions::history(side, id, page));
    let show = move |answer: RunPage| {
        if answer.total == 0 {
            return view! { <p class="panel-empty">{t().storage.no_history}</p> }.into_any();
        }
        let RunPage { total, page, page_size, items } = answer;
        let place = Place { total, page, page_size, items: items.len() };
        view! {
            <Runs items side kind />
            {paged.pager(place, t().storage.history_pages)}
        }
        .into_any()
    };
    view! {
        <div class="dialog-body">
            <p class="muted">{t().storage.history_text}</p>
            {move || paged.view(show)}
        </div>
    }
}

#[component]
fn Runs(items: Vec<PastRun>, side: Side, kind: StorageKind) -> impl IntoView {
    let words = t().storage;
    let row = move |run: PastRun| {
        let (tone, status) = match run.status {
            SyncStatus::Completed => ("good", words.run_completed),
            other => status_look(other),
        };
        let PastRun { ended_at, seconds, counts, problem, .. } = run;
        let cost = counts.dollars(kind).map(words.about_dollars);
        view! {
            <tr>
                <td class="when">
                    <Ago at=ended_at />
                    <small>{(words.took)(&duration(seconds))}</small>
                </td>
                <td><span class=format!("chip {tone}")>{status}</span></td>
                <td class="reason">
                    {did(side, counts)}
                    {problem.map(|why| view! { <small>{why}</small> })}
                </td>
                <td class="figure">{speed(side, counts, seconds)}</td>
                <td class="figure">
                    {(words.requests)(counts.requests)}
                    {cost.map(|cost| view! { <small>{cost}</small> })}
                </td>
            </tr>
        }
    };
    let columns = vec![words.ended, words.how_it_ended, words.what_it_did, words.speed, words.cost];
    view! { <PlainTable label=words.history columns>{items.into_iter().map(row).collect_view()}</PlainTable> }
}

/// The counts that are not zero, as words.
fn did(side: Side, counts: RunCounts) -> String {
    let words = t().storage;
    let told = match side {
        Side::Source => vec![
            (counts.listed, words.listed),
            (counts.imported, words.imported),
            (counts.updated, words.updated),
            (counts.unchanged, words.unchanged),
            (counts.skipped, words.skipped),
            (counts.failed, words.failed_objects),
            (counts.vanished, words.vanished),
            (counts.tasks_created, words.tasks_made),
        ],
        Side::Target => vec![
            (counts.pushed, words.pushed),
            (counts.updated, words.taken_in),
            (counts.tasks_created, words.tasks_made),
            (counts.failed, words.failed_objects),
        ],
    };
    let told = told.into_iter().filter(|(n, _)| *n > 0);
    told.map(|(n, what)| format!("{} {}", number(n), what.to_lowercase())).collect::<Vec<_>>().join(", ")
}

/// What went through in a second; nothing where that says nothing.
fn speed(side: Side, counts: RunCounts, seconds: f64) -> String {
    let (done, by) = match side {
        Side::Source => (counts.listed, t().storage.objects_a_second),
        Side::Target => (counts.pushed, t().storage.documents_a_second),
    };
    if done == 0 || seconds <= 0.0 {
        String::new()
    } else {
        by((done as f64 / seconds).round().max(1.0) as u64)
    }
}
