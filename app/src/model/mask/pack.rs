//! Masks inside results, held compactly. A brush result's `value.rle` is a list of up to a million numbers, each of which
//! takes 32 bytes as a JSON value; packed, it is one text of four characters for three numbers. A packed text starts
//! with U+0000 and `rle:`; a text of the result's own that starts with U+0000 gets one more in front, so that unpacking
//! gives back exactly what was packed. Results are packed once, where they come in, and unpacked where they go out.

use crate::model::base64;
use serde_json::{Map, Value};

const PACKED: &str = "\u{0}rle:";
const ESCAPE: char = '\u{0}';
const KEY: &str = "rle";

/// Packs the mask of a result, if it has one. A list with anything but whole numbers from 0 to 255 stays as it is.
pub fn pack(result: &mut Value) {
    let Some(rle) = rle_of(result) else { return };
    match rle {
        Value::Array(list) => {
            if let Some(bytes) = bytes_of(list) {
                *rle = Value::String(packed(&bytes));
            }
        }
        Value::String(text) if text.starts_with(ESCAPE) => text.insert(0, ESCAPE),
        _ => {}
    }
}

/// A result has something where a mask would be.
pub fn has_mask(result: &Value) -> bool {
    result.get("value").is_some_and(|value| value.get(KEY).is_some())
}

/// Gives a packed result its list of numbers back.
pub fn unpack(result: &mut Value) {
    let Some(rle) = rle_of(result) else { return };
    let Value::String(text) = rle else { return };
    if let Some(bytes) = unpacked(text) {
        *rle = bytes.into_iter().map(Value::from).collect();
    } else if starts_twice(text) {
        text.remove(0);
    }
}

/// The bytes of a result's mask, packed or not, from its `value`.
pub fn rle_bytes(value: &Map<String, Value>) -> Option<Vec<u8>> {
    match value.get(KEY)? {
        Value::Array(list) => bytes_of(list),
        Value::String(text) => unpacked(text),
        _ => None,
    }
}

/// Writes a mask into a result's `value`, packed, in place of the one that stands there.
pub fn put(value: &mut Map<String, Value>, bytes: &[u8]) {
    value.insert("format".to_owned(), Value::String(KEY.to_owned()));
    value.insert(KEY.to_owned(), Value::String(packed(bytes)));
}

fn rle_of(result: &mut Value) -> Option<&mut Value> {
    result.get_mut("value")?.as_object_mut()?.get_mut(KEY)
}

fn packed(bytes: &[u8]) -> String {
    format!("{PACKED}{}", base64::encode(bytes))
}

fn unpacked(text: &str) -> Option<Vec<u8>> {
    base64::decode(text.strip_prefix(PACKED)?).ok()
}

fn bytes_of(list: &[Value]) -> Option<Vec<u8>> {
    list.iter().map(|item| item.as_u64().and_then(|number| u8::try_from(number).ok())).collect()
}

fn starts_twice(text: &str) -> bool {
    text.strip_prefix(ESCAPE).is_some_and(|rest| rest.starts_with(ESCAPE))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn result(rle: &Value) -> Value {
        json!({"id": "a", "value": {"format": "rle", "rle": rle, "brushlabels": ["Cat"]}, "type": "brushlabels"})
    }

    #[test]
    fn a_list_of_bytes_becomes_one_text_and_comes_back() {
        let plain = result(&json!([0, 1, 255, 7]));
        let mut value = plain.clone();
        pack(&mut value);
        assert_eq!(value["value"]["rle"], "\u{0}rle:AAH/Bw==");
        let map = |value: &Value| value["value"].as_object().cloned().unwrap();
        assert_eq!(rle_bytes(&map(&value)), Some(vec![0, 1, 255, 7]));
        assert_eq!(rle_bytes(&map(&plain)), Some(vec![0, 1, 255, 7]));
        unpack(&mut value);
        assert_eq!(value.to_string(), plain.to_string());
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for rle in
            [json!([0, 256]), json!([1.0]), json!([-1]), json!(["1"]), json!(null), json!("AAH/"), json!({})]
        {
            let plain = result(&rle);
            let mut value = plain.clone();
            pack(&mut value);
            assert_eq!(value.to_string(), plain.to_string());
            assert_eq!(rle_bytes(plain["value"].as_object().unwrap()), None);
        }
        for plain in [json!({"value": [1]}), json!([1, 2]), json!({"rle": [1]}), json!({"value": {"x": 1}})] {
            let mut value = plain.clone();
            pack(&mut value);
            assert_eq!(value, plain);
        }
    }

    #[test]
    fn a_text_that_looks_packed_is_not_taken_for_a_mask() {
        for text in ["\u{0}rle:AAH/", "\u{0}\u{0}rle:AAH/", "\u{0}", "\u{0}\u{0}\u{0}", "\u{0}x"] {
            let plain = result(&json!(text));
            let mut value = plain.clone();
            pack(&mut value);
            assert_eq!(rle_bytes(value["value"].as_object().unwrap()), None, "{text:?}");
            unpack(&mut value);
            assert_eq!(value, plain);
        }
    }

    #[test]
    fn a_mask_is_put_where_the_old_one_stood() {
        let mut value = result(&json!([1]));
        pack(&mut value);
        put(value["value"].as_object_mut().unwrap(), &[9, 8]);
        unpack(&mut value);
        assert_eq!(value.to_string(), result(&json!([9, 8])).to_string());
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (0..300i64).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "(\u{0}|rle:|AAH/|Bw==|.){0,4}".prop_map(Value::from),
            proptest::collection::vec(any::<u8>(), 0..9).prop_map(|bytes| bytes.into_iter().collect()),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let key = prop_oneof![Just("value"), Just("rle"), Just("format"), Just("x")];
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((key, inner), 0..4).prop_map(|fields| {
                    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn unpacking_gives_back_what_was_packed(rle in anything(), other in anything()) {
            for plain in [result(&rle), json!({"value": rle}), json!({"value": other, "rle": rle}), rle] {
                let mut value = plain.clone();
                pack(&mut value);
                unpack(&mut value);
                prop_assert_eq!(value.to_string(), plain.to_string());
            }
        }
    }
}
