//! The view of an image: how large it is shown and how far it is shifted.

use super::rect::{Point, Rect, Size};

/// Where the image lies on screen: `screen = image × scale + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub scale: f64,
    pub offset: Point,
}

/// The largest a pixel of the image is shown.
const MAX_SCALE: f64 = 64.0;
/// The smallest the image is shown, against the size at which it fits.
const MIN_OF_FIT: f64 = 0.2;
/// How much of the image, in screen pixels, stays in sight however far it is panned.
const IN_SIGHT: f64 = 48.0;

impl View {
    /// The whole image, centred, and no larger than its own pixels unless `enlarge`.
    pub fn fit(image: Size, screen: Size, enlarge: bool) -> Self {
        let scale = fit_scale(image, screen);
        let scale = if enlarge { scale } else { scale.min(1.0) };
        Self::centred(image, screen, scale)
    }

    /// One pixel of the image is one pixel of the screen, at the given density of screen pixels.
    pub fn actual(image: Size, screen: Size, density: f64) -> Self {
        Self::centred(image, screen, 1.0 / density.max(f64::EPSILON))
    }

    fn centred(image: Size, screen: Size, scale: f64) -> Self {
        let middle = |room: f64, length: f64| (room - length * scale) / 2.0;
        let offset = Point::new(middle(screen.width, image.width), middle(screen.height, image.height));
        Self { scale, offset }
    }

    pub fn to_screen(self, point: Point) -> Point {
        Point::new(point.x * self.scale + self.offset.x, point.y * self.scale + self.offset.y)
    }

    pub fn to_image(self, point: Point) -> Point {
        Point::new((point.x - self.offset.x) / self.scale, (point.y - self.offset.y) / self.scale)
    }

    /// A box in pixels of the image, in pixels of the screen.
    pub fn box_to_screen(self, pixels: Rect) -> Rect {
        let at = self.to_screen(pixels.pivot());
        Rect {
            x: at.x,
            y: at.y,
            width: pixels.width * self.scale,
            height: pixels.height * self.scale,
            ..pixels
        }
    }

    /// Larger or smaller by a factor, with the point under the pointer staying under it.
    #[must_use]
    pub fn zoomed(self, about: Point, factor: f64, image: Size, screen: Size) -> Self {
        let least = (fit_scale(image, screen) * MIN_OF_FIT).min(1.0);
        let scale = (self.scale * factor).clamp(least, MAX_SCALE.max(least));
        let fixed = self.to_image(about);
        let offset = Point::new(about.x - fixed.x * scale, about.y - fixed.y * scale);
        Self { scale, offset }.in_sight(image, screen)
    }

    /// Shifted by screen pixels.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64, image: Size, screen: Size) -> Self {
        Self { scale: self.scale, offset: self.offset.plus(Point::new(dx, dy)) }.in_sight(image, screen)
    }

    /// Shifted back as far as needed to keep some of the image on screen.
    fn in_sight(self, image: Size, screen: Size) -> Self {
        let keep = |offset: f64, length: f64, room: f64| {
            let rim = IN_SIGHT.min(length).min(room);
            offset.clamp(rim - length, room - rim)
        };
        let x = keep(self.offset.x, image.width * self.scale, screen.width);
        let y = keep(self.offset.y, image.height * self.scale, screen.height);
        Self { scale: self.scale, offset: Point::new(x, y) }
    }
}

fn fit_scale(image: Size, screen: Size) -> f64 {
    let of = |room: f64, length: f64| room.max(1.0) / length.max(1.0);
    of(screen.width, image.width).min(of(screen.height, image.height))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    const IMAGE: Size = Size { width: 1000.0, height: 500.0 };
    const SCREEN: Size = Size { width: 500.0, height: 500.0 };

    #[test]
    fn the_whole_image_fits_in_the_middle() {
        let view = View::fit(IMAGE, SCREEN, false);
        assert_eq!((view.scale, view.offset), (0.5, Point::new(0.0, 125.0)));
        let small = Size { width: 100.0, height: 100.0 };
        assert_eq!(View::fit(small, SCREEN, false).scale, 1.0);
        assert_eq!(View::fit(small, SCREEN, true).scale, 5.0);
        assert_eq!(View::actual(IMAGE, SCREEN, 2.0).scale, 0.5);
    }

    #[test]
    fn the_image_cannot_be_lost_from_sight_nor_zoomed_to_nothing() {
        let view = View::fit(IMAGE, SCREEN, false).panned(9000.0, -9000.0, IMAGE, SCREEN);
        assert_eq!(view.offset, Point::new(452.0, -202.0));
        let tiny = view.zoomed(Point::new(0.0, 0.0), 1e-9, IMAGE, SCREEN);
        assert_eq!(tiny.scale, 0.1);
        assert_eq!(view.zoomed(Point::new(0.0, 0.0), 1e9, IMAGE, SCREEN).scale, 64.0);
    }

    proptest! {
        #[test]
        fn the_point_under_the_pointer_stays_under_it(
            x in 0.0..500.0f64, y in 130.0..370.0f64, factor in 0.9..4.0f64,
        ) {
            let view = View::fit(IMAGE, SCREEN, false);
            let before = view.to_image(Point::new(x, y));
            let zoomed = view.zoomed(Point::new(x, y), factor, IMAGE, SCREEN);
            prop_assert!(zoomed.to_screen(before).distance(Point::new(x, y)) < 1e-6);
        }

        #[test]
        fn screen_and_image_are_inverse(
            x in -900.0..900.0f64, y in -900.0..900.0f64, dx in -400.0..400.0f64, factor in 0.1..9.0f64,
        ) {
            let view = View::fit(IMAGE, SCREEN, false).panned(dx, 0.0, IMAGE, SCREEN);
            let view = view.zoomed(Point::new(10.0, 10.0), factor, IMAGE, SCREEN);
            let point = Point::new(x, y);
            prop_assert!(view.to_image(view.to_screen(point)).distance(point) < 1e-6);
        }
    }
}
