//! Polygons painted into a mask, with soft edges. What a line that crosses itself goes around is inside, however often
//! it goes around it the same way; that is what a hand-drawn loop means.

use super::{Mask, Paint, PixelRect, is_usable};
use crate::model::geometry::Point;

/// Lines looked at for each row of pixels; along a line, cover is exact.
const LINES: u32 = 4;

impl Mask {
    /// Paints the inside of a polygon, closed from its last point to its first. Tells the rectangle that may have
    /// changed.
    pub fn fill_polygon(&mut self, points: &[Point], paint: Paint) -> Option<PixelRect> {
        if points.len() < 3 || !points.iter().all(is_usable) {
            return None;
        }
        let rect = self.around(points)?;
        let mut edges = edges(points);
        edges.sort_by(|one, other| one.top.total_cmp(&other.top));
        let mut waiting = edges.into_iter().peekable();
        let mut active: Vec<Edge> = Vec::new();
        let mut row = Cover::new(rect);
        for y in rect.y..rect.bottom() {
            for line in 0..LINES {
                let height = f64::from(y) + (f64::from(line) + 0.5) / f64::from(LINES);
                while let Some(edge) = waiting.next_if(|edge| edge.top <= height) {
                    active.push(edge);
                }
                active.retain(|edge| edge.bottom > height);
                row.add_line(&active, height);
            }
            row.paint(self.part_mut(y, rect.x..rect.right()), paint);
        }
        match paint {
            Paint::Add => self.added(rect),
            Paint::Erase => self.erased(rect),
        }
        Some(rect)
    }

    /// The pixels around points, within the image.
    fn around(&self, points: &[Point]) -> Option<PixelRect> {
        let low = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min).floor() as u32;
        let high = |of: fn(&Point) -> f64| points.iter().map(of).fold(0.0, f64::max).ceil() as u32;
        let rect = PixelRect::between(low(|p| p.x), low(|p| p.y), high(|p| p.x), high(|p| p.y))?;
        self.whole()?.intersection(&rect)
    }
}

/// A side of the polygon from top to bottom.
struct Edge {
    top: f64,
    bottom: f64,
    /// Where it starts, and how far it goes right per row.
    x: f64,
    slope: f64,
    /// Whether the polygon goes down along it, or up.
    winding: i32,
}

fn edges(points: &[Point]) -> Vec<Edge> {
    let ends = points.iter().cycle().skip(1);
    let slanted = points.iter().zip(ends).filter(|(a, b)| a.y != b.y);
    let edge = |(a, b): (&Point, &Point)| {
        let (start, end, winding) = if a.y < b.y { (a, b, 1) } else { (b, a, -1) };
        let slope = (end.x - start.x) / (end.y - start.y);
        Edge { top: start.y, bottom: end.y, x: start.x, slope, winding }
    };
    slanted.map(edge).collect()
}

/// How much of each pixel of a row is covered.
struct Cover {
    left: f64,
    width: f64,
    /// What pixels at the ends of a stretch are covered by.
    ends: Vec<f64>,
    /// Where full cover begins and ends.
    steps: Vec<f64>,
    crossings: Vec<(f64, i32)>,
}

impl Cover {
    fn new(rect: PixelRect) -> Self {
        let zeros = || vec![0.0; rect.width as usize + 2];
        Self {
            left: f64::from(rect.x),
            width: f64::from(rect.width),
            ends: zeros(),
            steps: zeros(),
            crossings: Vec::new(),
        }
    }

    fn add_line(&mut self, active: &[Edge], height: f64) {
        let mut crossings = std::mem::take(&mut self.crossings);
        crossings.clear();
        crossings.extend(active.iter().map(|edge| {
            let x = edge.x + (height - edge.top) * edge.slope - self.left;
            (x.clamp(0.0, self.width), edge.winding)
        }));
        crossings.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (mut winding, mut start) = (0, 0.0);
        for (x, turn) in &crossings {
            if winding == 0 {
                start = *x;
            }
            winding += turn;
            if winding == 0 {
                self.add_stretch(start, *x);
            }
        }
        self.crossings = crossings;
    }

    fn add_stretch(&mut self, start: f64, end: f64) {
        let share = 1.0 / f64::from(LINES);
        let (first, last) = (start.floor(), end.floor());
        if first == last {
            add(&mut self.ends, first, (end - start) * share);
            return;
        }
        add(&mut self.ends, first, (first + 1.0 - start) * share);
        add(&mut self.ends, last, (end - last) * share);
        add(&mut self.steps, first + 1.0, share);
        add(&mut self.steps, last, -share);
    }

    /// Paints a row and forgets it.
    fn paint(&mut self, row: &mut [u8], paint: Paint) {
        let mut full = 0.0;
        for ((alpha, end), step) in row.iter_mut().zip(&self.ends).zip(&self.steps) {
            full += step;
            let cover = ((full + end) * 255.0).round() as u8;
            *alpha = paint.over(*alpha, cover);
        }
        self.ends.fill(0.0);
        self.steps.fill(0.0);
    }
}

fn add(cells: &mut [f64], at: f64, value: f64) {
    if let Some(cell) = cells.get_mut(at as usize) {
        *cell += value;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn blank() -> Mask {
        Mask::new(12, 10).unwrap()
    }

    fn points(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point::new(*x, *y)).collect()
    }

    fn covered(mask: &Mask) -> f64 {
        mask.alpha().iter().map(|alpha| f64::from(*alpha) / 255.0).sum()
    }

    #[test]
    fn whole_pixels_are_filled_wholly() {
        let mut mask = blank();
        let touched =
            mask.fill_polygon(&points(&[(2.0, 1.0), (6.0, 1.0), (6.0, 4.0), (2.0, 4.0)]), Paint::Add);
        assert_eq!(touched, PixelRect::between(2, 1, 6, 4));
        assert_eq!((mask.bounds(), mask.area()), (touched, 12));
        assert!(mask.alpha().iter().all(|alpha| matches!(alpha, 0 | 255)));
    }

    #[test]
    fn edges_are_soft() {
        let mut mask = blank();
        mask.fill_polygon(&points(&[(2.25, 1.5), (5.5, 1.5), (5.5, 4.0), (2.25, 4.0)]), Paint::Add);
        let row = |y| (1..7).map(|x| mask.at(x, y)).collect::<Vec<_>>();
        assert_eq!(row(1), [0, 96, 128, 128, 64, 0]);
        assert_eq!(row(2), [0, 191, 255, 255, 128, 0]);
    }

    #[test]
    fn a_loop_that_goes_around_twice_is_full() {
        let (mut twice, mut once) = (blank(), blank());
        let square = points(&[(2.0, 2.0), (8.0, 2.0), (8.0, 8.0), (2.0, 8.0)]);
        once.fill_polygon(&square, Paint::Add);
        twice.fill_polygon(&[square.clone(), square].concat(), Paint::Add);
        assert!(once == twice && once.area() == 36);
    }

    #[test]
    fn a_polygon_erases_too() {
        let mut mask = blank();
        mask.fill_polygon(&points(&[(0.0, 0.0), (12.0, 0.0), (12.0, 10.0), (0.0, 10.0)]), Paint::Add);
        mask.fill_polygon(&points(&[(-5.0, -5.0), (6.0, -5.0), (6.0, 50.0), (-5.0, 50.0)]), Paint::Erase);
        assert_eq!(mask.bounds(), PixelRect::between(6, 0, 12, 10));
    }

    #[test]
    fn nothing_comes_of_what_is_no_polygon() {
        let mut mask = blank();
        for corners in [
            vec![(1.0, 1.0), (5.0, 5.0)],
            vec![(1.0, 1.0), (5.0, f64::NAN), (5.0, 1.0)],
            vec![(1.0, 1.0), (1e300, 5.0), (5.0, 1.0)],
            vec![(-9.0, -9.0), (-5.0, -9.0), (-5.0, -1.0)],
        ] {
            assert_eq!(mask.fill_polygon(&points(&corners), Paint::Add), None);
        }
        assert!(mask.is_empty());
    }

    proptest! {
        #[test]
        fn a_triangle_has_its_area(
            a in (0.0..12.0f64, 0.0..10.0f64), b in (0.0..12.0f64, 0.0..10.0f64), c in (0.0..12.0f64, 0.0..10.0f64),
        ) {
            let mut mask = blank();
            mask.fill_polygon(&points(&[a, b, c]), Paint::Add);
            let area = ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() / 2.0;
            prop_assert!((covered(&mask) - area).abs() < 2.0, "{} {}", covered(&mask), area);
            let read = Mask::from_alpha(12, 10, mask.alpha().to_vec()).unwrap();
            prop_assert_eq!(mask.bounds(), read.bounds());
        }

        #[test]
        fn any_polygon_stays_in_its_rectangle(
            corners in proptest::collection::vec((-30.0..40.0f64, -30.0..40.0f64), 3..12),
        ) {
            let mut mask = blank();
            let touched = mask.fill_polygon(&points(&corners), Paint::Add);
            prop_assert!(mask.bounds().is_none_or(|b| touched.and_then(|t| t.intersection(&b)) == Some(b)));
            // The centre of a pixel that is full or empty lies inside or outside.
            mask.fill_polygon(&points(&corners), Paint::Erase);
            prop_assert!(mask.alpha().iter().all(|alpha| *alpha <= 128));
        }
    }
}
