//! The view of an image: how large it is shown, how far it is shifted, how it is turned.

use super::extent::Extent;
use super::rect::{Point, Size};
use super::turn::Turn;

/// Where the image lies on screen: `screen = turned image × scale + offset`. The offset is where the image's own corner
/// lies, wherever turning takes that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub scale: f64,
    pub offset: Point,
    pub turn: Turn,
}

/// Where an image stands that does not fill the screen, each way from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alignment {
    pub x: f64,
    pub y: f64,
}

impl Default for Alignment {
    fn default() -> Self {
        Self { x: 0.5, y: 0.5 }
    }
}

/// An image on a screen, as far as a view must know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Of the image that is not turned.
    pub image: Size,
    pub screen: Size,
    pub alignment: Alignment,
    /// It can be made smaller than it fits.
    pub shrinks: bool,
}

impl Room {
    pub fn new(image: Size, screen: Size) -> Self {
        Self { image, screen, alignment: Alignment::default(), shrinks: true }
    }
}

/// The largest a pixel of the image is shown.
const MAX_SCALE: f64 = 64.0;
/// The smallest the image is shown, against the size at which it fits.
const MIN_OF_FIT: f64 = 0.2;
/// How much of the image, in screen pixels, stays in sight however far it is panned.
const IN_SIGHT: f64 = 48.0;

impl View {
    /// Before anything is known.
    pub const START: Self = Self { scale: 1.0, offset: Point::new(0.0, 0.0), turn: Turn::None };

    /// The whole image, and no larger than its own pixels unless `enlarge`.
    pub fn fit(room: Room, turn: Turn, enlarge: bool) -> Self {
        let scale = fit_scale(room, turn);
        let scale = if enlarge { scale } else { scale.min(1.0) };
        Self::aligned(room, turn, scale)
    }

    /// One pixel of the image is one pixel of the screen, at the given density of screen pixels.
    pub fn actual(room: Room, turn: Turn, density: f64) -> Self {
        Self::aligned(room, turn, 1.0 / density.max(f64::EPSILON))
    }

    fn aligned(room: Room, turn: Turn, scale: f64) -> Self {
        let size = turn.size(room.image);
        let left = (room.screen.width - size.width * scale) * room.alignment.x;
        let top = (room.screen.height - size.height * scale) * room.alignment.y;
        Self { scale, offset: Point::new(0.0, 0.0), turn }.with_corner(Point::new(left, top), room.image)
    }

    /// Where the top left of the turned image lies on screen.
    pub fn corner(self, image: Size) -> Point {
        let corner = self.turn.corner(image);
        Point::new(self.offset.x + corner.x * self.scale, self.offset.y + corner.y * self.scale)
    }

    fn with_corner(self, at: Point, image: Size) -> Self {
        let corner = self.turn.corner(image);
        let offset = Point::new(at.x - corner.x * self.scale, at.y - corner.y * self.scale);
        Self { offset, ..self }
    }

    pub fn to_screen(self, point: Point) -> Point {
        let turned = self.turn.out(point);
        Point::new(turned.x * self.scale + self.offset.x, turned.y * self.scale + self.offset.y)
    }

    pub fn to_image(self, point: Point) -> Point {
        let turned =
            Point::new((point.x - self.offset.x) / self.scale, (point.y - self.offset.y) / self.scale);
        self.turn.back(turned)
    }

    /// An upright part of the image, on screen.
    pub fn extent_to_screen(self, part: &Extent) -> Extent {
        self.between(
            self.to_screen(Point::new(part.left, part.top)),
            self.to_screen(Point::new(part.right, part.bottom)),
        )
    }

    /// An upright part of the screen, on the image.
    pub fn extent_to_image(self, part: &Extent) -> Extent {
        self.between(
            self.to_image(Point::new(part.left, part.top)),
            self.to_image(Point::new(part.right, part.bottom)),
        )
    }

    fn between(self, a: Point, b: Point) -> Extent {
        Extent { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }
    }

    /// The part of the image that is in sight, and beyond.
    pub fn seen(self, screen: Size) -> Extent {
        self.extent_to_image(&Extent { left: 0.0, top: 0.0, right: screen.width, bottom: screen.height })
    }

    /// From pixels of the image to pixels of the screen as canvases take it: a, b, c, d, e, f.
    pub const fn matrix(self) -> [f64; 6] {
        let right = self.turn.out(Point::new(self.scale, 0.0));
        let down = self.turn.out(Point::new(0.0, self.scale));
        [right.x, right.y, down.x, down.y, self.offset.x, self.offset.y]
    }

    /// How what was painted for another view comes to lie for this one: enlarged, then shifted. `None` if that one is
    /// turned another way.
    pub fn since(self, painted: Self) -> Option<(f64, Point)> {
        let factor = self.scale / painted.scale;
        let shift =
            Point::new(self.offset.x - painted.offset.x * factor, self.offset.y - painted.offset.y * factor);
        (self.turn == painted.turn).then_some((factor, shift))
    }

    /// Larger or smaller by a factor, with the point under the pointer staying under it.
    #[must_use]
    pub fn zoomed(self, about: Point, factor: f64, room: Room) -> Self {
        let fit = fit_scale(room, self.turn);
        let least = (if room.shrinks { fit * MIN_OF_FIT } else { fit }).min(1.0);
        let scale = (self.scale * factor).clamp(least, MAX_SCALE.max(least));
        let fixed = self.to_image(about);
        Self { scale, ..self }.with_at(fixed, about).in_sight(room)
    }

    /// Shifted by screen pixels.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64, room: Room) -> Self {
        Self { offset: self.offset.plus(Point::new(dx, dy)), ..self }.in_sight(room)
    }

    /// The same middle, turned another way.
    #[must_use]
    pub fn turned(self, turn: Turn, room: Room) -> Self {
        let middle = Point::new(room.screen.width / 2.0, room.screen.height / 2.0);
        let fixed = self.to_image(middle);
        Self { turn, ..self }.with_at(fixed, middle).in_sight(room)
    }

    /// A part of the image is brought into sight, if it is not.
    #[must_use]
    pub fn showing(self, part: &Extent, room: Room) -> Self {
        let on_screen = self.extent_to_screen(part);
        let screen = Extent { left: 0.0, top: 0.0, right: room.screen.width, bottom: room.screen.height };
        let inside = on_screen.left >= 0.0
            && on_screen.top >= 0.0
            && on_screen.right <= screen.right
            && on_screen.bottom <= screen.bottom;
        // What is larger than the screen is seen as well as it can be once it is met.
        let fills = on_screen.width() > screen.width() || on_screen.height() > screen.height();
        if inside || (fills && on_screen.meets(&screen)) {
            return self;
        }
        self.with_at(part.center(), screen.center()).in_sight(room)
    }

    /// Shifted so that a point of the image lies at a point of the screen.
    fn with_at(self, image: Point, screen: Point) -> Self {
        let turned = self.turn.out(image);
        let offset = Point::new(screen.x - turned.x * self.scale, screen.y - turned.y * self.scale);
        Self { offset, ..self }
    }

    /// Shifted back as far as needed to keep some of the image on screen.
    #[must_use]
    pub fn in_sight(self, room: Room) -> Self {
        let keep = |start: f64, length: f64, room: f64| {
            let rim = IN_SIGHT.min(length).min(room);
            start.clamp(rim - length, room - rim)
        };
        let size = self.turn.size(room.image);
        let corner = self.corner(room.image);
        let x = keep(corner.x, size.width * self.scale, room.screen.width);
        let y = keep(corner.y, size.height * self.scale, room.screen.height);
        self.with_corner(Point::new(x, y), room.image)
    }
}

/// The scale at which the whole image just fits.
fn fit_scale(room: Room, turn: Turn) -> f64 {
    let of = |room: f64, length: f64| room.max(1.0) / length.max(1.0);
    let size = turn.size(room.image);
    of(room.screen.width, size.width).min(of(room.screen.height, size.height))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    const IMAGE: Size = Size { width: 1000.0, height: 500.0 };
    const SCREEN: Size = Size { width: 500.0, height: 500.0 };
    const TURNS: [Turn; 4] = [Turn::None, Turn::Right, Turn::Half, Turn::Left];

    fn room() -> Room {
        Room::new(IMAGE, SCREEN)
    }

    fn fitted(turn: Turn) -> View {
        View::fit(room(), turn, false)
    }

    #[test]
    fn the_whole_image_fits_in_the_middle() {
        let view = fitted(Turn::None);
        assert_eq!((view.scale, view.offset), (0.5, Point::new(0.0, 125.0)));
        let small = Room::new(Size { width: 100.0, height: 100.0 }, SCREEN);
        assert_eq!(View::fit(small, Turn::None, false).scale, 1.0);
        assert_eq!(View::fit(small, Turn::None, true).scale, 5.0);
        assert_eq!(View::actual(room(), Turn::None, 2.0).scale, 0.5);
    }

    #[test]
    fn a_turned_image_fits_by_its_turned_sides_and_stands_where_it_is_aligned() {
        let view =
            View::fit(Room { screen: Size { width: 300.0, height: 500.0 }, ..room() }, Turn::Right, false);
        assert_eq!((view.scale, view.corner(IMAGE)), (0.5, Point::new(25.0, 0.0)));
        let left = Room { alignment: Alignment { x: 0.0, y: 1.0 }, ..room() };
        assert_eq!(View::fit(left, Turn::None, false).offset, Point::new(0.0, 250.0));
    }

    #[test]
    fn the_image_cannot_be_lost_from_sight_nor_zoomed_to_nothing() {
        let view = fitted(Turn::None).panned(9000.0, -9000.0, room());
        assert_eq!(view.offset, Point::new(452.0, -202.0));
        let tiny = view.zoomed(Point::new(0.0, 0.0), 1e-9, room());
        assert_eq!(tiny.scale, 0.1);
        assert_eq!(view.zoomed(Point::new(0.0, 0.0), 1e9, room()).scale, 64.0);
        let firm = Room { shrinks: false, ..room() };
        assert_eq!(view.zoomed(Point::new(0.0, 0.0), 1e-9, firm).scale, 0.5);
    }

    #[test]
    fn what_is_out_of_sight_is_brought_into_it_and_nothing_else_moves() {
        let view = View::actual(room(), Turn::None, 1.0);
        let seen = Extent { left: 300.0, top: 10.0, right: 320.0, bottom: 30.0 };
        assert_eq!(view.showing(&seen, room()), view);
        let hidden = Extent { left: 0.0, top: 0.0, right: 20.0, bottom: 20.0 };
        let moved = view.showing(&hidden, room());
        assert_eq!(moved.to_screen(hidden.center()), Point::new(250.0, 250.0));
    }

    proptest! {
        #[test]
        fn the_point_under_the_pointer_stays_under_it(
            x in 0.0..500.0f64, y in 130.0..370.0f64, factor in 0.9..4.0f64,
        ) {
            let view = fitted(Turn::None);
            let before = view.to_image(Point::new(x, y));
            let zoomed = view.zoomed(Point::new(x, y), factor, room());
            prop_assert!(zoomed.to_screen(before).distance(Point::new(x, y)) < 1e-6);
        }

        #[test]
        fn screen_and_image_are_inverse_however_the_image_is_turned(
            x in -900.0..900.0f64, y in -900.0..900.0f64, dx in -400.0..400.0f64, factor in 0.1..9.0f64, at in 0..4usize,
        ) {
            let view = fitted(TURNS[at]).panned(dx, 0.0, room()).zoomed(Point::new(10.0, 10.0), factor, room());
            let point = Point::new(x, y);
            prop_assert!(view.to_image(view.to_screen(point)).distance(point) < 1e-6);
            let [a, b, c, d, e, f] = view.matrix();
            let by_matrix = Point::new(a * x + c * y + e, b * x + d * y + f);
            prop_assert!(by_matrix.distance(view.to_screen(point)) < 1e-6);
        }

        #[test]
        fn turning_keeps_the_middle_and_the_image_in_sight(at in 0..4usize, to in 0..4usize, factor in 1.0..8.0f64) {
            let middle = Point::new(250.0, 250.0);
            let view = fitted(TURNS[at]).zoomed(middle, factor, room());
            let fixed = view.to_image(middle);
            let turned = view.turned(TURNS[to], room());
            prop_assert!(turned.to_screen(fixed).distance(middle) < 1e-6);
        }

        #[test]
        fn what_was_painted_before_is_where_it_belongs_once_shifted(
            dx in -200.0..200.0f64, factor in 0.5..3.0f64, x in 0.0..1000.0f64, y in 0.0..500.0f64,
        ) {
            let painted = fitted(Turn::Left);
            let now = painted.panned(dx, 5.0, room()).zoomed(Point::new(100.0, 90.0), factor, room());
            let (by, shift) = now.since(painted).unwrap();
            let was = painted.to_screen(Point::new(x, y));
            let is = Point::new(was.x * by, was.y * by).plus(shift);
            prop_assert!(is.distance(now.to_screen(Point::new(x, y))) < 1e-6);
            let other = View { turn: Turn::None, ..painted };
            prop_assert_eq!(now.since(other), None);
        }
    }
}
