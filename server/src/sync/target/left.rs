//! Takes away what an earlier shape or template left of a task, once what stands in its place is there.

use super::TargetError;
use super::document::Part;
use super::pieces;
use super::push::{Before, Push, Trouble};
use super::site::Site;
use crate::store::documents::Stored;
use crate::store::outbox::Due;
use crate::store::outbox::left::{self, Left};
use std::collections::HashSet;

/// Removes the objects that are in use no more, where the target may delete; `key` is the one that is. One that
/// somebody else has changed since is left to them.
pub async fn clear(site: &Site, due: &Due, task: &Stored, key: Option<&str>) -> Result<(), Trouble> {
    let left = left::left(site.db.reader(), site.record.id, task.id).await.map_err(TargetError::from)?;
    if left.is_empty() {
        return Ok(());
    }
    let pieces = pieces::of_task(site, task.id).await?;
    let used: HashSet<&str> = pieces.iter().filter_map(|piece| piece.key.as_deref()).chain(key).collect();
    let mut settled = Vec::new();
    for object in left {
        let is_used = used.contains(object.key.as_str());
        if !is_used && !site.record.settings.can_delete_objects {
            continue;
        }
        let key = object.key.clone();
        if !is_used {
            match remove(site, due, task, object).await {
                Ok(()) => {}
                Err(Trouble::Conflict { key }) => {
                    tracing::warn!(storage = %site.record.id, "{key} was changed by somebody else; it is left as it is");
                }
                Err(trouble) => return Err(trouble),
            }
        }
        settled.push(key);
    }
    if settled.is_empty() {
        return Ok(());
    }
    let storage = site.record.id;
    let work = site
        .db
        .write_batch(move |conn| Box::pin(async move { Ok(left::forget(conn, storage, &settled).await?) }));
    Ok(work.await.map_err(|error: crate::store::StoreError| TargetError::from(error))?)
}

async fn remove(site: &Site, due: &Due, task: &Stored, object: Left) -> Result<(), Trouble> {
    let Left { key, etag, write_id, trying } = object;
    let before = Before { is_free: false, key: Some(key.clone()), etag, write_id };
    let trying = trying.as_deref().unwrap_or(&due.trying);
    Push::at(site, task, Part::Whole, trying, before, key).remove().await.map(drop)
}
