//! The lines that bound a figure, curves taken apart into straight pieces. For hits, for snapping, and for whoever
//! paints or measures. In pixels of the image.

use super::figure::Figure;
use super::rect::{Point, Rect};
use super::shapes::{Path, Vertex};

/// A run of points that are joined in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    pub points: Vec<Point>,
    pub closed: bool,
}

/// How far a straight piece may stray from its curve, in pixels of the image.
const FLATNESS: f64 = 0.2;
/// No curve needs more pieces.
const MOST_PIECES: f64 = 200.0;

impl Outline {
    /// The straight pieces, the closing one too.
    pub fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let closing =
            self.points.last().zip(self.points.first()).filter(|_| self.closed && self.points.len() > 2);
        self.points.iter().zip(self.points.iter().skip(1)).chain(closing).map(|(a, b)| (*a, *b))
    }
}

impl Figure {
    /// Of an ellipse none: it is round. Of a mask none: its pixels are known elsewhere.
    pub fn outlines(&self) -> Vec<Outline> {
        match self {
            Self::Box(rect) => vec![Outline { points: rect.corners().to_vec(), closed: true }],
            Self::Polygon { points, closed } => vec![Outline { points: points.clone(), closed: *closed }],
            Self::Path(path) => path.outlines(),
            Self::Ellipse(_) | Self::Dot { .. } | Self::Mask => Vec::new(),
        }
    }
}

impl Path {
    /// Which vertices are joined, as places in the list: each with the one it comes from, and the last with the first
    /// of a closed line. Where no vertex tells where it comes from, each comes from the one before.
    pub fn links(&self) -> Vec<(usize, usize)> {
        let all = &self.vertices;
        let in_order = all.iter().all(|vertex| vertex.prev.is_none());
        let from = |at: usize, vertex: &Vertex| {
            if in_order {
                return at.checked_sub(1);
            }
            let prev = vertex.prev.as_deref()?;
            // Almost always the one before.
            let before = at.checked_sub(1).filter(|before| all.get(*before).is_some_and(|v| v.id == prev));
            before.or_else(|| all.iter().position(|v| v.id == prev)).filter(|from| *from != at)
        };
        let mut links: Vec<(usize, usize)> =
            all.iter().enumerate().filter_map(|(at, vertex)| Some((from(at, vertex)?, at))).collect();
        if self.closed && all.len() > 2 {
            links.push((all.len() - 1, 0));
        }
        links
    }

    /// The line between two vertices, both ends included.
    pub fn piece(&self, from: usize, to: usize) -> Vec<Point> {
        let (Some(a), Some(b)) = (self.vertices.get(from), self.vertices.get(to)) else { return Vec::new() };
        self.curve(from, to).map_or_else(|| vec![a.at(), b.at()], flattened)
    }

    /// The curve between two vertices, unless it is straight: its ends and what bends it.
    pub fn curve(&self, from: usize, to: usize) -> Option<[Point; 4]> {
        let (a, b) = (self.vertices.get(from)?, self.vertices.get(to)?);
        match (a.outgoing(), b.incoming()) {
            (None, None) => None,
            (out, into) => Some([a.at(), out.unwrap_or(a.at()), into.unwrap_or(b.at()), b.at()]),
        }
    }

    /// The runs of joined vertices with their curves taken apart.
    pub fn outlines(&self) -> Vec<Outline> {
        let mut runs: Vec<(usize, Outline)> = Vec::new();
        for (from, to) in self.links() {
            let piece = self.piece(from, to);
            match runs.last_mut() {
                Some((end, run)) if *end == from => {
                    run.points.extend(piece.into_iter().skip(1));
                    *end = to;
                }
                _ => runs.push((to, Outline { points: piece, closed: false })),
            }
        }
        if self.closed
            && let [(_, only)] = runs.as_mut_slice()
        {
            // It ends where it began.
            only.points.pop();
            only.closed = true;
        }
        if runs.is_empty() {
            let points = self.vertices.iter().map(Vertex::at).collect();
            return vec![Outline { points, closed: false }];
        }
        runs.into_iter().map(|(_, run)| run).collect()
    }
}

impl Vertex {
    pub const fn at(&self) -> Point {
        Point { x: self.x, y: self.y }
    }

    /// What bends the line that comes here.
    pub fn incoming(&self) -> Option<Point> {
        self.control1.filter(|_| self.is_bezier)
    }

    /// What bends the line that goes on from here.
    pub fn outgoing(&self) -> Option<Point> {
        self.control2.filter(|_| self.is_bezier)
    }
}

/// A cubic curve as points, its ends included.
fn flattened(curve: [Point; 4]) -> Vec<Point> {
    let [a, b, c, d] = curve;
    let bend = |p: Point, q: Point, r: Point| (p.x - 2.0 * q.x + r.x).hypot(p.y - 2.0 * q.y + r.y);
    // A piece strays by an eighth of the second derivative, which is at most six times the bend.
    let pieces = (0.75 * bend(a, b, c).max(bend(b, c, d)) / FLATNESS).sqrt().ceil().clamp(1.0, MOST_PIECES);
    let count = pieces as u32;
    (0..=count).map(|i| on_curve(curve, f64::from(i) / pieces)).collect()
}

/// The point of a cubic curve at a share of its way.
pub fn on_curve([a, b, c, d]: [Point; 4], t: f64) -> Point {
    let s = 1.0 - t;
    let at = |of: fn(&Point) -> f64| {
        s * s * s * of(&a) + 3.0 * s * s * t * of(&b) + 3.0 * s * t * t * of(&c) + t * t * t * of(&d)
    };
    if t == 1.0 { d } else { Point::new(at(|p| p.x), at(|p| p.y)) }
}

/// The upright box around points; `None` of none.
pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Rect> {
    let mut points = points.into_iter();
    let first = points.next()?;
    let (low, high) = points.fold((first, first), |(low, high), p| {
        (Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y)))
    });
    Some(Rect { x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y, rotation: 0.0 })
}

/// The nearest point of a straight piece.
pub fn nearest_on(from: Point, to: Point, point: Point) -> Point {
    let (along, away) = (to.minus(from), point.minus(from));
    let square = along.x * along.x + along.y * along.y;
    if square == 0.0 {
        return from;
    }
    let share = ((away.x * along.x + away.y * along.y) / square).clamp(0.0, 1.0);
    if share == 1.0 { to } else { Point::new(from.x + share * along.x, from.y + share * along.y) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn vertex(id: &str, prev: Option<&str>, x: f64, y: f64) -> Vertex {
        Vertex { id: id.into(), prev: prev.map(str::to_owned), x, y, ..Vertex::default() }
    }

    #[test]
    fn a_skeleton_is_as_many_runs_as_it_has_branches() {
        let vertices = vec![
            vertex("a", None, 0.0, 0.0),
            vertex("b", Some("a"), 10.0, 0.0),
            vertex("c", Some("b"), 20.0, 0.0),
            vertex("d", Some("b"), 10.0, 10.0),
        ];
        let path = Path { vertices, closed: false };
        assert_eq!(path.links(), [(0, 1), (1, 2), (1, 3)]);
        let runs: Vec<usize> = path.outlines().iter().map(|run| run.points.len()).collect();
        assert_eq!(runs, [3, 2]);
    }

    #[test]
    fn vertices_that_tell_nothing_are_joined_in_order() {
        let vertices = (0..4).map(|i| vertex("", None, f64::from(i), 0.0)).collect();
        let path = Path { vertices, closed: true };
        assert_eq!(path.links(), [(0, 1), (1, 2), (2, 3), (3, 0)]);
        let [run] = path.outlines().try_into().unwrap();
        assert!(run.closed);
        assert_eq!((run.points.len(), run.edges().count()), (4, 4));
    }

    #[test]
    fn a_vertex_that_names_itself_or_nobody_begins_a_line() {
        let vertices = vec![vertex("a", Some("a"), 0.0, 0.0), vertex("b", Some("gone"), 1.0, 0.0)];
        let path = Path { vertices, closed: false };
        assert_eq!(path.links(), []);
        assert_eq!(path.outlines().len(), 1);
    }

    proptest! {
        #[test]
        fn pieces_of_a_curve_stay_close_to_it(
            bx in -300.0..300.0f64, by in -300.0..300.0f64, cx in -300.0..300.0f64, cy in -300.0..300.0f64, t in 0.0..1.0f64,
        ) {
            let curve = [Point::new(0.0, 0.0), Point::new(bx, by), Point::new(cx, cy), Point::new(100.0, 50.0)];
            let run = Outline { points: flattened(curve), closed: false };
            let at = on_curve(curve, t);
            let away = run.edges().map(|(a, b)| nearest_on(a, b, at).distance(at)).fold(f64::INFINITY, f64::min);
            prop_assert!(away <= FLATNESS + 1e-9, "{}", away);
        }
    }
}
