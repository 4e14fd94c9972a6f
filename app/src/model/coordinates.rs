//! Where a region is, as numbers that a person can type: read from an area, and put into it. In percent of the image or
//! in its pixels; parts of texts in characters.

use crate::model::geometry::{Point, Size};
use crate::model::result::{Area, Span};

/// In what lengths on images are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    #[default]
    Percent,
    Pixels,
}

/// One of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    X,
    Y,
    Width,
    Height,
    RadiusX,
    RadiusY,
    /// In degrees clockwise.
    Rotation,
    Start,
    End,
    /// Of a point of a polygon or a vector, from 0.
    PointX(usize),
    PointY(usize),
}

/// Why a number cannot stand there.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Wrong {
    #[error("not a number")]
    NoNumber,
    #[error("must be more than 0")]
    TooSmall,
    #[error("must be between {0} and {1}")]
    Outside(f64, f64),
    #[error("the area has no such number")]
    Nothing,
}

/// How long a text is, for what lies in one.
pub type Length = Option<u32>;

/// The numbers of an area; none for masks and parts of documents, which no number tells.
pub fn numbers(area: &Area, unit: Unit, size: Option<Size>) -> Vec<(Name, f64)> {
    let (w, h) = scale(unit, size);
    match area {
        Area::Box(b) => vec![
            (Name::X, b.x * w),
            (Name::Y, b.y * h),
            (Name::Width, b.width * w),
            (Name::Height, b.height * h),
            (Name::Rotation, b.rotation),
        ],
        Area::Ellipse(e) => vec![
            (Name::X, e.x * w),
            (Name::Y, e.y * h),
            (Name::RadiusX, e.radius_x * w),
            (Name::RadiusY, e.radius_y * h),
            (Name::Rotation, e.rotation),
        ],
        Area::KeyPoint(p) => vec![(Name::X, p.x * w), (Name::Y, p.y * h), (Name::Width, p.width * w)],
        Area::Polygon(polygon) => points(polygon.points.iter().copied(), w, h),
        Area::Vector(path) => points(path.vertices.iter().map(|v| Point::new(v.x, v.y)), w, h),
        Area::Span(span) => vec![(Name::Start, f64::from(span.start)), (Name::End, f64::from(span.end))],
        Area::Brush(_) | Area::Bitmask(_) | Area::Html(_) | Area::Lines(_) => Vec::new(),
    }
}

fn points(all: impl Iterator<Item = Point>, w: f64, h: f64) -> Vec<(Name, f64)> {
    all.enumerate().flat_map(|(at, p)| [(Name::PointX(at), p.x * w), (Name::PointY(at), p.y * h)]).collect()
}

/// The area with one number changed.
pub fn with(
    area: &Area,
    name: Name,
    number: f64,
    unit: Unit,
    size: Option<Size>,
    length: Length,
) -> Result<Area, Wrong> {
    if !number.is_finite() {
        return Err(Wrong::NoNumber);
    }
    if let Area::Span(span) = area {
        return with_end(*span, name, number, length);
    }
    let (w, h) = scale(unit, size);
    let (x, y) = (number / w, number / h);
    let mut new = area.clone();
    let done = match (&mut new, name) {
        (Area::Box(b), Name::X) => place(&mut b.x, x, w)?,
        (Area::Box(b), Name::Y) => place(&mut b.y, y, h)?,
        (Area::Box(b), Name::Width) => extent(&mut b.width, x, w)?,
        (Area::Box(b), Name::Height) => extent(&mut b.height, y, h)?,
        (Area::Box(b), Name::Rotation) => turn(&mut b.rotation, number),
        (Area::Ellipse(e), Name::X) => place(&mut e.x, x, w)?,
        (Area::Ellipse(e), Name::Y) => place(&mut e.y, y, h)?,
        (Area::Ellipse(e), Name::RadiusX) => extent(&mut e.radius_x, x, w)?,
        (Area::Ellipse(e), Name::RadiusY) => extent(&mut e.radius_y, y, h)?,
        (Area::Ellipse(e), Name::Rotation) => turn(&mut e.rotation, number),
        (Area::KeyPoint(p), Name::X) => place(&mut p.x, x, w)?,
        (Area::KeyPoint(p), Name::Y) => place(&mut p.y, y, h)?,
        (Area::KeyPoint(p), Name::Width) => extent(&mut p.width, x, w)?,
        (Area::Polygon(p), Name::PointX(at)) => match p.points.get_mut(at) {
            Some(point) => place(&mut point.x, x, w)?,
            None => false,
        },
        (Area::Polygon(p), Name::PointY(at)) => match p.points.get_mut(at) {
            Some(point) => place(&mut point.y, y, h)?,
            None => false,
        },
        (Area::Vector(path), Name::PointX(at)) => match path.vertices.get_mut(at) {
            Some(vertex) => place(&mut vertex.x, x, w)?,
            None => false,
        },
        (Area::Vector(path), Name::PointY(at)) => match path.vertices.get_mut(at) {
            Some(vertex) => place(&mut vertex.y, y, h)?,
            None => false,
        },
        _ => false,
    };
    if done { Ok(new) } else { Err(Wrong::Nothing) }
}

/// How much of the unit one percent is, across and down.
fn scale(unit: Unit, size: Option<Size>) -> (f64, f64) {
    match (unit, size) {
        (Unit::Pixels, Some(size)) if size.width > 0.0 && size.height > 0.0 => {
            (size.width / 100.0, size.height / 100.0)
        }
        _ => (1.0, 1.0),
    }
}

fn place(slot: &mut f64, percent: f64, unit: f64) -> Result<bool, Wrong> {
    if !(0.0..=100.0).contains(&percent) {
        return Err(Wrong::Outside(0.0, 100.0 * unit));
    }
    *slot = percent;
    Ok(true)
}

fn extent(slot: &mut f64, percent: f64, unit: f64) -> Result<bool, Wrong> {
    if percent <= 0.0 {
        return Err(Wrong::TooSmall);
    }
    if percent > 100.0 {
        return Err(Wrong::Outside(0.0, 100.0 * unit));
    }
    *slot = percent;
    Ok(true)
}

fn turn(slot: &mut f64, degrees: f64) -> bool {
    *slot = degrees.rem_euclid(360.0);
    true
}

fn with_end(span: Span, name: Name, number: f64, length: Length) -> Result<Area, Wrong> {
    if number.fract() != 0.0 {
        return Err(Wrong::NoNumber);
    }
    let last = length.map_or(f64::from(u32::MAX), f64::from);
    let (least, most) = match name {
        Name::Start => (0.0, f64::from(span.end) - 1.0),
        Name::End => (f64::from(span.start) + 1.0, last),
        _ => return Err(Wrong::Nothing),
    };
    if !(least..=most).contains(&number) {
        return Err(Wrong::Outside(least, most));
    }
    let number = number as u32;
    Ok(Area::Span(match name {
        Name::Start => Span { start: number, ..span },
        _ => Span { end: number, ..span },
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::geometry::{Ellipse, KeyPoint, Polygon, Rect};
    use proptest::prelude::*;

    const SIZE: Size = Size { width: 640.0, height: 480.0 };

    fn number_of(area: &Area, name: Name) -> f64 {
        numbers(area, Unit::Percent, Some(SIZE)).into_iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[test]
    fn a_box_is_told_and_changed_in_percent_and_in_pixels() {
        let area = Area::Box(Rect { x: 10.0, y: 20.0, width: 30.0, height: 40.0, rotation: 0.0 });
        assert_eq!(numbers(&area, Unit::Percent, Some(SIZE))[0], (Name::X, 10.0));
        assert_eq!(numbers(&area, Unit::Pixels, Some(SIZE))[3], (Name::Height, 192.0));
        let wide = with(&area, Name::Width, 320.0, Unit::Pixels, Some(SIZE), None).unwrap();
        assert_eq!(number_of(&wide, Name::Width), 50.0);
        let turned = with(&area, Name::Rotation, -90.0, Unit::Percent, None, None).unwrap();
        assert_eq!(number_of(&turned, Name::Rotation), 270.0);
    }

    #[test]
    fn what_no_region_can_be_is_refused_with_what_it_could() {
        let area = Area::Box(Rect { x: 10.0, y: 20.0, width: 30.0, height: 40.0, rotation: 0.0 });
        let change = |name, number| with(&area, name, number, Unit::Pixels, Some(SIZE), None).unwrap_err();
        assert_eq!(change(Name::X, 641.0), Wrong::Outside(0.0, 640.0));
        assert_eq!(change(Name::Width, 0.0), Wrong::TooSmall);
        assert_eq!(change(Name::Y, f64::NAN), Wrong::NoNumber);
        assert_eq!(change(Name::Start, 1.0), Wrong::Nothing);
        let span = Area::Span(Span { start: 3, end: 9 });
        let change = |name, number| with(&span, name, number, Unit::Percent, None, Some(20));
        assert_eq!(change(Name::Start, 9.0), Err(Wrong::Outside(0.0, 8.0)));
        assert_eq!(change(Name::End, 21.0), Err(Wrong::Outside(4.0, 20.0)));
        assert_eq!(change(Name::End, 4.5), Err(Wrong::NoNumber));
        assert_eq!(change(Name::End, 20.0), Ok(Area::Span(Span { start: 3, end: 20 })));
    }

    proptest! {
        #[test]
        fn a_number_that_is_put_in_is_read_again(number in 0.1..100.0f64, pixels in any::<bool>()) {
            let areas = [
                Area::Box(Rect { x: 1.0, y: 1.0, width: 5.0, height: 5.0, rotation: 0.0 }),
                Area::Ellipse(Ellipse { x: 1.0, y: 1.0, radius_x: 5.0, radius_y: 5.0, rotation: 0.0 }),
                Area::KeyPoint(KeyPoint { x: 1.0, y: 1.0, width: 1.0 }),
                Area::Polygon(Polygon { points: vec![Point::new(1.0, 2.0), Point::new(3.0, 4.0)], closed: true }),
            ];
            let unit = if pixels { Unit::Pixels } else { Unit::Percent };
            for area in areas {
                for (name, _) in numbers(&area, unit, Some(SIZE)) {
                    let new = with(&area, name, number, unit, Some(SIZE), None).unwrap();
                    let read = numbers(&new, unit, Some(SIZE));
                    let (_, found) = read.into_iter().find(|(known, _)| *known == name).unwrap();
                    prop_assert!((found - number).abs() < 1e-9, "{:?}", name);
                }
            }
        }
    }
}
