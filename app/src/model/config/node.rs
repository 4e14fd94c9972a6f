//! The tree of a labeling config as written: order, case and unknown things kept.

use super::tag::Tag;

/// A node's place in document order, from 0 at the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// Where something stands in the config's text, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// One element.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub id: NodeId,
    pub tag: Tag,
    /// The tag's name as written.
    pub written: String,
    pub attrs: Attrs,
    pub children: Vec<Node>,
    /// Its own text, trimmed: `<Header>like this</Header>`, the rules of a Style, the markup in a HyperText.
    pub text: String,
    pub position: Position,
}

impl Node {
    /// This node and all below it, in document order.
    pub fn walk(&self) -> Walk<'_> {
        Walk { stack: vec![self] }
    }

    /// Nodes of one tag below this one, layout in between or not.
    pub fn below<'a>(&'a self, tag: &'a Tag) -> impl Iterator<Item = &'a Node> {
        self.walk().skip(1).filter(move |node| node.tag == *tag)
    }

    /// `<Choices name="mood">`, to speak of it in messages.
    pub fn describe(&self) -> String {
        match self.attrs.get("name").filter(|name| !name.is_empty()) {
            Some(name) => format!("<{} name=\"{name}\">", self.tag.name()),
            None => format!("<{}>", self.tag.name()),
        }
    }
}

/// An iterator over a node and its descendants.
pub struct Walk<'a> {
    stack: Vec<&'a Node>,
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Node;

    fn next(&mut self) -> Option<&'a Node> {
        let node = self.stack.pop()?;
        self.stack.extend(node.children.iter().rev());
        Some(node)
    }
}

/// One attribute as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attr {
    pub name: String,
    pub value: String,
}

/// An attribute's value as the tags understand it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttrValue<'a> {
    Bool(bool),
    Text(&'a str),
}

impl Attr {
    /// `true` and `false` are booleans, except in `value`, which people read.
    pub fn meaning(&self) -> AttrValue<'_> {
        if self.name.eq_ignore_ascii_case("value") {
            return AttrValue::Text(&self.value);
        }
        match self.value.as_str() {
            "true" => AttrValue::Bool(true),
            "false" => AttrValue::Bool(false),
            text => AttrValue::Text(text),
        }
    }
}

/// A node's attributes in their order; looked up without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attrs(pub Vec<Attr>);

impl Attrs {
    pub fn iter(&self) -> std::slice::Iter<'_, Attr> {
        self.0.iter()
    }

    fn find(&self, name: &str) -> Option<&Attr> {
        self.0.iter().find(|attr| attr.name.eq_ignore_ascii_case(name))
    }

    /// The text of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).map(|attr| attr.value.as_str())
    }

    /// The text of an attribute that says something.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A switch; anything but `true` and `false` leaves the default.
    pub fn bool_or(&self, name: &str, default: bool) -> bool {
        match self.find(name).map(Attr::meaning) {
            Some(AttrValue::Bool(on)) => on,
            _ => default,
        }
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// A length in pixels of the screen, `px` behind it or not.
    pub fn pixels(&self, name: &str) -> Option<f64> {
        let written = self.get(name)?.trim();
        let bare = written.strip_suffix("px").unwrap_or(written);
        bare.trim_end().parse().ok().filter(|length: &f64| length.is_finite() && *length > 0.0)
    }

    /// A count of at least one.
    pub fn count(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok().filter(|count| *count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attrs(pairs: &[(&str, &str)]) -> Attrs {
        Attrs(
            pairs.iter().map(|(name, value)| Attr { name: (*name).into(), value: (*value).into() }).collect(),
        )
    }

    #[test]
    fn attributes_are_found_in_any_case_and_value_stays_text() {
        let attrs = attrs(&[
            ("showInLine", "true"),
            ("value", "true"),
            ("rows", "3"),
            ("size", "big"),
            ("width", " 90.5 px"),
        ]);
        assert!(attrs.bool_or("showInline", false));
        assert_eq!(attrs.iter().nth(1).map(Attr::meaning), Some(AttrValue::Text("true")));
        assert_eq!(attrs.count("rows"), Some(3));
        assert_eq!(
            (attrs.number("size"), attrs.pixels("rows"), attrs.pixels("width")),
            (None, Some(3.0), Some(90.5))
        );
        assert!(attrs.bool_or("missing", true));
    }
}
