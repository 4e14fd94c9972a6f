//! What a target says of deletions: the tasks that people deleted, and the annotations whose documents may be gone. Pure;
//! `files` reads and writes it.

use crate::store::targets::Deleted;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The format of the list that this build writes, and the newest it reads.
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
    /// Not known of those that earlier versions list, and of those that another server deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<String>,
}

/// What tells a deleted task from other tasks.
pub type Identity<'a> = (Option<i64>, [Option<&'a str>; 4]);

impl DeletedTask {
    pub fn of(deleted: Deleted, folder: &str) -> Self {
        let Deleted { id, object, row, row_index, document, created_at, deleted_at } = deleted;
        let uri = object.map(|(kind, bucket, key)| kind.object_uri(&bucket, &key));
        let name = document.and_then(|key| Some(key.strip_prefix(folder)?.to_owned()));
        let (document, created_at) = match &uri {
            Some(_) => (None, None),
            None => (name, Some(created_at)),
        };
        Self { id, uri, row, row_index, document, created_at, deleted_at }
    }

    /// The same wherever its row stands now. An imported task goes by its document and by when it was made, for other
    /// servers give its number to others; by the number where there is no document.
    pub fn identity(&self) -> Identity<'_> {
        let number = (self.uri.is_none() && self.document.is_none()).then_some(self.id);
        (number, [&self.uri, &self.row, &self.document, &self.created_at].map(Option::as_deref))
    }

    /// Whether people brought the task back since. A deletion that does not say when it was made is taken for an old one.
    pub fn is_taken_back(&self, returned: &HashMap<Identity<'_>, &str>) -> bool {
        returned.get(&self.identity()).is_some_and(|returned_at| self.is_before(returned_at))
    }

    /// Whether it was made before the task was brought back then.
    pub fn is_before(&self, returned_at: &str) -> bool {
        self.deleted_at.as_deref().is_none_or(|deleted_at| deleted_at <= returned_at)
    }

    /// Whether it stands for another deletion of the same task: the later does, and of equal ones that of the lower number.
    fn outlasts(&self, other: &Self) -> bool {
        (&self.deleted_at, Reverse(self)) > (&other.deleted_at, Reverse(other))
    }
}

/// When tasks were brought back, to ask each deletion whether it [is taken back](DeletedTask::is_taken_back).
pub fn by_identity(returned: &[(DeletedTask, String)]) -> HashMap<Identity<'_>, &str> {
    returned.iter().map(|(task, at)| (task.identity(), at.as_str())).collect()
}

/// Why a list cannot be read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAList {
    #[error(
        "it is no list of deletions ({0}). Repair it, or move it away: each server writes what it knows with its next look"
    )]
    Broken(String),
    #[error(
        "it has format {0}, made by a newer version, and this one reads up to {FORMAT}. Update this server"
    )]
    Newer(u64),
}

impl From<serde_json::Error> for NotAList {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// What every format says.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

impl Deletions {
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAList> {
        let Head { format } = serde_json::from_slice(bytes)?;
        if format > u64::from(FORMAT) {
            return Err(NotAList::Newer(format));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// Whether the other says all of this.
    pub fn is_within(&self, other: &Self) -> bool {
        self.joined(other).says_the_same(&Self::default().joined(other))
    }

    pub fn says_the_same(&self, other: &Self) -> bool {
        (&self.tasks, &self.annotations) == (&other.tasks, &other.annotations)
    }

    /// What both say; of two deletions of one task the later, and of one annotation that of the later version.
    pub fn joined(&self, other: &Self) -> Self {
        let mut annotations = self.annotations.clone();
        for (name, theirs) in &other.annotations {
            let ours = annotations.entry(name.clone()).or_default();
            if *theirs > *ours {
                theirs.clone_into(ours);
            }
        }
        let mut tasks: BTreeMap<_, &DeletedTask> = BTreeMap::new();
        for task in self.tasks.iter().chain(&other.tasks) {
            let standing = tasks.entry(task.identity()).or_insert(task);
            if task.outlasts(standing) {
                *standing = task;
            }
        }
        Self { format: FORMAT, tasks: tasks.into_values().cloned().collect(), annotations }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn task(id: i64, uri: Option<&str>, deleted_at: Option<&str>) -> DeletedTask {
        DeletedTask {
            id,
            uri: uri.map(str::to_owned),
            row: uri.map(|_| String::new()),
            row_index: None,
            document: uri.is_none().then(|| format!("{id}.json")),
            created_at: uri.is_none().then(|| "2026-01-01".to_owned()),
            deleted_at: deleted_at.map(str::to_owned),
        }
    }

    fn list(tasks: &[&DeletedTask]) -> Deletions {
        let tasks = tasks.iter().map(|task| (*task).clone()).collect();
        Deletions { format: FORMAT, tasks, annotations: BTreeMap::new() }
    }

    #[test]
    fn the_later_of_two_deletions_of_a_task_stands_whoever_joins_them() {
        let unknown = task(1, Some("s3://b/a"), None);
        let early = task(2, Some("s3://b/a"), Some("2026-01-01"));
        let late = task(3, Some("s3://b/a"), Some("2026-01-02"));
        let (one, two) = (list(&[&unknown, &late]), list(&[&early]));
        assert_eq!((one.joined(&two), two.joined(&one)), (list(&[&late]), list(&[&late])));
        assert!(two.is_within(&one) && !one.is_within(&two));
        let other = task(4, Some("s3://b/a"), None);
        assert_eq!(list(&[&other]).joined(&list(&[&unknown])), list(&[&unknown]));
        assert!(list(&[&other]).is_within(&list(&[&other, &unknown])), "an earlier version lists both");
    }

    #[test]
    fn imported_tasks_of_one_number_are_not_taken_for_each_other() {
        let ours = task(1, None, Some("2026-01-02"));
        let theirs = DeletedTask { document: Some("1-abc.json".to_owned()), ..task(1, None, None) };
        let both = list(&[&ours, &theirs]);
        assert_eq!(list(&[&ours]).joined(&list(&[&theirs])), both);
    }

    #[test]
    fn only_what_was_deleted_before_its_return_is_taken_back() {
        let returned = [(task(1, Some("s3://b/a"), None), "2026-01-02".to_owned())];
        let returned = by_identity(&returned);
        let is_taken_back = |deleted_at| task(9, Some("s3://b/a"), deleted_at).is_taken_back(&returned);
        assert!(is_taken_back(Some("2026-01-01")) && is_taken_back(Some("2026-01-02")));
        assert!(is_taken_back(None), "an earlier version wrote it");
        assert!(!is_taken_back(Some("2026-01-03")));
        assert!(!task(9, Some("s3://b/other"), None).is_taken_back(&returned));
        let elsewhere = [(task(1, Some("s3://b/a"), None), String::new())];
        let elsewhere = by_identity(&elsewhere);
        assert!(
            task(9, Some("s3://b/a"), None).is_taken_back(&elsewhere),
            "nobody knows when it was deleted"
        );
        assert!(!task(9, Some("s3://b/a"), Some("2026-01-01")).is_taken_back(&elsewhere));
        let imported = [(task(1, None, None), "2026-01-02".to_owned())];
        let theirs = DeletedTask { document: Some("1-abc.json".to_owned()), ..task(1, None, None) };
        assert!(!theirs.is_taken_back(&by_identity(&imported)), "another server's number");
        let same = DeletedTask { id: 7, ..task(1, None, None) };
        assert!(same.is_taken_back(&by_identity(&imported)), "another number of the same document");
    }

    #[test]
    fn the_list_of_an_earlier_version_is_read() {
        let text = br#"{"format": 1, "tasks": [{"id": 1, "uri": "s3://b/a", "row": ""}]}"#;
        assert_eq!(Deletions::parse(text).unwrap(), list(&[&task(1, Some("s3://b/a"), None)]));
    }

    #[test]
    fn the_list_of_a_newer_version_and_what_is_none_are_named_and_never_read_in_part() {
        let newer = br#"{"format": 2, "tasks": [], "people": []}"#;
        assert_eq!(Deletions::parse(newer), Err(NotAList::Newer(2)));
        for text in ["", "no list", "[]", "{}", r#"{"format": 1}"#, r#"{"format": -1, "tasks": []}"#] {
            assert!(matches!(Deletions::parse(text.as_bytes()), Err(NotAList::Broken(_))), "{text}");
        }
    }
}
