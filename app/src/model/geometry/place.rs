//! Figures put elsewhere, and written back as areas in percent. What did not change keeps its digits to the last.

use super::figure::Figure;
use super::rect::{Point, Rect, Size, keep_inside};
use super::shapes::{Ellipse, KeyPoint, Path, Polygon};
use crate::model::result::Area;
use std::collections::HashMap;

impl Figure {
    /// Moved, and kept inside the image as far as it fits.
    #[must_use]
    pub fn moved(&self, by: Point, image: Size) -> Self {
        self.shifted(allowed(by, self.bounds(), image))
    }

    /// Moved, wherever that leads.
    #[must_use]
    pub fn shifted(&self, by: Point) -> Self {
        match self {
            Self::Box(rect) => Self::Box(Rect { x: rect.x + by.x, y: rect.y + by.y, ..*rect }),
            Self::Ellipse(e) => Self::Ellipse(Ellipse { x: e.x + by.x, y: e.y + by.y, ..*e }),
            Self::Polygon { points, closed } => {
                Self::Polygon { points: points.iter().map(|p| p.plus(by)).collect(), closed: *closed }
            }
            Self::Dot { at, radius } => Self::Dot { at: at.plus(by), radius: *radius },
            Self::Path(path) => {
                let mut path = path.clone();
                for vertex in &mut path.vertices {
                    (vertex.x, vertex.y) = (vertex.x + by.x, vertex.y + by.y);
                    vertex.control1 = vertex.control1.map(|p| p.plus(by));
                    vertex.control2 = vertex.control2.map(|p| p.plus(by));
                }
                Self::Path(path)
            }
            Self::Mask => Self::Mask,
        }
    }

    /// Longer or shorter by pixels each way, its left and top staying; kept inside the image. Turned boxes and
    /// ellipses change along their own axes.
    #[must_use]
    pub fn grown(&self, by: Point, image: Size) -> Self {
        let Some(around) = self.bounds() else { return self.clone() };
        match self {
            Self::Box(rect) => Self::Box(stretched(rect, by, image)),
            Self::Ellipse(ellipse) => Self::Ellipse(Ellipse::within(&stretched(&ellipse.frame(), by, image))),
            Self::Polygon { .. } | Self::Path(_) => {
                let new = stretched(&around, by, image);
                self.scaled(around, new)
            }
            Self::Dot { .. } | Self::Mask => self.clone(),
        }
    }

    /// As it lies in one upright box, laid into another.
    fn scaled(&self, from: Rect, to: Rect) -> Self {
        let along = |at: f64, start: f64, length: f64, new: f64, new_length: f64| {
            if length > 0.0 { new + (at - start) / length * new_length } else { new + (at - start) }
        };
        let place = |p: Point| {
            Point::new(
                along(p.x, from.x, from.width, to.x, to.width),
                along(p.y, from.y, from.height, to.y, to.height),
            )
        };
        match self {
            Self::Polygon { points, closed } => {
                Self::Polygon { points: points.iter().map(|p| place(*p)).collect(), closed: *closed }
            }
            Self::Path(path) => {
                let mut path = path.clone();
                for vertex in &mut path.vertices {
                    let at = place(vertex.at());
                    (vertex.x, vertex.y) = (at.x, at.y);
                    vertex.control1 = vertex.control1.map(place);
                    vertex.control2 = vertex.control2.map(place);
                }
                Self::Path(path)
            }
            _ => self.clone(),
        }
    }

    /// The area in percent of the image. Numbers that `before` has in the same place of the image stay as they are there,
    /// digit for digit. `None` for a mask: its pixels are known elsewhere.
    pub fn to_area(&self, image: Size, before: Option<&Area>) -> Option<Area> {
        let known =
            before.and_then(|area| Some(Known::of(area, &Self::of(area, image)?))).unwrap_or_default();
        let scale = Scale { image, known };
        Some(match self {
            Self::Box(rect) => Area::Box(Rect {
                x: scale.across(rect.x),
                y: scale.down(rect.y),
                width: scale.across(rect.width),
                height: scale.down(rect.height),
                rotation: rect.rotation,
            }),
            Self::Ellipse(ellipse) => Area::Ellipse(Ellipse {
                x: scale.across(ellipse.x),
                y: scale.down(ellipse.y),
                radius_x: scale.across(ellipse.radius_x),
                radius_y: scale.down(ellipse.radius_y),
                rotation: ellipse.rotation,
            }),
            Self::Polygon { points, closed } => {
                let points = points.iter().map(|point| scale.point(*point)).collect();
                Area::Polygon(Polygon { points, closed: *closed })
            }
            Self::Dot { at, radius } => {
                let Point { x, y } = scale.point(*at);
                Area::KeyPoint(KeyPoint { x, y, width: scale.across(radius * 2.0) })
            }
            Self::Path(path) => Area::Vector(scale.path(path)),
            Self::Mask => return None,
        })
    }
}

/// How far something may go so that it does not leave the image, nor go farther out than it is.
pub fn allowed(by: Point, around: Option<Rect>, image: Size) -> Point {
    around.map_or(by, |around| {
        Point::new(
            keep_inside(around.x, around.width, image.width, by.x),
            keep_inside(around.y, around.height, image.height, by.y),
        )
    })
}

/// A box in pixels with its far sides moved; an upright one stays inside the image.
fn stretched(rect: &Rect, by: Point, image: Size) -> Rect {
    let longer = |length: f64, by: f64, start: f64, room: f64| {
        let most = if rect.rotation == 0.0 { (room - start).max(length) } else { f64::INFINITY };
        (length + by).clamp(1.0_f64.min(length), most.max(1.0_f64.min(length)))
    };
    Rect {
        width: longer(rect.width, by.x, rect.x, image.width),
        height: longer(rect.height, by.y, rect.y, image.height),
        ..*rect
    }
}

/// Numbers of an area, by their places in pixels.
#[derive(Default)]
struct Known {
    across: HashMap<u64, f64>,
    down: HashMap<u64, f64>,
}

impl Known {
    fn of(area: &Area, figure: &Figure) -> Self {
        let mut known = Self::default();
        let mut pair = |pixels: Point, percent: Point| {
            known.across.insert(pixels.x.to_bits(), percent.x);
            known.down.insert(pixels.y.to_bits(), percent.y);
        };
        match (area, figure) {
            (Area::Box(a), Figure::Box(f)) => {
                pair(Point::new(f.width, f.height), Point::new(a.width, a.height));
                pair(f.pivot(), a.pivot());
            }
            (Area::Ellipse(a), Figure::Ellipse(f)) => {
                pair(Point::new(f.radius_x, f.radius_y), Point::new(a.radius_x, a.radius_y));
                pair(f.center(), a.center());
            }
            (Area::Polygon(a), Figure::Polygon { points, .. }) => {
                points.iter().zip(&a.points).for_each(|(f, a)| pair(*f, *a));
            }
            (Area::KeyPoint(a), Figure::Dot { at, radius }) => {
                pair(*at, Point::new(a.x, a.y));
                known.across.insert((radius * 2.0).to_bits(), a.width);
            }
            (Area::Vector(a), Figure::Path(f)) => {
                for (f, a) in f.vertices.iter().zip(&a.vertices) {
                    pair(f.at(), a.at());
                    f.control1.zip(a.control1).into_iter().for_each(|(f, a)| pair(f, a));
                    f.control2.zip(a.control2).into_iter().for_each(|(f, a)| pair(f, a));
                }
            }
            _ => {}
        }
        known
    }
}

struct Scale {
    image: Size,
    known: Known,
}

impl Scale {
    fn across(&self, pixels: f64) -> f64 {
        let known = self.known.across.get(&pixels.to_bits()).copied();
        known.unwrap_or_else(|| pixels * 100.0 / self.image.width)
    }

    fn down(&self, pixels: f64) -> f64 {
        let known = self.known.down.get(&pixels.to_bits()).copied();
        known.unwrap_or_else(|| pixels * 100.0 / self.image.height)
    }

    fn point(&self, pixels: Point) -> Point {
        Point::new(self.across(pixels.x), self.down(pixels.y))
    }

    fn path(&self, path: &Path) -> Path {
        let mut path = path.clone();
        for vertex in &mut path.vertices {
            let at = self.point(vertex.at());
            (vertex.x, vertex.y) = (at.x, at.y);
            vertex.control1 = vertex.control1.map(|point| self.point(point));
            vertex.control2 = vertex.control2.map(|point| self.point(point));
        }
        path
    }
}
