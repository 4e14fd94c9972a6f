//! How many requests go out at once: one more each second that goes well, half when a store asks for time, and none
//! while it asks to be left alone. Knows nothing of what is asked.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// So many at the beginning.
const FIRST: usize = 4;
const RAISE_EVERY: Duration = Duration::from_secs(1);
/// What comes back within this time was sent before the limit was halved, and says nothing of it.
const ECHO: Duration = Duration::from_millis(100);
/// Answers that are looked at together. Of so many a quarter may be refusals: some stores always refuse a few.
const WINDOW: u32 = 40;

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
    /// Nobody enters before.
    pause: Option<Instant>,
    /// Of the answers that are looked at together.
    answers: u32,
    refusals: u32,
}

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self::starting(FIRST.min(most), most)
    }

    /// Wide open until a store asks for time.
    pub(super) fn open(most: usize) -> Self {
        Self::starting(most, most)
    }

    fn starting(limit: usize, most: usize) -> Self {
        let (changed, pause, answers, refusals) = (Instant::now(), None, 0, 0);
        let state = State { limit, inside: 0, changed, pause, answers, refusals };
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
            let pause = {
                let mut state = self.state();
                let pause = state.pause.filter(|until| *until > Instant::now());
                if pause.is_none() && state.inside < state.limit {
                    state.inside += 1;
                    return Pass(self);
                }
                pause
            };
            match pause {
                Some(until) => tokio::time::sleep_until(until).await,
                None => left.await,
            }
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

    /// The store refused for the number of requests, and may have said for how long it wants none.
    pub(super) fn refused(&self, wait: Option<Duration>) {
        let mut state = self.state();
        state.pause = state.pause.max(wait.map(|wait| Instant::now() + wait));
        state.answers += 1;
        state.refusals += 1;
        let too_many = wait.is_some() || state.refusals > WINDOW / 4;
        if too_many && state.changed.elapsed() >= ECHO {
            // Of a limit that was not reached, half would change nothing.
            state.limit = (state.limit.min(state.inside) / 2).max(1);
            state.changed = Instant::now();
            (state.answers, state.refusals) = (0, 0);
        }
    }

    /// A request went well; so do most of the latest.
    pub(super) fn served(&self) {
        let mut state = self.state();
        state.answers += 1;
        if state.answers >= WINDOW {
            (state.answers, state.refusals) = (0, 0);
        }
        drop(state);
        self.well();
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
    async fn answers_to_one_burst_halve_it_once_and_a_wait_holds_everybody() {
        let gate = Gate::open(128);
        tokio::time::advance(ECHO).await;
        let wait = Duration::from_secs(2);
        let mut inside = Vec::new();
        for _ in 0..32 {
            inside.push(gate.enter().await);
        }
        for _ in 0..32 {
            gate.refused(Some(wait));
        }
        assert_eq!(gate.limit(), 16, "half of those that were on their way");
        inside.clear();
        let begun = Instant::now();
        drop(gate.enter().await);
        assert!(begun.elapsed() >= wait, "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_refusals_among_many_answers_are_borne_and_more_are_not() {
        let gate = Gate::open(8);
        let _inside = [gate.enter().await, gate.enter().await, gate.enter().await, gate.enter().await];
        for number in 0..400 {
            tokio::time::advance(ECHO / 50).await;
            if number % 5 == 0 { gate.refused(None) } else { gate.served() }
        }
        assert_eq!(gate.limit(), 8);
        for number in 0..WINDOW {
            tokio::time::advance(ECHO / 50).await;
            if number % 3 == 0 { gate.refused(None) } else { gate.served() }
        }
        assert_eq!(gate.limit(), 2);
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
