//! A config set out in lines, two blanks a level. Says the same: attributes keep their order and their spelling, comments
//! and texts stay; what holds text of its own is left as it is.

use super::scan::{Element, Piece, PieceKind, Scan};

/// A longer tag has its attributes below one another.
const WIDEST: usize = 110;

/// The text set out; the text itself when it is not XML that closes what it opens.
pub fn format(text: &str) -> String {
    let scan = Scan::of(text);
    let whole = |element: &Element| element.finished && (element.self_closing || element.close.is_some());
    let sound = scan.elements.iter().all(whole)
        && scan.pieces.iter().all(|piece| piece.kind != PieceKind::Close(None));
    if !sound || scan.elements.is_empty() {
        return text.to_owned();
    }
    let owners = owners(&scan);
    let mut writer = Writer { scan: &scan, owners: &owners, out: String::new(), depth: 0, breaks: 0 };
    let mut at = 0;
    while let Some(piece) = scan.pieces.get(at) {
        at = match piece.kind {
            PieceKind::Open(element) => writer.open(element, at),
            _ => {
                writer.other(piece.kind, scan.slice(&piece.range));
                at + 1
            }
        };
    }
    writer.out + "\n"
}

/// The element that each piece stands in directly.
fn owners(scan: &Scan<'_>) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut owners = Vec::with_capacity(scan.pieces.len());
    for piece in &scan.pieces {
        if matches!(piece.kind, PieceKind::Close(_)) {
            open.pop();
        }
        owners.push(open.last().copied());
        if let PieceKind::Open(element) = piece.kind
            && scan.elements.get(element).is_some_and(|element| !element.self_closing)
        {
            open.push(element);
        }
    }
    owners
}

struct Writer<'a> {
    scan: &'a Scan<'a>,
    owners: &'a [Option<usize>],
    out: String,
    depth: usize,
    /// Line breaks since the last thing that was written.
    breaks: usize,
}

impl Writer<'_> {
    fn other(&mut self, kind: PieceKind, text: &str) {
        match kind {
            PieceKind::Text if text.trim().is_empty() => self.breaks += text.matches('\n').count(),
            // A remark on the same line stays there.
            PieceKind::Comment if self.breaks == 0 && !self.out.is_empty() => {
                self.out.push(' ');
                self.out.push_str(text);
            }
            PieceKind::Close(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.breaks = self.breaks.min(1);
                self.line(text);
            }
            _ => self.line(text.trim()),
        }
    }

    /// Writes an opening tag, or the whole element if its inside is to stay as it is; the next piece to write.
    fn open(&mut self, element: usize, at: usize) -> usize {
        let tag = self.tag(element);
        self.line(&tag);
        let Some(node) = self.scan.elements.get(element) else { return at + 1 };
        let Some(close) = node.close.as_ref() else { return at + 1 };
        let last = self.scan.pieces.partition_point(|piece| piece.range.start < close.start);
        let inside = self.scan.pieces.get(at + 1..last).unwrap_or_default();
        let is_blank =
            |piece: &Piece| piece.kind == PieceKind::Text && self.scan.slice(&piece.range).trim().is_empty();
        let own_text = |(index, piece): (usize, &Piece)| {
            matches!(piece.kind, PieceKind::Text | PieceKind::Special)
                && !is_blank(piece)
                && self.owners.get(at + 1 + index) == Some(&Some(element))
        };
        if inside.iter().all(is_blank) {
            self.out.push_str(self.scan.slice(close));
            return last + 1;
        }
        if inside.iter().enumerate().any(own_text) {
            self.out.push_str(self.scan.slice(&(node.open.end..close.end)));
            return last + 1;
        }
        self.depth += 1;
        at + 1
    }

    fn tag(&self, element: usize) -> String {
        let Some(node) = self.scan.elements.get(element) else { return String::new() };
        let end = if node.self_closing { "/>" } else { ">" };
        let attrs: Vec<&str> = node.attrs.iter().map(|attr| self.scan.slice(&attr.whole)).collect();
        let name = self.scan.name(element);
        let length: usize = attrs.iter().map(|attr| attr.chars().count() + 1).sum();
        if attrs.len() < 2 || self.depth * 2 + name.len() + length < WIDEST {
            let attrs: String = attrs.iter().map(|attr| format!(" {attr}")).collect();
            return format!("<{name}{attrs}{end}");
        }
        let indent = "  ".repeat(self.depth + 2);
        let attrs: String = attrs.iter().map(|attr| format!("\n{indent}{attr}")).collect();
        format!("<{name}{attrs}{end}")
    }

    fn line(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
            if self.breaks > 1 {
                self.out.push('\n');
            }
        }
        self.out.push_str(&"  ".repeat(self.depth));
        self.out.push_str(text);
        self.breaks = 0;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::config::{LabelConfig, Node};
    use proptest::prelude::*;

    /// The tree without places.
    fn meaning(xml: &str) -> Option<String> {
        fn of(node: &Node) -> String {
            let inside: Vec<String> = node.children.iter().map(of).collect();
            format!("{} {:?} {:?} [{}]", node.written, node.attrs, node.text, inside.join(", "))
        }
        LabelConfig::examine(xml).0.root().map(of)
    }

    #[test]
    fn lines_are_set_out_and_comments_stay_where_they_belong() {
        let xml = "<View><!-- top -->\n<Labels toName='t' name=\"l\"><Label value=\"A\"/> <!-- a --><Label value='B'></Label>\n\n\n\
                   </Labels><Header>As <b/> it is</Header>\n\n<Style> .a { color: red }\n</Style></View>";
        let wanted = "<View> <!-- top -->\n  <Labels toName='t' name=\"l\">\n    <Label value=\"A\"/> <!-- a -->\n    \
                      <Label value='B'></Label>\n  </Labels>\n  <Header>As <b/> it is</Header>\n\n  \
                      <Style> .a { color: red }\n</Style>\n</View>\n";
        assert_eq!(format(xml), wanted);
        assert_eq!(format(wanted), wanted);
        assert_eq!(meaning(xml), meaning(wanted));
    }

    #[test]
    fn long_tags_are_broken_and_broken_xml_is_left_alone() {
        let long = format!("<View><Text name=\"t\" value=\"$t\" style=\"{}\"/></View>", "x".repeat(100));
        assert!(format(&long).contains("<Text\n      name=\"t\"\n      value="), "{}", format(&long));
        assert_eq!(meaning(&format(&long)), meaning(&long));
        for broken in ["<View><Text></View>", "<View", "words", "<View/></View>"] {
            assert_eq!(format(broken), broken);
        }
    }

    fn config() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("<Label value='A' hotkey=\"a\"/>".to_owned()),
            Just("<Choice value=\"x\"></Choice>".to_owned()),
            Just("<!-- said -->".to_owned()),
            Just("\n\n".to_owned()),
            Just("  ".to_owned()),
            Just("words &amp; words".to_owned()),
            Just("<![CDATA[ .a > b ]]>".to_owned()),
        ];
        let inside = leaf.prop_recursive(4, 24, 5, |inner| {
            proptest::collection::vec(inner, 0..5)
                .prop_map(|parts| format!("<View a=\"1\">{}</View>", parts.concat()))
        });
        proptest::collection::vec(inside, 0..5).prop_map(|parts| format!("<View>{}</View>", parts.concat()))
    }

    proptest! {
        #[test]
        fn the_config_says_the_same_afterwards_and_once_is_enough(xml in config()) {
            let formatted = format(&xml);
            prop_assert_eq!(meaning(&formatted), meaning(&xml));
            prop_assert_eq!(format(&formatted), formatted);
        }
    }
}
