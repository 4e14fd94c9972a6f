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

#[test]
fn every_test_that_the_complaints_name_exists() {
    let root = crate::sh::root();
    let mut names = BTreeSet::new();
    for folder in ["server", "rules/src", "app/src"] {
        functions(&root.join(folder), &mut names).unwrap();
    }
    let text = fs::read_to_string(root.join("docs/complaints.md")).unwrap();
    let quoted = text.split('`').skip(1).step_by(2);
    let tests: Vec<&str> = quoted.filter(|name| name.matches('_').count() > 2).collect();
    assert!(tests.len() > 60);
    let missing: Vec<_> = tests.into_iter().filter(|name| !names.contains(*name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
