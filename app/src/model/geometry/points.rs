//! Points of polygons and vectors: put in, taken away, moved. In pixels of the image.

use super::figure::Figure;
use super::grips::{Grip, Limits};
use super::rect::Point;
use super::shapes::{Path, Vertex};

/// Halfway.
pub(super) fn between(a: Point, b: Point) -> Point {
    Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0)
}

/// A name that no vertex has.
pub fn free_id(path: &Path) -> String {
    let taken = |id: &str| path.vertices.iter().any(|vertex| vertex.id == id);
    let mut number = path.vertices.len();
    loop {
        let id = format!("v{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}

impl Figure {
    /// With one more point between two that are joined. It stands in the place after the first of them, or last where
    /// the line is closed there.
    #[must_use]
    pub fn inserted(&self, from: usize, to: usize, at: Point) -> Self {
        match self {
            Self::Polygon { points, closed } => {
                let mut points = points.clone();
                points.insert((from + 1).min(points.len()), at);
                Self::Polygon { points, closed: *closed }
            }
            Self::Path(path) => Self::Path(path.inserted(from, to, at)),
            _ => self.clone(),
        }
    }

    /// Without a point; `None` where so few would be left that there is no such figure.
    pub fn without(&self, at: usize, least: usize) -> Option<Self> {
        let floor = match self {
            Self::Polygon { closed: true, .. } => 3,
            Self::Path(path) if path.closed => 3,
            _ => 2,
        };
        if at >= self.point_count() || self.point_count() <= floor.max(least) {
            return None;
        }
        match self {
            Self::Polygon { points, closed } => {
                let mut points = points.clone();
                points.remove(at);
                Some(Self::Polygon { points, closed: *closed })
            }
            Self::Path(path) => Some(Self::Path(path.without(at))),
            _ => None,
        }
    }

    /// One of its points elsewhere.
    #[must_use]
    pub fn with_point(&self, at: usize, to: Point, limits: Limits) -> Self {
        self.point(at).map_or_else(|| self.clone(), |from| self.dragged(Grip::Point(at), from, to, limits))
    }
}

impl Path {
    fn inserted(&self, from: usize, to: usize, at: Point) -> Self {
        let mut path = self.chained();
        let Some(before) = path.vertices.get(from).map(|vertex| vertex.id.clone()) else { return path };
        let id = free_id(&path);
        let closes = path.closed && to == 0;
        let mut vertex = Vertex { id, x: at.x, y: at.y, prev: Some(before), ..Vertex::default() };
        if let Some(curve) = path.curve(from, to) {
            path.split(from, to, curve, &mut vertex);
        }
        if let Some(after) = path.vertices.get_mut(to).filter(|_| !closes) {
            after.prev = Some(vertex.id.clone());
        }
        path.vertices.insert((from + 1).min(path.vertices.len()), vertex);
        path
    }

    /// Bends both halves of a curve so that together they run as it did, but for where the new vertex was put.
    fn split(&mut self, from: usize, to: usize, [a, b, c, d]: [Point; 4], vertex: &mut Vertex) {
        let (start, top, end) = (between(a, b), between(b, c), between(c, d));
        let (into, out) = (between(start, top), between(top, end));
        let by = vertex.at().minus(between(into, out));
        vertex.is_bezier = true;
        (vertex.control1, vertex.control2) = (Some(into.plus(by)), Some(out.plus(by)));
        if let Some(before) = self.vertices.get_mut(from) {
            (before.is_bezier, before.control2) = (true, Some(start));
        }
        if let Some(after) = self.vertices.get_mut(to) {
            (after.is_bezier, after.control1) = (true, Some(end));
        }
    }

    /// What came from a vertex comes from the one before it then.
    fn without(&self, at: usize) -> Self {
        let mut path = self.chained();
        if at >= path.vertices.len() {
            return path;
        }
        let gone = path.vertices.remove(at);
        for vertex in path.vertices.iter_mut().filter(|vertex| vertex.prev.as_deref() == Some(&gone.id)) {
            vertex.prev.clone_from(&gone.prev);
        }
        path
    }

    /// Every vertex named, and telling where it comes from. As it stands where that is so already.
    fn chained(&self) -> Self {
        let mut path = self.clone();
        for at in 0..path.vertices.len() {
            let id = path.vertices.get(at).map(|vertex| vertex.id.as_str()).unwrap_or_default();
            let doubled = path.vertices.iter().take(at).any(|vertex| vertex.id == id);
            if id.is_empty() || doubled {
                let id = free_id(&path);
                path.vertices.get_mut(at).into_iter().for_each(|vertex| vertex.id.clone_from(&id));
            }
        }
        if path.vertices.iter().all(|vertex| vertex.prev.is_none()) {
            let ids: Vec<String> = path.vertices.iter().map(|vertex| vertex.id.clone()).collect();
            for (vertex, id) in path.vertices.iter_mut().skip(1).zip(ids) {
                vertex.prev = Some(id);
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn vertex(id: &str, prev: Option<&str>, x: f64) -> Vertex {
        Vertex { id: id.into(), prev: prev.map(str::to_owned), x, ..Vertex::default() }
    }

    fn line() -> Path {
        let vertices =
            vec![vertex("a", None, 0.0), vertex("b", Some("a"), 10.0), vertex("c", Some("b"), 20.0)];
        Path { vertices, closed: false }
    }

    #[test]
    fn a_point_taken_out_of_a_polygon_leaves_its_neighbours_joined_and_three_stay() {
        let points = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(|(x, y)| Point::new(x, y));
        let square = Figure::Polygon { points: points.to_vec(), closed: true };
        let triangle = square.without(1, 0).unwrap();
        assert_eq!(triangle.joints(), [(0, 1), (1, 2), (2, 0)]);
        assert_eq!(triangle.without(1, 0), None);
        assert_eq!(square.without(1, 4), None, "the config wants four");
        let again = triangle.inserted(0, 1, points[1]);
        assert_eq!(again, square);
    }

    #[test]
    fn a_vertex_put_in_or_taken_out_keeps_the_line_in_one() {
        let path = Figure::Path(line());
        let longer = path.inserted(0, 1, Point::new(5.0, 5.0));
        assert_eq!(longer.joints(), [(0, 1), (1, 2), (2, 3)]);
        assert_eq!(longer.point(1), Some(Point::new(5.0, 5.0)));
        assert_eq!(longer.without(1, 0).unwrap(), path);
        assert_eq!(path.without(0, 0).unwrap().joints(), [(0, 1)]);
    }

    #[test]
    fn a_vertex_on_the_closing_edge_becomes_the_last() {
        let closed = Figure::Path(Path { closed: true, ..line() });
        let longer = closed.inserted(2, 0, Point::new(10.0, 9.0));
        assert_eq!(longer.joints(), [(0, 1), (1, 2), (2, 3), (3, 0)]);
        assert_eq!(longer.point(3), Some(Point::new(10.0, 9.0)));
    }

    #[test]
    fn vertices_without_names_get_some_before_they_are_told_apart() {
        let bare = Path { vertices: (0..3).map(|x| vertex("", None, f64::from(x))).collect(), closed: false };
        let longer = Figure::Path(bare).inserted(1, 2, Point::new(1.5, 1.0));
        assert_eq!(longer.joints(), [(0, 1), (1, 2), (2, 3)]);
    }

    #[test]
    fn a_vertex_put_into_a_curve_leaves_it_as_it_runs() {
        let mut path = line();
        path.vertices[0] =
            Vertex { is_bezier: true, control2: Some(Point::new(0.0, 30.0)), ..vertex("a", None, 0.0) };
        let before = path.outlines();
        let curve = path.curve(0, 1).unwrap();
        let middle = super::super::outline::on_curve(curve, 0.5);
        let Figure::Path(longer) = Figure::Path(path).inserted(0, 1, middle) else { panic!("a path") };
        assert_eq!(longer.vertices.len(), 4);
        let [after] = longer.outlines().try_into().unwrap();
        for point in &before[0].points {
            assert!(after.distance(*point) < 0.5, "{point:?}");
        }
    }
}
