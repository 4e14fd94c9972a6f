//! Which blocks of a text stand in the page. A text of moderate length stands there as a whole, so that the browser finds
//! words in it; of a long one the blocks in sight and around it do, and those that hold the ends of a selection.
//! The room of the others is kept free, by guesses until they were measured.

use super::places;
use crate::model::text::{Heights, Placed, joined};
use crate::ui::effect::Effect;
use leptos::html::Div;
use leptos::prelude::*;
use std::ops::Range;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

/// Texts up to so many characters, and so many blocks, stand in the page as a whole.
const WHOLE_CHARS: u32 = 100_000;
const WHOLE_BLOCKS: usize = 400;

/// Guesses of a line of text, in pixels.
const LINE: f64 = 30.4;
const LETTER: f64 = 7.7;
const WIDTH: f64 = 700.0;

#[derive(Clone, Copy)]
pub struct Window {
    root: NodeRef<Div>,
    heights: StoredValue<Heights>,
    /// Characters and lines of each block.
    shape: StoredValue<Vec<(u32, u32)>>,
    /// What a block takes beside its text: an author's line.
    beside: f64,
    whole: bool,
    width: StoredValue<f64>,
    sight: RwSignal<Range<usize>>,
    pins: RwSignal<Vec<usize>>,
    /// Counts up when heights change.
    laid: RwSignal<u32>,
    /// The blocks that stand in the page, and the room below them.
    pub placed: Memo<(Vec<Placed>, f64)>,
}

impl Window {
    pub fn new(root: NodeRef<Div>, shape: Vec<(u32, u32)>, beside: f64) -> Self {
        let count = shape.len();
        let whole = shape.iter().map(|(chars, _)| chars).sum::<u32>() <= WHOLE_CHARS && count <= WHOLE_BLOCKS;
        let first = Heights::new(guesses(&shape, WIDTH, beside));
        let in_sight = if whole { 0..count } else { first.in_sight(0.0, 1000.0) };
        let heights = StoredValue::new(first);
        let sight = RwSignal::new(in_sight);
        let (pins, laid) = (RwSignal::new(Vec::new()), RwSignal::new(0));
        let placed = Memo::new(move |_| {
            laid.track();
            let shown = pins.with(|pins| joined(sight.get(), pins.iter().copied(), count));
            let (placed, below) = heights.with_value(|heights| heights.placed(&shown));
            if whole {
                (placed.iter().map(|p| Placed { gap: 0.0, ..*p }).collect(), 0.0)
            } else {
                (placed, below)
            }
        });
        Self {
            root,
            heights,
            shape: StoredValue::new(shape),
            beside,
            whole,
            width: StoredValue::new(WIDTH),
            sight,
            pins,
            laid,
            placed,
        }
    }

    /// Everything stands in the page.
    pub const fn is_whole(self) -> bool {
        self.whole
    }

    /// Follows the size of the text's box, and measures what is shown for as long as the current owner lives.
    pub fn follow(self, resized: impl Fn() + Copy + 'static) {
        Effect::new(move |_| {
            let Some(root) = self.root.get() else { return };
            let closure: Closure<dyn FnMut()> = Closure::new(move || {
                self.resize();
                resized();
            });
            let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else { return };
            observer.observe(&root);
            let held = StoredValue::new_local((observer, closure));
            on_cleanup(move || {
                held.try_with_value(|(observer, _)| observer.disconnect());
            });
        });
        Effect::new(move |_| {
            self.placed.track();
            request_animation_frame(move || self.measure());
        });
    }

    fn element(self) -> Option<HtmlElement> {
        self.root.try_get_untracked().flatten().map(|root| (*root).clone().unchecked_into())
    }

    /// The box has another width: what was measured holds no more.
    fn resize(self) {
        let Some(root) = self.element() else { return };
        let width = f64::from(root.client_width());
        if !self.whole && width > 0.0 && (width - self.width.get_value()).abs() > 1.0 {
            self.width.set_value(width);
            let guesses = self.shape.with_value(|shape| guesses(shape, width, self.beside));
            self.heights.update_value(|heights| *heights = heights.renewed(guesses));
            self.laid.update(|n| *n = n.wrapping_add(1));
        }
        self.scrolled();
    }

    /// Takes the heights of the blocks in the page for the guesses. What stands above the window's top and turns out
    /// higher or lower is made up for by the browser's scroll anchoring.
    pub fn measure(self) {
        let Some(root) = self.element().filter(|_| !self.whole) else { return };
        let shown: Vec<usize> =
            self.placed.with_untracked(|(placed, _)| placed.iter().map(|p| p.block).collect());
        let mut changed = false;
        for block in shown {
            let Some(element) = places::block(&root, block) else { continue };
            let height = element.get_bounding_client_rect().height();
            changed |= self.heights.try_update_value(|heights| heights.set(block, height)).unwrap_or(false);
        }
        if changed {
            self.laid.update(|n| *n = n.wrapping_add(1));
            self.scrolled();
        }
    }

    /// The scrollbar moved.
    pub fn scrolled(self) {
        let Some(root) = self.element().filter(|_| !self.whole) else { return };
        let (top, seen) = seen(&root);
        let sight = self.heights.with_value(|heights| heights.in_sight(top, seen));
        if self.sight.with_untracked(|known| *known != sight) {
            self.sight.set(sight);
        }
    }

    /// Blocks that stay in the page wherever it is scrolled.
    pub fn pin(self, blocks: Vec<usize>) {
        if !self.whole && self.pins.with_untracked(|known| *known != blocks) {
            self.pins.set(blocks);
        }
    }

    /// Leaves out blocks on purpose; none with an empty list.
    pub fn hide(self, hidden: Vec<bool>) {
        self.heights.update_value(|heights| heights.hide(hidden));
        self.laid.update(|n| *n = n.wrapping_add(1));
        self.scrolled();
    }

    pub fn is_hidden(self, block: usize) -> bool {
        self.heights.with_value(|heights| heights.is_hidden(block))
    }

    /// Scrolls so that a block is in sight.
    pub fn show(self, block: usize) {
        let Some(root) = self.element() else { return };
        let top = match places::block(&root, block) {
            Some(element) => {
                let inner = element.get_bounding_client_rect();
                let outer = root.get_bounding_client_rect();
                inner.top() - outer.top() + f64::from(root.scroll_top())
            }
            None => self.heights.with_value(|heights| heights.top(block)),
        };
        let (_, seen) = seen(&root);
        root.set_scroll_top((top - seen / 4.0).max(0.0) as i32);
        self.scrolled();
    }

    /// Where a block would begin, in pixels of the window.
    pub fn guess_top(self, block: usize) -> Option<f64> {
        let root = self.element()?;
        let top = self.heights.with_value(|heights| heights.top(block));
        Some(root.get_bounding_client_rect().top() + top - f64::from(root.scroll_top()))
    }

    /// The room above a block. Reactive.
    pub fn gap(self, block: usize) -> f64 {
        self.placed.with(|(placed, _)| placed.iter().find(|p| p.block == block).map_or(0.0, |p| p.gap))
    }

    /// The room below the last one. Reactive.
    pub fn below(self) -> f64 {
        self.placed.with(|(_, below)| *below)
    }
}

/// How much is scrolled away, and how much is seen. A box without a scrollbar of its own scrolls with the page.
fn seen(root: &HtmlElement) -> (f64, f64) {
    let page = window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(1000.0);
    if root.client_height() < root.scroll_height() {
        return (f64::from(root.scroll_top()), f64::from(root.client_height()).min(page));
    }
    let top = root.get_bounding_client_rect().top();
    ((-top).max(0.0), page)
}

/// Heights as far as characters, lines and the width tell.
fn guesses(shape: &[(u32, u32)], width: f64, beside: f64) -> Vec<f64> {
    let columns = (width / LETTER).max(10.0);
    let height = |(chars, lines): &(u32, u32)| {
        let lines = f64::from(*lines);
        let wrapped = (f64::from(*chars) / lines / columns).ceil().max(1.0);
        lines * wrapped * LINE + beside
    };
    shape.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_guessed_from_characters_lines_and_width() {
        let narrow = guesses(&[(770, 1), (770, 100), (0, 1)], 77.0, 0.0);
        assert_eq!(narrow, [77.0 * LINE, 100.0 * LINE, LINE]);
        assert_eq!(guesses(&[(10, 1)], 700.0, 20.0), [LINE + 20.0]);
    }
}
