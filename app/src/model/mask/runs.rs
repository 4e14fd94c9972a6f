//! Fast looks at rows of bytes: how long a value goes on, and where the first and last set byte lie.

const STEP: usize = 8;

/// How many bytes at the start equal `value`.
pub fn run_length(bytes: &[u8], value: u8) -> usize {
    let same = [value; STEP];
    let skipped = STEP * bytes.chunks_exact(STEP).take_while(|chunk| **chunk == same).count();
    let rest = bytes.get(skipped..).unwrap_or_default();
    skipped + rest.iter().take_while(|byte| **byte == value).count()
}

/// Where the first byte that is not zero lies.
pub fn first_set(bytes: &[u8]) -> Option<usize> {
    let zeros = run_length(bytes, 0);
    (zeros < bytes.len()).then_some(zeros)
}

/// Where the last byte that is not zero lies.
pub fn last_set(bytes: &[u8]) -> Option<usize> {
    let skipped = STEP * bytes.rchunks_exact(STEP).take_while(|chunk| **chunk == [0; STEP]).count();
    bytes.get(..bytes.len() - skipped)?.iter().rposition(|byte| *byte != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn looks_agree_with_a_look_at_every_byte(bytes in proptest::collection::vec(0..2u8, 0..40), value in 0..2u8) {
            prop_assert_eq!(run_length(&bytes, value), bytes.iter().take_while(|byte| **byte == value).count());
            prop_assert_eq!(first_set(&bytes), bytes.iter().position(|byte| *byte != 0));
            prop_assert_eq!(last_set(&bytes), bytes.iter().rposition(|byte| *byte != 0));
        }

        #[test]
        fn long_runs_are_measured(before in 0..40usize, after in 0..40usize) {
            let bytes = [vec![7; before], vec![0; after]].concat();
            prop_assert_eq!(run_length(&bytes, 7), before);
            prop_assert_eq!(last_set(&bytes), before.checked_sub(1));
        }
    }
}
