//! Which rows a person picked: some by name, or all but some. Pure.

use crate::api::types::Chosen;
use crate::model::ids::TaskId;
use std::collections::BTreeSet;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// All but those named; else only those.
    all: bool,
    named: BTreeSet<TaskId>,
}

impl Selection {
    pub fn all() -> Self {
        Self { all: true, named: BTreeSet::new() }
    }

    pub fn has(&self, id: TaskId) -> bool {
        self.named.contains(&id) != self.all
    }

    pub fn toggle(&mut self, id: TaskId) {
        if !self.named.remove(&id) {
            self.named.insert(id);
        }
    }

    /// It is not in the list any more.
    pub fn forget(&mut self, id: TaskId) {
        self.named.remove(&id);
    }

    /// Of so many rows.
    pub fn count(&self, total: u64) -> u64 {
        let named = self.named.len() as u64;
        if self.all { total.saturating_sub(named) } else { named }
    }

    pub fn is_all(&self) -> bool {
        self.all && self.named.is_empty()
    }

    pub fn chosen(&self) -> Chosen {
        let named = self.named.iter().copied().collect();
        if self.all { Chosen::All { except: named } } else { Chosen::Only(named) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_picked_one_by_one_or_all_but_some() {
        let mut some = Selection::default();
        some.toggle(TaskId(3));
        some.toggle(TaskId(5));
        some.toggle(TaskId(3));
        assert_eq!((some.count(10), some.has(TaskId(5)), some.has(TaskId(3))), (1, true, false));
        assert_eq!(some.chosen(), Chosen::Only(vec![TaskId(5)]));
        let mut all = Selection::all();
        assert!(all.is_all() && all.has(TaskId(9)));
        all.toggle(TaskId(9));
        assert_eq!((all.count(10), all.has(TaskId(9)), all.is_all()), (9, false, false));
        assert_eq!(all.chosen(), Chosen::All { except: vec![TaskId(9)] });
    }

    #[test]
    fn a_row_that_left_the_list_counts_neither_as_picked_nor_as_spared() {
        let mut some = Selection::default();
        some.toggle(TaskId(3));
        some.forget(TaskId(3));
        some.forget(TaskId(4));
        assert_eq!(some, Selection::default());
        let mut all = Selection::all();
        all.toggle(TaskId(9));
        assert_eq!(all.count(4), 3);
        all.forget(TaskId(9));
        assert_eq!((all.count(3), all.is_all()), (3, true), "of the three that are left");
    }
}
