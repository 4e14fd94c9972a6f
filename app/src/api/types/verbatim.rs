//! JSON that travels as it is, of which there may be megabytes.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// Reads it in one go by `serde_json`'s own code, which is compiled for speed where all else is for size.
pub fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
    let text = Box::<RawValue>::deserialize(from)?;
    text.get().parse().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Said {
        #[serde(deserialize_with = "read")]
        result: Value,
    }

    #[test]
    fn results_are_read_the_same_from_text_and_from_values() {
        let text =
            r#"{"result": [{"id": "a", "value": {"x": 1.50, "y": 12345678901234567890, "t": "\u00e4\n"}}]}"#;
        let from_text: Said = serde_json::from_str(text).unwrap();
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(from_text.result, value["result"]);
        assert_eq!(serde_json::from_value::<Said>(value).unwrap(), from_text);
        assert!(serde_json::from_value::<Said>(json!({})).is_err());
    }
}
