//! What a task opens with: a draft, an annotation, a prediction to start from, or nothing; and what this browser
//! remembers that the server does not. Decides, and leaves the showing to others. Ten thousand results are long to copy:
//! they stay where they are, in the task.

mod source;

pub use source::{Held, Results};

use super::kept::{Found, Kept};
use super::setup::Setup;
use crate::api::types::{Draft, TaskDetail};
use crate::model::drafts::{self, Here, Steps, Verdict, instant, weigh};
use crate::model::ids::{AnnotationId, PredictionId, UserId};
use crate::model::ops::{History, preselected};
use crate::model::result::Document;
use serde_json::Value;
use std::sync::Arc;

/// What is being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The annotation that is changed, or `None` for a new one.
    pub annotation: Option<Held>,
    pub result: Results,
    /// Seconds of earlier sittings.
    pub lead_time: f64,
    /// `updated_at` of the server's draft it starts from.
    pub base: Option<String>,
    /// The prediction that a new annotation starts from.
    pub prediction: Option<PredictionId>,
    /// Names a new annotation, so that a submit sent twice counts once, by this sitting or a later one.
    pub unique_id: String,
    /// It holds work that the server does not have.
    pub unsent: bool,
    /// Sittings of this browser that it goes on from, each up to a step.
    pub from: Vec<(String, u64)>,
    /// Steps that could not be read again.
    pub left: Steps,
    /// Other unfinished work on the same thing that this browser kept, offered to the person.
    pub others: Vec<Found>,
    /// The annotation was changed after the draft of its change was saved.
    pub overtaken: bool,
}

/// Which annotation a task opens with: what was left unfinished last, else what this person said last, else a new one.
pub fn first_tab(task: &TaskDetail, kept: &Kept) -> Option<AnnotationId> {
    let unsent = kept.found.iter().filter(|found| found.is_unsent() && !found.head.aside);
    let here = unsent.map(|found| (instant(&found.head.at), found.annotation));
    let drafts = task.drafts.iter().map(|d| (instant(&d.updated_at), d.annotation));
    if let Some((_, annotation)) = drafts.chain(here).max_by(|a, b| a.0.cmp(&b.0)) {
        return annotation.filter(|id| task.annotations.iter().any(|a| a.id == *id));
    }
    task.annotations
        .iter()
        .filter(|a| a.completed_by == UserId::LOCAL)
        .max_by(|a, b| a.updated_at.cmp(&b.updated_at))
        .map(|a| a.id)
}

impl Session {
    /// The same work under another name, to be kept anew.
    pub fn renamed(self, unique_id: String) -> Self {
        Self { unique_id, unsent: true, ..self }
    }

    /// Nobody and nothing has said anything of this task yet.
    pub fn is_fresh(&self) -> bool {
        let empty = self.result.as_array().is_none_or(Vec::is_empty);
        empty && self.annotation.is_none() && self.prediction.is_none() && self.base.is_none() && !self.unsent
    }

    /// The document to start from: where nothing is said yet, with what the config says from the start.
    pub fn document(&self, setup: &Setup, new_id: &mut dyn FnMut() -> String) -> Document {
        // A result that is no list cannot have come from a server that checks; what it is stays at the server.
        let mut document = Document::beside(setup.config.clone(), &self.result.shared())
            .unwrap_or_else(|_| Document::new(setup.config.clone()));
        if self.is_fresh() {
            for operation in preselected(&setup.config, &setup.data, new_id) {
                // A control that cannot say what the config has it say stays silent; the history starts after this.
                let _ = History::new().apply_all(&mut document, &[operation]);
            }
        }
        document
    }
}

/// Opens an annotation of a task, or a new one, under a fresh name. `predict`: a new one begins as the prediction says.
pub fn open(
    task: &Arc<TaskDetail>,
    id: Option<AnnotationId>,
    kept: &Kept,
    fresh_id: String,
    predict: bool,
) -> Session {
    let annotation = id.and_then(|id| Held::of(task, id));
    let draft = task.drafts.iter().find(|d| d.annotation == id);
    let (mine, mut others, from) = of_this_browser(task, id, kept);
    let here = mine.map(|found| Here {
        base: found.head.base.as_deref(),
        synced: !found.is_unsent(),
        at: &found.head.at,
        result: &found.result,
    });
    let there = draft.map(|d| drafts::Draft { updated_at: &d.updated_at, result: &d.result });
    let start = start(task, annotation, fresh_id, predict);
    let (opened, other) = match (weigh(there, here), draft, mine) {
        (Verdict::Server, Some(draft), _) => (from_draft(&start, task, draft), None),
        (Verdict::Here, _, Some(found)) => (from_here(&start, found, draft, from), None),
        // It goes on from what it knew: the server tells that another draft stands there, and a person chooses.
        (Verdict::Both { open_here: true }, _, Some(found)) => {
            (Session { base: found.head.base.clone(), ..from_here(&start, found, None, from) }, None)
        }
        (Verdict::Both { open_here: false }, Some(draft), Some(found)) => {
            (from_draft(&start, task, draft), Some(found.clone()))
        }
        (Verdict::Orphan, _, Some(found)) => (start, Some(found.clone())),
        _ => (start, None),
    };
    others.retain(|other| other.result != *opened.result);
    others.splice(0..0, other);
    Session { others, ..opened }
}

/// The newest unsent work of this browser; what else it kept; and the sittings that hold the same as the newest.
fn of_this_browser<'a>(
    task: &TaskDetail,
    id: Option<AnnotationId>,
    kept: &'a Kept,
) -> (Option<&'a Found>, Vec<Found>, Vec<(String, u64)>) {
    // Work on an annotation that was deleted since is offered with the new ones.
    let is_gone =
        |found: &&Found| found.annotation.is_some_and(|id| task.annotations.iter().all(|a| a.id != id));
    let is_here = |found: &&Found| found.annotation == id || (id.is_none() && is_gone(found));
    let handed_in = |found: &&Found| task.annotations.iter().find(|a| a.unique_id == found.head.unique_id);
    let said_already = |found: &&Found| handed_in(found).is_some_and(|a| a.result == found.result);
    let mut all: Vec<&Found> =
        kept.found.iter().filter(|f| is_here(f) && f.is_unsent() && !said_already(f)).collect();
    all.sort_by_key(|found| std::cmp::Reverse(instant(&found.head.at)));
    let opens = |found: &&Found| {
        !found.head.aside && found.annotation == id && (id.is_some() || handed_in(found).is_none())
    };
    let mine = all.iter().copied().find(opens);
    let same =
        |found: &&&Found| mine.is_some_and(|mine| found.result == mine.result && found.left == mine.left);
    // What could not be read in full stays where it is.
    let whole = |found: &&&Found| found.left.is_empty();
    let sitting = |found: &&Found| Some((found.session.clone()?, found.head.seq));
    let from = all.iter().filter(same).filter(whole).filter_map(sitting).collect();
    let others = all.iter().filter(|found| !same(found)).map(|found| (*found).clone()).collect();
    (mine, others, from)
}

fn from_draft(start: &Session, task: &Arc<TaskDetail>, draft: &Draft) -> Session {
    Session {
        result: Results::of_draft(task, draft),
        lead_time: draft.lead_time.unwrap_or(start.lead_time),
        base: Some(draft.updated_at.clone()),
        prediction: None,
        unique_id: draft.unique_id.clone().unwrap_or_else(|| start.unique_id.clone()),
        overtaken: start
            .annotation
            .as_ref()
            .is_some_and(|a| instant(&a.updated_at) > instant(&draft.updated_at)),
        ..start.clone()
    }
}

fn from_here(start: &Session, found: &Found, draft: Option<&Draft>, from: Vec<(String, u64)>) -> Session {
    Session {
        result: Results::own(found.result.clone()),
        lead_time: found.head.lead_time,
        base: draft.map(|d| d.updated_at.clone()),
        prediction: None,
        unique_id: found.head.unique_id.clone(),
        unsent: true,
        from,
        left: found.left.clone(),
        ..start.clone()
    }
}

/// Without unfinished work: the annotation as it is, or a new one made from the first prediction.
fn start(task: &Arc<TaskDetail>, annotation: Option<Held>, unique_id: String, predict: bool) -> Session {
    let prediction = match annotation {
        None if predict && task.annotations.is_empty() => task.predictions.first(),
        _ => None,
    };
    let result = match (&annotation, prediction) {
        (Some(annotation), _) => Results::of(annotation.clone()),
        (None, Some(prediction)) => Results::own(as_prediction(&prediction.result)),
        (None, None) => Results::own(Value::Array(Vec::new())),
    };
    let prediction = prediction.map(|prediction| prediction.id);
    let lead_time = annotation.as_ref().and_then(|a| a.lead_time).unwrap_or(0.0);
    Session {
        annotation,
        result,
        lead_time,
        base: None,
        prediction,
        unique_id,
        unsent: false,
        from: Vec::new(),
        left: Vec::new(),
        others: Vec::new(),
        overtaken: false,
    }
}

/// Results that say they come from a prediction, until a person changes them.
pub fn as_prediction(result: &Value) -> Value {
    let mut result = result.clone();
    for item in result.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        item.insert("origin".to_owned(), Value::String("prediction".to_owned()));
    }
    result
}

#[cfg(test)]
mod tests;
