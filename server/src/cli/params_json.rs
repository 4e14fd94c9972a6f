//! `--source-params` and `--target-params`: a JSON object as a shell hands it over, which is not always as it was
//! meant.

use super::UsageError;
use crate::config::params;
use serde_json::{Map, Value};

/// The object, with a note if it had to be mended.
pub fn read(flag: &str, text: &str, notes: &mut Vec<String>) -> Result<Map<String, Value>, UsageError> {
    let parsed = serde_json::from_str(text).or_else(|error| match mended(text) {
        Some((value, words)) => {
            notes.push(format!(
                "the shell took the quotes of {words} out of {flag}; they were put back (inside \"…\" write \\\" for a quote)"
            ));
            Ok(value)
        }
        None => Err(UsageError::new(format!("{flag} is not JSON ({error}): {text}"))),
    })?;
    match parsed {
        Value::Object(params) => Ok(params),
        _ => Err(UsageError::new(format!(
            "{flag} must be a JSON object, such as {{\"prefix\": \"photos\"}}, not {text}"
        ))),
    }
}

/// Text written for a shell as `"{\"regex\": ".*"}"` arrives as `{"regex": .*}`. If quoting the bare words of text
/// parameters makes it JSON, that is what was meant.
fn mended(text: &str) -> Option<(Value, String)> {
    let mut out = String::new();
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(colon) = end_of_key(rest) {
        let (head, tail) = rest.split_at(colon);
        out += head;
        let value = tail.trim_start();
        let end = value.find([',', '}']).unwrap_or(value.len());
        let word = value[..end].trim_end();
        let bare = !word.is_empty()
            && serde_json::from_str::<Value>(word).is_err()
            && !word.contains(['"', '{', '[']);
        if bare && takes_text(head) {
            out += &Value::from(word).to_string();
            words.push(word.to_owned());
            rest = &value[end..];
        } else {
            rest = tail;
        }
    }
    out += rest;
    let value: Value = serde_json::from_str(&out).ok()?;
    (!words.is_empty()).then(|| (value, words.join(", ")))
}

/// Just behind the colon that ends the next quoted key.
fn end_of_key(text: &str) -> Option<usize> {
    text.match_indices(':').map(|(at, _)| at + 1).find(|at| text[..at - 1].trim_end().ends_with('"'))
}

/// Whether the key that `head` ends with takes text.
fn takes_text(head: &str) -> bool {
    let key =
        head.trim_end_matches(':').trim_end().trim_end_matches('"').rsplit('"').next().unwrap_or_default();
    params::find(key).is_some_and(|param| param.takes_text())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn given(text: &str) -> (Result<Value, String>, Vec<String>) {
        let mut notes = Vec::new();
        let read = read("--source-params", text, &mut notes).map(Value::from).map_err(|error| error.0);
        (read, notes)
    }

    #[test]
    fn json_is_taken_as_it_stands() {
        let (read, notes) = given(r#"{"prefix": "a", "regex": ".*", "use_blob_urls": true}"#);
        assert_eq!(read.unwrap()["regex"], ".*");
        assert!(notes.is_empty());
    }

    #[test]
    fn quotes_that_the_shell_ate_are_put_back_with_a_note() {
        let (read, notes) = given(r#"{"data_key": "my-object-tag-", "use_blob_urls": true, "regex": .*}"#);
        let read = read.unwrap();
        assert_eq!((&read["regex"], &read["use_blob_urls"]), (&".*".into(), &true.into()));
        assert!(notes[0].contains(".*"), "{notes:?}");
        let (read, _) = given(r#"{"regex": .*jpg, "prefix": photos/a}"#);
        assert_eq!(read.unwrap()["prefix"], "photos/a");
    }

    #[test]
    fn wrong_json_is_one_sentence_with_the_text() {
        for text in ["{not json", "{prefix: \"a\"}", "", "{\"prefix\": \"a\",}", "{\"use_blob_urls\": yes}"] {
            let error = given(text).0.unwrap_err();
            assert!(error.starts_with("--source-params is not JSON (") && error.ends_with(text), "{error}");
            assert!(!error.contains('\n'));
        }
    }

    #[test]
    fn json_that_is_no_object_is_refused() {
        assert!(given("[1]").0.unwrap_err().contains("must be a JSON object"));
    }
}
