//! Templates: `$image`, `$a.b[0]`, `Call $name back`. A variable is `$` and the longest run of letters, digits and
//! `_[].{}` behind it; a path is followed as today's editor follows it, and a key that is literally there wins.

use serde_json::{Map, Value};

/// The paths of all variables in a template, in order, without their `$`.
pub fn variables(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        let run = run(&rest[at + 1..]);
        if !run.is_empty() {
            found.push(run);
        }
        rest = &rest[at + 1 + run.len()..];
    }
    // `$Größe` or `$my-key`: the run ends too early, but nothing else can be meant.
    match template.strip_prefix('$') {
        Some(whole) if found.len() <= 1 && !whole.is_empty() && !whole.contains([' ', '$', '\n']) => {
            vec![whole]
        }
        _ => found,
    }
}

fn run(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "_[].{}".contains(c))).unwrap_or(text.len());
    &text[..end]
}

/// The top-level key that a path starts from.
pub fn root_key(path: &str) -> Option<&str> {
    let key = path.split(['.', '[']).next().unwrap_or_default();
    (!key.is_empty()).then_some(key)
}

/// What a path leads to.
pub fn get<'a>(data: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = data.get(path) {
        return Some(value);
    }
    let mut steps = steps(path).into_iter();
    let mut value = data.get(steps.next()?)?;
    for step in steps {
        value = match value {
            Value::Object(map) => map.get(step)?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

pub(crate) fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        let name = pieces.next().unwrap_or_default();
        if !name.is_empty() || !part.contains('[') {
            steps.push(name);
        }
        steps.extend(pieces.map(|piece| piece.strip_suffix(']').unwrap_or(piece)));
    }
    steps
}

/// What a template says of this data: the value itself when it is one variable and nothing else (`Null` if it leads
/// nowhere), otherwise text.
pub fn resolve(template: &str, data: &Map<String, Value>) -> Value {
    if let Some(whole) = template.strip_prefix('$') {
        if let Some(value) = data.get(whole) {
            return value.clone();
        }
        if run(whole).len() == whole.len() && !whole.is_empty() {
            return get(data, whole).cloned().unwrap_or(Value::Null);
        }
    }
    Value::String(substitute(template, data))
}

/// The same, always as text.
pub fn resolve_text(template: &str, data: &Map<String, Value>) -> String {
    if template.contains('$') { as_text(&resolve(template, data)) } else { template.to_owned() }
}

fn substitute(template: &str, data: &Map<String, Value>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        text.push_str(&rest[..at]);
        let run = run(&rest[at + 1..]);
        rest = &rest[at + 1 + run.len()..];
        // "Hello $name." means name, and a full stop.
        let path = if get(data, run).is_some() { run } else { run.trim_end_matches('.') };
        match get(data, path) {
            _ if path.is_empty() => {
                text.push('$');
                text.push_str(run);
            }
            found => {
                text.push_str(&found.map(as_text).unwrap_or_default());
                text.push_str(&run[path.len()..]);
            }
        }
    }
    text + rest
}

/// A value as people read it.
pub fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(as_text).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn data() -> Map<String, Value> {
        json!({
            "text": "Hi", "n": 3, "a": {"b": [{"c": "deep"}, "x"]}, "a.b": "literal", "grid": [[1, 2], [3, 4]],
            "my-key": "dash", "Größe": 7, "list": ["p", "q"], "yes": true
        })
        .as_object()
        .unwrap()
        .clone()
    }

    #[test]
    fn a_lone_variable_is_the_value_itself() {
        let data = data();
        assert_eq!(resolve("$n", &data), json!(3));
        assert_eq!(resolve("$a.b[0].c", &data), json!("deep"));
        assert_eq!(resolve("$a[b][1]", &data), json!("x"));
        assert_eq!(resolve("$grid[1][0]", &data), json!(3));
        assert_eq!(resolve("$list", &data), json!(["p", "q"]));
        assert_eq!(resolve("$missing.deep", &data), Value::Null);
    }

    #[test]
    fn a_key_that_is_literally_there_wins() {
        let data = data();
        assert_eq!(resolve("$a.b", &data), json!("literal"));
        assert_eq!(resolve("$my-key", &data), json!("dash"));
        assert_eq!(resolve("$Größe", &data), json!(7));
    }

    #[test]
    fn variables_inside_text_become_text() {
        let data = data();
        assert_eq!(resolve("Say $text, $n times.", &data), json!("Say Hi, 3 times."));
        assert_eq!(resolve("End with $text.", &data), json!("End with Hi."));
        assert_eq!(resolve("$list and $yes", &data), json!("p,q and true"));
        assert_eq!(resolve("gone: $missing!", &data), json!("gone: !"));
        assert_eq!(resolve("5 $ or $5", &data), json!("5 $ or "));
        assert_eq!(resolve("plain", &data), json!("plain"));
        assert_eq!(resolve_text("$n", &data), "3");
    }

    #[test]
    fn the_variables_of_a_template_are_found_in_order() {
        assert_eq!(variables("$a.b[0] then $c"), ["a.b[0]", "c"]);
        assert_eq!(variables("$my-key"), ["my-key"]);
        assert_eq!(variables("price: 5$"), Vec::<&str>::new());
        assert_eq!(root_key("items[{{idx}}].text"), Some("items"));
    }
}
