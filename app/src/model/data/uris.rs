//! URIs of objects in a task's data: whole strings, strings in lists and objects, and quoted ones inside HTML.

use serde_json::{Map, Value};
use std::borrow::Cow;

/// The schemes of stores, longest first where one begins another.
const SCHEMES: [&str; 4] = ["s3://", "gs://", "azure-blob://", "file://"];

/// Whether a text is one URI of an object in a store.
pub fn is_uri(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
}

/// Every URI in the data, in order, each once.
pub fn uris(data: &Map<String, Value>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut note = |uri: &str| {
        if !found.iter().any(|known| known == uri) {
            found.push(uri.to_owned());
        }
        None
    };
    for value in data.values() {
        walk(value, &mut note);
    }
    found
}

/// Whether exactly this URI stands in the data.
pub fn contains_uri(data: &Map<String, Value>, uri: &str) -> bool {
    let mut found = false;
    let mut look = |candidate: &str| {
        found |= candidate == uri;
        None
    };
    for value in data.values() {
        walk(value, &mut look);
    }
    found
}

/// The data with each URI replaced by what `answer` says; `None` leaves it.
pub fn replace_uris(
    data: &Map<String, Value>,
    answer: &mut dyn FnMut(&str) -> Option<String>,
) -> Map<String, Value> {
    data.iter()
        .map(|(key, value)| (key.clone(), walk(value, answer).unwrap_or_else(|| value.clone())))
        .collect()
}

/// The changed value, or `None` when nothing changed.
fn walk(value: &Value, answer: &mut dyn FnMut(&str) -> Option<String>) -> Option<Value> {
    match value {
        Value::String(text) if is_uri(text) => answer(text).map(Value::String),
        Value::String(text) if text.contains("://") => in_text(text, answer).map(Value::String),
        Value::Array(items) => {
            let changed: Vec<Option<Value>> = items.iter().map(|item| walk(item, answer)).collect();
            if changed.iter().all(Option::is_none) {
                return None;
            }
            let items = items.iter().zip(changed);
            Some(items.map(|(item, changed)| changed.unwrap_or_else(|| item.clone())).collect())
        }
        Value::Object(map) => {
            let changed: Vec<Option<Value>> = map.values().map(|item| walk(item, answer)).collect();
            if changed.iter().all(Option::is_none) {
                return None;
            }
            let items = map.iter().zip(changed);
            Some(Value::Object(
                items.map(|((k, v), new)| (k.clone(), new.unwrap_or_else(|| v.clone()))).collect(),
            ))
        }
        _ => None,
    }
}

/// Quoted URIs in a longer text, as attributes of HTML have them.
fn in_text(text: &str, answer: &mut dyn FnMut(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['"', '\'']) {
        let start = at + found + 1;
        let quote = &text[start - 1..start];
        if !is_uri(&text[start..]) {
            at = start;
            continue;
        }
        let Some(length) = text[start..].find(quote) else { break };
        let end = start + length;
        at = end + 1;
        let uri = unescape(&text[start..end]);
        if !is_uri(&uri) {
            continue;
        }
        if let Some(new) = answer(&uri) {
            out.push_str(&text[copied..start]);
            out.push_str(&escape(&new));
            copied = end;
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&text[copied..]);
    Some(out)
}

const ENTITIES: [(&str, &str); 5] =
    [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    // The ampersand comes last, or "&amp;lt;" would lose one layer too many.
    Cow::Owned(ENTITIES.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain)))
}

fn escape(text: &str) -> String {
    ENTITIES.iter().rev().fold(text.to_owned(), |text, (entity, plain)| text.replace(plain, entity))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn shout(uri: &str) -> Option<String> {
        Some(format!("/r?u={}&x", uri.len()))
    }

    #[test]
    fn uris_are_found_wherever_they_stand_and_each_once() {
        let data = map(json!({
            "image": "s3://b/a key with spaces.jpg",
            "more": ["gs://b/1", {"deep": "azure-blob://c/x"}, "https://example.org/a.jpg", 5, "gs://b/1"],
            "html": "<img src=\"s3://b/1.jpg\"><img src='s3://b/2&amp;3.jpg'> s3://not/quoted <a href=\"http://x\">",
            "text": "see s3://b/x"
        }));
        assert_eq!(
            uris(&data),
            [
                "s3://b/a key with spaces.jpg",
                "gs://b/1",
                "azure-blob://c/x",
                "s3://b/1.jpg",
                "s3://b/2&3.jpg"
            ]
        );
        assert!(contains_uri(&data, "s3://b/2&3.jpg"));
        assert!(!contains_uri(&data, "s3://b/x"));
    }

    #[test]
    fn every_uri_is_replaced_and_all_else_stays() {
        let data = map(json!({
            "a": "s3://b/1", "html": "x <img src=\"s3://b/1\"> y <img src='file:///d/2'> z", "n": 1.0, "l": ["gs://b/1"]
        }));
        let new = replace_uris(&data, &mut shout);
        assert_eq!(
            Value::Object(new),
            json!({
                "a": "/r?u=8&x", "html": "x <img src=\"/r?u=8&amp;x\"> y <img src='/r?u=11&amp;x'> z", "n": 1.0,
                "l": ["/r?u=8&x"]
            })
        );
    }

    #[test]
    fn an_answer_of_none_leaves_the_uri() {
        let data = map(json!({"a": "s3://b/1", "h": "<img src=\"s3://b/1\"><img src=\"s3://b/2\">"}));
        assert_eq!(replace_uris(&data, &mut |_| None), data);
        let second = replace_uris(&data, &mut |uri| uri.ends_with('2').then(|| "!".to_owned()));
        assert_eq!(second["h"], json!("<img src=\"s3://b/1\"><img src=\"!\">"));
    }

    #[test]
    fn unclosed_quotes_and_bare_schemes_are_left() {
        let data = map(json!({"a": "s3://", "b": "<img src=\"s3://b/1", "c": "\"s3://\" 'x"}));
        assert!(uris(&data).is_empty());
    }
}
