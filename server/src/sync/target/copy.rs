//! The documents' local copies, where a target is told to keep them.

use super::TargetError;
use super::site::Site;
use crate::bucket::{Listed, Object, Version};
use crate::sync::copies;
use bytes::Bytes;
use futures::{StreamExt, stream};

/// Keeps a copy of a document that stands in the target.
pub async fn keep(site: &Site, key: &str, version: &Version, body: Bytes) -> Result<(), TargetError> {
    if !site.record.settings.create_local_copy {
        return Ok(());
    }
    let size = body.len() as u64;
    // What was written is what is copied: there is no checksum of somebody else's to compare with.
    let listed = Listed { key: key.to_owned(), size, etag: String::new(), odd: None };
    let body = stream::once(async move { Ok(body) }).boxed();
    let object = Object { version: version.clone(), size, content_type: None, body };
    copies::store(&site.dir, site.record.id, &listed, object).await?;
    Ok(())
}

/// Removes the copy of a document that was deleted from the target.
pub async fn drop(site: &Site, key: &str) -> Result<(), TargetError> {
    if let Some(path) = copies::find(&site.dir, site.record.id, key).await {
        tokio::fs::remove_file(&path)
            .await
            .map_err(|e| crate::sync::SyncError::disk("remove the local copy", path, e))
            .map_err(copies::CopyError::from)?;
    }
    Ok(())
}

/// Copies what the target already held when it was told to keep copies.
pub async fn complete(site: &Site, keys: impl IntoIterator<Item = String>) -> Result<(), TargetError> {
    if !site.record.settings.create_local_copy {
        return Ok(());
    }
    for key in keys {
        if copies::find(&site.dir, site.record.id, &key).await.is_some() {
            continue;
        }
        if let Some((version, body)) = site.read(&key).await? {
            keep(site, &key, &version, body).await?;
        }
    }
    Ok(())
}
