//! Which tools a labeling config offers for an image, and which one a drag there uses. Pure: asks the config and what
//! is in hand, nothing else.

use super::draft::Drawing;
use crate::editor::state::{Active, ShapeTool, Tool};
use crate::model::config::{Control, LabelConfig, Shape, ShapeStyle, Tag};
use crate::model::result::AreaKind;

impl ShapeTool {
    /// In the order of the toolbar.
    pub const ALL: [Self; 8] = [
        Self::Rectangle,
        Self::ThreePoint,
        Self::Ellipse,
        Self::Polygon,
        Self::KeyPoint,
        Self::Vector,
        Self::Brush,
        Self::Bitmask,
    ];

    pub const fn shape(self) -> Shape {
        match self {
            Self::Rectangle | Self::ThreePoint => Shape::Rectangle,
            Self::Ellipse => Shape::Ellipse,
            Self::Polygon => Shape::Polygon,
            Self::KeyPoint => Shape::KeyPoint,
            Self::Vector => Shape::Vector,
            Self::Brush => Shape::Brush,
            Self::Bitmask => Shape::Bitmask,
        }
    }

    pub const fn of(shape: Shape) -> Self {
        match shape {
            Shape::Rectangle => Self::Rectangle,
            Shape::Ellipse => Self::Ellipse,
            Shape::Polygon => Self::Polygon,
            Shape::KeyPoint => Self::KeyPoint,
            Shape::Vector => Self::Vector,
            Shape::Brush => Self::Brush,
            Shape::Bitmask => Self::Bitmask,
        }
    }

    pub const fn drawing(self) -> Drawing {
        match self {
            Self::Rectangle => Drawing::Box,
            Self::ThreePoint => Drawing::ThreePoint,
            Self::Ellipse => Drawing::Ellipse,
            Self::Polygon => Drawing::Polygon,
            Self::KeyPoint => Drawing::KeyPoint,
            Self::Vector => Drawing::Vector,
            Self::Brush | Self::Bitmask => Drawing::Brush,
        }
    }

    pub const fn area_kind(self) -> AreaKind {
        AreaKind::of(self.shape())
    }
}

/// The tools of one image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kit {
    /// What can be drawn, in the order of the toolbar.
    pub shapes: Vec<ShapeTool>,
    pub wand: bool,
}

impl Kit {
    pub fn of(config: &LabelConfig, object: &str) -> Self {
        let draws =
            |shape: Shape, control: &Control| control.shape() == Some(shape) && control.tag != Tag::Magicwand;
        let offers = |tool: &ShapeTool| {
            config.controls_of(object).any(|control| {
                // Turned from the start, it must be allowed to be turned.
                let turns =
                    *tool != ShapeTool::ThreePoint || control.style().is_none_or(|style| style.can_rotate);
                draws(tool.shape(), control) && turns
            })
        };
        let wand = config.controls_of(object).any(|control| control.tag == Tag::Magicwand);
        Self { shapes: ShapeTool::ALL.into_iter().filter(offers).collect(), wand }
    }

    pub fn has_masks(&self) -> bool {
        self.wand || self.shapes.iter().any(|tool| tool.drawing() == Drawing::Brush)
    }

    pub fn offers(&self, tool: Tool) -> bool {
        match tool {
            Tool::Auto | Tool::Move | Tool::Pan => true,
            Tool::Eraser => self.has_masks(),
            Tool::Wand => self.wand,
            Tool::Shape(shape) => self.shapes.contains(&shape),
        }
    }

    /// What a key for a tool takes up: where one key is for two, the other one if the first is in hand.
    pub fn asked(&self, tool: Tool, in_hand: Tool) -> Option<Tool> {
        let twin = match tool {
            Tool::Shape(ShapeTool::Polygon) => Some(Tool::Shape(ShapeTool::Vector)),
            Tool::Shape(ShapeTool::Brush) => Some(Tool::Shape(ShapeTool::Bitmask)),
            _ => None,
        };
        let mut offered = [Some(tool), twin].into_iter().flatten().filter(|tool| self.offers(*tool));
        let first = offered.next()?;
        if in_hand == first { Some(offered.next().unwrap_or(first)) } else { Some(first) }
    }
}

/// What is in hand over an image.
#[derive(Clone, Debug, PartialEq)]
pub struct InHand {
    pub drawing: Drawing,
    /// What a mask or a shape is made as; the wand's and the eraser's, too.
    pub shape: ShapeTool,
    /// The tool was taken up, not only a label.
    pub by_hand: bool,
}

/// What a drag or click draws with a tool and active labels, if anything. A label that is drawn as one shape has the say
/// over it; beside plain labels the tool decides, and without one the first shape of the config.
pub fn in_hand(config: &LabelConfig, object: &str, tool: Tool, active: &[Active]) -> Option<InHand> {
    let kit = Kit::of(config, object);
    let labeled = active.iter().find_map(|label| config.control(&label.control)?.shape()).map(ShapeTool::of);
    let plain_for = |shape: ShapeTool| {
        config.controls_of(object).any(|c| c.shape() == Some(shape.shape()) && c.labels().is_none())
    };
    let mask = || {
        let is_mask = |shape: &ShapeTool| shape.drawing() == Drawing::Brush;
        labeled
            .filter(is_mask)
            .or_else(|| kit.shapes.iter().copied().find(is_mask))
            .unwrap_or(ShapeTool::Brush)
    };
    let made = |shape: ShapeTool, by_hand: bool| InHand { drawing: shape.drawing(), shape, by_hand };
    match tool {
        Tool::Move | Tool::Pan => None,
        Tool::Eraser => Some(InHand { drawing: Drawing::Eraser, shape: mask(), by_hand: true }),
        Tool::Wand => Some(InHand { drawing: Drawing::Wand, shape: mask(), by_hand: true }),
        Tool::Shape(shape) => match labeled {
            Some(label) if label.shape() != shape.shape() && !plain_for(shape) => Some(made(label, false)),
            _ => Some(made(shape, true)),
        },
        Tool::Auto if active.is_empty() => None,
        Tool::Auto => {
            let first = || kit.shapes.iter().copied().find(|shape| plain_for(*shape));
            match labeled.or_else(first) {
                Some(shape) => Some(made(shape, false)),
                None if kit.wand => Some(InHand { drawing: Drawing::Wand, shape: mask(), by_hand: false }),
                None => None,
            }
        }
    }
}

/// How the shapes of a kind are drawn on an image: by the control of the active label, else by the first that draws them.
pub fn style<'a>(
    config: &'a LabelConfig,
    object: &'a str,
    shape: Shape,
    active: &[Active],
) -> Option<&'a ShapeStyle> {
    let draws = |control: &&Control| control.shape() == Some(shape) && control.tag != Tag::Magicwand;
    let labeled = active.iter().filter_map(|label| config.control(&label.control)).find(draws);
    labeled.or_else(|| config.controls_of(object).find(draws))?.style()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn config(controls: &str) -> LabelConfig {
        LabelConfig::parse(&format!("<View><Image name='img' value='$image'/>{controls}</View>")).unwrap()
    }

    fn active(control: &str) -> Vec<Active> {
        vec![Active { control: control.into(), value: "A".into(), used: false }]
    }

    fn drawn(config: &LabelConfig, tool: Tool, active: &[Active]) -> Option<ShapeTool> {
        in_hand(config, "img", tool, active).map(|hand| hand.shape)
    }

    const BOXES: &str = "<RectangleLabels name='box' toName='img'><Label value='A'/></RectangleLabels>";
    const POLYGONS: &str = "<PolygonLabels name='poly' toName='img'><Label value='A'/></PolygonLabels>";

    #[test]
    fn the_label_says_what_is_drawn() {
        let config = config(&format!("{BOXES}{POLYGONS}"));
        assert_eq!(drawn(&config, Tool::Auto, &active("box")), Some(ShapeTool::Rectangle));
        assert_eq!(drawn(&config, Tool::Auto, &active("poly")), Some(ShapeTool::Polygon));
        assert_eq!(drawn(&config, Tool::Auto, &[]), None);
        let three = Tool::Shape(ShapeTool::ThreePoint);
        assert_eq!(drawn(&config, three, &active("box")), Some(ShapeTool::ThreePoint));
        assert_eq!(
            drawn(&config, three, &active("poly")),
            Some(ShapeTool::Polygon),
            "its label cannot be a box"
        );
    }

    #[test]
    fn beside_plain_labels_the_tool_decides() {
        let config = config(
            "<Labels name='l' toName='img'><Label value='A'/></Labels>\
             <Ellipse name='e' toName='img'/><Polygon name='p' toName='img'/>",
        );
        assert_eq!(drawn(&config, Tool::Auto, &active("l")), Some(ShapeTool::Ellipse));
        assert_eq!(drawn(&config, Tool::Shape(ShapeTool::Polygon), &active("l")), Some(ShapeTool::Polygon));
        assert_eq!(drawn(&config, Tool::Move, &active("l")), None);
    }

    #[test]
    fn the_toolbar_holds_what_the_config_offers() {
        let boxes = Kit::of(&config(BOXES), "img");
        assert_eq!(boxes.shapes, [ShapeTool::Rectangle, ShapeTool::ThreePoint]);
        assert!(!boxes.offers(Tool::Eraser) && !boxes.offers(Tool::Wand));
        let upright = Kit::of(&config("<Rectangle name='r' toName='img' canRotate='false'/>"), "img");
        assert_eq!(upright.shapes, [ShapeTool::Rectangle]);
        let masks = Kit::of(
            &config(
                "<BrushLabels name='b' toName='img'><Label value='A'/></BrushLabels><Magicwand name='w' toName='img'/>",
            ),
            "img",
        );
        assert_eq!(masks.shapes, [ShapeTool::Brush]);
        assert!(masks.offers(Tool::Eraser) && masks.offers(Tool::Wand));
        assert_eq!(Kit::of(&config(BOXES), "other"), Kit::default());
    }

    #[test]
    fn one_key_goes_back_and_forth_between_two_tools() {
        let kit = Kit::of(&config(&format!("{POLYGONS}<Vector name='v' toName='img'/>")), "img");
        let (polygon, vector) = (Tool::Shape(ShapeTool::Polygon), Tool::Shape(ShapeTool::Vector));
        assert_eq!(kit.asked(polygon, Tool::Auto), Some(polygon));
        assert_eq!(kit.asked(polygon, polygon), Some(vector));
        assert_eq!(kit.asked(polygon, vector), Some(polygon));
        assert_eq!(kit.asked(Tool::Wand, Tool::Auto), None);
    }
}
