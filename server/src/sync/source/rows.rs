//! Which row of an object is which task. Pure.
//!
//! A row is known by the hash of its data, so that rows may be inserted, removed and sorted without moving an
//! annotation; one that was edited in place is known by its index. The one task of a bare object has the empty name.

use crate::hex::hex;
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The name of the only task of an object.
pub const WHOLE: &str = "";

const HASH: usize = 10;

/// Gives the rows of one object their names, in order.
#[derive(Debug, Default)]
pub struct Names {
    seen: HashMap<[u8; HASH], u32>,
}

impl Names {
    /// The hash of the data, and its number where an earlier row has the same.
    pub fn name(&mut self, data: &Map<String, Value>) -> String {
        let hash = hash(data);
        let nth = self.seen.entry(hash).and_modify(|n| *n += 1).or_insert(1);
        if *nth > 1 { format!("{}-{nth}", hex(&hash)) } else { hex(&hash) }
    }
}

fn hash(data: &Map<String, Value>) -> [u8; HASH] {
    let text = serde_json::to_vec(data).unwrap_or_default();
    let mut short = [0; HASH];
    short.copy_from_slice(&digest(&SHA256, &text).as_ref()[..HASH]);
    short
}

/// A task that stands for a row of the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub name: String,
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

/// Matches rows (their names; `None` is a broken row) to the tasks that stand: by name, then by index. A broken row
/// holds the task at its index, for it may be mended.
pub fn matching(standing: &[Standing], rows: &[Option<String>]) -> Matching {
    let mut by_name: HashMap<&str, usize> = HashMap::with_capacity(standing.len());
    for (place, task) in standing.iter().enumerate() {
        by_name.insert(&task.name, place);
    }
    let mut matched: Vec<Option<usize>> =
        rows.iter().map(|name| name.as_deref().and_then(|name| by_name.remove(name))).collect();
    let mut rest: Vec<usize> = by_name.into_values().collect();
    rest.sort_unstable();
    let mut gone = Vec::new();
    for place in rest {
        let index = standing[place].index.and_then(|index| usize::try_from(index).ok());
        match index.and_then(|index| matched.get_mut(index)) {
            Some(free @ None) => *free = Some(place),
            _ => gone.push(place),
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
            .map(|(i, n)| Standing { name: (*n).to_owned(), index: Some(i as u64) })
            .collect()
    }

    fn rows(names: &[&str]) -> Vec<Option<String>> {
        names.iter().map(|n| (*n != "broken").then(|| (*n).to_owned())).collect()
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
        let data = json!({"a": 1}).as_object().unwrap().clone();
        let mut names = Names::default();
        let (first, second) = (names.name(&data), names.name(&data));
        assert_eq!(second, format!("{first}-2"));
        assert_eq!(Names::default().name(&data), first);
        assert_eq!(first.len(), 20);
    }

    proptest! {
        #[test]
        fn no_task_is_lost_or_given_twice(before in prop::collection::hash_set("[a-f]", 0..6), now in prop::collection::vec(prop::option::of("[a-i]"), 0..8)) {
            let standing: Vec<_> = before.iter().enumerate().map(|(i, n)| Standing { name: n.clone(), index: Some(i as u64) }).collect();
            let mut once = HashSet::new();
            let now: Vec<_> = now.into_iter().map(|n| n.filter(|n| once.insert(n.clone()))).collect();
            let matching = matching(&standing, &now);
            prop_assert_eq!(matching.rows.len(), now.len());
            let mut all: Vec<_> = matching.rows.iter().flatten().chain(&matching.gone).copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..standing.len()).collect::<Vec<_>>());
            for (row, place) in now.iter().zip(&matching.rows) {
                if let Some(at) = row.as_ref().and_then(|name| standing.iter().position(|s| s.name == *name)) {
                    prop_assert_eq!(*place, Some(at));
                }
            }
        }
    }
}
