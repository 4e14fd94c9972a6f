//! How a list of regions is laid out: grouped, sorted, filtered, as a tree of what is part of what. Knows of regions
//! only what rows need; draws nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// By what regions are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// Not at all: in their own order, parts below what they are part of.
    #[default]
    None,
    Label,
    Kind,
}

/// By what regions are put in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sorting {
    #[default]
    Made,
    Score,
    /// Where they begin.
    Start,
}

/// How the list is to look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    pub grouping: Grouping,
    pub sorting: Sorting,
    pub descending: bool,
    /// Words that rows must hold, in any case.
    pub filter: String,
}

impl Look {
    /// What regions bear makes a difference; else items need no labels.
    pub fn reads_labels(&self) -> bool {
        self.grouping == Grouping::Label || !self.filter.trim().is_empty()
    }
}

/// A region as the list sees it; they come in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item<'a> {
    pub id: &'a str,
    pub parent: Option<&'a str>,
    /// What it bears, or what it is where it bears nothing.
    pub label: &'a str,
    pub kind: &'a str,
    pub score: Option<f64>,
    /// Item, then how far from the beginning.
    pub start: (u32, f64),
    pub excerpt: &'a str,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    Group {
        name: String,
        /// Places of its regions, in their order.
        members: Vec<usize>,
    },
    Region {
        /// Its place among the items.
        at: usize,
        depth: u32,
        /// Others are part of it.
        has_parts: bool,
    },
}

/// The rows of the list. What is in `folded` (names of groups, ids of regions) keeps its own below it hidden.
pub fn rows(items: &[Item<'_>], look: &Look, folded: &BTreeSet<String>) -> Vec<Row> {
    let words: Vec<String> = look.filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut shown: Vec<usize> = (0..items.len()).filter(|at| holds(&items[*at], &words)).collect();
    sort(&mut shown, items, look);
    match look.grouping {
        Grouping::None if words.is_empty() => tree(&shown, items, folded),
        Grouping::None => shown.into_iter().map(leaf).collect(),
        Grouping::Label => grouped(shown, |at| items[at].label, folded),
        Grouping::Kind => grouped(shown, |at| items[at].kind, folded),
    }
}

const fn leaf(at: usize) -> Row {
    Row::Region { at, depth: 0, has_parts: false }
}

fn holds(item: &Item<'_>, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let text = [item.label, item.kind, item.excerpt, item.id].join(" ").to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

fn sort(shown: &mut [usize], items: &[Item<'_>], look: &Look) {
    match look.sorting {
        Sorting::Made => {}
        // Those without a score come last whichever way.
        Sorting::Score => {
            let score = |at: &usize| items[*at].score;
            shown.sort_by(|one, two| match (score(one), score(two)) {
                (Some(a), Some(b)) if look.descending => b.total_cmp(&a),
                (Some(a), Some(b)) => a.total_cmp(&b),
                (one, two) => two.is_some().cmp(&one.is_some()),
            });
            return;
        }
        Sorting::Start => shown.sort_by(|one, two| {
            let (a, b) = (items[*one].start, items[*two].start);
            a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1))
        }),
    }
    if look.descending {
        shown.reverse();
    }
}

fn grouped<'a>(shown: Vec<usize>, name: impl Fn(usize) -> &'a str, folded: &BTreeSet<String>) -> Vec<Row> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in shown {
        groups.entry(name(at)).or_default().push(at);
    }
    let mut rows = Vec::new();
    for (name, members) in groups {
        let open = !folded.contains(name);
        let regions: Vec<Row> = if open { members.iter().copied().map(leaf).collect() } else { Vec::new() };
        rows.push(Row::Group { name: name.to_owned(), members });
        rows.extend(regions);
    }
    rows
}

fn tree(shown: &[usize], items: &[Item<'_>], folded: &BTreeSet<String>) -> Vec<Row> {
    if items.iter().all(|item| item.parent.is_none()) {
        return shown.iter().copied().map(leaf).collect();
    }
    let places: HashMap<&str, usize> = items.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
    let parent = |at: usize| items[at].parent.and_then(|id| places.get(id)).copied();
    let mut below: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut roots = Vec::new();
    for at in shown {
        match parent(*at) {
            Some(above) if above != *at => below.entry(above).or_default().push(*at),
            _ => roots.push(*at),
        }
    }
    if below.is_empty() {
        return roots.into_iter().map(leaf).collect();
    }
    let mut rows = Vec::with_capacity(shown.len());
    let mut seen = HashSet::new();
    // What hangs in a circle hangs below nothing: it comes last, each by itself.
    for root in roots.iter().chain(shown) {
        let mut waiting = vec![(*root, 0_u32, true)];
        while let Some((at, depth, visible)) = waiting.pop() {
            if !seen.insert(at) {
                continue;
            }
            let parts = below.get(&at).map_or(&[][..], Vec::as_slice);
            if visible {
                rows.push(Row::Region { at, depth, has_parts: !parts.is_empty() });
            }
            let visible = visible && !folded.contains(items[at].id);
            waiting.extend(parts.iter().rev().map(|part| (*part, depth + 1, visible)));
        }
    }
    rows
}

/// The rows that are in sight, and how many are above and below: `top` and `height` in rows, with some to spare on
/// either side.
pub fn window(count: usize, top: f64, height: f64, spare: usize) -> std::ops::Range<usize> {
    let first = (top.max(0.0).floor() as usize).saturating_sub(spare);
    let last = ((top + height).max(0.0).ceil() as usize).saturating_add(spare).min(count);
    first.min(last)..last
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item<'a>(id: &'a str, parent: Option<&'a str>, label: &'a str) -> Item<'a> {
        Item { id, parent, label, kind: "box", ..Item::default() }
    }

    fn shown(items: &[Item<'_>], rows: &[Row]) -> Vec<String> {
        rows.iter()
            .map(|row| match row {
                Row::Group { name, members } => format!("[{name} {}]", members.len()),
                Row::Region { at, depth, .. } => format!("{}{}", "-".repeat(*depth as usize), items[*at].id),
            })
            .collect()
    }

    #[test]
    fn parts_stand_below_what_they_are_part_of() {
        let items = [
            item("wheel", Some("car"), "Wheel"),
            item("car", None, "Car"),
            item("tyre", Some("wheel"), "Tyre"),
            item("lost", Some("gone"), "Car"),
        ];
        let all = rows(&items, &Look::default(), &BTreeSet::new());
        assert_eq!(shown(&items, &all), ["car", "-wheel", "--tyre", "lost"]);
        assert!(matches!(all[0], Row::Region { has_parts: true, .. }));
        let folded = BTreeSet::from(["car".to_owned()]);
        assert_eq!(shown(&items, &rows(&items, &Look::default(), &folded)), ["car", "lost"]);
    }

    #[test]
    fn regions_that_are_parts_of_each_other_are_shown_once() {
        let items = [item("a", Some("b"), "x"), item("b", Some("a"), "x"), item("c", Some("c"), "x")];
        let all = rows(&items, &Look::default(), &BTreeSet::new());
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn groups_have_their_regions_below_them_until_they_are_folded() {
        let items = [item("a", None, "Car"), item("b", None, "Bus"), item("c", None, "Car")];
        let look = Look { grouping: Grouping::Label, ..Look::default() };
        let all = rows(&items, &look, &BTreeSet::new());
        assert_eq!(shown(&items, &all), ["[Bus 1]", "b", "[Car 2]", "a", "c"]);
        let folded = BTreeSet::from(["Car".to_owned()]);
        assert_eq!(shown(&items, &rows(&items, &look, &folded)), ["[Bus 1]", "b", "[Car 2]"]);
    }

    #[test]
    fn a_filter_finds_words_in_labels_kinds_texts_and_ids_whatever_their_case() {
        let items =
            [Item { excerpt: "Ada Lovelace", ..item("r1", Some("r2"), "Person") }, item("r2", None, "Place")];
        let found = |filter: &str| {
            let look = Look { filter: filter.into(), ..Look::default() };
            shown(&items, &rows(&items, &look, &BTreeSet::new()))
        };
        assert_eq!(found("LOVE person"), ["r1"]);
        assert_eq!(found("r2"), ["r2"]);
        assert_eq!(found("box"), ["r1", "r2"]);
        assert!(found("ada place").is_empty());
    }

    #[test]
    fn scores_and_beginnings_put_rows_in_order_either_way() {
        let items = [
            Item { score: Some(0.5), start: (1, 0.0), ..item("a", None, "") },
            Item { score: None, start: (0, 9.0), ..item("b", None, "") },
            Item { score: Some(0.9), start: (0, 2.0), ..item("c", None, "") },
        ];
        let by = |sorting, descending| {
            let look = Look { sorting, descending, ..Look::default() };
            shown(&items, &rows(&items, &look, &BTreeSet::new())).concat()
        };
        assert_eq!((by(Sorting::Score, false), by(Sorting::Score, true)), ("acb".into(), "cab".into()));
        assert_eq!((by(Sorting::Start, false), by(Sorting::Start, true)), ("cba".into(), "abc".into()));
        assert_eq!(by(Sorting::Made, true), "cba");
    }

    #[test]
    fn only_what_is_in_sight_is_drawn() {
        assert_eq!(window(10_000, 500.5, 10.0, 5), 495..516);
        assert_eq!(window(10_000, 0.0, 10.0, 5), 0..15);
        assert_eq!(window(3, 90.0, 10.0, 5), 3..3);
    }

    proptest! {
        #[test]
        fn every_region_has_one_row_however_they_hang_together(
            parents in proptest::collection::vec(proptest::option::of(0..30usize), 0..30),
            grouping in 0..3u8,
        ) {
            let ids: Vec<String> = (0..parents.len()).map(|at| format!("r{at}")).collect();
            let items: Vec<Item<'_>> = parents
                .iter()
                .enumerate()
                .map(|(at, parent)| item(&ids[at], parent.and_then(|p| ids.get(p)).map(String::as_str), "x"))
                .collect();
            let grouping = [Grouping::None, Grouping::Label, Grouping::Kind][grouping as usize];
            let all = rows(&items, &Look { grouping, ..Look::default() }, &BTreeSet::new());
            let mut seen: Vec<usize> = all
                .iter()
                .filter_map(|row| match row { Row::Region { at, .. } => Some(*at), Row::Group { .. } => None })
                .collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..items.len()).collect::<Vec<_>>());
        }
    }
}
