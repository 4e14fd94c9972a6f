//! What a keeper begins with.

use super::super::browser;
use super::super::channel::Channel;
use super::super::session::Session;
use super::super::shelf::Place;
use super::super::state::Work;
use super::written::Written;
use super::{DraftKeeper, DraftState, Inner};
use crate::model::drafts::Pace;
use crate::model::ids::TaskId;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

impl DraftKeeper {
    pub fn new(task: TaskId, opened: &Session) -> Self {
        let annotation = opened.annotation.as_ref().map(|a| a.id);
        let place = Place { task, annotation, session: browser::uuid() };
        let state = if opened.base.is_some() { DraftState::Saved } else { DraftState::Clean };
        let inner = Inner {
            unique_id: opened.unique_id.clone(),
            from: opened.from.clone(),
            base: opened.base.clone(),
            server_state: (opened.base.is_some() && !opened.unsent).then_some(0),
            lead_time: opened.lead_time,
            written: Written::instead_of(opened.from.iter().map(|(session, _)| session.clone()).collect()),
            ..Inner::at(place)
        };
        Self::with(state, inner)
    }

    /// Keeps nothing, neither here nor at the server: for work that is only looked at or tried out.
    pub fn none() -> Self {
        let nowhere = Place { task: TaskId(0), annotation: None, session: String::new() };
        Self::with(DraftState::Clean, Inner { closed: true, sealed: true, ..Inner::at(nowhere) })
    }

    fn with(state: DraftState, inner: Inner) -> Self {
        Self {
            state: ArcRwSignal::new(state),
            trouble: ArcRwSignal::new(None),
            rival: ArcRwSignal::new(None),
            again: ArcRwSignal::new(false),
            inner: Rc::new(RefCell::new(inner)),
        }
    }

    /// Whose work it keeps, and the other windows that hear of it.
    pub fn attach(&self, work: Work, channel: Option<Channel>) {
        let mut inner = self.inner.borrow_mut();
        inner.work = Some(work);
        inner.channel = channel;
    }
}

impl Inner {
    fn at(place: Place) -> Self {
        Self {
            place,
            unique_id: String::new(),
            tried: Vec::new(),
            becomes: None,
            from: Vec::new(),
            base: None,
            work: None,
            left: None,
            seq: 0,
            server: 0,
            here: 0,
            server_state: None,
            at: browser::now_rfc3339(),
            lead_time: 0.0,
            written: Written::default(),
            channel: None,
            pace: Pace::default(),
            in_flight: 0,
            timer: None,
            closed: false,
            more: false,
            sealed: false,
        }
    }
}
