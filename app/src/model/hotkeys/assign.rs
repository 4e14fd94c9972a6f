//! Which key picks which label or choice, or works which control: those that the config names, then a fixed row of keys
//! in document order for labels and flat choices.

use super::key::Key;
use crate::model::choosing;
use crate::model::config::{ControlKind, LabelConfig, Tag};
use serde_json::{Map, Value};

/// The keys handed out when the config names none, in this order.
pub const AUTOMATIC: &str = "1234567890qwetasdfgzxcvbyiopjklnm";

/// A key of the editor's own, such as a tool's, that labels should keep clear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserved {
    pub key: Key,
    /// What it does, for messages: `the rectangle tool`.
    pub name: String,
}

/// Joins the steps of a path where one text has to stand for it.
const STEP: char = '\u{1f}';

/// The one text of a path through a tree.
pub fn path_text(path: &[String]) -> String {
    path.join(&STEP.to_string())
}

/// The path that a text stands for.
pub fn text_path(text: &str) -> Vec<String> {
    text.split(STEP).map(str::to_owned).collect()
}

/// The last step of the path that a text stands for.
pub fn path_end(text: &str) -> &str {
    text.rsplit(STEP).next().unwrap_or(text)
}

/// A key that picks a label or a choice, or works a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    pub key: Key,
    /// A control, or the Filter of that name.
    pub control: String,
    /// The label or choice as results hold it; of a tree its [`path_text`]; of a Shortcut its text; nothing where the key
    /// is the control's own.
    pub stored: String,
}

/// The keys of one config.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hotkeys {
    pub bindings: Vec<Binding>,
    /// Sentences about keys that could not be given, or that do two things.
    pub warnings: Vec<String>,
}

impl Hotkeys {
    /// What a key picks.
    pub fn find(&self, key: &Key) -> Option<&Binding> {
        self.bindings.iter().find(|binding| binding.key == *key)
    }

    /// The key of a label or choice.
    pub fn key_of(&self, control: &str, stored: &str) -> Option<&Key> {
        let of = |binding: &&Binding| binding.control == control && binding.stored == stored;
        self.bindings.iter().find(of).map(|binding| &binding.key)
    }
}

struct Candidate {
    control: String,
    stored: String,
    hotkey: Option<String>,
}

/// Gives keys to the labels and choices of a config, for one task's data where they come with it. A key is never
/// given twice. One that the config names is given even if the editor has it too, with a warning; one that is handed
/// out keeps clear of the editor's.
pub fn assign(config: &LabelConfig, data: &Map<String, Value>, reserved: &[Reserved]) -> Hotkeys {
    let candidates = candidates(config, data);
    let mut hotkeys = Hotkeys::default();
    let mut waiting = Vec::new();
    for candidate in candidates {
        match candidate.hotkey.clone() {
            Some(written) => take_named(&mut hotkeys, candidate, &written, reserved),
            None => waiting.push(candidate),
        }
    }
    hand_out(&mut hotkeys, waiting, reserved);
    hotkeys
}

struct Candidates {
    all: Vec<Candidate>,
    control: String,
}

impl Candidates {
    fn push(&mut self, stored: &str, hotkey: Option<&String>, automatic: bool) {
        if hotkey.is_some() || automatic {
            let (control, hotkey) = (self.control.clone(), hotkey.cloned());
            self.all.push(Candidate { control, stored: stored.to_owned(), hotkey });
        }
    }
}

fn candidates(config: &LabelConfig, data: &Map<String, Value>) -> Vec<Candidate> {
    let mut found = Candidates { all: Vec::new(), control: String::new() };
    for control in config.controls() {
        found.control.clone_from(&control.name);
        match &control.kind {
            ControlKind::Choices(choices) if !choices.nested => {
                for option in choices.options_for(data) {
                    found.push(option.stored(), option.hotkey.as_ref(), true);
                }
            }
            ControlKind::Choices(choices) => tree(&choices.options_for(data), &mut found),
            ControlKind::Taxonomy(taxonomy) => tree(&taxonomy.options_for(data), &mut found),
            ControlKind::Labels(labels) | ControlKind::ShapeLabels(_, labels, _) => {
                for option in labels.options_for(data) {
                    found.push(option.stored(), option.hotkey.as_ref(), true);
                }
            }
            ControlKind::Number(input) => found.push("", input.hotkey.as_ref(), false),
            ControlKind::DateTime(input) => found.push("", input.hotkey.as_ref(), false),
            ControlKind::Rating(input) => found.push("", input.hotkey.as_ref(), false),
            ControlKind::TextArea(area) => {
                for shortcut in &area.shortcuts {
                    found.push(&shortcut.value, shortcut.hotkey.as_ref(), false);
                }
            }
            _ => {}
        }
    }
    for filter in config.root().into_iter().flat_map(|root| root.below(&Tag::Filter)) {
        found.control = filter.attrs.get("name").unwrap_or_default().to_owned();
        found.push("", filter.attrs.text("hotkey").as_ref(), false);
    }
    found.all
}

/// Options of a tree have the keys that the config names, and no others.
fn tree(options: &[crate::model::config::ChoiceOption], found: &mut Candidates) {
    choosing::walk(options, &[], &mut |option, path| {
        found.push(&path_text(path), option.hotkey.as_ref(), false);
    });
}

fn take_named(hotkeys: &mut Hotkeys, candidate: Candidate, written: &str, reserved: &[Reserved]) {
    let Candidate { control, stored, .. } = candidate;
    let name = |control: &str, stored: &str| match text_path(stored).last().filter(|last| !last.is_empty()) {
        Some(last) => last.clone(),
        None => control.to_owned(),
    };
    let called = name(&control, &stored);
    let key: Key = match written.parse() {
        Ok(key) => key,
        Err(error) => {
            hotkeys.warnings.push(format!("The hotkey of \"{called}\" cannot be used: {error}."));
            return;
        }
    };
    if let Some(first) = hotkeys.find(&key) {
        let taken = name(&first.control, &first.stored);
        let warning =
            format!("The hotkey {key} of \"{called}\" is that of \"{taken}\" already; it picks \"{taken}\".");
        hotkeys.warnings.push(warning);
        return;
    }
    if let Some(other) = reserved.iter().find(|other| other.key == key) {
        let warning = format!(
            "The hotkey {key} of \"{called}\" is also that of {}; it picks \"{called}\".",
            other.name
        );
        hotkeys.warnings.push(warning);
    }
    hotkeys.bindings.push(Binding { key, control, stored });
}

fn hand_out(hotkeys: &mut Hotkeys, waiting: Vec<Candidate>, reserved: &[Reserved]) {
    let taken = |key: &Key, hotkeys: &Hotkeys| {
        hotkeys.find(key).is_some() || reserved.iter().any(|other| other.key == *key)
    };
    let mut row = AUTOMATIC.chars().map(|c| Key { name: c.to_string(), ..Key::default() });
    for candidate in waiting {
        let Some(key) = row.find(|key| !taken(key, hotkeys)) else { return };
        hotkeys.bindings.push(Binding { key, control: candidate.control, stored: candidate.stored });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn config(labels: &str) -> LabelConfig {
        let xml =
            format!("<View><Text name='t' value='$t'/><Labels name='l' toName='t'>{labels}</Labels></View>");
        LabelConfig::parse(&xml).unwrap()
    }

    fn keys(hotkeys: &Hotkeys) -> Vec<(String, String)> {
        hotkeys.bindings.iter().map(|b| (b.stored.clone(), b.key.to_string())).collect()
    }

    #[test]
    fn keys_are_handed_out_in_order_around_those_that_are_named() {
        let config =
            config("<Label value='A'/><Label value='B' hotkey='2'/><Label value='C'/><Label value='D'/>");
        let hotkeys = assign(&config, &Map::new(), &[]);
        for (stored, key) in [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")] {
            assert_eq!(hotkeys.key_of("l", stored).unwrap().to_string(), key);
        }
        assert!(hotkeys.warnings.is_empty());
        assert_eq!(hotkeys.find(&"3".parse().unwrap()).unwrap().stored, "C");
    }

    #[test]
    fn collisions_are_told_and_no_key_is_given_twice() {
        let config = config(
            "<Label value='A' hotkey='r'/><Label value='B' hotkey='R'/><Label value='C' hotkey='??'/>",
        );
        let tool = Reserved { key: "r".parse().unwrap(), name: "the rectangle tool".to_owned() };
        let hotkeys = assign(&config, &Map::new(), &[tool]);
        assert_eq!(keys(&hotkeys), [("A".to_owned(), "r".to_owned())]);
        assert_eq!(hotkeys.warnings.len(), 3, "{:?}", hotkeys.warnings);
        assert!(hotkeys.warnings[0].contains("the rectangle tool"));
        assert!(hotkeys.warnings[1].contains("\"A\" already"));
        assert!(hotkeys.warnings[2].contains("??"));
    }

    #[test]
    fn controls_shortcuts_filters_and_places_in_a_tree_have_the_keys_that_they_name() {
        let xml = "<View><Text name='t' value='$t'/><Rating name='r' toName='t' hotkey='alt+r'/>\
            <Number name='n' toName='t'/><TextArea name='a' toName='t'><Shortcut value='Hm' hotkey='1'/></TextArea>\
            <Taxonomy name='x' toName='t'><Choice value='A'><Choice value='B' hotkey='shift+b'/></Choice></Taxonomy>\
            <Filter name='f' toName='l' hotkey='2'/><Labels name='l' toName='t'><Label value='L'/></Labels></View>";
        let hotkeys = assign(&LabelConfig::parse(xml).unwrap(), &Map::new(), &[]);
        let of = |control: &str, stored: &str| hotkeys.key_of(control, stored).map(Key::to_string);
        assert_eq!(of("r", "").as_deref(), Some("alt+r"));
        assert_eq!(of("n", ""), None);
        assert_eq!(of("a", "Hm").as_deref(), Some("1"));
        let path = ["A".to_owned(), "B".to_owned()];
        assert_eq!(of("x", &path_text(&path)).as_deref(), Some("shift+b"));
        assert_eq!(text_path(&path_text(&path)), path);
        assert_eq!(of("f", "").as_deref(), Some("2"));
        assert_eq!(of("l", "L").as_deref(), Some("3"), "what is named is not handed out");
    }

    #[test]
    fn handed_out_keys_keep_clear_of_tools_and_end_with_the_row() {
        let labels: String = (0..40).map(|n| format!("<Label value='L{n}'/>")).collect();
        let tool = Reserved { key: "v".parse().unwrap(), name: "the move tool".to_owned() };
        let hotkeys = assign(&config(&labels), &Map::new(), &[tool]);
        assert_eq!(hotkeys.bindings.len(), AUTOMATIC.len() - 1);
        let mut seen: Vec<String> = hotkeys.bindings.iter().map(|binding| binding.key.to_string()).collect();
        assert!(!seen.contains(&"v".to_owned()));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), hotkeys.bindings.len());
    }
}
