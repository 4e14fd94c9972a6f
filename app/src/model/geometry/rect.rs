//! The box itself. It is stored in percent of the image and rotates about its own (x, y) corner, so everything that
//! involves an angle is done in pixels, where the two axes measure the same.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Turned clockwise about the origin.
    pub fn turned(self, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { x: self.x * cos - self.y * sin, y: self.x * sin + self.y * cos }
    }

    pub fn plus(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }

    pub fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An image's size in its own pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// A box in percent of its image. `x` and `y` are its own top left corner, wherever rotation takes that; the corner is
/// the pivot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    #[serde(default)]
    pub rotation: f64,
}

impl Rect {
    /// The same box in pixels of the image.
    #[must_use]
    pub fn to_pixels(self, size: Size) -> Self {
        let (w, h) = (size.width / 100.0, size.height / 100.0);
        Self { x: self.x * w, y: self.y * h, width: self.width * w, height: self.height * h, ..self }
    }

    /// A box in pixels, in percent of the image.
    #[must_use]
    pub fn to_percent(self, size: Size) -> Self {
        let (w, h) = (100.0 / size.width, 100.0 / size.height);
        Self { x: self.x * w, y: self.y * h, width: self.width * w, height: self.height * h, ..self }
    }

    pub const fn pivot(&self) -> Point {
        Point { x: self.x, y: self.y }
    }

    /// From the box's own axes, with the pivot at (0, 0), to where it lies.
    pub fn outward(&self, local: Point) -> Point {
        local.turned(self.rotation).plus(self.pivot())
    }

    /// From where a point lies to the box's own axes.
    pub fn inward(&self, point: Point) -> Point {
        point.minus(self.pivot()).turned(-self.rotation)
    }

    /// Its corners, clockwise from its own top left. For a box in pixels.
    pub fn corners(&self) -> [Point; 4] {
        let (w, h) = (self.width, self.height);
        [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)].map(|(x, y)| self.outward(Point { x, y }))
    }

    pub fn center(&self) -> Point {
        self.outward(Point { x: self.width / 2.0, y: self.height / 2.0 })
    }

    /// The upright box around it. For a box in pixels.
    #[must_use]
    pub fn bounds(&self) -> Self {
        let corners = self.corners();
        let low = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (x, y) = (low(|p| p.x), low(|p| p.y));
        Self { x, y, width: high(|p| p.x) - x, height: high(|p| p.y) - y, rotation: 0.0 }
    }

    /// Whether a point lies in it, or within `tolerance` of it. For a box in pixels: the box around it is asked first.
    pub fn is_hit(&self, point: Point, tolerance: f64) -> bool {
        // No point farther from the pivot than the diagonal can be inside.
        let reach = self.width.hypot(self.height) + tolerance;
        if (point.x - self.x).abs() > reach || (point.y - self.y).abs() > reach {
            return false;
        }
        let local = self.inward(point);
        let within = |at: f64, length: f64| at >= -tolerance && at <= length + tolerance;
        within(local.x, self.width) && within(local.y, self.height)
    }

    pub fn area(&self) -> f64 {
        self.width * self.height
    }
}

/// The box between two points of the image in pixels, kept inside the image; `None` when it is smaller than
/// [`super::MIN_DRAWN`] on a screen that shows the image at `scale`.
pub fn drawn(from: Point, to: Point, size: Size, scale: f64) -> Option<Rect> {
    let inside = |p: Point| Point::new(p.x.clamp(0.0, size.width), p.y.clamp(0.0, size.height));
    let (a, b) = (inside(from), inside(to));
    let rect = Rect {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
        width: (a.x - b.x).abs(),
        height: (a.y - b.y).abs(),
        rotation: 0.0,
    };
    let large_enough = rect.width * scale >= super::MIN_DRAWN && rect.height * scale >= super::MIN_DRAWN;
    large_enough.then_some(rect)
}

/// A box moved by pixels of the image, kept inside as far as it fits.
pub fn moved(rect: Rect, size: Size, dx: f64, dy: f64) -> Rect {
    let pixels = rect.to_pixels(size);
    let around = pixels.bounds();
    let dx = keep_inside(around.x, around.width, size.width, dx);
    let dy = keep_inside(around.y, around.height, size.height, dy);
    // Only what moved is written: the rest stays as it was read, to the last digit.
    let x = if dx == 0.0 { rect.x } else { (pixels.x + dx) * 100.0 / size.width };
    let y = if dy == 0.0 { rect.y } else { (pixels.y + dy) * 100.0 / size.height };
    Rect { x, y, ..rect }
}

/// How far something may go so that it does not leave `0..room`, nor go farther out than it is.
pub(super) fn keep_inside(start: f64, length: f64, room: f64, by: f64) -> f64 {
    let (back, forth) = ((-start).min(0.0), (room - start - length).max(0.0));
    if length <= room { by.clamp(back, forth) } else { by }
}

/// The box that a click at a point means: the smallest of those hit, and of equal ones the topmost. Boxes come bottom
/// to top, in pixels; `None` entries cannot be hit.
pub fn pick(boxes: impl Iterator<Item = Option<Rect>>, point: Point, tolerance: f64) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, rect) in boxes.enumerate() {
        let Some(rect) = rect.filter(|rect| rect.is_hit(point, tolerance)) else { continue };
        if best.is_none_or(|(_, area)| rect.area() <= area) {
            best = Some((at, rect.area()));
        }
    }
    best.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    const SIZE: Size = Size { width: 200.0, height: 100.0 };

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-6
    }

    #[test]
    fn the_pivot_of_a_rotated_box_is_its_own_corner() {
        let rect = Rect { x: 50.0, y: 20.0, width: 20.0, height: 40.0, rotation: 90.0 };
        let corners = rect.to_pixels(SIZE).corners();
        let expected = [(100.0, 20.0), (100.0, 60.0), (60.0, 60.0), (60.0, 20.0)];
        for (corner, (x, y)) in corners.into_iter().zip(expected) {
            assert!(near(corner, Point::new(x, y)), "{corner:?}");
        }
    }

    #[test]
    fn rotation_is_right_on_images_that_are_not_square() {
        // 45 degrees about (100, 20), 40 by 40 pixels: the box around it is 56.57 wide and as high.
        let rect = Rect { x: 50.0, y: 20.0, width: 20.0, height: 40.0, rotation: 45.0 };
        let around = rect.to_pixels(SIZE).bounds().to_percent(SIZE);
        assert!(
            (around.width - 28.284_271).abs() < 1e-5 && (around.height - 56.568_542).abs() < 1e-5,
            "{around:?}"
        );
        assert!((around.x - 35.857_864).abs() < 1e-5, "{around:?}");
    }

    #[test]
    fn a_hit_is_exact_up_to_the_tolerance() {
        let pixels = Rect { x: 100.0, y: 20.0, width: 40.0, height: 40.0, rotation: 45.0 };
        assert!(pixels.is_hit(Point::new(100.0, 48.0), 0.0));
        assert!(!pixels.is_hit(Point::new(120.0, 22.0), 0.0));
        assert!(!pixels.is_hit(Point::new(100.0, 17.0), 0.0));
        assert!(pixels.is_hit(Point::new(100.0, 18.0), 2.0));
    }

    #[test]
    fn a_slip_of_the_hand_draws_nothing_and_boxes_stay_inside() {
        assert_eq!(drawn(Point::new(10.0, 10.0), Point::new(12.0, 50.0), SIZE, 1.0), None);
        assert!(drawn(Point::new(10.0, 10.0), Point::new(12.0, 50.0), SIZE, 2.0).is_some());
        let rect = drawn(Point::new(150.0, 50.0), Point::new(300.0, -20.0), SIZE, 1.0).unwrap();
        assert_eq!(rect, Rect { x: 150.0, y: 0.0, width: 50.0, height: 50.0, rotation: 0.0 });
    }

    #[test]
    fn moving_stops_at_the_edge() {
        let rect = Rect { x: 10.0, y: 10.0, width: 20.0, height: 20.0, rotation: 0.0 };
        assert_eq!(moved(rect, SIZE, -500.0, 500.0), Rect { x: 0.0, y: 80.0, ..rect });
        assert_eq!(moved(rect, SIZE, 0.0, 0.0), rect);
        let outside = Rect { x: -10.0, ..rect };
        assert_eq!(moved(outside, SIZE, -5.0, 0.0), outside);
    }

    #[test]
    fn a_click_means_the_smallest_box_and_of_equals_the_topmost() {
        let boxed = |x: f64, width: f64| Some(Rect { x, y: 0.0, width, height: 10.0, rotation: 0.0 });
        let all = [boxed(0.0, 50.0), boxed(5.0, 10.0), boxed(5.0, 10.0), None];
        assert_eq!(pick(all.into_iter(), Point::new(7.0, 5.0), 1.0), Some(2));
        assert_eq!(pick(all.into_iter(), Point::new(30.0, 5.0), 1.0), Some(0));
        assert_eq!(pick(all.into_iter(), Point::new(90.0, 5.0), 1.0), None);
    }

    proptest! {
        #[test]
        fn percent_and_pixels_are_inverse(
            x in -50.0..150.0f64, y in -50.0..150.0f64, width in 0.0..100.0f64, height in 0.0..100.0f64,
            rotation in -360.0..360.0f64, w in 1.0..9000.0f64, h in 1.0..9000.0f64,
        ) {
            let size = Size { width: w, height: h };
            let rect = Rect { x, y, width, height, rotation };
            let back = rect.to_pixels(size).to_percent(size);
            prop_assert!((back.x - x).abs() < 1e-9 && (back.height - height).abs() < 1e-9);
        }

        #[test]
        fn inward_and_outward_are_inverse(
            x in 0.0..500.0f64, y in 0.0..500.0f64, rotation in -720.0..720.0f64, px in -900.0..900.0f64, py in -900.0..900.0f64,
        ) {
            let rect = Rect { x, y, width: 30.0, height: 20.0, rotation };
            let point = Point::new(px, py);
            prop_assert!(near(rect.outward(rect.inward(point)), point));
        }

        #[test]
        fn a_box_that_fits_never_leaves_the_image(
            x in 0.0..60.0f64, y in 0.0..60.0f64, dx in -900.0..900.0f64, dy in -900.0..900.0f64,
        ) {
            let rect = Rect { x, y, width: 30.0, height: 30.0, rotation: 0.0 };
            let around = moved(rect, SIZE, dx, dy).to_pixels(SIZE).bounds();
            prop_assert!(around.x >= -1e-9 && around.x + around.width <= SIZE.width + 1e-9);
            prop_assert!(around.y >= -1e-9 && around.y + around.height <= SIZE.height + 1e-9);
        }
    }
}
