//! A round brush along a line: every segment is a capsule, and a pixel is covered by how far its centre lies inside.
//! The strongest cover counts, so painting over the same place twice is painting once, and a stroke drawn piece by piece
//! is the stroke drawn at once.

use super::{Mask, PixelRect, is_usable};
use crate::model::geometry::Point;

/// Whether a tool sets pixels or clears them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    Add,
    Erase,
}

impl Paint {
    /// A pixel after a tool covered it, fully at 255.
    pub(super) fn over(self, alpha: u8, cover: u8) -> u8 {
        match self {
            Self::Add => alpha.max(cover),
            Self::Erase => alpha.min(u8::MAX - cover),
        }
    }
}

impl Mask {
    /// Paints with a round brush along points; one point is a dot. Tells the rectangle that may have changed.
    pub fn stroke(&mut self, points: &[Point], radius: f64, paint: Paint) -> Option<PixelRect> {
        let mut touched = points.first().and_then(|first| self.capsule(*first, *first, radius, paint));
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            touched = PixelRect::join(touched, self.capsule(*from, *to, radius, paint));
        }
        touched
    }

    fn capsule(&mut self, from: Point, to: Point, radius: f64, paint: Paint) -> Option<PixelRect> {
        let is_brush = radius > 0.0 && radius <= 1e6;
        if !is_brush || !is_usable(&from) || !is_usable(&to) {
            return None;
        }
        // Cover fades from one to nothing over the pixel that the edge goes through.
        let outer = Capsule { from, to, radius: radius + 0.5 };
        let inner = Capsule { radius: radius - 0.5, ..outer };
        let top = (from.y.min(to.y) - outer.radius).floor().max(0.0) as u32;
        let bottom = ((from.y.max(to.y) + outer.radius).ceil().max(0.0) as u32).min(self.height());
        let (mut left, mut right) = (self.width(), 0);
        for y in top..bottom {
            let center = f64::from(y) + 0.5;
            let Some((start, end)) = outer.columns(center, self.width()) else { continue };
            // Without a full core, all of the row is edge.
            let core = inner.columns(center, self.width()).unwrap_or((end, end));
            let (core_start, core_end) = (core.0.clamp(start, end), core.1.clamp(start, end));
            for columns in [start..core_start, core_end..end] {
                for (x, alpha) in columns.clone().zip(self.part_mut(y, columns)) {
                    *alpha = paint.over(*alpha, outer.cover(Point::new(f64::from(x) + 0.5, center)));
                }
            }
            self.part_mut(y, core_start..core_end).fill(paint.over(0, u8::MAX));
            (left, right) = (left.min(start), right.max(end));
        }
        let rect = PixelRect::between(left, top, right, bottom)?;
        match paint {
            Paint::Add => self.added(rect),
            Paint::Erase => self.erased(rect),
        }
        Some(rect)
    }
}

/// All points within a radius of a segment.
#[derive(Clone, Copy)]
struct Capsule {
    from: Point,
    to: Point,
    radius: f64,
}

impl Capsule {
    /// The columns whose pixel centres lie in it at a height, the last excluded.
    fn columns(&self, y: f64, width: u32) -> Option<(u32, u32)> {
        let (left, right) = self.stretch(y)?;
        let start = (left - 0.5).ceil().max(0.0) as u32;
        let end = ((right - 0.5).floor() + 1.0).max(0.0) as u32;
        let (start, end) = (start.min(width), end.min(width));
        (start < end).then_some((start, end))
    }

    /// What a horizontal line cuts out of it: as it is convex, all between the ends of its two discs and its middle.
    fn stretch(&self, y: f64) -> Option<(f64, f64)> {
        if self.radius <= 0.0 {
            return None;
        }
        let disc = |center: Point| {
            let square = self.radius.powi(2) - (y - center.y).powi(2);
            (square >= 0.0).then(|| (center.x - square.sqrt(), center.x + square.sqrt()))
        };
        let along = self.to.minus(self.from);
        let length = along.x.hypot(along.y);
        let discs = joined(disc(self.from), disc(self.to));
        if length == 0.0 {
            return discs;
        }
        let aside = Point::new(-along.y * self.radius / length, along.x * self.radius / length);
        let corners =
            [self.from.plus(aside), self.to.plus(aside), self.to.minus(aside), self.from.minus(aside)];
        let ends = corners.into_iter().cycle().skip(1);
        corners.into_iter().zip(ends).map(|(a, b)| crossing(a, b, y)).fold(discs, joined)
    }

    /// How much of a pixel is covered, by the distance of its centre from the edge.
    fn cover(&self, center: Point) -> u8 {
        ((self.radius - self.distance(center)).clamp(0.0, 1.0) * 255.0).round() as u8
    }

    /// From a point to the segment.
    fn distance(&self, point: Point) -> f64 {
        let (along, to_point) = (self.to.minus(self.from), point.minus(self.from));
        let square = along.x * along.x + along.y * along.y;
        if square == 0.0 {
            return to_point.x.hypot(to_point.y);
        }
        let share = ((to_point.x * along.x + to_point.y * along.y) / square).clamp(0.0, 1.0);
        (to_point.x - share * along.x).hypot(to_point.y - share * along.y)
    }
}

/// Where a segment meets a horizontal line: a point, or all of it.
fn crossing(a: Point, b: Point, y: f64) -> Option<(f64, f64)> {
    if (a.y < y && b.y < y) || (a.y > y && b.y > y) {
        return None;
    }
    if a.y == b.y {
        return Some((a.x.min(b.x), a.x.max(b.x)));
    }
    let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    Some((x, x))
}

fn joined(one: Option<(f64, f64)>, other: Option<(f64, f64)>) -> Option<(f64, f64)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    const SIZE: (u32, u32) = (40, 30);

    fn blank() -> Mask {
        Mask::new(SIZE.0, SIZE.1).unwrap()
    }

    fn line(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point::new(*x, *y)).collect()
    }

    #[test]
    fn a_dot_has_the_area_of_its_disc() {
        let mut mask = Mask::new(200, 200).unwrap();
        let touched = mask.stroke(&line(&[(100.0, 100.0)]), 40.0, Paint::Add).unwrap();
        let covered: f64 = mask.alpha().iter().map(|alpha| f64::from(*alpha) / 255.0).sum();
        assert!((covered - 40.0_f64.powi(2) * std::f64::consts::PI).abs() < 10.0, "{covered}");
        assert_eq!(mask.at(100, 100), 255);
        assert_eq!(mask.bounds().unwrap().intersection(&touched), mask.bounds());
    }

    #[test]
    fn the_edge_is_soft_and_the_core_is_full() {
        let mut mask = blank();
        mask.stroke(&line(&[(5.0, 10.5), (30.0, 10.5)]), 3.25, Paint::Add);
        let column: Vec<u8> = (5..16).map(|y| mask.at(20, y)).collect();
        assert_eq!(column, [0, 0, 191, 255, 255, 255, 255, 255, 191, 0, 0]);
    }

    #[test]
    fn erasing_takes_away_what_was_painted_there() {
        let mut mask = blank();
        let points = line(&[(3.0, 3.0), (20.0, 22.0), (35.0, 4.0)]);
        mask.stroke(&points, 4.0, Paint::Add);
        mask.stroke(&points, 5.5, Paint::Erase);
        assert!(mask.is_empty());
    }

    #[test]
    fn nothing_comes_of_points_that_are_nowhere() {
        let mut mask = blank();
        assert_eq!(mask.stroke(&[], 3.0, Paint::Add), None);
        for (x, y) in [(f64::NAN, 1.0), (1.0, f64::INFINITY), (1e300, 0.0), (-50.0, 5.0), (5.0, 99.0)] {
            assert_eq!(mask.stroke(&[Point::new(x, y)], 3.0, Paint::Add), None, "{x} {y}");
        }
        for radius in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(mask.stroke(&[Point::new(5.0, 5.0)], radius, Paint::Add), None, "{radius}");
        }
        assert!(mask.is_empty());
    }

    fn points() -> impl Strategy<Value = Vec<Point>> {
        proptest::collection::vec((-20.0..60.0f64, -20.0..50.0f64), 1..6).prop_map(|points| line(&points))
    }

    proptest! {
        #[test]
        fn a_stroke_covers_each_pixel_by_its_distance(points in points(), radius in 0.3..12.0f64) {
            let mut mask = blank();
            let touched = mask.stroke(&points, radius, Paint::Add);
            let dot = [(points[0], points[0])];
            let segments: Vec<Capsule> = dot.into_iter()
                .chain(points.windows(2).map(|pair| (pair[0], pair[1])))
                .map(|(from, to)| Capsule { from, to, radius: radius + 0.5 })
                .collect();
            for (y, x) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (y, x))) {
                let center = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let cover = segments.iter().map(|segment| segment.cover(center)).max().unwrap();
                prop_assert!(mask.at(x, y).abs_diff(cover) <= 1, "{} {}: {} {}", x, y, mask.at(x, y), cover);
                prop_assert!(cover <= 1 || touched.unwrap().contains(x, y));
            }
            let read = Mask::from_alpha(SIZE.0, SIZE.1, mask.alpha().to_vec()).unwrap();
            prop_assert_eq!(mask.bounds(), read.bounds());
        }

        #[test]
        fn a_stroke_in_pieces_is_the_stroke_at_once(points in points(), radius in 0.3..12.0f64, cut in 0..5usize) {
            let (mut whole, mut pieces) = (blank(), blank());
            whole.stroke(&points, radius, Paint::Add);
            let cut = cut.min(points.len() - 1);
            pieces.stroke(&points[..=cut], radius, Paint::Add);
            pieces.stroke(&points[cut..], radius, Paint::Add);
            prop_assert!(whole == pieces);
            pieces.stroke(&points, radius, Paint::Add);
            prop_assert!(whole == pieces);
        }

        #[test]
        fn erasing_keeps_the_box_exact(one in points(), other in points(), radius in 0.3..12.0f64) {
            let mut mask = blank();
            mask.stroke(&one, 6.0, Paint::Add);
            let before = mask.clone();
            let touched = mask.stroke(&other, radius, Paint::Erase);
            let read = Mask::from_alpha(SIZE.0, SIZE.1, mask.alpha().to_vec()).unwrap();
            prop_assert_eq!(mask.bounds(), read.bounds());
            for (y, x) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (y, x))) {
                let is_touched = touched.is_some_and(|rect| rect.contains(x, y));
                prop_assert!(is_touched || mask.at(x, y) == before.at(x, y));
                prop_assert!(mask.at(x, y) <= before.at(x, y));
            }
        }
    }
}
