//! Mouse, pen and fingers over the overlay canvas: what they do goes to the gesture's state machine, and what comes of
//! it to the tools. Two fingers pinch and pan; while a pen is near, the palm beside it counts for nothing.

use super::gesture::Gesture;
use super::stage::{REACH_MOUSE, REACH_TOUCH, Stage};
use super::tools::draft::{DraftKey, Touch};
use crate::editor::browser;
use crate::editor::keyboard::{listen_to, on_document};
use crate::model::geometry::Point;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use web_sys::{HtmlCanvasElement, PointerEvent, WheelEvent};

/// Two clicks within this time, in milliseconds, and this far from each other, in screen pixels, are one double click.
const DOUBLE_TIME: f64 = 400.0;
const DOUBLE_REACH: f64 = 6.0;
/// After a pen was there, fingers are a palm for so long, in milliseconds.
const PALM: f64 = 700.0;

/// A click, to tell whether the next is the second of two.
#[derive(Clone, Copy)]
struct Click {
    time: f64,
    at: Point,
}

/// The pointers over one image.
#[derive(Clone, Copy)]
struct Hand {
    stage: Stage,
    /// By pointer id.
    fingers: StoredValue<Vec<(i32, Point)>>,
    last: StoredValue<Option<Click>>,
    /// When a pen was seen last.
    pen: StoredValue<Option<f64>>,
}

/// Listens to the overlay for as long as it is there.
pub fn listen(stage: Stage) {
    let hand = Hand {
        stage,
        fingers: StoredValue::new(Vec::new()),
        last: StoredValue::new(None),
        pen: StoredValue::new(None),
    };
    stage.work.recall_tool(&stage.object.get_value());
    stage.follow_handles();
    on_document::<web_sys::KeyboardEvent>("keyup", move |ev| {
        if ev.key().starts_with("Arrow") {
            stage.work.settle();
        }
    });
    listen_to::<web_sys::Event>(&window(), "blur", move |_| stage.work.settle());
    Effect::new(move |_| {
        let Some(canvas) = stage.above.get() else { return };
        let target = canvas.clone();
        listen_to::<PointerEvent>(&target, "pointerdown", move |ev| hand.down(&ev, &canvas));
        listen_to::<PointerEvent>(&target, "pointermove", move |ev| hand.moved(&ev));
        listen_to::<PointerEvent>(&target, "pointerup", move |ev| hand.up(&ev));
        listen_to::<PointerEvent>(&target, "pointercancel", move |ev| hand.cancelled(&ev));
        listen_to::<PointerEvent>(&target, "pointerleave", move |_| hand.left());
        listen_to::<web_sys::Event>(&target, "focus", move |_| {
            stage.work.come_to(&stage.object.get_value());
        });
        listen_to::<WheelEvent>(&target, "wheel", move |ev| hand.wheel(&ev));
    });
}

fn on_stage(ev: &web_sys::MouseEvent) -> Point {
    Point { x: f64::from(ev.offset_x()), y: f64::from(ev.offset_y()) }
}

impl Hand {
    /// A finger beside a pen is the palm of the hand that holds it.
    fn is_palm(self, ev: &PointerEvent) -> bool {
        match ev.pointer_type().as_str() {
            "pen" => {
                self.pen.set_value(Some(browser::millis()));
                false
            }
            "touch" => self.pen.get_value().is_some_and(|seen| browser::millis() - seen < PALM),
            _ => false,
        }
    }

    fn touch(self, ev: &PointerEvent, double: bool) -> Touch {
        let on_screen = on_stage(ev);
        let at = self.stage.view.get_untracked().to_image(on_screen);
        let snapped = if ev.alt_key() { self.stage.snapped(at) } else { None };
        Touch { at, on_screen, snapped, double }
    }

    fn is_double(self, ev: &PointerEvent) -> bool {
        let (time, at) = (browser::millis(), on_stage(ev));
        let reach = if is_finger(ev) { DOUBLE_REACH * 3.0 } else { DOUBLE_REACH };
        let second = self
            .last
            .get_value()
            .is_some_and(|last| time - last.time <= DOUBLE_TIME && last.at.distance(at) <= reach);
        // A third click is the first of the next two.
        self.last.set_value((!second).then_some(Click { time, at }));
        second
    }

    fn down(self, ev: &PointerEvent, canvas: &HtmlCanvasElement) {
        if self.stage.natural().is_none() || !matches!(ev.button(), 0 | 1) {
            return;
        }
        // Keeps text elsewhere from being selected by the drag; the focus comes here all the same.
        ev.prevent_default();
        if self.is_palm(ev) {
            return;
        }
        if ev.pointer_type() == "pen" {
            self.drop_palm();
        }
        // A canvas that cannot have the focus is drawn on all the same.
        let _ = canvas.focus();
        self.stage.work.come_to(&self.stage.object.get_value());
        // A pointer that is gone again cannot be captured, and need not be.
        let _ = canvas.set_pointer_capture(ev.pointer_id());
        let at = on_stage(ev);
        self.fingers.update_value(|f| {
            f.retain(|(id, _)| *id != ev.pointer_id());
            f.push((ev.pointer_id(), at));
        });
        if self.fingers.with_value(Vec::len) > 1 {
            return self.take_back();
        }
        let touch = self.touch(ev, self.is_double(ev));
        let press = self.stage.press(ev, touch, reach(ev));
        let (gesture, effect) = self.stage.gesture.get_untracked().down(press, &self.stage.rules(reach(ev)));
        if matches!(gesture, Gesture::Pan { .. }) {
            self.stage.cursor.set("grabbing");
        }
        self.stage.set_gesture(gesture);
        self.stage.act(effect);
    }

    /// The palm may come before its pen: what lay there until now was none of two fingers, and drew nothing.
    fn drop_palm(self) {
        if self.fingers.with_value(|fingers| !fingers.is_empty()) {
            self.fingers.set_value(Vec::new());
            self.take_back();
        }
    }

    fn is_down(self, id: i32) -> bool {
        self.fingers.with_value(|fingers| fingers.iter().any(|(known, _)| *known == id))
    }

    /// A second finger came: what the first began was meant otherwise.
    fn take_back(self) {
        let gesture = self.stage.gesture.get_untracked();
        let is_held = !matches!(gesture, Gesture::Idle | Gesture::Drawing { pressed: false, .. });
        if is_held {
            let (gesture, effect) = gesture.key(DraftKey::Back, &self.stage.rules(REACH_TOUCH));
            self.stage.set_gesture(match gesture {
                Gesture::Pressed(_) | Gesture::Pan { .. } => Gesture::Idle,
                other => other,
            });
            self.stage.act(effect);
        }
    }

    fn moved(self, ev: &PointerEvent) {
        let at = on_stage(ev);
        // A finger that moves and is not known to be down was found to be a palm.
        let is_strange = is_finger(ev) && !self.is_down(ev.pointer_id());
        if self.is_palm(ev) || is_strange || self.pinched(ev.pointer_id(), at) {
            return;
        }
        if !is_finger(ev) {
            self.stage.pointer.set(Some(at));
        }
        let gesture = self.stage.gesture.get_untracked();
        if gesture == Gesture::Idle {
            return self.stage.hover(ev, at, reach(ev));
        }
        let (gesture, effect) = gesture.moved(&self.touch(ev, false), &self.stage.rules(reach(ev)));
        self.stage.set_gesture(gesture);
        self.stage.act(effect);
    }

    /// Two fingers: the view follows them, and nothing is drawn. True if it was so.
    fn pinched(self, id: i32, now: Point) -> bool {
        let mut others = None;
        self.fingers.update_value(|fingers| {
            if let [one, other] = fingers.as_mut_slice() {
                let (moving, still) = if one.0 == id { (one, other) } else { (other, one) };
                if moving.0 == id {
                    others = Some((moving.1, still.1));
                    moving.1 = now;
                }
            }
        });
        let Some((before, other)) = others else { return false };
        let distance = |p: Point| p.distance(other).max(1.0);
        let middle = |p: Point| Point::new((p.x + other.x) / 2.0, (p.y + other.y) / 2.0);
        let (from, to) = (middle(before), middle(now));
        self.stage.pan(to.minus(from));
        self.stage.zoom(distance(now) / distance(before), Some(to));
        true
    }

    fn up(self, ev: &PointerEvent) {
        let before = self.fingers.with_value(Vec::len);
        let was_here = self.is_down(ev.pointer_id());
        self.fingers.update_value(|f| f.retain(|(id, _)| *id != ev.pointer_id()));
        if before > 1 || !was_here {
            return;
        }
        let gesture = self.stage.gesture.get_untracked();
        let touch = self.touch(ev, self.last.get_value().is_none());
        let (gesture, effect) = gesture.up(&touch, &self.stage.rules(reach(ev)));
        self.stage.set_gesture(gesture);
        self.stage.act(effect);
        if self.stage.gesture.with_untracked(|gesture| *gesture == Gesture::Idle) {
            self.stage.hover(ev, on_stage(ev), reach(ev));
        }
    }

    fn cancelled(self, ev: &PointerEvent) {
        if self.is_down(ev.pointer_id()) {
            self.fingers.update_value(|f| f.retain(|(id, _)| *id != ev.pointer_id()));
            self.take_back();
        }
    }

    fn left(self) {
        self.stage.pointer.set(None);
        self.stage.show_ring(None);
    }

    /// Ctrl and wheel, or a trackpad's pinch, zoom; the wheel alone scrolls the page, unless the image is zoomed in.
    fn wheel(self, ev: &WheelEvent) {
        let zooming = ev.ctrl_key() || ev.meta_key();
        let unit = if ev.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        if zooming {
            ev.prevent_default();
            let inverted = self.stage.settings.with_untracked(|settings| settings.invert_zoom);
            let by = if inverted { ev.delta_y() } else { -ev.delta_y() } * unit;
            self.stage.zoom((by * 0.0025).exp().clamp(0.4, 2.5), Some(on_stage(ev)));
        } else if !self.stage.fitted.get_untracked() {
            ev.prevent_default();
            self.stage.pan(Point { x: -ev.delta_x() * unit, y: -ev.delta_y() * unit });
        }
    }
}

fn is_finger(ev: &PointerEvent) -> bool {
    ev.pointer_type() == "touch"
}

fn reach(ev: &PointerEvent) -> f64 {
    if is_finger(ev) { REACH_TOUCH } else { REACH_MOUSE }
}
