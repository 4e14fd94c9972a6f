//! A task in one line: what its data says, without what every task says alike.

use serde_json::{Map, Value};

/// Longer lines say nothing more in a list.
const LONGEST: usize = 240;

/// Texts and numbers of the data, in its order; names are told only where there are several.
pub fn line(data: &Map<String, Value>) -> String {
    let shown: Vec<(&String, String)> =
        data.iter().filter_map(|(key, value)| Some((key, say(value)?))).collect();
    let line = match shown.as_slice() {
        [] => String::new(),
        [(_, only)] => only.clone(),
        several => {
            several.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(" · ")
        }
    };
    shortened(&line)
}

fn say(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(words(text)),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(items) => Some(format!("[{}]", items.len())),
        Value::Object(fields) => Some(format!("{{{}}}", fields.len())),
    }
}

/// White space in one line; of a URI, the name of the object.
fn words(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) && !rest.is_empty() => {
            rest.trim_end_matches('/').rsplit('/').next().unwrap_or(rest).to_owned()
        }
        _ => line,
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line_of(value: Value) -> String {
        line(value.as_object().unwrap_or(&Map::new()))
    }

    #[test]
    fn a_single_text_stands_for_itself() {
        assert_eq!(line_of(json!({"text": "Good\n  soup"})), "Good soup");
    }

    #[test]
    fn a_uri_shows_the_name_of_its_object() {
        assert_eq!(line_of(json!({"image": "s3://bucket/a b/c d.jpg"})), "c d.jpg");
        assert_eq!(line_of(json!({"text": "see a://b"})), "see a://b");
    }

    #[test]
    fn several_values_are_told_apart_by_name() {
        assert_eq!(
            line_of(json!({"id": 7, "text": "x", "none": null, "tags": [1, 2]})),
            "id: 7 · text: x · tags: [2]"
        );
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let shown = line_of(json!({"text": "é".repeat(500)}));
        assert_eq!(shown.chars().count(), LONGEST + 1);
        assert!(shown.ends_with('…'));
    }
}
