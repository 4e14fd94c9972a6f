//! What is found by typed words. Pure.

/// Which of these texts have all the words, each anywhere in it, however it is written; those that begin with the first
/// word come first, else they stay in order.
pub fn found<'a>(query: &str, texts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<(bool, usize)> = texts
        .enumerate()
        .filter_map(|(at, text)| {
            let text = text.to_lowercase();
            let has_all = words.iter().all(|word| text.contains(word));
            let begins = words.first().is_some_and(|word| text.starts_with(word));
            has_all.then_some((!begins, at))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// The one after this, or before it, round and round.
pub const fn next(at: usize, count: usize, back: bool) -> usize {
    match (count, back) {
        (0, _) => 0,
        (_, false) => (at + 1) % count,
        (_, true) => (at + count - 1) % count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 4] = ["Delete all regions", "Undo", "Draw boxes", "Hide or show all regions"];

    fn of(query: &str) -> Vec<usize> {
        found(query, TEXTS.into_iter())
    }

    #[test]
    fn all_typed_words_have_to_appear_in_any_order() {
        assert_eq!(of("region all"), [0, 3]);
        assert_eq!(of("ALL hid"), [3]);
        assert_eq!(of("boxes all"), [] as [usize; 0]);
        assert_eq!(of("  "), [0, 1, 2, 3]);
    }

    #[test]
    fn what_begins_with_the_word_comes_first() {
        assert_eq!(of("d"), [0, 2, 1, 3]);
        assert_eq!(of("u"), [1]);
    }

    #[test]
    fn arrows_go_round() {
        assert_eq!((next(2, 3, false), next(0, 3, true), next(0, 0, true)), (0, 2, 0));
    }
}
