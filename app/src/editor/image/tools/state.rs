//! What the tools of images remember beside the tool in hand: sizes, the point that the keys act on, the mask that was
//! painted last. Never part of the document.

use crate::editor::state::Tool;
use crate::model::geometry::Point;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The least and the largest brush, as the width of its stroke in pixels of the image.
const BRUSHES: (f64, f64) = (1.0, 1000.0);

/// Handles; copied with the work they belong to.
#[derive(Clone, Copy)]
pub struct ToolState {
    /// Something is drawn or changed just now: Escape, Backspace, Enter and undo are for it.
    pub busy: RwSignal<bool>,
    /// The point of the selected region that the keys act on: the region, and which of its points.
    pub point: RwSignal<Option<(String, usize)>>,
    /// How wide the brush is, in pixels of the image; as the config has it until a person chooses.
    pub brush: RwSignal<Option<f64>>,
    /// The image that a hand was at last: keys are for it.
    pub object: RwSignal<Option<String>>,
    /// The mask that was painted last: paint goes on there while its label stays in hand.
    pub painted: RwSignal<Option<String>>,
    /// How far the image at hand is turned, in degrees clockwise: arrows go the way they point on screen.
    pub turn: RwSignal<u32>,
    /// While bitmasks are moved by keys: how far they shall go after that.
    pub further: StoredValue<Option<Point>>,
    /// What was taken up at each image.
    pub taken: RwSignal<BTreeMap<String, Tool>>,
}

impl ToolState {
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            point: RwSignal::new(None),
            brush: RwSignal::new(None),
            object: RwSignal::new(None),
            painted: RwSignal::new(None),
            turn: RwSignal::new(0),
            further: StoredValue::new(None),
            taken: RwSignal::new(BTreeMap::new()),
        }
    }

    /// A larger or smaller brush than one of a width: small ones by single pixels, large ones by a fifth.
    pub fn resize_brush(&self, from: f64, larger: bool) -> f64 {
        let width = stepped(from, larger);
        self.brush.set(Some(width));
        width
    }

    pub fn set_brush(&self, width: f64) {
        if width.is_finite() {
            self.brush.set(Some(width.round().clamp(BRUSHES.0, BRUSHES.1)));
        }
    }

    /// A step on screen as one on the image, or how much longer something gets by it.
    pub fn on_image(&self, by: Point, resize: bool) -> Point {
        along(by, self.turn.get_untracked(), resize)
    }

    /// The point that the keys act on, if it is one of this region.
    pub fn point_of(&self, id: &str) -> Option<usize> {
        self.point.with_untracked(|point| point.as_ref().filter(|(of, _)| of == id).map(|(_, at)| *at))
    }
}

impl Default for ToolState {
    fn default() -> Self {
        Self::new()
    }
}

fn along(by: Point, turn: u32, resize: bool) -> Point {
    let Point { x, y } = by;
    match (turn % 360, resize) {
        (90 | 270, true) => Point::new(y, x),
        (90, false) => Point::new(y, -x),
        (180, false) => Point::new(-x, -y),
        (270, false) => Point::new(-y, x),
        _ => by,
    }
}

fn stepped(from: f64, larger: bool) -> f64 {
    let by = (from / 5.0).round().max(1.0);
    // Down again by what it went up.
    let down = (from / 6.0).round().max(1.0);
    let to = if larger { from.round() + by } else { from.round() - down };
    to.clamp(BRUSHES.0, BRUSHES.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brushes_grow_and_shrink_by_steps_that_can_be_seen() {
        let sizes: Vec<f64> =
            std::iter::successors(Some(15.0), |width| Some(stepped(*width, true))).take(5).collect();
        assert_eq!(sizes, [15.0, 18.0, 22.0, 26.0, 31.0]);
        assert_eq!(stepped(1.0, false), 1.0);
        assert_eq!(stepped(2.0, false), 1.0);
        assert_eq!(stepped(1000.0, true), 1000.0);
    }

    #[test]
    fn arrows_go_the_way_they_point_however_the_image_is_turned() {
        let right = Point::new(1.0, 0.0);
        for turn in [0, 90, 180, 270] {
            let on_screen = along(right, turn, false).turned(f64::from(turn));
            assert!(on_screen.distance(right) < 1e-9, "{turn}");
        }
        assert_eq!(along(right, 90, true), Point::new(0.0, 1.0));
    }

    #[test]
    fn a_step_up_and_down_leads_back() {
        for width in [1.0, 2.0, 5.0, 15.0, 18.0, 40.0, 100.0] {
            assert!((stepped(stepped(width, true), false) - width).abs() <= 1.0, "{width}");
        }
    }
}
