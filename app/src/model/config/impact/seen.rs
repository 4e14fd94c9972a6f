//! What is read of results: who said it of what, and the labels; not their masks and points.

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// What is read of a result.
#[derive(Deserialize)]
pub struct Seen {
    pub from_name: Option<String>,
    pub to_name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub value: Option<Said>,
}

/// What of a value can name labels; masks and points, which can be long, are passed over.
#[derive(Default)]
pub struct Said(pub BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SaidVisitor)
    }
}

struct SaidVisitor;

impl<'de> Visitor<'de> for SaidVisitor {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Said, A::Error> {
        let mut said = Said::default();
        while let Some(key) = map.next_key::<String>()? {
            if key.ends_with("labels") || matches!(key.as_str(), "choices" | "taxonomy") {
                said.0.insert(key, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(said)
    }
}
