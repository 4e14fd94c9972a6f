//! What can be taken hold of on each kind of figure, and what becomes of it when that is dragged. In pixels of the
//! image. What is drawn inside the image stays there.

use super::figure::Figure;
use super::handles::{self, Handle};
use super::outline::{nearest_on, on_curve};
use super::points::between;
use super::rect::{Point, Rect, Size};
use super::shapes::{Ellipse, Path};

/// Something to take hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grip {
    /// Resizes or turns a box or an ellipse.
    Size(Handle),
    /// A point of a polygon or a vector, by its place.
    Point(usize),
    /// The middle of the edge between two points: taken hold of, a point is inserted there.
    Between(usize, usize),
    /// Bends the curve that comes to a vertex.
    Incoming(usize),
    /// Bends the curve that goes on from it.
    Outgoing(usize),
    /// An edge of a polygon: both its points go along.
    Edge(usize, usize),
}

/// What limits dragging.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub image: Size,
    /// No side gets shorter than so many pixels.
    pub least: f64,
}

impl Limits {
    pub fn inside(&self, point: Point) -> Point {
        Point::new(point.x.clamp(0.0, self.image.width), point.y.clamp(0.0, self.image.height))
    }
}

/// The handles that an ellipse has: the ends of its axes.
const AXES: [Handle; 4] = [Handle::Top, Handle::Right, Handle::Bottom, Handle::Left];

impl Figure {
    /// Everything to take hold of, in the order in which it is met. Boxes and ellipses have a handle to turn them `stem`
    /// above the top; edges shorter than `roomy` have no middle to insert a point at.
    pub fn grips(&self, stem: f64, roomy: f64) -> Vec<(Grip, Point)> {
        let sizing = |frame: &Rect, with: &[Handle]| {
            let wanted = |(handle, _): &(Handle, Point)| *handle == Handle::Turn || with.contains(handle);
            let all = handles::handles(frame, stem).into_iter().filter(wanted);
            all.map(|(handle, at)| (Grip::Size(handle), at)).collect()
        };
        match self {
            Self::Box(rect) => sizing(rect, &Handle::SIZING),
            Self::Ellipse(ellipse) => sizing(&ellipse.frame(), &AXES),
            Self::Polygon { points, .. } => {
                let corners = points.iter().enumerate().map(|(at, point)| (Grip::Point(at), *point));
                corners.chain(self.middles(roomy)).collect()
            }
            Self::Path(path) => {
                let controls = path.vertices.iter().enumerate().flat_map(|(at, vertex)| {
                    let into = vertex.incoming().map(|point| (Grip::Incoming(at), point));
                    into.into_iter().chain(vertex.outgoing().map(|point| (Grip::Outgoing(at), point)))
                });
                let vertices = path.vertices.iter().enumerate().map(|(at, v)| (Grip::Point(at), v.at()));
                vertices.chain(controls).chain(self.middles(roomy)).collect()
            }
            Self::Dot { .. } | Self::Mask => Vec::new(),
        }
    }

    fn middles(&self, roomy: f64) -> impl Iterator<Item = (Grip, Point)> + '_ {
        let ends = |(a, b): (usize, usize)| Some((self.point(a)?, self.point(b)?));
        let long = move |edge: &(usize, usize)| ends(*edge).is_some_and(|(a, b)| a.distance(b) >= roomy);
        let middle = move |(a, b): (usize, usize)| Some((Grip::Between(a, b), self.middle(a, b)?));
        self.joints().into_iter().filter(long).filter_map(middle)
    }

    /// Where a point inserted between two would stand.
    pub fn middle(&self, from: usize, to: usize) -> Option<Point> {
        match self {
            Self::Path(path) if path.curve(from, to).is_some() => {
                path.curve(from, to).map(|curve| on_curve(curve, 0.5))
            }
            _ => Some(between(self.point(from)?, self.point(to)?)),
        }
    }

    /// Which points are joined by edges.
    pub fn joints(&self) -> Vec<(usize, usize)> {
        match self {
            Self::Polygon { points, closed } => {
                let last = points.len().saturating_sub(1);
                let closing = (*closed && points.len() > 2).then_some((last, 0));
                (0..last).map(|at| (at, at + 1)).chain(closing).collect()
            }
            Self::Path(path) => path.links(),
            _ => Vec::new(),
        }
    }

    /// How many points it is made of.
    pub const fn point_count(&self) -> usize {
        match self {
            Self::Polygon { points, .. } => points.len(),
            Self::Path(path) => path.vertices.len(),
            _ => 0,
        }
    }

    /// One of the points it is made of.
    pub fn point(&self, at: usize) -> Option<Point> {
        match self {
            Self::Polygon { points, .. } => points.get(at).copied(),
            Self::Path(path) => path.vertices.get(at).map(super::shapes::Vertex::at),
            _ => None,
        }
    }

    /// What is within reach of a point: of several the first kind, and of these the nearest. What turns is met only with
    /// `turns`.
    pub fn grip_at(&self, point: Point, reach: f64, stem: f64, roomy: f64, turns: bool) -> Option<Grip> {
        let rank = |grip: &Grip| match grip {
            Grip::Size(handle) => u8::from(!handle.is_corner()),
            Grip::Point(_) => 0,
            Grip::Incoming(_) | Grip::Outgoing(_) => 1,
            Grip::Between(..) | Grip::Edge(..) => 2,
        };
        self.grips(stem, roomy)
            .into_iter()
            .filter(|(grip, at)| (turns || *grip != Grip::Size(Handle::Turn)) && at.distance(point) <= reach)
            .min_by(|(a, at), (b, bt)| {
                rank(a).cmp(&rank(b)).then(at.distance(point).total_cmp(&bt.distance(point)))
            })
            .map(|(grip, _)| grip)
    }

    /// The edge within reach of a point, away from its handles: a side of a box, or an edge of a polygon. Small boxes
    /// keep room in their middle.
    pub fn edge_at(&self, point: Point, reach: f64) -> Option<Grip> {
        match self {
            Self::Box(rect) => side_at(rect, point, reach).map(Grip::Size),
            Self::Polygon { .. } => self
                .joints()
                .into_iter()
                .filter_map(|(a, b)| {
                    let away = nearest_on(self.point(a)?, self.point(b)?, point).distance(point);
                    (away <= reach).then_some((Grip::Edge(a, b), away))
                })
                .min_by(|(_, a), (_, b)| a.total_cmp(b))
                .map(|(grip, _)| grip),
            _ => None,
        }
    }

    /// The figure after something was dragged from one place to another.
    #[must_use]
    pub fn dragged(&self, grip: Grip, from: Point, to: Point, limits: Limits) -> Self {
        match (self, grip) {
            (Self::Box(rect), Grip::Size(handle)) => Self::Box(resized(*rect, handle, to, limits)),
            (Self::Ellipse(ellipse), Grip::Size(handle)) => {
                let frame = ellipse.frame();
                let new = resized(frame, handle, to, limits);
                if new == frame { self.clone() } else { Self::Ellipse(reshaped(ellipse, &new)) }
            }
            (Self::Polygon { points, closed }, Grip::Point(at)) => {
                let mut points = points.clone();
                points.get_mut(at).into_iter().for_each(|point| *point = limits.inside(to));
                Self::Polygon { points, closed: *closed }
            }
            (Self::Polygon { points, closed }, Grip::Edge(a, b)) => {
                let by = |at: usize| points.get(at).map(|point| limits.inside(point.plus(to.minus(from))));
                let (Some(first), Some(second)) = (by(a), by(b)) else { return self.clone() };
                let mut points = points.clone();
                points.get_mut(a).into_iter().for_each(|point| *point = first);
                points.get_mut(b).into_iter().for_each(|point| *point = second);
                Self::Polygon { points, closed: *closed }
            }
            (Self::Polygon { .. } | Self::Path(_), Grip::Between(a, b)) => {
                self.inserted(a, b, limits.inside(to))
            }
            (Self::Path(path), grip) => Self::Path(bent(path, grip, to, limits)),
            _ => self.clone(),
        }
    }
}

fn resized(rect: Rect, handle: Handle, to: Point, limits: Limits) -> Rect {
    match handle {
        Handle::Turn => handles::turned(rect, to),
        _ => handles::resized(rect, limits.image, handle, to, limits.least),
    }
}

/// The ellipse in a frame that was dragged; what did not change keeps its digits.
fn reshaped(before: &Ellipse, frame: &Rect) -> Ellipse {
    let old = before.frame();
    let new = Ellipse::within(frame);
    let turned_only = old.width == frame.width && old.height == frame.height;
    Ellipse {
        x: if turned_only { before.x } else { new.x },
        y: if turned_only { before.y } else { new.y },
        radius_x: if old.width == frame.width { before.radius_x } else { new.radius_x },
        radius_y: if old.height == frame.height { before.radius_y } else { new.radius_y },
        rotation: frame.rotation,
    }
}

fn bent(path: &Path, grip: Grip, to: Point, limits: Limits) -> Path {
    let mut path = path.clone();
    let at = match grip {
        Grip::Point(at) | Grip::Incoming(at) | Grip::Outgoing(at) => at,
        _ => return path,
    };
    let Some(vertex) = path.vertices.get_mut(at) else { return path };
    match grip {
        Grip::Point(_) => {
            let to = limits.inside(to);
            let by = to.minus(vertex.at());
            (vertex.x, vertex.y) = (to.x, to.y);
            for control in [&mut vertex.control1, &mut vertex.control2].into_iter().flatten() {
                *control = control.plus(by);
            }
        }
        Grip::Incoming(_) => vertex.control1 = Some(to),
        _ => vertex.control2 = Some(to),
    }
    path
}

/// The side of a box within reach: outside as far as that, inside at most a sixth of the box.
fn side_at(rect: &Rect, point: Point, reach: f64) -> Option<Handle> {
    let local = rect.inward(point);
    let near = |at: f64, length: f64| -> Option<(f64, bool)> {
        let inner = reach.min(length / 6.0);
        if (-reach..=inner).contains(&at) {
            return Some((at.abs(), false));
        }
        (length - inner..=length + reach).contains(&at).then_some(((length - at).abs(), true))
    };
    let along = |at: f64, length: f64| (0.0..=length).contains(&at);
    let across = near(local.x, rect.width).filter(|_| along(local.y, rect.height));
    let down = near(local.y, rect.height).filter(|_| along(local.x, rect.width));
    let side = |far: bool, one, other| if far { other } else { one };
    match (across, down) {
        (Some((a, far)), Some((b, _))) if a <= b => Some(side(far, Handle::Left, Handle::Right)),
        (_, Some((_, far))) => Some(side(far, Handle::Top, Handle::Bottom)),
        (Some((_, far)), None) => Some(side(far, Handle::Left, Handle::Right)),
        (None, None) => None,
    }
}
