//! Telling open pages that tasks or annotations changed: at once, and at most five times a second a project.

use super::counts::Counts;
use crate::sync::Engine;
use app::api::types::LiveEvent;
use app::model::ids::ProjectId;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub(super) struct Announcer {
    engine: Engine,
    counts: Arc<Counts>,
    /// Projects that are being spoken of, and whether more has changed since.
    speaking: Arc<Mutex<HashMap<ProjectId, bool>>>,
}

impl Announcer {
    pub fn new(engine: Engine, counts: Arc<Counts>) -> Self {
        Self { engine, counts, speaking: Arc::default() }
    }

    /// Something of this project was committed. Never blocks.
    pub fn changed(&self, project: ProjectId) {
        if !self.engine.events.has_listeners() {
            return;
        }
        let first = match self.lock().entry(project) {
            Entry::Occupied(mut speaking) => {
                speaking.insert(true);
                false
            }
            Entry::Vacant(silent) => {
                silent.insert(false);
                true
            }
        };
        if first {
            let this = self.clone();
            self.engine.spawn(async move { this.speak(project).await });
        }
    }

    async fn speak(&self, project: ProjectId) {
        loop {
            match self.counts.of(project).await {
                Ok(counts) => self.engine.events.publish(LiveEvent::Tasks { project, counts }),
                Err(error) => tracing::warn!(%project, %error, "open pages were not told of changed tasks"),
            }
            tokio::time::sleep(PAUSE).await;
            let mut speaking = self.lock();
            match speaking.get_mut(&project) {
                Some(again) if *again => *again = false,
                _ => {
                    speaking.remove(&project);
                    return;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ProjectId, bool>> {
        self.speaking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
