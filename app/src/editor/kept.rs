//! Reading what this browser kept of a task, before the task opens: every sitting that was written down, and what
//! earlier versions left in the small storage.

use super::mirror::{self, Mirror};
use super::shelf::{Place, Shelf};
use crate::api::types::TaskDetail;
use crate::model::drafts::{Head, Steps};
use crate::model::ids::{AnnotationId, TaskId};
use serde_json::Value;

/// Unfinished work that this browser kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub annotation: Option<AnnotationId>,
    /// Its sitting; `None` in the small storage.
    pub session: Option<String>,
    pub head: Head,
    pub result: Value,
    /// Steps that did not fit any more.
    pub left: Steps,
}

impl Found {
    /// It holds steps that the server never got.
    pub const fn is_unsent(&self) -> bool {
        self.head.synced < self.head.seq
    }

    pub fn place(&self, task: TaskId) -> Option<Place> {
        let session = self.session.clone()?;
        Some(Place { task, annotation: self.annotation, session })
    }
}

/// What a task opens with besides itself and its drafts at the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    pub found: Vec<Found>,
}

/// Everything this browser kept of a task. What cannot be read is as good as not kept: the server's draft opens.
pub async fn read(task: &TaskDetail) -> Vec<Found> {
    let places = std::iter::once(None).chain(task.annotations.iter().map(|a| Some(a.id)));
    let old = places.filter_map(|annotation| Some((annotation, mirror::read(task.id, annotation)?)));
    let Ok(shelf) = Shelf::open().await else {
        return old.map(|(annotation, mirror)| of_mirror(annotation, mirror)).collect();
    };
    for (annotation, mirror) in old {
        take_over(&shelf, task.id, annotation, mirror).await;
    }
    let journals = shelf.read(task.id).await.unwrap_or_default();
    let mut found = Vec::new();
    for (place, journal) in journals {
        let Some(replayed) = journal.replay().filter(|_| !journal.is_synced()) else { continue };
        found.push(Found {
            annotation: place.annotation,
            session: Some(place.session),
            head: journal.head,
            result: Value::Array(replayed.results),
            left: replayed.left,
        });
    }
    found
}

/// Days after which what the server has anyway is forgotten.
const KEPT_FOR: f64 = 2.0;

/// Tidies up, once for each page, when there is time.
pub fn tidy() {
    use std::cell::Cell;
    thread_local!(static TIDIED: Cell<bool> = const { Cell::new(false) });
    if TIDIED.replace(true) {
        return;
    }
    super::idle::soon(|| {
        let before = js_sys::Date::new(&(js_sys::Date::now() - KEPT_FOR * 86_400_000.0).into());
        let before: String = before.to_iso_string().into();
        leptos::task::spawn_local(async move {
            if let Some(shelf) = Shelf::at_hand() {
                // What stays is swept the next time.
                let _ = shelf.sweep(&before).await;
            }
        });
    });
}

fn head_of(mirror: &Mirror) -> Head {
    Head {
        seq: 1,
        synced: u64::from(mirror.synced),
        base: mirror.base.clone(),
        lead_time: mirror.lead_time,
        at: mirror.at.clone(),
        unique_id: super::browser::uuid(),
        aside: false,
    }
}

fn of_mirror(annotation: Option<AnnotationId>, mirror: Mirror) -> Found {
    Found { annotation, session: None, head: head_of(&mirror), result: mirror.result, left: Vec::new() }
}

/// A copy of an earlier version becomes a sitting; it stays where it is until that stands.
async fn take_over(shelf: &Shelf, task: TaskId, annotation: Option<AnnotationId>, mirror: Mirror) {
    if mirror.synced {
        return mirror::forget(task, annotation);
    }
    let place = Place { task, annotation, session: super::browser::uuid() };
    let head = head_of(&mirror);
    if shelf.write_whole(&place, head, mirror.result).await.is_ok() {
        mirror::forget(task, annotation);
    }
}
