//! What a target says of deletions: the tasks that people deleted, and the annotations whose documents may be gone. Pure;
//! `files` reads and writes it.

use crate::store::targets::Deleted;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The format of the list that this build writes.
pub const FORMAT: u32 = 1;

/// What `.skylabel/deletions.json` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletions {
    pub format: u32,
    pub tasks: BTreeSet<DeletedTask>,
    /// Annotations, by unique id, of tasks that have none left: their documents may be gone, which would say it.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
}

/// A task that a person deleted: by its object and row, or, imported, by its document and when it was made; its id is
/// that of the server that says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeletedTask {
    pub id: i64,
    pub uri: Option<String>,
    #[serde(default)]
    pub row: Option<String>,
    #[serde(default)]
    pub row_index: Option<i64>,
    /// The name of an imported task's document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
}

impl DeletedTask {
    pub fn of(deleted: Deleted, folder: &str) -> Self {
        let uri = deleted.object.map(|(kind, bucket, key)| kind.object_uri(&bucket, &key));
        let name = deleted.document.and_then(|key| Some(key.strip_prefix(folder)?.to_owned()));
        let (document, created_at) = match &uri {
            Some(_) => (None, None),
            None => (name, Some(deleted.created_at)),
        };
        Self { id: deleted.id, uri, row: deleted.row, row_index: deleted.row_index, document, created_at }
    }

    /// What tells it from other tasks, wherever its row stands now.
    pub fn identity(&self) -> (Option<i64>, Option<&str>, Option<&str>) {
        let imported = self.uri.is_none().then_some(self.id);
        (imported, self.uri.as_deref(), self.row.as_deref())
    }
}

impl Deletions {
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// Whether the other says all of this.
    pub fn is_within(&self, other: &Self) -> bool {
        self.joined(other).says_the_same(other)
    }

    pub fn says_the_same(&self, other: &Self) -> bool {
        (&self.tasks, &self.annotations) == (&other.tasks, &other.annotations)
    }

    /// What both say; of two deletions of one annotation, that of the later version.
    pub fn joined(&self, other: &Self) -> Self {
        let mut annotations = self.annotations.clone();
        for (name, theirs) in &other.annotations {
            let ours = annotations.entry(name.clone()).or_default();
            if *theirs > *ours {
                theirs.clone_into(ours);
            }
        }
        let tasks = self.tasks.union(&other.tasks).cloned().collect();
        Self { format: FORMAT, tasks, annotations }
    }
}
