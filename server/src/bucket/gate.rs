//! How many requests go out at once: as many as may until the store asks for time, then half, and from there one more each
//! second; none while it asks to be left alone. Knows nothing of what is asked.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

const RAISE_EVERY: Duration = Duration::from_secs(1);
/// The longest that everybody waits because of one refusal. Who was refused may be told to wait longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
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
    /// Open to so many.
    pub(super) fn open(most: usize) -> Self {
        let (limit, changed, pause, answers, refusals) = (most.max(1), Instant::now(), None, 0, 0);
        let state = State { limit, inside: 0, changed, pause, answers, refusals };
        Self { state: Mutex::new(state), left: Notify::new(), most: limit }
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

    /// The store refused for the number of requests, and may have said for how long it wants none.
    pub(super) fn refused(&self, wait: Option<Duration>) {
        let mut state = self.state();
        state.pause = state.pause.max(wait.map(|wait| Instant::now() + wait.min(LONGEST_PAUSE)));
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
        if state.limit < self.most && state.changed.elapsed() >= RAISE_EVERY {
            state.limit += 1;
            state.changed = Instant::now();
            self.left.notify_waiters();
        }
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
        self.0.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Gate {
        fn limit(&self) -> usize {
            self.state().limit
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_closes_fast_and_opens_slowly() {
        let gate = Gate::open(32);
        let mut inside = Vec::new();
        for _ in 0..32 {
            inside.push(gate.enter().await);
        }
        for half in [16, 8, 4, 2, 1, 1] {
            tokio::time::advance(ECHO).await;
            gate.refused(Some(Duration::ZERO));
            assert_eq!(gate.limit(), half);
        }
        drop(inside);
        for expected in 2..8 {
            tokio::time::advance(RAISE_EVERY).await;
            gate.served();
            gate.served();
            assert_eq!(gate.limit(), expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_held_for_longer_than_bearable_whatever_the_store_says() {
        let gate = Gate::open(8);
        gate.refused(Some(Duration::MAX));
        let begun = Instant::now();
        drop(gate.enter().await);
        assert_eq!(begun.elapsed(), LONGEST_PAUSE);
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
        let gate = Gate::open(2);
        let (one, two) = (gate.enter().await, gate.enter().await);
        let third = gate.enter();
        tokio::pin!(third);
        assert!(tokio::time::timeout(RAISE_EVERY, &mut third).await.is_err());
        drop(one);
        drop(third.await);
        drop(two);
    }
}
