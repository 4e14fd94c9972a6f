//! A handle that is held: dragged, it changes its figure; clicked, a point is chosen, removed or put in.

use super::draft::{Rules, Touch};
use crate::editor::image::gesture::{Effect, Held, Press, far};
use crate::editor::image::overlay::OverlayFigure;
use crate::model::geometry::{Figure, Grip, Handle, Point};

/// A handle that is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Reshape {
    pub region: Held,
    grip: Grip,
    from: Point,
    on_screen: Point,
    now: Figure,
    /// It was dragged, not only clicked.
    dragged: bool,
    removes: bool,
}

impl Reshape {
    pub fn begin(press: &Press, grip: Grip, region: &Held) -> Self {
        Self {
            region: region.clone(),
            grip,
            from: press.touch.at,
            on_screen: press.touch.on_screen,
            now: region.figure.clone(),
            dragged: false,
            removes: press.removes,
        }
    }

    pub fn moved(&mut self, touch: &Touch, rules: &Rules) -> Effect {
        // Handles of boxes follow at once; a click on a point must not move it.
        let at_once = matches!(self.grip, Grip::Size(_));
        self.dragged = self.dragged || at_once || far(self.on_screen, touch.on_screen);
        if !self.dragged {
            return Effect::None;
        }
        let snaps = match self.grip {
            Grip::Size(Handle::Turn) | Grip::Incoming(_) | Grip::Outgoing(_) => false,
            Grip::Size(_) => !self.is_turned(),
            Grip::Point(_) | Grip::Between(..) => true,
            Grip::Edge(..) => false,
        };
        let to = match touch.snapped {
            Some(snapped) if snaps => snapped,
            _ if snaps => rules.snap.snap(touch.at, rules.bounds.image),
            _ => touch.at,
        };
        self.now = self.region.figure.dragged(self.grip, self.from, to, rules.limits());
        let shown = OverlayFigure::of(&self.region.id, self.now.clone());
        Effect::show(OverlayFigure { snapped: touch.snapped.filter(|_| snaps), ..shown })
    }

    /// Turned boxes have no side along the pixels.
    fn is_turned(&self) -> bool {
        match &self.region.figure {
            Figure::Box(rect) => rect.rotation != 0.0,
            Figure::Ellipse(ellipse) => ellipse.rotation != 0.0,
            _ => false,
        }
    }

    pub fn up(self, rules: &Rules) -> Effect {
        let id = self.region.id.clone();
        match (self.dragged, self.grip) {
            (true, _) if self.now != self.region.figure => Effect::Change(Held { id, figure: self.now }),
            (false, Grip::Point(at)) if self.removes => Effect::RemovePoint(id, at),
            (false, Grip::Point(at)) => Effect::Point(id, at),
            (false, Grip::Between(..)) => {
                let middle =
                    self.region.figure.grips(0.0, 0.0).into_iter().find(|(grip, _)| *grip == self.grip);
                let at = middle.map_or(self.from, |(_, at)| at);
                let figure = self.region.figure.dragged(self.grip, at, at, rules.limits());
                Effect::Change(Held { id, figure })
            }
            _ => Effect::Clear,
        }
    }
}
