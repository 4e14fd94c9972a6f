//! A project as it looks at its tasks: which data a blob has, which URIs may be opened, and where.

use crate::store::projects::{self, ProjectRecord};
use crate::store::storages::{self, StorageRecord, StoreId};
use crate::store::{Db, StoreError};
use app::api::error::{ApiError, ApiResult};
use app::model::config::LabelConfig;
use app::model::data::{blob_data, replace_uris};
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::{Side, StorageKind, StorageSettings};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Map, Value};

/// What of a project is needed to show its tasks.
pub(super) struct View {
    pub project: ProjectRecord,
    config: Option<LabelConfig>,
    sources: Vec<StorageRecord>,
}

/// The object that a task is from, as far as its data depends on it.
pub(super) struct From<'a> {
    pub store: Option<StoreId>,
    pub kind: StorageKind,
    pub bucket: &'a str,
    pub key: &'a str,
}

impl View {
    pub async fn of(db: &Db, id: ProjectId) -> Result<Self, StoreError> {
        let project = projects::get(db.reader(), id).await?;
        let sources = storages::list(db.reader(), id, Some(Side::Source)).await?;
        // A config that cannot be read names no data key; the settings page says what is wrong with it.
        let config = LabelConfig::parse(&project.label_config).ok();
        Ok(Self { project, config, sources })
    }

    pub fn config(&self) -> Option<&LabelConfig> {
        self.config.as_ref()
    }

    /// A task's data: its own, or for a blob its URI under the key that its storage or the config names.
    pub fn data(&self, own: Option<Map<String, Value>>, from: Option<From<'_>>) -> Map<String, Value> {
        match (own, from) {
            (Some(data), _) => data,
            (None, Some(from)) => {
                let uri = from.kind.object_uri(from.bucket, from.key);
                blob_data(&uri, self.data_key(&from), self.config.as_ref())
            }
            (None, None) => Map::new(),
        }
    }

    /// Of the storages that may have found the object, the first that makes blobs.
    fn data_key(&self, from: &From<'_>) -> Option<&str> {
        let found_by = |source: &&StorageRecord| {
            source.settings.use_blob_urls
                && from.key.starts_with(&source.settings.folder())
                && from.store.map_or_else(
                    || source.settings.kind == from.kind && source.settings.path == from.bucket,
                    |store| source.store == store,
                )
        };
        self.sources.iter().find(found_by)?.settings.data_key.as_deref()
    }

    /// The data with every URI that may be opened replaced by our stable URL.
    pub fn resolved(&self, task: TaskId, data: &Map<String, Value>) -> Map<String, Value> {
        replace_uris(data, &mut |uri| self.source_of(uri).map(|_| media_url(task, uri)))
    }

    /// The source that a URI may be read through, and its key there: the URI lies in that storage's bucket and folder.
    /// Of several, the one with the longest folder.
    pub fn source_of<'a>(&self, uri: &'a str) -> Option<(&StorageRecord, &'a str)> {
        self.sources
            .iter()
            .filter_map(|source| Some((source, key_within(&source.settings, uri)?)))
            .max_by_key(|(source, _)| source.settings.folder().len())
    }

    /// The first picture in the data that may be opened.
    pub fn thumbnail(&self, task: TaskId, data: &Map<String, Value>) -> Option<String> {
        let uris = app::model::data::uris(data);
        let picture = uris.iter().find(|uri| is_picture(uri) && self.source_of(uri).is_some())?;
        Some(media_url(task, picture))
    }
}

/// Where the browser finds an object of a task, whatever becomes of its signed URLs.
pub(super) fn media_url(task: TaskId, uri: &str) -> String {
    format!("/tasks/{task}/resolve/?fileuri={}", URL_SAFE.encode(uri))
}

/// The key of a URI that lies in the bucket and under the folder of a storage. Keys that walk up lead nowhere.
pub(super) fn key_within<'a>(settings: &StorageSettings, uri: &'a str) -> Option<&'a str> {
    let key = uri.strip_prefix(settings.kind.object_uri(&settings.path, "").as_str())?;
    let walks = key.split('/').any(|part| part == ".." || part == ".");
    (!walks && !key.is_empty() && key.starts_with(&settings.folder())).then_some(key)
}

fn is_picture(uri: &str) -> bool {
    let (_, extension) = uri.rsplit_once('.').unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "svg"].contains(&extension.as_str())
}

/// Refuses a labeling config that cannot be read, with the place.
pub(super) fn check_config(xml: &str) -> ApiResult<()> {
    match LabelConfig::parse(xml) {
        Ok(_) => Ok(()),
        Err(error) => Err(ApiError::field("label_config", error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn settings(kind: StorageKind, path: &str, prefix: &str) -> StorageSettings {
        StorageSettings { kind, path: path.into(), prefix: prefix.into(), ..StorageSettings::default() }
    }

    #[test]
    fn a_uri_is_within_a_storage_by_bucket_and_folder_and_never_by_a_part_of_a_name() {
        let s3 = settings(StorageKind::S3, "cats", "img");
        assert_eq!(key_within(&s3, "s3://cats/img/a b%20#?.jpg"), Some("img/a b%20#?.jpg"));
        for outside in [
            "s3://cats/imgs/a.jpg",
            "s3://cats/img",
            "s3://cats/a.jpg",
            "s3://cats2/img/a.jpg",
            "gs://cats/img/a.jpg",
            "s3://cats/img/../secret.jpg",
            "https://cats/img/a.jpg",
        ] {
            assert_eq!(key_within(&s3, outside), None, "{outside}");
        }
        let local = settings(StorageKind::Local, "/data/in", "");
        assert_eq!(key_within(&local, "file:///data/in/a.jpg"), Some("a.jpg"));
        assert_eq!(key_within(&local, "file:///data/in/../../etc/passwd"), None);
        assert_eq!(key_within(&local, "file:///data/input/a.jpg"), None);
    }
}
