//! What a pointer is doing over an image: a state machine without a browser. Points are pixels of the image unless
//! named otherwise; boxes are in percent, as results have them, and what is drawn or moved stays inside the image.

use crate::model::geometry::{self, Handle, MIN_DRAWN, Point, Rect, Size};

/// What was under the pointer when it went down, and what the hand and the keys want.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    /// In pixels of the image.
    pub at: Point,
    /// In pixels of the screen.
    pub on_screen: Point,
    pub handle: Option<Handle>,
    /// The region here and its box.
    pub region: Option<(String, Rect)>,
    /// The selected region, if it may be changed, and its box.
    pub selected: Option<(String, Rect)>,
    /// The pan tool, the space bar, shift, or the middle button.
    pub pan: bool,
    /// A drag may draw: a label is active, or the draw tool is in hand.
    pub draw: bool,
    /// Draw even where there is a region.
    pub on_top: bool,
    /// The region here may not be moved.
    pub locked: bool,
}

/// The states.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    #[default]
    Idle,
    /// Down, not yet moved far enough to tell a drag from a click.
    Pressed(Press),
    Pan {
        last: Point,
    },
    Draw {
        from: Point,
        to: Point,
    },
    Move {
        id: String,
        from: Point,
        start: Rect,
        now: Rect,
    },
    Resize {
        id: String,
        handle: Handle,
        start: Rect,
        now: Rect,
    },
}

/// What the view should do about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    None,
    /// Shift the view, in screen pixels.
    PanBy(Point),
    /// Show this while it goes on; the id names the region that it stands for.
    Preview(Option<String>, Rect),
    /// A click: select the region, or nothing.
    Select(Option<String>),
    /// A new box was drawn.
    Create(Rect),
    /// A region got a new box.
    Change(String, Rect),
}

/// The image that everything stays inside of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub image: Size,
    /// Screen pixels for each pixel of the image.
    pub scale: f64,
}

impl Gesture {
    #[must_use]
    pub fn down(press: Press) -> Self {
        if press.pan {
            return Self::Pan { last: press.on_screen };
        }
        match (press.handle, &press.selected) {
            (Some(handle), Some((id, start))) => {
                Self::Resize { id: id.clone(), handle, start: *start, now: *start }
            }
            _ => Self::Pressed(press),
        }
    }

    #[must_use]
    pub fn moved(self, at: Point, on_screen: Point, bounds: Bounds) -> (Self, Effect) {
        match self {
            Self::Idle => (Self::Idle, Effect::None),
            Self::Pressed(press) if far(press.on_screen, on_screen) => drag(press, at, on_screen, bounds),
            Self::Pressed(press) => (Self::Pressed(press), Effect::None),
            Self::Pan { last } => {
                let by = on_screen.minus(last);
                (Self::Pan { last: on_screen }, Effect::PanBy(by))
            }
            Self::Draw { from, .. } => {
                let shown = geometry::drawn(from, at, bounds.image, bounds.scale);
                let effect = shown.map_or(Effect::None, |rect| Effect::Preview(None, rect));
                (Self::Draw { from, to: at }, effect)
            }
            Self::Move { id, from, start, .. } => {
                let by = at.minus(from);
                let now = geometry::moved(start, bounds.image, by.x, by.y);
                let effect = Effect::Preview(Some(id.clone()), now);
                (Self::Move { id, from, start, now }, effect)
            }
            Self::Resize { id, handle, start, .. } => {
                let now = if handle == Handle::Turn {
                    turned(start, at, bounds.image)
                } else {
                    geometry::resize(start, bounds.image, handle, at, 1.0_f64.max(1.0 / bounds.scale))
                };
                let effect = Effect::Preview(Some(id.clone()), now);
                (Self::Resize { id, handle, start, now }, effect)
            }
        }
    }

    /// The pointer went up: what came of it.
    pub fn up(self, bounds: Bounds) -> Effect {
        match self {
            Self::Pressed(press) => Effect::Select(press.region.map(|(id, _)| id)),
            Self::Draw { from, to } => {
                geometry::drawn(from, to, bounds.image, bounds.scale).map_or(Effect::None, Effect::Create)
            }
            Self::Move { id, start, now, .. } | Self::Resize { id, start, now, .. } if now != start => {
                Effect::Change(id, now)
            }
            _ => Effect::None,
        }
    }
}

/// A press turned out to be a drag.
fn drag(press: Press, at: Point, on_screen: Point, bounds: Bounds) -> (Gesture, Effect) {
    let on_selected =
        press.selected.as_ref().filter(|(id, _)| press.region.as_ref().is_some_and(|(r, _)| r == id));
    let grabbed = match (press.on_top, on_selected, &press.region) {
        (true, ..) => None,
        (false, Some(selected), _) => Some(selected.clone()),
        (false, None, Some(region)) if !press.draw && !press.locked => Some(region.clone()),
        _ => None,
    };
    let gesture = match grabbed {
        Some((id, start)) => Gesture::Move { id, from: press.at, start, now: start },
        None if press.draw || press.on_top => Gesture::Draw { from: press.at, to: press.at },
        None => Gesture::Pan { last: press.on_screen },
    };
    gesture.moved(at, on_screen, bounds)
}

fn far(a: Point, b: Point) -> bool {
    a.distance(b) >= MIN_DRAWN
}

/// Turned so that the handle above the box points at the pointer; near a right angle it snaps to it.
fn turned(start: Rect, to: Point, image: Size) -> Rect {
    let from_center = to.minus(start.to_pixels(image).center());
    let degrees = from_center.y.atan2(from_center.x).to_degrees() + 90.0;
    let right = (degrees / 90.0).round() * 90.0;
    let snapped = if (degrees - right).abs() < 2.0 { right } else { degrees };
    geometry::rotate_to(start, image, snapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { image: Size { width: 100.0, height: 100.0 }, scale: 1.0 };

    fn p(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    fn a_box(x: f64, y: f64) -> Rect {
        Rect { x, y, width: 20.0, height: 10.0, rotation: 0.0 }
    }

    fn press(at: Point) -> Press {
        Press {
            at,
            on_screen: at,
            handle: None,
            region: None,
            selected: None,
            pan: false,
            draw: false,
            on_top: false,
            locked: false,
        }
    }

    fn run(start: Press, to: Point) -> Effect {
        let (gesture, _) = Gesture::down(start).moved(to, to, BOUNDS);
        gesture.up(BOUNDS)
    }

    #[test]
    fn a_drag_with_a_label_draws_and_stays_inside_the_image() {
        let effect = run(Press { draw: true, ..press(p(90.0, 70.0)) }, p(150.0, 20.0));
        assert_eq!(
            effect,
            Effect::Create(Rect { x: 90.0, y: 20.0, width: 10.0, height: 50.0, rotation: 0.0 })
        );
    }

    #[test]
    fn a_click_draws_nothing_and_selects_what_it_met() {
        let region = Some(("r".to_owned(), a_box(0.0, 0.0)));
        let effect = run(Press { draw: true, region, ..press(p(5.0, 5.0)) }, p(6.0, 5.0));
        assert_eq!(effect, Effect::Select(Some("r".into())));
    }

    #[test]
    fn a_box_can_be_drawn_inside_another_that_is_not_selected() {
        let region = Some(("r".to_owned(), a_box(0.0, 0.0)));
        let effect = run(Press { draw: true, region, ..press(p(5.0, 2.0)) }, p(15.0, 8.0));
        assert!(matches!(effect, Effect::Create(_)));
    }

    #[test]
    fn the_selected_box_moves_and_with_the_key_is_drawn_over() {
        let region = Some(("r".to_owned(), a_box(0.0, 0.0)));
        let start = Press { draw: true, region: region.clone(), selected: region, ..press(p(5.0, 5.0)) };
        assert_eq!(run(start.clone(), p(15.0, 25.0)), Effect::Change("r".into(), a_box(10.0, 20.0)));
        assert!(matches!(run(Press { on_top: true, ..start }, p(15.0, 25.0)), Effect::Create(_)));
    }

    #[test]
    fn the_handle_above_turns_the_box_about_its_middle() {
        let selected = Some(("r".to_owned(), a_box(40.0, 45.0)));
        let start = Press { selected, handle: Some(Handle::Turn), ..press(p(50.0, 30.0)) };
        let Effect::Change(_, turned) = run(start, p(90.0, 50.0)) else { panic!("not turned") };
        assert_eq!(turned.rotation, 90.0);
        assert!(turned.to_pixels(BOUNDS.image).center().distance(p(50.0, 50.0)) < 1e-9);
    }

    #[test]
    fn without_a_label_the_ground_pans() {
        let (_, effect) = Gesture::down(press(p(5.0, 5.0))).moved(p(15.0, 5.0), p(15.0, 5.0), BOUNDS);
        assert_eq!(effect, Effect::PanBy(p(10.0, 0.0)));
    }
}
