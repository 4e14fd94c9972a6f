//! What a figure covers: the box around it, whether a point meets it, how large it is. In pixels of the image. Masks
//! are not met here: only who has their pixels can tell.

use super::figure::Figure;
use super::outline::{Outline, around, nearest_on};
use super::rect::{Point, Rect};
use super::shapes::Ellipse;

impl Figure {
    /// The upright box around it; `None` for a mask and for what has no points. A dot is its middle: how large it is
    /// shown says nothing of where it is.
    pub fn bounds(&self) -> Option<Rect> {
        match self {
            Self::Box(rect) => Some(rect.bounds()),
            Self::Ellipse(ellipse) => Some(ellipse.bounds()),
            Self::Polygon { points, .. } => around(points.iter().copied()),
            Self::Dot { at, .. } => around([*at]),
            Self::Path(path) => around(path.outlines().into_iter().flat_map(|run| run.points)),
            Self::Mask => None,
        }
    }

    /// The point lies in it or no farther away than the tolerance. What is open is met on its line only.
    pub fn is_hit(&self, point: Point, tolerance: f64) -> bool {
        match self {
            Self::Box(rect) => rect.is_hit(point, tolerance),
            Self::Ellipse(ellipse) => ellipse.is_hit(point, tolerance),
            Self::Dot { at, radius } => at.distance(point) <= radius + tolerance,
            Self::Polygon { .. } | Self::Path(_) => {
                let near = |rect: Rect| rect.is_hit(point, tolerance + 1.0);
                self.bounds().is_some_and(near)
                    && self.outlines().iter().any(|run| run.is_hit(point, tolerance))
            }
            Self::Mask => false,
        }
    }

    /// How much it covers, to tell small from large; lines and points cover nothing. `None` for a mask.
    pub fn extent(&self) -> Option<f64> {
        Some(match self {
            Self::Box(rect) => rect.area().abs(),
            Self::Ellipse(ellipse) => (ellipse.radius_x * ellipse.radius_y).abs() * std::f64::consts::PI,
            Self::Polygon { .. } | Self::Path(_) => self.outlines().iter().map(Outline::extent).sum(),
            Self::Dot { .. } => 0.0,
            Self::Mask => return None,
        })
    }
}

impl Outline {
    fn is_hit(&self, point: Point, tolerance: f64) -> bool {
        (self.closed && self.is_around(point)) || self.distance(point) <= tolerance
    }

    /// How far a point is from the line.
    pub fn distance(&self, point: Point) -> f64 {
        let lone = self.points.first().map_or(f64::INFINITY, |first| first.distance(point));
        self.edges().map(|(a, b)| nearest_on(a, b, point).distance(point)).fold(lone, f64::min)
    }

    /// The line winds around the point, as canvases fill.
    pub fn is_around(&self, point: Point) -> bool {
        let turns = self.edges().map(|(a, b)| {
            let is_left = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0.0;
            match (a.y <= point.y, b.y <= point.y) {
                (true, false) if is_left => 1,
                (false, true) if !is_left => -1,
                _ => 0,
            }
        });
        turns.sum::<i32>() != 0
    }

    fn extent(&self) -> f64 {
        if !self.closed {
            return 0.0;
        }
        self.edges().map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
    }
}

impl Ellipse {
    pub const fn center(&self) -> Point {
        Point { x: self.x, y: self.y }
    }

    /// The box on its axes. For an ellipse in pixels.
    pub fn frame(&self) -> Rect {
        let (width, height) = (self.radius_x * 2.0, self.radius_y * 2.0);
        let corner = Point::new(-self.radius_x, -self.radius_y).turned(self.rotation).plus(self.center());
        Rect { x: corner.x, y: corner.y, width, height, rotation: self.rotation }
    }

    /// The ellipse within a box. For a box in pixels.
    pub fn within(frame: &Rect) -> Self {
        let center = frame.center();
        Self {
            x: center.x,
            y: center.y,
            radius_x: frame.width / 2.0,
            radius_y: frame.height / 2.0,
            rotation: frame.rotation,
        }
    }

    /// The upright box around it.
    pub fn bounds(&self) -> Rect {
        let (sin, cos) = self.rotation.to_radians().sin_cos();
        let half_width = (self.radius_x * cos).hypot(self.radius_y * sin);
        let half_height = (self.radius_x * sin).hypot(self.radius_y * cos);
        Rect {
            x: self.x - half_width,
            y: self.y - half_height,
            width: half_width * 2.0,
            height: half_height * 2.0,
            rotation: 0.0,
        }
    }

    /// The point lies in it or no farther away than the tolerance.
    pub fn is_hit(&self, point: Point, tolerance: f64) -> bool {
        let local = point.minus(self.center()).turned(-self.rotation);
        outside_by(self.radius_x.abs(), self.radius_y.abs(), local) <= tolerance
    }
}

/// How far outside an ellipse about the origin a point lies; nothing or less inside.
fn outside_by(a: f64, b: f64, point: Point) -> f64 {
    let (x, y) = (point.x.abs(), point.y.abs());
    if a <= 0.0 || b <= 0.0 {
        // A line, or a point.
        return (x - a.max(0.0)).max(0.0).hypot((y - b.max(0.0)).max(0.0));
    }
    if (x / a).hypot(y / b) <= 1.0 {
        return 0.0;
    }
    // The nearest point of the ellipse is (a²x / (t + a²), b²y / (t + b²)) for the one t that puts it on the ellipse.
    let over = |t: f64| (a * x / (t + a * a)).hypot(b * y / (t + b * b)) - 1.0;
    let (mut low, mut high) = (0.0, a.max(b) * x.hypot(y));
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if over(middle) > 0.0 { low = middle } else { high = middle }
    }
    let t = (low + high) / 2.0;
    (x - a * a * x / (t + a * a)).hypot(y - b * b * y / (t + b * b))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::geometry::{Path, Vertex};
    use proptest::prelude::*;

    fn p(x: f64, y: f64) -> Point {
        Point::new(x, y)
    }

    fn polygon(points: &[(f64, f64)], closed: bool) -> Figure {
        Figure::Polygon { points: points.iter().map(|(x, y)| p(*x, *y)).collect(), closed }
    }

    #[test]
    fn a_polygon_is_met_inside_and_an_open_line_only_on_it() {
        let points = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        assert!(polygon(&points, true).is_hit(p(5.0, 5.0), 0.5));
        assert!(!polygon(&points, false).is_hit(p(5.0, 5.0), 0.5));
        assert!(polygon(&points, false).is_hit(p(10.3, 5.0), 0.5));
        assert!(!polygon(&points, false).is_hit(p(0.0, 5.0), 0.5), "the side that would close it");
    }

    #[test]
    fn a_curve_is_met_where_it_runs_and_not_where_its_ends_would_be_joined() {
        let vertex = |x: f64, control1, control2| Vertex {
            x,
            is_bezier: true,
            control1,
            control2,
            ..Vertex::default()
        };
        let vertices = vec![vertex(0.0, None, Some(p(0.0, 40.0))), vertex(100.0, Some(p(100.0, 40.0)), None)];
        let curve = Figure::Path(Path { vertices, closed: false });
        assert!(curve.is_hit(p(50.0, 30.0), 1.0));
        assert!(!curve.is_hit(p(50.0, 0.0), 5.0));
        assert_eq!(curve.bounds().unwrap().height.round(), 30.0);
    }

    #[test]
    fn sizes_tell_small_from_large() {
        assert_eq!(polygon(&[(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)], true).extent(), Some(50.0));
        assert_eq!(polygon(&[(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)], false).extent(), Some(0.0));
        assert_eq!(Figure::Mask.extent(), None);
    }

    proptest! {
        #[test]
        fn an_ellipse_is_met_as_brute_force_meets_it(
            rx in 0.5..60.0f64, ry in 0.5..60.0f64, rotation in -360.0..360.0f64,
            x in -90.0..90.0f64, y in -90.0..90.0f64, tolerance in 0.0..8.0f64,
        ) {
            let ellipse = Ellipse { x: 5.0, y: -3.0, radius_x: rx, radius_y: ry, rotation };
            let point = p(x, y);
            let on_edge = |step: u32| {
                let angle = f64::from(step) * std::f64::consts::TAU / 4000.0;
                p(rx * angle.cos(), ry * angle.sin()).turned(rotation).plus(ellipse.center())
            };
            let away = (0..4000).map(|step| on_edge(step).distance(point)).fold(f64::INFINITY, f64::min);
            let local = point.minus(ellipse.center()).turned(-rotation);
            let inside = (local.x / rx).powi(2) + (local.y / ry).powi(2) <= 1.0;
            // Brute force is not exact either: points on the very edge of the tolerance prove nothing.
            prop_assume!((away - tolerance).abs() > 0.06);
            prop_assert_eq!(ellipse.is_hit(point, tolerance), inside || away <= tolerance);
            let around = ellipse.bounds();
            prop_assert!((0..400).all(|step| around.is_hit(on_edge(step * 10), 1e-9)));
        }

        #[test]
        fn a_polygon_is_met_as_its_winding_tells(
            points in proptest::collection::vec((0.0..100.0f64, 0.0..100.0f64), 3..12), x in 0.0..100.0f64, y in 0.0..100.0f64,
        ) {
            // By each triangle of a fan that holds the point, with the way it turns.
            let point = p(x, y);
            let side = |a: Point, b: Point| (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
            let corners: Vec<Point> = points.iter().map(|(x, y)| p(*x, *y)).collect();
            let turns = corners.windows(2).skip(1).map(|pair| {
                let sides = [side(corners[0], pair[0]), side(pair[0], pair[1]), side(pair[1], corners[0])];
                i32::from(sides.iter().all(|s| *s > 0.0)) - i32::from(sides.iter().all(|s| *s < 0.0))
            });
            let run = Outline { points: corners.clone(), closed: true };
            prop_assume!(run.distance(point) > 1e-6);
            prop_assume!(corners.iter().all(|c| nearest_on(corners[0], *c, point).distance(point) > 1e-6));
            prop_assert_eq!(run.is_around(point), turns.sum::<i32>() != 0);
        }

        #[test]
        fn within_the_tolerance_of_a_line_is_a_hit(
            points in proptest::collection::vec((0.0..100.0f64, 0.0..100.0f64), 2..8),
            x in -10.0..110.0f64, y in -10.0..110.0f64, tolerance in 0.1..10.0f64,
        ) {
            let point = p(x, y);
            let brute = points.windows(2).flat_map(|pair| (0..=1000).map(move |i| {
                let share = f64::from(i) / 1000.0;
                p(pair[0].0 + share * (pair[1].0 - pair[0].0), pair[0].1 + share * (pair[1].1 - pair[0].1))
            })).map(|at| at.distance(point)).fold(f64::INFINITY, f64::min);
            prop_assume!((brute - tolerance).abs() > 0.1);
            prop_assert_eq!(polygon(&points, false).is_hit(point, tolerance), brute <= tolerance);
        }
    }
}
