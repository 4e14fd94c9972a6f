//! Promises about the tables as wholes.

use super::*;
use leptos::prelude::{Owner, provide_context};
use std::collections::BTreeSet;

/// Texts that are the same in both languages.
const SAME: &[&str] =
    &["Annotation", "Bucket", "Code", "Ellipse", "ID", "Name", "Polygon", "Region", "Skylabel", "Text"];

/// Each group with its plain texts. A group that is not named here does not compile.
fn groups() -> Vec<(&'static str, Keys)> {
    macro_rules! all {
        ($($group:ident)*) => {{
            let Messages { lang: _, $($group),* } = &EN;
            vec![$((stringify!($group), $group.keys())),*]
        }};
    }
    all!(actions answers comments common compare config drafts editor gallery hypertext image import keymap panels preview project projects reading settings storage tasks time tools validation visual)
}

/// As it is where a page is rendered in this language.
fn speaking<T>(language: Language, say: impl FnOnce() -> T) -> T {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(language);
        say()
    })
}

#[test]
fn every_text_is_said_in_both_languages() {
    for (group, keys) in groups() {
        assert!(!keys.is_empty(), "{group} has no texts");
        let names: BTreeSet<&str> = keys.iter().map(|(name, _, _)| *name).collect();
        assert_eq!(names.len(), keys.len(), "{group} has a text twice");
        for (name, english, german) in keys {
            assert!(!english.trim().is_empty() && !german.trim().is_empty(), "{group}.{name} is empty");
            assert!(
                english != german || SAME.contains(english),
                "{group}.{name} is English in the German table: {english}"
            );
        }
    }
}

#[test]
fn texts_end_alike_in_both_languages() {
    let end = |text: &str| text.trim_end().chars().last().filter(|last| ".?:…".contains(*last));
    for (group, keys) in groups() {
        for (name, english, german) in keys {
            assert_eq!(end(english), end(german), "{group}.{name}: {english} | {german}");
            assert_eq!(english.ends_with(' '), german.ends_with(' '), "{group}.{name}");
        }
    }
}

#[test]
fn nothing_is_listed_as_the_same_that_differs() {
    let all: BTreeSet<&str> = groups()
        .into_iter()
        .flat_map(|(_, keys)| keys)
        .filter(|(_, english, german)| english == german)
        .map(|(_, english, _)| *english)
        .collect();
    assert_eq!(all.into_iter().collect::<Vec<_>>(), SAME);
}

#[test]
fn german_speaks_of_buckets() {
    for (group, keys) in groups() {
        for (name, _, german) in keys {
            assert!(!german.contains("Eimer"), "{group}.{name}: {german}");
        }
    }
}

#[test]
fn both_languages_explain_the_same_keys() {
    let keys = |table: &'static str| -> Vec<&str> {
        table.lines().filter_map(|line| line.split_once('|')).map(|(keys, _)| keys).collect()
    };
    assert_eq!(keys(EN.keymap.fixed_table), keys(DE.keymap.fixed_table));
    assert_eq!(EN.keymap.fixed_table.lines().count(), keys(DE.keymap.fixed_table).len());
}

#[test]
fn the_language_spoken_chooses_the_table_and_the_form_of_numbers() {
    assert_eq!(t().lang, "en", "English where nobody said");
    assert_eq!(number(1_500), "1,500");
    let german = || (t().lang, (t().tasks.predictions)(1_500), decimal(0.5, 1));
    assert_eq!(speaking(Language::German, german), ("de", "1.500 Vorhersagen".to_owned(), "0,5".to_owned()));
    let english = || (t().lang, (t().tasks.predictions)(1), decimal(0.5, 1));
    assert_eq!(speaking(Language::English, english), ("en", "1 prediction".to_owned(), "0.5".to_owned()));
    assert_eq!(t().lang, "en", "nothing stays behind");
}

#[test]
fn every_table_names_its_own_language() {
    for language in Language::ALL {
        assert_eq!(speaking(language, || t().lang), language.tag());
    }
}
