//! The handles that show: of what is selected, or the points of what is being drawn. And the ring of the brush.

use super::draft::Drawing;
use crate::editor::image::gesture::{Gesture, Held};
use crate::editor::image::overlay::{HandleMark, MarkKind, OverlayFigure};
use crate::editor::image::stage::{REACH_MOUSE, Stage};
use crate::model::geometry::{Figure, Grip, Handle, Point};
use crate::ui::effect::Effect;
use leptos::prelude::*;

/// How far above its box the turning handle stands, in screen pixels.
pub const STEM: f64 = 24.0;
/// Shorter edges have no handle in their middle, in screen pixels.
pub const ROOMY: f64 = 36.0;

impl Stage {
    /// Keeps the handles where they belong, and arrows the way they point.
    pub fn follow_handles(self) {
        Effect::new(move |_| {
            let turn = self.view.get().turn.degrees();
            self.work.tools.object.track();
            if self.has_keys() && self.work.tools.turn.get_untracked() != turn {
                self.work.tools.turn.set(turn);
            }
        });
        Effect::new(move |_| {
            self.loading.track();
            self.round.track();
            self.work.picked.track();
            self.work.hidden.track();
            self.work.locked.track();
            self.work.tools.point.track();
            self.view.track();
            self.overlay.track();
            let gesture = self.gesture.get();
            let marks = untrack(|| self.marks(&gesture));
            if self.handles.with_untracked(|shown| *shown != marks) {
                self.handles.set(marks);
            }
        });
    }

    fn marks(&self, gesture: &Gesture) -> Vec<HandleMark> {
        match gesture {
            Gesture::Drawing { .. } | Gesture::Pan { .. } => gesture.marks(&self.rules(REACH_MOUSE)),
            Gesture::Move { .. } => Vec::new(),
            Gesture::Reshape(reshape) => {
                let now =
                    self.overlay.with_untracked(|shown| shown.as_ref().map(|shown| shown.figure.clone()));
                let figure = now.unwrap_or_else(|| reshape.region.figure.clone());
                self.marks_of(&Held { id: reshape.region.id.clone(), figure })
            }
            Gesture::Idle | Gesture::Pressed(_) => {
                self.only_picked().map(|one| self.marks_of(&one)).unwrap_or_default()
            }
        }
    }

    fn marks_of(&self, held: &Held) -> Vec<HandleMark> {
        let scale = self.bounds().scale;
        let turns = self.work.can_rotate(&held.id);
        let chosen = self.work.tools.point_of(&held.id);
        let grips = held.figure.grips(STEM / scale, ROOMY / scale);
        let shown = grips.into_iter().filter(|(grip, _)| turns || *grip != Grip::Size(Handle::Turn));
        shown.map(|(grip, at)| mark(&held.figure, grip, at, chosen)).collect()
    }

    /// The ring of the brush under the pointer, while nothing else is shown.
    pub fn show_ring(&self, at: Option<Point>) {
        let is_ring = self.overlay.with_untracked(|shown| shown.as_ref().is_none_or(|shown| shown.is_ring()));
        if !is_ring {
            return;
        }
        let paints = |drawing| matches!(drawing, Drawing::Brush | Drawing::Eraser);
        let ring = at.filter(|_| self.in_hand().is_some_and(|hand| paints(hand.drawing))).map(|at| {
            let radius = untrack(|| self.brush_width()) / 2.0;
            OverlayFigure::guide(Figure::Dot { at, radius })
        });
        if self.overlay.with_untracked(|shown| *shown != ring) {
            self.overlay.set(ring);
        }
    }
}

fn mark(figure: &Figure, grip: Grip, at: Point, chosen: Option<usize>) -> HandleMark {
    let (kind, stem) = match grip {
        Grip::Size(Handle::Turn) => {
            let tops = figure.grips(0.0, f64::INFINITY);
            let top = tops.into_iter().find(|(grip, _)| *grip == Grip::Size(Handle::Top));
            (MarkKind::Turn, top.map(|(_, at)| at))
        }
        Grip::Size(_) => (MarkKind::Size, None),
        Grip::Point(place) if Some(place) == chosen => (MarkKind::PointOn, None),
        Grip::Point(_) => (MarkKind::Point, None),
        Grip::Between(..) | Grip::Edge(..) => (MarkKind::Ghost, None),
        Grip::Incoming(place) | Grip::Outgoing(place) => (MarkKind::Control, figure.point(place)),
    };
    HandleMark { at, kind, stem }
}
