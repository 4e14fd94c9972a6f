//! Annotations and results of a task, held where they are.

use crate::api::types::{Annotation, Draft, TaskDetail};
use crate::model::ids::AnnotationId;
use crate::model::result::Listed;
use serde_json::Value;
use std::ops::Deref;
use std::sync::Arc;

/// An annotation of a task as it came.
#[derive(Clone, Debug)]
pub struct Held {
    task: Arc<TaskDetail>,
    at: usize,
}

impl Held {
    pub fn of(task: &Arc<TaskDetail>, id: AnnotationId) -> Option<Self> {
        let at = task.annotations.iter().position(|known| known.id == id)?;
        Some(Self { task: task.clone(), at })
    }
}

impl Deref for Held {
    type Target = Annotation;

    fn deref(&self) -> &Annotation {
        &self.task.annotations[self.at]
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// What somebody said, as it came or was made. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Results(Source);

#[derive(Clone, Debug)]
enum Source {
    Annotation(Held),
    Draft(Arc<TaskDetail>, usize),
    Own(Arc<Value>),
}

impl Results {
    pub fn of(annotation: Held) -> Self {
        Self(Source::Annotation(annotation))
    }

    /// Of one of the task's drafts.
    pub fn of_draft(task: &Arc<TaskDetail>, draft: &Draft) -> Self {
        match task.drafts.iter().position(|known| std::ptr::eq(known, draft)) {
            Some(at) => Self(Source::Draft(task.clone(), at)),
            None => Self::own(draft.result.clone()),
        }
    }

    /// For a document that goes on from them.
    pub fn shared(&self) -> Arc<dyn Listed> {
        Arc::new(self.clone())
    }

    pub fn own(result: Value) -> Self {
        Self(Source::Own(Arc::new(result)))
    }
}

impl Deref for Results {
    type Target = Value;

    fn deref(&self) -> &Value {
        match &self.0 {
            Source::Annotation(annotation) => &annotation.result,
            Source::Draft(task, at) => &task.drafts[*at].result,
            Source::Own(result) => result,
        }
    }
}

impl Listed for Results {
    fn list(&self) -> &Value {
        self
    }
}

impl PartialEq for Results {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}
