//! Where a region is: a shape on an image, or a part of a text. How each is written in a result is in `area_json`.

use crate::model::config::Shape;
use crate::model::geometry::{Ellipse, KeyPoint, Path, Polygon, Rect, Rle};
use crate::model::html::HtmlRange;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a region is. Shapes are in percent of the image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    Box(Rect),
    Ellipse(Ellipse),
    Polygon(Polygon),
    KeyPoint(KeyPoint),
    Vector(Path),
    /// A mask as the field's run lengths.
    Brush(Rle),
    /// A mask as the data URL of a PNG.
    Bitmask(Arc<str>),
    /// Of a text.
    Span(Span),
    /// Of a HyperText.
    Html(HtmlRange),
    /// Of Paragraphs.
    Lines(LineRange),
}

/// What kind of area one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AreaKind {
    Box,
    Ellipse,
    Polygon,
    KeyPoint,
    Vector,
    Brush,
    Bitmask,
    Span,
    Html,
    Lines,
}

/// Part of a text, in Unicode code points; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// Part of a dialogue: from a place in one paragraph to a place in one that is not before it. Paragraphs are counted
/// from 0, places in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRange {
    pub start: u32,
    pub end: u32,
    pub start_offset: u32,
    pub end_offset: u32,
}

impl Area {
    pub const fn kind(&self) -> AreaKind {
        match self {
            Self::Box(_) => AreaKind::Box,
            Self::Ellipse(_) => AreaKind::Ellipse,
            Self::Polygon(_) => AreaKind::Polygon,
            Self::KeyPoint(_) => AreaKind::KeyPoint,
            Self::Vector(_) => AreaKind::Vector,
            Self::Brush(_) => AreaKind::Brush,
            Self::Bitmask(_) => AreaKind::Bitmask,
            Self::Span(_) => AreaKind::Span,
            Self::Html(_) => AreaKind::Html,
            Self::Lines(_) => AreaKind::Lines,
        }
    }

    pub const fn as_span(&self) -> Option<Span> {
        match self {
            Self::Span(span) => Some(*span),
            _ => None,
        }
    }
}

impl AreaKind {
    /// What a shape is kept as.
    pub const fn of(shape: Shape) -> Self {
        match shape {
            Shape::Rectangle => Self::Box,
            Shape::Ellipse => Self::Ellipse,
            Shape::Polygon => Self::Polygon,
            Shape::KeyPoint => Self::KeyPoint,
            Shape::Brush => Self::Brush,
            Shape::Bitmask => Self::Bitmask,
            Shape::Vector => Self::Vector,
        }
    }

    /// It lies on an image.
    pub const fn is_shape(self) -> bool {
        !matches!(self, Self::Span | Self::Html | Self::Lines)
    }
}
