//! Which row of an object is which task. Pure.
//!
//! A row is known by its id, if the storage says where rows have one; else by the hash of its data, so that rows may be
//! inserted, removed and sorted without moving an annotation; one without id that was edited in place is known by its
//! index. The one task of a bare object has the empty name.

use crate::hex::hex;
use app::model::data::path;
use app::model::task::TaskInput;
use ring::digest::{SHA256, digest};
use serde_json::Value;
use std::collections::HashMap;

/// The name of the only task of an object.
pub const WHOLE: &str = "";

const HASH: usize = 10;

/// Longer ids are named by their hash.
const LONGEST_ID: usize = 200;

type Hash = [u8; HASH];

/// Where rows have their ids: a path into the data, or else into the fields beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowId(String);

impl RowId {
    pub fn new(path: Option<&str>) -> Option<Self> {
        path.filter(|path| !path.is_empty()).map(|path| Self(path.to_owned()))
    }

    pub fn path(&self) -> &str {
        &self.0
    }

    /// Whether a row was named by its id there.
    pub fn named(&self, name: &str) -> bool {
        name.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with(':'))
    }

    /// The name that a row has by its id; `None` if it has none.
    fn name(&self, task: &TaskInput) -> Result<Option<String>, String> {
        let found = path::get(&task.data, &self.0).or_else(|| path::get(&task.extra, &self.0));
        let id = match found {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            Some(Value::Array(_) | Value::Object(_)) => {
                return Err(format!("its id ({}) must be a text or a number", self.0));
            }
        };
        let short = if id.len() > LONGEST_ID || id.contains('\0') { hex(&hash(id.as_bytes())) } else { id };
        Ok(Some(format!("{}:{short}", self.0)))
    }
}

/// Tells an object's being read under one setting from its being read under another; 0 without one.
pub fn mark(row_id: Option<&RowId>) -> u64 {
    row_id.map_or(0, |RowId(path)| {
        hash(path.as_bytes()).iter().take(7).fold(1, |all, byte| all << 8 | u64::from(*byte))
    })
}

/// What a row is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    pub name: String,
    /// What it would be called by its data, if it is called by its id.
    pub content: Option<String>,
}

/// Gives the rows of one object their names, in order.
#[derive(Debug, Default)]
pub struct Names {
    row_id: Option<RowId>,
    seen: HashMap<Hash, u32>,
    /// The rows that have ids.
    ids: HashMap<Hash, u64>,
}

impl Names {
    pub fn new(row_id: Option<RowId>) -> Self {
        Self { row_id, ..Self::default() }
    }

    /// The name of the row at `index`, or why it cannot have one; `data` is its data as JSON text.
    pub fn name(&mut self, task: &TaskInput, data: &str, index: u64) -> Result<RowName, String> {
        let content = self.numbered(hash(data.as_bytes()));
        let by_id = self.row_id.as_ref().map(|row_id| row_id.name(task)).transpose()?.flatten();
        let Some(name) = by_id else { return Ok(RowName { name: content, content: None }) };
        let first = *self.ids.entry(hash(name.as_bytes())).or_insert(index);
        if first != index {
            return Err(format!("row {} has the same id ({name})", first + 1));
        }
        Ok(RowName { name, content: Some(content) })
    }

    /// The hash, and its number where an earlier row has the same.
    fn numbered(&mut self, hash: Hash) -> String {
        let nth = self.seen.entry(hash).and_modify(|n| *n += 1).or_insert(1);
        if *nth > 1 { format!("{}-{nth}", hex(&hash)) } else { hex(&hash) }
    }
}

fn hash(bytes: &[u8]) -> Hash {
    let mut short = [0; HASH];
    short.copy_from_slice(&digest(&SHA256, bytes).as_ref()[..HASH]);
    short
}

/// Gives tasks that were named otherwise the names that their data has, in the order in which they are told.
#[derive(Debug, Default)]
pub struct Contents(Names);

impl Contents {
    /// By the data's JSON text.
    pub fn name(&mut self, data: &str) -> String {
        self.0.numbered(hash(data.as_bytes()))
    }
}

/// A task that stands for a row of the object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub name: String,
    /// What it would be called by its data, if it is called otherwise and that is known.
    pub content: Option<String>,
    /// It was named by its id as rows are now.
    pub by_id: bool,
    pub index: Option<u64>,
}

/// Which standing task each row is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// By row index: the place in the list of standing tasks; `None` is a new row.
    pub rows: Vec<Option<usize>>,
    /// Standing tasks whose row is not there any more.
    pub gone: Vec<usize>,
}

/// Matches rows (`None` is a broken one) to the tasks that stand: by name, by data where one of both has no id, then by
/// index likewise: two ids that differ are two rows. A broken row holds the task at its index, for it may be mended.
pub fn matching(standing: &[Standing], rows: &[Option<RowName>]) -> Matching {
    let mut left: Vec<bool> = vec![true; standing.len()];
    let mut matched = vec![None; rows.len()];
    let by_name: HashMap<&str, usize> =
        standing.iter().enumerate().map(|(place, task)| (task.name.as_str(), place)).collect();
    for (row, slot) in rows.iter().zip(&mut matched) {
        let place = row.as_ref().and_then(|row| by_name.get(row.name.as_str()).copied());
        *slot = place.filter(|place| std::mem::take(&mut left[*place]));
    }
    let may_be = |row: &RowName, task: &Standing| !(task.by_id && row.content.is_some());
    let by_content: HashMap<&str, usize> = standing
        .iter()
        .enumerate()
        .filter(|(place, _)| left[*place])
        .map(|(place, task)| (task.content.as_deref().unwrap_or(&task.name), place))
        .collect();
    for (row, slot) in rows.iter().zip(&mut matched) {
        if let (Some(row), None) = (row, *slot) {
            let content = row.content.as_deref().unwrap_or(&row.name);
            let place = by_content.get(content).copied().filter(|place| may_be(row, &standing[*place]));
            *slot = place.filter(|place| std::mem::take(&mut left[*place]));
        }
    }
    let mut gone = Vec::new();
    for (place, task) in standing.iter().enumerate().filter(|(place, _)| left[*place]) {
        let index = task.index.and_then(|index| usize::try_from(index).ok());
        let free = index.filter(|index| {
            matches!(matched.get(*index), Some(None))
                && rows[*index].as_ref().is_none_or(|row| may_be(row, task))
        });
        match free {
            Some(index) => matched[index] = Some(place),
            None => gone.push(place),
        }
    }
    Matching { rows: matched, gone }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::HashSet;

    fn standing(names: &[&str]) -> Vec<Standing> {
        names
            .iter()
            .enumerate()
            .map(|(i, n)| Standing {
                name: (*n).to_owned(),
                by_id: n.starts_with("id:"),
                index: Some(i as u64),
                ..Standing::default()
            })
            .collect()
    }

    fn row(name: &str, content: Option<&str>) -> Option<RowName> {
        Some(RowName { name: name.to_owned(), content: content.map(str::to_owned) })
    }

    fn rows(names: &[&str]) -> Vec<Option<RowName>> {
        let one = |name: &&str| row(name, name.starts_with("id:").then_some("content"));
        names.iter().map(|name| one(name).filter(|row| row.name != "broken")).collect()
    }

    fn task(value: Value) -> TaskInput {
        app::model::task::parse_task(value).unwrap()
    }

    #[test]
    fn a_row_inserted_at_the_top_moves_no_task() {
        let matching = matching(&standing(&["a", "b"]), &rows(&["new", "a", "b"]));
        assert_eq!(matching, Matching { rows: vec![None, Some(0), Some(1)], gone: vec![] });
    }

    #[test]
    fn a_row_edited_in_place_keeps_its_task() {
        let matching = matching(&standing(&["a", "b", "c"]), &rows(&["a", "b2", "c"]));
        assert_eq!(matching, Matching { rows: vec![Some(0), Some(1), Some(2)], gone: vec![] });
    }

    #[test]
    fn a_removed_row_is_gone() {
        let matching = matching(&standing(&["a", "b", "c"]), &rows(&["b", "c"]));
        assert_eq!(matching, Matching { rows: vec![Some(1), Some(2)], gone: vec![0] });
    }

    #[test]
    fn a_broken_row_holds_its_task() {
        let matching = matching(&standing(&["a", "b"]), &rows(&["a", "broken"]));
        assert_eq!(matching, Matching { rows: vec![Some(0), Some(1)], gone: vec![] });
    }

    #[test]
    fn a_bare_object_that_becomes_a_list_keeps_its_task() {
        let matching = matching(&standing(&[WHOLE]), &rows(&["a", "b"]));
        assert_eq!(matching, Matching { rows: vec![Some(0), None], gone: vec![] });
    }

    #[test]
    fn equal_rows_are_told_apart_by_their_number() {
        let (data, text) = (task(json!({"a": 1})), r#"{"a":1}"#);
        let mut names = Names::default();
        let mut name = |index| names.name(&data, text, index).unwrap().name;
        let (first, second) = (name(0), name(1));
        assert_eq!(second, format!("{first}-2"));
        assert_eq!(Names::default().name(&data, text, 0).unwrap().name, first);
        assert_eq!(first.len(), 20);
        assert_eq!(Contents::default().name(r#"{"a":1}"#), first);
    }

    #[test]
    fn a_row_is_named_by_its_id_wherever_that_is_and_only_once() {
        let mut names = Names::new(RowId::new(Some("meta.sku")));
        let mut name = |value: Value, index| names.name(&task(value.clone()), &value.to_string(), index);
        let named = name(json!({"t": "a", "meta": {"sku": 7}}), 0).unwrap();
        assert_eq!(
            (named.name.as_str(), named.content.map(|content| content.len())),
            ("meta.sku:7", Some(20))
        );
        assert_eq!(name(json!({"data": {"t": "b"}, "meta": {"sku": "x"}}), 1).unwrap().name, "meta.sku:x");
        assert_eq!(name(json!({"t": "c"}), 2).unwrap().content, None, "a row without id goes by its data");
        assert_eq!(
            name(json!({"t": "d", "meta": {"sku": "7"}}), 3).unwrap_err(),
            "row 1 has the same id (meta.sku:7)"
        );
        assert!(
            name(json!({"t": "e", "meta": {"sku": [1]}}), 4)
                .unwrap_err()
                .contains("must be a text or a number")
        );
        let long = name(json!({"t": "f", "meta": {"sku": "x".repeat(5000)}}), 5).unwrap().name;
        assert_eq!(long.len(), "meta.sku:".len() + 20);
    }

    #[test]
    fn another_id_in_the_same_place_is_another_row() {
        let matching = matching(&standing(&["id:1", "id:2"]), &rows(&["id:1", "id:3"]));
        assert_eq!(matching, Matching { rows: vec![Some(0), None], gone: vec![1] });
    }

    #[test]
    fn tasks_named_otherwise_are_found_by_their_data_and_then_by_their_place() {
        let by_data = standing(&["hash-a", "hash-b", "hash-c"]);
        let now = [row("id:2", Some("hash-b")), row("id:1", Some("hash-a")), row("id:3", Some("hash-new"))];
        assert_eq!(matching(&by_data, &now).rows, [Some(1), Some(0), Some(2)]);
        let mut by_other = standing(&["other:1", "other:2"]);
        by_other[0].content = Some("hash-b".into());
        by_other[1].content = Some("hash-a".into());
        let now = [row("hash-a", None), row("hash-b", None)];
        assert_eq!(matching(&by_other, &now).rows, [Some(1), Some(0)]);
    }

    proptest! {
        #[test]
        fn no_task_is_lost_or_given_twice(before in prop::collection::hash_set("[a-f]", 0..6), now in prop::collection::vec(prop::option::of("[a-i]"), 0..8)) {
            let standing: Vec<_> = before.iter().enumerate().map(|(i, n)| Standing { name: n.clone(), index: Some(i as u64), ..Standing::default() }).collect();
            let mut once = HashSet::new();
            let now: Vec<_> = now.into_iter().map(|n| n.filter(|n| once.insert(n.clone()))).collect();
            let now: Vec<_> = now.into_iter().map(|n| n.map(|name| RowName { name, content: None })).collect();
            let matching = matching(&standing, &now);
            prop_assert_eq!(matching.rows.len(), now.len());
            let mut all: Vec<_> = matching.rows.iter().flatten().chain(&matching.gone).copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..standing.len()).collect::<Vec<_>>());
            for (row, place) in now.iter().zip(&matching.rows) {
                if let Some(at) = row.as_ref().and_then(|row| standing.iter().position(|s| s.name == row.name)) {
                    prop_assert_eq!(*place, Some(at));
                }
            }
        }
    }
}
