//! Which task a foreign document speaks of: by the source object it names, then by equal data. Pure. What could be
//! two tasks is nobody's: a pairing is certain or it is not made.

use app::model::ids::TaskId;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A digest of JSON that does not depend on the order of keys.
pub type DataDigest = [u8; 32];

/// What is known of a project's tasks for pairing; constant size a task.
#[derive(Default)]
pub struct Tasks {
    by_row: HashMap<(String, String), TaskId>,
    by_data: HashMap<DataDigest, Vec<TaskId>>,
}

/// What a foreign document says of its task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clues {
    /// The object and row its own `storage` note names, if it has one.
    pub origin: Option<(String, String)>,
    pub data: Map<String, Value>,
}

/// The outcome for one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pairing {
    Certain(TaskId),
    /// More than one task fits.
    Ambiguous(Vec<TaskId>),
    Unknown,
}

impl Tasks {
    /// Adds a task: the URI of its source object and its row, if it came from a bucket, and its data.
    pub fn add(&mut self, id: TaskId, origin: Option<(String, String)>, data: &Map<String, Value>) {
        if let Some(origin) = origin {
            self.by_row.insert(origin, id);
        }
        self.by_data.entry(digest(data)).or_default().push(id);
    }

    /// The task that a document speaks of.
    pub fn pair(&self, clues: &Clues) -> Pairing {
        if let Some(origin) = &clues.origin
            && let Some(&task) = self.by_row.get(origin)
        {
            return Pairing::Certain(task);
        }
        let named = self.named_in(&clues.data);
        let equal = self.by_data.get(&digest(&clues.data)).map_or(&[][..], Vec::as_slice);
        match (named.as_slice(), equal) {
            ([], []) => Pairing::Unknown,
            ([], [task]) => Pairing::Certain(*task),
            ([task], []) => Pairing::Certain(*task),
            ([task], equal) if equal.contains(task) => Pairing::Certain(*task),
            // Data that names several objects is a task of its own, not one of them.
            ([_, _, ..], [task]) => Pairing::Certain(*task),
            (named, equal) => Pairing::Ambiguous(union(named, equal)),
        }
    }

    /// Tasks that are the whole of an object whose URI is a value of the data.
    fn named_in(&self, data: &Map<String, Value>) -> Vec<TaskId> {
        let uris = data.values().filter_map(Value::as_str).filter(|text| text.contains("://"));
        let tasks = uris.filter_map(|uri| self.by_row.get(&(uri.to_owned(), String::new())));
        union(&tasks.copied().collect::<Vec<_>>(), &[])
    }
}

fn union(one: &[TaskId], other: &[TaskId]) -> Vec<TaskId> {
    let mut all: Vec<_> = one.iter().chain(other).copied().collect();
    all.sort();
    all.dedup();
    all
}

/// The digest of an object's JSON with sorted keys.
pub fn digest(data: &Map<String, Value>) -> DataDigest {
    let mut text = String::new();
    object(data, &mut text);
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let mut out = [0; 32];
    out.copy_from_slice(hash.as_ref());
    out
}

fn object(map: &Map<String, Value>, out: &mut String) {
    let mut fields: Vec<_> = map.iter().collect();
    fields.sort_by(|a, b| a.0.cmp(b.0));
    out.push('{');
    for (name, value) in fields {
        out.push_str(&Value::from(name.as_str()).to_string());
        out.push(':');
        canonical(value, out);
        out.push(',');
    }
    out.push('}');
}

fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => object(map, out),
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn clues(data: Value) -> Clues {
        Clues { origin: None, data: map(data) }
    }

    fn blobs(n: i64) -> Tasks {
        let mut tasks = Tasks::default();
        for i in 0..n {
            let uri = format!("s3://b/img/{i}.jpg");
            tasks.add(TaskId(i + 1), Some((uri.clone(), String::new())), &map(json!({ "image": uri })));
        }
        tasks
    }

    #[test]
    fn a_document_of_2020_finds_its_task_by_the_object_in_its_data_whatever_its_number() {
        let tasks = blobs(12);
        for i in 0..12 {
            let found = tasks.pair(&clues(json!({ "img": format!("s3://b/img/{i}.jpg") })));
            assert_eq!(found, Pairing::Certain(TaskId(i + 1)));
        }
    }

    #[test]
    fn a_named_row_beats_everything() {
        let mut tasks = blobs(3);
        tasks.add(TaskId(9), Some(("s3://b/rows.json".into(), "r1".into())), &map(json!({"text": "x"})));
        let clue = Clues {
            origin: Some(("s3://b/rows.json".into(), "r1".into())),
            data: map(json!({"image": "s3://b/img/0.jpg"})),
        };
        assert_eq!(tasks.pair(&clue), Pairing::Certain(TaskId(9)));
    }

    #[test]
    fn equal_data_pairs_and_twins_do_not() {
        let mut tasks = Tasks::default();
        tasks.add(TaskId(1), None, &map(json!({"a": 1, "b": {"c": [1, 2], "d": null}})));
        tasks.add(TaskId(2), None, &map(json!({"a": 2})));
        tasks.add(TaskId(3), None, &map(json!({"a": 2})));
        assert_eq!(
            tasks.pair(&clues(json!({"b": {"d": null, "c": [1, 2]}, "a": 1}))),
            Pairing::Certain(TaskId(1))
        );
        assert_eq!(tasks.pair(&clues(json!({"a": 2}))), Pairing::Ambiguous(vec![TaskId(2), TaskId(3)]));
        assert_eq!(tasks.pair(&clues(json!({"a": 3}))), Pairing::Unknown);
    }

    #[test]
    fn data_that_names_two_source_objects_is_not_guessed_unless_it_is_equal() {
        let mut tasks = blobs(3);
        let two = json!({"left": "s3://b/img/0.jpg", "right": "s3://b/img/1.jpg"});
        assert_eq!(tasks.pair(&clues(two.clone())), Pairing::Ambiguous(vec![TaskId(1), TaskId(2)]));
        tasks.add(TaskId(8), Some(("s3://b/pairs/8.json".into(), String::new())), &map(two.clone()));
        assert_eq!(tasks.pair(&clues(two)), Pairing::Certain(TaskId(8)));
    }

    #[test]
    fn an_object_and_equal_data_that_disagree_are_not_guessed() {
        let mut tasks = blobs(2);
        let data = json!({"image": "s3://b/img/0.jpg", "caption": "x"});
        tasks.add(TaskId(7), Some(("s3://b/tasks/7.json".into(), String::new())), &map(data.clone()));
        assert_eq!(tasks.pair(&clues(data)), Pairing::Ambiguous(vec![TaskId(1), TaskId(7)]));
    }

    proptest! {
        #[test]
        fn digests_are_equal_exactly_when_the_objects_are(
            fields in prop::collection::btree_map("[a-c]{1,2}", -3i64..3, 0..5),
            others in prop::collection::btree_map("[a-c]{1,2}", -3i64..3, 0..5),
        ) {
            let forward: Map<_, _> = fields.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
            let backward: Map<_, _> = fields.iter().rev().map(|(k, v)| (k.clone(), json!(v))).collect();
            let other: Map<_, _> = others.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
            prop_assert_eq!(digest(&forward), digest(&backward));
            prop_assert_eq!(digest(&forward) == digest(&other), forward == other);
        }
    }

    #[test]
    fn a_name_and_equal_data_that_agree_pair_though_others_have_the_same_data() {
        let data = json!({"image": "s3://b/img/0.jpg"});
        let mut tasks = Tasks::default();
        tasks.add(TaskId(1), Some(("s3://b/img/0.jpg".into(), String::new())), &map(data.clone()));
        tasks.add(TaskId(2), None, &map(data.clone()));
        assert_eq!(tasks.pair(&clues(data)), Pairing::Certain(TaskId(1)));
    }
}
