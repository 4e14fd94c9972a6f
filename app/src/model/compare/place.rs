//! Where a region is, in a form in which two can be laid over each other: outlines in percent of the image, grids of
//! masks, stretches of texts. Not exact where that would be dear, but the same from either side.

use crate::model::geometry::{Ellipse, Point, Rect, Size};
use crate::model::mask::rle::decode;
use crate::model::result::{Area, Document, HtmlRange, LineRange, Region};
use serde_json::Value;

/// Points closer than this, in percent of the image, share something.
const REACH: f64 = 5.0;
/// Steps on each axis when outlines are sampled.
const STEPS: u32 = 64;
/// Most samples kept of a mask.
const SAMPLES: usize = 1 << 20;
/// Paragraphs are taken to be this long, for what lies across several.
const PARAGRAPH: f64 = 1_000.0;

#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    Upright(Bounds),
    Outline(Vec<Point>, Bounds),
    Mask(Grid),
    /// Points that stand for themselves: a key point, the corners of a line.
    Dots(Vec<Point>, Bounds),
    Stretch(f64, f64),
    /// Equal or not, and no more can be told.
    Opaque(Area),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// A mask, or every so many pixels of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    width: usize,
    set: Vec<bool>,
}

impl Place {
    pub fn of(document: &Document, region: &Region) -> Self {
        let size = size_of(document, region);
        match &region.area {
            Area::Box(rect) if rect.rotation == 0.0 => Self::Upright(Bounds {
                left: rect.x,
                top: rect.y,
                right: rect.x + rect.width,
                bottom: rect.y + rect.height,
            }),
            Area::Box(rect) => outline(turned_box(*rect, size)),
            Area::Ellipse(ellipse) => outline(round(*ellipse, size)),
            Area::Polygon(polygon) if polygon.closed => outline(polygon.points.clone()),
            Area::Polygon(polygon) => dots(polygon.points.clone()),
            Area::KeyPoint(point) => dots(vec![Point::new(point.x, point.y)]),
            Area::Vector(path) => dots(path.vertices.iter().map(|v| Point::new(v.x, v.y)).collect()),
            Area::Brush(rle) => match decode(&rle.0, size.width as u32, size.height as u32) {
                Ok(mask) => Self::Mask(Grid::of(mask.alpha(), mask.width() as usize)),
                Err(_) => Self::Opaque(region.area.clone()),
            },
            Area::Bitmask(_) => Self::Opaque(region.area.clone()),
            Area::Span(span) => Self::Stretch(f64::from(span.start), f64::from(span.end)),
            Area::Html(range) => html(range, &region.area),
            Area::Lines(range) => lines(*range),
        }
    }

    /// Only places of one family can be laid over each other.
    pub const fn family(&self) -> u8 {
        match self {
            Self::Upright(_) | Self::Outline(..) => 0,
            Self::Mask(_) => 1,
            Self::Dots(..) => 2,
            Self::Stretch(..) => 3,
            Self::Opaque(_) => 4,
        }
    }

    /// Where it begins, from left to right.
    pub const fn left(&self) -> f64 {
        match self {
            Self::Upright(bounds) | Self::Outline(_, bounds) => bounds.left,
            Self::Dots(_, bounds) => bounds.left - REACH,
            Self::Stretch(start, _) => *start,
            Self::Mask(_) | Self::Opaque(_) => f64::NEG_INFINITY,
        }
    }

    pub const fn right(&self) -> f64 {
        match self {
            Self::Upright(bounds) | Self::Outline(_, bounds) => bounds.right,
            Self::Dots(_, bounds) => bounds.right + REACH,
            Self::Stretch(_, end) => *end,
            Self::Mask(_) | Self::Opaque(_) => f64::INFINITY,
        }
    }

    /// How much of what both cover is shared, 0 to 1.
    pub fn overlap(&self, other: &Self) -> f64 {
        if self == other {
            return 1.0;
        }
        match (self, other) {
            (Self::Upright(one), Self::Upright(two)) => one.overlap(two),
            (Self::Stretch(a, b), Self::Stretch(c, d)) => {
                share((b.min(*d) - a.max(*c)).max(0.0), (b - a).max(0.0) + (d - c).max(0.0))
            }
            (Self::Dots(one, _), Self::Dots(two, _)) => near(one, two),
            (Self::Mask(one), Self::Mask(two)) => one.overlap(two),
            _ => match (self.shape(), other.shape()) {
                (Some(one), Some(two)) => sampled(&one, &two),
                _ => 0.0,
            },
        }
    }

    fn shape(&self) -> Option<(Vec<Point>, Bounds)> {
        match self {
            Self::Upright(bounds) => Some((bounds.corners().to_vec(), *bounds)),
            Self::Outline(points, bounds) => Some((points.clone(), *bounds)),
            _ => None,
        }
    }
}

/// What is shared, of two sizes that both count it.
fn share(common: f64, both: f64) -> f64 {
    let all = both - common;
    if all > 0.0 { (common / all).clamp(0.0, 1.0) } else { 0.0 }
}

/// The image as the region's result tells of it; a square where it does not.
fn size_of(document: &Document, region: &Region) -> Size {
    let result = region.parts.first().and_then(|part| document.result(part.entry));
    let side = |name: &str| result.and_then(|result| result.get(name)).and_then(Value::as_f64);
    let positive = |side: Option<f64>| side.filter(|side| *side >= 1.0).unwrap_or(100.0);
    Size { width: positive(side("original_width")), height: positive(side("original_height")) }
}

fn to_percent(point: Point, size: Size) -> Point {
    Point::new(point.x / size.width * 100.0, point.y / size.height * 100.0)
}

fn turned_box(rect: Rect, size: Size) -> Vec<Point> {
    rect.to_pixels(size).corners().into_iter().map(|corner| to_percent(corner, size)).collect()
}

fn round(ellipse: Ellipse, size: Size) -> Vec<Point> {
    let (w, h) = (size.width / 100.0, size.height / 100.0);
    let center = Point::new(ellipse.x * w, ellipse.y * h);
    (0..48)
        .map(|step| {
            let angle = f64::from(step) / 48.0 * std::f64::consts::TAU;
            let rim = Point::new(angle.cos() * ellipse.radius_x * w, angle.sin() * ellipse.radius_y * h);
            to_percent(center.plus(rim.turned(ellipse.rotation)), size)
        })
        .collect()
}

fn outline(points: Vec<Point>) -> Place {
    let bounds = Bounds::around(&points);
    Place::Outline(points, bounds)
}

fn dots(points: Vec<Point>) -> Place {
    let bounds = Bounds::around(&points);
    Place::Dots(points, bounds)
}

fn html(range: &HtmlRange, area: &Area) -> Place {
    match range.global {
        Some(span) => Place::Stretch(f64::from(span.start), f64::from(span.end)),
        None => Place::Opaque(area.clone()),
    }
}

fn lines(range: LineRange) -> Place {
    let at = |paragraph: u32, offset: u32| {
        f64::from(paragraph) * PARAGRAPH + f64::from(offset).min(PARAGRAPH - 1.0)
    };
    if range.start == range.end {
        // Exact within one paragraph, however long.
        let from = f64::from(range.start) * PARAGRAPH;
        return Place::Stretch(from + f64::from(range.start_offset), from + f64::from(range.end_offset));
    }
    Place::Stretch(at(range.start, range.start_offset), at(range.end, range.end_offset))
}

/// How near two sets of points are: each to the nearest of the other, on average.
fn near(one: &[Point], two: &[Point]) -> f64 {
    if one.is_empty() || two.is_empty() {
        return 0.0;
    }
    let way = |from: &[Point], to: &[Point]| {
        let nearest = |point: &Point| to.iter().map(|at| point.distance(*at)).fold(f64::INFINITY, f64::min);
        from.iter().map(nearest).sum::<f64>() / from.len() as f64
    };
    let apart = way(one, two).max(way(two, one));
    (1.0 - apart / REACH).max(0.0)
}

/// The share of two outlines, by points of a grid over both.
fn sampled((one, a): &(Vec<Point>, Bounds), (two, b): &(Vec<Point>, Bounds)) -> f64 {
    if a.overlap(b) == 0.0 {
        return 0.0;
    }
    let all = a.around_both(b);
    let (mut common, mut any) = (0_u32, 0_u32);
    for row in 0..STEPS {
        for column in 0..STEPS {
            let at = all
                .at((f64::from(column) + 0.5) / f64::from(STEPS), (f64::from(row) + 0.5) / f64::from(STEPS));
            let (in_one, in_two) = (inside(one, at), inside(two, at));
            common += u32::from(in_one && in_two);
            any += u32::from(in_one || in_two);
        }
    }
    // Too thin to be met by any point: their boxes speak for them.
    if any == 0 { a.overlap(b) } else { f64::from(common) / f64::from(any) }
}

fn inside(points: &[Point], at: Point) -> bool {
    let Some(mut before) = points.last().copied() else { return false };
    let mut inside = false;
    for point in points {
        let crosses = (point.y > at.y) != (before.y > at.y);
        if crosses && at.x < (before.x - point.x) * (at.y - point.y) / (before.y - point.y) + point.x {
            inside = !inside;
        }
        before = *point;
    }
    inside
}

impl Bounds {
    fn around(points: &[Point]) -> Self {
        let least = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        Self { left: least(|p| p.x), top: least(|p| p.y), right: most(|p| p.x), bottom: most(|p| p.y) }
    }

    fn around_both(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn area(&self) -> f64 {
        (self.right - self.left).max(0.0) * (self.bottom - self.top).max(0.0)
    }

    fn overlap(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        share(width.max(0.0) * height.max(0.0), self.area() + other.area())
    }

    fn at(&self, x: f64, y: f64) -> Point {
        Point::new(self.left + (self.right - self.left) * x, self.top + (self.bottom - self.top) * y)
    }

    const fn corners(&self) -> [Point; 4] {
        [
            Point::new(self.left, self.top),
            Point::new(self.right, self.top),
            Point::new(self.right, self.bottom),
            Point::new(self.left, self.bottom),
        ]
    }
}

impl Grid {
    fn of(alpha: &[u8], width: usize) -> Self {
        let mut step = 1;
        while alpha.len() / (step * step) > SAMPLES {
            step += 1;
        }
        let rows = alpha.chunks(width.max(1)).step_by(step);
        let set = rows.flat_map(|row| row.iter().step_by(step).map(|alpha| *alpha > 0)).collect();
        Self { width: width.div_ceil(step), set }
    }

    fn overlap(&self, other: &Self) -> f64 {
        if self.width != other.width || self.set.len() != other.set.len() {
            return 0.0;
        }
        let (mut common, mut any) = (0_u32, 0_u32);
        for (one, two) in self.set.iter().zip(&other.set) {
            common += u32::from(*one && *two);
            any += u32::from(*one || *two);
        }
        if any == 0 { 0.0 } else { f64::from(common) / f64::from(any) }
    }
}
