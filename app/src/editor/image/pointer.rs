//! Mouse, pen and fingers over the overlay canvas: what they touch goes to the gesture's state machine, and what
//! comes of it to the work. Two fingers pinch and pan.

use super::gesture::{Effect, Gesture, Press};
use super::stage::{REACH_MOUSE, REACH_TOUCH, Stage};
use crate::editor::keyboard::listen_to;
use crate::editor::state::Tool;
use crate::model::geometry::Point;
use leptos::prelude::*;
use web_sys::{HtmlCanvasElement, PointerEvent, WheelEvent};

/// Fingers on the image, by pointer id.
#[derive(Clone, Copy)]
struct Hand {
    stage: Stage,
    fingers: StoredValue<Vec<(i32, Point)>>,
}

/// Listens to the overlay for as long as it is there.
pub fn listen(stage: Stage) {
    let hand = Hand { stage, fingers: StoredValue::new(Vec::new()) };
    leptos::prelude::Effect::new(move |_| {
        let Some(canvas) = stage.above.get() else { return };
        let target = canvas.clone();
        listen_to::<PointerEvent>(&target, "pointerdown", move |ev| hand.down(&ev, &canvas));
        listen_to::<PointerEvent>(&target, "pointermove", move |ev| hand.moved(&ev));
        listen_to::<PointerEvent>(&target, "pointerup", move |ev| hand.up(&ev));
        listen_to::<PointerEvent>(&target, "pointercancel", move |ev| hand.cancelled(&ev));
        listen_to::<PointerEvent>(&target, "pointerleave", move |_| stage.pointer.set(None));
        listen_to::<WheelEvent>(&target, "wheel", move |ev| hand.wheel(&ev));
    });
}

fn on_stage(ev: &web_sys::MouseEvent) -> Point {
    Point { x: f64::from(ev.offset_x()), y: f64::from(ev.offset_y()) }
}

impl Hand {
    fn down(self, ev: &PointerEvent, canvas: &HtmlCanvasElement) {
        if self.stage.natural().is_none() || !matches!(ev.button(), 0 | 1) {
            return;
        }
        // Keeps text elsewhere from being selected by the drag; the focus comes here all the same.
        ev.prevent_default();
        let _ = canvas.focus();
        // A pointer that is gone again cannot be captured, and need not be.
        let _ = canvas.set_pointer_capture(ev.pointer_id());
        let at = on_stage(ev);
        self.fingers.update_value(|f| {
            f.retain(|(id, _)| *id != ev.pointer_id());
            f.push((ev.pointer_id(), at));
        });
        if self.fingers.with_value(Vec::len) > 1 {
            self.stage.gesture.set(Gesture::Idle);
            self.stage.preview.set(None);
            return;
        }
        let press = self.press(ev, at);
        let down = Gesture::down(press);
        if matches!(down, Gesture::Pan { .. }) {
            self.stage.cursor.set("grabbing");
        }
        self.stage.gesture.set(down);
    }

    fn press(self, ev: &PointerEvent, on_screen: Point) -> Press {
        let stage = self.stage;
        let at = stage.view.get_untracked().to_image(on_screen);
        let reach = reach(ev);
        let scale = stage.view.get_untracked().scale;
        let hit = stage.hit(at, 2.0 / scale);
        let tool = stage.work.tool.get_untracked();
        let pan = ev.button() == 1 || ev.shift_key() || tool == Tool::Pan || stage.space.get_untracked();
        let on_top = (ev.ctrl_key() || ev.meta_key()) && stage.may_draw();
        Press {
            at,
            on_screen,
            handle: stage.handle_at(at, reach).filter(|_| !on_top),
            locked: hit.as_ref().is_some_and(|l| l.locked),
            region: hit.map(|l| (l.id, l.rect)),
            selected: stage.selected().filter(|l| !l.locked).map(|l| (l.id, l.rect)),
            pan,
            draw: stage.may_draw(),
            on_top: on_top || (tool == Tool::Draw && stage.selected().is_none()),
        }
    }

    fn moved(self, ev: &PointerEvent) {
        let at = on_stage(ev);
        if self.pinched(ev.pointer_id(), at) {
            return;
        }
        if ev.pointer_type() != "touch" {
            self.stage.pointer.set(Some(at));
        }
        let gesture = self.stage.gesture.get_untracked();
        if gesture == Gesture::Idle {
            self.hover(ev, at);
            return;
        }
        let in_image = self.stage.view.get_untracked().to_image(at);
        let (gesture, effect) = gesture.moved(in_image, at, self.stage.bounds());
        self.stage.gesture.set(gesture);
        self.apply(effect);
    }

    /// Two fingers: the view follows them, and nothing is drawn. True if it was so.
    fn pinched(self, id: i32, now: Point) -> bool {
        let mut others = None;
        self.fingers.update_value(|fingers| {
            if fingers.len() == 2
                && let Some(i) = fingers.iter().position(|(f, _)| *f == id)
            {
                others = Some((fingers[i].1, fingers[1 - i].1));
                fingers[i].1 = now;
            }
        });
        let Some((before, other)) = others else { return false };
        let distance = |p: Point| (p.x - other.x).hypot(p.y - other.y).max(1.0);
        let middle = |p: Point| Point { x: (p.x + other.x) / 2.0, y: (p.y + other.y) / 2.0 };
        let (from, to) = (middle(before), middle(now));
        self.stage.pan(Point { x: to.x - from.x, y: to.y - from.y });
        self.stage.zoom(distance(now) / distance(before), Some(to));
        true
    }

    fn up(self, ev: &PointerEvent) {
        let before = self.fingers.with_value(Vec::len);
        self.fingers.update_value(|f| f.retain(|(id, _)| *id != ev.pointer_id()));
        if before > 1 {
            self.stage.gesture.set(Gesture::Idle);
            return;
        }
        let gesture = self.stage.gesture.get_untracked();
        self.stage.gesture.set(Gesture::Idle);
        let effect = gesture.up(self.stage.bounds());
        self.stage.preview.set(None);
        self.apply(effect);
        self.hover(ev, on_stage(ev));
    }

    fn cancelled(self, ev: &PointerEvent) {
        self.fingers.update_value(|f| f.retain(|(id, _)| *id != ev.pointer_id()));
        self.stage.gesture.set(Gesture::Idle);
        self.stage.preview.set(None);
    }

    fn apply(self, effect: Effect) {
        let stage = self.stage;
        match effect {
            Effect::None => {}
            Effect::PanBy(by) => stage.pan(by),
            Effect::Preview(id, shape) => stage.preview.set(Some((id, shape))),
            Effect::Select(id) => stage.work.select(id),
            Effect::Create(shape) => {
                if let Some(natural) = stage.natural() {
                    stage.work.draw_box(&stage.object.get_value(), shape, natural, false);
                }
            }
            Effect::Change(id, shape) => {
                stage.work.select(Some(id.clone()));
                stage.work.change_box(&id, shape);
            }
        }
    }

    /// The cursor says what a press here would do.
    fn hover(self, ev: &PointerEvent, on_screen: Point) {
        let stage = self.stage;
        let at = stage.view.get_untracked().to_image(on_screen);
        let tool = stage.work.tool.get_untracked();
        let cursor = match stage.handle_at(at, reach(ev)) {
            _ if tool == Tool::Pan || stage.space.get_untracked() => "grab",
            Some(handle) => handle.cursor(stage.selected().map_or(0.0, |l| l.rect.rotation)),
            None => match stage.hit(at, 2.0 / stage.view.get_untracked().scale) {
                Some(look) if look.selected && !look.locked => "move",
                Some(_) if !stage.may_draw() => "pointer",
                _ if stage.may_draw() => "crosshair",
                _ => "default",
            },
        };
        if stage.cursor.get_untracked() != cursor {
            stage.cursor.set(cursor);
        }
    }

    /// Ctrl and wheel, or a trackpad's pinch, zoom; the wheel alone scrolls the page, unless the image is zoomed in.
    fn wheel(self, ev: &WheelEvent) {
        let zooming = ev.ctrl_key() || ev.meta_key();
        let unit = if ev.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        if zooming {
            ev.prevent_default();
            self.stage.zoom((-ev.delta_y() * unit * 0.0025).exp().clamp(0.4, 2.5), Some(on_stage(ev)));
        } else if !self.stage.fitted.get_untracked() {
            ev.prevent_default();
            self.stage.pan(Point { x: -ev.delta_x() * unit, y: -ev.delta_y() * unit });
        }
    }
}

fn reach(ev: &PointerEvent) -> f64 {
    if ev.pointer_type() == "touch" { REACH_TOUCH } else { REACH_MOUSE }
}
