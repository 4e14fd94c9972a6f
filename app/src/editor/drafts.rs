//! Keeps unfinished work: every operation to this browser's storage at once, to the server at most half a second
//! later, and at the latest when the page is hidden or left. One request at a time; the last state always follows.

use super::mirror::{self, Mirror};
use crate::api::functions::{SaveDraft, discard_draft, save_draft};
use crate::api::types::DraftInput;
use crate::model::ids::{AnnotationId, TaskId};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

const DEBOUNCE: Duration = Duration::from_millis(350);
const RETRY_FIRST: Duration = Duration::from_secs(2);
const RETRY_MOST: Duration = Duration::from_secs(30);

/// How safe the unfinished work is.
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
}

/// Cheap to clone; outlives the view, so that leaving a task does not cut its last save short.
#[derive(Clone)]
pub struct DraftKeeper {
    pub state: ArcRwSignal<DraftState>,
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    task: TaskId,
    annotation: Option<AnnotationId>,
    /// `updated_at` of the server's draft as we know it.
    base: Option<String>,
    latest: Option<(Value, f64)>,
    /// `latest` has operations that no request carries.
    dirty: bool,
    in_flight: bool,
    timer: Option<TimeoutHandle>,
    retry: Duration,
    /// Submitted or thrown away: nothing may be saved any more.
    closed: bool,
}

impl DraftKeeper {
    pub fn new(task: TaskId, annotation: Option<AnnotationId>, base: Option<String>) -> Self {
        let state = if base.is_some() { DraftState::Saved } else { DraftState::Clean };
        let inner = Inner {
            task,
            annotation,
            base,
            latest: None,
            dirty: false,
            in_flight: false,
            timer: None,
            retry: RETRY_FIRST,
            closed: false,
        };
        Self { state: ArcRwSignal::new(state), inner: Rc::new(RefCell::new(inner)) }
    }

    /// `updated_at` of the server's draft as this session knows it.
    pub fn base(&self) -> Option<String> {
        self.inner.borrow().base.clone()
    }

    pub fn annotation(&self) -> Option<AnnotationId> {
        self.inner.borrow().annotation
    }

    /// True while operations wait for the server.
    pub fn unsent(&self) -> bool {
        let inner = self.inner.borrow();
        !inner.closed && (inner.dirty || inner.in_flight)
    }

    /// Takes the work as it stands after an operation.
    pub fn keep(&self, result: Value, lead_time: f64) {
        {
            let mut inner = self.inner.borrow_mut();
            if inner.closed {
                return;
            }
            inner.latest = Some((result, lead_time));
            inner.dirty = true;
            inner.mirror(false);
        }
        self.state.set(DraftState::Saving);
        self.schedule(DEBOUNCE);
    }

    /// Saves now what is not saved: before the view goes away.
    pub fn flush(&self) {
        if self.inner.borrow().dirty {
            self.cancel_timer();
            self.send();
        }
    }

    /// The page may die at any moment: hand the work to the browser to deliver.
    pub fn flush_by_beacon(&self) {
        let inner = self.inner.borrow();
        let (true, false, Some((result, lead_time))) =
            (inner.dirty || inner.in_flight, inner.closed, &inner.latest)
        else {
            return;
        };
        let input =
            DraftInput { annotation: inner.annotation, result: result.clone(), lead_time: Some(*lead_time) };
        let body = json!({ "task": inner.task, "input": input }).to_string();
        // A refusal (too large for a beacon) costs nothing: the copy in this browser's storage stands.
        let _ = beacon(SaveDraft::PATH, &body);
    }

    /// No more saving; returns once no request is under way, so that none can arrive after what follows.
    pub async fn close(&self) {
        self.cancel_timer();
        self.inner.borrow_mut().closed = true;
        while self.inner.borrow().in_flight {
            super::browser::sleep(Duration::from_millis(15)).await;
        }
    }

    /// Takes `close` back: the submit failed, the work goes on.
    pub fn reopen(&self) {
        self.inner.borrow_mut().closed = false;
        if self.inner.borrow().dirty {
            self.schedule(DEBOUNCE);
        }
    }

    /// The work is an annotation now, or was thrown away: forget it here and at the server.
    pub async fn discard(&self) -> Result<(), crate::api::error::ApiError> {
        let (task, annotation, at_server) = {
            let inner = self.inner.borrow();
            (inner.task, inner.annotation, inner.base.is_some())
        };
        mirror::forget(task, annotation);
        self.state.set(DraftState::Clean);
        if at_server { discard_draft(task, annotation).await } else { Ok(()) }
    }

    fn schedule(&self, after: Duration) {
        self.cancel_timer();
        let keeper = self.clone();
        let timer = set_timeout_with_handle(move || keeper.send(), after).ok();
        self.inner.borrow_mut().timer = timer;
    }

    fn cancel_timer(&self) {
        if let Some(timer) = self.inner.borrow_mut().timer.take() {
            timer.clear();
        }
    }

    fn send(&self) {
        let (task, input) = {
            let mut inner = self.inner.borrow_mut();
            let Some((result, lead_time)) = inner.latest.clone() else { return };
            if inner.in_flight || inner.closed || !inner.dirty {
                return;
            }
            inner.in_flight = true;
            inner.dirty = false;
            (inner.task, DraftInput { annotation: inner.annotation, result, lead_time: Some(lead_time) })
        };
        let keeper = self.clone();
        spawn_local(async move {
            let answer = save_draft(task, input).await;
            keeper.answered(answer);
        });
    }

    fn answered(&self, answer: Result<crate::api::types::Draft, crate::api::error::ApiError>) {
        let mut inner = self.inner.borrow_mut();
        inner.in_flight = false;
        let (state, again) = match answer {
            Ok(draft) => {
                inner.base = Some(draft.updated_at);
                inner.retry = RETRY_FIRST;
                if !inner.closed {
                    let synced = !inner.dirty;
                    inner.mirror(synced);
                }
                if inner.dirty {
                    (DraftState::Saving, Some(Duration::from_millis(20)))
                } else {
                    (DraftState::Saved, None)
                }
            }
            Err(error) => {
                inner.dirty = true;
                let after = inner.retry;
                inner.retry = (inner.retry * 2).min(RETRY_MOST);
                (DraftState::Failed(error.to_string()), Some(after))
            }
        };
        let closed = inner.closed;
        drop(inner);
        if closed {
            return;
        }
        self.state.set(state);
        if let Some(after) = again {
            self.schedule(after);
        }
    }
}

impl Inner {
    fn mirror(&self, synced: bool) {
        let Some((result, lead_time)) = &self.latest else { return };
        let copy = Mirror {
            result: result.clone(),
            lead_time: *lead_time,
            base: self.base.clone(),
            synced,
            at: super::browser::now_rfc3339(),
        };
        mirror::write(self.task, self.annotation, &copy);
    }
}

fn beacon(path: &str, body: &str) -> Result<bool, wasm_bindgen::JsValue> {
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&body.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    window().navigator().send_beacon_with_opt_blob(path, Some(&blob))
}
