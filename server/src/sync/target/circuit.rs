//! When a whole target is away: after a few failures that speak of the store rather than of one document, pushes stop
//! and one at a time probes, less and less often. Pure; times are Unix milliseconds that the caller brings.

use crate::bucket::{BucketError, BucketErrorKind};
use rules::backoff;
use std::time::Duration;

/// Failures in a row, without a success between, that open it.
const ENOUGH: u32 = 3;

/// The state of one target's circuit. Closed when new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circuit {
    failures: u32,
    next_ms: i64,
    problem: Option<String>,
}

/// How many pushes may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    All,
    /// One, to see whether the target is back.
    Probe,
    /// None before this time.
    NotBefore(i64),
}

impl Circuit {
    pub fn allowed(&self, now_ms: i64) -> Allowed {
        match () {
            () if self.failures < ENOUGH => Allowed::All,
            () if now_ms >= self.next_ms => Allowed::Probe,
            () => Allowed::NotBefore(self.next_ms),
        }
    }

    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Counts a failure that speaks of the whole target; others do not matter here.
    pub fn failed(&mut self, error: &BucketError, now_ms: i64, entropy: u64) {
        if !concerns_the_store(error.kind) {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        let tries = (self.failures + 1).saturating_sub(ENOUGH);
        self.next_ms = now_ms.saturating_add(millis(backoff::wait(tries, entropy, error.retry_after())));
        self.problem = Some(error.to_string());
    }

    /// Opens it at once: the target itself could not be looked at.
    pub fn open(&mut self, error: &BucketError, now_ms: i64, entropy: u64) {
        self.failures = self.failures.max(ENOUGH - 1);
        let before = self.failures;
        self.failed(error, now_ms, entropy);
        if self.failures == before {
            self.failures += 1;
            self.next_ms = now_ms.saturating_add(millis(backoff::wait(1, entropy, None)));
            self.problem = Some(error.to_string());
        }
    }

    /// Somebody asked for a run: the next try is now.
    pub fn try_now(&mut self) {
        self.next_ms = 0;
    }

    /// Why nothing is pushed, and when the next probe is due, while it is open.
    pub fn waiting(&self) -> Option<(&str, i64)> {
        (self.failures >= ENOUGH)
            .then(|| (self.problem.as_deref().unwrap_or("the target is away"), self.next_ms))
    }
}

fn millis(wait: Duration) -> i64 {
    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
}

const fn concerns_the_store(kind: BucketErrorKind) -> bool {
    match kind {
        BucketErrorKind::NoSuchBucket
        | BucketErrorKind::Forbidden
        | BucketErrorKind::Credentials
        | BucketErrorKind::WrongRegion
        | BucketErrorKind::Unreachable
        | BucketErrorKind::Throttled
        | BucketErrorKind::TimedOut => true,
        BucketErrorKind::NoSuchObject
        | BucketErrorKind::Changed
        | BucketErrorKind::OutOfRange
        | BucketErrorKind::Invalid
        | BucketErrorKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: BucketErrorKind) -> BucketError {
        BucketError::new(kind, format!("{kind:?}"))
    }

    fn opened() -> Circuit {
        let mut circuit = Circuit::default();
        for _ in 0..ENOUGH {
            circuit.failed(&error(BucketErrorKind::Unreachable), 1000, 0);
        }
        circuit
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_lets_one_probe_through_later() {
        let mut circuit = Circuit::default();
        for _ in 1..ENOUGH {
            circuit.failed(&error(BucketErrorKind::Throttled), 1000, 0);
            assert_eq!(circuit.allowed(1000), Allowed::All);
        }
        circuit.failed(&error(BucketErrorKind::Forbidden), 1000, 0);
        assert_eq!(circuit.allowed(1000), Allowed::NotBefore(1500));
        assert_eq!(circuit.allowed(1500), Allowed::Probe);
        assert_eq!(circuit.waiting(), Some(("Forbidden", 1500)));
    }

    #[test]
    fn probes_become_rarer_up_to_a_minute() {
        let mut circuit = opened();
        let mut waits = vec![];
        for _ in 0..9 {
            circuit.failed(&error(BucketErrorKind::Unreachable), 0, 0);
            waits.push(circuit.waiting().map_or(0, |(_, at)| at));
        }
        assert_eq!(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    }

    #[test]
    fn one_success_closes_it() {
        let mut circuit = opened();
        circuit.succeeded();
        assert_eq!(circuit.allowed(0), Allowed::All);
        assert_eq!(circuit.waiting(), None);
    }

    #[test]
    fn a_single_documents_trouble_does_not_open_it() {
        let mut circuit = Circuit::default();
        for _ in 0..100 {
            circuit.failed(&error(BucketErrorKind::Changed), 0, 0);
            circuit.failed(&error(BucketErrorKind::Other), 0, 0);
        }
        assert_eq!(circuit.allowed(0), Allowed::All);
    }

    #[test]
    fn a_person_who_asks_gets_a_probe_now() {
        let mut circuit = opened();
        circuit.try_now();
        assert_eq!(circuit.allowed(0), Allowed::Probe);
    }

    #[test]
    fn a_target_that_cannot_even_be_looked_at_is_away_at_once() {
        for kind in [BucketErrorKind::Unreachable, BucketErrorKind::Other] {
            let mut circuit = Circuit::default();
            circuit.open(&error(kind), 1000, 0);
            assert_eq!(circuit.allowed(1000), Allowed::NotBefore(1500));
        }
    }
}
