//! Handing the work over: checks it, sends it once, and says what came of it. While it is under way nothing else is
//! sent; if it fails the work goes on as if nothing had happened. Where the next task is at hand already, the submit is
//! put into the outbox, which stands in this browser's database, and the page goes on before the server has answered.

use super::Done;
use super::desk::leave_fields;
use super::drafts::DraftKeeper;
use super::outbox::{self, Entry};
use super::post;
use super::session::{Held, Session};
use super::state::Work;
use super::tabs::Open;
use crate::api::error::{ApiError, ApiResult};
use crate::api::functions::{CreateAnnotation, UpdateAnnotation, annotation as fetch_annotation};
use crate::api::types::{Annotation, AnnotationInput};
use crate::messages::t;
use crate::model::ids::{AnnotationId, TaskId};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use serde::Serialize;
use serde_json::Map;

/// Copied into buttons and keys.
#[derive(Clone, Copy)]
pub struct Submitter {
    work: Work,
    /// What is edited, if it is not new.
    annotation: StoredValue<Option<Held>>,
    prediction: StoredValue<Option<i64>>,
    on_done: Callback<Done>,
    /// The page can go on at once.
    eager: Option<Signal<bool>>,
    /// What is known of the task's annotations by now.
    open: Option<Open>,
    pub busy: RwSignal<bool>,
    pub failed: RwSignal<Option<String>>,
}

impl Submitter {
    pub fn new(work: Work, opened: &Session, on_done: Callback<Done>, eager: Option<Signal<bool>>) -> Self {
        Self {
            work,
            annotation: StoredValue::new(opened.annotation.clone()),
            prediction: StoredValue::new(opened.prediction.map(|id| id.0)),
            on_done,
            eager,
            open: use_context(),
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
        let eager = self.eager.is_some_and(|eager| eager.get_untracked());
        let annotation = self.annotation.with_value(|a| a.as_ref().map(|a| a.id));
        spawn_local(async move {
            match annotation {
                // What was sent in vain may stand already: that is found out before the page goes on.
                None if eager && !keeper.was_tried() && this.hand_in(&input, &keeper, skip).await => {}
                _ => this.send_and_wait(annotation, input, keeper, skip).await,
            }
        });
    }

    /// Puts a new annotation into the outbox and goes on. False where this browser has no database for it.
    async fn hand_in(&self, input: &AnnotationInput, keeper: &DraftKeeper, skip: bool) -> bool {
        let Some((project, task)) = self.work.task.try_with_value(|t| (t.project, t.id)) else { return true };
        let id = keeper.unique_id();
        let entry = Entry {
            id: id.clone(),
            project,
            task,
            session: keeper.place().session,
            input: input.clone(),
            refused: None,
        };
        keeper.shut();
        if outbox::hand_in(&entry).await.is_err() {
            keeper.reopen();
            return false;
        }
        // The next task first: what a person waits for.
        if self.busy.try_set(false).is_none() {
            self.on_done.run(Done::HandedIn { id, skipped: skip });
        }
        if let Some(result) = entry.input.result.as_ref().filter(|_| !skip) {
            super::panels::remember_submitted(project, result);
        }
        outbox::deliver(entry, Some(keeper.clone()));
        true
    }

    async fn send_and_wait(
        &self,
        annotation: Option<AnnotationId>,
        input: AnnotationInput,
        keeper: DraftKeeper,
        skip: bool,
    ) {
        keeper.close().await;
        let task = keeper.task();
        let answer = match annotation {
            Some(id) => update(id, &input, &keeper).await,
            None => create(task, &input, &keeper).await,
        };
        match &answer {
            Ok(annotation) => keeper.handed_in(annotation).await,
            Err(error) => {
                keeper.note_failure(input, error);
                keeper.reopen();
            }
        }
        self.answered(answer, skip);
    }

    fn input(&self, skip: bool) -> AnnotationInput {
        let mut extra = Map::new();
        if let Some(id) = self.prediction.get_value() {
            extra.insert("parent_prediction".to_owned(), id.into());
        }
        let editing = self.annotation.with_value(|a| {
            let opened = a.as_ref()?;
            let now = self.open.and_then(|open| open.updated_at(opened));
            Some(now.unwrap_or_else(|| opened.updated_at.clone()))
        });
        AnnotationInput {
            result: Some(self.work.result_to_submit()),
            was_cancelled: Some(skip),
            ground_truth: None,
            lead_time: Some(self.work.lead_time()),
            unique_id: editing.is_none().then(|| self.work.keeper().unique_id()),
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
                if !skip {
                    super::panels::remember_submitted(annotation.project, &annotation.result);
                }
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

/// A change of an annotation. Where that was changed meanwhile, it may have been by a submit of ours whose answer was lost.
async fn update(id: AnnotationId, input: &AnnotationInput, keeper: &DraftKeeper) -> ApiResult<Annotation> {
    let answer = update_annotation(id, input).await;
    let Err(ApiError::Conflict(_)) = &answer else { return answer };
    // Without news of it the conflict stands.
    let Ok(stored) = fetch_annotation(id).await else { return answer };
    match stored {
        stored if input.is_said_by(&stored) => Ok(stored),
        stored if keeper.has_made(&stored) => put_in_place(&stored, input).await,
        _ => answer,
    }
}

/// A new annotation. Where one of its name stands and says something else, it is ours from a submit whose answer was lost
/// and takes what was done since; or another window's, and both stand.
async fn create(task: TaskId, input: &AnnotationInput, keeper: &DraftKeeper) -> ApiResult<Annotation> {
    let stored = create_annotation(task, input).await?;
    if input.is_said_by(&stored) {
        return Ok(stored);
    }
    if keeper.has_made(&stored) {
        return put_in_place(&stored, input).await;
    }
    keeper.go_on_apart();
    create_annotation(task, &AnnotationInput { unique_id: Some(keeper.unique_id()), ..input.clone() }).await
}

async fn create_annotation(task: TaskId, input: &AnnotationInput) -> ApiResult<Annotation> {
    #[derive(Serialize)]
    struct Body<'a> {
        task: TaskId,
        input: &'a AnnotationInput,
    }
    Ok(post::call(CreateAnnotation::PATH, &Body { task, input }, true).await?)
}

async fn update_annotation(id: AnnotationId, input: &AnnotationInput) -> ApiResult<Annotation> {
    #[derive(Serialize)]
    struct Body<'a> {
        id: AnnotationId,
        input: &'a AnnotationInput,
    }
    Ok(post::call(UpdateAnnotation::PATH, &Body { id, input }, true).await?)
}

async fn put_in_place(stored: &Annotation, input: &AnnotationInput) -> ApiResult<Annotation> {
    let based_on = Some(stored.updated_at.clone());
    update_annotation(stored.id, &AnnotationInput { unique_id: None, based_on, ..input.clone() }).await
}
