//! The keys that a person chose, kept in this browser; and keys as they are named on the machine at hand.

use super::{Action, Keymap};
use crate::editor::browser::is_mac;
use crate::editor::settings::{read_item, write_item};
use crate::messages::t;
use crate::model::hotkeys::Key;
use leptos::prelude::*;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where they are stored.
const KEY: &str = "skylabel.keys";

static KEYMAP: OnceLock<ArcRwSignal<Keymap>> = OnceLock::new();
static UNREADABLE: AtomicBool = AtomicBool::new(false);

fn all() -> &'static ArcRwSignal<Keymap> {
    KEYMAP.get_or_init(|| ArcRwSignal::new(load()))
}

fn load() -> Keymap {
    let Some(text) = kept_text() else { return Keymap::default() };
    Keymap::read(&text).unwrap_or_else(|_| {
        UNREADABLE.store(true, Ordering::Relaxed);
        Keymap::default()
    })
}

/// Only browsers keep anything.
fn kept_text() -> Option<String> {
    if cfg!(feature = "hydrate") { read_item(KEY) } else { None }
}

/// What was kept could not be read, and nobody was told yet.
pub fn was_unreadable() -> bool {
    with_untracked(|_| ());
    UNREADABLE.swap(false, Ordering::Relaxed)
}

/// Reactive.
pub fn with<T>(read: impl FnOnce(&Keymap) -> T) -> T {
    all().with(read)
}

pub fn with_untracked<T>(read: impl FnOnce(&Keymap) -> T) -> T {
    all().with_untracked(read)
}

/// Changes the keys and keeps them.
pub fn change(change: impl FnOnce(&mut Keymap)) {
    all().update(change);
    write_item(KEY, &with_untracked(Keymap::to_json));
}

/// Keys that were chosen in place of defaults.
pub fn chosen_keys() -> Vec<Key> {
    with_untracked(|keymap| keymap.choices().cloned().collect())
}

/// A key of the editor's own as people read it here.
pub fn shown(key: &Key) -> String {
    let mac = is_mac();
    let key = if mac { on_mac(key.clone()) } else { key.clone() };
    (t().editor.key)(&key.shown(mac))
}

/// Command stands for ctrl, but where the system keeps command with that key to itself: there ctrl does it.
fn on_mac(key: Key) -> Key {
    if matches!(key.name.as_str(), "space" | "h" | "comma") { key } else { key.on_mac() }
}

/// All keys of an action as people read them. Reactive.
pub fn keys_shown(action: &Action) -> Vec<String> {
    with(|keymap| keymap.keys_of(action.id).iter().map(shown).collect())
}

/// What a button does, and its key: `Undo (Ctrl+Z)`. Reactive.
pub fn titled(words: &str, id: &str) -> String {
    let key = Action::of(id).and_then(|action| keys_shown(action).into_iter().next());
    key.map_or_else(|| words.to_owned(), |key| (t().editor.with_key)(words, &key))
}

/// The keys of an action as `aria-keyshortcuts` has them. Reactive.
pub fn aria_of(id: &str) -> Option<String> {
    let keys: Vec<String> = with(|keymap| keymap.keys_of(id).iter().map(aria).collect());
    (!keys.is_empty()).then(|| keys.join(" "))
}

fn aria(key: &Key) -> String {
    let modifiers = [(key.ctrl, "Control+"), (key.alt, "Alt+"), (key.shift, "Shift+"), (key.meta, "Meta+")];
    let held: String = modifiers.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
    held + match key.name.as_str() {
        "left" => "ArrowLeft",
        "right" => "ArrowRight",
        "up" => "ArrowUp",
        "down" => "ArrowDown",
        "plus" => "Plus",
        "minus" => "-",
        "comma" => ",",
        "enter" => "Enter",
        "space" => "Space",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn titles_bear_the_key_of_the_action() {
        assert_eq!(titled("Undo", "annotation:undo"), "Undo (Ctrl+Z)");
        assert_eq!(titled("Choose", "editor:keys"), "Choose");
        assert_eq!(aria_of("repeater:next-page").as_deref(), Some("Alt+ArrowRight"));
        assert_eq!(aria_of("editor:keys"), None);
    }

    #[test]
    fn a_mac_shows_command_but_where_the_system_has_it() {
        let on = |text: &str| on_mac(text.parse().unwrap()).shown(true);
        assert_eq!(on("ctrl+enter"), "⌘Enter");
        assert_eq!(on("ctrl+space"), "⌃Space");
    }
}
