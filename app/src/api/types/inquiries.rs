//! What can be found out about storages: what their runs did, what one would do, whether what is known is so, and what
//! somebody else changed.

use crate::model::ids::{StorageId, TaskId};
use crate::model::storage::{RunCounts, Side, SyncStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A run of a storage that is over, or pushes to a target shortly after one another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastRun {
    pub id: i64,
    pub began_at: String,
    pub ended_at: String,
    /// At work, within these times.
    pub seconds: f64,
    pub status: SyncStatus,
    pub problem: Option<String>,
    pub counts: RunCounts,
}

/// One page of a storage's history, the newest run first. Runs that found nothing to do are not in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPage {
    pub total: u64,
    /// From 1.
    pub page: u32,
    pub page_size: u32,
    pub items: Vec<PastRun>,
}

/// What a sync would do about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DryChange {
    /// Read, or made a task, for the first time.
    New,
    /// Another version, or to be understood in another way.
    Updated,
    /// Was gone.
    Back,
    /// Was left out.
    Included,
    /// Failed for a passing reason: tried again.
    Retried,
    /// Its tasks leave the lists.
    LeftOut,
    /// Noted as left out; it has no tasks in the lists.
    Skipped,
    /// No longer in the listing: its tasks leave the stream.
    Gone,
}

impl DryChange {
    pub const fn slug(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Back => "back",
            Self::Included => "included",
            Self::Retried => "retried",
            Self::LeftOut => "left_out",
            Self::Skipped => "skipped",
            Self::Gone => "gone",
        }
    }

    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Updated,
        Self::Back,
        Self::Included,
        Self::Retried,
        Self::LeftOut,
        Self::Gone,
        Self::Skipped,
    ];
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryCounts {
    pub listed: u64,
    /// Nothing would be written about these.
    pub unchanged: u64,
    pub new: u64,
    pub updated: u64,
    pub back: u64,
    pub included: u64,
    pub retried: u64,
    pub left_out: u64,
    pub skipped: u64,
    pub gone: u64,
}

impl DryCounts {
    pub fn of(self, change: DryChange) -> u64 {
        match change {
            DryChange::New => self.new,
            DryChange::Updated => self.updated,
            DryChange::Back => self.back,
            DryChange::Included => self.included,
            DryChange::Retried => self.retried,
            DryChange::LeftOut => self.left_out,
            DryChange::Skipped => self.skipped,
            DryChange::Gone => self.gone,
        }
    }

    pub fn add(&mut self, change: DryChange) {
        *match change {
            DryChange::New => &mut self.new,
            DryChange::Updated => &mut self.updated,
            DryChange::Back => &mut self.back,
            DryChange::Included => &mut self.included,
            DryChange::Retried => &mut self.retried,
            DryChange::LeftOut => &mut self.left_out,
            DryChange::Skipped => &mut self.skipped,
            DryChange::Gone => &mut self.gone,
        } += 1;
    }
}

/// How far something that was to be found out is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InquiryState {
    #[default]
    Running,
    Done,
    Failed,
}

/// A dry run so far. It is kept while somebody may look at it, and not beyond the server's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    pub id: u64,
    pub state: InquiryState,
    /// Why it failed, or why a sync would conclude nothing from this listing.
    pub problem: Option<String>,
    /// What saving these settings would do besides.
    pub note: Option<String>,
    pub counts: DryCounts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryItem {
    pub key: String,
    pub change: DryChange,
    pub reason: Option<String>,
}

/// One page of the objects that would change in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryItems {
    pub total: u64,
    /// From 1.
    pub page: u32,
    pub page_size: u32,
    pub items: Vec<DryItem>,
}

/// A storage to verify, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerifyInput {
    pub side: Side,
    pub id: StorageId,
    /// The part of the bodies that are read and compared, from 0 to 1.
    pub sample: f64,
    /// Has the next sync or push mend what differs.
    pub repair: bool,
    /// Of an earlier verification: reads the same bodies as that one. Without it others are read each time.
    pub seed: Option<u64>,
}

/// A verification so far: what the database says of a storage, against what is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    pub id: u64,
    /// The part of the bodies that are read, from 0 to 1, and which ones.
    pub sample: f64,
    pub seed: u64,
    pub state: InquiryState,
    /// Why it failed, or why nothing may be concluded from the listing.
    pub problem: Option<String>,
    /// Objects of a source that were listed, or documents that a target should hold.
    pub checked: u64,
    /// Bodies that were read.
    pub sampled: u64,
    pub differing: u64,
    /// Of these, the ones that the next sync or push mends.
    pub repaired: u64,
    /// The first thousand.
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub key: String,
    pub task: Option<TaskId>,
    pub kind: DifferenceKind,
    /// What a sync would do about an object that is not as the last one left it.
    pub change: Option<DryChange>,
    pub detail: Option<String>,
    pub repaired: bool,
}

impl Difference {
    /// Of which no more is known.
    pub fn of(key: String, kind: DifferenceKind) -> Self {
        Self { key, task: None, kind, change: None, detail: None, repaired: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// A target lacks a document that was written.
    Missing,
    /// A target's document is another version than the one written.
    Changed,
    /// The body says something else than the task.
    Content,
    /// A target holds a document that no task of the project wrote.
    Unknown,
    /// A source's object is not as the last sync left it.
    NotSynced,
    /// An object was taken and has no task.
    NoTask,
    /// A task's object is not known.
    NoObject,
}

impl DifferenceKind {
    /// The next sync or push can mend it; of the others a person has to decide.
    pub const fn is_mendable(self) -> bool {
        match self {
            Self::Missing | Self::Content | Self::NotSynced | Self::NoTask => true,
            Self::Changed | Self::Unknown | Self::NoObject => false,
        }
    }
}

/// The documents of a target that somebody else changed: the first of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictPage {
    pub total: u64,
    pub items: Vec<ConflictItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictItem {
    pub task: TaskId,
    pub problem: String,
}

/// Both versions of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    pub task: TaskId,
    pub key: String,
    /// Of what stands in the target; a decision is about this one. `None`: nothing does.
    pub version: Option<String>,
    /// The document as it would be written.
    pub ours: Value,
    /// What stands in the target, if it is JSON.
    pub theirs: Option<Value>,
    /// Why that cannot be taken over, if it cannot.
    pub unreadable: Option<String>,
}

/// What a person decides about a document that somebody else changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// Ours is written over theirs.
    Ours,
    /// Their annotations take the place of ours.
    Theirs,
    /// Their annotations are added to ours; one that both changed becomes two.
    Both,
}
