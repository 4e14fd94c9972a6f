//! An area of an image in the image's own pixels: what is painted and what is hit.

use super::rect::{Point, Rect, Size};
use super::shapes::{Ellipse, Path, to_pixels};
use crate::model::result::Area;

/// A shape in pixels of the image.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    Box(Rect),
    Ellipse(Ellipse),
    Polygon {
        points: Vec<Point>,
        closed: bool,
    },
    /// A dot of a key point.
    Dot {
        at: Point,
        radius: f64,
    },
    Path(Path),
    /// A mask, whose pixels are known elsewhere.
    Mask,
}

impl Figure {
    /// `None` for parts of texts.
    pub fn of(area: &Area, size: Size) -> Option<Self> {
        let (w, h) = (size.width / 100.0, size.height / 100.0);
        Some(match area {
            Area::Box(rect) => Self::Box(rect.to_pixels(size)),
            Area::Ellipse(round) => Self::Ellipse(Ellipse {
                x: round.x * w,
                y: round.y * h,
                radius_x: round.radius_x * w,
                radius_y: round.radius_y * h,
                rotation: round.rotation,
            }),
            Area::Polygon(polygon) => Self::Polygon {
                points: polygon.points.iter().map(|point| to_pixels(*point, size)).collect(),
                closed: polygon.closed,
            },
            Area::KeyPoint(point) => Self::Dot {
                at: to_pixels(Point::new(point.x, point.y), size),
                radius: (point.width * w / 2.0).max(0.0),
            },
            Area::Vector(path) => {
                let mut pixels = path.clone();
                for vertex in &mut pixels.vertices {
                    (vertex.x, vertex.y) = (vertex.x * w, vertex.y * h);
                    vertex.control1 = vertex.control1.map(|point| to_pixels(point, size));
                    vertex.control2 = vertex.control2.map(|point| to_pixels(point, size));
                }
                Self::Path(pixels)
            }
            Area::Brush(_) | Area::Bitmask(_) => Self::Mask,
            Area::Span(_) | Area::Html(_) | Area::Lines(_) => return None,
        })
    }
}
