//! Brush and eraser: a line with round ends, from where the pointer goes down to where it goes up; a click is a dot.

use super::draft::{DraftKey, Drawing, Rules, Step, Touch};
use crate::editor::image::gesture::{Effect, Painted};
use crate::editor::image::overlay::{Ink, OverlayFigure};
use crate::model::geometry::{Figure, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    points: Arc<Vec<Point>>,
    radius: f64,
    erases: bool,
}

/// Points nearer than this to the last tell nothing new, in pixels of the image.
const NEAR: f64 = 0.5;

impl Stroke {
    pub fn begin(touch: &Touch, rules: &Rules) -> Step<Self> {
        let erases = rules.drawing == Drawing::Eraser;
        let stroke = Self { points: Arc::new(vec![touch.at]), radius: rules.brush, erases };
        let shown = stroke.shown();
        Step::goes_on(stroke, shown)
    }

    /// A second finger or button changes nothing.
    pub fn down(self, _touch: &Touch, _rules: &Rules) -> Step<Self> {
        Step::goes_on(self, Effect::None)
    }

    pub fn moved(mut self, touch: &Touch, _pressed: bool, _rules: &Rules) -> Step<Self> {
        if self.points.last().is_some_and(|last| last.distance(touch.at) < NEAR) {
            return Step::goes_on(self, Effect::None);
        }
        Arc::make_mut(&mut self.points).push(touch.at);
        let shown = self.shown();
        Step::goes_on(self, shown)
    }

    pub fn up(self, _touch: &Touch, _rules: &Rules) -> Step<Self> {
        let Self { points, radius, erases } = self;
        Step::ends(Effect::Paint(Painted { points, radius, erases }))
    }

    pub fn key(self, key: DraftKey, _rules: &Rules) -> Step<Self> {
        match key {
            DraftKey::Back => Step::ends(Effect::Clear),
            DraftKey::Confirm => Step::goes_on(self, Effect::None),
        }
    }

    fn shown(&self) -> Effect {
        let ink = if self.erases { Ink::Erase } else { Ink::Stroke };
        Effect::show(OverlayFigure::new(Figure::Mask).with_ink(ink(self.points.clone(), self.radius)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::testing::{Hand, rules, touch};
    use super::*;

    fn painted(hand: &Hand) -> (usize, bool) {
        match &hand.effect {
            Effect::Paint(painted) => (painted.points.len(), painted.erases),
            other => panic!("nothing painted: {other:?}"),
        }
    }

    #[test]
    fn a_click_is_a_dot_and_a_drag_a_line() {
        let dot = Hand::with(rules(Drawing::Brush)).click(10.0, 10.0);
        assert_eq!(painted(&dot), (1, false));
        let line =
            Hand::with(rules(Drawing::Brush)).down(touch(10.0, 10.0)).drag(10.1, 10.0).drag(30.0, 10.0);
        assert_eq!(painted(&line.up(touch(30.0, 10.0))), (2, false));
    }

    #[test]
    fn the_eraser_takes_away_and_escape_paints_nothing() {
        let hand = Hand::with(rules(Drawing::Eraser)).down(touch(10.0, 10.0)).drag(20.0, 10.0);
        assert!(matches!(&hand.effect, Effect::Show(shown) if matches!(shown.ink, Ink::Erase(..))));
        assert_eq!(hand.key(DraftKey::Back).effect, Effect::Clear);
        assert_eq!(painted(&Hand::with(rules(Drawing::Eraser)).click(3.0, 3.0)), (1, true));
    }
}
