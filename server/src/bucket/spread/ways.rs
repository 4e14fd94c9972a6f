//! How many pages of a listing are asked for at once: twice as many each time that brought them clearly faster, and back
//! where it did not, for then a store gives its time to pages whose turn is far. Whose turn it is never waits for those.
//! Knows no store; that one asks for time is the transport's business.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The least that is looked at together: so long, and so many pages a way.
const WINDOW: Duration = Duration::from_millis(250);
const PAGES: usize = 4;
/// Twice as many ways are worth it if pages come so many times as fast.
const WORTH: f64 = 1.4;
/// Ways that stand idle for longer than the rest of this say nothing.
const IN_USE: f64 = 0.75;
/// Until more ways are tried again after they were not worth it.
const REST: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub struct Ways {
    state: Mutex<State>,
    freed: Notify,
    most: usize,
}

#[derive(Debug)]
struct State {
    limit: usize,
    inside: usize,
    /// Whose turn it is has pages to ask for.
    first_lists: bool,
    pace: Pace,
}

impl State {
    fn change(&mut self, by: isize) {
        self.pace.passes(self.inside, Instant::now());
        self.inside = self.inside.saturating_add_signed(by);
    }
}

impl Ways {
    pub fn new(most: usize) -> Self {
        let state = State { limit: 1, inside: 0, first_lists: false, pace: Pace::begin() };
        Self { state: Mutex::new(state), freed: Notify::new(), most: most.max(1) }
    }

    /// How many pages may be asked for at once now.
    pub fn limit(&self) -> usize {
        self.state().limit
    }

    /// Waits for a way, which is given back when the pass is dropped. Whose turn it is always gets one, and the only one
    /// as long as it has pages to ask for.
    pub async fn enter(&self, in_turn: &AtomicBool) -> Pass<'_> {
        loop {
            let freed = self.freed.notified();
            {
                let mut state = self.state();
                let is_ahead = !in_turn.load(Ordering::Acquire);
                let is_kept = state.limit == 1 && state.first_lists;
                if !is_ahead || !is_kept && state.inside < state.limit {
                    state.change(1);
                    return Pass(self);
                }
            }
            freed.await;
        }
    }

    /// It is another one's turn, or that one is over; `first_lists` says whether it has pages to ask for.
    pub fn turn(&self, first_lists: impl FnOnce() -> bool) {
        let mut state = self.state();
        state.first_lists = first_lists();
        drop(state);
        self.freed.notify_waiters();
    }

    /// A page came.
    pub fn served(&self) {
        let mut state = self.state();
        let State { limit, inside, pace, .. } = &mut *state;
        pace.passes(*inside, Instant::now());
        let new = pace.page(*limit, self.most, Instant::now());
        let more = new > *limit;
        *limit = new;
        drop(state);
        if more {
            self.freed.notify_waiters();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A way.
pub struct Pass<'a>(&'a Ways);

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.state().change(-1);
        self.0.freed.notify_waiters();
    }
}

/// How fast pages come, and what that says.
#[derive(Debug)]
struct Pace {
    since: Instant,
    pages: usize,
    /// Seconds in which pages were on their way, those of each way added up, until then.
    used: f64,
    until: Instant,
    /// Pages a second with half the ways, if they were just doubled.
    before: Option<f64>,
    rests_until: Option<Instant>,
}

impl Pace {
    fn begin() -> Self {
        let now = Instant::now();
        Self { since: now, pages: 0, used: 0.0, until: now, before: None, rests_until: None }
    }

    /// So many ways were in use until now.
    fn passes(&mut self, inside: usize, now: Instant) {
        self.used += now.saturating_duration_since(self.until).as_secs_f64() * inside as f64;
        self.until = now;
    }

    /// Notes a page. Answers how many ways there are to be.
    fn page(&mut self, limit: usize, most: usize, now: Instant) -> usize {
        self.pages += 1;
        let took = now.saturating_duration_since(self.since);
        if took < WINDOW || self.pages < PAGES * limit {
            return limit;
        }
        let (took, pages, used) = (took.as_secs_f64(), self.pages, self.used);
        (self.since, self.pages, self.used) = (now, 0, 0.0);
        let rests = self.rests_until.is_some_and(|until| now < until);
        if rests || used < took * limit as f64 * IN_USE {
            return limit;
        }
        let rate = pages as f64 / took;
        match self.before.take() {
            Some(before) if rate < before * WORTH => {
                self.rests_until = Some(now + REST);
                limit / 2
            }
            _ if limit < most => {
                self.before = Some(rate);
                (limit * 2).min(most)
            }
            _ => limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ways after so many pages, of which so many come a second with so many ways.
    fn after(pages: usize, rate: impl Fn(usize) -> f64) -> Vec<usize> {
        let (mut pace, mut limit, mut now) = (Pace::begin(), 1, Instant::now());
        let mut limits = vec![limit];
        for _ in 0..pages {
            now += Duration::from_secs_f64(1.0 / rate(limit));
            pace.passes(limit, now);
            let new = pace.page(limit, 32, now);
            if new != limit {
                limits.push(new);
            }
            limit = new;
        }
        limits
    }

    #[test]
    fn ways_are_doubled_while_each_brings_pages_as_fast_as_the_first() {
        assert_eq!(after(2000, |ways| ways as f64 * 12.5), [1, 2, 4, 8, 16, 32]);
    }

    #[test]
    fn a_store_that_gives_no_more_is_asked_no_more_but_for_a_try_now_and_then() {
        let limits = after(2000, |_| 100.0);
        assert_eq!(limits[..4], [1, 2, 1, 2]);
        assert!(limits.iter().all(|ways| *ways <= 2) && limits.len() < 10, "{limits:?}");
    }

    #[test]
    fn ways_stay_at_what_the_store_can_bear() {
        let limits = after(3000, |ways| ways.min(8) as f64 * 50.0);
        assert_eq!(limits[..6], [1, 2, 4, 8, 16, 8]);
        assert!(limits[6..].iter().all(|ways| [8, 16].contains(ways)), "{limits:?}");
    }

    #[test]
    fn ways_that_stand_idle_say_nothing() {
        let (mut pace, now) = (Pace::begin(), Instant::now());
        let limit = (1..1000).fold(4, |limit, n| {
            pace.passes(2, now + WINDOW * n);
            pace.page(limit, 32, now + WINDOW * n)
        });
        assert_eq!(limit, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn whose_turn_it_is_waits_for_nobody_and_the_only_way_is_left_to_it() {
        let ways = Ways::new(8);
        let (mine, theirs) = (AtomicBool::new(true), AtomicBool::new(false));
        let waits = || async { tokio::time::timeout(REST, ways.enter(&theirs)).await.is_err() };
        ways.turn(|| true);
        assert!(waits().await);
        let first = ways.enter(&mine).await;
        assert!(waits().await);
        drop(first);
        assert!(waits().await, "the first has pages to ask for");
        let (_pass, ()) = tokio::join!(ways.enter(&theirs), async { ways.turn(|| false) });
        drop(ways.enter(&mine).await);
    }
}
