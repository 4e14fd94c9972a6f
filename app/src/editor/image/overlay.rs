//! What the tools ask the stage to show while a hand is at work: the figure that is being drawn or changed, and the
//! handles of what is selected. Points and sizes are in pixels of the image that is not turned. Knows neither canvas
//! nor colours; the painter gives it those of the region that it stands for or will be.

use crate::model::geometry::{Figure, Point};
use std::sync::Arc;

/// What is being drawn or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlayFigure {
    /// The region that it stands for, which is painted here instead of at rest; `None`: one that will be.
    pub id: Option<String>,
    pub figure: Figure,
    pub ink: Ink,
    /// Other regions that move along.
    pub along: Vec<(String, Along)>,
    /// Thin lines that lead on from what is drawn to the pointer.
    pub rubber: Vec<(Point, Point)>,
    /// Something that the pointer snapped to.
    pub snapped: Option<Point>,
}

/// How the figure is painted.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Ink {
    /// As the region it stands for, or as one with the active labels.
    #[default]
    Region,
    /// Nothing but a thin line round it: the ring of the brush, the first side of a box.
    Guide,
    /// Paint that is added to the mask of the region: a line with round ends.
    Stroke(Arc<Vec<Point>>, f64),
    /// Paint that is taken off the mask of the region.
    Erase(Arc<Vec<Point>>, f64),
    /// Pixels of a mask that is being made.
    Pixels(Alpha),
    /// The region's own mask, shifted.
    Shifted(Point),
}

/// One of several regions that move.
#[derive(Clone, Debug, PartialEq)]
pub enum Along {
    As(Figure),
    /// Its own mask, shifted.
    Shifted(Point),
}

/// Part of a mask: one byte of alpha a pixel, row by row, from a pixel of the image on.
#[derive(Clone, PartialEq)]
pub struct Alpha {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    pub alpha: Arc<[u8]>,
}

impl std::fmt::Debug for Alpha {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Alpha({} × {} at {}, {})", self.width, self.height, self.x, self.y)
    }
}

impl OverlayFigure {
    /// A region as it will be.
    pub fn new(figure: Figure) -> Self {
        Self { id: None, figure, ink: Ink::Region, along: Vec::new(), rubber: Vec::new(), snapped: None }
    }

    /// A region as it is changed.
    pub fn of(id: &str, figure: Figure) -> Self {
        Self { id: Some(id.to_owned()), ..Self::new(figure) }
    }

    /// A thin line that is no region.
    pub fn guide(figure: Figure) -> Self {
        Self { ink: Ink::Guide, ..Self::new(figure) }
    }

    /// The ring of a brush that is not painting.
    pub const fn is_ring(&self) -> bool {
        matches!((&self.ink, &self.figure), (Ink::Guide, Figure::Dot { .. }))
    }

    #[must_use]
    pub fn with_ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// Something to take hold of, or a point of what is being drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandleMark {
    pub at: Point,
    pub kind: MarkKind,
    /// A thin line leads from here to it.
    pub stem: Option<Point>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Resizes.
    Size,
    Turn,
    /// A point of a polygon or a vector.
    Point,
    /// The point that the keys act on, or that a branch starts from.
    PointOn,
    /// The first point while a polygon is drawn, when the pointer would close it.
    Close,
    /// The middle of an edge, where a point can be inserted.
    Ghost,
    /// Bends a curve.
    Control,
}
