//! Which rows of a tree are in the list: the branches that are open, or what a search found. Pure.

use crate::editor::css;
use crate::model::choosing::{self, Path};
use crate::model::config::ChoiceOption;
use std::collections::BTreeSet;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub path: Path,
    pub title: String,
    pub hint: Option<String>,
    pub color: Option<String>,
    pub depth: usize,
    pub is_branch: bool,
    pub is_open: bool,
}

/// The rows of the list, and whether a search found more than it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visible {
    pub rows: Vec<Row>,
    pub more: bool,
}

/// A search shows this many at most.
const FOUND: usize = 500;

impl Visible {
    /// The row of the branch that a row stands in.
    pub fn above(&self, at: usize) -> Option<usize> {
        let depth = self.rows.get(at)?.depth;
        (0..at).rev().find(|above| self.rows[*above].depth < depth)
    }
}

/// The rows to show. `lazy` are branches whose children are still to be fetched.
pub fn visible(
    options: &[ChoiceOption],
    expanded: &BTreeSet<Path>,
    lazy: &BTreeSet<Path>,
    typed: &str,
    leafs_only: bool,
    separator: &str,
) -> Visible {
    if typed.trim().is_empty() {
        let mut rows = Vec::new();
        unfold(options, &[], expanded, lazy, &mut rows);
        return Visible { rows, more: false };
    }
    let (found, more) = choosing::search(options, typed, FOUND);
    let row = |path: Path| {
        let (title, _) = words(options, &path, true, separator);
        let option = choosing::find(options, &path)?;
        Some(Row { title, is_branch: false, is_open: false, depth: 0, ..row_of(option, path, lazy) })
    };
    let can = |path: &Path| !leafs_only || !is_branch(options, path, lazy);
    Visible { rows: found.into_iter().filter(can).filter_map(row).collect(), more }
}

fn is_branch(options: &[ChoiceOption], path: &Path, lazy: &BTreeSet<Path>) -> bool {
    lazy.contains(path) || choosing::find(options, path).is_some_and(|option| !option.children.is_empty())
}

fn row_of(option: &ChoiceOption, path: Path, lazy: &BTreeSet<Path>) -> Row {
    Row {
        title: option.value.clone(),
        hint: option.hint.clone(),
        color: option.background.as_deref().and_then(css::color),
        depth: path.len().saturating_sub(1),
        is_branch: !option.children.is_empty() || lazy.contains(&path),
        is_open: false,
        path,
    }
}

fn unfold(
    options: &[ChoiceOption],
    above: &[String],
    expanded: &BTreeSet<Path>,
    lazy: &BTreeSet<Path>,
    rows: &mut Vec<Row>,
) {
    for option in options {
        let path = choosing::join(above, option);
        let row = row_of(option, path.clone(), lazy);
        let is_open = row.is_branch && expanded.contains(&path);
        rows.push(Row { is_open, ..row });
        if is_open {
            unfold(&option.children, &path, expanded, lazy, rows);
        }
    }
}

/// What people read of a path, and whether the tree knows all of it.
pub fn words(options: &[ChoiceOption], path: &[String], full: bool, separator: &str) -> (String, bool) {
    let mut level = Some(options);
    let mut titles = Vec::new();
    let mut known = true;
    for step in path {
        let option = level.and_then(|options| options.iter().find(|option| option.stored() == step));
        known &= option.is_some();
        titles.push(option.map_or(step.as_str(), |option| option.value.as_str()));
        level = option.map(|option| option.children.as_slice());
    }
    let words =
        if full { titles.join(separator) } else { titles.last().copied().unwrap_or_default().to_owned() };
    (words, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(value: &str, children: Vec<ChoiceOption>) -> ChoiceOption {
        ChoiceOption { value: value.to_owned(), children, ..ChoiceOption::default() }
    }

    fn tree() -> Vec<ChoiceOption> {
        vec![option("A", vec![option("B", vec![option("C", vec![])])]), option("D", vec![])]
    }

    fn path(steps: &[&str]) -> Path {
        steps.iter().map(|step| (*step).to_owned()).collect()
    }

    fn titles(visible: &Visible) -> Vec<(&str, usize)> {
        visible.rows.iter().map(|row| (row.title.as_str(), row.depth)).collect()
    }

    #[test]
    fn only_open_branches_show_what_is_below_them() {
        let (none, open) = (BTreeSet::new(), BTreeSet::from([path(&["A"])]));
        assert_eq!(titles(&visible(&tree(), &none, &none, "", false, "/")), [("A", 0), ("D", 0)]);
        let opened = visible(&tree(), &open, &none, "", false, "/");
        assert_eq!(titles(&opened), [("A", 0), ("B", 1), ("D", 0)]);
        assert_eq!((opened.above(1), opened.above(2)), (Some(0), None));
        let lazy = BTreeSet::from([path(&["D"])]);
        assert!(visible(&tree(), &none, &lazy, "", false, "/").rows[1].is_branch);
    }

    #[test]
    fn a_search_shows_whole_paths() {
        let none = BTreeSet::new();
        assert_eq!(titles(&visible(&tree(), &none, &none, "c", false, " / ")), [("A / B / C", 0)]);
        assert!(
            visible(&tree(), &none, &none, "b", true, " / ").rows.is_empty(),
            "only leaves can be chosen"
        );
    }

    #[test]
    fn paths_that_the_tree_does_not_know_are_read_as_they_are() {
        assert_eq!(words(&tree(), &path(&["A", "B"]), false, "/"), ("B".to_owned(), true));
        assert_eq!(words(&tree(), &path(&["A", "x"]), true, " / "), ("A / x".to_owned(), false));
    }

    #[test]
    fn ten_thousand_entries_are_listed_at_once() {
        let many: Vec<ChoiceOption> = (0..10_000).map(|n| option(&format!("Entry {n}"), vec![])).collect();
        let none = BTreeSet::new();
        assert_eq!(visible(&many, &none, &none, "", false, "/").rows.len(), 10_000);
        let found = visible(&many, &none, &none, "entry", false, "/");
        assert_eq!((found.rows.len(), found.more), (FOUND, true));
    }
}
