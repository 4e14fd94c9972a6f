//! How controls want their shapes drawn and painted.

use super::node::Node;
use super::tag::{Shape, Tag};

/// How shapes are drawn and painted.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeStyle {
    /// Of the fill, 0 to 1.
    pub opacity: f64,
    pub fill_color: Option<String>,
    pub stroke_color: Option<String>,
    /// In pixels of the screen; of brushes the width of the brush in pixels of the image.
    pub stroke_width: f64,
    pub can_rotate: bool,
    /// Points snap to the pixels of the image.
    pub snaps: bool,
    pub point_size: PointSize,
    pub point_style: PointStyle,
    /// How large points of a vector are while it is selected, and otherwise, in pixels of the screen.
    pub point_enabled: Option<f64>,
    pub point_disabled: Option<f64>,
    /// Vectors: whether they may be closed, curved, branched, and how many points they have.
    pub closable: bool,
    pub curves: bool,
    pub skeleton: bool,
    pub min_points: Option<u32>,
    pub max_points: Option<u32>,
    /// Made by a model from a hint; needs one connected.
    pub smart: bool,
    pub smart_only: bool,
    /// Magicwand: blur of the edge in pixels, and how far colours may differ.
    pub blur_radius: f64,
    pub threshold: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointSize {
    Small,
    Medium,
    Large,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointStyle {
    Rectangle,
    Circle,
}

impl ShapeStyle {
    pub(super) fn of(node: &Node) -> Self {
        let attrs = &node.attrs;
        let shape = node.tag.shape();
        let with_labels = node.tag.is_labels();
        let opacity = attrs.number("fillOpacity").or_else(|| attrs.number("opacity"));
        let limit = |name: &str| attrs.count(name);
        Self {
            opacity: opacity.unwrap_or_else(|| default_opacity(&node.tag)).clamp(0.0, 1.0),
            fill_color: attrs.text("fillColor"),
            stroke_color: attrs
                .text("strokeColor")
                .or_else(|| shape.and_then(default_stroke).map(str::to_owned)),
            stroke_width: attrs
                .number("strokeWidth")
                .filter(|width| *width > 0.0)
                .unwrap_or_else(|| default_width(shape, with_labels)),
            can_rotate: attrs.bool_or("canRotate", true),
            snaps: attrs.get("snap") == Some("pixel"),
            point_size: match attrs.get("pointSize") {
                Some("small") => PointSize::Small,
                Some("large") => PointSize::Large,
                Some(_) => PointSize::Medium,
                None if with_labels => PointSize::Medium,
                None => PointSize::Small,
            },
            point_style: match attrs.get("pointStyle") {
                Some("rectangle") => PointStyle::Rectangle,
                Some(_) => PointStyle::Circle,
                None if with_labels => PointStyle::Rectangle,
                None => PointStyle::Circle,
            },
            point_enabled: attrs.pixels("pointSizeEnabled"),
            point_disabled: attrs.pixels("pointSizeDisabled"),
            closable: attrs.bool_or("closable", false),
            curves: attrs.bool_or("curves", false),
            skeleton: attrs.bool_or("skeleton", false),
            min_points: limit("minPoints"),
            max_points: limit("maxPoints"),
            smart: attrs.bool_or("smart", true),
            smart_only: attrs.bool_or("smartOnly", false),
            blur_radius: attrs.number("blurradius").filter(|radius| *radius >= 0.0).unwrap_or(5.0),
            threshold: attrs.number("defaultthreshold").filter(|by| *by >= 0.0).unwrap_or(15.0),
        }
    }
}

const fn default_opacity(tag: &Tag) -> f64 {
    match tag {
        Tag::KeyPoint | Tag::KeyPointLabels => 0.9,
        Tag::Magicwand | Tag::Brush | Tag::BrushLabels | Tag::Bitmask | Tag::BitmaskLabels => 0.6,
        _ => 0.2,
    }
}

/// Of regions without a label; masks have a colour of the editor's.
const fn default_stroke(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Rectangle | Shape::Ellipse | Shape::Polygon | Shape::Vector => Some("#f48a42"),
        Shape::KeyPoint => Some("#8bad00"),
        Shape::Brush | Shape::Bitmask => None,
    }
}

const fn default_width(shape: Option<Shape>, with_labels: bool) -> f64 {
    match (shape, with_labels) {
        (Some(Shape::Brush | Shape::Bitmask), _) => 15.0,
        (Some(Shape::Polygon | Shape::KeyPoint | Shape::Vector), _) => 2.0,
        _ => 1.0,
    }
}
