//! Documents that somebody else changed: both versions side by side, and what a person decides. Nothing is written to the
//! target here; the decision is pushed, onto the very version that the person saw.

use super::blobs::Blobs;
use super::document::{self, Part};
use super::push::render;
use super::restore::annotations;
use super::site::Site;
use super::{TargetError, naming, pieces};
use crate::bucket::Version;
use crate::store::documents::{self, Stored};
use crate::store::restore::{InsteadOf, settle as take_in};
use crate::store::{StoreError, outbox};
use crate::sync::scheduler::publish_tasks;
use app::api::types::{Conflict, Keep};
use app::model::ids::TaskId;
use bytes::Bytes;
use serde_json::Value;

/// What stands where.
struct Both {
    key: String,
    part: Part,
    task: Stored,
    theirs: Option<(Version, Bytes)>,
}

/// Both versions of a document in conflict.
pub async fn look(site: &Site, task: TaskId) -> Result<Conflict, TargetError> {
    let Both { key, part, task, theirs } = both(site, task).await?;
    let blobs = Blobs::load(&site.db, site.record.project).await?;
    let ours: Value = serde_json::from_slice(&render(&site.record.settings, &blobs, "", &task, part)?)?;
    let (version, theirs, unreadable) = match theirs {
        None => (None, None, None),
        Some((version, bytes)) => {
            let unreadable = document::read(&bytes).err().map(|why| why.to_string());
            (Some(version.0), serde_json::from_slice(&bytes).ok(), unreadable)
        }
    };
    Ok(Conflict { task: task.id, key, version, ours, theirs, unreadable })
}

/// Does as a person decided on the `seen` version (`None`: nothing was there).
pub async fn settle(site: &Site, task: TaskId, seen: Option<String>, keep: Keep) -> Result<(), TargetError> {
    let Both { key, part, task, theirs } = both(site, task).await?;
    if theirs.as_ref().map(|(version, _)| &version.0) != seen.as_ref() {
        return Err(TargetError::Changed(key));
    }
    let brought = match (&theirs, keep) {
        (Some((_, bytes)), Keep::Theirs | Keep::Both) => {
            let document = document::read(bytes)
                .map_err(|why| TargetError::Unreadable { key: key.clone(), why: why.to_string() })?;
            if part == Part::Whole && document.annotation.is_some() {
                let why = "it holds one annotation, and this target's objects a whole task".to_owned();
                return Err(TargetError::Unreadable { key, why });
            }
            let seed = format!("{}{key}", site.place());
            Some(annotations(&seed, document.task.annotations, true))
        }
        _ => None,
    };
    let (storage, project, id) = (site.record.id, site.record.project, task.id);
    site.db
        .write(move |conn| {
            Box::pin(async move {
                if let Some(theirs) = &brought {
                    let instead = match (keep, part) {
                        (Keep::Theirs, Part::Whole) => InsteadOf::All,
                        (Keep::Theirs, Part::One(annotation)) => InsteadOf::One(annotation),
                        _ => InsteadOf::None,
                    };
                    take_in(&mut *conn, id, theirs, instead).await?;
                    // The other targets of the project want it too.
                    outbox::want(&mut *conn, project, id).await?;
                }
                match part {
                    Part::Whole => outbox::settle(conn, storage, id, Some(&key), seen.as_deref()).await?,
                    Part::One(annotation) => {
                        let seen = seen.as_deref();
                        outbox::pieces::settle(&mut *conn, storage, id, annotation, &key, seen).await?;
                        outbox::settle(conn, storage, id, None, None).await?;
                    }
                }
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    publish_tasks(&site.engine, &site.record).await;
    Ok(())
}

async fn both(site: &Site, task: TaskId) -> Result<Both, TargetError> {
    let known = outbox::key_of(site.db.reader(), site.record.id, task).await?;
    let missing = || StoreError::not_found("conflict of task", task);
    let known = known.ok_or_else(missing)?;
    let loaded = documents::load(&site.db, &[task]).await?;
    let task = loaded.into_iter().next().ok_or_else(missing)?;
    let blobs = Blobs::load(&site.db, site.record.project).await?;
    if !site.record.settings.shape.is_whole() {
        let found = pieces::contested(site, &blobs, &task).await?.ok_or_else(missing)?;
        return Ok(Both { key: found.key, part: Part::One(found.annotation), task, theirs: found.theirs });
    }
    let part = Part::Whole;
    let natural = site.key(&naming::natural(&site.record.settings, &blobs, &task, part));
    let (key, theirs) = match known {
        Some(key) => (key.clone(), site.read(&key).await?),
        None => {
            let standing = site.read(&natural).await?;
            let apart = site.key(&naming::apart(&task, part));
            match site.read(&apart).await? {
                Some(found) => (apart, Some(found)),
                None => (natural, standing),
            }
        }
    };
    Ok(Both { key, part, task, theirs })
}
