//! The focus is never lost. When what has it is taken away or hidden, a browser gives it to the document: a keyboard
//! begins again at the top of the page, and a screen reader falls silent. Here its nearest neighbour that is left takes
//! it. Who clicks beside everything leaves it on purpose, and is left alone.

use crate::ui::effect::Effect;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

/// What can take the focus.
const TAKERS: &str = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), \
    textarea:not(:disabled), summary, [tabindex]";

/// Where the focus is, and the ways out of there.
#[derive(Clone)]
struct Place {
    element: HtmlElement,
    /// It, what it stands in, what that stands in: each with its neighbours, the later one first.
    around: Vec<(Element, [Option<Element>; 2])>,
    /// Where the focus was before it went into a dialog.
    beneath: Option<Box<Self>>,
    /// It was disabled while it had the focus, as buttons are that wait for an answer.
    waits: bool,
}

impl Place {
    fn of(element: HtmlElement, before: Option<Self>) -> Self {
        let up = |step: &Element| step.parent_element().filter(|above| above.tag_name() != "BODY");
        let around = std::iter::successors(Some(Element::from(element.clone())), up)
            .map(|step| {
                let neighbours = [step.next_element_sibling(), step.previous_element_sibling()];
                (step, neighbours)
            })
            .collect();
        let beneath = before.and_then(|before| match dialog_of(&element) {
            None => None,
            own if own == dialog_of(&before.element) => before.beneath,
            Some(_) => Some(Box::new(before)),
        });
        Self { element, around, beneath, waits: false }
    }

    /// What may take the focus instead, from near to far.
    fn ways(&self) -> impl Iterator<Item = HtmlElement> + '_ {
        let own = Some(self.element.clone()).filter(is_there);
        own.into_iter().chain(self.around.iter().flat_map(|(step, neighbours)| {
            let beside = neighbours.iter().flatten().filter_map(taker_in);
            let itself = step.dyn_ref::<HtmlElement>().filter(|one| one.has_attribute("tabindex")).cloned();
            itself.filter(is_there).into_iter().chain(beside)
        }))
    }
}

fn dialog_of(element: &Element) -> Option<Element> {
    element.closest("dialog").ok().flatten()
}

/// It is in the page, in sight and in use.
fn is_there(element: &HtmlElement) -> bool {
    let is_seen = element.offset_width() > 0 || element.offset_height() > 0;
    element.is_connected() && is_seen && !is_disabled(element)
}

fn is_disabled(element: &Element) -> bool {
    element.matches(":disabled").unwrap_or(false)
}

/// The first in or at an element that takes the focus, better one that Tab reaches.
fn taker_in(root: &Element) -> Option<HtmlElement> {
    let own = root.matches(TAKERS).unwrap_or(false).then(|| root.clone());
    let inner = root.query_selector_all(TAKERS).ok()?;
    let inner = (0..inner.length()).filter_map(|at| inner.get(at)?.dyn_into::<Element>().ok());
    let all: Vec<HtmlElement> =
        own.into_iter().chain(inner).filter_map(|one| one.dyn_into().ok()).filter(is_there).collect();
    all.iter().find(|one| one.tab_index() >= 0).or_else(|| all.first()).cloned()
}

/// Nothing has the focus but the document.
fn is_lost() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Puts the focus on an element; the page stays scrolled as it is.
pub fn put_on(element: &Element) {
    let options = js_sys::Object::new();
    // An element that cannot take the focus leaves it where it is, and neither call fails on an object of our own.
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
    let _ = element.unchecked_ref::<FocusTarget>().focus_with(&options);
}

#[wasm_bindgen]
extern "C" {
    /// An element that takes options with its focus; `web_sys` has them behind a feature of its own.
    type FocusTarget;

    #[wasm_bindgen(method, catch, js_name = focus)]
    fn focus_with(this: &FocusTarget, options: &js_sys::Object) -> Result<(), JsValue>;
}

/// Where the focus was last.
#[derive(Clone, Copy)]
struct Keeper(StoredValue<Option<Place>, LocalStorage>);

impl Keeper {
    fn came(self, target: Option<web_sys::EventTarget>) {
        if let Some(element) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            self.0.try_update_value(|place| *place = Some(Place::of(element, place.take())));
        }
    }

    /// After something let the focus go: if it is still there to have it, that was on purpose.
    fn went(self) {
        let Some(Some(place)) = self.0.try_get_value() else { return };
        if is_lost() && is_there(&place.element) {
            self.0.set_value(None);
        }
    }

    /// After the page changed.
    fn mend(self) {
        let Some(Some(place)) = self.0.try_get_value() else { return };
        if !is_lost() {
            return;
        }
        if place.element.is_connected() && is_disabled(&place.element) {
            return self.0.set_value(Some(Place { waits: true, ..place }));
        }
        if is_there(&place.element) && !place.waits {
            return;
        }
        let all = std::iter::successors(Some(&place), |place| place.beneath.as_deref());
        let taken = all.flat_map(Place::ways).any(|way| {
            put_on(&way);
            !is_lost()
        });
        if let (false, Some(main)) = (taken, document().get_element_by_id("main")) {
            put_on(&main);
        }
    }
}

/// Keeps the focus for as long as the page lives.
#[component]
pub fn FocusKeeper() -> impl IntoView {
    let keeper = Keeper(StoredValue::new_local(None));
    Effect::new(move |_| {
        let came = window_event_listener(ev::focusin, move |event| keeper.came(event.target()));
        // Until then it is not known where the focus went.
        let went = window_event_listener(ev::focusout, move |_| {
            set_timeout(move || keeper.went(), Duration::ZERO);
        });
        watch(keeper);
        on_cleanup(move || {
            came.remove();
            went.remove();
        });
    });
}

/// Looks at the focus after each change of the page: in the second frame from it, for until then a browser leaves the
/// focus on what is hidden, and our own code may still put it elsewhere.
fn watch(keeper: Keeper) {
    let soon = StoredValue::new(false);
    let changed: Closure<dyn FnMut()> = Closure::new(move || {
        if soon.get_value() {
            return;
        }
        soon.set_value(true);
        request_animation_frame(move || {
            request_animation_frame(move || {
                soon.set_value(false);
                keeper.mend();
            });
        });
    });
    let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else { return };
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    what.set_attribute_filter(&js_sys::Array::of3(&"disabled".into(), &"hidden".into(), &"open".into()));
    if let Some(body) = document().body() {
        // Only options that contradict one another could make this fail.
        let _ = observer.observe_with_options(&body, &what);
    }
    let held = StoredValue::new_local((observer, changed));
    on_cleanup(move || {
        // An observer that is gone already watches nothing.
        let _ = held.try_with_value(|(observer, _)| observer.disconnect());
    });
}
