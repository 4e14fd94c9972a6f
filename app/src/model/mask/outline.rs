//! Outlines of a mask, to show which one is selected: marching squares through the centres of the pixels, at half of the
//! strongest alpha, so that soft edges give smooth lines; then points that say little are left out.

use super::{Mask, PixelRect};
use crate::model::geometry::Point;

impl Mask {
    /// Closed lines around what is set and around the holes in it; what is set lies to the right of the way. `tolerance`
    /// is how far, in pixels, a line may go astray to have fewer points.
    pub fn outline(&self, tolerance: f64) -> Vec<Vec<Point>> {
        let Some(bounds) = self.bounds() else { return Vec::new() };
        let strongest = (bounds.y..bounds.bottom())
            .filter_map(|y| self.part(y, bounds.x..bounds.right()).iter().max().copied())
            .max();
        let mut tracer = Tracer { mask: self, bounds, half: strongest.unwrap_or(0) / 2, seen: seen(bounds) };
        let mut lines = Vec::new();
        for y in bounds.y..bounds.bottom() {
            let mut was_inside = false;
            for (x, alpha) in (bounds.x..).zip(self.part(y, bounds.x..bounds.right())) {
                let is_inside = *alpha > tracer.half;
                if is_inside && !was_inside && tracer.is_new(x, y) {
                    lines.push(simplified(&tracer.line(x, y), tolerance));
                }
                was_inside = is_inside;
            }
        }
        lines
    }
}

fn seen(bounds: PixelRect) -> Vec<u64> {
    vec![0; (bounds.width as usize * bounds.height as usize).div_ceil(64)]
}

/// Ways along the sides of pixels, with the set pixel to the right.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    East,
    South,
    West,
    North,
}

impl Way {
    const fn right(self) -> Self {
        match self {
            Self::East => Self::South,
            Self::South => Self::West,
            Self::West => Self::North,
            Self::North => Self::East,
        }
    }

    const fn left(self) -> Self {
        self.right().right().right()
    }

    const fn step(self) -> (i64, i64) {
        match self {
            Self::East => (1, 0),
            Self::South => (0, 1),
            Self::West => (-1, 0),
            Self::North => (0, -1),
        }
    }

    /// From a corner to the pixel right ahead; the one left ahead is that of the way to the left.
    const fn right_ahead(self) -> (i64, i64) {
        match self {
            Self::East => (0, 0),
            Self::South => (-1, 0),
            Self::West => (-1, -1),
            Self::North => (0, -1),
        }
    }
}

struct Tracer<'a> {
    mask: &'a Mask,
    bounds: PixelRect,
    /// A pixel with more than this is inside.
    half: u8,
    /// One bit for each pixel whose left side a line went up along.
    seen: Vec<u64>,
}

impl Tracer<'_> {
    /// Marks the left side of a pixel; whether that was new.
    fn is_new(&mut self, x: u32, y: u32) -> bool {
        let (column, row) = (x.saturating_sub(self.bounds.x), y.saturating_sub(self.bounds.y));
        let at = row as usize * self.bounds.width as usize + column as usize;
        let Some(word) = self.seen.get_mut(at / 64) else { return false };
        let bit = 1 << (at % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn alpha(&self, x: i64, y: i64) -> u8 {
        u32::try_from(x).ok().zip(u32::try_from(y).ok()).map_or(0, |(x, y)| self.mask.at(x, y))
    }

    /// The line that goes up along the left side of a pixel, all the way around.
    fn line(&mut self, x: u32, y: u32) -> Vec<Point> {
        let start = (i64::from(x), i64::from(y) + 1);
        let (mut corner, mut way) = (start, Way::North);
        let mut points = Vec::new();
        loop {
            points.push(self.crossing(corner, way));
            let (dx, dy) = way.step();
            corner = (corner.0 + dx, corner.1 + dy);
            way = self.turn(corner, way);
            if corner == start && way == Way::North {
                return points;
            }
            if way == Way::North {
                // Up from this corner lies the left side of the pixel right ahead.
                let (px, py) = (corner.0, corner.1 - 1);
                if let (Ok(px), Ok(py)) = (u32::try_from(px), u32::try_from(py)) {
                    self.is_new(px, py);
                }
            }
        }
    }

    /// Where to go from a corner. Set pixels that only touch at it stay apart.
    fn turn(&self, (x, y): (i64, i64), way: Way) -> Way {
        let is_inside = |(dx, dy): (i64, i64)| self.alpha(x + dx, y + dy) > self.half;
        if !is_inside(way.right_ahead()) {
            way.right()
        } else if !is_inside(way.left().right_ahead()) {
            way
        } else {
            way.left()
        }
    }

    /// Where alpha falls to half between the centres of the two pixels beside a side.
    fn crossing(&self, (x, y): (i64, i64), way: Way) -> Point {
        let (inside, outside) = (way.right_ahead(), way.left().right_ahead());
        let (inside, outside) = ((x + inside.0, y + inside.1), (x + outside.0, y + outside.1));
        let alpha = |(x, y)| f64::from(self.alpha(x, y));
        let (high, low) = (alpha(inside), alpha(outside));
        let share = (high - f64::from(self.half) - 0.5) / (high - low);
        let between = |from: i64, to: i64| from as f64 + 0.5 + (to - from) as f64 * share;
        Point::new(between(inside.0, outside.0), between(inside.1, outside.1))
    }
}

/// A closed line with fewer points, nowhere farther than `tolerance` from the ones left out.
fn simplified(line: &[Point], tolerance: f64) -> Vec<Point> {
    let Some(first) = line.first() else { return Vec::new() };
    let farthest = line.iter().map(|point| point.distance(*first)).enumerate();
    let (middle, _) = farthest.max_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or_default();
    let mut is_kept = vec![false; line.len()];
    let mut stretches = vec![(0, middle), (middle, line.len())];
    while let Some((start, end)) = stretches.pop() {
        if let Some(kept) = is_kept.get_mut(start) {
            *kept = true;
        }
        // The line goes on from its last point to its first.
        let (Some(from), Some(to)) = (line.get(start), line.get(end).or(Some(first))) else { continue };
        let inner = line.get(start + 1..end).unwrap_or_default();
        let astray = inner.iter().map(|point| distance(*point, *from, *to)).enumerate();
        let worst = astray.max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((at, _)) = worst.filter(|(_, away)| *away > tolerance.max(0.0)) {
            stretches.extend([(start, start + 1 + at), (start + 1 + at, end)]);
        }
    }
    line.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(point, _)| *point).collect()
}

/// From a point to a segment.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let (along, to_point) = (to.minus(from), point.minus(from));
    let square = along.x * along.x + along.y * along.y;
    let share = if square == 0.0 { 0.0 } else { (to_point.x * along.x + to_point.y * along.y) / square };
    let share = share.clamp(0.0, 1.0);
    (to_point.x - share * along.x).hypot(to_point.y - share * along.y)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::super::plane::tests::drawn;
    use super::*;
    use crate::model::mask::Paint;
    use proptest::prelude::*;

    /// Positive when the way goes clockwise on the screen.
    fn signed_area(line: &[Point]) -> f64 {
        let ends = line.iter().cycle().skip(1);
        line.iter().zip(ends).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0
    }

    #[test]
    fn one_pixel_is_a_diamond() {
        let lines = drawn(&["...", ".#.", "..."]).outline(0.0);
        assert_eq!(lines.len(), 1);
        let near = |x, y| lines[0].iter().any(|point| point.distance(Point::new(x, y)) < 0.01);
        assert!(lines[0].len() == 4 && near(1.0, 1.5) && near(1.5, 1.0) && near(2.0, 1.5) && near(1.5, 2.0));
    }

    #[test]
    fn holes_have_lines_of_their_own_the_other_way_around() {
        let lines = drawn(&["#####", "#...#", "#.#.#", "#...#", "#####"]).outline(0.1);
        let mut areas: Vec<f64> = lines.iter().map(|line| signed_area(line)).collect();
        areas.sort_by(f64::total_cmp);
        assert_eq!(areas.len(), 3);
        assert!(areas[0] < -7.0 && (areas[1] - 0.5).abs() < 0.1 && areas[2] > 23.0, "{areas:?}");
    }

    #[test]
    fn pixels_that_only_touch_stay_apart() {
        assert_eq!(drawn(&["#.", ".#"]).outline(0.0).len(), 2);
        assert_eq!(drawn(&[".#", "#."]).outline(0.0).len(), 2);
        assert!(drawn(&["..", ".."]).outline(0.0).is_empty());
    }

    #[test]
    fn faint_masks_have_outlines_too() {
        let faint = Mask::from_alpha(3, 1, vec![0, 1, 0]).unwrap();
        assert_eq!(faint.outline(0.0).len(), 1);
    }

    #[test]
    fn a_disc_is_outlined_smoothly_with_few_points() {
        let mut mask = Mask::new(100, 100).unwrap();
        mask.stroke(&[Point::new(50.0, 50.0)], 30.0, Paint::Add);
        let lines = mask.outline(0.3);
        assert!(lines.len() == 1 && (12..60).contains(&lines[0].len()), "{}", lines[0].len());
        for point in &lines[0] {
            assert!((point.distance(Point::new(50.0, 50.0)) - 30.0).abs() < 0.12, "{point:?}");
        }
    }

    proptest! {
        #[test]
        fn the_lines_go_around_as_much_as_is_set(
            (width, alpha) in (1..14usize, 1..14usize).prop_flat_map(|(width, height)| {
                let plane = proptest::collection::vec(prop_oneof![Just(0u8), Just(255)], width * height);
                (Just(width), plane)
            }),
        ) {
            let height = alpha.len() / width;
            let mask = Mask::from_alpha(width as u32, height as u32, alpha).unwrap();
            let lines = mask.outline(0.0);
            // Each set pixel lies in one more of the lines around something than of those around holes.
            for (x, y) in (0..width).flat_map(|x| (0..height).map(move |y| (x as f64 + 0.5, y as f64 + 0.5))) {
                let winding: i32 = lines.iter().map(|line| winding(line, Point::new(x, y))).sum();
                prop_assert_eq!(winding, i32::from(mask.is_hit(Point::new(x, y), 0.0)), "{} {}", x, y);
            }
        }

        #[test]
        fn leaving_points_out_goes_no_farther_astray_than_allowed(
            points in proptest::collection::vec((0.0..50.0f64, 0.0..50.0f64), 1..40), tolerance in 0.0..9.0f64,
        ) {
            let line: Vec<Point> = points.iter().map(|(x, y)| Point::new(*x, *y)).collect();
            let fewer = simplified(&line, tolerance);
            prop_assert!(!fewer.is_empty() && fewer.len() <= line.len());
            let ends: Vec<Point> = fewer.iter().cycle().skip(1).take(fewer.len()).copied().collect();
            for point in &line {
                let sides = fewer.iter().zip(&ends);
                let away = sides.map(|(a, b)| distance(*point, *a, *b)).fold(f64::INFINITY, f64::min);
                prop_assert!(away <= tolerance + 1e-9, "{} {}", away, tolerance);
            }
        }
    }

    /// How often a line goes clockwise around a point.
    fn winding(line: &[Point], point: Point) -> i32 {
        let ends = line.iter().cycle().skip(1);
        let crossing = |(a, b): (&Point, &Point)| {
            let is_right = |a: &Point, b: &Point| a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y) > point.x;
            match (a.y <= point.y, b.y <= point.y) {
                (true, false) if is_right(a, b) => 1,
                (false, true) if is_right(a, b) => -1,
                _ => 0,
            }
        };
        line.iter().zip(ends).map(crossing).sum()
    }
}
