//! How regions are painted: the colours, widths and opacities that the config gives them, each style kept once under a
//! number. Colours have been checked to be colours.

use crate::editor::css;
use crate::model::config::{PointSize, PointStyle, ShapeStyle};
use std::collections::HashMap;

/// How one kind of region looks. Lengths are in pixels of the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    pub stroke: String,
    pub fill: String,
    /// Of the fill, 0 to 1.
    pub opacity: f64,
    pub width: f64,
    /// Half the side of the points of polygons and vectors.
    pub point: f64,
    /// The same of vectors that are not selected.
    pub joint: f64,
    pub square_points: bool,
}

/// The widest line: no config can bury an image under its regions.
const WIDEST: f64 = 12.0;
const THINNEST: f64 = 1.5;

const JOINT: f64 = 2.0;

/// Neither too small to be hit nor so large that it hides what it is for.
const fn point(size: f64) -> f64 {
    size.clamp(1.0, WIDEST)
}

impl Style {
    /// Of a region in a colour that comes from its label, or, without one, from its control.
    pub fn of(color: &str, labeled: bool, style: Option<&ShapeStyle>, is_mask: bool) -> Self {
        let own = |color: &Option<String>| color.as_deref().and_then(css::color);
        let Some(style) = style else {
            return Self {
                stroke: color.to_owned(),
                fill: color.to_owned(),
                opacity: if is_mask { 0.6 } else { 0.2 },
                width: THINNEST,
                point: 4.0,
                joint: JOINT,
                square_points: true,
            };
        };
        let fill = if labeled { None } else { own(&style.fill_color) };
        Self {
            stroke: color.to_owned(),
            fill: fill.unwrap_or_else(|| color.to_owned()),
            opacity: if is_mask { style.opacity.max(0.1) } else { style.opacity },
            width: style.stroke_width.clamp(THINNEST, WIDEST),
            point: style.point_enabled.map(point).unwrap_or(match style.point_size {
                PointSize::Small => 3.0,
                PointSize::Medium => 4.0,
                PointSize::Large => 5.5,
            }),
            joint: style.point_disabled.map_or(JOINT, point),
            square_points: style.point_style == PointStyle::Rectangle,
        }
    }
}

/// What makes a style: a colour, whether a label gave it, the number of the control, and whether it is a mask.
pub type StyleKey = (String, bool, Option<usize>, bool);

/// All styles of a stage.
#[derive(Clone, Debug, Default)]
pub struct Styles {
    known: HashMap<StyleKey, u16>,
    all: Vec<Style>,
}

impl Styles {
    /// The number of a style, which is made if it is new.
    pub fn number(&mut self, key: StyleKey, make: impl FnOnce(&StyleKey) -> Style) -> u16 {
        if let Some(number) = self.known.get(&key) {
            return *number;
        }
        let style = make(&key);
        // Two keys can look alike; and no config has as many styles as there are numbers.
        let number = self.all.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.all.push(style);
            self.all.len() - 1
        }) as u16;
        self.known.insert(key, number);
        number
    }

    pub fn get(&self, number: u16) -> Option<&Style> {
        self.all.get(usize::from(number))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::config::LabelConfig;

    fn style(xml: &str) -> ShapeStyle {
        let config =
            LabelConfig::parse(&format!(r#"<View><Image name="i" value="$i"/>{xml}</View>"#)).unwrap();
        config.controls().first().unwrap().style().unwrap().clone()
    }

    #[test]
    fn a_label_gives_its_colour_and_the_control_all_else() {
        let control = style(
            r#"<RectangleLabels name="l" toName="i" fillColor="red" strokeWidth="90" opacity="0.7"><Label value="A"/></RectangleLabels>"#,
        );
        let labeled = Style::of("#123456", true, Some(&control), false);
        assert_eq!((labeled.stroke.as_str(), labeled.fill.as_str()), ("#123456", "#123456"));
        assert_eq!((labeled.width, labeled.opacity), (WIDEST, 0.7));
        assert_eq!(Style::of("#123456", false, Some(&control), false).fill, "red");
    }

    #[test]
    fn points_of_a_vector_are_as_large_as_the_config_says() {
        let of = |attrs: &str| {
            let control = style(&format!(r#"<Vector name="l" toName="i" {attrs}/>"#));
            let style = Style::of("#123456", true, Some(&control), false);
            (style.point, style.joint)
        };
        assert_eq!(of(""), (3.0, JOINT));
        assert_eq!(of(r#"pointSizeEnabled="7" pointSizeDisabled="4.5""#), (7.0, 4.5));
        assert_eq!(of(r#"pointSizeEnabled="700" pointSize="large""#), (WIDEST, JOINT));
    }

    #[test]
    fn what_is_no_colour_is_not_handed_to_the_canvas() {
        let control = style(r#"<Rectangle name="l" toName="i" fillColor="url(x)"/>"#);
        assert_eq!(Style::of("#123456", false, Some(&control), false).fill, "#123456");
    }

    #[test]
    fn a_style_is_made_once() {
        let mut styles = Styles::default();
        let key = |color: &str| (color.to_owned(), true, Some(0), false);
        let make = |key: &StyleKey| Style::of(&key.0, key.1, None, key.3);
        let first = styles.number(key("red"), make);
        assert_eq!(styles.number(key("red"), |_| Style::of("blue", true, None, false)), first);
        assert_ne!(styles.number(key("blue"), make), first);
        assert_eq!(styles.get(first).unwrap().stroke, "red");
    }
}
