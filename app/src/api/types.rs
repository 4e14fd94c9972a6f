//! What travels between browser and server. Times are RFC 3339 in UTC; ids are ours; JSON of tasks and results
//! travels as it is.

use crate::model::ids::{AnnotationId, PredictionId, ProjectId, StorageId, TaskId, UserId};
use crate::model::storage::{Outcome, RunCounts, Side, StorageSecrets, StorageSettings, SyncStatus};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A project, as lists and headers show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    /// Name on the command line and in target claims.
    pub slug: String,
    pub title: String,
    pub description: String,
    /// The labeling config's XML; empty until one is chosen.
    pub label_config: String,
    pub created_at: String,
    pub updated_at: String,
    pub counts: TaskCounts,
    /// A declaration in the configuration exists and differs from what stands here.
    pub differs_from_file: bool,
    /// Fields of other systems that we keep and give back.
    pub extra: Map<String, Value>,
}

/// Counts of a project's tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCounts {
    /// In lists and stream.
    pub tasks: u64,
    /// With at least one annotation that is not a skip.
    pub labeled: u64,
    /// With skips only.
    pub skipped: u64,
    pub annotations: u64,
    pub predictions: u64,
    /// Left out: outside a filter, or source gone.
    pub hidden: u64,
}

/// What a project is made from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewProject {
    pub title: String,
    /// Made from the title when empty.
    pub slug: String,
    pub description: String,
    pub label_config: String,
    pub extra: Map<String, Value>,
}

/// What of a project may change; `None` keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectPatch {
    pub title: Option<String>,
    pub description: Option<String>,
    pub label_config: Option<String>,
    pub extra: Map<String, Value>,
}

/// Which tasks of a project a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskFilter {
    /// In the stream: neither filtered out, gone nor deleted.
    #[default]
    All,
    Unlabeled,
    Labeled,
    Skipped,
    /// The source has a newer version of a labeled task.
    Stale,
    Gone,
    FilteredOut,
}

/// One window of a task list, ascending by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskQuery {
    pub project: ProjectId,
    pub filter: TaskFilter,
    pub offset: u64,
    /// At most 500.
    pub limit: u32,
}

/// One row of the task list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    pub id: TaskId,
    /// The task's data as stored (URIs unresolved), long values shortened for a list.
    pub data: Map<String, Value>,
    /// A picture to show small, as a URL of ours, if the data holds one.
    pub thumbnail: Option<String>,
    /// Key within its bucket and row within the object; `None` for imported tasks.
    pub source: Option<String>,
    pub annotations: u32,
    pub cancelled: u32,
    pub predictions: u32,
    pub has_draft: bool,
    pub stale: bool,
    pub gone: bool,
    pub filtered_out: bool,
    /// Annotations of this task that no target has yet.
    pub waiting: bool,
    pub updated_at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskPage {
    pub total: u64,
    pub offset: u64,
    pub rows: Vec<TaskRow>,
}

/// A task with everything the labeling page needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskDetail {
    pub id: TaskId,
    pub project: ProjectId,
    pub project_title: String,
    pub label_config: String,
    /// As stored: URIs untouched, blob tasks under their data key.
    pub data: Map<String, Value>,
    /// The same with every URI of a storage replaced by our stable URL.
    pub resolved: Map<String, Value>,
    pub annotations: Vec<Annotation>,
    pub predictions: Vec<Prediction>,
    /// The local user's draft of a new annotation, or of one of the annotations.
    pub drafts: Vec<Draft>,
    pub stale: bool,
    pub gone: bool,
    /// Neighbours in the stream's order.
    pub previous: Option<TaskId>,
    pub next: Option<TaskId>,
    /// Place in the list and its length, for "12 of 340".
    pub position: u64,
    pub total: u64,
}

/// One annotation, as section 2 of the field's format has it, plus what we know of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    pub id: AnnotationId,
    pub task: TaskId,
    pub project: ProjectId,
    pub completed_by: UserId,
    /// Array of results, verbatim.
    pub result: Value,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    /// Seconds.
    pub lead_time: Option<f64>,
    pub created_at: String,
    pub updated_at: String,
    pub unique_id: String,
    /// Every other field it came with, verbatim.
    pub extra: Map<String, Value>,
}

/// What a person or client says of an annotation; `None` keeps (update) or takes the default (create).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnnotationInput {
    pub result: Option<Value>,
    pub was_cancelled: Option<bool>,
    pub ground_truth: Option<bool>,
    pub lead_time: Option<f64>,
    /// A client's own id for this annotation: sent twice, stored once.
    pub unique_id: Option<String>,
    /// For updates: the `updated_at` that the editor started from; another one there is a conflict.
    pub based_on: Option<String>,
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    pub id: PredictionId,
    pub task: TaskId,
    pub result: Value,
    pub score: Option<f64>,
    pub model_version: Option<String>,
    pub extra: Map<String, Value>,
}

/// Unfinished work of one user on one task (and, when editing, one annotation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub annotation: Option<AnnotationId>,
    pub result: Value,
    pub lead_time: Option<f64>,
    pub updated_at: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftInput {
    pub annotation: Option<AnnotationId>,
    pub result: Value,
    pub lead_time: Option<f64>,
}

/// A storage with its state, as a card of the Tasks page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageCard {
    pub id: StorageId,
    pub project: ProjectId,
    pub side: Side,
    pub settings: StorageSettings,
    /// Secrets are set (they are never shown).
    pub has_secrets: bool,
    pub status: SyncStatus,
    /// End of the last run that accounted for everything.
    pub last_sync: Option<String>,
    /// Seconds the last run took.
    pub duration: Option<f64>,
    /// Why the last run failed, or what a person should know; gone with the next good run.
    pub problem: Option<String>,
    /// Of the running or last run (sources).
    pub counts: RunCounts,
    /// While a run goes on.
    #[serde(default)]
    pub progress: Option<RunProgress>,
    /// Of a target: what waits, and why.
    pub target: Option<TargetState>,
    /// Something that one click would mend, such as blob URLs for a bucket of images.
    pub offer: Option<StorageOffer>,
    pub differs_from_file: bool,
    pub created_at: String,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunProgress {
    /// Since it began, seconds.
    pub seconds: f64,
    /// Objects that the last whole listing held; 0 if there was none.
    pub expected: u64,
}

impl RunProgress {
    /// Objects a second so far.
    pub fn rate(self, listed: u64) -> Option<f64> {
        (listed > 0 && self.seconds > 0.0).then(|| listed as f64 / self.seconds)
    }

    /// Seconds until as many objects are listed as were there before, if that can be told.
    pub fn remaining(self, listed: u64) -> Option<f64> {
        let left = self.expected.checked_sub(listed)?;
        Some(left as f64 / self.rate(listed)?)
    }
}

/// A remedy that the page offers as one click.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageOffer {
    /// JSON mode found no JSON but other files: turn blob URLs on.
    UseBlobUrls,
}

/// How far annotations have come to a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetState {
    pub access: TargetAccess,
    /// Tasks whose latest document is not there yet.
    pub pending: u64,
    /// Tasks whose latest document is there.
    pub pushed: u64,
    /// Why the oldest pending push waits.
    pub waiting_because: Option<String>,
    /// When the next try is due.
    pub next_try: Option<String>,
    /// Conflicts with foreign writes, for a person to settle.
    pub conflicts: u64,
    /// Conditional writes do not protect on this store.
    pub unprotected: bool,
}

/// Whether a target is ours to write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "found")]
pub enum TargetAccess {
    /// Not looked at yet.
    #[default]
    Unknown,
    Claimed,
    /// Foreign; says what was found and the two ways on.
    Refused(String),
}

/// A storage to check or save. Without `id` it is new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StorageInput {
    pub id: Option<StorageId>,
    pub project: ProjectId,
    pub side: Side,
    pub settings: StorageSettings,
    /// `None` keeps the stored ones.
    pub secrets: Option<StorageSecrets>,
    /// Take over a target that holds another's documents.
    pub adopt: bool,
}

/// One page of a storage's outcomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomePage {
    pub total: u64,
    /// From 1.
    pub page: u32,
    pub page_size: u32,
    pub items: Vec<OutcomeItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeItem {
    pub key: String,
    /// Index within the object, from 0; `None` speaks of the whole object.
    pub row: Option<u64>,
    pub outcome: Outcome,
    pub reason: Option<String>,
}

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

/// A verification so far: what the database says of a storage, against what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub id: u64,
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
    pub detail: Option<String>,
    pub repaired: bool,
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

/// The answer of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportReport {
    pub task_count: u64,
    pub annotation_count: u64,
    pub prediction_count: u64,
    /// Seconds.
    pub duration: f64,
    pub task_ids: Vec<TaskId>,
    /// Rows that were refused, with the reason; the others are in.
    pub errors: Vec<String>,
}

/// What the server tells open pages, by server-sent events on `/api/events?project=ID`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveEvent {
    /// A storage's state or counts moved.
    Storage { card: Box<StorageCard> },
    /// A project's tasks or annotations changed.
    Tasks { project: ProjectId, counts: TaskCounts },
    /// A storage is gone.
    StorageRemoved { project: ProjectId, id: StorageId },
}
