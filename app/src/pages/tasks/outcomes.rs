//! The panel behind a source's counts: what became of each object, by outcome, page by page.

use crate::api::error::ApiResult;
use crate::api::functions;
use crate::api::types::{OutcomeItem, OutcomePage, StorageCard};
use crate::messages::{number, t};
use crate::model::storage::Outcome;
use crate::ui::dialog::Dialog;
use crate::ui::states::{ErrorState, Skeleton};
use leptos::prelude::*;

/// Of which storage, and which outcome first.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomesOf {
    pub card: StorageCard,
    pub outcome: Outcome,
}

pub fn outcome_words(outcome: Outcome) -> &'static str {
    let words = &t().storage;
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
    let outcome = RwSignal::new(Some(of.outcome));
    let page = RwSignal::new(1_u32);
    let loaded = RwSignal::new(None::<ApiResult<OutcomePage>>);
    let tries = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let (asked, asked_page) = (outcome.get(), page.get());
        tries.track();
        leptos::task::spawn_local(async move {
            let answer = functions::outcomes(side, id, asked, asked_page).await;
            let wanted = (outcome.try_get_untracked(), page.try_get_untracked());
            if wanted == (Some(asked), Some(asked_page)) {
                loaded.try_set(Some(answer));
            }
        });
    });
    let choose = move |chosen: Option<Outcome>| {
        page.set(1);
        loaded.set(None);
        outcome.set(chosen);
    };
    let tab = move |of: Option<Outcome>| {
        view! {
            <button
                type="button"
                class="filter"
                aria-pressed=move || (outcome.get() == of).to_string()
                on:click=move |_| choose(of)
            >
                {of.map_or(t().storage.all_outcomes, outcome_words)}
            </button>
        }
    };
    let tabs = std::iter::once(None).chain(Outcome::ALL.map(Some)).map(tab).collect_view();
    let content = move || match loaded.get() {
        None => view! { <Skeleton rows=6 /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState error retry=Callback::new(move |()| tries.update(|n| *n += 1)) /> }.into_any()
        }
        Some(Ok(answer)) if answer.total == 0 => {
            view! { <p class="panel-empty">{t().storage.no_outcomes}</p> }.into_any()
        }
        Some(Ok(answer)) => view! { <Items answer page /> }.into_any(),
    };
    view! {
        <div class="dialog-body">
            <div class="filters" role="group" aria-label=t().storage.outcomes>
                {tabs}
            </div>
            {content}
        </div>
    }
}

#[component]
fn Items(answer: OutcomePage, page: RwSignal<u32>) -> impl IntoView {
    let pages = answer.total.div_ceil(u64::from(answer.page_size.max(1))).max(1);
    let here = answer.page;
    let first = u64::from(here.saturating_sub(1)) * u64::from(answer.page_size) + 1;
    let last = (first + answer.items.len() as u64).saturating_sub(1);
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
        <div class="table-scroll" tabindex="0">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">{t().storage.object}</th>
                        <th scope="col">{t().storage.outcome}</th>
                        <th scope="col">{t().storage.reason}</th>
                    </tr>
                </thead>
                <tbody>{answer.items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <nav class="pager" aria-label=t().storage.outcome_pages>
            <button
                type="button"
                class="button small"
                disabled={here <= 1}
                on:click=move |_| page.update(|page| *page = page.saturating_sub(1).max(1))
            >
                {t().common.previous}
            </button>
            <span>{format!("{}–{} / {}", number(first), number(last), number(answer.total))}</span>
            <button
                type="button"
                class="button small"
                disabled={u64::from(here) >= pages}
                on:click=move |_| page.update(|page| *page += 1)
            >
                {t().common.next}
            </button>
        </nav>
    }
}
