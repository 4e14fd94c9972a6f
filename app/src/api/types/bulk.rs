//! What is done to many tasks at once, and how far it is.

use super::{InquiryState, TaskFilter};
use crate::model::ids::{ProjectId, TaskId};
use serde::{Deserialize, Serialize};

/// What is done to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// A stale task's data becomes that of its object's newer version; its annotations stay.
    TakeNewVersion,
    /// Out of lists, stream and exports, until it is brought back.
    Archive,
    /// What was archived or deleted returns as it was, with its annotations.
    BringBack,
}

impl BulkAction {
    /// What is offered to all tasks of a filter.
    pub const fn of(filter: TaskFilter) -> &'static [Self] {
        match filter {
            TaskFilter::Stale => &[Self::TakeNewVersion, Self::Archive],
            TaskFilter::Archived | TaskFilter::Deleted => &[Self::BringBack],
            _ => &[Self::Archive],
        }
    }

    pub const fn slug(self) -> &'static str {
        match self {
            Self::TakeNewVersion => "take_new_version",
            Self::Archive => "archive",
            Self::BringBack => "bring_back",
        }
    }
}

/// Which tasks of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    All { except: Vec<TaskId> },
    Only(Vec<TaskId>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkInput {
    pub project: ProjectId,
    pub action: BulkAction,
    pub filter: TaskFilter,
    pub chosen: Chosen,
}

/// How far an action is. It goes on by itself, and can be looked at until it is over, and then while it is among the last
/// few.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRun {
    pub id: u64,
    pub action: BulkAction,
    pub state: InquiryState,
    /// Why it ended early.
    pub problem: Option<String>,
    pub total: u64,
    /// It was done to these.
    pub done: u64,
    /// It could not be done to these.
    pub not_done: u64,
    /// Of these, the first thousand.
    pub reasons: Vec<NotDone>,
    /// What a person should know of those that it was done to.
    pub notes: Vec<String>,
}

/// A task that it could not be done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotDone {
    pub task: TaskId,
    pub reason: String,
}
