//! Which elements part words from each other, and which hold text that nobody sees.

/// Elements that stand on lines of their own: no word, sentence or paragraph reaches across their edges.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

/// Elements whose text counts in offsets but is never on screen.
const HIDDEN: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "template", "title"];

/// Elements in which line ends of the source are line ends on screen.
const AS_WRITTEN: &[&str] = &["listing", "pre", "textarea", "xmp"];

pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || is_hidden(name)
}

pub fn is_hidden(name: &str) -> bool {
    HIDDEN.contains(&name)
}

pub fn keeps_lines(name: &str) -> bool {
    AS_WRITTEN.contains(&name)
}

/// Elements that today's editor takes away before it shows a document, comments with them: to it the texts on both
/// sides are one.
pub fn is_taken_away(name: &str) -> bool {
    matches!(name, "script" | "iframe")
}
