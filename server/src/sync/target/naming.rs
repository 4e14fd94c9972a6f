//! Which key an object gets. Pure.

use super::blobs::Blobs;
use super::document::Part;
use crate::bucket::TargetKey;
use crate::store::documents::Stored;
use app::model::storage::StorageSettings;
use app::model::target::{KeyFacts, KeyTemplate};

/// The key that the target's template gives an object, or the usual one where it gives none.
pub fn natural(settings: &StorageSettings, blobs: &Blobs, task: &Stored, part: Part) -> TargetKey {
    let annotation = match part {
        Part::Whole => None,
        Part::One(annotation) => Some(annotation),
    };
    let facts = KeyFacts { task: task.id, annotation, source: blobs.source_object(task) };
    let usual = KeyTemplate::usual(settings.shape);
    let template = settings.keys().unwrap_or_else(|_| usual.clone());
    let named = |template: &KeyTemplate| template.render(&facts).map(TargetKey::Named);
    named(&template).or_else(|| named(&usual)).unwrap_or(TargetKey::Document(task.id))
}
