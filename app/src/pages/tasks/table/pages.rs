//! The rows that were fetched, in pages of equal size, and which page to fetch next. Pure: fetching is `loader`'s.

use crate::api::types::{TaskPage, TaskRow};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Rows fetched at once.
pub const PAGE: u64 = 60;
/// Pages kept; the ones farthest from what is in sight go first.
const KEPT: usize = 40;
/// Requests under way at the same time.
const AT_ONCE: usize = 2;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pages {
    pages: BTreeMap<u64, Vec<TaskRow>>,
    /// Pages that may have changed since they were asked for.
    old: BTreeSet<u64>,
    under_way: BTreeSet<u64>,
}

impl Pages {
    pub fn row(&self, index: u64) -> Option<&TaskRow> {
        self.pages.get(&(index / PAGE))?.get((index % PAGE) as usize)
    }

    /// The pages to ask for now, given what is in sight; they count as under way from here on.
    pub fn wanted(&mut self, sight: &Range<u64>) -> Vec<u64> {
        if sight.is_empty() {
            return Vec::new();
        }
        let free = AT_ONCE.saturating_sub(self.under_way.len());
        let wanted: Vec<u64> = (sight.start / PAGE..=(sight.end - 1) / PAGE)
            .filter(|page| !self.under_way.contains(page))
            .filter(|page| !self.pages.contains_key(page) || self.old.contains(page))
            .take(free)
            .collect();
        self.under_way.extend(&wanted);
        self.old.retain(|page| !wanted.contains(page));
        wanted
    }

    /// Takes an answer; forgets what is far from it if there is too much.
    pub fn arrived(&mut self, page: u64, answer: TaskPage) {
        self.under_way.remove(&page);
        self.pages.insert(page, answer.rows);
        while self.pages.len() > KEPT {
            let farthest = self.pages.keys().copied().max_by_key(|other| other.abs_diff(page));
            let Some(farthest) = farthest else { break };
            self.pages.remove(&farthest);
            self.old.remove(&farthest);
        }
    }

    pub fn failed(&mut self, page: u64) {
        self.under_way.remove(&page);
    }

    /// Everything may have changed: it stays in sight until it is fetched anew.
    pub fn grow_old(&mut self) {
        self.old = self.pages.keys().chain(&self.under_way).copied().collect();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::ids::TaskId;
    use serde_json::Map;

    fn answer(page: u64, rows: u64) -> TaskPage {
        let row = |n| TaskRow {
            id: TaskId((page * PAGE + n) as i64),
            data: Map::new(),
            thumbnail: None,
            source: None,
            annotations: 0,
            cancelled: 0,
            predictions: 0,
            has_draft: false,
            stale: false,
            gone: false,
            filtered_out: false,
            archived: false,
            deleted: false,
            waiting: false,
            updated_at: String::new(),
        };
        TaskPage { total: 100_000, offset: page * PAGE, rows: (0..rows).map(row).collect() }
    }

    #[test]
    fn what_is_in_sight_is_asked_for_once() {
        let mut pages = Pages::default();
        assert_eq!(pages.wanted(&(50..70)), [0, 1]);
        assert!(pages.wanted(&(50..70)).is_empty());
        pages.arrived(0, answer(0, PAGE));
        assert_eq!(pages.row(59).unwrap().id, TaskId(59));
        assert!(pages.row(60).is_none());
        assert!(pages.wanted(&(0..60)).is_empty());
    }

    #[test]
    fn a_jump_does_not_wait_for_more_than_two_requests() {
        let mut pages = Pages::default();
        assert_eq!(pages.wanted(&(0..600)).len(), 2);
        assert!(pages.wanted(&(99_980..100_000)).is_empty());
        pages.failed(0);
        assert_eq!(pages.wanted(&(99_990..100_000)), [1666]);
    }

    #[test]
    fn old_pages_stay_in_sight_until_they_are_fetched_anew() {
        let mut pages = Pages::default();
        pages.wanted(&(0..10));
        pages.arrived(0, answer(0, PAGE));
        pages.grow_old();
        assert!(pages.row(5).is_some());
        assert_eq!(pages.wanted(&(0..10)), [0]);
        pages.arrived(0, answer(0, 3));
        assert!(pages.row(5).is_none());
    }

    #[test]
    fn an_answer_asked_for_before_a_change_is_asked_for_again() {
        let mut pages = Pages::default();
        pages.wanted(&(0..10));
        pages.grow_old();
        pages.arrived(0, answer(0, PAGE));
        assert_eq!(pages.wanted(&(0..10)), [0]);
    }

    #[test]
    fn memory_is_bounded_by_forgetting_what_is_far() {
        let mut pages = Pages::default();
        for page in 0..200 {
            pages.arrived(page, answer(page, PAGE));
        }
        assert_eq!(pages.pages.len(), KEPT);
        assert!(pages.row(199 * PAGE).is_some());
        assert!(pages.row(0).is_none());
    }
}
