//! One key with its modifiers, by the names that configs and keymaps write: `ctrl+enter`, `shift+1`, `command+z`.

use std::fmt;
use std::str::FromStr;

/// A key and its modifiers. `meta` is the command key of a Mac.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    pub meta: bool,
    /// A lower-case letter, a digit, a sign, or a name such as `enter`.
    pub name: String,
}

/// Not the name of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a key; write it like a, 1, shift+1 or ctrl+enter")]
pub struct KeyError(pub String);

const NAMED: [&str; 20] = [
    "enter",
    "space",
    "escape",
    "backspace",
    "delete",
    "tab",
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "pageup",
    "pagedown",
    "insert",
    "plus",
    "minus",
    "comma",
    "capslock",
    "contextmenu",
];

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let refused = || KeyError(text.to_owned());
        let trimmed = text.trim();
        let (modifiers, last) = match trimmed.strip_suffix('+') {
            // The key is the plus sign itself.
            Some(before) => (before.strip_suffix('+').unwrap_or(before), "plus"),
            None => trimmed.rsplit_once('+').unwrap_or(("", trimmed)),
        };
        let mut key = Self { name: canonical(last.trim()).ok_or_else(refused)?, ..Self::default() };
        for modifier in modifiers.split('+').map(str::trim).filter(|modifier| !modifier.is_empty()) {
            match modifier.to_lowercase().as_str() {
                "ctrl" | "control" | "mod" => key.ctrl = true,
                "alt" | "option" => key.alt = true,
                "shift" => key.shift = true,
                "command" | "cmd" | "meta" | "super" => key.meta = true,
                _ => return Err(refused()),
            }
        }
        Ok(key)
    }
}

/// The one name of a key.
fn canonical(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let known = match lower.as_str() {
        "esc" => "escape",
        "return" => "enter",
        "del" => "delete",
        "spacebar" => "space",
        "arrowleft" => "left",
        "arrowright" => "right",
        "arrowup" => "up",
        "arrowdown" => "down",
        "+" => "plus",
        "-" => "minus",
        "," => "comma",
        other => other,
    };
    let function =
        || known.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=24).contains(&n));
    let one = || {
        let mut chars = known.chars();
        matches!((chars.next(), chars.next()), (Some(c), None) if !c.is_whitespace() && !c.is_control())
    };
    (NAMED.contains(&known) || one() || function()).then(|| known.to_owned())
}

impl Key {
    /// The key of a browser's keyboard event, by its `key`, `code` and modifiers; `None` for a modifier alone.
    ///
    /// Letters follow the layout, or their place on the keyboard where the layout has no Latin letters or alt makes
    /// signs of them. Digits go by place: shift and French layouts make signs of them.
    pub fn from_event(key: &str, code: &str, ctrl: bool, alt: bool, shift: bool, meta: bool) -> Option<Self> {
        if matches!(
            key,
            "Control" | "Alt" | "Shift" | "Meta" | "AltGraph" | "Dead" | "Unidentified" | "Process"
        ) {
            return None;
        }
        let digit =
            code.strip_prefix("Digit").or_else(|| code.strip_prefix("Numpad")).filter(|d| d.len() == 1);
        let letter = code.strip_prefix("Key").filter(|letter| letter.len() == 1);
        let name = match (digit, letter) {
            (Some(digit), _) => digit.to_owned(),
            (_, Some(place)) if !key.chars().all(|c| c.is_ascii_alphabetic()) => place.to_lowercase(),
            _ if key == " " => "space".to_owned(),
            _ => canonical(key)?,
        };
        // A sign that needs shift is named by itself.
        let first = name.chars().next().unwrap_or_default();
        let is_sign = name == "plus" || (name.chars().count() == 1 && !first.is_alphanumeric());
        Some(Self { ctrl, alt, shift: shift && !is_sign, meta, name })
    }

    /// The same on a Mac, where command stands for ctrl.
    #[must_use]
    pub fn on_mac(mut self) -> Self {
        if self.ctrl {
            self.ctrl = false;
            self.meta = true;
        }
        self
    }

    /// With ctrl where command was held: either is the primary modifier.
    #[must_use]
    pub const fn primary(mut self) -> Self {
        self.ctrl |= self.meta;
        self.meta = false;
        self
    }

    /// How it is shown to people.
    pub fn shown(&self, mac: bool) -> String {
        let signs = if mac { ["⌃", "⌥", "⇧", "⌘"] } else { ["Ctrl+", "Alt+", "Shift+", "Meta+"] };
        let mut text = String::new();
        for (on, sign) in [self.ctrl, self.alt, self.shift, self.meta].into_iter().zip(signs) {
            if on {
                text.push_str(sign);
            }
        }
        text + &self.shown_name()
    }

    fn shown_name(&self) -> String {
        match self.name.as_str() {
            "plus" => "+".to_owned(),
            "minus" => "−".to_owned(),
            "comma" => ",".to_owned(),
            "escape" => "Esc".to_owned(),
            "left" => "←".to_owned(),
            "right" => "→".to_owned(),
            "up" => "↑".to_owned(),
            "down" => "↓".to_owned(),
            name if name.chars().count() == 1 => name.to_uppercase(),
            name => {
                let mut chars = name.chars();
                chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
            }
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modifiers =
            [(self.ctrl, "ctrl+"), (self.alt, "alt+"), (self.shift, "shift+"), (self.meta, "command+")];
        for (on, name) in modifiers {
            if on {
                f.write_str(name)?;
            }
        }
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn names_of_keys_are_read_and_printed() {
        for (written, printed) in [
            ("ctrl+enter", "ctrl+enter"),
            ("Shift + 1", "shift+1"),
            ("cmd+Z", "command+z"),
            ("H", "h"),
            ("ctrl+shift+z", "ctrl+shift+z"),
            ("ctrl+plus", "ctrl+plus"),
            ("ctrl++", "ctrl+plus"),
            ("+", "plus"),
            ("alt+.", "alt+."),
            ("esc", "escape"),
            ("f2", "f2"),
        ] {
            let key: Key = written.parse().unwrap();
            assert_eq!(key.to_string(), printed);
            assert_eq!(printed.parse::<Key>().unwrap(), key);
        }
        for wrong in ["", "hyper+a", "ab", "f99", "a+b"] {
            assert_eq!(wrong.parse::<Key>(), Err(KeyError(wrong.to_owned())));
        }
    }

    #[test]
    fn events_are_keys_whatever_the_layout() {
        let event =
            |key, code, shift| Key::from_event(key, code, false, false, shift, false).unwrap().to_string();
        assert_eq!(event("!", "Digit1", true), "shift+1");
        assert_eq!(event("&", "Digit1", false), "1");
        assert_eq!(event("й", "KeyQ", false), "q");
        assert_eq!(event("a", "KeyQ", false), "a");
        assert_eq!(event("A", "KeyA", true), "shift+a");
        assert_eq!(event("?", "Slash", true), "?");
        assert_eq!(event("+", "Equal", true), "plus");
        assert_eq!(event(" ", "Space", false), "space");
        assert_eq!(event("ArrowLeft", "ArrowLeft", true), "shift+left");
        assert_eq!(event("7", "Numpad7", false), "7");
        assert_eq!(Key::from_event("Shift", "ShiftLeft", false, false, true, false), None);
        assert_eq!(Key::from_event("©", "KeyG", false, true, false, false).unwrap().to_string(), "alt+g");
    }

    #[test]
    fn a_mac_has_command_for_ctrl() {
        let key: Key = "ctrl+shift+z".parse().unwrap();
        assert_eq!(key.clone().on_mac().to_string(), "shift+command+z");
        assert_eq!(key.clone().on_mac().primary(), key);
        assert_eq!(key.shown(false), "Ctrl+Shift+Z");
        assert_eq!(key.on_mac().shown(true), "⇧⌘Z");
        assert_eq!("escape".parse::<Key>().unwrap().shown(false), "Esc");
    }
}
