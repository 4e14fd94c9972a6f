//! Handing the work in: nothing is saved meanwhile, what is submitted bears one name however often it is sent, and what
//! is done after that is kept too.

use super::super::browser;
use super::super::mirror;
use super::super::post;
use super::super::shelf::Shelf;
use super::{Body, DraftKeeper, DraftState, Inner};
use crate::api::error::{ApiError, ApiResult};
use crate::api::functions::{SaveDraft, discard_draft};
use crate::api::types::{Annotation, AnnotationInput, Draft, DraftInput, DraftWriter};
use crate::model::ids::AnnotationId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use std::time::Duration;

impl DraftKeeper {
    /// Names the annotation that a new one becomes.
    pub fn unique_id(&self) -> String {
        self.inner.borrow().unique_id.clone()
    }

    /// A submit failed. Unless the server said no to it, it may stand all the same.
    pub fn note_failure(&self, input: AnnotationInput, error: &ApiError) {
        if matches!(error, ApiError::Network(_) | ApiError::Internal(_) | ApiError::Upstream(_)) {
            self.inner.borrow_mut().tried.push(input);
        }
    }

    /// A submit of this work was sent and not answered.
    pub fn was_tried(&self) -> bool {
        !self.inner.borrow().tried.is_empty()
    }

    /// An annotation is what such a submit made of it.
    pub fn has_made(&self, annotation: &Annotation) -> bool {
        self.inner.borrow().tried.iter().any(|tried| tried.is_said_by(annotation))
    }

    /// Another window submitted this work: what is done here becomes an annotation of its own.
    pub fn go_on_apart(&self) {
        self.rename();
        self.again.set(true);
    }

    /// The work goes on under another name.
    pub(super) fn rename(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.unique_id = browser::uuid();
            inner.base = None;
            inner.server_state = None;
        }
        self.write_head();
    }

    /// No more saving. Returns at once; what is under way is waited for by [`Self::close`].
    pub fn shut(&self) {
        self.cancel_timer();
        self.inner.borrow_mut().closed = true;
    }

    /// No more saving; returns once no request is under way, so that none can arrive after what follows.
    pub async fn close(&self) {
        self.shut();
        while self.inner.borrow().in_flight > 0 {
            browser::sleep(Duration::from_millis(15)).await;
        }
    }

    /// Takes `close` back: the submit failed, the work goes on.
    pub fn reopen(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.closed = inner.sealed;
            inner.more = false;
        }
        if self.unsent() {
            self.write_down(Some(&[]));
            self.schedule(0.0);
        }
    }

    /// The work is this annotation now. What was done while that was under way becomes a draft of it.
    pub async fn handed_in(&self, annotation: &Annotation) {
        let Some(body) = self.inner.borrow().rest(annotation) else {
            // The annotation stands; a draft that outlives it is offered, not opened, the next time.
            let _ = self.discard().await;
            return;
        };
        match post::call::<Draft>(SaveDraft::PATH, &body, true).await {
            Ok(_) => self.forget_here().await,
            // It stays in this browser, and is offered when the task is opened again.
            Err(_) => self.write_down(None),
        }
    }

    /// The work is an annotation now, or was thrown away: forget it here and at the server.
    async fn discard(&self) -> ApiResult<()> {
        let (task, target, at_server) = {
            let inner = self.inner.borrow();
            (inner.place.task, inner.target(), inner.base.is_some())
        };
        self.forget_here().await;
        if at_server { discard_draft(task, target).await } else { Ok(()) }
    }

    async fn forget_here(&self) {
        let place = self.place();
        self.state.set(DraftState::Clean);
        mirror::forget(place.task, place.annotation);
        if let Some(shelf) = Shelf::at_hand() {
            // A sitting that stays is known by the unique id of its annotation, and dropped when the task is opened.
            let _ = shelf.forget(&place).await;
        }
    }
}

impl Inner {
    /// The annotation that the work changes, if it is not new.
    pub(super) fn target(&self) -> Option<AnnotationId> {
        self.place.annotation.or(self.becomes)
    }

    /// The same work, begun in two windows, is one.
    pub(super) fn bear_name_of(&mut self, draft: Draft) {
        self.unique_id = draft.unique_id.unwrap_or_else(|| std::mem::take(&mut self.unique_id));
    }

    pub(super) fn writer(&self) -> DraftWriter {
        DraftWriter { session: self.place.session.clone(), step: self.seq, from: self.from.clone() }
    }

    /// What was done since a submit was sent.
    fn rest(&self, annotation: &Annotation) -> Option<Body> {
        let now = || self.work.and_then(|work| work.try_result()).or_else(|| self.left.clone());
        let result = now().filter(|_| self.more)?;
        let input = DraftInput {
            annotation: Some(annotation.id),
            result,
            lead_time: Some(self.lead_time),
            base: Some(String::new()),
            unique_id: None,
            writer: Some(self.writer()),
        };
        Some(Body { task: annotation.task, input })
    }
}
