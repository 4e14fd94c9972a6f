//! What must be after any history of a bucket and its source storages, in a few lines that know nothing of how it is done.

use anyhow::{Context, Result, ensure};
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A task as a test sees it, deleted ones too.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub id: i64,
    pub key: String,
    pub data: Option<Value>,
    /// 0 in the lists; with the bit 4 deleted by a person, with the bit 8 archived by one.
    pub hidden: i64,
    /// There is a newer version of its object, and it says so.
    pub stale: bool,
    pub labeled: bool,
}

/// What was done so far.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The data at each key.
    pub bucket: BTreeMap<String, Value>,
    /// What each source takes: all, or what the pattern finds in the key.
    pub sources: BTreeMap<i64, Option<Regex>>,
    /// The tasks that were ever seen, by key.
    pub ids: HashMap<String, i64>,
    /// The data of a task when it was labeled.
    pub labeled: HashMap<String, Value>,
    /// Labeled once, and no more: such a task may say that it is stale instead of what its object says.
    pub unlabeled: BTreeSet<String>,
    pub deleted: BTreeSet<String>,
    /// Taken by a source that was removed, and by none since: such tasks stay as they are until a source says otherwise.
    left_behind: BTreeSet<String>,
}

impl Model {
    pub fn takes(&self, key: &str) -> bool {
        self.sources.values().any(|filter| filter.as_ref().is_none_or(|filter| filter.is_match(key)))
    }

    /// A source goes, which may have given tasks for `keys`.
    pub fn remove(&mut self, source: i64, keys: impl IntoIterator<Item = String>) {
        if self.sources.remove(&source).is_some() {
            self.left_behind.extend(keys);
        }
    }

    /// A person deletes the task of a key.
    pub fn delete_task(&mut self, key: &str) {
        self.deleted.insert(key.to_owned());
        self.labeled.remove(key);
        self.unlabeled.remove(key);
    }

    /// Once everything is synced, these are all the tasks, and as they must be.
    pub fn check(&mut self, tasks: &[Seen]) -> Result<()> {
        let untaken: BTreeSet<_> = self.left_behind.iter().filter(|key| !self.takes(key)).cloned().collect();
        self.left_behind = untaken;
        let by_key: HashMap<&str, &Seen> = tasks.iter().map(|task| (task.key.as_str(), task)).collect();
        ensure!(by_key.len() == tasks.len(), "an object has two tasks: {tasks:?}");
        for (key, id) in &self.ids {
            let task = by_key.get(key.as_str());
            ensure!(task.is_some_and(|task| task.id == *id), "the task {id} of {key} is lost: {task:?}");
        }
        for (key, data) in &self.bucket {
            if !self.takes(key) {
                continue;
            }
            let task = by_key.get(key.as_str()).with_context(|| format!("{key} has no task"))?;
            if !self.deleted.contains(key) {
                self.check_listed(task, data)?;
            }
        }
        for task in tasks {
            self.check_known(task)?;
        }
        self.ids.extend(tasks.iter().map(|task| (task.key.clone(), task.id)));
        Ok(())
    }

    /// A task whose object a source has.
    fn check_listed(&self, task: &Seen, data: &Value) -> Result<()> {
        let key = &task.key;
        ensure!(task.hidden == 0, "{key} is not in the lists: {task:?}");
        if let Some(labeled) = self.labeled.get(key) {
            ensure!(task.data.as_ref() == Some(labeled), "{key} was labeled as {labeled}: {task:?}");
            ensure!(task.stale || labeled == data, "{key} is {data} by now, and does not say so: {task:?}");
            return Ok(());
        }
        let may_be_stale = task.stale && self.unlabeled.contains(key);
        ensure!(may_be_stale || task.data.as_ref() == Some(data), "{key} is {data}: {task:?}");
        Ok(())
    }

    /// Any task.
    fn check_known(&self, task: &Seen) -> Result<()> {
        let key = &task.key;
        let is_there = self.bucket.contains_key(key) && self.takes(key);
        let deleted = self.deleted.contains(key);
        ensure!((task.hidden & 4 != 0) == deleted, "deleted by a person: {deleted}: {task:?}");
        ensure!(task.hidden & 8 == 0, "{key} is archived, which nobody did: {task:?}");
        let zombie = task.hidden == 0 && !is_there && !self.left_behind.contains(key);
        ensure!(!zombie, "{key} is in the lists, and no storage has it: {task:?}");
        ensure!(task.labeled == self.labeled.contains_key(key), "labeled: {}: {task:?}", !task.labeled);
        Ok(())
    }
}
