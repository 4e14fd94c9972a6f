//! What lies under the pointer: what a press there takes hold of, what it snaps to, what the cursor says about it.

use super::draft::{Drawing, Touch};
use super::kit::InHand;
use super::marks::{ROOMY, STEM};
use crate::editor::image::gesture::{Gesture, Held, Press};
use crate::editor::image::stage::Stage;
use crate::editor::state::Tool;
use crate::model::geometry::{Figure, Grip, Point, to_figures};
use leptos::prelude::*;
use web_sys::PointerEvent;

/// How near a corner or edge of another figure snaps, in screen pixels.
const SNAP: f64 = 8.0;
/// How near an edge can be taken hold of, in screen pixels: not as near as a handle, or there would be no room between.
const EDGE: f64 = 4.0;
/// How far beside a region still meets it, in screen pixels.
const SLACK: f64 = 2.0;

impl Stage {
    pub fn press(&self, ev: &PointerEvent, touch: Touch, reach: f64) -> Press {
        let hand = self.in_hand();
        let hit = self.hit(touch.at, SLACK / self.bounds().scale);
        let tool = self.work.tool.get_untracked();
        let on_top = ev.ctrl_key() || ev.meta_key();
        let draws_on_top = on_top && hand.is_some();
        let picked = self.picked();
        let grip = picked.first().filter(|_| picked.len() == 1 && !draws_on_top);
        Press {
            touch,
            grip: grip.and_then(|held| self.grip_at(held, touch.at, reach, hand.as_ref())),
            locked: hit.as_ref().is_some_and(|look| look.locked),
            region: hit.map(|look| Held { figure: look.figure, id: look.id }),
            pan: ev.button() == 1 || ev.shift_key() || tool == Tool::Pan || self.space.get_untracked(),
            draw: hand.is_some(),
            by_hand: hand.is_some_and(|hand| hand.by_hand),
            on_top,
            removes: ev.alt_key(),
            goes_on: self.goes_on(&picked),
            picked,
        }
    }

    /// The handle of a selected region at a point; failing that, its edge. Where clicks draw, edges are left to them.
    fn grip_at(&self, held: &Held, at: Point, reach: f64, hand: Option<&InHand>) -> Option<Grip> {
        let scale = self.bounds().scale;
        let turns = self.work.can_rotate(&held.id);
        let grip = held.figure.grip_at(at, reach / scale, STEM / scale, ROOMY / scale, turns);
        let edges = hand.is_none_or(|hand| !hand.drawing.is_clicked());
        grip.or_else(|| held.figure.edge_at(at, EDGE / scale).filter(|_| edges))
    }

    /// The selected vector, and the vertex that a click goes on from: the one that was chosen, if it is an end of the line
    /// or the config lets lines branch.
    fn goes_on(&self, picked: &[Held]) -> Option<(Held, usize)> {
        let [held] = picked else { return None };
        let Figure::Path(path) = &held.figure else { return None };
        let at = self.work.tools.point_of(&held.id)?;
        let branches = self.work.style_of_region(&held.id, |style| style.skeleton).unwrap_or(false);
        let is_end = !path.closed && at + 1 == path.vertices.len();
        (is_end || (branches && !path.closed)).then(|| (held.clone(), at))
    }

    /// A corner or an edge of another figure nearby.
    pub fn snapped(&self, at: Point) -> Option<Point> {
        let own = self.gesture.with_untracked(|gesture| match gesture {
            Gesture::Reshape(reshape) => Some(reshape.region.id.clone()),
            _ => None,
        });
        let reach = SNAP / self.bounds().scale;
        let part = crate::model::geometry::Extent {
            left: at.x - reach,
            top: at.y - reach,
            right: at.x + reach,
            bottom: at.y + reach,
        };
        let near = self.looks_in(&part);
        let others = near.iter().filter(|look| Some(&look.id) != own.as_ref()).map(|look| &look.figure);
        to_figures(at, others, reach)
    }

    /// The cursor says what a press here would do; a brush shows how wide it is.
    pub fn hover(&self, ev: &PointerEvent, on_screen: Point, reach: f64) {
        let at = self.view.get_untracked().to_image(on_screen);
        let cursor = self.cursor_at(ev, at, reach);
        if self.cursor.get_untracked() != cursor {
            self.cursor.set(cursor);
        }
        let has_ring = ev.pointer_type() != "touch" && cursor != "grab";
        self.show_ring(has_ring.then_some(at));
    }

    fn cursor_at(&self, ev: &PointerEvent, at: Point, reach: f64) -> &'static str {
        let tool = self.work.tool.get_untracked();
        if tool == Tool::Pan || self.space.get_untracked() || ev.shift_key() {
            return "grab";
        }
        let hand = self.in_hand();
        if let Some(hand) = hand.as_ref().filter(|hand| hand.drawing.is_eager()) {
            return if hand.drawing == Drawing::Wand { "crosshair" } else { "none" };
        }
        if let Some(held) = self.only_picked()
            && let Some(grip) = self.grip_at(&held, at, reach, hand.as_ref())
        {
            return self.cursor_of(&held, grip, ev.alt_key());
        }
        match self.hit(at, SLACK / self.bounds().scale) {
            Some(look) if look.selected && !look.locked => "move",
            Some(look) => match hand {
                Some(hand) if !hand.drawing.is_clicked() || !hand.drawing.makes(&look.figure) => "crosshair",
                _ => "pointer",
            },
            None if hand.is_some() => "crosshair",
            None => "default",
        }
    }

    fn cursor_of(&self, held: &Held, grip: Grip, removes: bool) -> &'static str {
        let along = self.view.get_untracked();
        let right = along.to_screen(Point::new(1.0, 0.0)).minus(along.to_screen(Point::default()));
        let view_turn = right.y.atan2(right.x).to_degrees();
        let rotation = match &held.figure {
            Figure::Box(rect) => rect.rotation,
            Figure::Ellipse(ellipse) => ellipse.rotation,
            _ => 0.0,
        };
        match grip {
            Grip::Size(handle) => handle.cursor(rotation + view_turn),
            Grip::Point(_) if removes => "not-allowed",
            Grip::Between(..) => "copy",
            Grip::Edge(..) | Grip::Point(_) | Grip::Incoming(_) | Grip::Outgoing(_) => "move",
        }
    }
}
