//! The stream of tasks that nobody has labeled yet: which one shows, which was before, and the next one fetched while
//! a person works on this one. An answer that comes after the page went on to another task is dropped.

use super::Stage;
use crate::api::error::ApiResult;
use crate::api::functions::{next_task, task as fetch_task};
use crate::api::types::TaskDetail;
use crate::editor::{outbox, ready};
use crate::model::ids::{ProjectId, TaskId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Copied into the page's callbacks.
#[derive(Clone, Copy)]
pub struct Stream {
    project: ProjectId,
    stage: RwSignal<Stage>,
    /// Counts what was asked for; only the latest answer counts.
    round: StoredValue<u32>,
    /// Tasks shown before this one, latest last.
    past: StoredValue<Vec<TaskId>>,
    /// The task after this one, fetched ahead.
    ahead: StoredValue<Option<Arc<TaskDetail>>>,
}

impl Stream {
    pub(super) fn new(project: ProjectId, stage: RwSignal<Stage>) -> Self {
        Self {
            project,
            stage,
            round: StoredValue::new(0),
            past: StoredValue::new(Vec::new()),
            ahead: StoredValue::new(None),
        }
    }

    /// The first task that is left.
    pub fn start(self) {
        self.find(None);
    }

    /// One task by its id.
    pub fn open(self, id: TaskId) {
        let round = self.ask();
        spawn_local(async move {
            let answer = fetch(id).await;
            self.show(round, answer.map(Some));
        });
    }

    /// On from a task: to the one that was fetched ahead, else to whatever is left.
    pub fn advance(self, from: TaskId) {
        self.past.update_value(|past| past.push(from));
        match self.ahead.try_update_value(Option::take).flatten().filter(|task| task.id != from) {
            Some(task) => {
                self.round.update_value(|n| *n += 1);
                self.stage.set(Stage::Ready(self.round.get_value(), task));
            }
            None => self.find(Some(from)),
        }
    }

    /// Back to the task shown before; else to the one before this in the list.
    pub fn back(self, before_this: Option<TaskId>) {
        let last = self.past.try_update_value(Vec::pop).flatten();
        if let Some(id) = last.or(before_this) {
            self.open(id);
        }
    }

    /// Fetches the task after this one, in the background.
    pub fn look_ahead(self, from: TaskId) {
        self.ahead.set_value(None);
        let round = self.round.get_value();
        spawn_local(async move {
            // No answer here is no news: going on asks again.
            let Ok(Some(next)) = next_task(self.project, Some(from)).await else { return };
            // The last one left, or one that was handed in and that the server has not heard of yet.
            if next == from || outbox::is_under_way(next) {
                return;
            }
            if let Ok(task) = fetch_task(next).await
                && ready(&task).await.is_ok()
                && self.round.try_get_value() == Some(round)
            {
                crate::editor::warm_up(&task);
                self.ahead.set_value(Some(Arc::new(task)));
            }
        });
    }

    /// The task after this one is at hand: going on takes no time.
    pub fn has_ahead(self) -> bool {
        self.ahead.with_value(Option::is_some)
    }

    fn find(self, after: Option<TaskId>) {
        let round = self.ask();
        spawn_local(async move {
            let answer = match next_task(self.project, after).await {
                Ok(Some(id)) => fetch(id).await.map(Some),
                Ok(None) => Ok(None),
                Err(error) => Err(error),
            };
            self.show(round, answer);
        });
    }

    fn ask(self) -> u32 {
        self.ahead.set_value(None);
        self.round.update_value(|n| *n += 1);
        self.round.get_value()
    }

    fn show(self, round: u32, answer: ApiResult<Option<TaskDetail>>) {
        if self.round.try_get_value() != Some(round) {
            return;
        }
        self.stage.set(match answer {
            Ok(Some(task)) => Stage::Ready(round, Arc::new(task)),
            Ok(None) => Stage::AllDone,
            Err(error) => Stage::Failed(error),
        });
    }
}

/// A task as it stands once what was handed in of it has its answer, with what shows it; what was refused is open again.
async fn fetch(id: TaskId) -> ApiResult<TaskDetail> {
    outbox::settled(id).await;
    let task = fetch_task(id).await?;
    ready(&task).await?;
    // Of a task that does not come, what was refused stays where it can be told of.
    outbox::take_back(id).await;
    Ok(task)
}
