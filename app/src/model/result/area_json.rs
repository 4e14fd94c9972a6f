//! Areas as results hold them. Reading takes any form that the field has written; writing over an area keeps every
//! number that did not change as it stands, and every key that is not ours.

use super::area::{Area, AreaKind, LineRange, Span};
use super::value::{id, number, set_number, whole};
use crate::model::config::{Control, ObjectTag, Shape, Tag};
use crate::model::geometry::{Ellipse, KeyPoint, Path, Point, Polygon, Rect, Vertex};
use crate::model::html::HtmlRange;
use crate::model::mask::pack;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Every key of a `value` that says where its region is. `text` is one of them where it is no answer of a TextArea.
pub const KEYS: [&str; 23] = [
    "x",
    "y",
    "width",
    "height",
    "rotation",
    "radiusX",
    "radiusY",
    "points",
    "closed",
    "vertices",
    "format",
    "rle",
    "imageDataURL",
    "start",
    "end",
    "startOffset",
    "endOffset",
    "globalOffsets",
    "text",
    "sequence",
    "ranges",
    "channel",
    "instant",
];

/// Reads a result's `value` by the object that it speaks of and the control that it speaks through; `None` when it is
/// no area that we serve.
pub fn read(value: &Map<String, Value>, object: &ObjectTag, control: &Control) -> Option<Area> {
    match object.tag {
        Tag::Image => read_shape(value, control.shape().or_else(|| shape_of(value))?),
        Tag::Text => read_span(value).map(Area::Span),
        Tag::HyperText => HtmlRange::read(value).map(Area::Html),
        Tag::Paragraphs => read_lines(value).map(Area::Lines),
        _ => None,
    }
}

/// What a result of a control without a shape of its own lies on, such as Labels beside a Rectangle.
fn shape_of(value: &Map<String, Value>) -> Option<Shape> {
    let has = |name: &str| value.contains_key(name);
    Some(match () {
        () if has("rle") => Shape::Brush,
        () if has("imageDataURL") => Shape::Bitmask,
        () if has("vertices") => Shape::Vector,
        () if has("points") => Shape::Polygon,
        () if has("radiusX") => Shape::Ellipse,
        () if has("height") => Shape::Rectangle,
        () if has("x") => Shape::KeyPoint,
        () => return None,
    })
}

fn read_shape(value: &Map<String, Value>, shape: Shape) -> Option<Area> {
    Some(match shape {
        Shape::Rectangle => Area::Box(read_box(value)?),
        Shape::Ellipse => Area::Ellipse(Ellipse {
            x: float(value, "x")?,
            y: float(value, "y")?,
            radius_x: float(value, "radiusX")?,
            radius_y: float(value, "radiusY")?,
            rotation: float_or(value, "rotation", 0.0)?,
        }),
        Shape::Polygon => Area::Polygon(Polygon {
            points: value.get("points")?.as_array()?.iter().map(pair).collect::<Option<_>>()?,
            closed: value.get("closed").and_then(Value::as_bool).unwrap_or(true),
        }),
        Shape::KeyPoint => Area::KeyPoint(KeyPoint {
            x: float(value, "x")?,
            y: float(value, "y")?,
            width: float_or(value, "width", 0.5)?,
        }),
        Shape::Brush => Area::Brush(pack::rle_bytes(value)?.into()),
        Shape::Bitmask => Area::Bitmask(value.get("imageDataURL")?.as_str()?.into()),
        Shape::Vector => Area::Vector(Path {
            vertices: value.get("vertices")?.as_array()?.iter().map(vertex).collect::<Option<_>>()?,
            closed: value.get("closed").and_then(Value::as_bool).unwrap_or(false),
        }),
    })
}

fn float(value: &Map<String, Value>, name: &str) -> Option<f64> {
    value.get(name)?.as_f64()
}

/// A number that may be missing, but not be something else.
fn float_or(value: &Map<String, Value>, name: &str, default: f64) -> Option<f64> {
    match value.get(name) {
        None | Some(Value::Null) => Some(default),
        Some(found) => found.as_f64(),
    }
}

fn read_box(value: &Map<String, Value>) -> Option<Rect> {
    Some(Rect {
        x: float(value, "x")?,
        y: float(value, "y")?,
        width: float(value, "width")?,
        height: float(value, "height")?,
        rotation: float_or(value, "rotation", 0.0)?,
    })
}

fn pair(point: &Value) -> Option<Point> {
    match point.as_array()?.as_slice() {
        [x, y] => Some(Point::new(x.as_f64()?, y.as_f64()?)),
        _ => None,
    }
}

fn vertex(value: &Value) -> Option<Vertex> {
    let fields = value.as_object()?;
    let point = |name: &str| {
        let found = fields.get(name)?.as_object()?;
        Some(Point::new(float(found, "x")?, float(found, "y")?))
    };
    let named = |name: &str| fields.get(name).and_then(id).map(Cow::into_owned);
    Some(Vertex {
        id: named("id").unwrap_or_default(),
        x: float(fields, "x")?,
        y: float(fields, "y")?,
        prev: named("prevPointId"),
        is_bezier: fields.get("isBezier").and_then(Value::as_bool).unwrap_or(false),
        control1: point("controlPoint1"),
        control2: point("controlPoint2"),
    })
}

fn read_span(value: &Map<String, Value>) -> Option<Span> {
    span(value.get("start"), value.get("end"))
}

fn span(start: Option<&Value>, end: Option<&Value>) -> Option<Span> {
    let span = Span { start: whole(start)?, end: whole(end)? };
    (span.start <= span.end).then_some(span)
}

/// The number of a paragraph: a text in results of the field, a number in some others.
fn line(said: &Value) -> Option<u32> {
    match said {
        Value::String(text) => text.trim().parse().ok(),
        other => whole(Some(other)),
    }
}

fn read_lines(value: &Map<String, Value>) -> Option<LineRange> {
    let range = LineRange {
        start: line(value.get("start")?)?,
        end: line(value.get("end")?)?,
        start_offset: whole(value.get("startOffset"))?,
        end_offset: whole(value.get("endOffset"))?,
    };
    ((range.start, range.start_offset) <= (range.end, range.end_offset)).then_some(range)
}

/// A result repeats the place of its region in this way. What is no place as it stands is not made one: the result
/// would become a region of its own.
pub fn repeats(value: &Map<String, Value>, kind: AreaKind) -> bool {
    let has = |name: &str| value.contains_key(name);
    let is = |shape: Shape| read_shape(value, shape).is_some();
    match kind {
        AreaKind::Box => is(Shape::Rectangle),
        AreaKind::Ellipse => is(Shape::Ellipse),
        AreaKind::Polygon => is(Shape::Polygon),
        AreaKind::KeyPoint => is(Shape::KeyPoint) && !has("height") && !has("radiusX"),
        AreaKind::Vector => is(Shape::Vector),
        AreaKind::Brush => has("rle"),
        AreaKind::Bitmask => has("imageDataURL"),
        AreaKind::Span => read_span(value).is_some(),
        AreaKind::Html | AreaKind::Lines => has("startOffset") && has("endOffset"),
    }
}

/// Writes an area. `new`: into a result that is being made, with every key the field writes.
pub fn write(value: &mut Map<String, Value>, area: &Area, new: bool) {
    match area {
        Area::Box(rect) => {
            let sides = [("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)];
            write_numbers(value, &sides);
            write_turn(value, rect.rotation, new);
        }
        Area::Ellipse(round) => {
            let radii = [("radiusX", round.radius_x), ("radiusY", round.radius_y)];
            write_numbers(value, &[("x", round.x), ("y", round.y)]);
            write_numbers(value, &radii);
            write_turn(value, round.rotation, new);
        }
        Area::Polygon(polygon) => write_polygon(value, polygon, new),
        Area::KeyPoint(point) => {
            write_numbers(value, &[("x", point.x), ("y", point.y)]);
            if new || value.contains_key("width") {
                set_number(value, "width", point.width);
            }
        }
        Area::Vector(path) => write_path(value, path, new),
        Area::Brush(rle) => pack::put(value, &rle.0),
        Area::Bitmask(url) => {
            value.insert("imageDataURL".to_owned(), json!(&**url));
        }
        Area::Span(span) => {
            write_numbers(value, &[("start", f64::from(span.start)), ("end", f64::from(span.end))]);
        }
        Area::Html(range) if new => range.write(value, None),
        Area::Html(range) => range.overwrite(value, None),
        Area::Lines(range) => {
            for (name, at) in [("start", range.start), ("end", range.end)] {
                if value.get(name).and_then(line) != Some(at) {
                    value.insert(name.to_owned(), json!(at.to_string()));
                }
            }
            let offsets = [("startOffset", range.start_offset), ("endOffset", range.end_offset)];
            write_numbers(value, &offsets.map(|(name, at)| (name, f64::from(at))));
        }
    }
}

fn write_numbers(value: &mut Map<String, Value>, numbers: &[(&str, f64)]) {
    for (name, number) in numbers {
        set_number(value, name, *number);
    }
}

fn write_turn(value: &mut Map<String, Value>, rotation: f64, new: bool) {
    if new || rotation != 0.0 || value.contains_key("rotation") {
        set_number(value, "rotation", rotation);
    }
}

fn write_polygon(value: &mut Map<String, Value>, polygon: &Polygon, new: bool) {
    let before = value.get("points").and_then(Value::as_array).cloned().unwrap_or_default();
    // Points before and behind one that was put in, or taken out, keep their digits too.
    let kept = |at: usize, point: &Point| {
        let is = |old: &&Value| pair(old) == Some(*point);
        before.get(at).filter(is).or_else(|| before.iter().find(is)).cloned()
    };
    let points = polygon.points.iter().enumerate().map(|(at, point)| {
        kept(at, point).unwrap_or_else(|| Value::Array(vec![number(point.x), number(point.y)]))
    });
    value.insert("points".to_owned(), points.collect());
    if new || value.contains_key("closed") || !polygon.closed {
        value.insert("closed".to_owned(), json!(polygon.closed));
    }
}

fn write_path(value: &mut Map<String, Value>, path: &Path, new: bool) {
    let before = value.get("vertices").and_then(Value::as_array).cloned().unwrap_or_default();
    let before: Vec<(Vertex, Value)> =
        before.into_iter().filter_map(|old| Some((vertex(&old)?, old))).collect();
    let vertices = path.vertices.iter().enumerate().map(|(at, vertex)| {
        let same = |(old, _): &&(Vertex, Value)| old == vertex;
        let own = |(old, _): &&(Vertex, Value)| !old.id.is_empty() && old.id == vertex.id;
        // What did not change stands as it stood, also where vertices have no ids.
        match before.get(at).filter(same).or_else(|| before.iter().find(own)) {
            Some((old, written)) if old == vertex => written.clone(),
            old => vertex_json(vertex, old.and_then(|(_, written)| written.as_object())),
        }
    });
    value.insert("vertices".to_owned(), vertices.collect());
    if new || value.contains_key("closed") || path.closed {
        value.insert("closed".to_owned(), json!(path.closed));
    }
}

/// A vertex, with whatever else was said of it before.
fn vertex_json(vertex: &Vertex, before: Option<&Map<String, Value>>) -> Value {
    let mut fields = before.cloned().unwrap_or_default();
    fields.entry("id").or_insert_with(|| json!(vertex.id));
    write_numbers(&mut fields, &[("x", vertex.x), ("y", vertex.y)]);
    let prev = fields.get("prevPointId").and_then(id).map(Cow::into_owned);
    if prev != vertex.prev || !fields.contains_key("prevPointId") {
        fields.insert("prevPointId".to_owned(), json!(vertex.prev));
    }
    fields.insert("isBezier".to_owned(), json!(vertex.is_bezier));
    for (name, control) in [("controlPoint1", vertex.control1), ("controlPoint2", vertex.control2)] {
        match control {
            Some(Point { x, y }) => {
                drop(fields.insert(name.to_owned(), json!({"x": number(x), "y": number(y)})))
            }
            None => drop(fields.shift_remove(name)),
        }
    }
    Value::Object(fields)
}
