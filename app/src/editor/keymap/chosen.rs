//! The keys as a person has them: the defaults, and what was chosen in their place. Pure; read and written as the JSON
//! that the browser keeps.

use super::{ACTIONS, Action};
use crate::editor::keys::Command;
use crate::model::hotkeys::Key;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is written now; a reader of another version knows nothing of it.
const VERSION: u32 = 1;

/// Keys that never reach a page, or that a page has to leave to its browser; and the one that is held to pan.
const TAKEN: [&str; 14] = [
    "ctrl+w",
    "ctrl+t",
    "ctrl+n",
    "ctrl+shift+w",
    "ctrl+shift+t",
    "ctrl+shift+n",
    "ctrl+c",
    "ctrl+x",
    "ctrl+v",
    "ctrl+tab",
    "ctrl+shift+tab",
    "tab",
    "shift+tab",
    "space",
];

/// A key that no action can have.
pub fn belongs_to_browser(key: &Key) -> bool {
    TAKEN.contains(&key.to_string().as_str())
}

/// The text that was kept is of another version, or nothing that we wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys that were chosen cannot be read")]
pub struct Unreadable;

/// As the browser keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    keys: BTreeMap<String, Vec<String>>,
}

/// The keys of every action.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: BTreeMap<&'static str, Vec<Key>>,
    chosen: BTreeSet<&'static str>,
    /// Of actions that this version does not know: without effect, and kept for the version that does.
    unknown: BTreeMap<String, Vec<String>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = ACTIONS.iter().map(|action| (action.id, action.defaults())).collect();
        Self { keys, chosen: BTreeSet::new(), unknown: BTreeMap::new() }
    }
}

impl Keymap {
    /// Keys that are none are left out.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let kept: Kept = serde_json::from_str(text).map_err(|_| Unreadable)?;
        if kept.version != VERSION {
            return Err(Unreadable);
        }
        let mut keymap = Self::default();
        for (id, written) in kept.keys {
            let Some(action) = Action::of(&id) else {
                keymap.unknown.insert(id, written);
                continue;
            };
            let keys: Vec<Key> = written.iter().filter_map(|key| key.parse().ok()).collect();
            if keys.len() == written.len() {
                keymap.put(action, keys);
            }
        }
        Ok(keymap)
    }

    pub fn to_json(&self) -> String {
        let of = |id: &&'static str| self.keys_of(id).iter().map(Key::to_string).collect();
        let mut keys: BTreeMap<String, Vec<String>> =
            self.chosen.iter().map(|id| ((*id).to_owned(), of(id))).collect();
        keys.extend(self.unknown.clone());
        // A map of texts can always be written.
        serde_json::to_string(&Kept { version: VERSION, keys }).unwrap_or_default()
    }

    pub fn keys_of(&self, id: &str) -> &[Key] {
        self.keys.get(id).map_or(&[], Vec::as_slice)
    }

    /// A person chose its keys.
    pub fn is_chosen(&self, id: &str) -> bool {
        self.chosen.contains(id)
    }

    pub fn has_choices(&self) -> bool {
        !self.chosen.is_empty()
    }

    /// All keys that a person chose.
    pub fn choices(&self) -> impl Iterator<Item = &Key> {
        self.chosen.iter().flat_map(|id| self.keys_of(id))
    }

    /// What a key asks for, of actions that `fits` lets through. What was chosen goes before what is by default.
    pub fn find(&self, key: &Key, fits: impl Fn(&Action) -> bool) -> Option<Command> {
        let key = key.clone().primary();
        let exact = |key: &Key| self.action(key, &fits).map(|action| action.command.clone());
        let leap = || {
            let plain = Key { shift: false, ..key.clone() };
            self.action(&plain, &fits).filter(|_| key.shift).and_then(|action| action.command.leap())
        };
        exact(&key).or_else(leap).or_else(|| exact(&loosened(&key)?))
    }

    fn action(&self, key: &Key, fits: &impl Fn(&Action) -> bool) -> Option<&'static Action> {
        let has = |action: &&Action| fits(action) && self.keys_of(action.id).contains(key);
        let is_chosen = |action: &&Action| self.chosen.contains(action.id);
        ACTIONS.iter().filter(is_chosen).find(has).or_else(|| ACTIONS.iter().find(has))
    }

    /// Other actions that have one of these keys where this action has its own.
    pub fn holders(&self, action: &Action, keys: &[Key]) -> Vec<&'static Action> {
        let wanted = claimed(action, keys);
        let meets = |other: &&Action| {
            other.id != action.id
                && other.context.meets(action.context)
                && claimed(other, self.keys_of(other.id)).iter().any(|key| wanted.contains(key))
        };
        ACTIONS.iter().filter(meets).collect()
    }

    /// Gives an action keys in place of those that it had, and takes them from all others that would have them too.
    pub fn give(&mut self, action: &'static Action, keys: Vec<Key>) {
        for other in self.holders(action, &keys) {
            let left = self.keys_of(other.id).iter().filter(|key| !keys.contains(key)).cloned().collect();
            self.put(other, left);
        }
        self.put(action, keys);
    }

    fn put(&mut self, action: &'static Action, keys: Vec<Key>) {
        if keys == action.defaults() {
            self.chosen.remove(action.id);
        } else {
            self.chosen.insert(action.id);
        }
        self.keys.insert(action.id, keys);
    }

    pub fn reset_all(&mut self) {
        let unknown = std::mem::take(&mut self.unknown);
        *self = Self { unknown, ..Self::default() };
    }
}

/// Its keys, and those with shift where it leaps with them.
fn claimed(action: &Action, keys: &[Key]) -> Vec<Key> {
    let leaps = action.command.leap().is_some();
    let shifted = keys.iter().filter(|_| leaps).map(|key| Key { shift: true, ..key.clone() });
    keys.iter().cloned().chain(shifted).collect()
}

/// The key that is meant where nothing has this very one: signs that share a place on the keyboard, and shift where it
/// makes no difference.
fn loosened(key: &Key) -> Option<Key> {
    let with_ctrl = match key.name.as_str() {
        "." | ">" => Some("."),
        "comma" | "<" => Some("comma"),
        "plus" | "=" => Some("plus"),
        "minus" | "_" => Some("minus"),
        "backspace" => Some("backspace"),
        _ => None,
    };
    let is_arrow = matches!(key.name.as_str(), "left" | "right" | "up" | "down");
    let name = match (key.ctrl, key.alt) {
        (true, false) => with_ctrl?,
        (false, true) if !is_arrow => key.name.as_str(),
        (false, false) if key.name == "escape" => "escape",
        _ => return None,
    };
    Some(Key { name: name.to_owned(), shift: false, ..key.clone() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::editor::keymap::Context;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn asked(keymap: &Keymap, text: &str) -> Option<Command> {
        keymap.find(&key(text), |action| action.context.is_of_the_work())
    }

    fn action(id: &str) -> &'static Action {
        Action::of(id).unwrap()
    }

    #[test]
    fn no_two_actions_have_one_key_by_default_and_none_has_one_of_the_browsers() {
        let keymap = Keymap::default();
        for action in ACTIONS {
            let keys = action.defaults();
            assert_eq!(keys.len(), action.keys.len(), "{} has a key that is none", action.id);
            assert!(!keys.iter().any(belongs_to_browser), "{}", action.id);
            let holders: Vec<&str> = keymap.holders(action, &keys).iter().map(|other| other.id).collect();
            assert!(holders.is_empty(), "{} and {holders:?}", action.id);
        }
    }

    #[test]
    fn a_chosen_key_does_it_and_the_default_no_longer_does() {
        let mut keymap = Keymap::default();
        keymap.give(action("annotation:submit"), vec![key("alt+s")]);
        assert_eq!(asked(&keymap, "alt+s"), Some(Command::Submit));
        assert_eq!(asked(&keymap, "ctrl+enter"), None);
        assert!(keymap.is_chosen("annotation:submit") && keymap.has_choices());
    }

    #[test]
    fn a_key_of_another_action_is_told_and_goes_over_to_the_new_one() {
        let mut keymap = Keymap::default();
        let submit = action("annotation:submit");
        let holders = keymap.holders(submit, &[key("ctrl+d")]);
        assert_eq!(holders.iter().map(|other| other.id).collect::<Vec<_>>(), ["region:duplicate"]);
        keymap.give(submit, vec![key("ctrl+d")]);
        assert_eq!(asked(&keymap, "ctrl+d"), Some(Command::Submit));
        assert!(keymap.keys_of("region:duplicate").is_empty());
        // Its default is now somebody else's, and that is told, too.
        let back = action("region:duplicate").defaults();
        assert_eq!(keymap.holders(action("region:duplicate"), &back).len(), 1);
    }

    #[test]
    fn keys_that_leap_with_shift_are_held_with_shift_too() {
        let keymap = Keymap::default();
        let holders = keymap.holders(action("annotation:undo"), &[key("shift+left")]);
        assert_eq!(holders.iter().map(|other| other.id).collect::<Vec<_>>(), ["region:move-left"]);
        assert!(keymap.holders(action("repeater:next-page"), &[key("left")]).is_empty());
    }

    #[test]
    fn what_was_chosen_is_kept_and_what_is_not_known_is_left_alone() {
        let text =
            r#"{"version":1,"keys":{"region:undreamt":["ctrl+j"],"tool:rect":["j"],"tool:move":["??"]}}"#;
        let keymap = Keymap::read(text).unwrap();
        assert_eq!(keymap.keys_of("tool:rect"), [key("j")]);
        assert_eq!(keymap.keys_of("tool:move"), [key("v")], "what is no key is as by default");
        let again = keymap.to_json();
        assert!(again.contains("region:undreamt") && again.contains("tool:rect"), "{again}");
        assert_eq!(Keymap::read(&again).unwrap().keys_of("tool:rect"), [key("j")]);
    }

    #[test]
    fn what_cannot_be_read_is_said_to_be_so() {
        for text in
            ["", "not JSON", "[]", r#"{"version":2,"keys":{}}"#, r#"{"version":1,"keys":{"tool:rect":1}}"#]
        {
            assert_eq!(Keymap::read(text).err(), Some(Unreadable), "{text}");
        }
    }

    #[test]
    fn resetting_gives_back_the_defaults() {
        let mut keymap = Keymap::default();
        keymap.give(action("tool:rect"), vec![key("j")]);
        keymap.give(action("tool:rect"), action("tool:rect").defaults());
        assert!(!keymap.is_chosen("tool:rect"));
        keymap.give(action("tool:rect"), vec![key("v")]);
        assert!(keymap.keys_of("tool:move").is_empty());
        keymap.reset_all();
        assert!(!keymap.has_choices());
        assert_eq!(keymap.keys_of("tool:move"), [key("v")]);
    }

    #[test]
    fn signs_are_heard_however_a_layout_writes_them() {
        let keymap = Keymap::default();
        assert_eq!(asked(&keymap, "ctrl+>"), Some(Command::NextTask));
        assert_eq!(asked(&keymap, "ctrl+="), Some(Command::ZoomIn));
        assert_eq!(asked(&keymap, "command+z"), Some(Command::Undo));
        assert_eq!(asked(&keymap, "alt+shift+h"), Some(Command::ToggleHidden));
        assert_eq!(asked(&keymap, "shift+enter"), None);
        assert_eq!(asked(&keymap, "ctrl+alt+z"), None, "AltGr writes letters");
    }

    #[test]
    fn the_keys_of_paragraphs_are_those_of_the_field() {
        let keymap = Keymap::default();
        let asked = |text: &str| keymap.find(&key(text), |a| a.context == Context::Paragraphs);
        assert_eq!(asked("ctrl+down"), Some(Command::Phrase { back: false }));
        assert_eq!(asked("ctrl+right"), Some(Command::PhraseRegion { back: true }));
        assert_eq!(asked("ctrl+shift+a"), Some(Command::LabelPhrase));
        assert_eq!(asked("ctrl+shift+left"), None, "selects by words");
        assert_eq!(asked("down"), None);
    }

    #[test]
    fn shift_moves_ends_of_regions_by_words() {
        let asked = |text: &str| Keymap::default().find(&key(text), |a| a.context == Context::Text);
        let end = |by_word| Some(Command::MoveEnd { of_start: false, forward: true, by_word });
        assert_eq!((asked("alt+right"), asked("alt+shift+right")), (end(false), end(true)));
    }
}
