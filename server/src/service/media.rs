//! Opening what tasks speak of: pictures, texts, sounds. Only what stands in the task itself, and only within the
//! bucket and folder of a source of its project.

use super::Service;
use super::tasks::from;
use super::view::View;
use crate::bucket::{BucketErrorKind, RangedObject, ReadRange};
use crate::store::storages::StorageRecord;
use crate::store::tasks;
use crate::sync::copies;
use app::api::error::{ApiError, ApiResult};
use app::model::data::contains_uri;
use app::model::ids::TaskId;
use std::path::PathBuf;
use std::time::Duration;

/// How a browser gets at an object.
#[derive(Debug)]
pub enum Resolved {
    /// Signed, and good for so long.
    Redirect {
        url: String,
        ttl: Duration,
    },
    Stream(RangedObject),
    /// The local copy.
    LocalFile(PathBuf),
    /// The range asked for lies behind the end of the object.
    BehindEnd,
}

/// An object that a task speaks of and that its project may read.
#[derive(Clone, Debug)]
pub struct MediaPlace {
    source: StorageRecord,
    pub uri: String,
    key: String,
}

impl MediaPlace {
    /// Where the store answers, if not at the address that its kind has everywhere.
    pub fn endpoint(&self) -> &str {
        self.source.settings.endpoint.as_deref().unwrap_or_default()
    }
}

impl Service {
    /// The object behind a URI of a task. `range` is what a stream carries; a redirect and a file leave that to others.
    pub async fn resolve_uri(&self, task: TaskId, uri: &str, range: ReadRange) -> ApiResult<Resolved> {
        self.open(&self.media_place(task, uri).await?, range).await
    }

    /// Where a URI of a task leads, if it may be opened at all.
    pub async fn media_place(&self, task: TaskId, uri: &str) -> ApiResult<MediaPlace> {
        let record = tasks::get(self.db.reader(), task).await?;
        let view = View::of(&self.db, record.project).await?;
        let data = view.data(record.data, record.origin.as_ref().map(from));
        if !contains_uri(&data, uri) {
            return Err(ApiError::NotFound(format!("task {task} does not speak of {uri}")));
        }
        let Some((source, key)) = view.source_of(uri) else {
            return Err(ApiError::Forbidden(format!(
                "{uri} lies outside the source storages of this project; add a source storage whose bucket and prefix \
                 hold it"
            )));
        };
        Ok(MediaPlace { source: source.clone(), uri: uri.to_owned(), key: key.to_owned() })
    }

    async fn open(&self, place: &MediaPlace, range: ReadRange) -> ApiResult<Resolved> {
        let MediaPlace { source, key, .. } = place;
        if let Some(path) = self.local_copy(place).await {
            return Ok(Resolved::LocalFile(path));
        }
        if source.settings.presign {
            let bucket = self.engine.bucket(source)?;
            let ttl = Duration::from_secs(u64::from(source.settings.presign_ttl) * 60);
            match bucket.sign_get(key, ttl).await {
                Ok(Some(url)) => return Ok(Resolved::Redirect { url, ttl }),
                Ok(None) => {}
                // Streaming says better what is wrong, if anything is.
                Err(error) => tracing::debug!(%error, "an object could not be signed, so it is streamed"),
            }
        }
        self.read_media(place, range).await
    }

    /// As [`Self::resolve_uri`], for those who need the bytes themselves.
    pub async fn read_media(&self, place: &MediaPlace, range: ReadRange) -> ApiResult<Resolved> {
        if let Some(path) = self.local_copy(place).await {
            return Ok(Resolved::LocalFile(path));
        }
        match self.engine.bucket(&place.source)?.get_range(&place.key, range).await {
            Ok(object) => Ok(Resolved::Stream(object)),
            Err(error) if error.kind == BucketErrorKind::OutOfRange => Ok(Resolved::BehindEnd),
            Err(error) if error.kind == BucketErrorKind::NoSuchObject => {
                Err(ApiError::NotFound(error.to_string()))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn local_copy(&self, place: &MediaPlace) -> Option<PathBuf> {
        let MediaPlace { source, key, .. } = place;
        if !source.settings.create_local_copy {
            return None;
        }
        copies::find(&self.engine.dir, source.id, key).await
    }
}
