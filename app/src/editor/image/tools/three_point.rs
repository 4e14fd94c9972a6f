//! A turned box by three points: the ends of one side, dragged or clicked, then how far the box reaches from it.

use super::draft::{DraftKey, Rules, Step, Touch};
use crate::editor::image::gesture::Effect;
use crate::editor::image::overlay::OverlayFigure;
use crate::model::geometry::{Figure, MIN_DRAWN, Point, Rect};

#[derive(Clone, Debug, PartialEq)]
pub enum ThreePoint {
    /// The first end is placed; the pointer leads to the second.
    Side { from: Point },
    /// Both ends are placed; the pointer says how far the box reaches.
    Depth { from: Point, to: Point },
}

impl ThreePoint {
    pub fn begin(touch: &Touch, rules: &Rules) -> Step<Self> {
        Step::goes_on(Self::Side { from: rules.place(touch) }, Effect::None)
    }

    pub fn down(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        let at = rules.place(touch);
        match self {
            Self::Side { from } if is_long(from, at, rules) => {
                Step::goes_on(Self::Depth { from, to: at }, Effect::show(side(from, at)))
            }
            Self::Depth { from, to } => match turned(from, to, at, rules) {
                Some(rect) => Step::ends(Effect::Create(Figure::Box(rect))),
                None => Step::goes_on(Self::Depth { from, to }, Effect::None),
            },
            still @ Self::Side { .. } => Step::goes_on(still, Effect::None),
        }
    }

    pub fn moved(self, touch: &Touch, _pressed: bool, rules: &Rules) -> Step<Self> {
        let at = rules.place(touch);
        let shown = match &self {
            Self::Side { from } => side(*from, at),
            Self::Depth { from, to } => turned(*from, *to, at, rules)
                .map_or_else(|| side(*from, *to), |rect| OverlayFigure::new(Figure::Box(rect))),
        };
        Step::goes_on(self, Effect::show(shown))
    }

    /// The side may be dragged, too.
    pub fn up(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        let at = rules.place(touch);
        let next = match self {
            Self::Side { from } if is_long(from, at, rules) => Self::Depth { from, to: at },
            other => other,
        };
        Step::goes_on(next, Effect::None)
    }

    pub fn key(self, key: DraftKey, _rules: &Rules) -> Step<Self> {
        match (key, self) {
            (DraftKey::Back, Self::Depth { from, .. }) => Step::goes_on(Self::Side { from }, Effect::Clear),
            (DraftKey::Back, Self::Side { .. }) => Step::ends(Effect::Clear),
            (DraftKey::Confirm, still) => Step::goes_on(still, Effect::None),
        }
    }
}

fn is_long(from: Point, to: Point, rules: &Rules) -> bool {
    from.distance(to) * rules.bounds.scale >= MIN_DRAWN
}

fn side(from: Point, to: Point) -> OverlayFigure {
    OverlayFigure::guide(Figure::Polygon { points: vec![from, to], closed: false })
}

/// The box on a side that reaches as far as a third point, on whichever side of it that is; `None` while it is flat.
fn turned(from: Point, to: Point, third: Point, rules: &Rules) -> Option<Rect> {
    let along = to.minus(from);
    let degrees = along.y.atan2(along.x).to_degrees();
    let depth = third.minus(from).turned(-degrees).y;
    let (pivot, degrees) = if depth < 0.0 { (to, degrees + 180.0) } else { (from, degrees) };
    let rect = Rect {
        x: pivot.x,
        y: pivot.y,
        width: from.distance(to),
        height: depth.abs(),
        rotation: degrees.rem_euclid(360.0),
    };
    (rect.height * rules.bounds.scale >= MIN_DRAWN).then_some(rect)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::draft::Drawing;
    use super::super::draft::testing::{Hand, rules, touch};
    use super::*;
    use proptest::prelude::*;

    fn hand() -> Hand {
        Hand::with(rules(Drawing::ThreePoint))
    }

    #[test]
    fn three_clicks_draw_a_turned_box() {
        let hand =
            hand().click(50.0, 10.0).hover(60.0, 40.0).click(50.0, 60.0).hover(40.0, 60.0).click(20.0, 30.0);
        let rect = Rect { x: 50.0, y: 10.0, width: 50.0, height: 30.0, rotation: 90.0 };
        let Figure::Box(made) = hand.created() else { panic!("a box") };
        assert!((made.height - 30.0).abs() < 1e-9 && made.rotation == 90.0, "{made:?}");
        assert_eq!((made.x, made.y, made.width), (rect.x, rect.y, rect.width));
    }

    #[test]
    fn the_side_can_be_dragged_and_taken_back() {
        let open = hand().down(touch(10.0, 10.0)).drag(50.0, 10.0).up(touch(50.0, 10.0));
        assert!(matches!(open.draft, Some(super::super::draft::Draft::ThreePoint(ThreePoint::Depth { .. }))));
        let back = open.key(DraftKey::Back).key(DraftKey::Back);
        assert_eq!(back.draft, None);
    }

    proptest! {
        #[test]
        fn the_side_stays_a_side_and_the_third_point_lies_on_the_other(
            ax in 0.0..200.0f64, ay in 0.0..100.0f64, bx in 0.0..200.0f64, by in 0.0..100.0f64,
            cx in 0.0..200.0f64, cy in 0.0..100.0f64,
        ) {
            let (a, b, c) = (Point::new(ax, ay), Point::new(bx, by), Point::new(cx, cy));
            prop_assume!(a.distance(b) > 4.0);
            let Some(rect) = turned(a, b, c, &rules(Drawing::ThreePoint)) else { return Ok(()) };
            let corners = rect.corners();
            let has = |p: Point| corners.iter().any(|corner| corner.distance(p) < 1e-6);
            prop_assert!(has(a) && has(b));
            prop_assert!((rect.inward(c).y - rect.height).abs() < 1e-6);
            prop_assert!((0.0..360.0).contains(&rect.rotation));
        }
    }
}
