//! The scrolled window on the list: measures itself, knows the rows in sight, shows a row when asked. The table stands
//! still (it sticks to the window) while an element of the list's height is scrolled behind it; so nothing is ever blank.
//! Sizes are set through the DOM and never as attributes, which a strict content security policy forbids.

use super::geometry::Geometry;
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use std::ops::Range;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Rows that stand in the page before the window was measured: what the server renders.
const AT_FIRST: u64 = 30;

/// Until the style is read; the same as `--row-height`.
const ROW_HEIGHT: f64 = 44.0;

#[derive(Clone, Copy)]
pub struct Window {
    pub scroller: NodeRef<html::Div>,
    pub space: NodeRef<html::Div>,
    pub clip: NodeRef<html::Div>,
    pub head: NodeRef<html::Thead>,
    pub body: NodeRef<html::Tbody>,
    pub sight: Memo<Range<u64>>,
    total: RwSignal<u64>,
    size: RwSignal<Option<Size>>,
    offset: RwSignal<f64>,
    /// The scrollbar's place when it was last looked at.
    top: StoredValue<f64>,
}

/// What the browser measured, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Size {
    row: f64,
    head: f64,
    height: f64,
}

impl Window {
    pub fn new(total: RwSignal<u64>) -> Self {
        let size = RwSignal::new(None::<Size>);
        let offset = RwSignal::new(0.0_f64);
        let sight = Memo::new(move |_| match geometry(size.get(), total.get()) {
            Some(geometry) => geometry.in_sight(offset.get().min(geometry.last_offset())),
            None => 0..total.get().min(AT_FIRST),
        });
        Self {
            scroller: NodeRef::new(),
            space: NodeRef::new(),
            clip: NodeRef::new(),
            head: NodeRef::new(),
            body: NodeRef::new(),
            sight,
            total,
            size,
            offset,
            top: StoredValue::new(0.0),
        }
    }

    /// Measures now and whenever the window changes; keeps the elements in the sizes that follow.
    pub fn measure(self) {
        Effect::new(move |_| {
            if let Some(scroller) = self.scroller.get() {
                self.remeasure();
                StoredValue::new_local(Observed::new(&scroller, move || self.remeasure()));
            }
        });
        Effect::new(move |_| self.lay_out());
        Effect::new(move |_| self.place_rows());
    }

    /// The scrollbar moved.
    pub fn scrolled(self) {
        let (Some(scroller), Some(geometry)) = (self.scroller.get_untracked(), self.geometry_untracked())
        else {
            return;
        };
        let top = f64::from(scroller.scroll_top());
        let offset = geometry.moved(self.offset.get_untracked(), self.top.get_value(), top);
        self.top.set_value(top);
        self.offset.set(offset);
    }

    /// Moves as little as needed for `row` to show.
    pub fn reveal(self, row: u64) {
        let from = self.offset.get_untracked();
        self.move_to(|geometry| geometry.revealing(row, from));
    }

    /// Moves so that `row` stands in the middle.
    pub fn center(self, row: u64) {
        self.move_to(|geometry| geometry.centering(row));
    }

    fn move_to(self, place: impl FnOnce(Geometry) -> f64) {
        let (Some(scroller), Some(geometry)) = (self.scroller.get_untracked(), self.geometry_untracked())
        else {
            return;
        };
        let offset = place(geometry);
        scroller.set_scroll_top(geometry.top_at(offset).round() as i32);
        self.top.set_value(f64::from(scroller.scroll_top()));
        self.offset.set(offset);
    }

    /// Rows that fit into the window.
    pub fn page(self) -> u64 {
        self.geometry_untracked().map_or(1, Geometry::page)
    }

    fn geometry_untracked(self) -> Option<Geometry> {
        geometry(self.size.get_untracked(), self.total.get_untracked())
    }

    fn remeasure(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let row = leptos::prelude::window()
            .get_computed_style(&scroller)
            .ok()
            .flatten()
            .and_then(|style| style.get_property_value("--row-height").ok())
            .and_then(|height| height.trim().trim_end_matches("px").parse().ok())
            .unwrap_or(ROW_HEIGHT);
        let head = self.head.get_untracked().map_or(0.0, |head| head.get_bounding_client_rect().height());
        let height = f64::from(scroller.client_height());
        let size = Some(Size { row, head, height });
        if height > 0.0 && self.size.get_untracked() != size {
            self.size.set(size);
        }
    }

    /// Gives the scrolled element the list's height and the sticking part the window's.
    fn lay_out(self) {
        let Some(size) = self.size.get() else { return };
        let Some(geometry) = geometry(Some(size), self.total.get()) else { return };
        if let (Some(space), Some(clip)) = (self.space.get(), self.clip.get()) {
            set_style(&space, "height", &format!("{}px", geometry.scrolled() + size.head));
            set_style(&clip, "height", &format!("{}px", size.height.min(geometry.content() + size.head)));
        }
    }

    /// Shifts the rows so that the first shows by the part that is in sight.
    fn place_rows(self) {
        let (Some(size), Some(body)) = (self.size.get(), self.body.get()) else { return };
        let last = geometry(Some(size), self.total.get()).map_or(0.0, Geometry::last_offset);
        let shift = self.offset.get().min(last) % size.row;
        set_style(&body, "transform", &format!("translateY({}px)", -shift));
    }
}

fn geometry(size: Option<Size>, rows: u64) -> Option<Geometry> {
    let size = size?;
    Some(Geometry { rows, row_height: size.row, window: (size.height - size.head).max(size.row) })
}

fn set_style(element: &web_sys::HtmlElement, property: &str, value: &str) {
    // Fails only for a read-only style, which no element of ours has.
    let _ = element.style().set_property(property, value);
}

/// Watches an element's size as long as it lives.
struct Observed {
    observer: Option<web_sys::ResizeObserver>,
    _callback: Closure<dyn FnMut()>,
}

impl Observed {
    fn new(element: &web_sys::Element, changed: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(changed);
        let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _callback: callback }
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
