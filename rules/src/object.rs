//! Objects as rules see them: what a listing says of one, what is known of one, and under which condition one is written.

use app::model::storage::Outcome;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One object of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Byte for byte as the store has it. A local file name that is not UTF-8 is shown with replacements (and odd).
    pub key: String,
    pub size: u64,
    /// Changes with the content; compared, never interpreted.
    pub etag: String,
    /// Set when the object cannot be read by this key; the listing goes on.
    pub odd: Option<OddKey>,
}

impl Listed {
    /// The empty object that consoles write to show a folder.
    pub fn is_folder_placeholder(&self) -> bool {
        self.size == 0 && self.key.ends_with('/')
    }
}

/// Why a listed object cannot be read by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
pub enum OddKey {
    #[error("the name is not valid UTF-8")]
    NotUtf8,
}

/// When a write may happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Always,
    /// Nothing may be there yet.
    IfAbsent,
    /// What is there must still be this version.
    IfUnchanged(Version),
}

/// One state of one object: the ETag (S3), the generation (GCS), or a fingerprint (local). Opaque.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version(pub String);

impl Version {
    /// Whether a listing that says `etag` speaks of this version. A folder's listing says the fingerprint alone, not the
    /// content's hash that a small file's version adds to it.
    pub fn is_listed_as(&self, etag: &str) -> bool {
        self.0.strip_prefix(etag).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An object as the storage knows it from earlier runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub key: String,
    pub etag: String,
    pub size: u64,
    pub outcome: Outcome,
    pub reason: Option<String>,
    /// Failed for a passing reason.
    pub retry: bool,
    /// Was not in an earlier listing.
    pub gone: bool,
    /// The run that last wrote it.
    pub run: i64,
}

/// How a storage's objects were understood when they were last read as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// Which store they were in.
    pub store: i64,
    /// One task an object, or JSON.
    pub blobs: bool,
    /// The store did not list in the order of keys.
    #[serde(default)]
    pub unordered: bool,
    /// Tells one labeling config's needs from another's.
    #[serde(default)]
    pub needs: u64,
    /// Tells where rows had their ids.
    #[serde(default)]
    pub row_id: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_speaks_of_the_version_it_names_and_of_a_small_files_too() {
        let version = Version("17-ab".into());
        assert!(version.is_listed_as("17-ab") && version.is_listed_as("17"));
        assert!(!version.is_listed_as("1") && !version.is_listed_as("17-a") && !version.is_listed_as("18"));
        assert_eq!(version.to_string(), "17-ab");
    }
}
