//! Walking through paragraphs by keys, and labeling one as a whole.

use crate::editor::boards::answer;
use crate::editor::browser;
use crate::editor::edits::named;
use crate::editor::keyboard;
use crate::editor::keymap::Context;
use crate::editor::keys::{Command, Focus};
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
        answer(Context::Paragraphs, move |command| {
            self.run(command);
        });
        keyboard::on_document::<KeyboardEvent>("keydown", move |ev| {
            let is_ours = !ev.default_prevented() && browser::focus_of(ev.target()) == Focus::Page;
            if is_ours && self.key(&ev) {
                ev.prevent_default();
            }
        });
    }

    /// Does what a key asks for; false if it asks for nothing here.
    pub fn key(&self, ev: &KeyboardEvent) -> bool {
        keyboard::asked(ev, Context::Paragraphs).is_some_and(|command| self.run(&command))
    }

    fn run(&self, command: &Command) -> bool {
        match *command {
            Command::Phrase { back } => self.go(back),
            Command::PhraseRegion { back } => return self.cycle(back),
            Command::LabelPhrase => self.label_whole(self.reader.current.get_untracked()),
            _ => return false,
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
        let labels = named(active.into_iter().map(|label| label.value));
        if !labels.is_empty() && reader.is_labeled(span, &labels) {
            return reader.work.tell(t().reading.already_labeled);
        }
        if !reader.label_exactly(span) {
            reader.select(Ends::new(span.start, span.end));
        }
    }
}
