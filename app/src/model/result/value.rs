//! Reading and writing numbers and texts of results without changing how untouched ones are written.

use serde_json::{Map, Number, Value};
use std::borrow::Cow;

/// A number as JavaScript writes it: whole ones without a fraction.
pub fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// Writes a number, unless the same number stands there in whatever form.
pub fn set_number(map: &mut Map<String, Value>, name: &str, value: f64) {
    if map.get(name).and_then(Value::as_f64) != Some(value) {
        map.insert(name.to_owned(), number(value));
    }
}

/// A count or offset; `12.0` counts as 12.
pub fn whole(value: Option<&Value>) -> Option<u32> {
    let number = value?.as_f64()?;
    (number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

/// The texts of a list, or the one text; `None` when there is anything else in it.
pub fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// A list of texts.
pub fn list(texts: &[String]) -> Value {
    texts.iter().map(|text| Value::String(text.clone())).collect()
}

/// An id: a text, or a number, as other programs write it.
pub fn id_of<'a>(result: &'a Value, name: &str) -> Option<Cow<'a, str>> {
    id(result.get(name)?)
}

/// The id that a value is.
pub fn id(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text.as_str())).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// A number, or the text of one.
pub fn numeric(said: &Value) -> Option<f64> {
    match said {
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        other => other.as_f64(),
    }
}

/// A text field of a result.
pub fn text<'a>(result: &'a Value, name: &str) -> Option<&'a str> {
    result.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_texts_or_numbers_and_numbers_may_be_texts() {
        let ids = [json!({"id": "a"}), json!({"id": 7}), json!({"id": ""}), json!({"id": [1]}), json!({})];
        let read: Vec<Option<String>> =
            ids.iter().map(|result| id_of(result, "id").map(Cow::into_owned)).collect();
        assert_eq!(read, [Some("a".to_owned()), Some("7".to_owned()), None, None, None]);
        let numbers = [json!(4), json!(" 4.5 "), json!("many"), json!("inf"), json!(null)];
        assert_eq!(numbers.map(|said| numeric(&said)), [Some(4.0), Some(4.5), None, None, None]);
    }
}
