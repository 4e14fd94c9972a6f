//! Which key means which command. Pure: the listener in `keyboard.rs` asks here. What is typed into a field is left
//! alone, and a focused button or link keeps the keys that work it. Keys of labels come first and are not known here.

use super::state::{ShapeTool, Tool};
use crate::model::hotkeys::{Key, Reserved};

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
    /// From the selected region to another.
    Relate,
    EditNote,
    Comment,
    /// The regions of the annotation that was submitted last.
    CopyPrevious,
}

const STEP: u32 = 1;
const LEAP: u32 = 10;

/// The command of a key, if it has one where the focus is.
pub fn command(key: &Key, focus: Focus) -> Option<Command> {
    if key.ctrl || key.meta {
        return with_primary(key, focus);
    }
    if focus == Focus::Field {
        return (key.alt && key.name == "enter").then_some(Command::Submit);
    }
    if key.alt {
        return with_alt(key, focus);
    }
    plain(key, focus)
}

fn with_primary(key: &Key, focus: Focus) -> Option<Command> {
    let everywhere = match (key.name.as_str(), key.shift) {
        ("enter", false) => Some(Command::Submit),
        ("space", false) => Some(Command::Skip),
        ("." | ">", _) => Some(Command::NextTask),
        ("comma" | "<", _) => Some(Command::PreviousTask),
        _ => None,
    };
    if everywhere.is_some() || focus == Focus::Field {
        return everywhere;
    }
    match (key.name.as_str(), key.shift) {
        ("z", false) => Some(Command::Undo),
        ("z", true) | ("y", false) => Some(Command::Redo),
        ("backspace", _) => Some(Command::DeleteAll),
        ("d", false) => Some(Command::Duplicate),
        ("h", false) => Some(Command::ToggleAllHidden),
        ("plus" | "=", _) => Some(Command::ZoomIn),
        ("minus" | "_", _) => Some(Command::ZoomOut),
        _ => None,
    }
}

fn with_alt(key: &Key, focus: Focus) -> Option<Command> {
    if let Some(arrow) = arrow(&key.name) {
        return matches!(focus, Focus::Canvas | Focus::Page).then(|| Command::Resize(arrow, stride(key)));
    }
    match key.name.as_str() {
        "enter" => Some(Command::Submit),
        "." => Some(Command::Cycle { back: false, leave: false }),
        "comma" => Some(Command::Cycle { back: true, leave: false }),
        "h" => Some(Command::ToggleHidden),
        "l" => Some(Command::ToggleLocked),
        "r" => Some(Command::Relate),
        "m" => Some(Command::EditNote),
        "c" => Some(Command::Comment),
        "v" => Some(Command::CopyPrevious),
        _ => None,
    }
}

fn plain(key: &Key, focus: Focus) -> Option<Command> {
    let on_widget = focus == Focus::Widget;
    if let Some(arrow) = arrow(&key.name) {
        return matches!(focus, Focus::Canvas | Focus::Page).then(|| Command::Move(arrow, stride(key)));
    }
    match (key.name.as_str(), key.shift) {
        ("enter", false) if !on_widget => Some(Command::PlaceOrConfirm),
        ("tab", back) if focus == Focus::Canvas => Some(Command::Cycle { back, leave: true }),
        ("escape", _) => Some(Command::Unselect),
        ("delete" | "backspace", false) => Some(Command::DeleteRegion),
        ("?", _) => Some(Command::Help),
        ("1", true) => Some(Command::ZoomFit),
        ("2", true) => Some(Command::ZoomActual),
        ("u", false) => Some(Command::Unselect),
        (".", false) => Some(Command::Point { back: false }),
        ("comma", false) => Some(Command::Point { back: true }),
        ("insert" | "i", false) => Some(Command::InsertPoint),
        ("[", _) => Some(Command::ToolSize { larger: false }),
        ("]", _) => Some(Command::ToolSize { larger: true }),
        ("n", false) => Some(Command::PlaceOrConfirm),
        ("plus" | "=", _) => Some(Command::ZoomIn),
        ("minus" | "_", _) => Some(Command::ZoomOut),
        (name, shift) => tool(name, shift).map(Command::Tool),
    }
}

/// The tools of images by their letters. A letter does nothing where the config does not offer its tool.
fn tool(name: &str, shift: bool) -> Option<Tool> {
    Some(match (name, shift) {
        ("h", false) => Tool::Pan,
        ("v", false) => Tool::Move,
        ("e", false) => Tool::Eraser,
        ("w", false) => Tool::Wand,
        ("r", false) => Tool::Shape(ShapeTool::Rectangle),
        ("r", true) => Tool::Shape(ShapeTool::ThreePoint),
        ("o", false) => Tool::Shape(ShapeTool::Ellipse),
        ("p", false) => Tool::Shape(ShapeTool::Polygon),
        ("k", false) => Tool::Shape(ShapeTool::KeyPoint),
        ("b", false) => Tool::Shape(ShapeTool::Brush),
        _ => return None,
    })
}

/// Keys that labels should keep clear of when a config names its own. `V` and `N` are not among them: a label may
/// have them, and there are other ways to the move tool and to a new box.
pub fn reserved() -> Vec<Reserved> {
    [("r", "the rectangle tool"), ("h", "the pan tool"), ("u", "unselecting a region"), ("?", "this help")]
        .into_iter()
        .map(|(name, does)| Reserved {
            key: Key { name: name.to_owned(), ..Key::default() },
            name: does.to_owned(),
        })
        .collect()
}

fn stride(key: &Key) -> u32 {
    if key.shift { LEAP } else { STEP }
}

fn arrow(key: &str) -> Option<Arrow> {
    Some(match key {
        "left" => Arrow::Left,
        "right" => Arrow::Right,
        "up" => Arrow::Up,
        "down" => Arrow::Down,
        _ => return None,
    })
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

    fn on(text: &str, focus: Focus) -> Option<Command> {
        command(&text.parse().unwrap(), focus)
    }

    #[test]
    fn typing_is_left_alone_but_submitting_is_not() {
        assert_eq!(on("1", Focus::Field), None);
        assert_eq!(on("ctrl+z", Focus::Field), None);
        assert_eq!(on("ctrl+enter", Focus::Field), Some(Command::Submit));
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
}
