//! The way of a task, drawn as it is: sources on the left, labeling in the middle, targets on the right.

use super::conflicts::ConflictsDialog;
use super::history::HistoryDialog;
use super::outcomes::{OutcomesDialog, OutcomesOf};
use super::storage_card::StorageCardView;
use super::storage_dialog::{Editing, StorageDialog};
use super::verify::VerifyDialog;
use crate::api::error::ApiResult;
use crate::api::types::{StorageCard, TaskCounts};
use crate::messages::{number, t};
use crate::model::ids::ProjectId;
use crate::model::storage::Side;
use crate::pages::project::use_project;
use crate::ui::effect::Effect;
use crate::ui::icons::Icon;
use crate::ui::progress::{Progress, percent};
use crate::ui::states::{ErrorState, Skeleton};
use leptos::prelude::*;

/// What the cards can ask the page for.
#[derive(Clone, Copy)]
pub struct StorageActions {
    /// The settings dialog, for a storage or a new one.
    pub editing: RwSignal<Option<Editing>>,
    /// The panel of outcomes.
    pub outcomes: RwSignal<Option<OutcomesOf>>,
    pub history: RwSignal<Option<StorageCard>>,
    pub verify: RwSignal<Option<StorageCard>>,
    pub conflicts: RwSignal<Option<StorageCard>>,
}

#[component]
pub fn Pipeline(
    project: ProjectId,
    storages: Resource<ApiResult<Vec<StorageCard>>>,
    counts: Signal<TaskCounts>,
) -> impl IntoView {
    let Some(context) = use_project() else { return ().into_any() };
    let actions = StorageActions {
        editing: RwSignal::new(None),
        outcomes: RwSignal::new(None),
        history: RwSignal::new(None),
        verify: RwSignal::new(None),
        conflicts: RwSignal::new(None),
    };
    Effect::new(move |_| {
        if context.live.reconnected.get() > 0 {
            context.live.storages.set(Default::default());
            storages.refetch();
            context.project.refetch();
        }
    });
    let show = move |loaded: ApiResult<Vec<StorageCard>>| match loaded {
        Ok(loaded) => {
            let cards = Memo::new(move |_| context.live.over(&loaded));
            view! { <Flow project cards counts actions /> }.into_any()
        }
        Err(error) => {
            view! { <ErrorState error retry=Callback::new(move |()| storages.refetch()) /> }.into_any()
        }
    };
    view! {
        <Transition fallback=|| view! { <Skeleton rows=2 tall=true /> }>
            {move || Suspend::new(async move { show(storages.await) })}
        </Transition>
        <StorageDialog editing=actions.editing />
        <OutcomesDialog of=actions.outcomes />
        <HistoryDialog of=actions.history />
        <VerifyDialog of=actions.verify />
        <ConflictsDialog of=actions.conflicts />
    }
    .into_any()
}

#[component]
fn Flow(
    project: ProjectId,
    cards: Memo<Vec<StorageCard>>,
    counts: Signal<TaskCounts>,
    actions: StorageActions,
) -> impl IntoView {
    view! {
        <div class="pipeline">
            <SideOf project side=Side::Source cards actions />
            <div class="pipeline-arrow">{Icon::ArrowRight.view()}</div>
            <Middle counts />
            <div class="pipeline-arrow">{Icon::ArrowRight.view()}</div>
            <SideOf project side=Side::Target cards actions />
        </div>
    }
}

/// All storages of one side, and the way to add one.
#[component]
fn SideOf(
    project: ProjectId,
    side: Side,
    cards: Memo<Vec<StorageCard>>,
    actions: StorageActions,
) -> impl IntoView {
    let words = t().storage;
    let (heading, empty) = match side {
        Side::Source => (words.sources, words.no_source),
        Side::Target => (words.targets, words.no_target),
    };
    let ids = Memo::new(move |_| {
        cards.with(|cards| {
            cards.iter().filter(|card| card.side == side).map(|card| card.id).collect::<Vec<_>>()
        })
    });
    let one = move |id| {
        let find = move |cards: &Vec<StorageCard>| cards.iter().find(|card| card.id == id).cloned();
        cards.with_untracked(find).map(|first| {
            // A card that has just gone shows its last state until its place in the list goes too.
            let card = Memo::new(move |before: Option<&StorageCard>| {
                cards.with(find).unwrap_or_else(|| before.unwrap_or(&first).clone())
            });
            view! { <StorageCardView card actions /> }
        })
    };
    let add = move |_| actions.editing.set(Some(Editing::New(project, side)));
    view! {
        <section class="side" aria-label=heading>
            <header class="side-head">
                <h2>{heading}</h2>
                <button type="button" class="button ghost small" on:click=add>
                    {Icon::Plus.view()}
                    {match side {
                        Side::Source => words.add_source,
                        Side::Target => words.add_target,
                    }}
                </button>
            </header>
            {move || ids.with(Vec::is_empty).then(|| view! { <p class="side-empty">{empty}</p> })}
            <For each=move || ids.get() key=|id| *id children=one />
        </section>
    }
}

/// How far the labeling is.
#[component]
fn Middle(counts: Signal<TaskCounts>) -> impl IntoView {
    let words = t().tasks;
    let figure = move |value: fn(TaskCounts) -> u64| move || number(value(counts.get()));
    let done = move || {
        let counts = counts.get();
        (words.percent_done)(percent(counts.labeled + counts.skipped, counts.tasks).floor() as u64)
    };
    view! {
        <section class="middle" aria-label=words.progress>
            <p class="middle-figure">
                <strong>{figure(|c| c.labeled)}</strong>
                <span>{move || (words.of_tasks)(counts.get().tasks)}</span>
            </p>
            <Progress counts />
            <p class="middle-note">
                <span>{done}</span>
                <span>{move || (words.annotations)(counts.get().annotations)}</span>
                {move || (counts.get().skipped > 0).then(|| view! { <span>{(words.n_skipped)(counts.get().skipped)}</span> })}
                {move || (counts.get().hidden > 0).then(|| view! { <span title=words.hidden_text>{(words.n_hidden)(counts.get().hidden)}</span> })}
            </p>
        </section>
    }
}
