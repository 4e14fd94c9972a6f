//! Polygons: points are clicked, or follow the hand while it drags. The first point, a double click or Enter closes.

use super::corners::usual;
use super::draft::{DraftKey, Rules, Step, Touch};
use crate::editor::image::gesture::{Effect, Told};
use crate::editor::image::overlay::{HandleMark, MarkKind, OverlayFigure};
use crate::model::geometry::{Figure, Point};

#[derive(Clone, Debug, PartialEq)]
pub struct PolygonDraft {
    points: Vec<Point>,
    /// Where the pointer is, when it would close the polygon.
    closes: bool,
}

/// How far apart the points of a free hand are, in pixels of the screen.
const FREEHAND: f64 = 12.0;

impl PolygonDraft {
    pub fn begin(touch: &Touch, rules: &Rules) -> Step<Self> {
        let draft = Self { points: vec![rules.place(touch)], closes: false };
        let shown = draft.shown(None, None);
        Step::goes_on(draft, shown)
    }

    pub fn down(mut self, touch: &Touch, rules: &Rules) -> Step<Self> {
        if touch.double && self.points.len() == 1 {
            let about = self.points.first().copied().unwrap_or(touch.at);
            return Step::ends(Effect::Create(usual_square(about, rules)));
        }
        // The first of the two clicks has put a point there.
        if touch.double || (self.points.len() > 2 && self.meets_first(touch, rules)) {
            return self.close();
        }
        let at = rules.place(touch);
        if self.points.last() != Some(&at) {
            self.points.push(at);
        }
        let shown = self.shown(None, touch.snapped);
        Step::goes_on(self, shown)
    }

    pub fn moved(mut self, touch: &Touch, pressed: bool, rules: &Rules) -> Step<Self> {
        let at = rules.place(touch);
        let far = |last: &Point| last.distance(at) * rules.bounds.scale >= FREEHAND;
        self.closes = self.points.len() > 2 && self.meets_first(touch, rules);
        if pressed && !self.closes && self.points.last().is_some_and(far) {
            self.points.push(at);
        }
        let to = if self.closes { self.points.first().copied() } else { Some(at) };
        let shown = self.shown(to, touch.snapped);
        Step::goes_on(self, shown)
    }

    /// A free hand that came back to where it began has drawn all of it.
    pub fn up(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        const DRAWN_FREELY: usize = 8;
        let came_back = self.closes && self.points.len() > DRAWN_FREELY && self.meets_first(touch, rules);
        if came_back { self.close() } else { Step::goes_on(self, Effect::None) }
    }

    pub fn key(mut self, key: DraftKey, _rules: &Rules) -> Step<Self> {
        match key {
            DraftKey::Confirm => self.close(),
            DraftKey::Back => {
                self.points.pop();
                if self.points.is_empty() {
                    return Step::ends(Effect::Clear);
                }
                let shown = self.shown(None, None);
                Step::goes_on(self, shown)
            }
        }
    }

    fn meets_first(&self, touch: &Touch, rules: &Rules) -> bool {
        self.points.first().is_some_and(|first| rules.meets(touch, *first))
    }

    fn close(self) -> Step<Self> {
        if self.points.len() < 3 {
            return Step::goes_on(self, Effect::Tell(Told::TooFewPoints(3)));
        }
        Step::ends(Effect::Create(Figure::Polygon { points: self.points, closed: true }))
    }

    fn shown(&self, to: Option<Point>, snapped: Option<Point>) -> Effect {
        let rubber = to.into_iter().flat_map(|to| {
            let on = self.points.last().map(|last| (*last, to));
            let back = self.points.first().filter(|_| self.points.len() > 1).map(|first| (to, *first));
            on.into_iter().chain(back)
        });
        let figure = Figure::Polygon { points: self.points.clone(), closed: false };
        Effect::show(OverlayFigure { rubber: rubber.collect(), snapped, ..OverlayFigure::new(figure) })
    }

    pub fn marks(&self, _rules: &Rules) -> Vec<HandleMark> {
        let kind = |at: usize| if at == 0 && self.closes { MarkKind::Close } else { MarkKind::Point };
        let marks = self.points.iter().enumerate();
        marks.map(|(at, point)| HandleMark { at: *point, kind: kind(at), stem: None }).collect()
    }
}

/// A square of the usual size, as a polygon.
pub fn usual_square(about: Point, rules: &Rules) -> Figure {
    match usual(about, rules) {
        Figure::Box(rect) => Figure::Polygon { points: rect.corners().to_vec(), closed: true },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::testing::{Hand, rules, touch};
    use super::super::draft::{Draft, Drawing};
    use super::*;

    fn hand() -> Hand {
        Hand::with(rules(Drawing::Polygon))
    }

    fn triangle() -> Hand {
        hand().click(10.0, 10.0).click(60.0, 10.0).click(60.0, 60.0)
    }

    fn points(figure: &Figure) -> Vec<(f64, f64)> {
        match figure {
            Figure::Polygon { points, closed: true } => points.iter().map(|p| (p.x, p.y)).collect(),
            other => panic!("no closed polygon: {other:?}"),
        }
    }

    const TRIANGLE: [(f64, f64); 3] = [(10.0, 10.0), (60.0, 10.0), (60.0, 60.0)];

    #[test]
    fn a_click_on_the_first_point_a_double_click_and_enter_close_it() {
        assert_eq!(points(triangle().click(13.0, 12.0).created()), TRIANGLE);
        assert_eq!(points(triangle().key(DraftKey::Confirm).created()), TRIANGLE);
        let double = hand().click(10.0, 10.0).click(60.0, 10.0).double_click(60.0, 60.0);
        assert_eq!(points(double.created()), TRIANGLE);
    }

    #[test]
    fn a_line_leads_on_to_the_pointer_and_back_to_the_first_point() {
        let hand = hand().click(10.0, 10.0).click(60.0, 10.0).hover(30.0, 50.0);
        let Effect::Show(shown) = hand.effect else { panic!("shows nothing") };
        let ends: Vec<_> = shown.rubber.iter().map(|(a, b)| (a.x, b.x)).collect();
        assert_eq!(ends, [(60.0, 30.0), (30.0, 10.0)]);
    }

    #[test]
    fn the_last_point_is_taken_back_until_nothing_is_left() {
        let mut hand = triangle();
        for _ in 0..2 {
            hand = hand.key(DraftKey::Back);
            assert!(hand.draft.is_some());
        }
        hand = hand.key(DraftKey::Back);
        assert_eq!((hand.draft, hand.effect), (None, Effect::Clear));
    }

    #[test]
    fn two_points_are_no_polygon_and_stay_as_they_are() {
        let hand = hand().click(10.0, 10.0).click(60.0, 10.0).key(DraftKey::Confirm);
        assert_eq!(hand.effect, Effect::Tell(Told::TooFewPoints(3)));
        assert!(matches!(hand.draft, Some(Draft::Polygon(draft)) if draft.points.len() == 2));
    }

    #[test]
    fn a_double_click_on_the_ground_draws_one_of_the_usual_size() {
        assert_eq!(points(hand().double_click(100.0, 50.0).created()).len(), 4);
    }

    #[test]
    fn a_free_hand_leaves_points_behind_and_closes_where_it_began() {
        let mut hand = hand().down(touch(50.0, 20.0));
        for step in 1..=40 {
            let angle = f64::from(step) * std::f64::consts::TAU / 40.0;
            hand = hand.drag(50.0 + 40.0 * angle.sin(), 60.0 - 40.0 * angle.cos());
        }
        let made = points(hand.up(touch(50.0, 20.0)).created());
        assert!((10..40).contains(&made.len()), "{}", made.len());
    }

    #[test]
    fn the_hand_may_snap_to_other_figures() {
        let snapped =
            super::super::draft::Touch { snapped: Some(Point::new(12.0, 11.0)), ..touch(10.0, 10.0) };
        let hand =
            hand().down(snapped).up(snapped).click(60.0, 10.0).click(60.0, 60.0).key(DraftKey::Confirm);
        assert_eq!(points(hand.created())[0], (12.0, 11.0));
    }
}
