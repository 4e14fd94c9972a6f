//! The plain types that cross the bucket's border: what is read, and which store a bucket is.

pub use rules::object::{Condition, Listed, OddKey, Version};

use super::BucketError;
use app::model::storage::{RunCounts, StorageKind};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use futures::stream::BoxStream;
use std::fmt;
use std::ops::Range;

/// Which store a bucket is, whatever settings reach it: one row of the `stores` table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoreIdentity {
    pub kind: StorageKind,
    /// Empty for the cloud's own endpoint and for local folders.
    pub endpoint: String,
    /// The account a bucket name belongs to, where names are not global; empty for S3, GCS and local folders.
    pub account: String,
    /// The bucket; for a local folder its absolute path.
    pub bucket: String,
}

/// The bytes of an object, as they arrive.
pub type Body = BoxStream<'static, Result<Bytes, BucketError>>;

/// An object being read.
pub struct Object {
    pub version: Version,
    pub size: u64,
    pub content_type: Option<String>,
    pub body: Body,
}

impl Object {
    /// The whole content, refused beyond `limit` bytes.
    pub async fn bytes(self, limit: u64) -> Result<Bytes, BucketError> {
        let mut body = self.body;
        if self.size > limit {
            return Err(BucketError::too_large(self.size, limit));
        }
        let mut whole = BytesMut::with_capacity(usize::try_from(self.size).unwrap_or(0));
        while let Some(chunk) = body.next().await {
            let chunk = chunk?;
            let grown = (whole.len() + chunk.len()) as u64;
            if grown > limit {
                return Err(BucketError::too_large(grown, limit));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({}, {} bytes)", self.version, self.size)
    }
}

/// Which bytes of an object to read, as an HTTP `Range` can say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadRange {
    Whole,
    /// From this offset to the end.
    From(u64),
    /// From the first offset to before the second; cut at the object's end.
    Between(Range<u64>),
    /// The last so many bytes.
    Last(u64),
}

/// A part of an object being read, with what an HTTP answer needs.
pub struct RangedObject {
    pub version: Version,
    /// Of the whole object.
    pub size: u64,
    /// The bytes that `body` carries.
    pub range: Range<u64>,
    pub content_type: Option<String>,
    pub last_modified: Option<chrono::DateTime<chrono::Utc>>,
    pub body: Body,
}

impl fmt::Debug for RangedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RangedObject({}, {:?} of {} bytes)", self.version, self.range, self.size)
    }
}

/// Requests sent to a store, by what stores charge for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    pub lists: u64,
    pub reads: u64,
    /// Deletions too.
    pub writes: u64,
}

impl Requests {
    pub fn total(self) -> u64 {
        self.lists + self.reads + self.writes
    }

    /// Into the counts of a run.
    pub fn enter(self, counts: &mut RunCounts) {
        (counts.requests, counts.lists, counts.writes) = (self.total(), self.lists, self.writes);
    }

    /// Those since `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            lists: self.lists.saturating_sub(before.lists),
            reads: self.reads.saturating_sub(before.reads),
            writes: self.writes.saturating_sub(before.writes),
        }
    }
}
