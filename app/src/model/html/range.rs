//! Where a region of an HTML text is, as results say it.

use crate::model::result::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A stretch of an HTML text: each end a node, named by XPath from the object's root, and an offset in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HtmlRange {
    pub start: String,
    pub end: String,
    /// UTF-16 units in a text, child nodes in an element.
    pub start_offset: u32,
    pub end_offset: u32,
    /// The same in code points of all text, a line break (`br`) counting one; not every result has it.
    pub global: Option<Span>,
}

impl HtmlRange {
    /// The keys of a result's `value` that say where the region is, and what it covers.
    pub const KEYS: [&'static str; 6] = ["start", "end", "startOffset", "endOffset", "globalOffsets", "text"];

    /// Reads a result's `value`; `None` when it names no nodes.
    pub fn read(value: &Map<String, Value>) -> Option<Self> {
        let node = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let global = value.get("globalOffsets").and_then(Value::as_object).and_then(|global| {
            let span = Span { start: whole(global.get("start"))?, end: whole(global.get("end"))? };
            (span.start <= span.end).then_some(span)
        });
        Some(Self {
            start: node("start")?,
            end: node("end")?,
            start_offset: whole(value.get("startOffset"))?,
            end_offset: whole(value.get("endOffset"))?,
            global,
        })
    }

    /// Writes a new result's `value`; `text` is what it covers, as results keep texts.
    pub fn write(&self, value: &mut Map<String, Value>, text: Option<&str>) {
        value.insert("start".to_owned(), json!(self.start));
        value.insert("end".to_owned(), json!(self.end));
        value.insert("startOffset".to_owned(), json!(self.start_offset));
        value.insert("endOffset".to_owned(), json!(self.end_offset));
        if let Some(span) = self.global {
            value.insert("globalOffsets".to_owned(), json!({"start": span.start, "end": span.end}));
        }
        if let Some(text) = text {
            value.insert("text".to_owned(), json!(text));
        }
    }

    /// Writes over a `value` that has a place already: what stands there equal stays as it is written, and all that
    /// is not ours stays. A text is written only where one stands.
    pub fn overwrite(&self, value: &mut Map<String, Value>, text: Option<&str>) {
        for (name, node) in [("start", &self.start), ("end", &self.end)] {
            if value.get(name).and_then(Value::as_str) != Some(node) {
                value.insert(name.to_owned(), json!(node));
            }
        }
        set_whole(value, "startOffset", self.start_offset);
        set_whole(value, "endOffset", self.end_offset);
        match (self.global, value.get_mut("globalOffsets").and_then(Value::as_object_mut)) {
            (Some(span), Some(global)) => {
                set_whole(global, "start", span.start);
                set_whole(global, "end", span.end);
            }
            (Some(span), None) => {
                value.insert("globalOffsets".to_owned(), json!({"start": span.start, "end": span.end}));
            }
            // What stands there speaks of the place before.
            (None, Some(_)) => {
                if Self::read(value).is_some_and(|read| read.global.is_some()) {
                    value.shift_remove("globalOffsets");
                }
            }
            (None, None) => {}
        }
        if let Some(text) = text.filter(|_| value.get("text").is_some_and(Value::is_string)) {
            value.insert("text".to_owned(), json!(text));
        }
    }
}

/// A count; `12.0` is 12.
fn whole(value: Option<&Value>) -> Option<u32> {
    let number = value?.as_f64()?;
    (number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

fn set_whole(map: &mut Map<String, Value>, name: &str, number: u32) {
    if whole(map.get(name)) != Some(number) {
        map.insert(name.to_owned(), json!(number));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_place_is_read_and_written_back_equal_with_all_that_is_not_ours() {
        let value = map(json!({
            "start": "/div[1]/p[1]/text()[1]", "end": "/div[1]/p[2]/text()[1]", "startOffset": 4.0, "endOffset": 9,
            "globalOffsets": {"start": 10, "end": 30.0, "from": "elsewhere"}, "text": "a\\nb",
            "hypertextlabels": ["Person"], "more": {"x": 1.50}
        }));
        let range = HtmlRange::read(&value).unwrap();
        assert_eq!(range.global, Some(Span { start: 10, end: 30 }));
        let mut again = value.clone();
        range.overwrite(&mut again, Some("a\\nb"));
        assert_eq!(again, value);
        assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn a_new_place_has_the_keys_of_the_field_in_their_order() {
        let range = HtmlRange {
            start: "/p[1]/text()[1]".into(),
            end: "/p[1]/text()[1]".into(),
            start_offset: 0,
            end_offset: 5,
            global: Some(Span { start: 0, end: 5 }),
        };
        let mut value = Map::new();
        range.write(&mut value, Some("Jules"));
        assert_eq!(value.keys().collect::<Vec<_>>(), HtmlRange::KEYS);
        assert_eq!(HtmlRange::read(&value), Some(range));
    }

    #[test]
    fn what_names_no_nodes_is_no_place() {
        for value in [
            json!({"start": 1, "end": 2}),
            json!({"start": "/p[1]", "end": "/p[1]", "startOffset": -1, "endOffset": 2}),
            json!({"start": "/p[1]", "end": "/p[1]", "startOffset": 0}),
        ] {
            assert_eq!(HtmlRange::read(&map(value)), None);
        }
        let odd =
            json!({"start": "a", "end": "b", "startOffset": 0, "endOffset": 0, "globalOffsets": "none"});
        assert_eq!(HtmlRange::read(&map(odd)).unwrap().global, None);
    }

    #[test]
    fn a_moved_place_keeps_no_offsets_of_the_place_before() {
        let mut value = map(json!({
            "start": "/p[1]", "end": "/p[1]", "startOffset": 0, "endOffset": 1, "globalOffsets": {"start": 0, "end": 9}
        }));
        let range = HtmlRange { global: None, end_offset: 2, ..HtmlRange::read(&value).unwrap() };
        range.overwrite(&mut value, Some("never asked for"));
        assert_eq!(
            Value::Object(value),
            json!({"start": "/p[1]", "end": "/p[1]", "startOffset": 0, "endOffset": 2})
        );
    }

    proptest! {
        #[test]
        fn every_place_goes_there_and_back(
            start in ".{0,20}", end in ".{0,20}", start_offset: u32, end_offset: u32,
            global in proptest::option::of((0..1000u32, 0..1000u32)),
        ) {
            let global = global.map(|(start, length)| Span { start, end: start + length });
            let range = HtmlRange { start, end, start_offset, end_offset, global };
            let mut value = Map::new();
            range.write(&mut value, None);
            prop_assert_eq!(HtmlRange::read(&value), Some(range.clone()));
            let mut other = map(json!({"start": "x", "end": "y", "startOffset": 7, "endOffset": 8}));
            range.overwrite(&mut other, None);
            prop_assert_eq!(HtmlRange::read(&other), Some(range));
        }
    }
}
