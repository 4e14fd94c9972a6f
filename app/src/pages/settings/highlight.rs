//! The labeling config's XML in parts that are coloured differently. Pure, and never wrong about the text: the parts
//! joined are the text, whatever it is.

/// What a part of XML is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Text,
    /// Brackets and the name between them.
    Tag,
    Attribute,
    Value,
    Comment,
}

impl Part {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Text => "x-text",
            Self::Tag => "x-tag",
            Self::Attribute => "x-attr",
            Self::Value => "x-value",
            Self::Comment => "x-comment",
        }
    }
}

/// The text in parts.
pub fn parts(xml: &str) -> Vec<(Part, &str)> {
    let mut parts = Vec::new();
    let mut rest = xml;
    while !rest.is_empty() {
        let (part, length) = outside(rest);
        let (head, tail) = rest.split_at(length);
        match part {
            Part::Tag => inside(head, &mut parts),
            other => parts.push((other, head)),
        }
        rest = tail;
    }
    parts
}

/// The part that starts here, outside of tags, and its length.
fn outside(text: &str) -> (Part, usize) {
    if text.starts_with("<!--") {
        (Part::Comment, text.find("-->").map_or(text.len(), |end| end + 3))
    } else if text.starts_with('<') {
        (Part::Tag, tag_length(text))
    } else {
        (Part::Text, text.find('<').unwrap_or(text.len()))
    }
}

/// Up to the `>` that closes the tag: one within quotes does not. An unclosed tag ends where the next begins.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices().skip(1) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            (None, '<') => return at,
            (None, _) => {}
        }
    }
    text.len()
}

/// A tag in its name, attributes and values.
fn inside<'a>(tag: &'a str, parts: &mut Vec<(Part, &'a str)>) {
    let name = tag.find(char::is_whitespace).unwrap_or(tag.len());
    parts.push((Part::Tag, &tag[..name]));
    let mut rest = &tag[name..];
    while !rest.is_empty() {
        let (part, length) = within(rest);
        parts.push((part, &rest[..length]));
        rest = &rest[length..];
    }
}

fn within(text: &str) -> (Part, usize) {
    let until = |stop: fn(char) -> bool| text.find(stop).unwrap_or(text.len());
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => (Part::Value, text[1..].find(quote).map_or(text.len(), |end| end + 2)),
        Some('/' | '>' | '=' | '?') => (Part::Tag, 1),
        Some(c) if c.is_whitespace() => (Part::Text, until(|c| !c.is_whitespace())),
        _ => (Part::Attribute, until(|c| c.is_whitespace() || "\"'=/>?".contains(c)).max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_attributes_and_values_are_told_apart() {
        let found = parts(r#"<Label value="a > b"/>x<!-- c -->"#);
        assert_eq!(
            found,
            [
                (Part::Tag, "<Label"),
                (Part::Text, " "),
                (Part::Attribute, "value"),
                (Part::Tag, "="),
                (Part::Value, "\"a > b\""),
                (Part::Tag, "/"),
                (Part::Tag, ">"),
                (Part::Text, "x"),
                (Part::Comment, "<!-- c -->"),
            ]
        );
    }

    proptest! {
        #[test]
        fn the_parts_joined_are_the_text(xml in r#"[<>/="' a-zé!\-\n]{0,60}"#) {
            let joined: String = parts(&xml).into_iter().map(|(_, part)| part).collect();
            prop_assert_eq!(joined, xml);
        }
    }
}
