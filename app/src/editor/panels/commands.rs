//! The keys that the panels answer to: their own, and those that mean something else while a relation is made or a
//! suggestion is selected.

use super::Panel;
use crate::editor::asides;
use crate::editor::browser;
use crate::editor::keyboard::Desk;
use crate::editor::keys::Command;
use leptos::prelude::*;
use leptos::task::spawn_local;

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
                Self::go_to_comment();
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

    /// The panel may be on its way.
    fn go_to_comment() {
        let field = "[data-testid=comment-text]";
        if asides::are_here() {
            return focus_once_drawn(field);
        }
        spawn_local(async move {
            // The panel tells of what did not come.
            if asides::fetch().await.is_ok() {
                focus_once_drawn(field);
            }
        });
    }

    /// Once what the command changed is drawn.
    fn go_to_field(&self, selector: &'static str) {
        self.work.side.open.set(true);
        focus_once_drawn(selector);
    }
}

fn focus_once_drawn(selector: &'static str) {
    request_animation_frame(move || {
        browser::focus(selector);
    });
}
