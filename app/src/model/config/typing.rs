//! What an editor of configs does by itself while somebody types: closing tags, setting lines in.

use super::edit::Edit;
use super::scan::{PieceKind, Scan};
use std::ops::Range;

/// One level.
const STEP: &str = "  ";

/// The closing tag that is missing after a `>` was typed before the caret.
pub fn close_tag(text: &str, caret: usize) -> Option<Edit> {
    let scan = Scan::of(text);
    let piece = scan.pieces.iter().find(|piece| piece.range.end == caret)?;
    let PieceKind::Open(element) = piece.kind else { return None };
    let node = scan.elements.get(element).filter(|node| node.finished && !node.self_closing)?;
    let name = scan.slice(&node.name);
    // The closing tag that is there may be another's of that name around it.
    let around = scan.around(node.open.start);
    let one_short = around.iter().any(|outer| {
        scan.name(*outer) == name && scan.elements.get(*outer).is_some_and(|outer| outer.close.is_none())
    });
    let missing = node.close.is_none() || one_short;
    (missing && !name.is_empty()).then(|| Edit::new(caret..caret, format!("</{name}>")).caret_at(0))
}

/// A new line, set in like the one before; deeper behind an opening tag, and with the closing tag on a line of its own.
pub fn new_line(text: &str, selection: Range<usize>) -> Edit {
    let before = text.get(..selection.start).unwrap_or_default();
    let after = text.get(selection.end..).unwrap_or_default();
    let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or_default();
    let indent = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
    let scan = Scan::of(text);
    let end = before.trim_end_matches([' ', '\t']).len();
    let opens = scan.pieces.iter().any(|piece| match piece.kind {
        PieceKind::Open(element) => {
            piece.range.end == end
                && scan.elements.get(element).is_some_and(|node| node.finished && !node.self_closing)
        }
        _ => false,
    });
    if !opens {
        return Edit::new(selection, format!("\n{indent}"));
    }
    let deeper = format!("\n{indent}{STEP}");
    if after.starts_with("</") {
        let caret = deeper.len();
        return Edit::new(selection, format!("{deeper}\n{indent}")).caret_at(caret);
    }
    Edit::new(selection, deeper)
}

/// Sets the selected lines in by a level, or puts blanks at the caret.
pub fn indent(text: &str, selection: Range<usize>) -> Edit {
    if !text.get(selection.clone()).unwrap_or_default().contains('\n') {
        return Edit::new(selection, STEP);
    }
    on_lines(text, selection, |line| if line.is_empty() { String::new() } else { format!("{STEP}{line}") })
}

/// Takes a level off the selected lines; `None` when there is none.
pub fn outdent(text: &str, selection: Range<usize>) -> Option<Edit> {
    let less = |line: &str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let off = if line.starts_with('\t') { 1 } else { blanks.min(STEP.len()) };
        line.get(off..).unwrap_or_default().to_owned()
    };
    let edit = on_lines(text, selection, less);
    (text.get(edit.range.clone()) != Some(edit.insert.as_str())).then_some(edit)
}

fn on_lines(text: &str, selection: Range<usize>, change: impl Fn(&str) -> String) -> Edit {
    let before = text.get(..selection.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    // A selection that ends at the start of a line does not touch that line.
    let touched = text.get(selection.clone()).unwrap_or_default();
    let reach = if touched.ends_with('\n') { selection.end - 1 } else { selection.end };
    let end = text.get(reach..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| reach + at);
    let lines: Vec<&str> = text.get(start..end).unwrap_or_default().split('\n').collect();
    let changed: Vec<String> = lines.iter().map(|line| change(line)).collect();
    let first = |line: Option<&str>| line.map_or(0, str::len);
    let (old, new) = (first(lines.first().copied()), first(changed.first().map(String::as_str)));
    let insert = changed.join("\n");
    let from = (selection.start + new).saturating_sub(old).max(start);
    let to = (selection.end + insert.len()).saturating_sub(end - start).max(from);
    Edit { range: start..end, insert, select: from..to }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn marked(edit: &Edit, text: &str) -> String {
        let mut out = edit.apply(text);
        out.insert(edit.select.end, '|');
        if edit.select.start != edit.select.end {
            out.insert(edit.select.start, '|');
        }
        out
    }

    fn with(text: &str, change: impl Fn(&str, usize) -> Option<Edit>) -> Option<String> {
        let caret = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        change(&text, caret).map(|edit| marked(&edit, &text))
    }

    #[test]
    fn a_tag_that_was_opened_is_closed_once() {
        let close = |text: &str| with(text, close_tag);
        assert_eq!(close("<View><Labels>|</View>").unwrap(), "<View><Labels>|</Labels></View>");
        assert_eq!(close("<View><View>|</View>").unwrap(), "<View><View>|</View></View>");
        for done in ["<View>|</View>", "<Text/>|", "</View>|", "a > b >|", "<!-- <a> -->|"] {
            assert_eq!(close(done), None, "{done}");
        }
    }

    #[test]
    fn a_new_line_is_set_in_as_deep_as_it_stands() {
        let enter = |text: &str| with(text, |text, caret| Some(new_line(text, caret..caret))).unwrap();
        assert_eq!(enter("<View>|</View>"), "<View>\n  |\n</View>");
        assert_eq!(enter("  <Text/>|\n</View>"), "  <Text/>\n  |\n</View>");
        assert_eq!(enter("  <Labels>|\n"), "  <Labels>\n    |\n");
        assert_eq!(enter("  <Labels\n    name='l'|"), "  <Labels\n    name='l'\n    |");
    }

    #[test]
    fn lines_go_in_and_out_by_a_level() {
        let text = "a\n  b\n\nc\n";
        assert_eq!(marked(&indent(text, 1..1), text), "a  |\n  b\n\nc\n");
        assert_eq!(marked(&indent(text, 0..7), text), "|  a\n    b\n\n|c\n".replacen("|  a", "  |a", 1));
        assert_eq!(indent(text, 0..8).apply(text), "  a\n    b\n\n  c\n");
        assert_eq!(outdent(text, 4..4).unwrap().apply(text), "a\nb\n\nc\n");
        assert_eq!(outdent(text, 0..1), None);
    }

    proptest! {
        #[test]
        fn going_in_and_out_again_changes_nothing(text in r"[ab \n]{0,30}", from in 0usize..30, to in 0usize..30) {
            let (from, to) = (from.min(to).min(text.len()), from.max(to).min(text.len()));
            prop_assume!(text.get(from..to).is_some_and(|chosen| chosen.contains('\n')));
            let edit = indent(&text, from..to);
            let deeper = edit.apply(&text);
            prop_assert!(edit.select.end <= deeper.len());
            if let Some(back) = outdent(&deeper, edit.select.clone()) {
                prop_assert_eq!(back.apply(&deeper), text);
            }
        }
    }
}
