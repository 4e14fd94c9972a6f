//! Which key means which command, by the keymap. Pure: the listener in `keyboard.rs` asks here. What is typed into a field
//! is left alone, and a focused button or link keeps the keys that work it. Keys of labels come first and are not known here.

use super::keymap::{Context, Keymap};
use super::state::Tool;
use crate::model::hotkeys::Key;

/// What has the focus, as far as keys care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Nothing that eats keys: the page, a text to label.
    Page,
    /// The image: Tab walks its regions.
    Canvas,
    /// A text to label: arrows move its caret.
    Text,
    /// A button, link, checkbox or radio: Enter, Space and arrows are its own.
    Widget,
    /// A field being typed into: only commands with the primary modifier reach us.
    Field,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    Left,
    Right,
    Up,
    Down,
}

/// What keys can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Submit,
    Skip,
    Undo,
    Redo,
    NextTask,
    PreviousTask,
    DeleteRegion,
    DeleteAll,
    Duplicate,
    Unselect,
    /// To the next region, or back; with `leave`, past the last one the focus goes on.
    Cycle {
        back: bool,
        leave: bool,
    },
    ToggleHidden,
    ToggleAllHidden,
    ToggleLocked,
    ZoomIn,
    ZoomOut,
    ZoomFit,
    ZoomActual,
    /// Take up a tool of the image.
    Tool(Tool),
    /// A larger or smaller brush.
    ToolSize {
        larger: bool,
    },
    /// To the next point of the selected polygon or vector, or back.
    Point {
        back: bool,
    },
    /// One more point after the chosen one.
    InsertPoint,
    /// Put a box into the middle of the view, or be done with the selected one.
    PlaceOrConfirm,
    /// Move the selected box by so many pixels.
    Move(Arrow, u32),
    /// Move the far edge of the selected box by so many pixels.
    Resize(Arrow, u32),
    Help,
    /// What can be done, to search in.
    Palette,
    ChooseKeys,
    /// From the selected region to another.
    Relate,
    EditNote,
    Comment,
    /// The regions of the annotation that was submitted last.
    CopyPrevious,
    /// To the next image of a task, or back.
    Image {
        back: bool,
    },
    /// To the next page of a Repeater, or back.
    Page {
        back: bool,
    },
    /// To the next paragraph, or back.
    Phrase {
        back: bool,
    },
    /// To the next region of the paragraph, or back.
    PhraseRegion {
        back: bool,
    },
    /// Label the whole paragraph.
    LabelPhrase,
    /// Move an end of the region that is selected in a text.
    MoveEnd {
        of_start: bool,
        forward: bool,
        by_word: bool,
    },
}

/// How far shift takes what moves.
const LEAP: u32 = 10;

impl Command {
    /// Done once for each press: a key that is held would hand in the next task as well, which shows at once.
    pub const fn is_once(&self) -> bool {
        matches!(self, Self::Submit | Self::Skip)
    }

    /// The same in larger steps, as shift has it; `None` where there is no such thing.
    pub fn leap(&self) -> Option<Self> {
        Some(match *self {
            Self::Move(arrow, _) => Self::Move(arrow, LEAP),
            Self::Resize(arrow, _) => Self::Resize(arrow, LEAP),
            Self::MoveEnd { of_start, forward, .. } => Self::MoveEnd { of_start, forward, by_word: true },
            _ => return None,
        })
    }
}

/// The command of a key, if it has one where the focus is.
pub fn command(keymap: &Keymap, key: &Key, focus: Focus) -> Option<Command> {
    let is_plain_tab = key.name == "tab" && !key.ctrl && !key.alt && !key.meta;
    if is_plain_tab && focus == Focus::Canvas {
        return Some(Command::Cycle { back: key.shift, leave: true });
    }
    if !is_heard(key, focus) {
        return None;
    }
    let counts = |context: Context| context == Context::Everywhere || focus != Focus::Field;
    keymap.find(key, |action| action.context.is_of_the_work() && counts(action.context))
}

/// The key is not what works the thing that has the focus.
fn is_heard(key: &Key, focus: Focus) -> bool {
    let primary = key.ctrl || key.meta;
    let is_arrow = matches!(key.name.as_str(), "left" | "right" | "up" | "down");
    let is_press = matches!(key.name.as_str(), "enter" | "space");
    match focus {
        Focus::Page | Focus::Canvas => true,
        Focus::Text => primary || !is_arrow,
        Focus::Widget => primary || !(is_arrow || (is_press && !key.alt)),
        // Other keys with alt write signs.
        Focus::Field => primary || (key.alt && is_press) || is_function(&key.name),
    }
}

/// F1 and its like, which write nothing.
fn is_function(name: &str) -> bool {
    name.len() > 1 && name.strip_prefix('f').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
}

impl Arrow {
    /// The step as x and y.
    pub const fn vector(self, by: u32) -> (f64, f64) {
        let by = by as f64;
        match self {
            Self::Left => (-by, 0.0),
            Self::Right => (by, 0.0),
            Self::Up => (0.0, -by),
            Self::Down => (0.0, by),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::editor::keymap::Action;
    use crate::editor::state::ShapeTool;

    fn on(text: &str, focus: Focus) -> Option<Command> {
        command(&Keymap::default(), &text.parse().unwrap(), focus)
    }

    #[test]
    fn typing_is_left_alone_but_submitting_is_not() {
        assert_eq!(on("1", Focus::Field), None);
        assert_eq!(on("ctrl+z", Focus::Field), None);
        assert_eq!(on("ctrl+enter", Focus::Field), Some(Command::Submit));
    }

    #[test]
    fn a_key_that_is_held_undoes_on_and_on_but_hands_in_one_task() {
        let once = |text: &str| on(text, Focus::Page).unwrap().is_once();
        assert!(once("ctrl+enter") && once("ctrl+space"));
        assert!(!once("ctrl+z"));
    }

    #[test]
    fn a_button_keeps_enter_and_arrows_but_no_letters() {
        assert_eq!(on("enter", Focus::Widget), None);
        assert_eq!(on("left", Focus::Widget), None);
        assert_eq!(on("u", Focus::Widget), Some(Command::Unselect));
    }

    #[test]
    fn arrows_move_boxes_but_not_under_a_text_caret() {
        assert_eq!(on("shift+up", Focus::Canvas), Some(Command::Move(Arrow::Up, 10)));
        assert_eq!(on("alt+up", Focus::Canvas), Some(Command::Resize(Arrow::Up, 1)));
        assert_eq!(on("shift+right", Focus::Text), None);
    }

    #[test]
    fn letters_take_up_tools_and_brackets_size_them() {
        assert_eq!(on("shift+r", Focus::Canvas), Some(Command::Tool(Tool::Shape(ShapeTool::ThreePoint))));
        assert_eq!(on("w", Focus::Widget), Some(Command::Tool(Tool::Wand)));
        assert_eq!(on("[", Focus::Page), Some(Command::ToolSize { larger: false }));
        assert_eq!(on("b", Focus::Field), None);
    }

    #[test]
    fn tab_leaves_everything_but_the_image() {
        assert_eq!(on("tab", Focus::Page), None);
        assert_eq!(on("tab", Focus::Canvas), Some(Command::Cycle { back: false, leave: true }));
    }

    #[test]
    fn a_plain_letter_chosen_for_submitting_is_still_a_letter_while_typing() {
        let mut keymap = Keymap::default();
        let submit = Action::of("annotation:submit").unwrap();
        let on = |keymap: &Keymap, text: &str, focus| command(keymap, &text.parse().unwrap(), focus);
        for (chosen, in_field) in [("j", false), ("alt+s", false), ("f2", true), ("ctrl+s", true)] {
            keymap.give(submit, vec![chosen.parse().unwrap()]);
            assert_eq!(on(&keymap, chosen, Focus::Page), Some(Command::Submit), "{chosen}");
            assert_eq!(on(&keymap, chosen, Focus::Field).is_some(), in_field, "{chosen}");
        }
    }

    #[test]
    fn keys_of_parts_that_listen_themselves_are_left_to_them() {
        assert_eq!(on("ctrl+left", Focus::Page), None);
        assert_eq!(on("ctrl+shift+a", Focus::Text), None);
    }
}
