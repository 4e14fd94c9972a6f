//! How long to wait before a push is tried again. Pure: the caller brings the randomness.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const CAP: Duration = Duration::from_secs(60);

/// The wait after the `attempts`-th failure in a row (from 1): doubling from half a second to a minute, less up to
/// half of it by `entropy`, and never less than the store asked for.
pub fn wait(attempts: u32, entropy: u64, asked: Option<Duration>) -> Duration {
    let doubled = FIRST.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(CAP);
    let share = u32::try_from(entropy % 1001).unwrap_or(0);
    let jittered = doubled - doubled / 2 * share / 1000;
    asked.map_or(jittered, |asked| jittered.max(asked.min(CAP * 10)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_grow_to_a_minute_and_never_vanish(attempts in 0u32..1000, entropy: u64) {
            let waited = wait(attempts, entropy, None);
            prop_assert!(waited >= FIRST / 2 && waited <= CAP);
        }

        #[test]
        fn a_store_that_asks_for_time_gets_it(attempts in 0u32..100, entropy: u64, asked in 0u64..600) {
            let asked = Duration::from_secs(asked);
            prop_assert!(wait(attempts, entropy, Some(asked)) >= asked);
        }
    }

    #[test]
    fn without_luck_the_wait_doubles() {
        let waits: Vec<_> = (1..=9).map(|n| wait(n, 0, None).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    }

    #[test]
    fn chance_takes_off_up_to_half() {
        let waited = |entropy| wait(1, entropy, None).as_millis();
        assert_eq!([0, 500, 1000, 1001].map(waited), [500, 375, 250, 500]);
    }
}
