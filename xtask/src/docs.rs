//! What the documents say of the code is so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

const COMPLAINTS: &str = "docs/complaints.md";
const OF_LABELING: &str = "docs/labeling-complaints.md";

/// Where titles of Playwright's tests are named by their file: `text.spec.ts: a title`.
const SPEC: &str = ".spec.ts: ";

/// Names of functions in every Rust file below.
fn functions(folder: &Path, names: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            functions(&path, names)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            let after_fn = text.split("fn ").skip(1);
            names.extend(after_fn.filter_map(|rest| Some(rest.split('(').next()?.trim().to_owned())));
        }
    }
    Ok(())
}

fn document(path: &str) -> String {
    fs::read_to_string(crate::sh::root().join(path)).unwrap()
}

/// The cells of the tables' rows, without their heads.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("|-"));
    let rows = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    rows.filter(|cells| cells.last() != Some(&"test")).collect()
}

/// What stands in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The names of Rust tests.
fn tests(text: &str) -> Vec<&str> {
    quoted(text).filter(|name| name.matches('_').count() > 2 && !name.contains(SPEC)).collect()
}

/// A spec file has a test of this title: its words, or the template that makes them.
fn has_title(file: &str, title: &str) -> bool {
    let path = crate::sh::root().join("end2end/tests").join(format!("{file}.spec.ts"));
    let text = fs::read_to_string(path).unwrap_or_default();
    ['\'', '`', '"'].iter().any(|quote| text.contains(&format!("test({quote}{title}{quote}")))
}

#[test]
fn every_test_that_the_complaints_name_exists() {
    let root = crate::sh::root();
    let mut names = BTreeSet::new();
    for folder in ["server", "rules/src", "app/src", "tiles"] {
        functions(&root.join(folder), &mut names).unwrap();
    }
    for (path, at_least) in [(COMPLAINTS, 60), (OF_LABELING, 50)] {
        let text = document(path);
        let tests = tests(&text);
        assert!(tests.len() > at_least, "{path}");
        let missing: Vec<_> = tests.into_iter().filter(|name| !names.contains(*name)).collect();
        assert!(missing.is_empty(), "{path}: {missing:?}");
    }
}

#[test]
fn every_title_of_a_browsers_test_that_the_complaints_name_exists() {
    let text = document(OF_LABELING);
    let titles: Vec<(&str, &str)> = quoted(&text).filter_map(|name| name.split_once(SPEC)).collect();
    assert!(titles.len() > 8);
    let missing: Vec<_> = titles.into_iter().filter(|(file, title)| !has_title(file, title)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_complaint_has_a_row_and_every_row_names_a_test() {
    let text = document(COMPLAINTS);
    let rows = rows(&text);
    for row in &rows {
        assert!(row.last().is_some_and(|tests| tests.starts_with('`')), "{row:?}");
    }
    assert_eq!(rows.iter().filter(|row| row[0].starts_with('#')).count(), 25);
    let numbers = rows.iter().flat_map(|row| row[0].split(", ")).filter_map(|cell| cell.parse::<u32>().ok());
    assert!(numbers.eq(1..=28), "the defects of 2020, each in its place");
}

#[test]
fn every_complaint_about_labeling_names_its_tests_or_says_that_there_is_none() {
    let text = document(OF_LABELING);
    let rows = rows(&text);
    for row in &rows {
        let tests = row.last().copied().unwrap_or_default();
        assert!(row.len() == 4 && (tests.starts_with('`') || tests.starts_with("no test yet")), "{row:?}");
    }
    let numbers: Vec<u32> = rows.iter().filter_map(|row| row[0].parse().ok()).collect();
    assert_eq!(numbers, [1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 23, 24, 25]);
}
