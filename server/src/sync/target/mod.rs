//! Annotations become documents in the target: whose the target is, what it should hold, and the way there and back.
//! Knows nothing of listings of sources or of HTTP.

mod backoff;
mod circuit;
mod claim;
mod document;
mod memory;
mod pairing;
mod settle;

pub use memory::Targets;

use app::model::storage::SyncStatus;

/// How a target's run ended: the status and the sentence that a card shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRun {
    pub status: SyncStatus,
    /// Why it is not `completed`, or what a person should know.
    pub problem: Option<String>,
}
