//! XML to tree. Says what is wrong with the XML and where, in words for people; knows nothing of what tags mean.

use super::node::{Attr, Attrs, Node, NodeId, Position};
use super::tag::Tag;

/// Why a labeling config cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct ConfigError {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

impl ConfigError {
    pub fn at(position: Position, message: impl Into<String>) -> Self {
        Self { line: position.line, column: position.column, message: message.into() }
    }
}

/// Deeper nesting than this is nobody's labeling interface, and every walker of the tree may recurse.
const MAX_DEPTH: usize = 100;

/// The tree of a config; `None` when there is nothing but white space.
pub fn parse_tree(xml: &str) -> Result<Option<Node>, ConfigError> {
    let text = blank_declaration(xml);
    if text.trim().is_empty() {
        return Ok(None);
    }
    let lines = LineIndex::new(&text);
    let document = roxmltree::Document::parse(&text).map_err(|error| explain(&error, &text))?;
    let mut reader = Reader { lines: &lines, next: 0 };
    reader.node(document.root_element(), 1).map(Some)
}

/// Writes blanks over an XML declaration and a byte order mark: the text is decoded already, and positions must stay.
fn blank_declaration(xml: &str) -> String {
    let body = xml.trim_start_matches('\u{feff}');
    let start = body.len() - body.trim_start().len();
    if !body[start..].starts_with("<?xml") {
        return body.to_owned();
    }
    let Some(end) = body[start..].find("?>").map(|at| start + at + 2) else { return body.to_owned() };
    let blank = body[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' });
    blank.chain(body[end..].chars()).collect()
}

struct Reader<'a> {
    lines: &'a LineIndex<'a>,
    next: u32,
}

impl Reader<'_> {
    fn node(&mut self, element: roxmltree::Node<'_, '_>, depth: usize) -> Result<Node, ConfigError> {
        let position = self.lines.position(element.range().start);
        if depth > MAX_DEPTH {
            let message = format!("Tags are nested more than {MAX_DEPTH} deep here. Flatten the views.");
            return Err(ConfigError::at(position, message));
        }
        let id = NodeId(self.next);
        self.next += 1;
        let written = element.tag_name().name().to_owned();
        let attrs =
            element.attributes().map(|a| Attr { name: a.name().to_owned(), value: a.value().to_owned() });
        let attrs = Attrs(attrs.collect());
        let tag = Tag::parse(&written);
        if let Some(text) = self.markup(element).filter(|_| tag == Tag::HyperText) {
            // No tags of the config, but they are counted, as the scan of the text counts them.
            self.next += element.descendants().skip(1).filter(roxmltree::Node::is_element).count() as u32;
            return Ok(Node { id, tag, written, attrs, children: Vec::new(), text, position });
        }
        let mut children = Vec::new();
        let mut text = String::new();
        for child in element.children() {
            if child.is_element() {
                children.push(self.node(child, depth + 1)?);
            } else if child.is_text() {
                text.push_str(child.text().unwrap_or_default());
            }
        }
        let text = text.trim().to_owned();
        Ok(Node { id, tag, written, attrs, children, text, position })
    }

    /// What stands in an element, as it is written; `None` where that is no more than text.
    fn markup(&self, element: roxmltree::Node<'_, '_>) -> Option<String> {
        let (first, last) = (element.first_child()?, element.last_child()?);
        element.first_element_child()?;
        Some(self.lines.text.get(first.range().start..last.range().end)?.trim().to_owned())
    }
}

/// Finds line and column of a byte offset without counting from the start each time.
struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let before = &self.text[self.starts[line - 1]..offset];
        Position { line: line as u32, column: before.chars().count() as u32 + 1 }
    }
}

/// The parser's complaint in words for people.
fn explain(error: &roxmltree::Error, text: &str) -> ConfigError {
    use roxmltree::Error as E;
    let end = || LineIndex::new(text).position(text.trim_end().len());
    let at = error.pos();
    let at = Position { line: at.row, column: at.col };
    let (position, message) = match error {
        E::DtdDetected => {
            let offset = text.find("<!DOCTYPE").unwrap_or(0);
            let message = "A labeling config cannot contain <!DOCTYPE …> or entity definitions. Remove them.";
            (LineIndex::new(text).position(offset), message.to_owned())
        }
        E::UnexpectedCloseTag(expected, actual, _) if expected.is_empty() => {
            (at, format!("</{actual}> closes a tag that was never opened. Remove it, or open <{actual}> before it."))
        }
        E::UnexpectedCloseTag(expected, actual, _) => {
            (at, format!("</{actual}> stands where </{expected}> is expected: <{expected}> is still open."))
        }
        E::UnclosedRootNode | E::UnexpectedEndOfStream => {
            (end(), "The config ends before all its tags are closed. Add what is missing, such as </View>.".to_owned())
        }
        E::UnknownEntityReference(name, _) => (
            at,
            format!("&{name}; is not known in XML. Write the character itself; a lone & is written &amp;."),
        ),
        E::MalformedEntityReference(_) => (at, "A lone & is written &amp; in XML.".to_owned()),
        E::InvalidAttributeValue(_) => (at, "Inside an attribute, < is written &lt;.".to_owned()),
        E::DuplicatedAttribute(name, _) => (at, format!("The attribute {name} stands twice in one tag. Remove one.")),
        E::UnknownNamespace(prefix, _) => {
            (at, format!("The prefix \"{prefix}:\" is not declared. Tags and attributes need no prefix here."))
        }
        E::InvalidName(_) => (at, "A tag or attribute has a name that XML does not allow.".to_owned()),
        E::NonXmlChar(c, _) => (at, format!("The character {} is not allowed in XML.", c.escape_unicode())),
        E::InvalidChar(expected, actual, _) => {
            (at, format!("Expected {} but found {}.", quoted(*expected), quoted(*actual)))
        }
        E::InvalidChar2(expected, actual, _) => (at, format!("Expected {expected} but found {}.", quoted(*actual))),
        E::NoRootNode => (at, "There is no tag. A labeling config starts with <View>.".to_owned()),
        E::UnknownToken(_) => (
            at,
            "This does not belong here: a labeling config is one <View> … </View> with nothing before or after it."
                .to_owned(),
        ),
        E::UnexpectedDeclaration(_) => (at, "<?xml … ?> may stand only once, at the very start.".to_owned()),
        E::InvalidComment(_) => (at, "A comment cannot contain \"--\".".to_owned()),
        other => (at, format!("This is not well-formed XML: {other}.")),
    };
    ConfigError::at(position, message)
}

fn quoted(byte: u8) -> String {
    match byte {
        b'\n' | b'\r' => "the end of the line".to_owned(),
        byte if byte.is_ascii_graphic() => format!("\"{}\"", char::from(byte)),
        _ => "another character".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn broken_xml_is_told_with_its_place_and_a_remedy() {
        let cases = [
            ("<View>\n  <Text name=\"t\"></View>", 2, "</View> stands where </Text> is expected"),
            ("<View>\n  <Text/>", 2, "ends before all its tags are closed"),
            ("<View><Header value=\"a & b\"/></View>", 1, "&amp;"),
            ("<View><Header value=\"a&nbsp;b\"/></View>", 1, "&nbsp;"),
            ("<View/><View/>", 1, "nothing before or after"),
            ("just words", 1, "nothing before or after"),
            ("<View name=\"a\" name=\"b\"/>", 1, "stands twice"),
            ("<View><ls:Text/></View>", 1, "prefix \"ls:\""),
        ];
        for (xml, line, words) in cases {
            let error = parse_tree(xml).unwrap_err();
            assert_eq!(error.line, line, "{xml}: {error}");
            assert!(error.message.contains(words), "{xml}: {error}");
        }
    }

    #[test]
    fn document_type_definitions_are_refused_unread() {
        let bomb = "<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<View>&b;</View>";
        let error = parse_tree(bomb).unwrap_err();
        assert!(error.message.contains("DOCTYPE"), "{error}");
    }

    #[test]
    fn a_declaration_before_the_root_is_read_over_and_places_stay_right() {
        let tree =
            parse_tree("\u{feff}\n<?xml version=\"1.0\" encoding=\"latin-1\"?>\n<View>\n <Text/></View>");
        let root = tree.unwrap().unwrap();
        assert_eq!((root.position.line, root.position.column), (3, 1));
        assert_eq!((root.children[0].position.line, root.children[0].position.column), (4, 2));
    }

    #[test]
    fn order_case_text_and_unknown_things_stay_as_written() {
        let xml = "<view Zeta=\"1\" alpha=\"2\"><Sparkle deep=\"x\">words &amp; <i/>more</Sparkle></view>";
        let root = parse_tree(xml).unwrap().unwrap();
        assert_eq!(root.written, "view");
        assert_eq!(root.tag, Tag::View);
        let names: Vec<&str> = root.attrs.iter().map(|attr| attr.name.as_str()).collect();
        assert_eq!(names, ["Zeta", "alpha"]);
        assert_eq!(root.children[0].tag, Tag::Unknown("Sparkle".to_owned()));
        assert_eq!(root.children[0].text, "words & more");
    }

    #[test]
    fn a_hypertext_may_bring_its_markup_and_tags_behind_it_keep_their_places() {
        let xml = "<View><HyperText name='h'> <p class=\"x\">One<br/>&amp; <Label value='no'/></p> </HyperText>\
                   <HyperText><![CDATA[<b>two</b>]]></HyperText><Text name='t'>words</Text></View>";
        let root = parse_tree(xml).unwrap().unwrap();
        let texts: Vec<&str> = root.children.iter().map(|child| child.text.as_str()).collect();
        assert_eq!(texts, ["<p class=\"x\">One<br/>&amp; <Label value='no'/></p>", "<b>two</b>", "words"]);
        assert!(root.children.iter().all(|child| child.children.is_empty()));
        let scan = super::super::scan::Scan::of(xml);
        for node in root.walk() {
            assert_eq!(scan.name(node.id.0 as usize), node.written);
        }
    }

    #[test]
    fn bottomless_nesting_is_an_error_and_not_a_crash() {
        let deep = format!("{}{}", "<View>".repeat(20_000), "</View>".repeat(20_000));
        assert!(parse_tree(&deep).unwrap_err().message.contains("nested"));
    }
}
