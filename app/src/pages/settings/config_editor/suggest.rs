//! What can be written at the caret, as a list beside it. The focus stays in the text; the list is moved in by keys.

use super::Editing;
use super::insert::{put, selection};
use crate::messages::t;
use crate::model::config::complete::{Completion, Suggestion, SuggestionKind, World, complete};
use crate::model::config::edit::Edit;
use crate::ui::effect::Effect;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlTextAreaElement, KeyboardEvent};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// Pixels that the list takes at most, as its style sheet has it.
const SIZE: (f64, f64) = (352.0, 272.0);

#[derive(Clone, Copy)]
pub struct Suggest {
    editing: Editing,
    open: RwSignal<Option<Completion>>,
    active: RwSignal<usize>,
    spot: RwSignal<Spot>,
    /// It was opened by a key, so that it offers more.
    asked: StoredValue<bool>,
    /// How long the text was at the last look.
    length: StoredValue<usize>,
}

/// Where the list stands, in pixels of the window. It hangs from `top`, or where there is no room stands on `bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Spot {
    left: f64,
    top: Option<f64>,
    bottom: Option<f64>,
}

impl Suggest {
    pub fn new(editing: Editing) -> Self {
        let length = editing.text.with_untracked(String::len);
        Self {
            editing,
            open: RwSignal::new(None),
            active: RwSignal::new(0),
            spot: RwSignal::new(Spot::default()),
            asked: StoredValue::new(false),
            length: StoredValue::new(length),
        }
    }

    pub fn close(self) {
        if self.open.with_untracked(Option::is_some) {
            self.open.set(None);
        }
    }

    /// By a key.
    pub fn ask(self) {
        self.asked.set_value(true);
        self.look();
    }

    /// Whether the text is longer than it was at the last question; remembers it.
    pub fn grew_to(self, length: usize) -> bool {
        let before = self.length.get_value();
        self.length.set_value(length);
        length > before
    }

    /// The text changed: an open list follows, and some signs open it.
    pub fn typed(self) {
        let Some(area) = self.editing.area.get_untracked() else { return };
        let (text, caret) = (area.value(), selection(&area).end);
        self.length.set_value(text.len());
        let is_open = self.open.with_untracked(Option::is_some);
        let last = text.get(..caret).and_then(|before| before.chars().next_back());
        let opens = last.is_some_and(|c| "<\"'$/ ".contains(c));
        if is_open || opens {
            if !is_open {
                self.asked.set_value(false);
            }
            self.look();
        }
    }

    fn look(self) {
        let Some(area) = self.editing.area.get_untracked() else { return };
        let (text, caret) = (area.value(), selection(&area).end);
        let world = World { data_keys: self.editing.data_keys.get_untracked() };
        let found = complete(&text, caret, self.asked.get_value(), &world);
        if let Some(found) = &found {
            self.spot.set(spot(&area, &text, found.replace.start).unwrap_or_default());
        }
        self.active.set(0);
        self.open.set(found);
    }

    /// The text was scrolled: the list goes with it.
    pub fn follow(self) {
        let start = self.open.with_untracked(|open| open.as_ref().map(|open| open.replace.start));
        if let (Some(start), Some(area)) = (start, self.editing.area.get_untracked()) {
            self.spot.set(spot(&area, &area.value(), start).unwrap_or_default());
        }
    }

    /// Takes a key if the list is open and the key is the list's.
    pub fn pressed(self, event: &KeyboardEvent) -> bool {
        let count = self.open.with_untracked(|open| open.as_ref().map_or(0, |open| open.items.len()));
        if count == 0 {
            return false;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.active.set((active + 1) % count),
            "ArrowUp" => self.active.set((active + count - 1) % count),
            "PageDown" => self.active.set((active + 8).min(count - 1)),
            "PageUp" => self.active.set(active.saturating_sub(8)),
            "Enter" | "Tab" if !event.shift_key() => self.take(active),
            "Escape" => self.close(),
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
                self.close();
                return false;
            }
            _ => return false,
        }
        event.prevent_default();
        true
    }

    fn take(self, index: usize) {
        let chosen = self.open.with_untracked(|open| {
            let open = open.as_ref()?;
            Some((open.replace.clone(), open.items.get(index)?.clone()))
        });
        self.close();
        let (Some((range, item)), Some(area)) = (chosen, self.editing.area.get_untracked()) else { return };
        put(&area, &Edit::new(range, item.insert).caret_at(item.caret));
        // What the change itself opened was for another place.
        self.close();
        if item.again {
            self.asked.set_value(false);
            self.look();
        }
    }

    pub fn active_id(self) -> Option<String> {
        self.open.with(|open| open.as_ref().map(|_| format!("suggestion-{}", self.active.get())))
    }
}

/// Beside the place in the text, within the window.
fn spot(area: &HtmlTextAreaElement, text: &str, at: usize) -> Option<Spot> {
    let style = window().get_computed_style(area).ok().flatten()?;
    let pixels = |name: &str| style.get_property_value(name).ok()?.trim_end_matches("px").parse::<f64>().ok();
    let before = text.get(..at)?;
    let line = before.matches('\n').count() as f64;
    let written = before.rsplit('\n').next().unwrap_or_default().replace('\t', "  ");
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let font = |name: &str| style.get_property_value(name).unwrap_or_default();
    context.set_font(&format!("{} {}", font("font-size"), font("font-family")));
    let width = context.measure_text(&written).ok()?.width();
    let height = pixels("line-height")?;
    let frame = area.get_bounding_client_rect();
    let x = frame.left() + pixels("padding-left")? + width - f64::from(area.scroll_left());
    let y = frame.top() + pixels("padding-top")? + line * height - f64::from(area.scroll_top());
    let inner = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64());
    let (wide, high) = (inner(window().inner_width())?, inner(window().inner_height())?);
    let hangs = y + height + SIZE.1 < high || y < SIZE.1;
    Some(Spot {
        left: x.min(wide - SIZE.0).max(8.0),
        top: hangs.then_some(y + height + 2.0),
        bottom: (!hangs).then_some(high - y + 2.0),
    })
}

#[component]
pub fn Suggestions(suggest: Suggest) -> impl IntoView {
    let items =
        move || suggest.open.with(|open| open.as_ref().map(|open| open.items.clone()).unwrap_or_default());
    let is_open = Memo::new(move |_| suggest.open.with(Option::is_some));
    Effect::new(move |_| {
        let id = suggest.active_id();
        let option = id.and_then(|id| document().get_element_by_id(&id));
        if let Some(option) = option {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    // Beside the text it stands in the window, and the window moves.
    Effect::new(move |_| {
        let scrolled = window_event_listener(ev::scroll, move |_| suggest.follow());
        let resized = window_event_listener(ev::resize, move |_| suggest.follow());
        on_cleanup(move || {
            scrolled.remove();
            resized.remove();
        });
    });
    let pixels = |size: Option<f64>| size.map(|size| format!("{size}px"));
    let one = move |(index, item): (usize, Suggestion)| {
        let color = (item.kind == SuggestionKind::Color).then(|| item.label.clone());
        view! {
            <li
                id=format!("suggestion-{index}")
                role="option"
                data-testid="suggestion"
                aria-selected=move || (suggest.active.get() == index).to_string()
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| suggest.take(index)
            >
                {color.map(|color| view! { <span class="swatch" style:background=color></span> })}
                <span class="suggestion-label">{item.label}</span>
                <span class="suggestion-detail">{item.detail}</span>
            </li>
        }
    };
    let count = move || {
        suggest
            .open
            .with(|open| open.as_ref().map(|open| (t().config.suggestions_count)(open.items.len() as u64)))
    };
    view! {
        <ul
            id="config-suggestions"
            class="suggestions"
            role="listbox"
            aria-label=t().config.suggestions
            hidden=move || !is_open.get()
            style:left=move || format!("{}px", suggest.spot.get().left)
            style:top=move || pixels(suggest.spot.get().top).unwrap_or_else(|| "auto".to_owned())
            style:bottom=move || pixels(suggest.spot.get().bottom).unwrap_or_else(|| "auto".to_owned())
        >
            {move || items().into_iter().enumerate().map(one).collect_view()}
        </ul>
        <p class="visually-hidden" role="status">{count}</p>
    }
}
