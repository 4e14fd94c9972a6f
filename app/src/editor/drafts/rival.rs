//! Two windows saved the same work apart. Neither overwrites the other: both stand until a person has chosen.

use super::super::browser;
use super::super::idb::IdbError;
use super::super::shelf::{Place, Shelf};
use super::{Carried, DraftKeeper, DraftState};
use crate::api::functions::task as fetch_task;
use crate::api::types::{Annotation, Draft};
use crate::model::drafts::Head;
use leptos::prelude::*;
use serde_json::Value;

/// The draft that another window saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    pub draft: Draft,
}

impl DraftKeeper {
    /// The server has another draft than the one this window goes on from, or an annotation made of it.
    pub(super) async fn meet_rival(&self, ours: Value, carried: Carried) {
        if self.inner.borrow().work.is_none() {
            // Nobody is here to choose. What of it nobody went on from stands in this browser, and is offered.
            return self.shut();
        }
        let task = match fetch_task(self.task()).await {
            Ok(task) => task,
            Err(error) => return self.try_again(DraftState::Failed(error.to_string())),
        };
        let target = self.inner.borrow().target();
        let submitted = task.annotations.iter().find(|said| said.unique_id == self.unique_id());
        match submitted.filter(|_| target.is_none()) {
            Some(said) => self.meet_annotation(said),
            None => self.meet_draft(task.drafts.into_iter().find(|d| d.annotation == target), ours, carried),
        }
    }

    /// It stands already: by a submit of ours without an answer, or by one of another window.
    fn meet_annotation(&self, said: &Annotation) {
        if self.has_made(said) {
            let mut inner = self.inner.borrow_mut();
            inner.becomes = Some(said.id);
            inner.base = None;
            inner.server_state = None;
        } else {
            self.go_on_apart();
        }
        self.flush(false);
    }

    fn meet_draft(&self, found: Option<Draft>, ours: Value, carried: Carried) {
        match found {
            Some(draft) if draft.result == ours => {
                let mut inner = self.inner.borrow_mut();
                inner.taken(carried, &draft);
                inner.bear_name_of(draft);
                drop(inner);
                self.saved();
            }
            Some(draft) => {
                self.state.set(DraftState::Apart);
                self.rival.set(Some(Rival { draft }));
            }
            // It was thrown away there meanwhile, or submitted and then deleted.
            None => {
                self.rename();
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
        let target = self.inner.borrow().target();
        let draft = task.drafts.into_iter().find(|draft| draft.annotation == target);
        let moved = draft.filter(|draft| Some(&draft.updated_at) != self.base().as_ref());
        let ours = self.inner.borrow().work.and_then(|work| work.try_result());
        match moved {
            Some(draft) if !self.unsent() && ours.as_ref() != Some(&draft.result) => {
                self.rival.set(Some(Rival { draft }));
            }
            Some(draft) if !self.unsent() => {
                let mut inner = self.inner.borrow_mut();
                inner.base = Some(draft.updated_at.clone());
                inner.bear_name_of(draft);
            }
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
        let head = Head {
            seq: 1,
            synced: 0,
            base: None,
            lead_time: draft.lead_time.unwrap_or_default(),
            at: draft.updated_at,
            unique_id: browser::uuid(),
            aside: true,
        };
        let place = Place { session: browser::uuid(), ..self.place() };
        Shelf::open().await?.write_whole(&place, head, draft.result).await
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
