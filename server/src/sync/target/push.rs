//! Brings one document to the target: writes under a condition, and settles what was refused by reading back.

use super::blobs::Blobs;
use super::document::{self, Document, Note, Part};
use super::peers::{self, Found};
use super::site::Site;
use super::{TargetError, copy, left, naming, pieces};
use crate::bucket::{BucketErrorKind, Condition, TargetKey, Version};
use crate::store::documents::{self, Stored};
use crate::store::outbox::{self, Due, Pushed};
use app::model::storage::StorageSettings;
use app::model::target::DocumentShape;
use bytes::Bytes;
use rules::settle::{Known, Next, Standing, judge};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Writes and readings before a busy key is left for later.
const ROUNDS: u32 = 6;

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
    /// Another server of this project wrote there meanwhile. Never told: what it wrote is taken in, and the push tried anew.
    #[error("another server wrote to {}", .0.key)]
    Peer(Box<Found>),
}

/// An object on its way.
pub struct Push<'a> {
    site: &'a Site,
    task: &'a Stored,
    part: Part,
    /// The project's id and the task's data, where another server's words can be merged.
    merges: Option<(&'a str, Cow<'a, Map<String, Value>>)>,
    body: Bytes,
    known: Known,
    pub key: String,
    /// The key that names object and row is in use, or was tried already.
    apart: bool,
    /// It stands at its key or nowhere: no write of it went to another, known or not.
    pinned: bool,
}

/// What is known of an object from before.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// The key that it would get was looked up: nothing of this target stands there.
    pub is_free: bool,
    pub key: Option<String>,
    pub etag: Option<String>,
    pub write_id: Option<String>,
}

/// A task of which something is due, as it stands.
pub struct Ready {
    pub due: Due,
    pub task: Stored,
    /// The key that its document would get is not in use.
    pub is_free: bool,
}

/// Brings the latest word on a task to the target. Where another server of this project wrote meanwhile, what it wrote is
/// taken in first, and both together are written.
pub async fn push(site: &Site, blobs: &Blobs, ready: &Ready) -> Result<Pushed, Trouble> {
    let (mut due, mut task, mut is_free) = (ready.due.clone(), Cow::Borrowed(&ready.task), ready.is_free);
    for _ in 0..ROUNDS {
        match push_once(site, blobs, &due, &task, is_free).await {
            Err(Trouble::Peer(found)) => {
                peers::take_in_one(site, *found).await?;
                let place = outbox::place_of(site.db.reader(), site.record.id, due.task).await;
                (due.key, due.etag) = place.map_err(TargetError::from)?.unwrap_or_default();
                is_free = false;
                let loaded = documents::load(&site.db, &[due.task]).await.map_err(TargetError::from)?;
                let Some(loaded) = loaded.into_iter().next() else {
                    // A task that is gone took its row along: there is nothing to write, and nothing to note.
                    let Due { task, wanted, trying, key, etag, .. } = due;
                    return Ok(Pushed { task, wanted, trying, key, etag });
                };
                task = Cow::Owned(loaded);
            }
            ended => return ended,
        }
    }
    Err(Trouble::Busy { key: due.key.unwrap_or_default() })
}

/// Brings the latest word on a task, and takes away what an earlier shape or template left of it.
async fn push_once(
    site: &Site,
    blobs: &Blobs,
    due: &Due,
    task: &Stored,
    is_free: bool,
) -> Result<Pushed, Trouble> {
    let whole = site.record.settings.shape.is_whole();
    let done = if whole {
        let Due { key, etag, write_id, .. } = due.clone();
        push_whole(site, blobs, due, task, Before { is_free, key, etag, write_id }).await
    } else {
        pieces::push(site, blobs, due, task).await
    }?;
    let (key, etag) = done.unzip();
    if due.left {
        left::clear(site, due, task, key.as_deref()).await?;
    }
    let etag = etag.flatten();
    Ok(Pushed { task: due.task, wanted: due.wanted, trying: due.trying.clone(), key, etag })
}

/// The key of the task's one object and the version that stands there now; `None` if it has none.
pub type Brought = Option<(String, Option<String>)>;

/// Brings the task's latest document, or removes the one of a task without annotations where that is allowed.
async fn push_whole(
    site: &Site,
    blobs: &Blobs,
    due: &Due,
    task: &Stored,
    before: Before,
) -> Result<Brought, Trouble> {
    let bare = task.annotations.is_empty();
    if bare && due.key.is_none() && !due.unsettled {
        return Ok(None);
    }
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
        blobs: &'a Blobs,
        task: &'a Stored,
        part: Part,
        trying: &str,
        before: Before,
    ) -> Result<Self, Trouble> {
        let settings = &site.record.settings;
        let body = render(settings, blobs, trying, task, part).map_err(TargetError::from)?;
        let natural = site.key(&naming::natural(settings, blobs, task, part));
        let may_be_taken = before.key.is_none() && !before.is_free;
        let mut push = Self::at(site, task, part, trying, before, natural);
        push.body = body;
        push.pinned = false;
        let merges = part == Part::Whole && settings.shape == DocumentShape::Task;
        push.merges = merges.then(|| (blobs.project.as_str(), blobs.data(task)));
        if may_be_taken {
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
        Self { site, task, part, merges: None, body: Bytes::new(), known, key, apart: false, pinned: true }
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
        self.key = self.site.key(&naming::apart(self.task, self.part));
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
            let (standing, found) = match (self.look().await, &unanswered) {
                (Ok(looked), _) => looked,
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
                (Next::Merge(_), _) => return Err(self.peer(found)),
                (Next::OtherKey | Next::Conflict, _) => return Err(self.conflict()),
            }
        }
        Err(Trouble::Busy { key: self.key.clone() })
    }

    async fn arrived(&self, version: Version) -> Result<Version, Trouble> {
        copy::keep(self.site, &self.key, &version, self.body.clone()).await?;
        Ok(version)
    }

    fn conflict(&self) -> Trouble {
        Trouble::Conflict { key: self.key.clone() }
    }

    fn peer(&self, found: Option<Found>) -> Trouble {
        found.map_or_else(|| self.conflict(), |found| Trouble::Peer(Box::new(found)))
    }

    /// Deletes the object if it is ours. Answers the key that stays its own.
    pub async fn remove(&mut self) -> Result<Option<String>, Trouble> {
        match self.look().await? {
            (Standing::Nothing, _) => {}
            (standing, found) => match judge(&self.known, standing) {
                Next::Done(_) | Next::Write(_) => {
                    self.site.bucket.delete(&self.key).await.map_err(TargetError::from)?;
                }
                Next::OtherKey if self.pinned || self.apart => return Ok(None),
                // Where it was written, if it was, is not known for certain.
                Next::OtherKey => {
                    self.take_key_apart();
                    return Box::pin(self.remove()).await;
                }
                Next::Merge(_) => return Err(self.peer(found)),
                Next::Conflict => return Err(self.conflict()),
            },
        }
        copy::drop(self.site, &self.key).await?;
        Ok(Some(self.key.clone()))
    }

    /// Whether the object stands where it would be, or where it would be put aside; from here on, that is its key.
    pub async fn is_written(&mut self) -> Result<bool, Trouble> {
        let ours = |next| matches!(next, Next::Done(_) | Next::Write(Condition::IfUnchanged(_)));
        if ours(judge(&self.known, self.look().await?.0)) {
            return Ok(true);
        }
        self.take_key_apart();
        Ok(ours(judge(&self.known, self.look().await?.0)))
    }

    async fn look(&self) -> Result<(Standing, Option<Found>), Trouble> {
        let Some((version, bytes)) = self.site.read(&self.key).await.map_err(TargetError::from)? else {
            return Ok((Standing::Nothing, None));
        };
        let document = document::read(&bytes).ok();
        let note = document.as_ref().and_then(|document| document.note.as_ref());
        let is_peer = |document: &Document| match &self.merges {
            Some((project, _)) => document::is_of_project(document, &bytes, project),
            None => false,
        };
        let standing = Standing::Object {
            version: version.clone(),
            write_id: note.and_then(|note| note.write_id.clone()),
            same_task: document.as_ref().is_some_and(|document| self.is_of_task(document)),
            intact: document::is_intact(&bytes),
            peer: document.as_ref().is_some_and(is_peer),
            same_bytes: bytes == self.body,
        };
        let key = self.key.clone();
        Ok((standing, document.map(|document| Found { key, version, bytes, document })))
    }

    /// Whether a document speaks of the task, or of the annotation. Of an imported task its number says nothing where
    /// other servers write: each gives its own.
    fn is_of_task(&self, document: &Document) -> bool {
        let of_part = match self.part {
            Part::Whole => document.annotation.is_none(),
            Part::One(annotation) => document.annotation == Some(annotation.0),
        };
        let Some(note) = document.note.as_ref().filter(|_| of_part) else { return false };
        match (note.origin(), self.task.object_and_row(), &self.merges) {
            (Some(theirs), Some(ours), _) => theirs == ours,
            (None, None, Some((_, data))) => {
                document.created_at.as_deref() == Some(self.task.created_at.as_str())
                    && (self.known.key_is_ours || document.task.data == **data)
            }
            (None, None, None) => document.id == Some(self.task.id.0),
            _ => false,
        }
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
    let note = note_of(settings, blobs, write_id, task, part);
    document::render(&task.parts(&blobs.data(task)), part, settings.shape, note).map(Bytes::from)
}

/// What stays of a second document of the task, all of which stands at `home`.
pub fn render_moved(
    settings: &StorageSettings,
    blobs: &Blobs,
    write_id: &str,
    mut task: Stored,
    home: String,
) -> Result<Bytes, serde_json::Error> {
    let part = Part::Whole;
    let note = Note { moved_to: Some(home), ..note_of(settings, blobs, write_id, &task, part) };
    task.annotations.clear();
    document::render(&task.parts(&blobs.data(&task)), part, settings.shape, note).map(Bytes::from)
}

fn note_of(settings: &StorageSettings, blobs: &Blobs, write_id: &str, task: &Stored, part: Part) -> Note {
    let origin = task.origin.as_ref();
    let note = Note {
        uri: task.uri(),
        row: origin.map(|origin| origin.row.clone()),
        row_index: origin.and_then(|origin| origin.row_index),
        etag: task.etag.clone(),
        write_id: Some(write_id.to_owned()),
        format: document::FORMAT,
        ..Note::default()
    };
    if part != Part::Whole || settings.shape != DocumentShape::Task {
        return note;
    }
    Note {
        project: Some(blobs.project.clone()),
        lineages: task.past.lineages.clone(),
        deletions: task.past.deleted.clone(),
        ..note
    }
}
