//! One storage as a card: where it points, how its last run went, what a person may want to do about it.

use super::outcomes::{OutcomesOf, outcome_words};
use super::pipeline::StorageActions;
use super::storage_dialog::Editing;
use super::target_state::TargetStateView;
use crate::api::functions;
use crate::api::types::{RunProgress, StorageCard, StorageInput, StorageOffer, TargetAccess};
use crate::messages::{number, t};
use crate::model::storage::{Outcome, RunCounts, Side, StorageKind, SyncStatus};
use crate::pages::project::use_project;
use crate::ui::icons::Icon;
use crate::ui::states::{Callout, Tone};
use crate::ui::time::{Ago, duration};
use crate::ui::toast::use_toasts;
use leptos::prelude::*;

#[component]
pub fn StorageCardView(#[prop(into)] card: Signal<StorageCard>, actions: StorageActions) -> impl IntoView {
    let side = card.with_untracked(|card| card.side);
    let name = move || card.with(heading);
    let state = match side {
        Side::Source => view! { <SourceState card actions /> }.into_any(),
        Side::Target => view! { <TargetStateView card actions /> }.into_any(),
    };
    view! {
        <article class="storage" class:active=move || card.with(|card| card.status.is_active())>
            <header class="storage-head">
                {move || card.with(|card| kind_icon(card.settings.kind)).view()}
                <h3 title=move || card.with(|card| card.settings.display_uri())>{name}</h3>
                <StatusChip card />
            </header>
            <LastRun card />
            {state}
            <Remarks card />
            <Buttons card actions />
        </article>
    }
}

/// The storage's own title, else where it points.
fn heading(card: &StorageCard) -> String {
    match card.settings.title.trim() {
        "" => card.settings.display_uri(),
        title => title.to_owned(),
    }
}

const fn kind_icon(kind: StorageKind) -> Icon {
    match kind {
        StorageKind::S3 => Icon::Bucket,
        StorageKind::Gcs | StorageKind::Azure => Icon::Cloud,
        StorageKind::Local => Icon::Folder,
    }
}

pub fn status_look(status: SyncStatus) -> (&'static str, &'static str) {
    let words = t().storage;
    match status {
        SyncStatus::Initialized => ("quiet", words.initialized),
        SyncStatus::Queued => ("info busy", words.queued),
        SyncStatus::InProgress => ("info busy", words.in_progress),
        SyncStatus::Completed => ("good", words.completed),
        SyncStatus::CompletedWithErrors => ("warn", words.completed_with_errors),
        SyncStatus::Failed => ("bad", words.failed),
    }
}

#[component]
fn StatusChip(card: Signal<StorageCard>) -> impl IntoView {
    let look = move || status_look(card.with(|card| card.status));
    view! {
        <span class=move || format!("chip {}", look().0) data-status=move || card.with(|card| card.status.slug())>
            {move || look().1}
        </span>
    }
}

/// When the last good run ended, how long it took, what it cost.
#[component]
fn LastRun(card: Signal<StorageCard>) -> impl IntoView {
    let words = t().storage;
    let run = Memo::new(move |_| {
        card.with(|card| {
            (card.last_sync.clone(), card.duration, card.counts.requests, card.every, cost_a_day(card))
        })
    });
    let progress = move || card.with(|card| Some(progress_words(card.counts.listed, card.progress?)));
    let view = move || {
        if let Some(progress) = progress() {
            return progress.into_iter().map(|part| view! { <span>{part}</span> }).collect_view().into_any();
        }
        let (last, took, requests, every, cost) = run.get();
        let when = match last {
            Some(at) => view! { <span>{words.last_sync} " " <Ago at /></span> }.into_any(),
            None => view! { <span>{words.never_synced}</span> }.into_any(),
        };
        let schedule = if every == 0 { words.no_schedule.to_owned() } else { (words.every)(every) };
        view! {
            {when}
            {took.map(|took| view! { <span>{(words.took)(&duration(took))}</span> })}
            {(requests > 0).then(|| view! { <span>{(words.requests)(requests)}</span> })}
            <span>{schedule}</span>
            {cost.map(|cost| view! { <span>{(words.dollars_a_day)(cost)}</span> })}
        }
        .into_any()
    };
    view! { <p class="storage-run">{view}</p> }
}

/// What the schedule costs, in dollars; `None` below a cent.
fn cost_a_day(card: &StorageCard) -> Option<f64> {
    if card.side != Side::Source || card.every == 0 {
        return None;
    }
    let took = card.duration.unwrap_or_default();
    listing_a_day(card.settings.kind, card.counts, card.every, took).filter(|cost| *cost >= 0.01)
}

/// The cost of runs that only list, as nearly all do, whatever else the last one did.
fn listing_a_day(kind: StorageKind, last: RunCounts, every: u32, took: f64) -> Option<f64> {
    let one = RunCounts { requests: last.lists, lists: last.lists, ..RunCounts::default() }.dollars(kind)?;
    let takes = took * last.lists as f64 / last.requests.max(1) as f64;
    Some(one * 86_400.0 / (f64::from(every) + takes))
}

/// How far a run is, how fast, and how long it may still take.
fn progress_words(listed: u64, progress: RunProgress) -> Vec<String> {
    let words = t().storage;
    let mut told = vec![match progress.expected {
        0 => (words.n_listed)(listed),
        expected => (words.n_listed_of)(listed, expected),
    }];
    told.extend(progress.rate(listed).map(|rate| (words.objects_a_second)(rate.round() as u64)));
    let left = progress.remaining(listed).filter(|left| *left >= 1.0);
    told.extend(left.map(|left| (words.about_left)(&duration(left))));
    told
}

/// What became of the source's objects: each number opens the list behind it.
#[component]
fn SourceState(card: Signal<StorageCard>, actions: StorageActions) -> impl IntoView {
    let counts = Memo::new(move |_| card.with(|card| card.counts));
    let one = move |outcome: Outcome| {
        let n = Memo::new(move |_| of_outcome(counts.get(), outcome));
        let open = move |_| actions.outcomes.set(Some(OutcomesOf { card: card.get_untracked(), outcome }));
        view! {
            <li>
                <button
                    type="button"
                    class=format!("outcome {}", outcome.slug())
                    class:zero=move || n.get() == 0
                    on:click=open
                >
                    <strong>{move || number(n.get())}</strong>
                    <span>{outcome_words(outcome)}</span>
                </button>
            </li>
        }
    };
    view! { <ul class="outcomes" aria-label=t().storage.outcomes>{Outcome::ALL.map(one).collect_view()}</ul> }
}

const fn of_outcome(counts: RunCounts, outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Imported => counts.imported,
        Outcome::Updated => counts.updated,
        Outcome::Unchanged => counts.unchanged,
        Outcome::Skipped => counts.skipped,
        Outcome::Failed => counts.failed,
    }
}

/// A refused target says by itself what was found, and what to do.
fn is_refused(card: &StorageCard) -> bool {
    card.target.as_ref().is_some_and(|target| matches!(target.access, TargetAccess::Refused(_)))
}

/// What is wrong, and what one click would mend.
#[component]
fn Remarks(card: Signal<StorageCard>) -> impl IntoView {
    let problem = Memo::new(move |_| card.with(|card| card.problem.clone().filter(|_| !is_refused(card))));
    let failed = Memo::new(move |_| card.with(|card| card.status == SyncStatus::Failed));
    let offer = Memo::new(move |_| card.with(|card| card.offer));
    let differs = Memo::new(move |_| card.with(|card| card.differs_from_file));
    let problem = move || {
        problem.get().map(|text| {
            let tone = if failed.get() { Tone::Bad } else { Tone::Warn };
            view! { <Callout tone><p>{text}</p></Callout> }
        })
    };
    let offer = move || offer.get().map(|StorageOffer::UseBlobUrls| view! { <BlobOffer card /> });
    let differs = move || {
        differs.get().then(
            || view! { <p class="storage-note" title=t().project.differs_text>{t().project.differs}</p> },
        )
    };
    view! {
        {problem}
        {offer}
        {differs}
    }
}

#[component]
fn BlobOffer(card: Signal<StorageCard>) -> impl IntoView {
    let save = use_save();
    let accept = move |_| {
        let mut input = input_of(&card.get_untracked());
        input.settings.use_blob_urls = true;
        save.run((input, t().storage.blob_urls_on));
    };
    view! {
        <Callout tone=Tone::Info>
            <p>{t().storage.blob_offer}</p>
            <button type="button" class="button small" on:click=accept>
                {t().storage.use_blob_urls}
            </button>
        </Callout>
    }
}

#[component]
fn Buttons(card: Signal<StorageCard>, actions: StorageActions) -> impl IntoView {
    let toasts = use_toasts();
    let context = use_project();
    let asking = RwSignal::new(false);
    let sync = move |_| {
        let (side, id) = card.with_untracked(|card| (card.side, card.id));
        asking.set(true);
        leptos::task::spawn_local(async move {
            match functions::sync_storage(side, id).await {
                Ok(card) => {
                    if let Some(context) = context {
                        context.live.put(card);
                    }
                }
                Err(error) => toasts.bad(error),
            }
            asking.try_set(false);
        });
    };
    let look_back = move |_| actions.history.set(Some(card.get_untracked()));
    let verify = move |_| actions.verify.set(Some(card.get_untracked()));
    let edit = move |_| actions.editing.set(Some(Editing::Existing(Box::new(card.get_untracked()))));
    view! {
        <footer class="storage-foot">
            <button type="button" class="button small" on:click=sync aria-disabled=move || asking.get().to_string()>
                {Icon::Sync.view()}
                {t().storage.sync_now}
            </button>
            <button type="button" class="button ghost small" on:click=look_back>
                {Icon::Clock.view()}
                {t().storage.history}
            </button>
            <button type="button" class="button ghost small" on:click=verify>
                {Icon::Shield.view()}
                {t().storage.verify}
            </button>
            <button type="button" class="button ghost small" on:click=edit>
                {Icon::Gear.view()}
                {t().storage.settings}
            </button>
        </footer>
    }
}

/// The card's settings as they stand, to be saved with a change; its secrets stay.
pub fn input_of(card: &StorageCard) -> StorageInput {
    StorageInput {
        id: Some(card.id),
        project: card.project,
        side: card.side,
        settings: card.settings.clone(),
        secrets: None,
        adopt: false,
    }
}

/// Saves a one-click change and tells how that went.
pub fn use_save() -> Callback<(StorageInput, &'static str)> {
    let toasts = use_toasts();
    let context = use_project();
    Callback::new(move |(input, done): (StorageInput, &'static str)| {
        leptos::task::spawn_local(async move {
            match functions::save_storage(input).await {
                Ok(card) => {
                    if let Some(context) = context {
                        context.live.put(card);
                    }
                    toasts.good(done);
                }
                Err(error) => toasts.bad(error),
            }
        });
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_run_and_a_later_one_say_the_same_of_what_a_day_costs() {
        let run = |requests: u64| RunCounts { requests, lists: 10, ..RunCounts::default() };
        let a_day = |last: RunCounts, took: f64| listing_a_day(StorageKind::S3, last, 30, took).unwrap();
        let (first, later) = (a_day(run(10_010), 600.0), a_day(run(10), 0.6));
        assert!((0.13..0.15).contains(&later), "{later}");
        assert!((first - later).abs() < 0.001, "{first} and {later}");
        assert_eq!(listing_a_day(StorageKind::Local, run(10), 30, 0.6), None);
    }
}
