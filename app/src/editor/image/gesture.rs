//! What a pointer is doing over an image: a state machine without a browser. It moves the view, moves and changes what
//! is there, and hands what is drawn to the tools. Points are pixels of the image unless named otherwise.

use super::overlay::{Along, HandleMark, Ink, OverlayFigure};
use super::tools::draft::{Draft, DraftKey, Rules, Step, Touch};
use super::tools::reshape::Reshape;
use crate::model::geometry::{self, Figure, Grip, MIN_DRAWN, Point, Size};
use std::sync::Arc;

/// The image that everything stays inside of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub image: Size,
    /// Screen pixels for each pixel of the image.
    pub scale: f64,
}

impl Bounds {
    /// The shortest side that something is resized to.
    pub const fn least(&self) -> f64 {
        if self.scale < 1.0 { 1.0 / self.scale } else { 1.0 }
    }
}

/// A region that may be moved or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub id: String,
    pub figure: Figure,
}

/// What was under the pointer when it went down, and what the hand and the keys want.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    pub touch: Touch,
    /// Of the one region that is selected.
    pub grip: Option<Grip>,
    /// The region here.
    pub region: Option<Held>,
    /// Everything selected that may be moved.
    pub picked: Vec<Held>,
    /// The pan tool, the space bar, shift, or the middle button.
    pub pan: bool,
    /// A drag may draw: a label is active, or a drawing tool is in hand.
    pub draw: bool,
    /// A click draws even where there is a region: the tool was taken up by hand.
    pub by_hand: bool,
    /// Draw even where there is a region; without anything to draw, select one more.
    pub on_top: bool,
    /// Points that are clicked go away.
    pub removes: bool,
    /// The region here may not be moved.
    pub locked: bool,
    /// The selected vector, and the vertex that a click on the ground goes on from.
    pub goes_on: Option<(Held, usize)>,
}

/// The states.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    #[default]
    Idle,
    /// Down, not yet moved far enough to tell a drag from a click.
    Pressed(Box<Press>),
    Pan {
        last: Point,
        /// What goes on after it.
        then: Box<Gesture>,
    },
    Move {
        from: Point,
        regions: Arc<Vec<Held>>,
        by: Point,
    },
    Reshape(Box<Reshape>),
    Drawing {
        draft: Box<Draft>,
        pressed: bool,
    },
}

/// Paint for a mask.
#[derive(Clone, Debug, PartialEq)]
pub struct Painted {
    pub points: Arc<Vec<Point>>,
    pub radius: f64,
    pub erases: bool,
}

/// What people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    TooFewPoints(usize),
}

/// What should be done about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    None,
    /// Shift the view, in screen pixels.
    PanBy(Point),
    /// Show this while it goes on.
    Show(Box<OverlayFigure>),
    /// Nothing is shown any more.
    Clear,
    /// A click: select the region, or nothing.
    Select(Option<String>),
    /// One more is selected, or one less.
    Toggle(String),
    /// Something new was drawn.
    Create(Figure),
    /// A region got another figure.
    Change(Held),
    /// Regions go elsewhere.
    Shift(Arc<Vec<Held>>, Point),
    /// A point of a region is the one that the keys act on.
    Point(String, usize),
    RemovePoint(String, usize),
    /// Paint for a mask.
    Paint(Painted),
    WandDown(Point),
    /// So far from where the wand went down, in pixels of the screen.
    WandDragged(f64),
    WandUp,
    Tell(Told),
}

impl Effect {
    pub fn show(figure: OverlayFigure) -> Self {
        Self::Show(Box::new(figure))
    }
}

impl Gesture {
    /// The pointer went down.
    #[must_use]
    pub fn down(self, press: Press, rules: &Rules) -> (Self, Effect) {
        if press.pan {
            let last = press.touch.on_screen;
            return (Self::Pan { last, then: Box::new(self) }, Effect::None);
        }
        if let Self::Drawing { draft, .. } = self {
            return drawing(draft.down(&press.touch, rules), true);
        }
        if press.draw && rules.drawing.is_eager() {
            return drawing(Draft::begin(&press.touch, rules), true);
        }
        match (press.grip, press.picked.as_slice()) {
            (Some(grip), [region]) => {
                (Self::Reshape(Box::new(Reshape::begin(&press, grip, region))), Effect::None)
            }
            _ => (Self::Pressed(Box::new(press)), Effect::None),
        }
    }

    #[must_use]
    pub fn moved(self, touch: &Touch, rules: &Rules) -> (Self, Effect) {
        match self {
            Self::Idle => (Self::Idle, Effect::None),
            Self::Pressed(press) if far(press.touch.on_screen, touch.on_screen) => drag(*press, touch, rules),
            Self::Pressed(press) => (Self::Pressed(press), Effect::None),
            Self::Pan { last, then } => {
                let by = touch.on_screen.minus(last);
                (Self::Pan { last: touch.on_screen, then }, Effect::PanBy(by))
            }
            Self::Drawing { draft, pressed } => drawing(draft.moved(touch, pressed, rules), pressed),
            Self::Move { from, regions, .. } => {
                let by = rules.whole(touch.at.minus(from));
                let by = together(&regions, by, rules.bounds.image);
                let shown = shown_moved(&regions, by);
                (Self::Move { from, regions, by }, shown)
            }
            Self::Reshape(mut reshape) => {
                let effect = reshape.moved(touch, rules);
                (Self::Reshape(reshape), effect)
            }
        }
    }

    /// The pointer went up: what came of it.
    #[must_use]
    pub fn up(self, touch: &Touch, rules: &Rules) -> (Self, Effect) {
        match self {
            Self::Idle => (Self::Idle, Effect::None),
            Self::Pressed(press) => click(*press, rules),
            Self::Pan { then, .. } => (*then, Effect::None),
            Self::Drawing { draft, .. } => drawing(draft.up(touch, rules), false),
            Self::Move { regions, by, .. } => {
                let nowhere = by == Point::default();
                (Self::Idle, if nowhere { Effect::Clear } else { Effect::Shift(regions, by) })
            }
            Self::Reshape(reshape) => (Self::Idle, reshape.up(rules)),
        }
    }

    /// A key that is for the drawing.
    #[must_use]
    pub fn key(self, key: DraftKey, rules: &Rules) -> (Self, Effect) {
        match self {
            Self::Drawing { draft, pressed } => drawing(draft.key(key, rules), pressed),
            Self::Idle => (Self::Idle, Effect::None),
            Self::Pan { last, then } => (Self::Pan { last, then }, Effect::None),
            _ if key == DraftKey::Back => (Self::Idle, Effect::Clear),
            other => (other, Effect::None),
        }
    }

    /// It goes on without a pointer that is down, and keys are for it.
    pub const fn is_drawing(&self) -> bool {
        matches!(self, Self::Drawing { .. })
    }

    /// Keys are for it: something is drawn, moved or changed just now.
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Drawing { .. } | Self::Move { .. } | Self::Reshape(_))
    }

    /// The region that is moved or changed just now; the first of several.
    pub fn changes(&self) -> Option<&Held> {
        match self {
            Self::Move { regions, .. } => regions.first(),
            Self::Reshape(reshape) => Some(&reshape.region),
            _ => None,
        }
    }

    /// The points of what is being drawn.
    pub fn marks(&self, rules: &Rules) -> Vec<HandleMark> {
        match self {
            Self::Drawing { draft, .. } => draft.marks(rules),
            Self::Pan { then, .. } => then.marks(rules),
            _ => Vec::new(),
        }
    }
}

fn drawing(step: Step<Draft>, pressed: bool) -> (Gesture, Effect) {
    let next = step.next.map_or(Gesture::Idle, |draft| Gesture::Drawing { draft: Box::new(draft), pressed });
    (next, step.effect)
}

/// A press turned out to be a drag.
fn drag(press: Press, touch: &Touch, rules: &Rules) -> (Gesture, Effect) {
    let is_picked = |region: &Held| press.picked.iter().any(|held| held.id == region.id);
    let grabbed = match (press.on_top, &press.region) {
        (false, Some(region)) if is_picked(region) => Some(press.picked.clone()),
        (false, Some(region)) if !press.draw && !press.locked => Some(vec![region.clone()]),
        _ => None,
    };
    let gesture = match grabbed {
        Some(regions) => {
            Gesture::Move { from: press.touch.at, regions: Arc::new(regions), by: Point::default() }
        }
        None if press.draw => {
            let (begun, effect) = drawing(Draft::begin(&press.touch, rules), true);
            if begun == Gesture::Idle {
                return (begun, effect);
            }
            begun
        }
        None => Gesture::Pan { last: press.touch.on_screen, then: Box::default() },
    };
    gesture.moved(touch, rules)
}

/// A press turned out to be a click.
fn click(press: Press, rules: &Rules) -> (Gesture, Effect) {
    let of_same_kind = press.region.as_ref().is_some_and(|region| rules.drawing.makes(&region.figure));
    let on_ground = press.region.is_none();
    let draws = press.draw
        && match (rules.drawing.is_clicked(), on_ground) {
            (true, _) => !of_same_kind || press.on_top || press.by_hand,
            (false, true) => press.picked.is_empty() || press.by_hand || press.on_top,
            (false, false) => false,
        };
    if let Some((held, tail)) = press.goes_on.filter(|_| draws && on_ground) {
        return (Gesture::Idle, went_on(held, tail, rules.place(&press.touch), rules));
    }
    if draws {
        let begun = Draft::begin(&press.touch, rules);
        return match begun.next {
            Some(draft) => {
                let step = draft.up(&press.touch, rules);
                let effect = if step.effect == Effect::None { begun.effect } else { step.effect };
                drawing(Step { next: step.next, effect }, false)
            }
            None => drawing(begun, false),
        };
    }
    let effect = match press.region {
        Some(region) if press.on_top => Effect::Toggle(region.id),
        region => Effect::Select(region.map(|region| region.id)),
    };
    (Gesture::Idle, effect)
}

/// A vector with one more vertex.
fn went_on(held: Held, tail: usize, at: Point, rules: &Rules) -> Effect {
    match &held.figure {
        Figure::Path(path) if path.vertices.len() < rules.most_points => {
            let figure = Figure::Path(super::tools::vector::extended(path, tail, at));
            Effect::Change(Held { figure, ..held })
        }
        _ => Effect::None,
    }
}

/// Far enough to be a drag, in pixels of the screen.
pub fn far(a: Point, b: Point) -> bool {
    a.distance(b) >= MIN_DRAWN
}

/// How far several go together so that none leaves the image.
pub fn together(regions: &[Held], by: Point, image: Size) -> Point {
    regions.iter().fold(by, |by, held| geometry::allowed(by, held.figure.bounds(), image))
}

fn shown_moved(regions: &[Held], by: Point) -> Effect {
    let Some((first, others)) = regions.split_first() else { return Effect::None };
    let along = others.iter().map(|held| {
        let how =
            if held.figure == Figure::Mask { Along::Shifted(by) } else { Along::As(held.figure.shifted(by)) };
        (held.id.clone(), how)
    });
    let ink = if first.figure == Figure::Mask { Ink::Shifted(by) } else { Ink::Region };
    let shown = OverlayFigure::of(&first.id, first.figure.shifted(by)).with_ink(ink);
    Effect::show(OverlayFigure { along: along.collect(), ..shown })
}

#[cfg(test)]
#[path = "gesture_tests.rs"]
mod tests;
