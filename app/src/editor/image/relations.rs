//! Relations between regions of one image, painted as curved arrows with their labels.

use super::draw::{dash, plate, width_of};
use crate::model::geometry::Extent;
use crate::model::geometry::arrow::Arrow;
use crate::model::result::Relation;
use web_sys::CanvasRenderingContext2d as Context;

/// A relation of which both ends are known on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub from: String,
    pub to: String,
    direction: Direction,
    label: String,
    color: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    Both,
}

const PLAIN: &str = "#5b7083";
const HEAD: f64 = 10.0;

impl Link {
    /// `color` gives the colour of a label of relations, if it has one.
    pub fn of(relation: &Relation, color: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            from: relation.from.clone(),
            to: relation.to.clone(),
            direction: match relation.direction.as_str() {
                "left" => Direction::Left,
                "bi" => Direction::Both,
                _ => Direction::Right,
            },
            label: relation.labels.join(", "),
            color: relation.labels.iter().find_map(|label| color(label)).unwrap_or_else(|| PLAIN.to_owned()),
        }
    }

    /// Paints it between two boxes on screen.
    pub fn paint(&self, context: &Context, from: &Extent, to: &Extent) {
        let arrow = Arrow::between(from, to);
        let strokes = |width: f64, color: &str| {
            context.set_stroke_style_str(color);
            context.set_line_width(width);
            context.begin_path();
            context.move_to(arrow.from.x, arrow.from.y);
            context.bezier_curve_to(
                arrow.control1.x,
                arrow.control1.y,
                arrow.control2.x,
                arrow.control2.y,
                arrow.to.x,
                arrow.to.y,
            );
            if self.direction != Direction::Left {
                head(context, &arrow, false);
            }
            if self.direction != Direction::Right {
                head(context, &arrow, true);
            }
            context.stroke();
        };
        dash(context, &[]);
        strokes(4.0, "rgba(255,255,255,.8)");
        strokes(1.75, &self.color);
        if !self.label.is_empty() {
            let middle = arrow.at(0.5);
            let width = width_of(context, &self.label);
            plate(context, &self.label, &self.color, middle.x - width / 2.0 - 5.0, middle.y - 8.0);
        }
    }
}

fn head(context: &Context, arrow: &Arrow, back: bool) {
    let tip = if back { arrow.from } else { arrow.to };
    let [a, b] = arrow.head(back, HEAD);
    context.move_to(a.x, a.y);
    context.line_to(tip.x, tip.y);
    context.line_to(b.x, b.y);
}
