//! How the project's storages are, in one word, on every page of the project.

use super::{ProjectContext, use_project};
use crate::api::types::StorageCard;
use crate::messages::t;
use crate::model::storage::{RunCounts, SyncStatus};
use leptos::prelude::*;

/// The worst of the storages, or that something goes on; shown once the live feed has told of them.
#[component]
pub fn SyncState() -> impl IntoView {
    let Some(ProjectContext { id, live, .. }) = use_project() else { return ().into_any() };
    let state = Memo::new(move |_| live.storages.with(|said| state(said.values().flatten())));
    let href = move || id.get().map(|id| format!("/projects/{id}")).unwrap_or_default();
    let chip = move || {
        state.get().map(|State { tone, words, why }| {
            view! {
                <a class="sync-state" href=href title=why data-sync=tone>
                    <span class=format!("chip {tone}")>
                        <span class="sync-words">{words}</span>
                    </span>
                </a>
            }
        })
    };
    view! { <div class="sync-place" role="status">{chip}</div> }.into_any()
}

#[derive(Clone, Debug, PartialEq)]
struct State {
    tone: &'static str,
    words: String,
    /// What is wrong, for who asks.
    why: String,
}

/// `None` where there are no storages.
fn state<'a>(cards: impl Iterator<Item = &'a StorageCard> + Clone) -> Option<State> {
    let words = t().storage;
    cards.clone().next()?;
    let problems = || {
        let told = cards.clone().filter_map(|card| {
            Some(format!("{}: {}", card.settings.display_uri(), card.problem.as_deref()?))
        });
        told.collect::<Vec<_>>().join("\n")
    };
    let any = |wanted: fn(&StorageCard) -> bool| cards.clone().any(wanted);
    let waiting: u64 = cards.clone().filter_map(|card| Some(card.target.as_ref()?.pending)).sum();
    let (tone, words) = if any(|card| card.status == SyncStatus::InProgress) {
        let running = cards.clone().filter(|card| card.status == SyncStatus::InProgress);
        let listed = running.map(|card| card.counts).fold(RunCounts::default(), |all, one| all + one).listed;
        ("info busy", if listed == 0 { words.in_progress.to_owned() } else { (words.syncing)(listed) })
    } else if any(|card| card.status == SyncStatus::Failed) {
        ("bad", words.sync_failed.to_owned())
    } else if waiting > 0 {
        ("warn", (words.n_waiting)(waiting))
    } else if any(|card| card.status == SyncStatus::CompletedWithErrors) {
        ("warn", words.sync_with_errors.to_owned())
    } else if any(|card| card.status == SyncStatus::Queued) {
        ("info busy", words.queued.to_owned())
    } else {
        ("good", words.completed.to_owned())
    };
    Some(State { tone, words, why: problems() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::types::TargetState;
    use crate::pages::project::live::testing::card;

    fn tone(cards: &[StorageCard]) -> Option<&'static str> {
        state(cards.iter()).map(|state| state.tone)
    }

    #[test]
    fn the_worst_is_told_and_what_goes_on_before_it() {
        let (good, failed) = (card(1, SyncStatus::Completed), card(2, SyncStatus::Failed));
        let errors = card(3, SyncStatus::CompletedWithErrors);
        let mut waiting = card(4, SyncStatus::Completed);
        waiting.target = Some(TargetState { pending: 3, ..TargetState::default() });
        assert_eq!(tone(&[]), None);
        assert_eq!(tone(std::slice::from_ref(&good)), Some("good"));
        assert_eq!(tone(&[good.clone(), errors.clone()]), Some("warn"));
        assert_eq!(tone(&[errors.clone(), failed.clone()]), Some("bad"));
        assert_eq!(tone(&[failed, card(5, SyncStatus::InProgress)]), Some("info busy"));
        assert!(state([good, waiting].iter()).unwrap().words.contains('3'));
        let mut said = errors;
        said.problem = Some("one object failed".into());
        assert!(state([said].iter()).unwrap().why.ends_with(": one object failed"));
    }
}
