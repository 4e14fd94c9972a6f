//! Which objects of a listing are tasks, and why the others are not. Pure: knows a storage's settings and a key,
//! neither buckets nor tasks that stand.

use crate::keys::TargetKeys;
use crate::object::{Listed, OddKey};
use app::model::storage::StorageSettings;
use regex::{Regex, RegexBuilder};
use std::fmt;

/// A compiled regex beyond this many bytes is refused.
const REGEX_LIMIT: usize = 4 << 20;

/// A regex that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error(
        "the regex \"{pattern}\" uses look-around or a back-reference, which are not supported; say what should match instead, or narrow the prefix"
    )]
    LookAround { pattern: String },
    #[error("\"{pattern}\" is not a valid regex: {why}")]
    Invalid { pattern: String, why: String },
}

/// Compiles a storage's regex; it is searched unanchored in the whole key.
pub fn compile(pattern: &str) -> Result<Regex, FilterError> {
    RegexBuilder::new(pattern).size_limit(REGEX_LIMIT).build().map_err(|error| {
        let pattern = pattern.to_owned();
        let text = error.to_string();
        if text.contains("look-around") || text.contains("backreferences") {
            return FilterError::LookAround { pattern };
        }
        // The last line of a syntax error says what is wrong; the lines before draw where.
        let why = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        FilterError::Invalid { pattern, why }
    })
}

/// Why an object of the listing is not a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    Placeholder,
    OwnOutput,
    Odd(OddKey),
    Regex,
    NotTasks,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Placeholder => f.write_str("marks an empty folder"),
            Self::OwnOutput => f.write_str("written by this project's target storage"),
            Self::Odd(odd) => odd.fmt(f),
            Self::Regex => f.write_str("left out by the regex"),
            Self::NotTasks => f.write_str(
                "not a .json, .jsonl or .ndjson file; turn on blob URLs to make a task of every file",
            ),
        }
    }
}

/// What an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The object itself is the task.
    Blob,
    /// JSON: one task, or a list of them.
    Json,
    /// One task a line.
    Lines,
}

/// Whether an object becomes tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Take(Format),
    Skip(Skip),
}

/// A storage's settings, ready to judge keys.
#[derive(Clone, Debug)]
pub struct Filter {
    folder: String,
    recursive: bool,
    regex: Option<Regex>,
    blobs: bool,
    outputs: Vec<TargetKeys>,
}

impl Filter {
    /// `outputs` are the keys of the project's targets in the same store.
    pub fn new(settings: &StorageSettings, outputs: Vec<TargetKeys>) -> Result<Self, FilterError> {
        let pattern = settings.regex.as_deref().filter(|pattern| !pattern.is_empty());
        Ok(Self {
            folder: settings.folder(),
            recursive: settings.recursive,
            regex: pattern.map(compile).transpose()?,
            blobs: settings.use_blob_urls,
            outputs,
        })
    }

    /// Whether a listing of this storage would hold the key at all.
    pub fn covers(&self, key: &str) -> bool {
        key.strip_prefix(self.folder.as_str()).is_some_and(|rest| self.recursive || !rest.contains('/'))
    }

    pub fn verdict(&self, listed: &Listed) -> Verdict {
        let key = listed.key.as_str();
        if listed.is_folder_placeholder() || (listed.size == 0 && key.ends_with("_$folder$")) {
            return Verdict::Skip(Skip::Placeholder);
        }
        if self.is_own_output(key) {
            return Verdict::Skip(Skip::OwnOutput);
        }
        if let Some(odd) = listed.odd {
            return Verdict::Skip(Skip::Odd(odd));
        }
        if self.regex.as_ref().is_some_and(|regex| !regex.is_match(key)) {
            return Verdict::Skip(Skip::Regex);
        }
        if self.blobs {
            return Verdict::Take(Format::Blob);
        }
        json_format(key).map_or(Verdict::Skip(Skip::NotTasks), Verdict::Take)
    }

    fn is_own_output(&self, key: &str) -> bool {
        let own_folder = key.starts_with(".skylabel/") || key.contains("/.skylabel/");
        own_folder || self.outputs.iter().any(|output| self.is_output_of(output, key))
    }

    /// A target in a folder of its own within the source owns that folder; one that shares the source's folder owns
    /// only what has the shape of our keys.
    fn is_output_of(&self, output: &TargetKeys, key: &str) -> bool {
        let folder = output.folder();
        let inside = folder.len() > self.folder.len() && folder.starts_with(&self.folder);
        if inside { key.starts_with(folder) } else { output.parse(key).is_some() }
    }
}

/// How an object of JSON holds its tasks, by the extension of its key; `None` for other objects.
pub fn json_format(key: &str) -> Option<Format> {
    let name = key.rsplit('/').next().unwrap_or(key);
    let (_, extension) = name.rsplit_once('.')?;
    if extension.eq_ignore_ascii_case("json") {
        Some(Format::Json)
    } else if extension.eq_ignore_ascii_case("jsonl") || extension.eq_ignore_ascii_case("ndjson") {
        Some(Format::Lines)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn listed(key: &str, size: u64) -> Listed {
        Listed { key: key.to_owned(), size, etag: "e".to_owned(), odd: None }
    }

    fn filter(prefix: &str, regex: Option<&str>, blobs: bool, outputs: &[&str]) -> Filter {
        let settings = StorageSettings {
            prefix: prefix.to_owned(),
            regex: regex.map(str::to_owned),
            use_blob_urls: blobs,
            ..StorageSettings::default()
        };
        let outputs = outputs.iter().map(|folder| TargetKeys::new((*folder).to_owned(), &[]));
        Filter::new(&settings, outputs.collect()).unwrap()
    }

    #[test]
    fn the_regex_is_searched_anywhere_in_the_whole_key() {
        let filter = filter("img", Some("img/.*jpg"), true, &[]);
        assert_eq!(filter.verdict(&listed("img/a.jpg", 1)), Verdict::Take(Format::Blob));
        assert_eq!(filter.verdict(&listed("img/a.png", 1)), Verdict::Skip(Skip::Regex));
        let bare = self::filter("", Some("jpg"), true, &[]);
        assert_eq!(bare.verdict(&listed("deep/a.jpg.bak", 1)), Verdict::Take(Format::Blob));
    }

    #[test]
    fn an_empty_regex_lets_everything_in() {
        assert_eq!(filter("", Some(""), true, &[]).verdict(&listed("a", 1)), Verdict::Take(Format::Blob));
    }

    #[test]
    fn look_around_is_refused_with_a_way_on() {
        let error = compile("a(?!b)").unwrap_err();
        assert!(matches!(error, FilterError::LookAround { .. }), "{error}");
        let error = compile("(").unwrap_err();
        assert!(error.to_string().contains("unclosed group"), "{error}");
    }

    #[test]
    fn placeholders_are_not_tasks_but_a_key_with_content_is() {
        let filter = filter("img", None, true, &[]);
        assert_eq!(filter.verdict(&listed("img/", 0)), Verdict::Skip(Skip::Placeholder));
        assert_eq!(filter.verdict(&listed("img/x_$folder$", 0)), Verdict::Skip(Skip::Placeholder));
        assert_eq!(filter.verdict(&listed("img/empty.jpg", 0)), Verdict::Take(Format::Blob));
    }

    #[test]
    fn our_own_outputs_are_never_tasks() {
        let same = filter("", None, false, &[""]);
        assert_eq!(same.verdict(&listed("12.json", 1)), Verdict::Skip(Skip::OwnOutput));
        assert_eq!(same.verdict(&listed(".skylabel/claim.json", 1)), Verdict::Skip(Skip::OwnOutput));
        assert_eq!(same.verdict(&listed("roll-up-2026-11-23.jsonl", 1)), Verdict::Skip(Skip::OwnOutput));
        assert_eq!(same.verdict(&listed("roll-up-monday.jsonl", 1)), Verdict::Take(Format::Lines));
        assert_eq!(same.verdict(&listed("a12.json", 1)), Verdict::Take(Format::Json));
        assert_eq!(same.verdict(&listed("a/.skylabel/x.json", 1)), Verdict::Skip(Skip::OwnOutput));
        let inside = filter("", None, false, &["annotations/"]);
        assert_eq!(inside.verdict(&listed("annotations/notes.json", 1)), Verdict::Skip(Skip::OwnOutput));
        assert_eq!(inside.verdict(&listed("12.json", 1)), Verdict::Take(Format::Json));
        let around = filter("tasks/", None, false, &[""]);
        assert_eq!(around.verdict(&listed("tasks/12.json", 1)), Verdict::Take(Format::Json));
    }

    #[test]
    fn json_mode_takes_json_by_its_extension() {
        let filter = filter("", None, false, &[]);
        assert_eq!(filter.verdict(&listed("a/b.JSON", 1)), Verdict::Take(Format::Json));
        assert_eq!(filter.verdict(&listed("b.ndjson", 1)), Verdict::Take(Format::Lines));
        assert_eq!(filter.verdict(&listed("a.json/b", 1)), Verdict::Skip(Skip::NotTasks));
        assert_eq!(filter.verdict(&listed("a.jpg", 1)), Verdict::Skip(Skip::NotTasks));
        for later in ["a.csv", "a.json.gz", "a.parquet"] {
            assert_eq!(filter.verdict(&listed(later, 1)), Verdict::Skip(Skip::NotTasks), "{later}");
        }
    }

    #[test]
    fn a_prefix_is_a_folder_with_or_without_its_slash() {
        for prefix in ["img", "img/", "/img/"] {
            let filter = filter(prefix, None, true, &[]);
            assert!(filter.covers("img/a.jpg") && !filter.covers("imgs/a.jpg"), "{prefix}");
        }
    }

    #[test]
    fn without_recursion_only_the_folder_itself_is_covered() {
        let settings = StorageSettings { recursive: false, prefix: "a".into(), ..StorageSettings::default() };
        let filter = Filter::new(&settings, Vec::new()).unwrap();
        assert!(filter.covers("a/b.json") && !filter.covers("a/b/c.json"));
    }

    proptest! {
        #[test]
        fn every_key_gets_a_verdict(key in ".{0,40}", size in 0u64..3, blobs: bool) {
            let filter = filter("a", Some("b|c"), blobs, &["", "a/out/"]);
            if let Verdict::Skip(skip) = filter.verdict(&listed(&key, size)) {
                prop_assert!(!skip.to_string().is_empty());
            }
        }
    }
}
