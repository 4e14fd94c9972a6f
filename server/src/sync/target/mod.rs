//! Annotations become documents in the target: whose the target is, what it should hold, and the way there and back.
//! Knows nothing of listings of sources or of HTTP.

mod access;
mod adopt;
mod blobs;
mod circuit;
mod claim;
mod conflicts;
mod copy;
mod deletions;
mod document;
mod drain;
mod files;
mod keep;
mod left;
mod memory;
mod naming;
mod origins;
mod peers;
mod pieces;
mod pull;
mod push;
mod restore;
mod roll_up;
mod says;
mod site;
mod survey;
mod tend;

pub use blobs::Blobs;
pub use conflicts::{look as look_at_conflict, settle as settle_conflict};
pub use document::{Part, understand};
pub use keep::push_loop;
pub use memory::Targets;
pub use says::says;
pub use site::Site;
pub use tend::{read_before_first_sync, run, state};

use crate::bucket::BucketError;
use crate::store::StoreError;
use crate::sync::copies::CopyError;
use app::model::storage::SyncStatus;

/// How a target's run ended: the status and the sentence that a card shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRun {
    pub status: SyncStatus,
    /// Why it is not `completed`, or what a person should know.
    pub problem: Option<String>,
}

/// Why work at a target could not be done.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error(transparent)]
    Bucket(#[from] BucketError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error("a document could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("others keep writing to the claim of {0}; nothing was written there. It is tried again")]
    Unsettled(String),
    #[error("adopting waits for the source {place}, whose tasks the documents belong to: {why}")]
    Source { place: String, why: String },
    #[error("{0}")]
    Refused(String),
    #[error("{0} was written by somebody else; it is left as it is. Move it away, and it is written anew")]
    NotOurs(String),
    #[error("the tasks of {day} come to more than {most} MiB, and such a file could not be read again", most = site::LARGEST >> 20)]
    DayTooLarge { day: String },
    #[error("{0} changed again since it was looked at; look once more")]
    Changed(String),
    #[error("{key} cannot be taken over: {why}")]
    Unreadable { key: String, why: String },
    /// A file beside the documents; `why` says what to do.
    #[error("{key} cannot be read: {why}")]
    Illegible { key: String, why: String },
    #[error("{key} could not be read: {why}. Everything else was")]
    Unread { key: String, why: String },
    #[error("the run was broken off: the target's settings changed, or the server is stopping")]
    BrokenOff,
}

impl From<sqlx::Error> for TargetError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
