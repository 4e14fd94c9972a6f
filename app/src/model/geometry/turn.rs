//! Quarter turns of a whole image as it is looked at. Regions are kept in the frame of the image that is not turned.

use super::rect::{Point, Size};

/// How far an image is turned clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    #[default]
    None,
    Right,
    Half,
    Left,
}

impl Turn {
    /// The nearest quarter turn.
    pub fn of_degrees(degrees: f64) -> Self {
        match (degrees / 90.0).round().rem_euclid(4.0) as u8 {
            1 => Self::Right,
            2 => Self::Half,
            3 => Self::Left,
            _ => Self::None,
        }
    }

    /// As results have it.
    pub const fn degrees(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Right => 90,
            Self::Half => 180,
            Self::Left => 270,
        }
    }

    /// One quarter further, clockwise or back.
    #[must_use]
    pub const fn next(self, clockwise: bool) -> Self {
        match (self, clockwise) {
            (Self::None, true) | (Self::Half, false) => Self::Right,
            (Self::Right, true) | (Self::Left, false) => Self::Half,
            (Self::Half, true) | (Self::None, false) => Self::Left,
            (Self::Left, true) | (Self::Right, false) => Self::None,
        }
    }

    /// Width and height change places.
    pub const fn is_sideways(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    /// A point turned about the image's own corner.
    pub const fn out(self, point: Point) -> Point {
        match self {
            Self::None => point,
            Self::Right => Point::new(-point.y, point.x),
            Self::Half => Point::new(-point.x, -point.y),
            Self::Left => Point::new(point.y, -point.x),
        }
    }

    /// A turned point as it was before.
    pub const fn back(self, point: Point) -> Point {
        match self {
            Self::None => point,
            Self::Right => Self::Left.out(point),
            Self::Half => Self::Half.out(point),
            Self::Left => Self::Right.out(point),
        }
    }

    /// How large the turned image is.
    pub const fn size(self, image: Size) -> Size {
        if self.is_sideways() { Size { width: image.height, height: image.width } } else { image }
    }

    /// Where the top left of the turned image lies, seen from the image's own corner.
    pub const fn corner(self, image: Size) -> Point {
        match self {
            Self::None => Point::new(0.0, 0.0),
            Self::Right => Point::new(-image.height, 0.0),
            Self::Half => Point::new(-image.width, -image.height),
            Self::Left => Point::new(0.0, -image.width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Turn; 4] = [Turn::None, Turn::Right, Turn::Half, Turn::Left];
    const IMAGE: Size = Size { width: 30.0, height: 20.0 };

    #[test]
    fn four_quarters_are_a_whole() {
        for turn in ALL {
            assert_eq!(turn.next(true).next(false), turn);
            assert_eq!(turn.next(true).next(true).next(true).next(true), turn);
            assert_eq!(Turn::of_degrees(f64::from(turn.degrees())), turn);
            assert_eq!(Turn::of_degrees(f64::from(turn.degrees()) - 360.0), turn);
        }
    }

    #[test]
    fn a_turned_image_has_its_bottom_left_at_the_top_left() {
        assert_eq!(Turn::Right.out(Point::new(0.0, 20.0)), Turn::Right.corner(IMAGE));
        assert_eq!(Turn::Right.size(IMAGE), Size { width: 20.0, height: 30.0 });
    }

    proptest! {
        #[test]
        fn turning_back_undoes_turning_and_the_image_stays_in_its_frame(
            x in 0.0..30.0f64, y in 0.0..20.0f64, at in 0..4usize,
        ) {
            let turn = ALL[at];
            let point = Point::new(x, y);
            prop_assert_eq!(turn.back(turn.out(point)), point);
            let inside = turn.out(point).minus(turn.corner(IMAGE));
            let frame = turn.size(IMAGE);
            prop_assert!(inside.x >= 0.0 && inside.x <= frame.width && inside.y >= 0.0 && inside.y <= frame.height);
        }
    }
}
