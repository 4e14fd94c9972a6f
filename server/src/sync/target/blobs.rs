//! What documents need of their project: its id, and what stands for the data of blob tasks, whose only content is
//! their object's URI.

use crate::store::documents::Stored;
use crate::store::targets::{self, Source};
use crate::store::tasks::Origin;
use crate::store::{Db, StoreError, projects};
use app::model::config::LabelConfig;
use app::model::data::blob_data;
use app::model::ids::ProjectId;
use app::model::target::SourceObject;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A project's labeling config and sources, which together name the data key.
pub struct Blobs {
    /// The project's id, the same on every server that shares a target.
    pub project: String,
    config: Option<LabelConfig>,
    sources: Vec<Source>,
}

impl Blobs {
    pub async fn load(db: &Db, project: ProjectId) -> Result<Self, StoreError> {
        let record = projects::get(db.reader(), project).await?;
        // A config with errors still names no key; its page says what is wrong with it.
        let config = LabelConfig::parse(&record.label_config).ok();
        Ok(Self { project: record.uuid, config, sources: targets::sources(db.reader(), project).await? })
    }

    /// The task's data: its own, or its URI under the key.
    pub fn data<'a>(&self, task: &'a Stored) -> Cow<'a, Map<String, Value>> {
        match (&task.data, &task.origin) {
            (Some(data), _) => Cow::Borrowed(data),
            (None, Some(origin)) if !task.deleted => Cow::Owned(self.of_object(origin)),
            (None, _) => Cow::Owned(Map::new()),
        }
    }

    /// The object that a task came from, below the source that covers it.
    pub fn source_object<'a>(&self, task: &'a Stored) -> Option<SourceObject<'a>> {
        let origin = task.origin.as_ref()?;
        let covering = self.sources.iter().filter(|source| source.store == origin.store);
        let below = covering.filter_map(|source| origin.key.strip_prefix(&source.settings.folder())).next();
        Some(SourceObject { key: below.unwrap_or(&origin.key), row: &origin.row })
    }

    fn of_object(&self, origin: &Origin) -> Map<String, Value> {
        let source = self.sources.iter().find(|source| {
            source.store == origin.store
                && source.settings.use_blob_urls
                && origin.key.starts_with(&source.settings.folder())
        });
        let data_key = source.and_then(|source| source.settings.data_key.as_deref());
        blob_data(&origin.kind.object_uri(&origin.bucket, &origin.key), data_key, self.config.as_ref())
    }
}
