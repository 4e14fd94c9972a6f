//! How a relation between two regions is drawn: a curve from the rim of one to the rim of the other, bowed to one side so
//! that the relations there and back are two lines.

use super::extent::Extent;
use super::rect::Point;

/// A curve with two control points, and where its label stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    pub from: Point,
    pub control1: Point,
    pub control2: Point,
    pub to: Point,
}

/// How far a curve bows, as a part of its length, and at most in pixels.
const BOW: f64 = 0.18;
const MOST_BOW: f64 = 60.0;

impl Arrow {
    /// Between two boxes on screen.
    pub fn between(from: &Extent, to: &Extent) -> Self {
        let (a, b) = (from.center(), to.center());
        let length = a.distance(b).max(1.0);
        let along = Point::new((b.x - a.x) / length, (b.y - a.y) / length);
        let side = Point::new(along.y, -along.x);
        let bow = (length * BOW).min(MOST_BOW);
        let aside = |p: Point, by: f64| Point::new(p.x + side.x * by, p.y + side.y * by);
        // Aimed at a point beside the middle line, so that the curve leaves and arrives where it bends to.
        let middle = aside(Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)), bow);
        let (start, end) = (rim(from, middle), rim(to, middle));
        let third =
            |p: Point, q: Point, part: f64| Point::new(p.x + (q.x - p.x) * part, p.y + (q.y - p.y) * part);
        Self {
            from: start,
            control1: aside(third(start, end, 1.0 / 3.0), bow),
            control2: aside(third(start, end, 2.0 / 3.0), bow),
            to: end,
        }
    }

    /// A point of the curve, from 0 to 1.
    pub fn at(&self, t: f64) -> Point {
        let s = 1.0 - t;
        let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
        let points = [self.from, self.control1, self.control2, self.to];
        points
            .iter()
            .zip(weights)
            .fold(Point::new(0.0, 0.0), |sum, (p, w)| Point::new(sum.x + p.x * w, sum.y + p.y * w))
    }

    /// The two far corners of the head at the end, or, with `back`, of one at the start.
    pub fn head(&self, back: bool, length: f64) -> [Point; 2] {
        let (tip, before) = if back { (self.from, self.control1) } else { (self.to, self.control2) };
        let direction = (tip.y - before.y).atan2(tip.x - before.x);
        [0.45_f64, -0.45].map(|angle| {
            let to = direction + std::f64::consts::PI + angle;
            Point::new(tip.x + to.cos() * length, tip.y + to.sin() * length)
        })
    }
}

/// Where the line from a box's middle to a point leaves the box; the middle, if the point lies inside.
fn rim(of: &Extent, toward: Point) -> Point {
    let middle = of.center();
    let (dx, dy) = (toward.x - middle.x, toward.y - middle.y);
    let part = |half: f64, by: f64| if by == 0.0 { f64::INFINITY } else { half / by.abs() };
    let out = part(of.width() / 2.0, dx).min(part(of.height() / 2.0, dy));
    if out.is_finite() && out < 1.0 { Point::new(middle.x + dx * out, middle.y + dy * out) } else { middle }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Extent = Extent { left: 0.0, top: 0.0, right: 20.0, bottom: 20.0 };
    const RIGHT: Extent = Extent { left: 200.0, top: 0.0, right: 220.0, bottom: 20.0 };

    #[test]
    fn an_arrow_goes_from_rim_to_rim() {
        let arrow = Arrow::between(&LEFT, &RIGHT);
        assert!((arrow.from.x - 20.0).abs() < 1e-9 && (arrow.to.x - 200.0).abs() < 1e-9, "{arrow:?}");
        assert_eq!(arrow.at(0.0), arrow.from);
        assert_eq!(arrow.at(1.0), arrow.to);
        let [a, b] = arrow.head(false, 8.0);
        assert!(a.x < arrow.to.x && b.x < arrow.to.x);
        let [a, b] = arrow.head(true, 8.0);
        assert!(a.x > arrow.from.x && b.x > arrow.from.x);
    }

    #[test]
    fn there_and_back_are_two_lines() {
        let there = Arrow::between(&LEFT, &RIGHT).at(0.5);
        let back = Arrow::between(&RIGHT, &LEFT).at(0.5);
        assert!(there.distance(back) > 20.0, "{there:?} {back:?}");
    }

    #[test]
    fn boxes_in_one_another_still_have_an_arrow_of_finite_points() {
        let arrow = Arrow::between(&LEFT, &LEFT);
        assert!(
            [arrow.from, arrow.control1, arrow.control2, arrow.to]
                .iter()
                .all(|p| p.x.is_finite() && p.y.is_finite())
        );
    }
}
