//! The other shapes of images, in percent of the image, as results have them.

use super::rect::{Point, Size};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An ellipse: its centre, its radii in percent of width and height, and its turn in degrees clockwise about the centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ellipse {
    pub x: f64,
    pub y: f64,
    pub radius_x: f64,
    pub radius_y: f64,
    #[serde(default)]
    pub rotation: f64,
}

/// A polygon, or an open line of its points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Polygon {
    pub points: Vec<Point>,
    pub closed: bool,
}

/// A point, shown as a dot whose width is in percent of the image's width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeyPoint {
    pub x: f64,
    pub y: f64,
    pub width: f64,
}

/// A vector: points joined to the ones before them, by curves where they have control points. A skeleton branches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Path {
    pub vertices: Vec<Vertex>,
    pub closed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Vertex {
    pub id: String,
    pub x: f64,
    pub y: f64,
    /// The vertex that the line comes from; none where a line begins.
    pub prev: Option<String>,
    pub is_bezier: bool,
    pub control1: Option<Point>,
    pub control2: Option<Point>,
}

/// The bytes of a mask's run lengths. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<u8>", into = "Vec<u8>")]
pub struct Rle(pub Arc<[u8]>);

impl From<Vec<u8>> for Rle {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<Rle> for Vec<u8> {
    fn from(rle: Rle) -> Self {
        rle.0.to_vec()
    }
}

impl std::fmt::Debug for Rle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rle({} bytes)", self.0.len())
    }
}

/// A point in percent of the image, in its pixels.
pub fn to_pixels(percent: Point, size: Size) -> Point {
    Point::new(percent.x * size.width / 100.0, percent.y * size.height / 100.0)
}

/// A point in pixels of the image, in percent of it.
pub fn to_percent(pixels: Point, size: Size) -> Point {
    Point::new(pixels.x * 100.0 / size.width, pixels.y * 100.0 / size.height)
}
