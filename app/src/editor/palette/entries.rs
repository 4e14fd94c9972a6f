//! What can be done now: the actions that make sense, and the labels and choices of the config.

use crate::editor::keyboard::Desk;
use crate::editor::keymap::{self, ACTIONS, Action};
use crate::editor::keys::Command;
use crate::editor::setup::Offer;
use crate::messages::t;
use crate::model::config::{Control, ControlKind};
use crate::model::hotkeys::path_text;
use leptos::prelude::*;

/// What an entry does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Do(Command),
    /// Chooses a label or choice, as its key does.
    Press {
        control: String,
        stored: String,
    },
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub words: String,
    /// None where it has no key.
    pub key: Option<String>,
    pub deed: Deed,
}

impl Desk {
    /// Everything that can be done now, labels first.
    pub fn entries(&self) -> Vec<Entry> {
        untrack(|| {
            let mut all = self.offered();
            let sensible = ACTIONS.iter().filter(|action| self.makes_sense(action));
            for action in sensible {
                let deed = Deed::Do(action.command.clone());
                // One command can have two names.
                if !all.iter().any(|entry| entry.deed == deed) {
                    let key = keymap::keys_shown(action).into_iter().next();
                    all.push(Entry { words: action.words().to_owned(), key, deed });
                }
            }
            all
        })
    }

    fn offered(&self) -> Vec<Entry> {
        let setup = self.work.setup();
        let mut all = Vec::new();
        if self.work.side.is_view() {
            return all;
        }
        let has_list = |control: &&Control| {
            control.labels().is_some() || matches!(control.kind, ControlKind::Choices(_))
        };
        for control in setup.config.controls().iter().filter(has_list) {
            walk(setup.offers(&control.name), &mut Vec::new(), &mut |offer, path| {
                let (control, stored) = (control.name.clone(), path_text(path));
                all.push(Entry {
                    words: (t().actions.label)(&offer.title, &control),
                    key: offer.hotkey.clone(),
                    deed: Deed::Press { control, stored },
                });
            });
        }
        all
    }

    /// Something would come of it now. What moves things step by step is left to keys.
    fn makes_sense(&self, action: &Action) -> bool {
        let work = &self.work;
        if !action.context.is_in(&work.setup().config) {
            return false;
        }
        let (tried_out, view) = (work.is_tried_out(), work.side.is_view());
        let picked = work.picked.with(|picked| !picked.is_empty());
        let has_regions = work.regions.with(|all| !all.is_empty());
        match &action.command {
            Command::Palette | Command::Move(..) | Command::Resize(..) | Command::MoveEnd { .. } => false,
            Command::Help
            | Command::ChooseKeys
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomFit
            | Command::ZoomActual => true,
            Command::NextTask | Command::PreviousTask => !tried_out,
            Command::Submit | Command::Skip | Command::CopyPrevious | Command::Comment => !tried_out && !view,
            Command::Undo => work.can_undo(),
            Command::Redo => work.can_redo(),
            Command::Cycle { .. } | Command::ToggleAllHidden => has_regions,
            Command::DeleteAll => has_regions && !view,
            Command::Unselect => picked || work.linking.with(Option::is_some),
            Command::ToggleHidden | Command::ToggleLocked => picked,
            Command::DeleteRegion
            | Command::Duplicate
            | Command::Relate
            | Command::EditNote
            | Command::Point { .. }
            | Command::InsertPoint => picked && !view,
            Command::PlaceOrConfirm => !view && (picked || work.has_image()),
            Command::Tool(tool) => !view && work.offers_tool(*tool),
            Command::ToolSize { .. } => !view && work.has_masks(),
            Command::Image { .. }
            | Command::Page { .. }
            | Command::Phrase { .. }
            | Command::PhraseRegion { .. }
            | Command::LabelPhrase => self.boards.answers(action.context),
        }
    }
}

fn walk(offers: &[Offer], path: &mut Vec<String>, see: &mut impl FnMut(&Offer, &[String])) {
    for offer in offers {
        path.push(offer.stored.clone());
        see(offer, path);
        walk(&offer.children, path, see);
        path.pop();
    }
}
