//! Handing the work over: checks it, sends it once, and says what came of it. While it is under way nothing else is
//! sent; if it fails the work goes on as if nothing had happened.

use super::Done;
use super::browser;
use super::desk::leave_fields;
use super::session::Session;
use super::state::Work;
use crate::api::error::{ApiError, ApiResult};
use crate::api::functions::{create_annotation, update_annotation};
use crate::api::types::{Annotation, AnnotationInput};
use crate::messages::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Map;

/// Copied into buttons and keys.
#[derive(Clone, Copy)]
pub struct Submitter {
    work: Work,
    /// What is edited, if it is not new.
    annotation: StoredValue<Option<Annotation>>,
    prediction: StoredValue<Option<i64>>,
    /// Names a new annotation, so that a submit sent twice counts once.
    unique_id: StoredValue<String>,
    on_done: Callback<Done>,
    pub busy: RwSignal<bool>,
    pub failed: RwSignal<Option<String>>,
}

impl Submitter {
    pub fn new(work: Work, opened: &Session, on_done: Callback<Done>) -> Self {
        Self {
            work,
            annotation: StoredValue::new(opened.annotation.clone()),
            prediction: StoredValue::new(opened.prediction.as_ref().map(|p| p.id.0)),
            unique_id: StoredValue::new(browser::uuid()),
            on_done,
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    /// An annotation that stands already is edited.
    pub fn is_update(&self) -> bool {
        self.annotation.with_value(Option::is_some)
    }

    pub fn submit(&self) {
        if self.busy.get_untracked() {
            return;
        }
        leave_fields();
        if self.work.check() {
            self.send(false);
        }
    }

    pub fn skip(&self) {
        if !self.busy.get_untracked() {
            leave_fields();
            self.send(true);
        }
    }

    fn send(&self, skip: bool) {
        self.busy.set(true);
        self.failed.set(None);
        let this = *self;
        let input = self.input(skip);
        let keeper = self.work.keeper();
        let task = self.work.task.with_value(|t| t.id);
        let annotation = self.annotation.with_value(|a| a.as_ref().map(|a| a.id));
        spawn_local(async move {
            keeper.close().await;
            let answer = match annotation {
                Some(id) => update_annotation(id, input).await,
                None => create_annotation(task, input).await,
            };
            if answer.is_ok() {
                // The annotation stands; a draft that outlives it is offered, not opened, the next time.
                let _ = keeper.discard().await;
            } else {
                keeper.reopen();
            }
            this.answered(answer, skip);
        });
    }

    fn input(&self, skip: bool) -> AnnotationInput {
        let mut extra = Map::new();
        if let Some(id) = self.prediction.get_value() {
            extra.insert("parent_prediction".to_owned(), id.into());
        }
        let editing = self.annotation.with_value(|a| a.as_ref().map(|a| a.updated_at.clone()));
        AnnotationInput {
            result: Some(self.work.result_to_submit()),
            was_cancelled: Some(skip),
            ground_truth: None,
            lead_time: Some(self.work.lead_time()),
            unique_id: editing.is_none().then(|| self.unique_id.get_value()),
            based_on: editing,
            extra,
        }
    }

    fn answered(&self, answer: ApiResult<Annotation>, skip: bool) {
        // The person may have left the task meanwhile; the server's answer stands all the same.
        if self.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(annotation) => {
                let updated = self.is_update();
                let annotation = Box::new(annotation);
                self.on_done.run(match (skip, updated) {
                    (true, _) => Done::Skipped(annotation),
                    (false, true) => Done::Updated(annotation),
                    (false, false) => Done::Submitted(annotation),
                });
            }
            Err(error) => {
                let words = match &error {
                    ApiError::Network(_) => t().editor.offline.to_owned(),
                    other => (t().editor.not_submitted)(&other.to_string()),
                };
                self.failed.set(Some(words));
            }
        }
    }
}
