//! Lanes for overlapping spans, so that each can be painted on a line of its own, and which spans each block of the text
//! has to paint.

use super::blocks::Blocks;
use crate::model::result::Span;

/// A lane for each span that no other span has where they overlap: the lowest that is free, first come first served,
/// long ones first. Empty spans are in lane 0.
pub fn lanes(spans: &[Span]) -> Vec<u16> {
    let mut order: Vec<usize> = (0..spans.len()).filter(|at| spans[*at].start < spans[*at].end).collect();
    order.sort_unstable_by_key(|at| (spans[*at].start, u32::MAX - spans[*at].end, *at));
    let mut given = vec![0; spans.len()];
    let mut ends: Vec<u32> = Vec::new();
    for at in order {
        let span = spans[at];
        let free = ends.iter().position(|end| *end <= span.start);
        let lane = free.unwrap_or_else(|| {
            ends.push(0);
            ends.len() - 1
        });
        ends[lane] = span.end;
        given[at] = u16::try_from(lane).unwrap_or(u16::MAX);
    }
    given
}

/// For each block the places of the spans that touch it, in the order given.
pub fn by_block(blocks: &Blocks, spans: &[Span]) -> Vec<Vec<u32>> {
    let mut shelves = vec![Vec::new(); blocks.len()];
    for (at, span) in spans.iter().enumerate() {
        for block in blocks.touched(*span) {
            shelves[block].push(at as u32);
        }
    }
    shelves
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn spans(pairs: &[(u32, u32)]) -> Vec<Span> {
        pairs.iter().map(|(a, b)| Span { start: *a.min(b), end: *a.max(b) }).collect()
    }

    #[test]
    fn a_lane_is_free_again_behind_its_span() {
        assert_eq!(lanes(&spans(&[(0, 9), (2, 4), (4, 6), (3, 5), (9, 12)])), [0, 1, 1, 2, 0]);
        assert_eq!(lanes(&spans(&[(5, 5), (0, 9)])), [0, 0]);
    }

    #[test]
    fn ten_spans_over_one_word_have_ten_lanes() {
        let mut given = lanes(&spans(&[(3, 8); 10]));
        given.sort_unstable();
        assert_eq!(given, (0..10).collect::<Vec<u16>>());
    }

    proptest! {
        #[test]
        fn no_two_spans_share_a_lane_where_they_overlap(
            pairs in proptest::collection::vec((0..60u32, 0..60u32), 0..25),
        ) {
            let spans = spans(&pairs);
            let given = lanes(&spans);
            let deepest = (0..60)
                .map(|at| spans.iter().filter(|s| s.start <= at && at < s.end).count())
                .max()
                .unwrap_or(0);
            for (a, one) in spans.iter().enumerate() {
                prop_assert!(one.start == one.end || usize::from(given[a]) < deepest);
                for (b, other) in spans.iter().enumerate().skip(a + 1) {
                    if one.start.max(other.start) < one.end.min(other.end) {
                        prop_assert_ne!(given[a], given[b]);
                    }
                }
            }
        }

        #[test]
        fn blocks_paint_exactly_what_lies_in_them(
            pairs in proptest::collection::vec((0..100u32, 0..100u32), 0..20),
        ) {
            let spans = spans(&pairs);
            let blocks = Blocks::given((0..10).map(|n| Span { start: n * 10, end: n * 10 + 10 }).collect());
            let shelves = by_block(&blocks, &spans);
            for (n, block) in blocks.iter().enumerate() {
                let brute: Vec<u32> = (0..spans.len() as u32)
                    .filter(|at| {
                        let s = spans[*at as usize];
                        let inside = s.start.max(block.start) < s.end.min(block.end);
                        inside || (s.start == s.end && blocks.at(s.start) == n)
                    })
                    .collect();
                prop_assert_eq!(&shelves[n], &brute);
            }
        }
    }
}
