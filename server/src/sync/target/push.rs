//! Brings one document to the target: writes under a condition, and settles what was refused by reading back.

use super::blobs::Blobs;
use super::document::{self, Note};
use super::site::Site;
use super::{TargetError, copy, naming};
use crate::bucket::{BucketErrorKind, Condition, TargetKey, Version};
use crate::hex::hex;
use crate::store::documents::Stored;
use crate::store::outbox::{self, Due, Pushed};
use app::model::task::{Predictions, export_task};
use bytes::Bytes;
use ring::digest::{SHA256, digest};
use rules::settle::{Known, Next, Standing, judge};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Writes and readings before a busy key is left for later.
const ROUNDS: u32 = 6;
/// Bytes of a hash in a key: 16 hexadecimal digits.
const HASH_BYTES: usize = 8;

/// Why a document did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Somebody else wrote there.
    #[error(
        "somebody else wrote to {key}; it was left as it is. Look at both versions on the Tasks page and decide, or move the object away and sync again"
    )]
    Conflict { key: String },
    #[error("{key} keeps changing while it is written; it is tried again")]
    Busy { key: String },
}

/// A document on its way.
struct Push<'a> {
    site: &'a Site,
    task: &'a Stored,
    body: Bytes,
    known: Known,
    key: String,
    /// The key that names object and row is in use, or was tried already.
    apart: bool,
}

/// Brings the task's latest document to the target, or removes the one of a task without annotations where that is
/// allowed.
pub async fn push(site: &Site, blobs: &Blobs, due: &Due, task: &Stored) -> Result<Pushed, Trouble> {
    let bare = task.annotations.is_empty();
    let done = |key: Option<String>, version: Option<Version>| Pushed {
        task: due.task,
        wanted: due.wanted,
        trying: due.trying.clone(),
        key,
        etag: version.map(|version| version.0),
    };
    if bare && due.key.is_none() && !due.unsettled {
        return Ok(done(None, None));
    }
    let mut push = Push::new(site, blobs, due, task).await?;
    if bare && site.record.settings.can_delete_objects {
        let key = push.remove().await?;
        return Ok(done(key, None));
    }
    let version = push.write().await?;
    Ok(done(Some(push.key), Some(version)))
}

impl<'a> Push<'a> {
    async fn new(site: &'a Site, blobs: &Blobs, due: &Due, task: &'a Stored) -> Result<Self, Trouble> {
        let known = Known {
            version: due.etag.clone().map(Version),
            done: due.write_id.clone(),
            trying: due.trying.clone(),
            key_is_ours: due.key.is_some(),
        };
        let body = render(blobs, &due.trying, task).map_err(TargetError::from)?;
        let natural = site.key(&naming::natural(&site.record.settings, blobs, task));
        let mut push =
            Self { site, task, body, known, key: due.key.clone().unwrap_or(natural), apart: false };
        if due.key.is_none() {
            let holder = outbox::key_holder(site.db.reader(), site.record.id, &push.key).await;
            if holder.map_err(TargetError::from)?.is_some_and(|holder| holder != task.id) {
                push.take_key_apart();
            }
        }
        Ok(push)
    }

    fn take_key_apart(&mut self) {
        self.key = self.site.key(&disambiguated(self.task));
        self.apart = true;
    }

    async fn write(&mut self) -> Result<Version, Trouble> {
        let mut condition = self.known.version.clone().map_or(Condition::IfAbsent, Condition::IfUnchanged);
        // Where conditions do not protect, look first and write without: the best that can be done there.
        let unprotected = self.site.record.unprotected;
        let mut look_first = unprotected;
        for _ in 0..ROUNDS {
            let mut unanswered = None;
            if !std::mem::take(&mut look_first) {
                let (body, media) = (self.body.clone(), TargetKey::Document(self.task.id).content_type());
                match self.site.bucket.put(&self.key, body, media, condition.clone()).await {
                    Ok(version) => return self.arrived(version).await,
                    Err(error) if is_answered_by_looking(error.kind) => {}
                    Err(error) if may_have_arrived(error.kind) => unanswered = Some(error),
                    Err(error) => return Err(TargetError::from(error).into()),
                }
            }
            let standing = match (self.look().await, &unanswered) {
                (Ok(standing), _) => standing,
                // Whether it arrived is seen at the next try, by its write id.
                (Err(_), Some(error)) => return Err(TargetError::from(error.clone()).into()),
                (Err(trouble), None) => return Err(trouble),
            };
            match (judge(&self.known, standing), unanswered) {
                (Next::Done(version), _) => return self.arrived(version).await,
                (Next::Write(next), Some(error)) if next == condition => {
                    return Err(TargetError::from(error).into());
                }
                (Next::Write(_), _) if unprotected => condition = Condition::Always,
                (Next::Write(next), _) => condition = next,
                (Next::OtherKey, _) if !self.apart => {
                    self.take_key_apart();
                    condition = Condition::IfAbsent;
                    look_first = unprotected;
                }
                (Next::OtherKey | Next::Conflict, _) => {
                    return Err(Trouble::Conflict { key: self.key.clone() });
                }
            }
        }
        Err(Trouble::Busy { key: self.key.clone() })
    }

    async fn arrived(&self, version: Version) -> Result<Version, Trouble> {
        copy::keep(self.site, &self.key, &version, self.body.clone()).await?;
        Ok(version)
    }

    /// Deletes the object if it is ours. Answers the key that stays the task's.
    async fn remove(&mut self) -> Result<Option<String>, Trouble> {
        match self.look().await? {
            Standing::Nothing => {}
            standing => match judge(&self.known, standing) {
                Next::Done(_) | Next::Write(_) => {
                    self.site.bucket.delete(&self.key).await.map_err(TargetError::from)?;
                }
                Next::OtherKey => return Ok(None),
                Next::Conflict => return Err(Trouble::Conflict { key: self.key.clone() }),
            },
        }
        copy::drop(self.site, &self.key).await?;
        Ok(Some(self.key.clone()))
    }

    async fn look(&self) -> Result<Standing, Trouble> {
        let Some((version, bytes)) = self.site.read(&self.key).await.map_err(TargetError::from)? else {
            return Ok(Standing::Nothing);
        };
        let document = document::read(&bytes).ok();
        let note = document.as_ref().and_then(|document| document.note.as_ref());
        let same_task = note.is_some_and(|note| match (note.origin(), self.task.object_and_row()) {
            (Some(theirs), Some(ours)) => theirs == ours,
            (None, None) => document.as_ref().and_then(|document| document.id) == Some(self.task.id.0),
            _ => false,
        });
        Ok(Standing::Object {
            version,
            write_id: note.and_then(|note| note.write_id.clone()),
            same_task,
            intact: document::is_intact(&bytes),
            same_bytes: bytes == self.body,
        })
    }
}

/// Refused for what stands, or does not stand, there.
const fn is_answered_by_looking(kind: BucketErrorKind) -> bool {
    matches!(kind, BucketErrorKind::Changed | BucketErrorKind::NoSuchObject)
}

/// No answer came, or one that does not say what became of it.
const fn may_have_arrived(kind: BucketErrorKind) -> bool {
    matches!(kind, BucketErrorKind::TimedOut | BucketErrorKind::Unreachable | BucketErrorKind::Other)
}

pub fn render(blobs: &Blobs, write_id: &str, task: &Stored) -> Result<Bytes, serde_json::Error> {
    let origin = task.origin.as_ref();
    let note = Note {
        uri: task.uri(),
        row: origin.map(|origin| origin.row.clone()),
        row_index: origin.and_then(|origin| origin.row_index),
        etag: task.etag.clone(),
        write_id: Some(write_id.to_owned()),
        format: document::FORMAT,
    };
    let data = blobs.data(task);
    document::render(export_task(&task.parts(&data), Predictions::Whole), &note).map(Bytes::from)
}

/// Whether bytes say what the task says; else what they do not.
pub fn says(blobs: &Blobs, task: &Stored, bytes: &[u8]) -> Result<Result<(), String>, TargetError> {
    let document = match document::read(bytes) {
        Ok(document) => document,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let write_id = document.note.and_then(|note| note.write_id).unwrap_or_default();
    let wanted = render(blobs, &write_id, task)?;
    if wanted == bytes {
        return Ok(Ok(()));
    }
    let (is, should): (Map<String, Value>, Map<String, Value>) =
        (serde_json::from_slice(bytes)?, serde_json::from_slice(&wanted)?);
    let names: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let other: Vec<&str> =
        names.into_iter().filter(|name| is.get(*name) != should.get(*name)).map(String::as_str).collect();
    // Equal values in other words are the same document.
    Ok(if other.is_empty() { Ok(()) } else { Err(format!("differs in {}", other.join(", "))) })
}

/// The key that names object and row, for where the natural one is another's.
pub fn disambiguated(task: &Stored) -> TargetKey {
    TargetKey::Disambiguated(task.id, identity(task))
}

/// What tells the task from every other of any server: its object and row, or when it was imported.
fn identity(task: &Stored) -> String {
    let text = match task.object_and_row() {
        Some((uri, row)) => format!("{uri}\0{row}"),
        None => format!("{}\0{}", task.id, task.created_at),
    };
    let hash = digest(&SHA256, text.as_bytes());
    hex(&hash.as_ref()[..HASH_BYTES])
}
