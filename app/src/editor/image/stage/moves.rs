//! How the view of an image moves: fitted, zoomed, panned; by the size of the page, by keys, and as a person left it.

use super::{NO_SIZE, Stage};
use crate::editor::keyboard::Desk;
use crate::editor::keys::Command;
use crate::editor::settings::{read_item, write_item};
use crate::model::config::DefaultZoom;
use crate::model::geometry::{Point, Size, Turn, View};
use crate::ui::effect::Effect;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// One step of the zoom buttons and keys.
const ZOOM_STEP: f64 = 1.25;
/// An image narrower than this is shown larger than it is.
const SMALL: f64 = 300.0;
/// Where the view is kept from one task to the next.
const KEPT: &str = "skylabel.view";

/// A view as it is kept: in measures that mean the same on an image of another size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// Against the scale that fits; nothing: the view was fitted.
    zoom: Option<f64>,
    /// The middle of the view in parts of the image.
    x: f64,
    y: f64,
    turn: u32,
    brightness: u32,
    contrast: u32,
}

impl Stage {
    /// The picture came: give it room, show it as the config or the person wants it, and tell the work its size.
    pub fn arrived(&self, natural: Size) {
        let object = self.object.get_value();
        self.work.sizes.update(|sizes| {
            sizes.insert(object, natural);
        });
        self.measure();
        let kept = self.settings.with_untracked(|s| s.keep_view).then(|| read_item(KEPT)).flatten();
        let kept: Option<Kept> = kept.and_then(|text| serde_json::from_str(&text).ok());
        let turn = self.turn_of_results().or_else(|| kept.map(|k| Turn::of_degrees(f64::from(k.turn))));
        self.view.update(|view| view.turn = turn.unwrap_or_default());
        self.fit_at_first();
        if let Some(kept) = kept {
            self.take_up(kept);
        }
        self.easel.dirty.update_value(|dirty| dirty.picture = true);
        self.ask_frame();
    }

    fn fit_at_first(&self) {
        if self.look.with_value(|look| look.default_zoom) == DefaultZoom::Original {
            self.actual();
        } else {
            self.fit();
        }
    }

    fn take_up(&self, kept: Kept) {
        self.light.update(|light| {
            light.brightness = kept.brightness.min(300);
            light.contrast = kept.contrast.min(300);
        });
        let (Some(zoom), Some(room)) = (kept.zoom.filter(|z| z.is_finite() && *z > 0.0), self.room()) else {
            return;
        };
        let fit = View::fit(room, self.view.get_untracked().turn, true);
        let middle = Point::new(room.screen.width / 2.0, room.screen.height / 2.0);
        let at = fit.to_screen(Point::new(kept.x * room.image.width, kept.y * room.image.height));
        let view = fit.panned(middle.x - at.x, middle.y - at.y, room).zoomed(middle, zoom, room);
        self.view.set(view);
        self.fitted.set(false);
    }

    /// Keeps the view for the next task, if the person wants that.
    pub fn keep_view(&self) {
        let wanted = self.settings.try_with_untracked(|s| s.keep_view).unwrap_or(false);
        let Some(room) = self.room().filter(|_| wanted) else { return };
        let (view, light) = (self.view.get_untracked(), self.light.get_untracked());
        let middle = view.to_image(Point::new(room.screen.width / 2.0, room.screen.height / 2.0));
        let kept = Kept {
            zoom: (!self.fitted.get_untracked()).then(|| view.scale / View::fit(room, view.turn, true).scale),
            x: middle.x / room.image.width,
            y: middle.y / room.image.height,
            turn: view.turn.degrees(),
            brightness: light.brightness,
            contrast: light.contrast,
        };
        if let Ok(text) = serde_json::to_string(&kept) {
            write_item(KEPT, &text);
        }
    }

    /// All of the image: as large as fits if the config says so, else no larger than it is, unless it is very small.
    pub fn fit(&self) {
        let Some(room) = self.room() else { return };
        let enlarge = match self.look.with_value(|look| look.default_zoom) {
            DefaultZoom::Fit => true,
            DefaultZoom::Auto => false,
            DefaultZoom::Unsaid | DefaultZoom::Original => room.image.width < SMALL,
        };
        self.view.update(|view| *view = View::fit(room, view.turn, enlarge));
        self.fitted.set(true);
    }

    /// One pixel of the image is one of the screen.
    pub fn actual(&self) {
        if let Some(room) = self.room() {
            let density = window().device_pixel_ratio();
            self.view.update(|view| *view = View::actual(room, view.turn, density));
            self.let_go();
        }
    }

    /// Zooms about a point of the stage, or about its middle.
    pub fn zoom(&self, factor: f64, at: Option<Point>) {
        let Some(room) = self.room().filter(|_| self.look.with_value(|look| look.zoom)) else { return };
        let at = at.unwrap_or(Point { x: room.screen.width / 2.0, y: room.screen.height / 2.0 });
        self.view.update(|view| *view = view.zoomed(at, factor, room));
        self.let_go();
    }

    /// From here on a person says what is in sight.
    fn let_go(&self) {
        if self.fitted.get_untracked() {
            self.fitted.set(false);
        }
    }

    pub fn zoom_in(&self) {
        self.zoom(self.zoom_step(), None);
    }

    pub fn zoom_out(&self) {
        self.zoom(1.0 / self.zoom_step(), None);
    }

    fn zoom_step(&self) -> f64 {
        self.look.with_value(|look| look.zoom_by).unwrap_or(ZOOM_STEP)
    }

    pub fn pan(&self, by: Point) {
        let Some(room) = self.room() else { return };
        self.view.update(|view| *view = view.panned(by.x, by.y, room));
        self.let_go();
    }

    /// Brings a region into sight.
    pub fn show_region(&self, id: &str) {
        let (Some(room), Some(place)) = (self.room(), self.place_of(id)) else { return };
        let view = self.view.get_untracked();
        let shown = view.showing(&place, room);
        if shown != view {
            self.view.set(shown);
            self.fitted.set(false);
        }
    }

    /// Keeps the canvases as large as the room they have.
    pub fn follow_size(self) {
        Effect::new(move |_| {
            let Some(frame) = self.frame.get() else { return };
            self.measure();
            let closure: Closure<dyn FnMut()> = Closure::new(move || self.measure());
            let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else { return };
            observer.observe(&frame);
            let held = StoredValue::new_local((observer, closure));
            on_cleanup(move || {
                held.try_with_value(|(observer, _)| observer.disconnect());
            });
        });
    }

    fn measure(&self) {
        let Some(Some(frame)) = self.frame.try_get_untracked() else { return };
        let size = Size { width: f64::from(frame.client_width()), height: f64::from(frame.client_height()) };
        let before = self.size.get_untracked();
        if size.width <= 0.0 || before == size {
            return;
        }
        self.size.set(size);
        match self.room() {
            Some(_) if self.fitted.get_untracked() => self.fit(),
            // What was in the middle stays there.
            Some(room) if before != NO_SIZE => {
                let (dx, dy) = ((size.width - before.width) / 2.0, (size.height - before.height) / 2.0);
                self.view.update(|view| *view = view.panned(dx, dy, room));
            }
            _ => {}
        }
    }

    /// Does what the keys ask of the image.
    pub fn obey(self, desk: Desk) {
        Effect::new(move |_| self.space.set(desk.space.get()));
        Effect::new(move |last: Option<Option<u32>>| {
            let asked = desk.image.get();
            let round = asked.as_ref().map(|(n, _)| *n);
            if let Some((_, command)) = asked.filter(|_| last.is_some() && last.flatten() != round) {
                untrack(|| self.command(&command));
            }
            round
        });
    }

    fn command(&self, command: &Command) {
        match command {
            Command::ZoomIn => self.zoom_in(),
            Command::ZoomOut => self.zoom_out(),
            Command::ZoomFit => self.fit(),
            Command::ZoomActual => self.actual(),
            other => self.key(other),
        }
    }
}
