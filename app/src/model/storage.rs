//! What a storage is to everyone: its settings, its state, the outcomes of its objects. Connecting and syncing are
//! the server's business.

mod runs;
mod settings;

pub use runs::{Outcome, RunCounts, SyncStatus, UnknownOutcome};
pub use settings::{StorageSecrets, StorageSettings};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The kinds of store, by the names of today's REST paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageKind {
    S3,
    Gcs,
    Azure,
    Local,
}

impl StorageKind {
    /// The kinds that work in this build, in the order the settings dialog shows them.
    pub const SUPPORTED: [Self; 3] = [Self::S3, Self::Gcs, Self::Local];

    /// The name in URLs, parameters and the database.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Gcs => "gcs",
            Self::Azure => "azure",
            Self::Local => "local",
        }
    }

    /// The URI scheme of objects in tasks: `s3://bucket/key`; a local folder's are `file:///folder/key`.
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Gcs => "gs",
            Self::Azure => "azure-blob",
            Self::Local => "file",
        }
    }

    /// The URI of an object in tasks, with the key's raw bytes. With an empty key: what all URIs of the bucket begin with.
    pub fn object_uri(self, bucket: &str, key: &str) -> String {
        format!("{}://{}/{key}", self.scheme(), bucket.trim_end_matches('/'))
    }

    /// The name people know.
    pub const fn title(self) -> &'static str {
        match self {
            Self::S3 => "Amazon S3",
            Self::Gcs => "Google Cloud Storage",
            Self::Azure => "Azure Blob Storage",
            Self::Local => "Local folder",
        }
    }
}

impl fmt::Display for StorageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for StorageKind {
    type Err = UnknownKind;

    /// Today's names, the command line's of 2020, and REST's `localfiles`.
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        match text {
            "s3" | "s3-completions" => Ok(Self::S3),
            "gcs" | "gcs-completions" => Ok(Self::Gcs),
            "azure" | "azure-blob" | "azure-blob-completions" => Ok(Self::Azure),
            "local" | "localfiles" | "completions-dir" | "tasks-json" => Ok(Self::Local),
            _ => Err(UnknownKind(text.to_owned())),
        }
    }
}

/// A storage type that we do not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown storage type \"{0}\"; known are s3, gcs and local")]
pub struct UnknownKind(pub String);

/// Which way a storage works: tasks come from a source, annotations go to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Source,
    Target,
}

impl Side {
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// One step of a storage check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStep {
    /// What was tried: `list`, `read`, `sign`, `write`, `delete`, `conditions`.
    pub name: String,
    pub ok: bool,
    /// What was found, or what is missing and what to do.
    pub detail: String,
}

/// What a check found before saving, or on demand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    pub steps: Vec<CheckStep>,
    /// The store could not be reached: the settings may be right all the same.
    pub unreachable: bool,
}

impl CheckReport {
    pub fn ok(&self) -> bool {
        self.steps.iter().all(|step| step.ok)
    }

    /// The first thing that is wrong, as a sentence.
    pub fn problem(&self) -> Option<&str> {
        self.steps.iter().find(|step| !step.ok).map(|step| step.detail.as_str())
    }
}
