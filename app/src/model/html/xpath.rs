//! XPaths as results write them: steps down from the object's root, each a name or `text()` with its place among its
//! like. Nothing else of XPath is used there, and nothing else is read here.

use std::fmt;
use std::str::FromStr;

/// What a step looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeTest {
    /// An element, by its name in lower case.
    Element(String),
    Text,
    Comment,
    /// Whatever kind of node.
    Any,
}

/// One step down: the nth of its like, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub test: NodeTest,
    pub place: u32,
}

/// A path from the root; without steps it is the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XPath {
    pub steps: Vec<Step>,
}

/// Why a path cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XPathError {
    #[error("the path \"{path}\" has an empty step; each step is a name such as p[1], or text()[1]")]
    EmptyStep { path: String },
    #[error("the step \"{step}\" of the path \"{path}\" is not a name, or text(), with its place as in p[1]")]
    NotAStep { path: String, step: String },
}

impl FromStr for XPath {
    type Err = XPathError;

    fn from_str(path: &str) -> Result<Self, XPathError> {
        let trimmed = path.trim();
        let relative = trimmed.strip_prefix('.').unwrap_or(trimmed);
        let below = relative.strip_prefix('/').unwrap_or(relative);
        if below.is_empty() {
            return Ok(Self::default());
        }
        let steps = below.split('/').map(|step| Step::parse(step, path)).collect::<Result<_, _>>()?;
        Ok(Self { steps })
    }
}

impl Step {
    fn parse(step: &str, path: &str) -> Result<Self, XPathError> {
        let wrong = || XPathError::NotAStep { path: path.to_owned(), step: step.to_owned() };
        let (test, place) = match step.split_once('[') {
            None => (step, 1),
            Some((test, rest)) => {
                let place = rest.strip_suffix(']').ok_or_else(wrong)?;
                (test, place.trim().parse().ok().filter(|place| *place > 0).ok_or_else(wrong)?)
            }
        };
        let test = match test.trim() {
            "" => return Err(XPathError::EmptyStep { path: path.to_owned() }),
            "text()" | "#text" => NodeTest::Text,
            "comment()" | "#comment" => NodeTest::Comment,
            "node()" => NodeTest::Any,
            name if is_name(name) => NodeTest::Element(name.to_ascii_lowercase()),
            _ => return Err(wrong()),
        };
        Ok(Self { test, place })
    }
}

/// What may be the name of an element; no function, axis or predicate.
fn is_name(name: &str) -> bool {
    !name.contains("::") && name.chars().all(|c| !c.is_whitespace() && !"()[]/@*=<>'\"|,".contains(c))
}

impl fmt::Display for XPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return f.write_str("/");
        }
        for Step { test, place } in &self.steps {
            let test = match test {
                NodeTest::Element(name) => name.as_str(),
                NodeTest::Text => "text()",
                NodeTest::Comment => "comment()",
                NodeTest::Any => "node()",
            };
            write!(f, "/{test}[{place}]")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_of_the_field_are_printed_as_they_were_read() {
        for path in [
            "/div[1]/div[2]/div[1]/p[1]/b[1]/text()[1]",
            "/text()[3]",
            "/my-element[1]/h1[12]",
            "/svg[1]/fe:blend[1]",
            "/",
        ] {
            assert_eq!(path.parse::<XPath>().unwrap().to_string(), path);
        }
    }

    #[test]
    fn a_place_may_be_left_out_and_the_root_has_several_names() {
        for path in ["/p/text()", "./P[1]/text()[1]", "p/text()[ 1 ]", " /p[1]/#text "] {
            assert_eq!(path.parse::<XPath>().unwrap().to_string(), "/p[1]/text()[1]", "{path}");
        }
        for root in ["", ".", "/", "./"] {
            assert!(root.parse::<XPath>().unwrap().steps.is_empty(), "{root}");
        }
    }

    #[test]
    fn what_is_not_of_this_kind_is_refused_and_named() {
        for path in ["//p[1]", "/p[0]", "/p[x]", "/p[1", "/p[@id='a']", "/ancestor::p[1]", "/last()", "/p//b"]
        {
            let why = path.parse::<XPath>().unwrap_err().to_string();
            assert!(why.contains(path), "{why}");
        }
    }

    proptest! {
        #[test]
        fn every_path_is_read_as_it_was_printed(
            steps in proptest::collection::vec((prop_oneof!["[a-z][a-z0-9:-]{0,6}", Just("#".to_owned())], 1..99u32), 0..6),
        ) {
            let steps: Vec<Step> = steps
                .into_iter()
                .filter(|(name, _)| !name.contains("::"))
                .map(|(name, place)| Step { test: if name == "#" { NodeTest::Text } else { NodeTest::Element(name) }, place })
                .collect();
            let path = XPath { steps };
            prop_assert_eq!(path.to_string().parse::<XPath>(), Ok(path));
        }
    }
}
