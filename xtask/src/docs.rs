//! What the documents say of the code is so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

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

fn complaints() -> String {
    fs::read_to_string(crate::sh::root().join("docs/complaints.md")).unwrap()
}

/// The cells of the tables' rows, without their heads.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("|-"));
    let rows = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    rows.filter(|cells| cells.last() != Some(&"test")).collect()
}

#[test]
fn every_test_that_the_complaints_name_exists() {
    let root = crate::sh::root();
    let mut names = BTreeSet::new();
    for folder in ["server", "rules/src", "app/src"] {
        functions(&root.join(folder), &mut names).unwrap();
    }
    let text = complaints();
    let quoted = text.split('`').skip(1).step_by(2);
    let tests: Vec<&str> = quoted.filter(|name| name.matches('_').count() > 2).collect();
    assert!(tests.len() > 60);
    let missing: Vec<_> = tests.into_iter().filter(|name| !names.contains(*name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_complaint_has_a_row_and_every_row_names_a_test() {
    let text = complaints();
    let rows = rows(&text);
    for row in &rows {
        assert!(row.last().is_some_and(|tests| tests.starts_with('`')), "{row:?}");
    }
    assert_eq!(rows.iter().filter(|row| row[0].starts_with('#')).count(), 25);
    let numbers = rows.iter().flat_map(|row| row[0].split(", ")).filter_map(|cell| cell.parse::<u32>().ok());
    assert!(numbers.eq(1..=28), "the defects of 2020, each in its place");
}
