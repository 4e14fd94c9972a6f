//! Which key a task's document gets. Pure.

use super::blobs::Blobs;
use crate::bucket::TargetKey;
use crate::store::documents::Stored;
use app::model::storage::StorageSettings;
use app::model::target::KeyFacts;

/// The key that the target's template gives a task, or the plain one where it gives none.
pub fn natural(settings: &StorageSettings, blobs: &Blobs, task: &Stored) -> TargetKey {
    let facts = KeyFacts { task: task.id, source: blobs.source_object(task) };
    let template = settings.keys().ok().filter(|template| !template.is_plain());
    match template.and_then(|template| template.render(&facts)) {
        Some(name) => TargetKey::Named(name),
        None => TargetKey::Document(task.id),
    }
}
