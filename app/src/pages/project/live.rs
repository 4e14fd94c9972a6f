//! The live feed of one project: what the server tells as it happens, over what the page was loaded with.

use crate::api::error::ApiResult;
use crate::api::types::{LiveEvent, Project, StorageCard, TaskCounts};
use crate::model::ids::{ProjectId, StorageId};
use crate::ui::effect::Effect;
use leptos::prelude::*;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

/// What the feed said so far.
#[derive(Clone, Copy)]
pub struct Live {
    pub counts: RwSignal<Option<TaskCounts>>,
    /// The latest of each storage that was spoken of; `None` for one that is gone.
    pub storages: RwSignal<BTreeMap<StorageId, Option<StorageCard>>>,
    /// Grows whenever tasks or annotations changed.
    pub tasks_changed: RwSignal<u32>,
    /// Grows after a break in the feed, in which anything may have happened.
    pub reconnected: RwSignal<u32>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            counts: RwSignal::new(None),
            storages: RwSignal::new(BTreeMap::new()),
            tasks_changed: RwSignal::new(0),
            reconnected: RwSignal::new(0),
        }
    }
}

impl Live {
    /// Listens to the project that `id` names, once it is known to exist; changes over when `id` does.
    pub fn follow(self, id: Memo<Option<ProjectId>>, project: Resource<ApiResult<Project>>) {
        let loaded = RwSignal::new(false);
        // Loaded anew, it still exists: only the memo's changes open the feed again.
        Effect::new(move |_| loaded.set(project.with(|project| matches!(project, Some(Ok(_))))));
        let exists = Memo::new(move |_| loaded.get());
        Effect::new(move |_| {
            if let (Some(id), true) = (id.get(), exists.get()) {
                self.forget();
                // Dropped, and so closed, when this effect runs again or the project's pages are left.
                StoredValue::new_local(Feed::open(id, self));
            }
        });
    }

    /// The storages as of now: those loaded, with what was said since.
    pub fn over(self, loaded: &[StorageCard]) -> Vec<StorageCard> {
        self.storages.with(|said| merge(loaded, said))
    }

    /// Takes a storage's new state from an answer, before the feed brings it.
    pub fn put(self, card: StorageCard) {
        self.storages.try_update(|said| said.insert(card.id, Some(card)));
    }

    pub fn remove(self, id: StorageId) {
        self.storages.try_update(|said| said.insert(id, None));
    }

    fn forget(self) {
        self.counts.set(None);
        self.storages.set(BTreeMap::new());
    }

    fn take(self, event: LiveEvent) {
        match event {
            LiveEvent::Storage { card } => self.put(*card),
            LiveEvent::StorageRemoved { id, .. } => self.remove(id),
            LiveEvent::Tasks { counts, .. } => {
                self.counts.try_set(Some(counts));
                self.tasks_changed.try_update(|n| *n = n.wrapping_add(1));
            }
        }
    }
}

/// Loaded storages overlaid with what was said since, by id.
fn merge(loaded: &[StorageCard], said: &BTreeMap<StorageId, Option<StorageCard>>) -> Vec<StorageCard> {
    let mut cards: BTreeMap<StorageId, Option<&StorageCard>> =
        loaded.iter().map(|card| (card.id, Some(card))).collect();
    cards.extend(said.iter().map(|(id, card)| (*id, card.as_ref())));
    cards.into_values().flatten().cloned().collect()
}

/// An open connection and what listens to it.
struct Feed {
    source: Option<EventSource>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_missed: Closure<dyn FnMut(Event)>,
}

impl Feed {
    fn open(project: ProjectId, live: Live) -> Self {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            match serde_json::from_str(&text) {
                Ok(event) => live.take(event),
                Err(why) => leptos::logging::warn!("an event of a newer server was left out: {why}"),
            }
        });
        let catch_up = move || live.reconnected.try_update(|n| *n = n.wrapping_add(1));
        // The server's word for a page that did not keep up with the feed.
        let on_missed = Closure::<dyn FnMut(Event)>::new(move |_| {
            catch_up();
        });
        let mut opened_before = false;
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| {
            if opened_before {
                catch_up();
            }
            opened_before = true;
        });
        let source = EventSource::new(&format!("/api/events?project={project}")).ok();
        if let Some(source) = &source {
            source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
            // Refused only for a listener that is none.
            let _ = source.add_event_listener_with_callback("missed", on_missed.as_ref().unchecked_ref());
        }
        Self { source, _on_message: on_message, _on_open: on_open, _on_missed: on_missed }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        if let Some(source) = &self.source {
            source.set_onmessage(None);
            source.set_onopen(None);
            source.close();
        }
    }
}

/// Cards for tests.
#[cfg(test)]
pub mod testing {
    use super::*;
    use crate::model::storage::{RunCounts, Side, StorageSettings, SyncStatus};

    pub fn card(id: i64, status: SyncStatus) -> StorageCard {
        StorageCard {
            id: StorageId(id),
            project: ProjectId(1),
            side: Side::Source,
            settings: StorageSettings::default(),
            has_secrets: false,
            status,
            last_sync: None,
            duration: None,
            problem: None,
            counts: RunCounts::default(),
            every: 30,
            progress: None,
            target: None,
            offer: None,
            differs_from_file: false,
            created_at: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::card;
    use super::*;
    use crate::model::storage::SyncStatus;

    #[test]
    fn what_was_said_last_stands_over_what_was_loaded() {
        let loaded = [card(1, SyncStatus::Initialized), card(2, SyncStatus::Completed)];
        let said = BTreeMap::from([
            (StorageId(1), Some(card(1, SyncStatus::InProgress))),
            (StorageId(2), None),
            (StorageId(3), Some(card(3, SyncStatus::Queued))),
        ]);
        let merged: Vec<_> = merge(&loaded, &said).into_iter().map(|card| (card.id.0, card.status)).collect();
        assert_eq!(merged, [(1, SyncStatus::InProgress), (3, SyncStatus::Queued)]);
    }
}
