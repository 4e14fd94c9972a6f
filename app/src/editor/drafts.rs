//! Keeps unfinished work: each step in this browser at once, the results at the server within a second of the first
//! step that it lacks, and at the latest when the page is hidden or left. One request at a time; the last state always
//! follows. The results are written out only for a request, when the page has nothing better to do.

mod begin;
mod handing;
mod rival;
mod source;
mod written;

pub use rival::Rival;

use super::channel::{Channel, What};
use super::post::{self, Refusal};
use super::shelf::Place;
use super::state::Work;
use super::{browser, idle};
use crate::api::error::ApiError;
use crate::api::functions::SaveDraft;
use crate::api::types::{AnnotationInput, Draft, DraftInput};
use crate::messages::t;
use crate::model::drafts::{Pace, instant};
use crate::model::ids::{AnnotationId, TaskId};
use crate::model::result::Edit;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use serde::Serialize;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use written::Written;

/// How safe the unfinished work is at the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// Nothing unfinished.
    Clean,
    /// Here, not yet at the server.
    Saving,
    /// The server has it.
    Saved,
    /// The server did not take it; we try again.
    Failed(String),
    /// The login has expired; we try again.
    SignedOut,
    /// Another window's draft stands there; a person decides.
    Apart,
    /// The server will not take it: the task is gone, or something in it is wrong.
    Refused(String),
}

/// What is amiss with this browser's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No room: the server alone has the work.
    Full,
    /// No database, as in some private windows: whole results go to a smaller storage.
    Small,
    /// Nothing can be kept here.
    Nothing,
}

/// Cheap to clone; outlives the view, so that leaving a task does not cut its last save short.
#[derive(Clone)]
pub struct DraftKeeper {
    pub state: ArcRwSignal<DraftState>,
    pub trouble: ArcRwSignal<Option<Trouble>>,
    /// Another window's draft, until a person has decided.
    pub rival: ArcRwSignal<Option<Rival>>,
    /// This work was submitted in another window; what is done here becomes another annotation.
    pub again: ArcRwSignal<bool>,
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    place: Place,
    /// Names the annotation that a new one becomes.
    unique_id: String,
    /// Submits of it that were sent and not answered: one of them may stand already.
    tried: Vec<AnnotationInput>,
    /// It does stand: what is done since is a change of it.
    becomes: Option<AnnotationId>,
    /// Sittings that this one goes on from, each up to a step.
    from: Vec<(String, u64)>,
    /// `updated_at` of the server's draft as we know it.
    base: Option<String>,
    work: Option<Work>,
    /// The results, from when the view is gone.
    left: Option<Value>,
    /// Steps done; the last that the server has; the last that stands in this browser.
    seq: u64,
    server: u64,
    here: u64,
    /// The state of the history that the server has.
    server_state: Option<u64>,
    /// When the last step was done, and the seconds of work by then.
    at: String,
    lead_time: f64,
    written: Written,
    channel: Option<Channel>,
    pace: Pace,
    in_flight: u32,
    timer: Option<TimeoutHandle>,
    /// Submitted or thrown away: nothing may be saved any more.
    closed: bool,
    /// Steps were done since it was closed.
    more: bool,
    /// It never opens: the work is only looked at.
    sealed: bool,
}

/// The arguments of `save_draft`.
#[derive(Serialize)]
struct Body {
    task: TaskId,
    input: DraftInput,
}

/// What a request carries.
#[derive(Clone, Copy)]
struct Carried {
    seq: u64,
    state: Option<u64>,
}

impl DraftKeeper {
    pub fn task(&self) -> TaskId {
        self.inner.borrow().place.task
    }

    pub fn annotation(&self) -> Option<AnnotationId> {
        self.inner.borrow().place.annotation
    }

    pub fn place(&self) -> Place {
        self.inner.borrow().place.clone()
    }

    /// `updated_at` of the server's draft as this session knows it.
    pub fn base(&self) -> Option<String> {
        self.inner.borrow().base.clone()
    }

    /// The latest time that is known of this work, here or at the server.
    pub fn newest(&self) -> String {
        let Inner { base, at, .. } = &*self.inner.borrow();
        let rival = self.rival.get_untracked().map(|rival| rival.draft.updated_at);
        let known = base.iter().chain(&rival).chain([at]);
        known.max_by_key(|time| instant(time)).cloned().unwrap_or_default()
    }

    /// True while steps wait for the server.
    pub fn unsent(&self) -> bool {
        let inner = self.inner.borrow();
        !inner.closed && inner.seq > inner.server
    }

    /// Steps stand neither in this browser nor at the server.
    pub fn at_risk(&self) -> bool {
        let inner = self.inner.borrow();
        !inner.closed && inner.seq > inner.server.max(inner.here)
    }

    /// Takes a step: the edits that it made; none where the work as a whole was taken from elsewhere.
    pub fn keep(&self, edits: &[Edit]) {
        let wait = {
            let mut inner = self.inner.borrow_mut();
            inner.seq += 1;
            if inner.closed {
                // Done while a submit is under way: the results are written anew once its answer is there.
                inner.written.missed();
                inner.more = true;
                return;
            }
            inner.at = browser::now_rfc3339();
            inner.lead_time = inner.work.map_or(inner.lead_time, |work| work.lead_time());
            let retrying = inner.pace.is_retrying() && inner.timer.is_some();
            let wait = inner.pace.step(browser::millis());
            if let Some(channel) = &inner.channel {
                channel.tell(inner.place.annotation, What::Edited);
            }
            (!retrying).then_some(wait)
        };
        self.write_down(Some(edits));
        if matches!(self.state.get_untracked(), DraftState::Clean | DraftState::Saved) {
            self.state.set(DraftState::Saving);
        }
        if let Some(wait) = wait {
            self.schedule(wait);
        }
    }

    /// Sends now what the server lacks. `outliving`: the page may die at any moment.
    pub fn flush(&self, outliving: bool) {
        self.cancel_timer();
        self.send(outliving);
    }

    /// A person asks to try again.
    pub fn retry(&self) {
        self.inner.borrow_mut().pace.taken();
        self.state.set(DraftState::Saving);
        self.flush(false);
    }

    /// What failed is tried again now: the network is back, or the person is.
    pub fn hurry(&self) {
        if self.inner.borrow().pace.is_retrying() && self.unsent() {
            self.retry();
        }
    }

    /// The view goes away: the work as it stands is sent, and sent again until the server has it.
    pub fn leave(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            if inner.seq > inner.server && (!inner.closed || inner.more) {
                inner.left = inner.work.and_then(|work| work.try_result());
            }
        }
        self.flush(true);
        let mut inner = self.inner.borrow_mut();
        inner.work = None;
        if let Some(channel) = inner.channel.take() {
            channel.close();
        }
        drop(inner);
        self.forget_what_the_server_has();
    }

    fn schedule(&self, wait: f64) {
        self.cancel_timer();
        let keeper = self.clone();
        let due = move || {
            keeper.inner.borrow_mut().timer = None;
            idle::soon(move || {
                keeper.compact();
                keeper.send(false);
            });
        };
        let timer = set_timeout_with_handle(due, Duration::from_millis(wait as u64)).ok();
        self.inner.borrow_mut().timer = timer;
    }

    fn cancel_timer(&self) {
        if let Some(timer) = self.inner.borrow_mut().timer.take() {
            timer.clear();
        }
    }

    fn send(&self, outliving: bool) {
        if self.rival.with_untracked(Option::is_some) {
            return;
        }
        if self.inner.borrow_mut().is_back_at_the_servers() {
            return self.saved();
        }
        let Some((body, carried)) = self.inner.borrow_mut().prepare(outliving) else { return };
        let keeper = self.clone();
        spawn_local(async move {
            let answer = post::call::<Draft>(SaveDraft::PATH, &body, outliving).await;
            keeper.answered(body, carried, answer).await;
        });
    }

    async fn answered(&self, body: Body, carried: Carried, answer: Result<Draft, Refusal>) {
        let closed = {
            let mut inner = self.inner.borrow_mut();
            inner.in_flight -= 1;
            if let Ok(draft) = &answer {
                inner.taken(carried, draft);
            }
            inner.closed
        };
        if closed {
            return;
        }
        match answer {
            Ok(_) => self.saved(),
            Err(Refusal::Away(why) | Refusal::Failing(why)) => self.try_again(DraftState::Failed(why)),
            Err(Refusal::SignedOut(_)) => self.try_again(DraftState::SignedOut),
            Err(Refusal::Refused(ApiError::Conflict(_))) => self.meet_rival(body.input.result, carried).await,
            Err(Refusal::Refused(error)) => self.state.set(DraftState::Refused(error.to_string())),
        }
    }

    /// The server has what was sent; perhaps more was done meanwhile.
    fn saved(&self) {
        if self.unsent() {
            self.state.set(DraftState::Saving);
            let wait = self.inner.borrow_mut().pace.step(browser::millis());
            return self.schedule(wait.min(20.0));
        }
        self.state.set(DraftState::Saved);
        self.write_head();
        {
            let inner = self.inner.borrow();
            if let Some(channel) = &inner.channel {
                channel.tell(inner.place.annotation, What::Saved);
            }
        }
        self.forget_what_the_server_has();
    }

    fn try_again(&self, state: DraftState) {
        let wait = self.inner.borrow_mut().pace.failed();
        self.state.set(state);
        self.schedule(wait);
    }

    /// In words for the bar: never that it is safe where it is not.
    pub fn words(&self) -> String {
        let words = t().drafts;
        let nowhere = matches!(self.trouble.get(), Some(Trouble::Full | Trouble::Nothing));
        match self.state.get() {
            DraftState::Clean => String::new(),
            DraftState::Saving => t().editor.draft_saving.to_owned(),
            DraftState::Saved => t().editor.draft_saved.to_owned(),
            _ if nowhere => words.nowhere.to_owned(),
            DraftState::Failed(_) => t().editor.draft_failed.to_owned(),
            DraftState::SignedOut => words.signed_out_short.to_owned(),
            DraftState::Apart => words.apart_short.to_owned(),
            DraftState::Refused(_) => words.refused_short.to_owned(),
        }
    }
}

impl Inner {
    /// What is to be sent now, if anything.
    fn prepare(&mut self, outliving: bool) -> Option<(Body, Carried)> {
        let busy = self.in_flight > 0 && !outliving;
        if busy || self.closed || self.seq <= self.server {
            return None;
        }
        let state = self.work.and_then(|work| work.try_state());
        let result = self.work.and_then(|work| work.try_result()).or_else(|| self.left.clone())?;
        self.in_flight += 1;
        self.pace.sent();
        let input = DraftInput {
            annotation: self.target(),
            result,
            lead_time: Some(self.lead_time),
            base: Some(self.base.clone().unwrap_or_default()),
            unique_id: self.target().is_none().then(|| self.unique_id.clone()),
            writer: Some(self.writer()),
        };
        Some((Body { task: self.place.task, input }, Carried { seq: self.seq, state }))
    }

    fn taken(&mut self, carried: Carried, draft: &Draft) {
        self.pace.taken();
        if carried.seq >= self.server {
            self.server = carried.seq;
            self.server_state = carried.state;
            self.base = Some(draft.updated_at.clone());
        }
    }

    /// Undone and done again until it is what the server has: there is nothing to send.
    fn is_back_at_the_servers(&mut self) -> bool {
        let state = self.work.and_then(|work| work.try_state());
        let back =
            self.seq > self.server && self.in_flight == 0 && state.is_some() && state == self.server_state;
        if back && !self.closed {
            self.server = self.seq;
            self.pace.sent();
        }
        back && !self.closed
    }
}
