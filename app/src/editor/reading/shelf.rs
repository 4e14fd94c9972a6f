//! The regions of one text by the blocks they lie in, sorted out once after each change, so that an edit redraws the
//! blocks it touches and nothing asks all regions for each block.

use crate::editor::doc::RegionView;
use crate::model::result::Span;
use crate::model::text::{Blocks, by_block, lanes};
use std::sync::Arc;

/// A region where it shows.
#[derive(Clone, Debug)]
pub struct Entry {
    pub region: Arc<RegionView>,
    pub span: Span,
    pub lane: u16,
    pub picked: bool,
}

impl Entry {
    pub fn new(region: Arc<RegionView>, span: Span, picked: bool) -> Self {
        Self { region, span, lane: 0, picked }
    }
}

/// The same region in the same state at the same place: views of regions are shared until they change.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.region, &other.region)
            && (self.span, self.lane, self.picked) == (other.span, other.lane, other.picked)
    }
}

/// All regions that show in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    entries: Vec<Entry>,
    by_block: Vec<Vec<u32>>,
}

impl Shelf {
    pub fn new(mut entries: Vec<Entry>, blocks: &Blocks) -> Self {
        let spans: Vec<Span> = entries.iter().map(|entry| entry.span).collect();
        for (entry, lane) in entries.iter_mut().zip(lanes(&spans)) {
            entry.lane = lane;
        }
        Self { by_block: by_block(blocks, &spans), entries }
    }

    pub fn in_block(&self, block: usize) -> impl Iterator<Item = &Entry> {
        let places = self.by_block.get(block).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.entries.get(*at as usize))
    }

    /// The blocks that show something else than before.
    pub fn changed(&self, before: &Self) -> Vec<usize> {
        let count = self.by_block.len().max(before.by_block.len());
        (0..count).filter(|block| !self.in_block(*block).eq(before.in_block(*block))).collect()
    }

    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.region.id == id)
    }

    /// The regions at a place, the innermost first.
    pub fn at(&self, place: u32, blocks: &Blocks) -> Vec<&Entry> {
        let has = |entry: &&Entry| entry.span.start <= place && place < entry.span.end;
        let mut here: Vec<&Entry> = self.in_block(blocks.at(place)).filter(has).collect();
        here.sort_by_key(|entry| entry.span.end - entry.span.start);
        here
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::result::Area;
    use crate::model::text::TextIndex;
    use proptest::prelude::*;

    fn region(id: u32, span: Span) -> Arc<RegionView> {
        Arc::new(RegionView {
            id: id.to_string(),
            stamp: u64::from(id),
            object: "text".to_owned(),
            item: None,
            parent: None,
            area: Area::Span(span),
            labels: Vec::new(),
            color: String::new(),
            excerpt: String::new(),
            readonly: false,
            note: None,
            score: None,
            origin: None,
        })
    }

    fn blocks() -> Blocks {
        Blocks::given((0..10).map(|n| Span { start: n * 10, end: n * 10 + 10 }).collect())
    }

    fn entries(spans: &[(u32, u32)]) -> Vec<Entry> {
        let entry = |(at, (a, b)): (usize, &(u32, u32))| {
            let span = Span { start: *a.min(b), end: *a.max(b) };
            Entry::new(region(at as u32, span), span, false)
        };
        spans.iter().enumerate().map(entry).collect()
    }

    #[test]
    fn an_edit_changes_the_blocks_it_touches() {
        let before = entries(&[(2, 5), (18, 33), (95, 97)]);
        let mut after = before.clone();
        after[1].picked = true;
        let (before, after) = (Shelf::new(before, &blocks()), Shelf::new(after, &blocks()));
        assert_eq!(after.changed(&before), [1, 2, 3]);
        assert!(after.changed(&after.clone()).is_empty());
        assert_eq!(after.changed(&Shelf::default()), [0, 1, 2, 3, 9]);
    }

    #[test]
    fn the_innermost_region_at_a_place_comes_first() {
        let shelf = Shelf::new(entries(&[(0, 40), (12, 20), (14, 18), (20, 30)]), &blocks());
        let ids: Vec<&str> = shelf.at(15, &blocks()).iter().map(|e| e.region.id.as_str()).collect();
        assert_eq!(ids, ["2", "1", "0"]);
        assert_eq!(shelf.at(20, &blocks()).len(), 2);
    }

    #[test]
    fn in_a_million_characters_with_two_thousand_regions_two_edits_redraw_three_blocks_at_most() {
        let index = TextIndex::new("Words of a line that goes on for a while.\n".repeat(24_000));
        let blocks = Blocks::of(&index);
        let spans: Vec<(u32, u32)> = (0..2000).map(|n| (n * 500, n * 500 + 30)).collect();
        let before = entries(&spans);
        let mut after = before.clone();
        after[1234].picked = true;
        after.push(Entry::new(region(9999, Span { start: 70, end: 90 }), Span { start: 70, end: 90 }, false));
        let (before, after) = (Shelf::new(before, &blocks), Shelf::new(after, &blocks));
        assert!(blocks.len() > 500);
        assert!((2..=3).contains(&after.changed(&before).len()));
    }

    proptest! {
        #[test]
        fn blocks_that_are_not_named_as_changed_show_the_same(
            spans in proptest::collection::vec((0..100u32, 0..100u32), 1..12), gone in 0..12usize, moved in 0..12usize,
        ) {
            let before = entries(&spans);
            let mut after = before.clone();
            if let Some(entry) = after.get_mut(moved) {
                entry.span = Span { start: 50, end: 55 };
            }
            if gone < after.len() {
                after.remove(gone);
            }
            let (before, after) = (Shelf::new(before, &blocks()), Shelf::new(after, &blocks()));
            let changed = after.changed(&before);
            for block in 0..10 {
                let same = after.in_block(block).eq(before.in_block(block));
                prop_assert_eq!(changed.contains(&block), !same);
            }
        }
    }
}
