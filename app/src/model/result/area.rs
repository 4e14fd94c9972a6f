//! Where a region is: a box on an image, or a span of a text.

use super::value::whole;
use crate::model::config::{ObjectTag, Tag};
use crate::model::geometry::Rect;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a region is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// On an image, in percent of its size.
    Box(Rect),
    /// Of a text.
    Span(Span),
}

/// Part of a text, in Unicode code points; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Area {
    /// Reads a result's `value` for the object that it speaks of; `None` when it is no area that we serve.
    pub fn read(value: &Map<String, Value>, object: &ObjectTag) -> Option<Self> {
        match object.tag {
            Tag::Image if object.value_list.is_none() => read_box(value).map(Self::Box),
            Tag::Text => read_span(value).map(Self::Span),
            _ => None,
        }
    }

    pub const fn as_box(&self) -> Option<Rect> {
        match self {
            Self::Box(rect) => Some(*rect),
            Self::Span(_) => None,
        }
    }

    pub const fn as_span(&self) -> Option<Span> {
        match self {
            Self::Span(span) => Some(*span),
            Self::Box(_) => None,
        }
    }
}

fn read_box(value: &Map<String, Value>) -> Option<Rect> {
    let number = |name: &str| value.get(name)?.as_f64();
    Some(Rect {
        x: number("x")?,
        y: number("y")?,
        width: number("width")?,
        height: number("height")?,
        rotation: match value.get("rotation") {
            None | Some(Value::Null) => 0.0,
            Some(rotation) => rotation.as_f64()?,
        },
    })
}

fn read_span(value: &Map<String, Value>) -> Option<Span> {
    let span = Span { start: whole(value.get("start"))?, end: whole(value.get("end"))? };
    (span.start <= span.end).then_some(span)
}
