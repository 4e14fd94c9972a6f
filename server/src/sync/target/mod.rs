//! Annotations become documents in the target: whose the target is, what it should hold, and the way there and back.
//! Knows nothing of listings of sources or of HTTP.

mod backoff;

use app::model::ids::ProjectId;
use app::model::storage::SyncStatus;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// How a target's run ended: the status and the sentence that a card shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRun {
    pub status: SyncStatus,
    /// Why it is not `completed`, or what a person should know.
    pub problem: Option<String>,
}

/// Projects whose annotations changed since the push loop last looked. The engine holds one of these.
#[derive(Debug, Default)]
pub struct Wakes {
    projects: Mutex<HashSet<ProjectId>>,
    changed: Notify,
}

impl Wakes {
    /// Never blocks; called after every commit of an annotation.
    pub fn wake(&self, project: ProjectId) {
        self.lock().insert(project);
        self.changed.notify_one();
    }

    /// Waits until a project was woken, and takes all that were.
    pub async fn take(&self) -> HashSet<ProjectId> {
        loop {
            let woken = std::mem::take(&mut *self.lock());
            if !woken.is_empty() {
                return woken;
            }
            self.changed.notified().await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<ProjectId>> {
        self.projects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
