//! What every drawing tool works with: where the pointer is, the rules of what is drawn, and what should come of it. A
//! tool is a state machine without a browser: `down`, `moved`, `up` and `key` lead from one state to the next, or to
//! the end of the drawing, each with an effect. All points are pixels of the image unless named otherwise.

use super::corners::Corners;
use super::polygon::PolygonDraft;
use super::stroke::Stroke;
use super::three_point::ThreePoint;
use super::vector::VectorDraft;
use super::wand::WandDraft;
use crate::editor::image::gesture::{Bounds, Effect};
use crate::editor::image::overlay::HandleMark;
use crate::model::geometry::{Figure, Limits, Point, Snap};

/// What a drag or a click draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    Box,
    /// A turned box: one side, then how far it reaches from there.
    ThreePoint,
    Ellipse,
    Polygon,
    KeyPoint,
    Vector,
    /// A mask, kept as run lengths or as a picture.
    Brush,
    Eraser,
    Wand,
}

impl Drawing {
    /// It begins as soon as the pointer goes down, whatever lies there.
    pub const fn is_eager(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser | Self::Wand)
    }

    /// It is made of clicks: a click draws even where there is a region of another kind.
    pub const fn is_clicked(self) -> bool {
        matches!(self, Self::Polygon | Self::KeyPoint | Self::Vector | Self::ThreePoint)
    }

    /// Whether a figure is of the kind that is drawn.
    pub const fn makes(self, figure: &Figure) -> bool {
        matches!(
            (self, figure),
            (Self::Box | Self::ThreePoint, Figure::Box(_))
                | (Self::Ellipse, Figure::Ellipse(_))
                | (Self::Polygon, Figure::Polygon { .. })
                | (Self::KeyPoint, Figure::Dot { .. })
                | (Self::Vector, Figure::Path(_))
                | (Self::Brush | Self::Eraser | Self::Wand, Figure::Mask)
        )
    }
}

/// Where the pointer is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    pub at: Point,
    /// In pixels of the screen.
    pub on_screen: Point,
    /// A corner or an edge of another figure nearby, while the hand asks for it.
    pub snapped: Option<Point>,
    /// The second click of two in the same place.
    pub double: bool,
}

/// What is drawn, and what limits it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    pub bounds: Bounds,
    pub drawing: Drawing,
    pub snap: Snap,
    /// How near something the pointer must be to meet it, in pixels of the screen.
    pub reach: f64,
    /// Half the width of a key point, and of the brush.
    pub dot: f64,
    pub brush: f64,
    /// Of a vector: whether it may be closed, curved, branched, and how many points it has.
    pub closable: bool,
    pub curves: bool,
    pub skeleton: bool,
    pub least_points: usize,
    pub most_points: usize,
}

/// How large a double click draws, in pixels of the screen.
const DEFAULT_SIDE: f64 = 48.0;

impl Rules {
    pub const fn limits(&self) -> Limits {
        Limits { image: self.bounds.image, least: self.bounds.least() }
    }

    /// Where a point is put: inside the image, snapped as the config or the hand wants it.
    pub fn place(&self, touch: &Touch) -> Point {
        self.put(touch.snapped.unwrap_or(touch.at), touch.snapped.is_some())
    }

    pub fn put(&self, at: Point, is_snapped: bool) -> Point {
        let at = self.limits().inside(at);
        if is_snapped { at } else { self.snap.snap(at, self.bounds.image) }
    }

    /// A way to go: by whole pixels, where things lie on them.
    pub fn whole(&self, by: Point) -> Point {
        if self.snap == Snap::Free { by } else { Point::new(by.x.round(), by.y.round()) }
    }

    /// The pointer is on a point.
    pub fn meets(&self, touch: &Touch, point: Point) -> bool {
        touch.at.distance(point) * self.bounds.scale <= self.reach
    }

    /// Half a side of what a double click draws.
    pub fn default_half(&self) -> f64 {
        let room = self.bounds.image.width.min(self.bounds.image.height);
        (DEFAULT_SIDE / self.bounds.scale).min(room) / 2.0
    }
}

/// What keys do to a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftKey {
    /// Takes the last point back; without points left, the drawing.
    Back,
    Confirm,
}

/// A drawing that goes on, or has ended; and what should come of it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<T> {
    pub next: Option<T>,
    pub effect: Effect,
}

impl<T> Step<T> {
    pub const fn goes_on(next: T, effect: Effect) -> Self {
        Self { next: Some(next), effect }
    }

    pub const fn ends(effect: Effect) -> Self {
        Self { next: None, effect }
    }

    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Step<U> {
        Step { next: self.next.map(with), effect: self.effect }
    }
}

/// What is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    Corners(Corners),
    ThreePoint(ThreePoint),
    Polygon(PolygonDraft),
    Vector(VectorDraft),
    Stroke(Stroke),
    Wand(WandDraft),
}

/// One match for all tools.
macro_rules! each {
    ($draft:expr, $tool:ident => $do:expr) => {
        match $draft {
            Draft::Corners($tool) => $do.map(Draft::Corners),
            Draft::ThreePoint($tool) => $do.map(Draft::ThreePoint),
            Draft::Polygon($tool) => $do.map(Draft::Polygon),
            Draft::Vector($tool) => $do.map(Draft::Vector),
            Draft::Stroke($tool) => $do.map(Draft::Stroke),
            Draft::Wand($tool) => $do.map(Draft::Wand),
        }
    };
}

impl Draft {
    /// The pointer went down where nothing is drawn yet.
    pub fn begin(touch: &Touch, rules: &Rules) -> Step<Self> {
        match rules.drawing {
            Drawing::Box | Drawing::Ellipse => Corners::begin(touch, rules).map(Self::Corners),
            Drawing::ThreePoint => ThreePoint::begin(touch, rules).map(Self::ThreePoint),
            Drawing::Polygon => PolygonDraft::begin(touch, rules).map(Self::Polygon),
            Drawing::Vector => VectorDraft::begin(touch, rules).map(Self::Vector),
            Drawing::Brush | Drawing::Eraser => Stroke::begin(touch, rules).map(Self::Stroke),
            Drawing::Wand => WandDraft::begin(touch).map(Self::Wand),
            Drawing::KeyPoint => {
                Step::ends(Effect::Create(Figure::Dot { at: rules.place(touch), radius: rules.dot }))
            }
        }
    }

    pub fn down(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        each!(self, tool => tool.down(touch, rules))
    }

    /// `pressed`: the pointer is down.
    pub fn moved(self, touch: &Touch, pressed: bool, rules: &Rules) -> Step<Self> {
        each!(self, tool => tool.moved(touch, pressed, rules))
    }

    pub fn up(self, touch: &Touch, rules: &Rules) -> Step<Self> {
        each!(self, tool => tool.up(touch, rules))
    }

    pub fn key(self, key: DraftKey, rules: &Rules) -> Step<Self> {
        each!(self, tool => tool.key(key, rules))
    }

    /// The points that are drawn already.
    pub fn marks(&self, rules: &Rules) -> Vec<HandleMark> {
        match self {
            Self::Polygon(draft) => draft.marks(rules),
            Self::Vector(draft) => draft.marks(rules),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
pub mod testing {
    //! A hand for the tests of all tools: an image of 200 by 100 pixels, shown as it is.

    use super::*;
    use crate::model::geometry::Size;

    pub const RULES: Rules = Rules {
        bounds: Bounds { image: Size { width: 200.0, height: 100.0 }, scale: 1.0 },
        drawing: Drawing::Box,
        snap: Snap::Free,
        reach: 8.0,
        dot: 2.0,
        brush: 5.0,
        closable: false,
        curves: false,
        skeleton: false,
        least_points: 0,
        most_points: usize::MAX,
    };

    pub fn rules(drawing: Drawing) -> Rules {
        Rules { drawing, ..RULES }
    }

    pub fn touch(x: f64, y: f64) -> Touch {
        let at = Point::new(x, y);
        Touch { at, on_screen: at, snapped: None, double: false }
    }

    /// A drawing and the rules it is made by.
    pub struct Hand {
        pub rules: Rules,
        pub draft: Option<Draft>,
        pub effect: Effect,
    }

    impl Hand {
        pub fn with(rules: Rules) -> Self {
            Self { rules, draft: None, effect: Effect::None }
        }

        fn took(mut self, step: Step<Draft>) -> Self {
            self.draft = step.next;
            self.effect = step.effect;
            self
        }

        pub fn down(mut self, touch: Touch) -> Self {
            let rules = self.rules;
            let step = match self.draft.take() {
                Some(draft) => draft.down(&touch, &rules),
                None => Draft::begin(&touch, &rules),
            };
            self.took(step)
        }

        pub fn drag(self, x: f64, y: f64) -> Self {
            self.moved(x, y, true)
        }

        pub fn hover(self, x: f64, y: f64) -> Self {
            self.moved(x, y, false)
        }

        fn moved(mut self, x: f64, y: f64, pressed: bool) -> Self {
            let rules = self.rules;
            match self.draft.take() {
                Some(draft) => self.took(draft.moved(&touch(x, y), pressed, &rules)),
                None => self,
            }
        }

        pub fn up(mut self, touch: Touch) -> Self {
            let rules = self.rules;
            match self.draft.take() {
                Some(draft) => self.took(draft.up(&touch, &rules)),
                None => self,
            }
        }

        pub fn click(self, x: f64, y: f64) -> Self {
            self.down(touch(x, y)).up(touch(x, y))
        }

        pub fn double_click(self, x: f64, y: f64) -> Self {
            let double = Touch { double: true, ..touch(x, y) };
            self.click(x, y).down(double).up(double)
        }

        pub fn key(mut self, key: DraftKey) -> Self {
            let rules = self.rules;
            match self.draft.take() {
                Some(draft) => self.took(draft.key(key, &rules)),
                None => self,
            }
        }

        pub fn created(&self) -> &Figure {
            match &self.effect {
                Effect::Create(figure) => figure,
                other => panic!("nothing was drawn: {other:?}"),
            }
        }
    }
}
