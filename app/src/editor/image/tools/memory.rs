//! The tool that was taken up at an image, remembered in this browser for the next tasks.

use crate::editor::settings::{read_item, write_item};
use crate::editor::state::{ShapeTool, Tool};

/// Tools by the names they are kept under.
const NAMES: [(&str, Tool); 12] = [
    ("rectangle", Tool::Shape(ShapeTool::Rectangle)),
    ("three-point", Tool::Shape(ShapeTool::ThreePoint)),
    ("ellipse", Tool::Shape(ShapeTool::Ellipse)),
    ("polygon", Tool::Shape(ShapeTool::Polygon)),
    ("key-point", Tool::Shape(ShapeTool::KeyPoint)),
    ("vector", Tool::Shape(ShapeTool::Vector)),
    ("brush", Tool::Shape(ShapeTool::Brush)),
    ("bitmask", Tool::Shape(ShapeTool::Bitmask)),
    ("eraser", Tool::Eraser),
    ("wand", Tool::Wand),
    ("move", Tool::Move),
    ("pan", Tool::Pan),
];

/// What a tool is called in tests and in memory.
pub fn name(tool: Tool) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == tool).map_or("auto", |(name, _)| name)
}

fn named(name: &str) -> Option<Tool> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, tool)| *tool)
}

fn key(project: impl std::fmt::Display, object: &str) -> String {
    format!("skylabel.tool.{project}.{object}")
}

/// Nothing in hand is remembered, too.
pub fn keep(project: impl std::fmt::Display, object: &str, tool: Tool) {
    write_item(&key(project, object), name(tool));
}

pub fn recall(project: impl std::fmt::Display, object: &str) -> Option<Tool> {
    named(&read_item(&key(project, object))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_found_by_its_name() {
        for (known, tool) in NAMES {
            assert_eq!((name(tool), named(known)), (known, Some(tool)));
        }
        assert_eq!((name(Tool::Auto), named("auto")), ("auto", None));
    }
}
