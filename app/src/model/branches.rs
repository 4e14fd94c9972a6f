//! A tree of options that comes level by level from an API: the address of a level, what is read of its answer, and the
//! tree with a level grafted on.

use crate::model::choosing::Path;
use crate::model::config::ChoiceOption;
use serde_json::Value;

/// One level, with what stands below it as far as it came along.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Level {
    pub options: Vec<ChoiceOption>,
    /// Places whose own level is still to be asked for.
    pub lazy: Vec<Path>,
}

/// Why an answer is no level of a tree.
#[derive(Debug, thiserror::Error)]
pub enum LevelError {
    #[error("it is not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error("it is neither a list nor an object with a list of \"items\"")]
    NoItems,
}

/// Where the level below a path is to be had: each step of it is a `path` of the query.
pub fn address(base: &str, path: &[String]) -> String {
    let (base, fragment) = base.split_once('#').map_or((base, ""), |(base, fragment)| (base, fragment));
    let mut address = base.to_owned();
    for step in path {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str("path=");
        address.push_str(&encoded(step));
    }
    if !fragment.is_empty() {
        address.push('#');
        address.push_str(fragment);
    }
    address
}

fn encoded(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => (byte as char).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(sign).collect()
}

/// Reads an answer: a list, or an object with one under `items`.
pub fn level(text: &str, path: &[String]) -> Result<Level, LevelError> {
    let answer: Value = serde_json::from_str(text)?;
    let items = answer.get("items").unwrap_or(&answer).as_array().ok_or(LevelError::NoItems)?;
    let mut found = Level::default();
    found.options = options(items, path, &mut found.lazy);
    Ok(found)
}

fn options(items: &[Value], above: &[String], lazy: &mut Vec<Path>) -> Vec<ChoiceOption> {
    items.iter().filter_map(|item| option(item, above, lazy)).collect()
}

fn option(item: &Value, above: &[String], lazy: &mut Vec<Path>) -> Option<ChoiceOption> {
    let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    let value = item.as_str().map(str::to_owned).or_else(|| text("value"))?;
    let mut option = ChoiceOption {
        value,
        alias: text("alias"),
        hint: text("hint"),
        background: text("color").or_else(|| text("background")),
        ..ChoiceOption::default()
    };
    let path: Path = above.iter().cloned().chain([option.stored().to_owned()]).collect();
    match item.get("children").and_then(Value::as_array) {
        Some(children) => option.children = options(children, &path, lazy),
        None if item.get("isLeaf") == Some(&Value::Bool(false)) => lazy.push(path),
        None => {}
    }
    Some(option)
}

/// The tree with these below a path; a path that is not there changes nothing.
pub fn grafted(tree: &[ChoiceOption], path: &[String], below: Vec<ChoiceOption>) -> Vec<ChoiceOption> {
    let Some((first, rest)) = path.split_first() else { return below };
    let mut tree = tree.to_vec();
    if let Some(option) = tree.iter_mut().find(|option| option.stored() == first) {
        option.children = grafted(&option.children, rest, below);
    }
    tree
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn path(steps: &[&str]) -> Path {
        steps.iter().map(|step| (*step).to_owned()).collect()
    }

    #[test]
    fn levels_are_asked_for_by_their_path() {
        assert_eq!(address("https://x.test/t", &[]), "https://x.test/t");
        let there = address("https://x.test/t?v=1#f", &path(&["A B", "ä&c"]));
        assert_eq!(there, "https://x.test/t?v=1&path=A%20B&path=%C3%A4%26c#f");
    }

    #[test]
    fn a_level_is_read_and_grafted_on() {
        let text = r#"{"items": [{"value": "A", "alias": "a", "isLeaf": false},
            {"value": "B", "children": [{"value": "C", "isLeaf": false}]}, "D"]}"#;
        let top = level(text, &[]).unwrap();
        assert_eq!(top.lazy, [path(&["a"]), path(&["B", "C"])]);
        let tree = grafted(&[], &[], top.options);
        let below = level(r#"[{"value": "A1"}]"#, &path(&["a"])).unwrap();
        let tree = grafted(&tree, &path(&["a"]), below.options);
        assert_eq!(tree[0].children[0].value, "A1");
        assert_eq!(tree.len(), 3);
    }

    #[test]
    fn what_is_no_tree_is_told() {
        assert!(level("<html>", &[]).unwrap_err().to_string().starts_with("it is not JSON"));
        assert!(matches!(level("{}", &[]), Err(LevelError::NoItems)));
    }
}
