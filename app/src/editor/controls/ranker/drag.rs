//! Dragging an item of a ranker with any pointer. Nothing moves in the page until it is let go: the item follows the
//! pointer, a line shows where it would land. A mouse may take an item anywhere; finger and pen take it by its grip, so
//! that the page still scrolls.

use crate::editor::keyboard::on_document;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A drag under way.
#[derive(Clone, Debug, PartialEq)]
struct Dragging {
    item: String,
    pointer: i32,
    from: (f64, f64),
    at: (f64, f64),
    /// It went far enough to be no click.
    moving: bool,
    /// The column and the place in it where it would land, counted without the item itself, and the item behind.
    target: Option<(usize, usize, Option<String>)>,
}

#[derive(Clone, Copy)]
pub struct Drag {
    now: RwSignal<Option<Dragging>>,
    board: StoredValue<String>,
}

/// In pixels; less is a click.
const FAR_ENOUGH: f64 = 4.0;

impl Drag {
    pub fn new(board: String) -> Self {
        Self { now: RwSignal::new(None), board: StoredValue::new(board) }
    }

    /// The id of the element that holds the columns.
    pub fn board(&self) -> String {
        self.board.get_value()
    }

    pub fn is_dragged(&self, item: &str) -> bool {
        self.now.with(|now| now.as_ref().is_some_and(|now| now.moving && now.item == item))
    }

    pub fn drops_before(&self, item: &str) -> bool {
        let before = |target: &(usize, usize, Option<String>)| target.2.as_deref() == Some(item);
        self.now.with(|now| now.as_ref().and_then(|now| now.target.as_ref()).is_some_and(before))
    }

    pub fn is_over(&self, column: usize) -> bool {
        self.now.with(|now| now.as_ref().and_then(|now| now.target.as_ref()).is_some_and(|to| to.0 == column))
    }

    /// How the dragged item is shifted.
    pub fn shift(&self) -> String {
        self.now.with(|now| {
            now.as_ref().map_or_else(String::new, |now| {
                format!("translate({}px, {}px)", now.at.0 - now.from.0, now.at.1 - now.from.1)
            })
        })
    }

    pub fn start(&self, ev: &web_sys::PointerEvent, item: &str) {
        let target = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let on = |selector: &str| {
            target.as_ref().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
        };
        let by_mouse = ev.pointer_type() == "mouse";
        if ev.button() != 0 || on("a, button, input") || !(by_mouse || on("[data-grip]")) {
            return;
        }
        let at = (f64::from(ev.client_x()), f64::from(ev.client_y()));
        let item = item.to_owned();
        self.now.set(Some(Dragging {
            item,
            pointer: ev.pointer_id(),
            from: at,
            at,
            moving: false,
            target: None,
        }));
    }

    /// Follows the pointer for as long as the current owner lives; tells which item landed where.
    pub fn listen(self, landed: impl Fn(String, usize, usize) + 'static) {
        on_document::<web_sys::PointerEvent>("pointermove", move |ev| self.follow(&ev));
        on_document::<web_sys::PointerEvent>("pointerup", move |ev| {
            if self.is_of(&ev)
                && let Some(Dragging { item, moving: true, target: Some((column, place, _)), .. }) =
                    self.stop()
            {
                landed(item, column, place);
            }
        });
        on_document::<web_sys::PointerEvent>("pointercancel", move |ev| {
            if self.is_of(&ev) {
                self.stop();
            }
        });
        on_document::<web_sys::KeyboardEvent>("keydown", move |ev| {
            if ev.key() == "Escape" && self.now.with_untracked(Option::is_some) {
                self.stop();
                ev.prevent_default();
            }
        });
    }

    fn is_of(&self, ev: &web_sys::PointerEvent) -> bool {
        self.now.with_untracked(|now| now.as_ref().is_some_and(|now| now.pointer == ev.pointer_id()))
    }

    fn stop(&self) -> Option<Dragging> {
        self.now.try_update(Option::take).flatten()
    }

    fn follow(&self, ev: &web_sys::PointerEvent) {
        if !self.is_of(ev) {
            return;
        }
        let at = (f64::from(ev.client_x()), f64::from(ev.client_y()));
        let item =
            self.now.with_untracked(|now| now.as_ref().map(|now| now.item.clone())).unwrap_or_default();
        let target = self.target(&item, at);
        self.now.update(|now| {
            let Some(now) = now else { return };
            now.moving |= (at.0 - now.from.0).hypot(at.1 - now.from.1) > FAR_ENOUGH;
            now.at = at;
            now.target = target.filter(|_| now.moving);
        });
        if self.now.with_untracked(|now| now.as_ref().is_some_and(|now| now.moving)) {
            ev.prevent_default();
            clear_selection();
        }
    }

    /// Where an item would land: in the column nearest to the pointer, before the first item whose middle is below it.
    fn target(&self, item: &str, at: (f64, f64)) -> Option<(usize, usize, Option<String>)> {
        let board = document().get_element_by_id(&self.board())?;
        let lists = board.query_selector_all("[data-column]").ok()?;
        let elements = (0..lists.length()).filter_map(|n| lists.get(n)?.dyn_into::<web_sys::Element>().ok());
        let (column, list) = elements
            .filter_map(|list| Some((list.get_attribute("data-column")?.parse::<usize>().ok()?, list)))
            .min_by(|(_, a), (_, b)| distance(a, at).total_cmp(&distance(b, at)))?;
        let items = list.query_selector_all("[data-item]").ok()?;
        let mut place = 0;
        for n in 0..items.length() {
            let Some(element) = items.get(n).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) else {
                continue;
            };
            let key = element.get_attribute("data-item").unwrap_or_default();
            if key == item {
                continue;
            }
            let rect = element.get_bounding_client_rect();
            if at.1 < rect.top() + rect.height() / 2.0 {
                return Some((column, place, Some(key)));
            }
            place += 1;
        }
        Some((column, place, None))
    }
}

/// How far a point is from the column that holds a list.
fn distance(list: &web_sys::Element, at: (f64, f64)) -> f64 {
    let rect = list.parent_element().unwrap_or_else(|| list.clone()).get_bounding_client_rect();
    let outside = |low: f64, high: f64, at: f64| (low - at).max(at - high).max(0.0);
    outside(rect.left(), rect.right(), at.0).hypot(outside(rect.top(), rect.bottom(), at.1))
}

fn clear_selection() {
    if let Some(selection) = window().get_selection().ok().flatten() {
        // Without ranges there is nothing to clear.
        let _ = selection.remove_all_ranges();
    }
}
