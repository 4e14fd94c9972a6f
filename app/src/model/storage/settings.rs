//! What a storage is told, with its secrets apart. Knows nothing of what became of it.

use super::StorageKind;
use crate::model::target::{DocumentShape, KeyTemplate, TemplateError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

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
