//! The actions, in the order in which they are listed. `docs/keys.md` lists the same, and a test holds it to that.

use super::Action;
use super::Context::{Everywhere, Image, Images, Page, Pages, Paragraphs, Text};
use crate::editor::keys::{Arrow, Command};
use crate::editor::state::{ShapeTool, Tool};

/// Everything that keys can ask for.
pub static ACTIONS: &[Action] = &[
    Action::new("annotation:submit", Everywhere, &["ctrl+enter", "alt+enter"], Command::Submit, |t| {
        t.actions.submit
    }),
    Action::new("annotation:skip", Everywhere, &["ctrl+space"], Command::Skip, |t| t.actions.skip),
    Action::new("task:next", Everywhere, &["ctrl+."], Command::NextTask, |t| t.editor.next),
    Action::new("task:previous", Everywhere, &["ctrl+comma"], Command::PreviousTask, |t| t.editor.previous),
    Action::new("editor:palette", Everywhere, &["ctrl+k"], Command::Palette, |t| t.keymap.palette),
    Action::new("editor:help", Page, &["?"], Command::Help, |t| t.actions.help),
    Action::new("editor:keys", Page, &[], Command::ChooseKeys, |t| t.keymap.choose),
    Action::new("annotation:undo", Page, &["ctrl+z"], Command::Undo, |t| t.editor.undo),
    Action::new("annotation:redo", Page, &["ctrl+shift+z", "ctrl+y"], Command::Redo, |t| t.editor.redo),
    Action::new("annotation:copy-previous", Page, &["alt+v"], Command::CopyPrevious, |t| {
        t.panels.copy_previous
    }),
    Action::new("annotation:comment", Page, &["alt+c"], Command::Comment, |t| t.actions.comment),
    Action::new("region:place", Page, &["enter", "n"], Command::PlaceOrConfirm, |t| t.actions.place),
    Action::new("region:cycle", Page, &["alt+."], Command::Cycle { back: false, leave: false }, |t| {
        t.actions.next_region
    }),
    Action::new(
        "region:cycle-back",
        Page,
        &["alt+comma"],
        Command::Cycle { back: true, leave: false },
        |t| t.actions.previous_region,
    ),
    Action::new("region:unselect", Page, &["u"], Command::Unselect, |t| t.actions.unselect),
    Action::new("region:exit", Page, &["escape"], Command::Unselect, |t| t.actions.exit),
    Action::new("region:delete", Page, &["delete", "backspace"], Command::DeleteRegion, |t| t.actions.delete),
    Action::new("region:delete-all", Page, &["ctrl+backspace"], Command::DeleteAll, |t| t.actions.delete_all),
    Action::new("region:duplicate", Page, &["ctrl+d"], Command::Duplicate, |t| t.actions.duplicate),
    Action::new("region:visibility", Page, &["alt+h"], Command::ToggleHidden, |t| t.actions.hide),
    Action::new("region:visibility-all", Page, &["ctrl+h"], Command::ToggleAllHidden, |t| t.actions.hide_all),
    Action::new("region:lock", Page, &["alt+l"], Command::ToggleLocked, |t| t.actions.lock),
    Action::new("region:relation", Page, &["alt+r"], Command::Relate, |t| t.actions.relate),
    Action::new("region:meta", Page, &["alt+m"], Command::EditNote, |t| t.actions.note),
    Action::new("tool:rect", Image, &["r"], tool(ShapeTool::Rectangle), |t| t.tools.rectangle),
    Action::new("tool:rect-3point", Image, &["shift+r"], tool(ShapeTool::ThreePoint), |t| {
        t.tools.three_point
    }),
    Action::new("tool:ellipse", Image, &["o"], tool(ShapeTool::Ellipse), |t| t.tools.ellipse),
    Action::new("tool:polygon", Image, &["p"], tool(ShapeTool::Polygon), |t| t.actions.polygon),
    Action::new("tool:key-point", Image, &["k"], tool(ShapeTool::KeyPoint), |t| t.tools.key_point),
    Action::new("tool:brush", Image, &["b"], tool(ShapeTool::Brush), |t| t.tools.brush),
    Action::new("tool:eraser", Image, &["e"], Command::Tool(Tool::Eraser), |t| t.tools.eraser),
    Action::new("tool:magic-wand", Image, &["w"], Command::Tool(Tool::Wand), |t| t.tools.wand),
    Action::new("tool:decrease-tool", Image, &["["], Command::ToolSize { larger: false }, |t| {
        t.tools.smaller
    }),
    Action::new("tool:increase-tool", Image, &["]"], Command::ToolSize { larger: true }, |t| t.tools.larger),
    Action::new("tool:move", Image, &["v"], Command::Tool(Tool::Move), |t| t.editor.tool_move),
    Action::new("tool:pan-image", Image, &["h"], Command::Tool(Tool::Pan), |t| t.editor.tool_pan),
    Action::new("tool:zoom-in", Image, &["ctrl+plus"], Command::ZoomIn, |t| t.editor.zoom_in),
    Action::new("tool:zoom-out", Image, &["ctrl+minus"], Command::ZoomOut, |t| t.editor.zoom_out),
    Action::new("tool:zoom-to-fit", Image, &["shift+1"], Command::ZoomFit, |t| t.editor.zoom_fit),
    Action::new("tool:zoom-to-actual", Image, &["shift+2"], Command::ZoomActual, |t| t.editor.zoom_actual),
    Action::new("region:move-left", Image, &["left"], Command::Move(Arrow::Left, 1), |t| t.actions.move_left),
    Action::new("region:move-right", Image, &["right"], Command::Move(Arrow::Right, 1), |t| {
        t.actions.move_right
    }),
    Action::new("region:move-up", Image, &["up"], Command::Move(Arrow::Up, 1), |t| t.actions.move_up),
    Action::new("region:move-down", Image, &["down"], Command::Move(Arrow::Down, 1), |t| t.actions.move_down),
    Action::new("region:narrower", Image, &["alt+left"], Command::Resize(Arrow::Left, 1), |t| {
        t.actions.narrower
    }),
    Action::new("region:wider", Image, &["alt+right"], Command::Resize(Arrow::Right, 1), |t| t.actions.wider),
    Action::new("region:lower", Image, &["alt+up"], Command::Resize(Arrow::Up, 1), |t| t.actions.lower),
    Action::new("region:higher", Image, &["alt+down"], Command::Resize(Arrow::Down, 1), |t| t.actions.higher),
    Action::new("point:next", Image, &["."], Command::Point { back: false }, |t| t.actions.next_point),
    Action::new("point:previous", Image, &["comma"], Command::Point { back: true }, |t| {
        t.actions.previous_point
    }),
    Action::new("point:insert", Image, &["insert", "i"], Command::InsertPoint, |t| t.actions.insert_point),
    Action::new("image:prev", Images, &["ctrl+left"], Command::Image { back: true }, |t| t.image.previous),
    Action::new("image:next", Images, &["ctrl+right"], Command::Image { back: false }, |t| t.image.next),
    Action::new("text:end-back", Text, &["alt+left"], end(false, false), |t| t.actions.end_back),
    Action::new("text:end-on", Text, &["alt+right"], end(false, true), |t| t.actions.end_on),
    Action::new("text:start-back", Text, &["alt+up"], end(true, false), |t| t.actions.start_back),
    Action::new("text:start-on", Text, &["alt+down"], end(true, true), |t| t.actions.start_on),
    Action::new("phrases:next-phrase", Paragraphs, &["ctrl+down"], Command::Phrase { back: false }, |t| {
        t.actions.next_phrase
    }),
    Action::new("phrases:previous-phrase", Paragraphs, &["ctrl+up"], Command::Phrase { back: true }, |t| {
        t.actions.previous_phrase
    }),
    Action::new(
        "phrases:next-region",
        Paragraphs,
        &["ctrl+left"],
        Command::PhraseRegion { back: false },
        |t| t.actions.next_in_phrase,
    ),
    Action::new(
        "phrases:previous-region",
        Paragraphs,
        &["ctrl+right"],
        Command::PhraseRegion { back: true },
        |t| t.actions.previous_in_phrase,
    ),
    Action::new("phrases:select_all_annotate", Paragraphs, &["ctrl+shift+a"], Command::LabelPhrase, |t| {
        t.actions.label_phrase
    }),
    Action::new("repeater:next-page", Pages, &["alt+right"], Command::Page { back: false }, |t| {
        t.actions.next_page
    }),
    Action::new("repeater:previous-page", Pages, &["alt+left"], Command::Page { back: true }, |t| {
        t.actions.previous_page
    }),
];

const fn tool(shape: ShapeTool) -> Command {
    Command::Tool(Tool::Shape(shape))
}

const fn end(of_start: bool, forward: bool) -> Command {
    Command::MoveEnd { of_start, forward, by_word: false }
}
