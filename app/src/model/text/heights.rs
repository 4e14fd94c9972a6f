//! How high the blocks of a long text are, measured or guessed, and which of them must stand in the page: those in sight
//! and around it. Knows no browser; lengths are in CSS pixels.

use std::ops::Range;

/// Blocks this far above and below what is in sight stand in the page too.
const AROUND: f64 = 900.0;

/// The heights of all blocks, top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heights {
    of: Vec<f64>,
    /// Blocks that take no room: left out on purpose. Empty when none is.
    hidden: Vec<bool>,
}

/// A block that stands in the page, and the room left above it for those that do not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    pub block: usize,
    pub gap: f64,
}

impl Heights {
    pub fn new(of: Vec<f64>) -> Self {
        Self { of, hidden: Vec::new() }
    }

    /// Leaves out the blocks that are said to be hidden, and no others.
    pub fn hide(&mut self, hidden: Vec<bool>) {
        self.hidden = hidden;
    }

    pub fn is_hidden(&self, block: usize) -> bool {
        self.hidden.get(block).copied().unwrap_or(false)
    }

    fn heights(&self) -> impl Iterator<Item = f64> + '_ {
        self.of.iter().enumerate().map(|(block, height)| if self.is_hidden(block) { 0.0 } else { *height })
    }

    /// The heights of other blocks with those that are hidden here.
    #[must_use]
    pub fn renewed(&self, of: Vec<f64>) -> Self {
        Self { of, hidden: self.hidden.clone() }
    }

    /// Notes what was measured; true if it differs from what was thought.
    pub fn set(&mut self, block: usize, height: f64) -> bool {
        match self.of.get_mut(block) {
            Some(known) if (*known - height).abs() > 0.5 => {
                *known = height;
                true
            }
            _ => false,
        }
    }

    pub fn len(&self) -> usize {
        self.of.len()
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Where a block begins.
    pub fn top(&self, block: usize) -> f64 {
        self.heights().take(block).sum()
    }

    /// The blocks in sight and around it when so much is scrolled away and so much is seen.
    pub fn in_sight(&self, scrolled: f64, seen: f64) -> Range<usize> {
        let (from, to) = (scrolled - AROUND, scrolled + seen + AROUND);
        let (mut top, mut first, mut last) = (0.0, None, 0);
        for (block, height) in self.heights().enumerate() {
            let bottom = top + height;
            if bottom >= from && top <= to {
                first.get_or_insert(block);
                last = block + 1;
            }
            top = bottom;
        }
        // Scrolled beyond the end, as after a guess that was too high: the last one shows.
        let first = first.unwrap_or_else(|| self.of.len().saturating_sub(1));
        first..last.max((first + 1).min(self.of.len()))
    }

    /// The blocks to show, ascending, each with the room above it, and the room below the last one.
    pub fn placed(&self, shown: &[usize]) -> (Vec<Placed>, f64) {
        let mut heights = self.heights();
        let mut next = 0;
        let mut room = |to: usize| {
            let gap = heights.by_ref().take(to.saturating_sub(next)).sum();
            heights.next();
            next = to + 1;
            gap
        };
        let placed = shown
            .iter()
            .filter(|block| !self.is_hidden(**block))
            .map(|block| Placed { block: *block, gap: room(*block) })
            .collect();
        let below = room(self.of.len());
        (placed, below)
    }
}

/// The blocks of a window and some others, each once, ascending.
pub fn joined(window: Range<usize>, others: impl IntoIterator<Item = usize>, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = window.chain(others).filter(|block| *block < count).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_blocks_in_sight_and_around_are_shown() {
        let heights = Heights::new(vec![500.0; 100]);
        assert_eq!(heights.in_sight(10_000.0, 600.0), 18..24);
        assert_eq!(heights.in_sight(0.0, 600.0), 0..4);
        assert_eq!(heights.in_sight(90_000.0, 600.0), 99..100);
        assert_eq!(Heights::default().in_sight(0.0, 600.0), 0..0);
    }

    #[test]
    fn what_is_pinned_is_shown_with_the_room_between() {
        let heights = Heights::new(vec![10.0; 10]);
        let shown = joined(4..6, [0, 5, 8, 77], 10);
        assert_eq!(shown, [0, 4, 5, 8]);
        let (placed, below) = heights.placed(&shown);
        let gaps: Vec<f64> = placed.iter().map(|p| p.gap).collect();
        assert_eq!((gaps, below), (vec![0.0, 30.0, 0.0, 20.0], 10.0));
    }

    #[test]
    fn hidden_blocks_take_no_room_and_are_not_shown() {
        let mut heights = Heights::new(vec![10.0; 6]);
        heights.hide(vec![false, true, true, false, false, false]);
        assert_eq!(heights.top(4), 20.0);
        let (placed, below) = heights.placed(&[0, 1, 4]);
        let blocks: Vec<(usize, f64)> = placed.iter().map(|p| (p.block, p.gap)).collect();
        assert_eq!((blocks, below), (vec![(0, 0.0), (4, 10.0)], 10.0));
    }

    #[test]
    fn a_measure_that_says_nothing_new_changes_nothing() {
        let mut heights = Heights::new(vec![10.0; 2]);
        assert!(!heights.set(0, 10.2));
        assert!(heights.set(1, 12.0));
        assert!(!heights.set(9, 1.0));
        assert_eq!(heights.top(2), 22.0);
    }

    proptest! {
        #[test]
        fn shown_blocks_and_rooms_add_up_to_the_whole(
            of in proptest::collection::vec(1.0..50.0f64, 1..40), pins in proptest::collection::vec(0..60usize, 0..5),
            scrolled in 0.0..3000.0f64,
        ) {
            let heights = Heights::new(of.clone());
            let shown = joined(heights.in_sight(scrolled, 20.0), pins, of.len());
            let (placed, below) = heights.placed(&shown);
            let shown: f64 = placed.iter().map(|p| of[p.block] + p.gap).sum();
            prop_assert!((shown + below - of.iter().sum::<f64>()).abs() < 1e-6);
        }
    }
}
