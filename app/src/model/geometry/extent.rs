//! Upright boxes between two corners: what surrounds a figure, what is in sight, what has to be painted again.

use super::rect::{Point, Rect};

/// From one corner to the other, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Extent {
    /// Around points; `None` for no points, or ones that are nowhere.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let start = Self { left: first.x, top: first.y, right: first.x, bottom: first.y };
        let all = points.fold(start, |all, p| Self {
            left: all.left.min(p.x),
            top: all.top.min(p.y),
            right: all.right.max(p.x),
            bottom: all.bottom.max(p.y),
        });
        [all.left, all.top, all.right, all.bottom].iter().all(|n| n.is_finite()).then_some(all)
    }

    pub const fn width(&self) -> f64 {
        self.right - self.left
    }

    pub const fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub const fn area(&self) -> f64 {
        self.width() * self.height()
    }

    pub const fn center(&self) -> Point {
        Point::new(f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    /// As far again on every side.
    #[must_use]
    pub const fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub const fn meets(&self, other: &Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    /// Around both.
    #[must_use]
    pub const fn joined(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    pub const fn corners(&self) -> [Point; 4] {
        [
            Point::new(self.left, self.top),
            Point::new(self.right, self.top),
            Point::new(self.right, self.bottom),
            Point::new(self.left, self.bottom),
        ]
    }
}

/// The box around a box, however it is turned.
impl From<Rect> for Extent {
    fn from(rect: Rect) -> Self {
        let around = rect.bounds();
        Self {
            left: around.x,
            top: around.y,
            right: around.x + around.width,
            bottom: around.y + around.height,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn points_are_surrounded_and_nowhere_is_no_place() {
        let around = Extent::around([Point::new(3.0, 1.0), Point::new(-1.0, 4.0)]).unwrap();
        assert_eq!(around, Extent { left: -1.0, top: 1.0, right: 3.0, bottom: 4.0 });
        assert!(around.meets(&Extent { left: 3.0, top: 4.0, right: 9.0, bottom: 9.0 }));
        assert!(!around.meets(&Extent { left: 3.1, top: 4.0, right: 9.0, bottom: 9.0 }));
        assert_eq!(Extent::around([]), None);
        assert_eq!(Extent::around([Point::new(f64::NAN, f64::INFINITY)]), None);
    }
}
