//! Grips at the ends of the selected region: dragged, they move that end. The region shows where it would be while the
//! drag goes on; letting go makes it one step of the history.

use super::Reader;
use super::adjust::{End, with_end};
use super::places;
use crate::model::result::Span;
use crate::ui::effect::Effect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// Where a grip stands, in pixels of the text's box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    left: f64,
    top: f64,
    height: f64,
}

/// A drag that goes on.
#[derive(Clone, Debug, PartialEq)]
struct Drag {
    region: String,
    end: End,
    /// Where the region was.
    from: Span,
}

#[derive(Clone, Copy)]
pub struct Grips {
    start: RwSignal<Option<Spot>>,
    end: RwSignal<Option<Spot>>,
    drag: RwSignal<Option<Drag>>,
    /// A frame that places them is on its way.
    soon: StoredValue<bool>,
}

impl Grips {
    pub fn new() -> Self {
        Self {
            start: RwSignal::new(None),
            end: RwSignal::new(None),
            drag: RwSignal::new(None),
            soon: StoredValue::new(false),
        }
    }

    const fn spot(self, end: End) -> RwSignal<Option<Spot>> {
        match end {
            End::Start => self.start,
            End::End => self.end,
        }
    }
}

impl Reader {
    /// An end of a region is being dragged. Reactive.
    pub(super) fn is_dragging(&self) -> bool {
        self.grips.drag.with(Option::is_some)
    }

    /// Keeps the grips at the ends of the region that is selected.
    pub(super) fn watch_grips(self) {
        Effect::new(move |_| {
            self.work.selected.track();
            self.work.regions.track();
            self.work.locked.track();
            self.work.hidden.track();
            self.window.placed.track();
            self.place_grips_soon();
        });
    }

    pub(super) fn place_grips_soon(&self) {
        if self.grips.soon.get_value() {
            return;
        }
        self.grips.soon.set_value(true);
        let reader = *self;
        request_animation_frame(move || reader.place_grips());
    }

    fn place_grips(&self) {
        if self.grips.soon.try_set_value(false).is_some() {
            return;
        }
        let Some(root) = self.element() else { return };
        let span = self.adjustable().map(|(_, span)| span).filter(|span| span.start < span.end);
        let outer = root.get_bounding_client_rect();
        let spot = |left: f64, rect: &web_sys::DomRect| Spot {
            left: left - outer.left() + f64::from(root.scroll_left()),
            top: rect.top() - outer.top() + f64::from(root.scroll_top()),
            height: rect.height(),
        };
        let first = span.and_then(|span| {
            let rects = places::rects(&root, Span { start: span.start, end: span.start + 1 });
            rects.first().map(|rect| spot(rect.left(), rect))
        });
        let last = span.and_then(|span| {
            let rects = places::rects(&root, Span { start: span.end - 1, end: span.end });
            rects.last().map(|rect| spot(rect.right(), rect))
        });
        for (signal, spot) in [(self.grips.start, first), (self.grips.end, last)] {
            if signal.get_untracked() != spot {
                signal.set(spot);
            }
        }
    }

    /// One grip. Keys move the ends too, so it is for pointers alone.
    pub(super) fn grip(self, end: End) -> AnyView {
        let spot = self.grips.spot(end);
        let length = move |of: fn(&Spot) -> f64| spot.with(|s| s.as_ref().map_or(0.0, of));
        let (class, testid) = match end {
            End::Start => ("ed-grip ed-grip-start", "grip-start"),
            End::End => ("ed-grip ed-grip-end", "grip-end"),
        };
        view! {
            <span
                class=class
                aria-hidden="true"
                data-testid=testid
                hidden=move || spot.with(Option::is_none) && !self.is_dragging()
                style:left=move || format!("{}px", length(|s| s.left))
                style:top=move || format!("{}px", length(|s| s.top))
                style:height=move || format!("{}px", length(|s| s.height))
                on:mousedown=|ev| { ev.prevent_default(); ev.stop_propagation(); }
                on:pointerdown=move |ev| self.grab(end, &ev)
                on:pointermove=move |ev| self.pull(&ev)
                on:pointerup=move |ev| self.drop_grip(&ev)
                on:pointercancel=move |_| self.let_go()
                on:lostpointercapture=move |_| self.let_go()
            ></span>
        }
        .into_any()
    }

    fn grab(&self, end: End, ev: &PointerEvent) {
        ev.prevent_default();
        ev.stop_propagation();
        let Some((region, from)) = self.adjustable() else { return };
        if let Some(grip) = ev.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
            // Without it the drag ends where the pointer leaves the grip.
            let _ = grip.set_pointer_capture(ev.pointer_id());
        }
        self.grips.drag.set(Some(Drag { region, end, from }));
    }

    fn pull(&self, ev: &PointerEvent) {
        let (Some(drag), Some(root)) = (self.grips.drag.get_untracked(), self.element()) else { return };
        ev.prevent_default();
        let (x, y) = (f64::from(ev.client_x()), f64::from(ev.client_y()));
        let sight = root.get_bounding_client_rect();
        if y < sight.top() {
            root.set_scroll_top(root.scroll_top() - 24);
        } else if y > sight.bottom() {
            root.set_scroll_top(root.scroll_top() + 24);
        }
        let Some(place) = places::at_point(&root, x, y) else { return };
        let span = self.snapped(with_end(drag.from, drag.end, place));
        let preview = Some((drag.region, span)).filter(|(_, span)| span.start < span.end);
        if preview.is_some() && self.preview.with_untracked(|known| *known != preview) {
            self.preview.set(preview);
        }
    }

    fn drop_grip(&self, ev: &PointerEvent) {
        ev.prevent_default();
        ev.stop_propagation();
        let moved = self.preview.get_untracked();
        let from = self.grips.drag.get_untracked().map(|drag| drag.from);
        self.let_go();
        if let Some((id, span)) = moved
            && Some(span) != from
        {
            self.put(&id, span);
        }
    }

    fn let_go(&self) {
        if self.grips.drag.with_untracked(Option::is_none) {
            return;
        }
        self.grips.drag.set(None);
        self.preview.set(None);
        self.place_grips_soon();
    }
}
