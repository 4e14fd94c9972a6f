//! What open pages are told as it happens. Knows nothing of who listens: a slow listener misses events, and pages
//! ask again for what they show when told that they did.

use app::api::types::LiveEvent;
use app::model::ids::ProjectId;
use std::sync::Arc;
use tokio::sync::broadcast;

/// Events that a listener may fall behind before it misses some.
const CAPACITY: usize = 256;

/// The one place where the engines say what moved. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Events {
    sender: broadcast::Sender<Arc<LiveEvent>>,
}

impl Events {
    pub fn new() -> Self {
        Self { sender: broadcast::Sender::new(CAPACITY) }
    }

    /// Never blocks; without listeners the event is dropped.
    pub fn publish(&self, event: LiveEvent) {
        // An error only says that nobody listens.
        let _ = self.sender.send(Arc::new(event));
    }

    /// Whether anybody would hear: what is costly to say need not be worked out for nobody.
    pub fn has_listeners(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<LiveEvent>> {
        self.sender.subscribe()
    }
}

impl Default for Events {
    fn default() -> Self {
        Self::new()
    }
}

/// The project that an event speaks of.
pub fn project_of(event: &LiveEvent) -> ProjectId {
    match event {
        LiveEvent::Storage { card } => card.project,
        LiveEvent::Tasks { project, .. } | LiveEvent::StorageRemoved { project, .. } => *project,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use app::api::types::TaskCounts;

    fn moved(project: i64) -> LiveEvent {
        LiveEvent::Tasks { project: ProjectId(project), counts: TaskCounts::default() }
    }

    #[test]
    fn publishing_without_listeners_is_fine() {
        Events::new().publish(moved(1));
    }

    #[tokio::test]
    async fn every_listener_hears_what_is_published_after_it_came() {
        let events = Events::new();
        events.publish(moved(1));
        let (mut one, mut two) = (events.subscribe(), events.subscribe());
        events.publish(moved(2));
        assert_eq!(project_of(&one.recv().await.unwrap()), ProjectId(2));
        assert_eq!(project_of(&two.recv().await.unwrap()), ProjectId(2));
    }

    #[tokio::test]
    async fn a_slow_listener_is_told_that_it_missed_some_and_goes_on() {
        let events = Events::new();
        let mut slow = events.subscribe();
        for project in 0..(CAPACITY as i64 + 10) {
            events.publish(moved(project));
        }
        assert!(matches!(slow.recv().await, Err(broadcast::error::RecvError::Lagged(10))));
        assert_eq!(project_of(&slow.recv().await.unwrap()), ProjectId(10));
    }
}
