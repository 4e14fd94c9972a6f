//! An HTML document on its way to the browser: a list of events in document order, from which the browser builds the
//! nodes one by one. Nothing is parsed there, so nothing can be read differently there.

use serde::{Deserialize, Serialize};

/// Names and values.
pub type Attributes = Vec<(String, String)>;

/// A document that is made harmless. Its root, what XPaths start from, is the body, or a box in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HtmlTree {
    /// Of the `html` element.
    pub html: Attributes,
    /// Of the root.
    pub root: Attributes,
    /// The root is a box in the body, as with `inline="true"`.
    pub boxed: bool,
    /// The rules of style sheets outside the root.
    pub styles: Vec<String>,
    /// What stands in the root.
    pub events: Vec<Event>,
}

/// What comes next in a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    #[serde(rename = "e")]
    Open(Space, String, Attributes),
    /// The element that was opened last ends.
    #[serde(rename = "/")]
    Close,
    #[serde(rename = "t")]
    Text(String),
    /// Without its words: it only parts texts.
    #[serde(rename = "c")]
    Comment,
}

/// What kind of element a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Space {
    #[serde(rename = "h")]
    Html,
    #[serde(rename = "s")]
    Svg,
    #[serde(rename = "m")]
    MathMl,
    /// None: the name alone is kept, for XPaths to count it. A `script` of this kind is no script.
    #[serde(rename = "i")]
    Inert,
}

impl Space {
    /// The namespace that a browser makes the element in.
    pub const fn uri(self) -> Option<&'static str> {
        match self {
            Self::Html => Some("http://www.w3.org/1999/xhtml"),
            Self::Svg => Some("http://www.w3.org/2000/svg"),
            Self::MathMl => Some("http://www.w3.org/1998/Math/MathML"),
            Self::Inert => None,
        }
    }
}
