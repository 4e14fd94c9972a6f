//! Storages as pages show and save them: their cards, how far runs and targets are, and the outcomes of objects.

use crate::model::ids::{ProjectId, StorageId};
use crate::model::storage::{Outcome, RunCounts, Side, StorageSecrets, StorageSettings, SyncStatus};
use serde::{Deserialize, Serialize};

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
    /// Seconds from a run's end to the next; 0: only on demand.
    #[serde(default)]
    pub every: u32,
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
