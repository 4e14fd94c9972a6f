//! Masks of a stage: which are wanted, when they are made, and how they are laid on a canvas.

use super::Stage;
use crate::editor::browser::millis;
use crate::editor::image::draw::{self, Pen};
use crate::editor::image::easel::Own;
use crate::editor::image::masks::Outcome;
use crate::editor::image::scene::{Change, Scene};
use crate::messages::t;
use crate::model::geometry::{Figure, Point, View};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Milliseconds for masks in a frame.
const FOR_MASKS: f64 = 8.0;

impl Stage {
    /// Tells how many pixels the masks in sight have.
    pub(super) fn want_masks(&self, scene: &Scene, seen: &[u32]) -> f64 {
        let seen = if scene.has_masks() { seen } else { &[] };
        let picked = self.work.picked.get_untracked();
        let moving = self.easel.moving.get_value();
        let shapes = seen.iter().filter_map(|slot| Some((*slot, scene.shape(*slot)?)));
        let masks: Vec<_> = shapes.filter(|(_, shape)| matches!(shape.figure, Figure::Mask)).collect();
        self.easel.own.update_value(|own| {
            own.masks.seen(masks.iter().map(|(_, shape)| shape.region.id.as_str()));
            for (_, shape) in &masks {
                let id = &shape.region.id;
                own.masks.want(&shape.region, moving.contains(id) || picked.contains(id));
            }
        });
        masks.iter().filter_map(|(slot, _)| scene.place(*slot)).map(|place| place.area()).sum()
    }

    /// Makes masks that are waited for, one at least.
    pub(super) fn make_masks(&self) {
        let until = millis() + FOR_MASKS;
        loop {
            let made = self.easel.own.try_update_value(|own| own.masks.make_one()).flatten();
            let Some(outcome) = made else { return };
            self.take_mask(outcome);
            if millis() > until {
                return;
            }
        }
    }

    fn take_mask(&self, outcome: Outcome) {
        match outcome {
            Outcome::Found { id, place, before } => {
                // Where it was, for the new one may be smaller.
                let was = self.place_of(&id).filter(|_| before);
                self.easel.scene.update_value(|scene| scene.found(&id, place));
                self.easel.changed(Change::Parts(was.into_iter().chain([place]).collect()));
                self.above_changed();
                self.round.update(|n| *n += 1);
            }
            Outcome::Bad(error) => self.work.tell(error.to_string()),
            Outcome::NoRoom => self.work.tell(t().image.many_masks),
            Outcome::Ask(region, url) => {
                let Ok(png) = web_sys::HtmlImageElement::new() else { return };
                let stage = *self;
                let (arrived, source) = (png.clone(), url);
                let done = move |read: bool| {
                    let outcome = stage
                        .easel
                        .own
                        .try_update_value(|own| own.masks.arrived(&region, read.then_some(&arrived)));
                    if let Some(outcome) = outcome.flatten() {
                        stage.take_mask(outcome);
                    }
                };
                let done = std::rc::Rc::new(done);
                let failed = done.clone();
                png.set_onload(Some(Closure::once_into_js(move || done(true)).unchecked_ref()));
                png.set_onerror(Some(Closure::once_into_js(move || failed(false)).unchecked_ref()));
                png.set_src(&source);
            }
        }
    }
}

/// A mask, on a canvas that is left as it was.
pub(super) fn paint_mask(pen: Pen<'_>, id: &str, shift: Point, alpha: f64, own: &mut Own) {
    draw::to_image(pen.context, pen.view, pen.density);
    own.masks.paint(pen.context, id, shift, alpha, is_smooth(pen.view));
    draw::to_screen(pen.context, pen.density);
}

/// Masks show their pixels when those are large.
fn is_smooth(view: View) -> bool {
    view.scale < 2.0
}
