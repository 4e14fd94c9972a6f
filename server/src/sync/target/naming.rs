//! Which key an object gets. Pure.

use super::blobs::Blobs;
use super::document::Part;
use crate::bucket::TargetKey;
use crate::hex::hex;
use crate::store::documents::Stored;
use app::model::storage::StorageSettings;
use app::model::target::{KeyFacts, KeyTemplate};
use ring::digest::{SHA256, digest};

/// Bytes of a hash in a key: 16 hexadecimal digits.
const HASH_BYTES: usize = 8;

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

/// The key that names object and row, for where the natural one is another's.
pub fn apart(task: &Stored, part: Part) -> TargetKey {
    TargetKey::Disambiguated(task.id, identity(task, part))
}

/// What tells the object from every other of any server: its task's object and row, or when that was imported, and the
/// annotation if it holds one.
fn identity(task: &Stored, part: Part) -> String {
    let mut text = match task.object_and_row() {
        Some((uri, row)) => format!("{uri}\0{row}"),
        None => format!("{}\0{}", task.id, task.created_at),
    };
    if let Part::One(annotation) = part {
        text.push_str(&format!("\0{annotation}"));
    }
    let hash = digest(&SHA256, text.as_bytes());
    hex(&hash.as_ref()[..HASH_BYTES])
}
