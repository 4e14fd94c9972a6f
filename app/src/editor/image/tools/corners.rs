//! Boxes and ellipses: dragged from corner to corner, clicked at two corners, or as large as usual by a double click.

use super::draft::{DraftKey, Drawing, Rules, Step, Touch};
use crate::editor::image::gesture::Effect;
use crate::editor::image::overlay::OverlayFigure;
use crate::model::geometry::{self, Ellipse, Figure, MIN_DRAWN, Point, Rect};

#[derive(Clone, Debug, PartialEq)]
pub enum Corners {
    /// Down in a corner; a drag or a click.
    Down { from: Point, on_screen: Point },
    /// A drag to the other corner.
    Dragged { from: Point, to: Point },
    /// The first corner was clicked: the other follows the pointer.
    Open { from: Point },
    /// Down again: the second click, or a drag that begins anew.
    DownAgain { from: Point, second: Point, on_screen: Point },
}

impl Corners {
    pub fn begin(touch: &Touch, rules: &Rules) -> Step<Self> {
        let from = rules.place(touch);
        Step::goes_on(Self::Down { from, on_screen: touch.on_screen }, Effect::None)
    }

    pub fn down(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        let next = match self {
            Self::Open { from } => {
                Self::DownAgain { from, second: rules.place(touch), on_screen: touch.on_screen }
            }
            other => other,
        };
        Step::goes_on(next, Effect::None)
    }

    pub fn moved(self, touch: &Touch, _pressed: bool, rules: &Rules) -> Step<Self> {
        let to = rules.place(touch);
        let is_drag = |on_screen: Point| on_screen.distance(touch.on_screen) >= MIN_DRAWN;
        let (next, from) = match self {
            Self::Down { from, on_screen } if is_drag(on_screen) => (Self::Dragged { from, to }, from),
            Self::DownAgain { second, on_screen, .. } if is_drag(on_screen) => {
                (Self::Dragged { from: second, to }, second)
            }
            Self::Dragged { from, .. } => (Self::Dragged { from, to }, from),
            Self::Open { from } => (Self::Open { from }, from),
            still => return Step::goes_on(still, Effect::None),
        };
        let shown = figure(from, to, rules).map_or(Effect::Clear, |f| Effect::show(OverlayFigure::new(f)));
        Step::goes_on(next, shown)
    }

    pub fn up(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        let made = |figure: Option<Figure>| Step::ends(figure.map_or(Effect::Clear, Effect::Create));
        match self {
            Self::Down { from, .. } => Step::goes_on(Self::Open { from }, Effect::None),
            Self::Dragged { from, .. } => made(figure(from, rules.place(touch), rules)),
            Self::DownAgain { from, .. } if touch.double => made(Some(usual(from, rules))),
            Self::DownAgain { from, second, .. } => match figure(from, second, rules) {
                Some(figure) => made(Some(figure)),
                // Two slow clicks in one place: the second is the first of the next box.
                None => Step::goes_on(Self::Open { from: second }, Effect::None),
            },
            Self::Open { from } => Step::goes_on(Self::Open { from }, Effect::None),
        }
    }

    /// Enter makes one of the usual size where a corner was clicked.
    pub fn key(self, key: DraftKey, rules: &Rules) -> Step<Self> {
        match (key, self) {
            (DraftKey::Back, _) => Step::ends(Effect::Clear),
            (DraftKey::Confirm, Self::Open { from }) => Step::ends(Effect::Create(usual(from, rules))),
            (DraftKey::Confirm, still) => Step::goes_on(still, Effect::None),
        }
    }
}

fn figure(from: Point, to: Point, rules: &Rules) -> Option<Figure> {
    geometry::drawn(from, to, rules.bounds.image, rules.bounds.scale).map(|rect| of_kind(rect, rules))
}

fn of_kind(rect: Rect, rules: &Rules) -> Figure {
    if rules.drawing == Drawing::Ellipse {
        Figure::Ellipse(Ellipse::within(&rect))
    } else {
        Figure::Box(rect)
    }
}

/// As large as usual about a point.
pub fn usual(about: Point, rules: &Rules) -> Figure {
    let half = rules.default_half();
    let rect =
        Rect { x: about.x - half, y: about.y - half, width: half * 2.0, height: half * 2.0, rotation: 0.0 };
    let image = rules.bounds.image;
    let kept = Rect {
        x: rect.x.clamp(0.0, (image.width - rect.width).max(0.0)),
        y: rect.y.clamp(0.0, (image.height - rect.height).max(0.0)),
        ..rect
    };
    of_kind(kept, rules)
}

#[cfg(test)]
mod tests {
    use super::super::draft::testing::{Hand, RULES, rules, touch};
    use super::*;
    use crate::model::geometry::Snap;

    fn upright(x: f64, y: f64, width: f64, height: f64) -> Figure {
        Figure::Box(Rect { x, y, width, height, rotation: 0.0 })
    }

    #[test]
    fn a_drag_draws_a_box_that_stays_inside_the_image() {
        let hand = Hand::with(RULES).down(touch(190.0, 70.0)).drag(250.0, 20.0).up(touch(250.0, 20.0));
        assert_eq!(hand.created(), &upright(190.0, 20.0, 10.0, 50.0));
        assert_eq!(hand.draft, None);
    }

    #[test]
    fn two_clicks_draw_a_box_and_the_pointer_shows_it_between_them() {
        let hand = Hand::with(RULES).click(10.0, 10.0).hover(30.0, 40.0);
        assert_eq!(hand.effect, Effect::show(OverlayFigure::new(upright(10.0, 10.0, 20.0, 30.0))));
        assert_eq!(hand.click(50.0, 60.0).created(), &upright(10.0, 10.0, 40.0, 50.0));
    }

    #[test]
    fn a_drag_after_a_click_begins_anew() {
        let hand = Hand::with(RULES).click(10.0, 10.0).down(touch(50.0, 50.0)).drag(70.0, 90.0);
        assert_eq!(hand.up(touch(70.0, 90.0)).created(), &upright(50.0, 50.0, 20.0, 40.0));
    }

    #[test]
    fn a_double_click_draws_the_usual_size_inside_the_image() {
        let hand = Hand::with(RULES).double_click(100.0, 50.0);
        assert_eq!(hand.created(), &upright(76.0, 26.0, 48.0, 48.0));
        let hand = Hand::with(RULES).double_click(1.0, 1.0);
        assert_eq!(hand.created(), &upright(0.0, 0.0, 48.0, 48.0));
        let hand = Hand::with(RULES).click(100.0, 50.0).key(DraftKey::Confirm);
        assert_eq!(hand.created(), &upright(76.0, 26.0, 48.0, 48.0));
    }

    #[test]
    fn a_slip_of_the_hand_and_escape_draw_nothing() {
        let hand = Hand::with(RULES).down(touch(10.0, 10.0)).drag(40.0, 11.0).up(touch(40.0, 11.0));
        assert_eq!((hand.effect, hand.draft), (Effect::Clear, None));
        let hand = Hand::with(RULES).click(10.0, 10.0).key(DraftKey::Back);
        assert_eq!((hand.effect, hand.draft), (Effect::Clear, None));
    }

    #[test]
    fn an_ellipse_fills_the_box_that_is_dragged() {
        let hand = Hand::with(rules(Drawing::Ellipse)).down(touch(10.0, 10.0)).drag(50.0, 30.0);
        let round = Ellipse { x: 30.0, y: 20.0, radius_x: 20.0, radius_y: 10.0, rotation: 0.0 };
        assert_eq!(hand.up(touch(50.0, 30.0)).created(), &Figure::Ellipse(round));
    }

    #[test]
    fn corners_snap_to_the_pixels_where_the_config_says_so() {
        let hand = Hand::with(Rules { snap: Snap::Corners, ..RULES }).down(touch(10.4, 9.6)).drag(20.0, 20.0);
        assert_eq!(hand.up(touch(50.2, 30.7)).created(), &upright(10.0, 10.0, 40.0, 21.0));
    }
}
