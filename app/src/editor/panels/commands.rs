//! The keys that the panels answer to: their own, and those that mean something else while a relation is made or a
//! suggestion is selected.

use super::Panel;
use crate::editor::browser;
use crate::editor::keyboard::Desk;
use crate::editor::keys::Command;
use leptos::prelude::*;

impl Desk {
    /// `None` leaves the command to the rest of the editor; else whether the key is used up.
    pub fn beside(&self, command: &Command) -> Option<bool> {
        let work = self.work;
        let several = work.picked.with_untracked(|picked| picked.len() > 1);
        if work.linking.with_untracked(Option::is_some) {
            match command {
                Command::Cycle { back, .. } => return Some(work.aim_next(*back)),
                Command::PlaceOrConfirm => return Some(work.link_aimed()),
                Command::Unselect | Command::Relate => {
                    work.stop_linking();
                    return Some(true);
                }
                _ => {}
            }
        }
        match command {
            Command::Relate => work.start_linking(),
            Command::EditNote => self.go_to_field("[data-testid=region-note]"),
            Command::Comment => {
                work.side.open.set(true);
                work.side.panel.set(Panel::Comments);
                self.go_to_field("[data-testid=comment-text]");
            }
            Command::CopyPrevious => work.copy_previous(),
            Command::PlaceOrConfirm => {
                let picked = work.picked.get_untracked();
                return work.accept(&picked).then_some(true);
            }
            Command::DeleteRegion if several => return Some(work.delete_picked()),
            Command::ToggleHidden if several => work.toggle_hidden_of(&work.picked.get_untracked()),
            Command::ToggleLocked if several => work.toggle_locked_of(&work.picked.get_untracked()),
            Command::Unselect if several => work.pick(Vec::new()),
            _ => return None,
        }
        Some(true)
    }

    /// Once what the command changed is drawn.
    fn go_to_field(&self, selector: &'static str) {
        self.work.side.open.set(true);
        request_animation_frame(move || {
            browser::focus(selector);
        });
    }
}
