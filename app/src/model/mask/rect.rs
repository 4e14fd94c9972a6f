//! Upright rectangles of whole pixels: what a canvas clears, uploads and draws.

/// A rectangle of pixels, never empty where this module hands one out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelRect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl PixelRect {
    /// Between two edges each way, the second ones excluded; `None` when that is empty.
    pub fn between(left: u32, top: u32, right: u32, bottom: u32) -> Option<Self> {
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        (width > 0 && height > 0).then_some(Self { x: left, y: top, width, height })
    }

    /// The first column to the right of it.
    pub const fn right(&self) -> u32 {
        self.x.saturating_add(self.width)
    }

    /// The first row below it.
    pub const fn bottom(&self) -> u32 {
        self.y.saturating_add(self.height)
    }

    pub fn contains(&self, x: u32, y: u32) -> bool {
        (self.x..self.right()).contains(&x) && (self.y..self.bottom()).contains(&y)
    }

    /// What both cover.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let (left, top) = (self.x.max(other.x), self.y.max(other.y));
        Self::between(left, top, self.right().min(other.right()), self.bottom().min(other.bottom()))
    }

    /// The rectangle around both.
    #[must_use]
    pub fn around(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// The rectangle around both, where there are any.
    pub fn join(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(one.around(&other)),
            (one, other) => one.or(other),
        }
    }

    /// Whether it reaches one of the outer rows or columns of another, so that changing it may move that one's edges.
    pub fn reaches_edge_of(&self, other: &Self) -> bool {
        self.intersection(other).is_some()
            && (self.x <= other.x
                || self.y <= other.y
                || self.right() >= other.right()
                || self.bottom() >= other.bottom())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn rectangles_meet_and_join() {
        let one = PixelRect::between(1, 1, 5, 4).unwrap();
        let other = PixelRect::between(3, 2, 9, 9).unwrap();
        assert_eq!(one.intersection(&other), PixelRect::between(3, 2, 5, 4));
        assert_eq!(one.around(&other), PixelRect { x: 1, y: 1, width: 8, height: 8 });
        assert_eq!(PixelRect::join(None, Some(one)), Some(one));
        assert!(one.contains(4, 3) && !one.contains(5, 3));
    }

    #[test]
    fn an_empty_rectangle_is_none() {
        assert_eq!(PixelRect::between(3, 0, 3, 9), None);
        assert_eq!(PixelRect::between(5, 0, 3, 9), None);
        let (left, right) = (PixelRect::between(0, 0, 2, 2), PixelRect::between(2, 0, 4, 2));
        assert_eq!(left.unwrap().intersection(&right.unwrap()), None);
    }

    #[test]
    fn only_what_reaches_an_edge_can_move_it() {
        let whole = PixelRect { x: 10, y: 10, width: 10, height: 10 };
        assert!(!PixelRect { x: 11, y: 11, width: 8, height: 8 }.reaches_edge_of(&whole));
        assert!(PixelRect { x: 11, y: 11, width: 9, height: 8 }.reaches_edge_of(&whole));
        assert!(!PixelRect { x: 0, y: 0, width: 5, height: 5 }.reaches_edge_of(&whole));
    }
}
