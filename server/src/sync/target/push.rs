//! Brings one document to the target: writes under a condition, and settles what was refused by reading back.

use super::blobs::Blobs;
use super::document::{self, Document, Note, Part};
use super::site::Site;
use super::{TargetError, copy, left, naming, pieces};
use crate::bucket::{BucketErrorKind, Condition, TargetKey, Version};
use crate::hex::hex;
use crate::store::documents::Stored;
use crate::store::outbox::{self, Due, Pushed};
use app::model::storage::StorageSettings;
use bytes::Bytes;
use ring::digest::{SHA256, digest};
use rules::settle::{Known, Next, Standing, judge};
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

/// An object on its way.
pub struct Push<'a> {
    site: &'a Site,
    task: &'a Stored,
    part: Part,
    body: Bytes,
    known: Known,
    pub key: String,
    /// The key that names object and row is in use, or was tried already.
    apart: bool,
}

/// What is known of an object from before.
#[derive(Clone, Debug, Default)]
pub struct Before {
    pub key: Option<String>,
    pub etag: Option<String>,
    pub write_id: Option<String>,
}

/// Brings the latest word on a task to the target, and takes away what an earlier shape or template left of it.
pub async fn push(site: &Site, blobs: &Blobs, due: &Due, task: &Stored) -> Result<Pushed, Trouble> {
    let whole = site.record.settings.shape.is_whole();
    let done = if whole {
        push_whole(site, blobs, due, task).await
    } else {
        pieces::push(site, blobs, due, task).await
    }?;
    let (key, etag) = done.unzip();
    if due.key.is_none() {
        left::clear(site, due, task, key.as_deref()).await?;
    }
    let etag = etag.flatten();
    Ok(Pushed { task: due.task, wanted: due.wanted, trying: due.trying.clone(), key, etag })
}

/// The key of the task's one object and the version that stands there now; `None` if it has none.
pub type Brought = Option<(String, Option<String>)>;

/// Brings the task's latest document, or removes the one of a task without annotations where that is allowed.
async fn push_whole(site: &Site, blobs: &Blobs, due: &Due, task: &Stored) -> Result<Brought, Trouble> {
    let bare = task.annotations.is_empty();
    if bare && due.key.is_none() && !due.unsettled {
        return Ok(None);
    }
    let before = Before { key: due.key.clone(), etag: due.etag.clone(), write_id: due.write_id.clone() };
    let mut push = Push::new(site, blobs, task, Part::Whole, &due.trying, before).await?;
    if bare && site.record.settings.can_delete_objects {
        return Ok(push.remove().await?.map(|key| (key, None)));
    }
    let version = push.write().await?;
    Ok(Some((push.key, Some(version.0))))
}

impl<'a> Push<'a> {
    pub async fn new(
        site: &'a Site,
        blobs: &Blobs,
        task: &'a Stored,
        part: Part,
        trying: &str,
        before: Before,
    ) -> Result<Self, Trouble> {
        let settings = &site.record.settings;
        let body = render(settings, blobs, trying, task, part).map_err(TargetError::from)?;
        let natural = site.key(&naming::natural(settings, blobs, task, part));
        let is_new = before.key.is_none();
        let mut push = Self::at(site, task, part, trying, before, natural);
        push.body = body;
        if is_new {
            push.mind_holder().await?;
        }
        Ok(push)
    }

    /// Of an object whose content does not matter any more; `otherwise` is its key if none is known.
    pub fn at(
        site: &'a Site,
        task: &'a Stored,
        part: Part,
        trying: &str,
        before: Before,
        otherwise: String,
    ) -> Self {
        let known = Known {
            version: before.etag.map(Version),
            done: before.write_id,
            trying: trying.to_owned(),
            key_is_ours: before.key.is_some(),
        };
        let key = before.key.unwrap_or(otherwise);
        Self { site, task, part, body: Bytes::new(), known, key, apart: false }
    }

    /// Leaves a key to another object of this target; one that the task itself left there is written over.
    async fn mind_holder(&mut self) -> Result<(), Trouble> {
        let holder = outbox::key_holder(self.site.db.reader(), self.site.record.id, &self.key).await;
        let Some(holder) = holder.map_err(TargetError::from)? else { return Ok(()) };
        let annotation = match self.part {
            Part::Whole => None,
            Part::One(annotation) => Some(annotation),
        };
        match holder.left {
            Some(left) if holder.task == self.task.id => {
                self.known.version = left.etag.map(Version);
                self.known.done = left.write_id;
                self.known.key_is_ours = true;
            }
            None if (holder.task, holder.annotation) == (self.task.id, annotation) => {}
            _ => self.take_key_apart(),
        }
        Ok(())
    }

    fn take_key_apart(&mut self) {
        self.key = self.site.key(&disambiguated(self.task, self.part));
        self.apart = true;
    }

    pub async fn write(&mut self) -> Result<Version, Trouble> {
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

    /// Deletes the object if it is ours. Answers the key that stays its own.
    pub async fn remove(&mut self) -> Result<Option<String>, Trouble> {
        match self.look().await? {
            Standing::Nothing => {}
            standing => match judge(&self.known, standing) {
                Next::Done(_) | Next::Write(_) => {
                    self.site.bucket.delete(&self.key).await.map_err(TargetError::from)?;
                }
                Next::OtherKey if self.part == Part::Whole || self.apart => return Ok(None),
                // Where it was written, if it was, is not known for certain.
                Next::OtherKey => {
                    self.take_key_apart();
                    return Box::pin(self.remove()).await;
                }
                Next::Conflict => return Err(Trouble::Conflict { key: self.key.clone() }),
            },
        }
        copy::drop(self.site, &self.key).await?;
        Ok(Some(self.key.clone()))
    }

    /// Whether the object stands where it would be, or where it would be put aside; from here on, that is its key.
    pub async fn is_written(&mut self) -> Result<bool, Trouble> {
        let ours = |next| matches!(next, Next::Done(_) | Next::Write(Condition::IfUnchanged(_)));
        if ours(judge(&self.known, self.look().await?)) {
            return Ok(true);
        }
        self.take_key_apart();
        Ok(ours(judge(&self.known, self.look().await?)))
    }

    async fn look(&self) -> Result<Standing, Trouble> {
        let Some((version, bytes)) = self.site.read(&self.key).await.map_err(TargetError::from)? else {
            return Ok(Standing::Nothing);
        };
        let document = document::read(&bytes).ok();
        let note = document.as_ref().and_then(|document| document.note.as_ref());
        let of_part = |document: &Document| match self.part {
            Part::Whole => document.annotation.is_none(),
            Part::One(annotation) => document.annotation == Some(annotation.0),
        };
        let same_task = document.as_ref().is_some_and(of_part)
            && note.is_some_and(|note| match (note.origin(), self.task.object_and_row()) {
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

/// What an object of the task is to say.
pub fn render(
    settings: &StorageSettings,
    blobs: &Blobs,
    write_id: &str,
    task: &Stored,
    part: Part,
) -> Result<Bytes, serde_json::Error> {
    let origin = task.origin.as_ref();
    let note = Note {
        uri: task.uri(),
        row: origin.map(|origin| origin.row.clone()),
        row_index: origin.and_then(|origin| origin.row_index),
        etag: task.etag.clone(),
        write_id: Some(write_id.to_owned()),
        deleted: false,
        format: document::FORMAT,
    };
    let data = blobs.data(task);
    document::render(&task.parts(&data), part, settings.shape, note).map(Bytes::from)
}

/// Whether bytes say what the task says; else what they do not.
pub fn says(
    site: &Site,
    blobs: &Blobs,
    task: &Stored,
    part: Part,
    bytes: &[u8],
) -> Result<Result<(), String>, TargetError> {
    let document = match document::read(bytes) {
        Ok(document) => document,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let write_id = document.note.and_then(|note| note.write_id).unwrap_or_default();
    let wanted = render(&site.record.settings, blobs, &write_id, task, part)?;
    if wanted == bytes {
        return Ok(Ok(()));
    }
    let (is, should) = (document::substance(bytes)?, document::substance(&wanted)?);
    let names: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let other: Vec<&str> =
        names.into_iter().filter(|name| is.get(*name) != should.get(*name)).map(String::as_str).collect();
    // Equal values in other words are the same document.
    Ok(if other.is_empty() { Ok(()) } else { Err(format!("differs in {}", other.join(", "))) })
}

/// The key that names object and row, for where the natural one is another's.
pub fn disambiguated(task: &Stored, part: Part) -> TargetKey {
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
