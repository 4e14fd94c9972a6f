//! HTML that is labeled: its tree as the server hands it to the browser, made harmless; the places that results name
//! in it by XPath, by offset in a node and by offset in the whole text; and how one is found from the other. Knows
//! no parser and no browser: both sides build the same tree from the same events.

mod block;
mod range;
mod resolve;
mod snap;
mod text;
mod tree;
mod xpath;

pub use range::HtmlRange;
pub use text::{HtmlText, Piece};
pub use tree::{Attributes, Event, HtmlTree, Space};
pub use xpath::{NodeTest, Step, XPath, XPathError};

#[cfg(test)]
mod tests;
