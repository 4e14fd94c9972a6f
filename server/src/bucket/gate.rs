//! How many requests go out at once: one more each second that goes well, half when a store asks for time. Knows nothing
//! of what is asked.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// So many at the beginning.
const FIRST: usize = 4;
const RAISE_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Gate {
    state: Mutex<State>,
    left: Notify,
    most: usize,
}

#[derive(Debug)]
struct State {
    limit: usize,
    inside: usize,
    changed: Instant,
}

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        let state = State { limit: FIRST.min(most), inside: 0, changed: Instant::now() };
        Self { state: Mutex::new(state), left: Notify::new(), most }
    }

    /// How many may be inside now.
    pub(super) fn limit(&self) -> usize {
        self.state().limit
    }

    /// Waits for a place, which is given back when the pass is dropped.
    pub(super) async fn enter(&self) -> Pass<'_> {
        loop {
            let left = self.left.notified();
            {
                let mut state = self.state();
                if state.inside < state.limit {
                    state.inside += 1;
                    return Pass(self);
                }
            }
            left.await;
        }
    }

    /// A request went well.
    pub(super) fn well(&self) {
        let mut state = self.state();
        if state.limit < self.most && state.changed.elapsed() >= RAISE_EVERY {
            state.limit += 1;
            state.changed = Instant::now();
            self.left.notify_one();
        }
    }

    /// The store asked for time.
    pub(super) fn slower(&self) {
        let mut state = self.state();
        state.limit = (state.limit / 2).max(1);
        state.changed = Instant::now();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place inside.
pub(super) struct Pass<'a>(&'a Gate);

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.state().inside -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_opens_slowly_and_closes_fast() {
        let gate = Gate::new(32);
        for _ in 0..10 {
            gate.well();
            tokio::time::advance(RAISE_EVERY).await;
        }
        let open = gate.limit();
        assert!((FIRST + 8..=FIRST + 10).contains(&open), "{open}");
        gate.slower();
        assert_eq!(gate.limit(), open / 2);
        for _ in 0..10 {
            gate.slower();
        }
        assert_eq!(gate.limit(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_more_than_the_limit_is_inside() {
        let gate = Gate::new(2);
        let (one, two) = (gate.enter().await, gate.enter().await);
        let third = gate.enter();
        tokio::pin!(third);
        assert!(tokio::time::timeout(RAISE_EVERY, &mut third).await.is_err());
        drop(one);
        drop(third.await);
        drop(two);
    }
}
