//! What a storage is to everyone: its settings, its state, the outcomes of its objects. Connecting and syncing are
//! the server's business.

use super::target::{DocumentShape, KeyTemplate, TemplateError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::ops::Add;
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

/// Everything a storage is told, less its secrets. Can be changed at any time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StorageSettings {
    pub kind: StorageKind,
    /// Name among the project's storages, for people and for declarations; may be empty.
    pub title: String,
    /// The bucket; for `local` the absolute folder.
    pub path: String,
    /// A plain folder within the bucket, with or without a trailing slash; empty is the whole bucket.
    pub prefix: String,
    /// Searched (unanchored) in the whole key, prefix included; `None` lets everything in. Rust's syntax.
    pub regex: Option<String>,
    /// One task an object, holding its URI; else objects are read as JSON tasks.
    pub use_blob_urls: bool,
    /// Where a row of an object has its id, as a dotted path; without it a row is known by its data.
    pub row_id: Option<String>,
    /// The key of a blob task's URI in its data; `None` is the labeling config's first.
    pub data_key: Option<String>,
    /// Keep a complete, verified copy of the objects in the data directory.
    pub create_local_copy: bool,
    /// Descend into folders.
    pub recursive: bool,
    pub region: Option<String>,
    /// Another endpoint than the cloud's own.
    pub endpoint: Option<String>,
    /// Hand media to browsers by redirect to a signed URL; else stream it through this server.
    pub presign: bool,
    /// Life of a signed URL, minutes.
    pub presign_ttl: u32,
    /// A target may delete a task's object when its last annotation goes.
    pub can_delete_objects: bool,
    /// What an object of a target is.
    #[serde(skip_serializing_if = "DocumentShape::is_usual")]
    pub shape: DocumentShape,
    /// The pattern of a target's keys; `None` is the shape's usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_template: Option<String>,
    /// A target also has a daily file of the tasks that were annotated, a line each.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub roll_up: bool,
    /// Seconds from one run's end to the next; 0 turns the schedule off. `None`: as the bucket's size suggests.
    pub sync_interval: Option<u32>,
    /// Fields of other systems that we keep and give back.
    pub extra: Map<String, Value>,
}

impl Default for StorageSettings {
    fn default() -> Self {
        Self {
            kind: StorageKind::S3,
            title: String::new(),
            path: String::new(),
            prefix: String::new(),
            regex: None,
            use_blob_urls: false,
            row_id: None,
            data_key: None,
            create_local_copy: false,
            recursive: true,
            region: None,
            endpoint: None,
            presign: true,
            presign_ttl: 60,
            can_delete_objects: false,
            shape: DocumentShape::Task,
            key_template: None,
            roll_up: false,
            sync_interval: None,
            extra: Map::new(),
        }
    }
}

impl StorageSettings {
    /// Seconds from one run's end to the next, where nothing is said and the bucket is small.
    pub const EVERY: u32 = 30;
    /// The same for the largest.
    const AT_LEAST_EVERY: u64 = 3600;
    /// Objects that one request lists.
    const PER_REQUEST: u64 = 1000;

    /// Seconds from one run's end to the next, with so many objects; 0: only on demand. Where nothing is said, listing
    /// takes about a request a second at most, and hourly runs at least.
    pub fn every(&self, objects: u64) -> u32 {
        let suggested = (objects / Self::PER_REQUEST).clamp(Self::EVERY.into(), Self::AT_LEAST_EVERY);
        self.sync_interval.unwrap_or_else(|| u32::try_from(suggested).unwrap_or(Self::EVERY))
    }

    /// The prefix as a listing and a key want it: empty, or ending in exactly one slash.
    pub fn folder(&self) -> String {
        match self.prefix.trim_matches('/') {
            "" => String::new(),
            inner => format!("{inner}/"),
        }
    }

    /// The pattern of a target's keys.
    pub fn keys(&self) -> Result<KeyTemplate, TemplateError> {
        let Some(text) = &self.key_template else { return Ok(KeyTemplate::usual(self.shape)) };
        let template = KeyTemplate::parse(text)?;
        template.check(self.shape)?;
        Ok(template)
    }

    /// Where the storage points, for people: `s3://bucket/prefix/`, or the folder itself.
    pub fn display_uri(&self) -> String {
        match self.kind {
            StorageKind::Local => format!("{}/{}", self.path.trim_end_matches('/'), self.folder()),
            kind => format!("{}://{}/{}", kind.scheme(), self.path, self.folder()),
        }
    }
}

/// What must never leave the server. Empty means ambient credentials: the cloud's usual variables and files.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StorageSecrets {
    pub aws_access_key_id: Option<String>,
    pub aws_secret_access_key: Option<String>,
    pub aws_session_token: Option<String>,
    /// The content of a service account's JSON.
    pub google_application_credentials: Option<String>,
}

impl StorageSecrets {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Debug for StorageSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "StorageSecrets(none)" } else { "StorageSecrets(set)" })
    }
}

/// The state of a storage's sync, by today's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncStatus {
    #[default]
    Initialized,
    Queued,
    InProgress,
    /// No failure outstanding.
    Completed,
    /// At least one failure outstanding.
    CompletedWithErrors,
    /// The run could not account for everything.
    Failed,
}

impl SyncStatus {
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Initialized => "initialized",
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::CompletedWithErrors => "completed_with_errors",
            Self::Failed => "failed",
        }
    }

    pub const fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::InProgress)
    }
}

/// What became of one object, or one row of it, in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Imported,
    Updated,
    Unchanged,
    Skipped,
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Imported, Self::Updated, Self::Unchanged, Self::Skipped, Self::Failed];

    pub const fn slug(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL.into_iter().find(|o| o.slug() == text).ok_or_else(|| UnknownOutcome(text.to_owned()))
    }
}

/// Not the name of an outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown outcome \"{0}\"; known are imported, updated, unchanged, skipped and failed")]
pub struct UnknownOutcome(pub String);

/// The counts of one run; of a source's `imported + updated + unchanged + skipped + failed == listed` once it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCounts {
    pub listed: u64,
    pub imported: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Known objects that the listing no longer holds.
    pub vanished: u64,
    /// Tasks made by this run.
    pub tasks_created: u64,
    /// Requests sent to the store.
    pub requests: u64,
    /// Of these, the ones that list.
    pub lists: u64,
    /// Of these, the ones that write or delete.
    pub writes: u64,
    /// Documents that pushes to a target wrote.
    pub pushed: u64,
}

impl Add for RunCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            listed: self.listed + other.listed,
            imported: self.imported + other.imported,
            updated: self.updated + other.updated,
            unchanged: self.unchanged + other.unchanged,
            skipped: self.skipped + other.skipped,
            failed: self.failed + other.failed,
            vanished: self.vanished + other.vanished,
            tasks_created: self.tasks_created + other.tasks_created,
            requests: self.requests + other.requests,
            lists: self.lists + other.lists,
            writes: self.writes + other.writes,
            pushed: self.pushed + other.pushed,
        }
    }
}

/// Dollars for a million requests that list or write, and for a million that read: the standard class of S3 in
/// us-east-1 and of GCS in one region, both of which ask the same.
const DEAR: f64 = 5.0;
const CHEAP: f64 = 0.4;

impl RunCounts {
    /// About what the requests cost, in dollars, less traffic; `None` where they cost nothing.
    pub fn dollars(self, kind: StorageKind) -> Option<f64> {
        let dear = self.lists + self.writes;
        let cheap = self.requests.saturating_sub(dear);
        let cost = (dear as f64 * DEAR + cheap as f64 * CHEAP) / 1e6;
        (kind != StorageKind::Local && cost > 0.0).then_some(cost)
    }

    pub fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Imported => self.imported += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Failed => self.failed += 1,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_grows_with_the_bucket_unless_it_is_said() {
        let every = |objects| StorageSettings::default().every(objects);
        assert_eq!([0, 30_000, 100_000, 1_000_000, 50_000_000].map(every), [30, 30, 100, 1000, 3600]);
        let said = |seconds| StorageSettings { sync_interval: Some(seconds), ..StorageSettings::default() };
        assert_eq!((said(5).every(50_000_000), said(0).every(10)), (5, 0));
    }
}
