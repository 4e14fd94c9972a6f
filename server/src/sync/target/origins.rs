//! From the URI of an object to the store and key that the database knows it by.

use super::TargetError;
use super::site::Site;
use crate::store::restore::RestoredOrigin;
use crate::store::storages::StoreId;
use crate::store::targets;

/// The stores of this database by what their URIs begin with; those of the project's sources first.
pub struct Origins(Vec<(String, StoreId)>);

impl Origins {
    pub async fn load(site: &Site) -> Result<Self, TargetError> {
        let stores = targets::stores(site.db.reader(), site.record.project).await?;
        Ok(Self(stores.into_iter().map(|(id, kind, bucket)| (kind.object_uri(&bucket, ""), id)).collect()))
    }

    /// The origin of a task; `None` if no store of this database has such URIs: the task then counts as imported.
    pub fn of(
        &self,
        uri: &str,
        row: Option<String>,
        row_index: Option<i64>,
        etag: Option<String>,
    ) -> Option<RestoredOrigin> {
        let (key, store) =
            self.0.iter().find_map(|(start, id)| Some((uri.strip_prefix(start.as_str())?, *id)))?;
        Some(RestoredOrigin { store, key: key.to_owned(), row: row.unwrap_or_default(), row_index, etag })
    }
}
