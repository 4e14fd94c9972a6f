//! The handles by which a box is resized and turned, rotated ones too. What is opposite the handle stays where it is.

use super::rect::{Point, Rect, Size};

/// A handle by its place on the box's own axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Handle {
    TopLeft,
    Top,
    TopRight,
    Right,
    BottomRight,
    Bottom,
    BottomLeft,
    Left,
    /// Above the top edge.
    Turn,
}

impl Handle {
    /// All that resize, clockwise.
    pub const SIZING: [Self; 8] = [
        Self::TopLeft,
        Self::Top,
        Self::TopRight,
        Self::Right,
        Self::BottomRight,
        Self::Bottom,
        Self::BottomLeft,
        Self::Left,
    ];

    /// Place on the unit square; a half is on neither side.
    const fn unit(self) -> (f64, f64) {
        match self {
            Self::TopLeft => (0.0, 0.0),
            Self::Top | Self::Turn => (0.5, 0.0),
            Self::TopRight => (1.0, 0.0),
            Self::Right => (1.0, 0.5),
            Self::BottomRight => (1.0, 1.0),
            Self::Bottom => (0.5, 1.0),
            Self::BottomLeft => (0.0, 1.0),
            Self::Left => (0.0, 0.5),
        }
    }

    pub const fn is_corner(self) -> bool {
        matches!(self, Self::TopLeft | Self::TopRight | Self::BottomRight | Self::BottomLeft)
    }

    /// The CSS cursor over the handle of a box turned by so many degrees.
    pub fn cursor(self, rotation: f64) -> &'static str {
        const CURSORS: [&str; 4] = ["ns-resize", "nesw-resize", "ew-resize", "nwse-resize"];
        let place = match self {
            Self::Top => 0,
            Self::TopRight => 1,
            Self::Right => 2,
            Self::BottomRight => 3,
            Self::Bottom => 4,
            Self::BottomLeft => 5,
            Self::Left => 6,
            Self::TopLeft => 7,
            Self::Turn => return "grab",
        };
        let eighths = (rotation / 45.0).round().rem_euclid(8.0) as usize;
        CURSORS[(place + eighths) % 4]
    }
}

/// Where each handle of a box in pixels lies. The turning handle stands `stem` above the top edge.
pub fn handles(pixels: &Rect, stem: f64) -> [(Handle, Point); 9] {
    let place = |handle: Handle| {
        let (u, v) = handle.unit();
        let lift = if handle == Handle::Turn { stem } else { 0.0 };
        (handle, pixels.outward(Point::new(u * pixels.width, v * pixels.height - lift)))
    };
    let [a, b, c, d, e, f, g, h] = Handle::SIZING.map(place);
    [a, b, c, d, e, f, g, h, place(Handle::Turn)]
}

/// A box in percent with one handle dragged to a point of the image in pixels; see [`resized`].
pub fn resize(rect: Rect, size: Size, handle: Handle, to: Point, least: f64) -> Rect {
    let pixels = rect.to_pixels(size);
    let moved = resized(pixels, size, handle, to, least);
    let new = moved.to_percent(size);
    // A side that did not move keeps its digits.
    Rect {
        x: if moved.x == pixels.x { rect.x } else { new.x },
        y: if moved.y == pixels.y { rect.y } else { new.y },
        width: if moved.width == pixels.width { rect.width } else { new.width },
        height: if moved.height == pixels.height { rect.height } else { new.height },
        rotation: rect.rotation,
    }
}

/// A box in pixels with one handle dragged to a point. Crossing the opposite side turns it over rather than inside out;
/// it gets no smaller than `least` pixels. An upright box stays inside the image.
pub fn resized(pixels: Rect, size: Size, handle: Handle, to: Point, least: f64) -> Rect {
    let to = if pixels.rotation == 0.0 {
        // No farther than the image, nor back from where it reaches beyond it already.
        let right = size.width.max(pixels.x + pixels.width);
        let bottom = size.height.max(pixels.y + pixels.height);
        Point::new(to.x.clamp(pixels.x.min(0.0), right), to.y.clamp(pixels.y.min(0.0), bottom))
    } else {
        to
    };
    let local = pixels.inward(to);
    let (u, v) = handle.unit();
    let (left, width) = stretch(u, pixels.width, local.x, least);
    let (top, height) = stretch(v, pixels.height, local.y, least);
    let corner = pixels.outward(Point::new(left, top));
    Rect { x: corner.x, y: corner.y, width, height, rotation: pixels.rotation }
}

/// A box in pixels turned about its centre so that the handle above it points at a point; near a right angle it snaps
/// to it.
pub fn turned(pixels: Rect, to: Point) -> Rect {
    const SNAP: f64 = 2.0;
    let from_center = to.minus(pixels.center());
    let degrees = from_center.y.atan2(from_center.x).to_degrees() + 90.0;
    let right = (degrees / 90.0).round() * 90.0;
    let snapped = if (degrees - right).abs() < SNAP { right } else { degrees };
    // Percent of a hundred pixels are pixels.
    rotate_to(pixels, Size { width: 100.0, height: 100.0 }, snapped)
}

/// Start and length along one axis when the side `unit` (0 near, 1 far, a half: neither) goes to `to`.
fn stretch(unit: f64, length: f64, to: f64, least: f64) -> (f64, f64) {
    if unit == 0.5 {
        return (0.0, length);
    }
    let fixed = if unit == 0.0 { length } else { 0.0 };
    let new = (to - fixed).abs().max(least);
    let below = if to == fixed { unit == 0.0 } else { to < fixed };
    (if below { fixed - new } else { fixed }, new)
}

/// A box turned about its centre to an angle, so that its (x, y) corner goes around with it.
pub fn rotate_to(rect: Rect, size: Size, degrees: f64) -> Rect {
    let pixels = rect.to_pixels(size);
    let center = pixels.center();
    let rotation = degrees.rem_euclid(360.0);
    let corner = Point::new(-pixels.width / 2.0, -pixels.height / 2.0).turned(rotation).plus(center);
    Rect { x: corner.x * 100.0 / size.width, y: corner.y * 100.0 / size.height, rotation, ..rect }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    const SIZE: Size = Size { width: 400.0, height: 200.0 };
    const RECT: Rect = Rect { x: 25.0, y: 25.0, width: 25.0, height: 25.0, rotation: 0.0 };

    #[test]
    fn dragging_a_corner_keeps_the_opposite_one() {
        let new = resize(RECT, SIZE, Handle::BottomRight, Point::new(300.0, 150.0), 1.0);
        assert_eq!(new, Rect { width: 50.0, height: 50.0, ..RECT });
        let new = resize(RECT, SIZE, Handle::Left, Point::new(20.0, 0.0), 1.0);
        assert_eq!(new, Rect { x: 5.0, width: 45.0, ..RECT });
    }

    #[test]
    fn crossing_the_opposite_side_turns_the_box_over() {
        let new = resize(RECT, SIZE, Handle::Right, Point::new(60.0, 0.0), 1.0);
        assert_eq!(new, Rect { x: 15.0, width: 10.0, ..RECT });
        let least = resize(RECT, SIZE, Handle::Right, Point::new(100.0, 0.0), 4.0);
        assert_eq!(least.width, 1.0);
    }

    #[test]
    fn an_upright_box_is_resized_no_farther_than_the_image() {
        let new = resize(RECT, SIZE, Handle::BottomRight, Point::new(900.0, 900.0), 1.0);
        assert_eq!(new, Rect { width: 75.0, height: 75.0, ..RECT });
    }

    #[test]
    fn cursors_point_where_a_side_goes_however_the_box_is_turned() {
        assert_eq!(Handle::Right.cursor(0.0), "ew-resize");
        assert_eq!(Handle::Right.cursor(90.0), "ns-resize");
        assert_eq!(Handle::TopLeft.cursor(-45.0), "ew-resize");
    }

    proptest! {
        #[test]
        fn the_side_opposite_a_handle_stays_however_the_box_is_turned(
            at in 0..8usize, rotation in 0.1..359.9f64, along in 0.05..3.0f64, across in 0.05..3.0f64,
        ) {
            let rect = Rect { rotation, ..RECT };
            let handle = Handle::SIZING[at];
            let (u, v) = handle.unit();
            let opposite = |rect: Rect| {
                let pixels = rect.to_pixels(SIZE);
                let fixed = |unit: f64, length: f64| if unit == 0.5 { 0.0 } else { (1.0 - unit) * length };
                pixels.outward(Point::new(fixed(u, pixels.width), fixed(v, pixels.height)))
            };
            // On the handle's own side of what is opposite; across it the box turns over.
            let away = |unit: f64, part: f64, length: f64| if unit == 0.0 { length - part * length } else { part * length };
            let local = Point::new(away(u, along, 100.0), away(v, across, 50.0));
            let new = resize(rect, SIZE, handle, rect.to_pixels(SIZE).outward(local), 1.0);
            prop_assert!(opposite(rect).distance(opposite(new)) < 1e-6);
            let (_, reached) = handles(&new.to_pixels(SIZE), 0.0)[at];
            let back = rect.to_pixels(SIZE).inward(reached);
            prop_assert!(u == 0.5 || (back.x - local.x).abs() < 1e-6);
            prop_assert!(v == 0.5 || (back.y - local.y).abs() < 1e-6);
        }

        #[test]
        fn turning_there_and_back_is_the_same_box_about_the_same_centre(
            rotation in 0.0..359.0f64, to in -720.0..720.0f64,
        ) {
            let rect = rotate_to(RECT, SIZE, rotation);
            let turned = rotate_to(rect, SIZE, to);
            prop_assert!(turned.to_pixels(SIZE).center().distance(RECT.to_pixels(SIZE).center()) < 1e-6);
            let back = rotate_to(turned, SIZE, rotation);
            prop_assert!((back.x - rect.x).abs() < 1e-6 && (back.y - rect.y).abs() < 1e-6);
            prop_assert_eq!((back.width, back.height), (rect.width, rect.height));
        }
    }
}
