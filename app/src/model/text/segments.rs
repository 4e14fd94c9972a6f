//! Overlapping spans cut into pieces that do not overlap, for painting.

use crate::model::result::Span;

/// A piece of the text, and which spans cover it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub start: u32,
    pub end: u32,
    /// Places of the covering spans in the list that was given, ascending.
    pub covering: Vec<usize>,
}

/// Cuts a text of `length` at every start and end of a span. The segments come in order, cover the whole text, and
/// each lies either wholly inside or wholly outside every span. Empty spans cover nothing.
pub fn segments(spans: &[Span], length: u32) -> Vec<Segment> {
    // At equal places ends come before starts: nothing covers both sides of a cut by touching it.
    let mut cuts: Vec<(u32, bool, usize)> = Vec::with_capacity(spans.len() * 2);
    for (at, span) in spans.iter().enumerate() {
        let (start, end) = (span.start.min(length), span.end.min(length));
        if start < end {
            cuts.push((start, true, at));
            cuts.push((end, false, at));
        }
    }
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut covering: Vec<usize> = Vec::new();
    let mut from = 0;
    for (place, starts, at) in cuts {
        if place > from {
            pieces.push(Segment { start: from, end: place, covering: covering.clone() });
            from = place;
        }
        match (starts, covering.binary_search(&at)) {
            (true, Err(slot)) => covering.insert(slot, at),
            (false, Ok(slot)) => drop(covering.remove(slot)),
            _ => {}
        }
    }
    if from < length {
        pieces.push(Segment { start: from, end: length, covering });
    }
    pieces
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn spans(pairs: &[(u32, u32)]) -> Vec<Span> {
        pairs.iter().map(|(start, end)| Span { start: *start, end: *end }).collect()
    }

    #[test]
    fn overlaps_become_pieces_that_name_their_regions() {
        let pieces = segments(&spans(&[(2, 6), (4, 8), (4, 4)]), 10);
        let shown: Vec<(u32, u32, Vec<usize>)> =
            pieces.into_iter().map(|s| (s.start, s.end, s.covering)).collect();
        assert_eq!(
            shown,
            [(0, 2, vec![]), (2, 4, vec![0]), (4, 6, vec![0, 1]), (6, 8, vec![1]), (8, 10, vec![])]
        );
        assert!(segments(&[], 0).is_empty());
        assert_eq!(segments(&spans(&[(3, 99)]), 5).len(), 2);
    }

    proptest! {
        #[test]
        fn every_character_is_in_one_piece_with_exactly_its_spans(
            pairs in proptest::collection::vec((0..40u32, 0..40u32), 0..12), length in 0..40u32,
        ) {
            let spans = spans(&pairs);
            let pieces = segments(&spans, length);
            let mut next = 0;
            for piece in &pieces {
                prop_assert_eq!(piece.start, next);
                next = piece.end;
                for at in piece.start..piece.end {
                    let covering: Vec<usize> =
                        (0..spans.len()).filter(|n| spans[*n].start <= at && at < spans[*n].end).collect();
                    prop_assert_eq!(&covering, &piece.covering);
                }
            }
            prop_assert_eq!(next, length);
        }
    }
}
