//! The state of one image on screen: what is loaded, where it stands, what is under the hand. How it looks is in `paint`.

mod paint;

use super::Loading;
use super::draw::{Look, STEM};
use super::gesture::{Bounds, Gesture};
use crate::editor::keyboard::Desk;
use crate::editor::keys::Command;
use crate::editor::state::{Tool, Work};
use crate::messages::t;
use crate::model::geometry::{self, Handle, Point, Rect, Size, View};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// One step of the zoom buttons and keys.
const ZOOM_STEP: f64 = 1.25;
/// How near a handle the pointer must be, in screen pixels; a finger needs more.
pub const REACH_MOUSE: f64 = 8.0;
pub const REACH_TOUCH: f64 = 18.0;

#[derive(Clone, Copy)]
pub struct Stage {
    pub work: Work,
    pub object: StoredValue<String>,
    smooth: bool,
    crosshair: bool,
    pub frame: NodeRef<Div>,
    pub below: NodeRef<Canvas>,
    pub above: NodeRef<Canvas>,
    pub image: StoredValue<Option<web_sys::HtmlImageElement>, LocalStorage>,
    pub loading: RwSignal<Loading>,
    pub size: RwSignal<Size>,
    pub view: RwSignal<View>,
    /// The view follows the stage's size until a person zooms or pans.
    pub fitted: RwSignal<bool>,
    pub gesture: RwSignal<Gesture>,
    /// What is being drawn or changed: the region it stands for, and its box now.
    pub preview: RwSignal<Option<(Option<String>, Rect)>>,
    pub pointer: RwSignal<Option<Point>>,
    pub cursor: RwSignal<&'static str>,
    /// The space bar is held.
    pub space: RwSignal<bool>,
    pub looks: Memo<Vec<Look>>,
}

impl Stage {
    pub fn new(work: Work, object: String, smooth: bool, crosshair: bool) -> Self {
        let loading = RwSignal::new(Loading::Asked);
        let looks = {
            let object = object.clone();
            Memo::new(move |_| match loading.get() {
                Loading::Here(natural) => paint::looks(work, &object, natural),
                _ => Vec::new(),
            })
        };
        Self {
            work,
            object: StoredValue::new(object),
            smooth,
            crosshair,
            frame: NodeRef::new(),
            below: NodeRef::new(),
            above: NodeRef::new(),
            image: StoredValue::new_local(None),
            loading,
            size: RwSignal::new(NO_SIZE),
            view: RwSignal::new(View { scale: 1.0, offset: Point { x: 0.0, y: 0.0 } }),
            fitted: RwSignal::new(true),
            gesture: RwSignal::new(Gesture::Idle),
            preview: RwSignal::new(None),
            pointer: RwSignal::new(None),
            cursor: RwSignal::new("default"),
            space: RwSignal::new(false),
            looks,
        }
    }

    pub fn natural(&self) -> Option<Size> {
        match self.loading.get_untracked() {
            Loading::Here(size) => Some(size),
            _ => None,
        }
    }

    pub fn bounds(&self) -> Bounds {
        Bounds { image: self.natural().unwrap_or(NO_SIZE), scale: self.view.get_untracked().scale }
    }

    /// The picture came: give it room, show all of it, and tell the work its size.
    pub fn arrived(&self, natural: Size) {
        let object = self.object.get_value();
        self.work.sizes.update(|sizes| {
            sizes.insert(object, natural);
        });
        self.measure();
        self.fit();
    }

    pub fn fit(&self) {
        if let Some(natural) = self.natural() {
            self.view.set(View::fit(natural, self.size.get_untracked(), natural.width < 300.0));
            self.fitted.set(true);
        }
    }

    pub fn actual(&self) {
        if let Some(natural) = self.natural() {
            let density = window().device_pixel_ratio();
            self.view.set(View::actual(natural, self.size.get_untracked(), density));
            self.fitted.set(false);
        }
    }

    /// Zooms about a point of the stage, or about its middle.
    pub fn zoom(&self, factor: f64, at: Option<Point>) {
        let Some(natural) = self.natural() else { return };
        let size = self.size.get_untracked();
        let at = at.unwrap_or(Point { x: size.width / 2.0, y: size.height / 2.0 });
        self.view.update(|view| *view = view.zoomed(at, factor, natural, size));
        self.fitted.set(false);
    }

    pub fn zoom_in(&self) {
        self.zoom(ZOOM_STEP, None);
    }

    pub fn zoom_out(&self) {
        self.zoom(1.0 / ZOOM_STEP, None);
    }

    pub fn pan(&self, by: Point) {
        let Some(natural) = self.natural() else { return };
        let size = self.size.get_untracked();
        self.view.update(|view| *view = view.panned(by.x, by.y, natural, size));
        self.fitted.set(false);
    }

    /// Scale and offset, for tests and scripts that must hit a pixel of the image.
    pub fn view_text(&self) -> String {
        let view = self.view.get();
        format!("{},{},{}", view.scale, view.offset.x, view.offset.y)
    }

    /// A drag may draw.
    pub fn may_draw(&self) -> bool {
        let object = self.object.get_value();
        match self.work.tool.get_untracked() {
            Tool::Move | Tool::Pan => false,
            Tool::Draw => true,
            Tool::Auto => !self.work.active_for(&object).is_empty(),
        }
    }

    /// Fingers belong to the image and not to the page's scrolling.
    pub fn takes_touch(&self) -> bool {
        self.work.active.track();
        self.work.tool.track();
        self.work.selected.get().is_some() || self.may_draw() || !self.fitted.get()
    }

    /// The region that a click means: the selected one if it is there, else the smallest.
    pub fn hit(&self, at: Point, slack: f64) -> Option<Look> {
        self.looks.with_untracked(|looks| {
            let selected = looks.iter().find(|l| l.selected && l.shape.is_hit(at, slack));
            let smallest =
                || geometry::pick(looks.iter().map(|l| Some(l.shape)), at, slack).map(|i| &looks[i]);
            selected.or_else(smallest).cloned()
        })
    }

    /// The selected region of this image.
    pub fn selected(&self) -> Option<Look> {
        self.looks.with_untracked(|looks| looks.iter().find(|l| l.selected).cloned())
    }

    pub fn handle_at(&self, at: Point, reach: f64) -> Option<Handle> {
        let look = self.selected().filter(|l| !l.locked)?;
        let scale = self.view.get_untracked().scale;
        let handle = geometry::handle_at(&look.shape, STEM / scale, at, reach / scale)?;
        (handle != Handle::Turn || self.work.can_rotate(&look.id)).then_some(handle)
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
        if size.width <= 0.0 || self.size.get_untracked() == size {
            return;
        }
        self.size.set(size);
        if self.fitted.get_untracked() {
            self.fit();
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
            Command::PlaceOrConfirm => self.place_or_confirm(),
            _ => {}
        }
    }

    /// With the keyboard: a box in the middle of what is seen, ready to be moved; or done with the one at hand.
    fn place_or_confirm(&self) {
        if self.work.selected.get_untracked().is_some() {
            self.work.select(None);
            self.work.say(t().editor.confirmed);
            return;
        }
        let Some(natural) = self.natural() else { return };
        let size = self.size.get_untracked();
        let view = self.view.get_untracked();
        let middle = view.to_image(Point { x: size.width / 2.0, y: size.height / 2.0 });
        let side = (size.width.min(size.height) / view.scale / 4.0)
            .clamp(4.0, natural.width.min(natural.height) / 2.0);
        let corner = middle.minus(Point::new(side / 2.0, side / 2.0));
        let placed = Rect { x: corner.x, y: corner.y, width: side, height: side, rotation: 0.0 };
        let rect = within(placed, natural).to_percent(natural);
        if self.work.draw_box(&self.object.get_value(), rect, natural, true) {
            self.work.tell(t().editor.placed);
        }
    }
}

/// Before anything is known.
const NO_SIZE: Size = Size { width: 0.0, height: 0.0 };

/// A box in pixels shifted into the image.
fn within(pixels: Rect, image: Size) -> Rect {
    Rect {
        x: pixels.x.clamp(0.0, (image.width - pixels.width).max(0.0)),
        y: pixels.y.clamp(0.0, (image.height - pixels.height).max(0.0)),
        ..pixels
    }
}
