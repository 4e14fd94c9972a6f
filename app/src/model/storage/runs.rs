//! What runs of a storage come to: their state, the outcomes of objects, counts and costs. Knows nothing of settings.

use super::StorageKind;
use serde::{Deserialize, Serialize};
use std::ops::Add;
use std::str::FromStr;

/// The state of a storage's sync, by today's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncStatus {
    #[default]
    Initialized,
    Queued,
    InProgress,
    /// No failure outstanding.
    Completed,
    /// At least one failure outstanding.
    CompletedWithErrors,
    /// The run could not account for everything.
    Failed,
}

impl SyncStatus {
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Initialized => "initialized",
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::CompletedWithErrors => "completed_with_errors",
            Self::Failed => "failed",
        }
    }

    pub const fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::InProgress)
    }
}

/// What became of one object, or one row of it, in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Imported,
    Updated,
    Unchanged,
    Skipped,
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Imported, Self::Updated, Self::Unchanged, Self::Skipped, Self::Failed];

    pub const fn slug(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL.into_iter().find(|o| o.slug() == text).ok_or_else(|| UnknownOutcome(text.to_owned()))
    }
}

/// Not the name of an outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown outcome \"{0}\"; known are imported, updated, unchanged, skipped and failed")]
pub struct UnknownOutcome(pub String);

/// The counts of one run; of a source's `imported + updated + unchanged + skipped + failed == listed` once it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCounts {
    pub listed: u64,
    pub imported: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Known objects that the listing no longer holds.
    pub vanished: u64,
    /// Tasks made by this run.
    pub tasks_created: u64,
    /// Requests sent to the store.
    pub requests: u64,
    /// Of these, the ones that list.
    pub lists: u64,
    /// Of these, the ones that write or delete.
    pub writes: u64,
    /// Documents that pushes to a target wrote.
    pub pushed: u64,
}

impl Add for RunCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            listed: self.listed + other.listed,
            imported: self.imported + other.imported,
            updated: self.updated + other.updated,
            unchanged: self.unchanged + other.unchanged,
            skipped: self.skipped + other.skipped,
            failed: self.failed + other.failed,
            vanished: self.vanished + other.vanished,
            tasks_created: self.tasks_created + other.tasks_created,
            requests: self.requests + other.requests,
            lists: self.lists + other.lists,
            writes: self.writes + other.writes,
            pushed: self.pushed + other.pushed,
        }
    }
}

/// Dollars for a million requests that list or write, and for a million that read: the standard class of S3 in
/// us-east-1 and of GCS in one region, both of which ask the same.
const DEAR: f64 = 5.0;
const CHEAP: f64 = 0.4;

impl RunCounts {
    /// About what the requests cost, in dollars, less traffic; `None` where they cost nothing.
    pub fn dollars(self, kind: StorageKind) -> Option<f64> {
        let dear = self.lists + self.writes;
        let cheap = self.requests.saturating_sub(dear);
        let cost = (dear as f64 * DEAR + cheap as f64 * CHEAP) / 1e6;
        (kind != StorageKind::Local && cost > 0.0).then_some(cost)
    }

    pub fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Imported => self.imported += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Failed => self.failed += 1,
        }
    }
}
