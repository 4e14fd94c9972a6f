//! Walking through paragraphs by keys, and labeling one as a whole.

use crate::editor::browser;
use crate::editor::keyboard;
use crate::editor::keys::Focus;
use crate::editor::reading::Reader;
use crate::editor::reading::places::Ends;
use crate::messages::t;
use crate::model::config::{ObjectTag, Tag};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

#[derive(Clone, Copy)]
pub struct Phrases {
    reader: Reader,
    count: usize,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    /// To the next paragraph, or to the one before.
    Go {
        back: bool,
    },
    /// To the next region of the paragraph, or to the one before.
    Region {
        back: bool,
    },
    LabelWhole,
}

fn asked(key: &str, primary: bool, shift: bool, alt: bool) -> Option<Ask> {
    if !primary || alt {
        return None;
    }
    Some(match (key, shift) {
        ("ArrowDown", false) => Ask::Go { back: false },
        ("ArrowUp", false) => Ask::Go { back: true },
        ("ArrowLeft", false) => Ask::Region { back: false },
        ("ArrowRight", false) => Ask::Region { back: true },
        ("a" | "A", true) => Ask::LabelWhole,
        _ => return None,
    })
}

impl Phrases {
    pub const fn new(reader: Reader, count: usize) -> Self {
        Self { reader, count }
    }

    /// The keys also work from the page, for the first Paragraphs of the config.
    pub fn listen(self, object: &ObjectTag) {
        let setup = self.reader.work.setup();
        let first = setup.config.objects().iter().find(|o| o.tag == Tag::Paragraphs);
        if first.is_none_or(|first| first.name != object.name) {
            return;
        }
        keyboard::on_document::<KeyboardEvent>("keydown", move |ev| {
            let is_ours = !ev.default_prevented() && browser::focus_of(ev.target()) == Focus::Page;
            if is_ours && self.key(&ev) {
                ev.prevent_default();
            }
        });
    }

    /// Does what a key asks for; false if it asks for nothing here.
    pub fn key(&self, ev: &KeyboardEvent) -> bool {
        let primary = ev.ctrl_key() || ev.meta_key();
        match asked(&ev.key(), primary, ev.shift_key(), ev.alt_key()) {
            Some(Ask::Go { back }) => self.go(back),
            Some(Ask::Region { back }) => return self.cycle(back),
            Some(Ask::LabelWhole) => self.label_whole(self.reader.current.get_untracked()),
            None => return false,
        }
        true
    }

    /// Reactive.
    pub fn is_current(&self, number: usize) -> bool {
        self.reader.current.get() == number
    }

    /// To the next paragraph that shows; its first region is selected.
    fn go(&self, back: bool) {
        let from = self.reader.current.get_untracked();
        let shows = |number: &usize| !self.reader.window.is_hidden(*number);
        let next = if back { (0..from).rev().find(shows) } else { (from + 1..self.count).find(shows) };
        let Some(number) = next else { return };
        let source = self.reader.source();
        let Some(block) = source.blocks().get(number) else { return };
        if let Some(root) = self.reader.root.get_untracked() {
            // Where it cannot have the focus the selection still shows the way.
            let _ = root.focus();
        }
        self.reader.reveal(block.start);
        self.reader.select(Ends::new(block.start, block.start));
        self.reader.work.select(self.reader.regions_in(number).into_iter().next());
    }

    /// Through the regions of the current paragraph, round and round; false if it has none.
    fn cycle(&self, back: bool) -> bool {
        let here = self.reader.regions_in(self.reader.current.get_untracked());
        let selected = self.reader.work.selected.get_untracked();
        let at = here.iter().position(|id| Some(id) == selected.as_ref());
        let next = match (at, back) {
            _ if here.is_empty() => return false,
            (None, false) => 0,
            (None, true) => here.len() - 1,
            (Some(at), false) => (at + 1) % here.len(),
            (Some(at), true) => (at + here.len() - 1) % here.len(),
        };
        self.reader.work.select(here.get(next).cloned());
        true
    }

    /// Labels a paragraph from end to end; without an active label it is selected, waiting for one.
    pub fn label_whole(&self, number: usize) {
        let reader = &self.reader;
        let source = reader.source();
        let Some(span) = source.blocks().get(number) else { return };
        let active = reader.work.active_for(&reader.name());
        let labels: Vec<String> = active.into_iter().map(|label| label.value).collect();
        if !labels.is_empty() && reader.is_labeled(span, &labels) {
            return reader.work.tell(t().reading.already_labeled);
        }
        if !reader.label_exactly(span) {
            reader.select(Ends::new(span.start, span.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_those_of_the_field() {
        let ctrl = |key: &str| asked(key, true, false, false);
        assert_eq!(ctrl("ArrowDown"), Some(Ask::Go { back: false }));
        assert_eq!(ctrl("ArrowUp"), Some(Ask::Go { back: true }));
        assert_eq!(ctrl("ArrowLeft"), Some(Ask::Region { back: false }));
        assert_eq!(ctrl("ArrowRight"), Some(Ask::Region { back: true }));
        assert_eq!(asked("A", true, true, false), Some(Ask::LabelWhole));
        assert_eq!(asked("ArrowLeft", true, true, false), None, "selects by words");
        assert_eq!(asked("ArrowDown", false, false, false), None);
    }
}
