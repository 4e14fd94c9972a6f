//! The history as a panel shows it, and going to one of its states.

use super::words::step_name;
use crate::editor::setup::Setup;
use crate::editor::state::{Paper, Work};
use crate::messages::t;
use crate::model::ops::Note;
use leptos::prelude::*;

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    pub state: u64,
    pub words: String,
    /// The document is as this line says, or later.
    pub done: bool,
    pub current: bool,
    /// The server has a draft of this state.
    pub saved: bool,
    /// It is what was opened.
    pub first: bool,
}

/// The title of a label that some control offers.
fn title_of(setup: &Setup, stored: &str) -> String {
    let controls = setup.config.controls().iter();
    let mut offers = controls.filter_map(|control| setup.offer(&control.name, stored));
    offers.next().map_or_else(|| stored.to_owned(), |offer| offer.title.clone())
}

impl Work {
    fn told(&self, note: &Note) -> String {
        let setup = self.setup();
        step_name(note, |stored| title_of(&setup, stored))
    }

    /// The states of the document, oldest first. Reactive.
    pub fn lines(&self) -> Vec<Line> {
        let saved = self.side.saved.get();
        self.paper.with(|paper| {
            let history = &paper.history;
            let now = history.state();
            let first = history.first_state();
            let begin = if first == 0 { t().panels.as_opened } else { t().panels.earlier };
            let opened = Line {
                state: first,
                words: begin.to_owned(),
                done: true,
                current: now == first,
                saved: saved == Some(first),
                first: first == 0,
            };
            let steps = history.steps().map(|(step, done)| Line {
                state: step.state(),
                words: self.told(&step.note),
                done,
                current: step.state() == now,
                saved: saved == Some(step.state()),
                first: false,
            });
            std::iter::once(opened).chain(steps).collect()
        })
    }

    /// What was done to one region, newest first. Reactive.
    pub fn lines_of(&self, region: &str) -> Vec<Line> {
        let mut lines = self.paper.with(|paper| {
            let steps = paper.history.steps().filter(|(step, _)| step.note.regions.contains(region));
            let line = |(step, done): (&crate::model::ops::Step, bool)| Line {
                state: step.state(),
                words: self.told(&step.note),
                done,
                current: false,
                saved: false,
                first: false,
            };
            steps.map(line).collect::<Vec<_>>()
        });
        lines.reverse();
        lines
    }

    /// Takes back or does again as many steps as it takes.
    pub fn go_to_state(&self, state: u64) {
        let done = self.paper.try_update(|paper| {
            let Paper { document, history } = paper;
            history.go_to(document, state)
        });
        match done {
            Some(Ok(true)) => {
                self.changed();
                self.say(t().panels.went_there);
            }
            Some(Err(error)) => self.tell(error.to_string()),
            _ => {}
        }
    }

    /// Names the state that the document is in now.
    pub fn state(&self) -> u64 {
        self.paper.with_untracked(|paper| paper.history.state())
    }
}
