//! Where things go over a document: lines of a region joined, regions that overlap in lanes of their own, what lies
//! under a pointer. Pure.

use crate::model::result::Span;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A box, in pixels of the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    fn right(&self) -> f64 {
        self.left + self.width
    }

    fn hash(&self, state: &mut impl Hasher) {
        for number in [self.left, self.top, self.width, self.height] {
            number.to_bits().hash(state);
        }
    }
}

/// A region as it is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    pub id: String,
    pub color: String,
    pub title: Option<String>,
    /// Which line below the letters is its own, from 0.
    pub lane: usize,
    pub on: bool,
    pub rects: Arc<[Rect]>,
}

impl Drawn {
    /// Equal for what looks equal.
    pub fn key(&self) -> u64 {
        let mut state = DefaultHasher::new();
        (&self.id, &self.color, &self.title, self.lane, self.on).hash(&mut state);
        self.rects.iter().for_each(|rect| rect.hash(&mut state));
        state.finish()
    }
}

/// Boxes of one line that touch, as one; empty ones are left out.
pub fn joined(rects: impl IntoIterator<Item = Rect>) -> Vec<Rect> {
    const NEAR: f64 = 1.0;
    let mut out: Vec<Rect> = Vec::new();
    for rect in rects.into_iter().filter(|rect| rect.width > 0.0 && rect.height > 0.0) {
        match out.last_mut() {
            Some(last)
                if (last.top - rect.top).abs() < NEAR
                    && (last.height - rect.height).abs() < NEAR
                    && (last.right() - rect.left).abs() < NEAR =>
            {
                last.width = rect.right() - last.left;
            }
            _ => out.push(rect),
        }
    }
    out
}

/// Gives every span a lane that no span it overlaps has; longer ones first.
pub fn lanes(spans: &[Span]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|at| (spans[*at].start, u32::MAX - spans[*at].end));
    let mut ends: Vec<u32> = Vec::new();
    let mut lanes = vec![0; spans.len()];
    for at in order {
        let Span { start, end } = spans[at];
        let lane = ends.iter().position(|taken| *taken <= start).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(end);
        } else {
            ends[lane] = end;
        }
        lanes[at] = lane;
    }
    lanes
}

/// The innermost region at a place; asked again there, the next one out; at last none.
pub fn next_at<'a>(regions: &[(&'a str, Span)], place: u32, selected: Option<&str>) -> Option<&'a str> {
    let mut here: Vec<(u32, &str)> = regions
        .iter()
        .filter(|(_, span)| span.start <= place && place < span.end)
        .map(|(id, span)| (span.end - span.start, *id))
        .collect();
    here.sort_unstable();
    let again = here.iter().position(|(_, id)| Some(*id) == selected);
    here.get(again.map_or(0, |at| at + 1)).map(|(_, id)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    fn rect(left: f64, top: f64, width: f64) -> Rect {
        Rect { left, top, width, height: 20.0 }
    }

    #[test]
    fn boxes_that_touch_on_a_line_are_one_and_lines_stay_apart() {
        let lines =
            joined([rect(0.0, 0.0, 10.0), rect(10.2, 0.0, 5.0), rect(15.2, 0.0, 0.0), rect(0.0, 20.0, 8.0)]);
        assert_eq!(lines, [rect(0.0, 0.0, 15.2), rect(0.0, 20.0, 8.0)]);
        assert_eq!(joined([rect(0.0, 0.0, 10.0), rect(30.0, 0.0, 5.0)]).len(), 2);
    }

    #[test]
    fn what_overlaps_lies_in_lanes_of_its_own() {
        assert_eq!(lanes(&[span(4, 8), span(0, 10), span(8, 12), span(12, 13)]), [1, 0, 1, 0]);
        assert!(lanes(&[]).is_empty());
    }

    #[test]
    fn a_click_selects_the_innermost_and_the_next_click_the_one_around() {
        let regions = [("outer", span(0, 10)), ("inner", span(3, 6)), ("beside", span(6, 9))];
        assert_eq!(next_at(&regions, 4, None), Some("inner"));
        assert_eq!(next_at(&regions, 4, Some("inner")), Some("outer"));
        assert_eq!(next_at(&regions, 4, Some("outer")), None);
        assert_eq!(next_at(&regions, 4, Some("beside")), Some("inner"));
        assert_eq!(next_at(&regions, 10, None), None);
    }

    #[test]
    fn what_looks_different_has_another_key() {
        let drawn = Drawn {
            id: "a".into(),
            color: "red".into(),
            title: None,
            lane: 0,
            on: false,
            rects: [rect(0.0, 0.0, 1.0)].into(),
        };
        assert_eq!(drawn.key(), drawn.clone().key());
        assert_ne!(drawn.key(), Drawn { on: true, ..drawn.clone() }.key());
        assert_ne!(drawn.key(), Drawn { rects: [rect(0.0, 1.0, 1.0)].into(), ..drawn.clone() }.key());
    }
}
