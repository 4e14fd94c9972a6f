//! Two windows saved the same work apart. Neither overwrites the other: both stand until a person has chosen.

use super::super::browser;
use super::super::idb::IdbError;
use super::super::shelf::{Change, Place, Shelf};
use super::{Carried, DraftKeeper, DraftState};
use crate::api::functions::task as fetch_task;
use crate::api::types::Draft;
use crate::model::drafts::{Base, Head};
use crate::model::mask::pack;
use leptos::prelude::*;
use serde_json::Value;

/// The draft that another window saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    pub draft: Draft,
}

impl DraftKeeper {
    /// The server has another draft than the one this window goes on from.
    pub(super) async fn meet_rival(&self, ours: Value, carried: Carried) {
        let found = match fetch_task(self.task()).await {
            Ok(task) => task.drafts.into_iter().find(|draft| draft.annotation == self.annotation()),
            Err(error) => return self.try_again(DraftState::Failed(error.to_string())),
        };
        match found {
            Some(draft) if draft.result == ours => {
                self.inner.borrow_mut().taken(carried, &draft);
                self.saved();
            }
            Some(draft) => {
                self.state.set(DraftState::Apart);
                self.rival.set(Some(Rival { draft }));
            }
            // It was submitted or thrown away there meanwhile.
            None => {
                self.inner.borrow_mut().base = None;
                self.flush(false);
            }
        }
    }

    /// Another window saved, and nothing is unsent here: its draft is looked at, for a person to choose.
    pub async fn look(&self) {
        if self.unsent() || self.rival.with_untracked(Option::is_some) {
            return;
        }
        // No answer means no news; the draft's own saving tells of a dead network.
        let Ok(task) = fetch_task(self.task()).await else { return };
        let draft = task.drafts.into_iter().find(|draft| draft.annotation == self.annotation());
        let moved = draft.filter(|draft| Some(&draft.updated_at) != self.base().as_ref());
        let ours = self.inner.borrow().work.and_then(|work| work.try_result());
        match moved {
            Some(draft) if !self.unsent() && ours.as_ref() != Some(&draft.result) => {
                self.rival.set(Some(Rival { draft }));
            }
            Some(draft) if !self.unsent() => self.inner.borrow_mut().base = Some(draft.updated_at),
            _ => {}
        }
    }

    /// This window's version goes on, in place of the other.
    pub fn keep_mine(&self) {
        let Some(Rival { draft }) = self.rival.get_untracked() else { return };
        {
            let mut inner = self.inner.borrow_mut();
            inner.base = Some(draft.updated_at);
            inner.server_state = None;
            // The other draft stands at the server: this one is to be sent whether or not anything was done since.
            inner.seq += 1;
        }
        self.rival.set(None);
        self.state.set(DraftState::Saving);
        self.write_down(None);
        self.flush(false);
    }

    /// This window's version goes on; the other is kept in this browser, and offered whenever the task is opened.
    pub async fn keep_both(&self) -> Result<(), IdbError> {
        let Some(Rival { draft }) = self.rival.get_untracked() else { return Ok(()) };
        self.shelve(draft).await?;
        self.keep_mine();
        Ok(())
    }

    /// A draft of the server is kept in this browser, beside the work that takes its place there.
    async fn shelve(&self, draft: Draft) -> Result<(), IdbError> {
        let shelf = Shelf::open().await?;
        let mut results = match draft.result {
            Value::Array(results) => results,
            _ => Vec::new(),
        };
        results.iter_mut().for_each(pack::pack);
        let head = Head {
            seq: 1,
            synced: 0,
            base: None,
            lead_time: draft.lead_time.unwrap_or_default(),
            at: draft.updated_at,
            unique_id: browser::uuid(),
            aside: true,
        };
        let base =
            serde_json::to_string(&Base { seq: 1, results }).map_err(|e| IdbError::Failed(e.to_string()))?;
        let place = Place { session: browser::uuid(), ..self.place() };
        shelf.write(&place, &Change { head, base: Some(base), ..Change::default() }).await?;
        Ok(())
    }

    /// The other version opens, and this window's is forgotten.
    pub async fn take_theirs(&self) -> Result<(), IdbError> {
        let place = self.place();
        super::super::mirror::forget(place.task, place.annotation);
        self.give_way().await
    }

    /// Other work takes the place of this one, whose sitting is forgotten.
    pub async fn give_way(&self) -> Result<(), IdbError> {
        self.shut();
        match Shelf::at_hand() {
            Some(shelf) => shelf.forget(&self.place()).await,
            None => Ok(()),
        }
    }
}
