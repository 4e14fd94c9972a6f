//! What a run has to write: the changes of one transaction, as plain data.

use app::model::ids::TaskId;
use app::model::storage::Outcome;
use app::model::task::{ImportedAnnotation, ImportedPrediction};

/// What became of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRow {
    pub key: String,
    pub etag: String,
    pub size: u64,
    pub outcome: Outcome,
    pub reason: Option<String>,
    /// Failed for a passing reason: to be read again at the next run.
    pub retry: bool,
}

/// A task for a row of an object, or for the whole of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewTask {
    pub key: String,
    /// The row's identity; empty for the whole object.
    pub row: String,
    pub row_index: Option<u64>,
    pub etag: String,
    /// JSON text; `None` for a blob.
    pub data: Option<String>,
    pub extra: Option<String>,
    pub came: CameAlong,
}

/// A task whose row was read again.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskUpdate {
    pub id: TaskId,
    pub task: NewTask,
}

/// What a task's JSON held beside its data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CameAlong {
    pub annotations: Vec<ImportedAnnotation>,
    pub predictions: Vec<ImportedPrediction>,
}

impl CameAlong {
    pub fn is_empty(&self) -> bool {
        self.annotations.is_empty() && self.predictions.is_empty()
    }
}

/// A row of an object that did not become a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    pub key: String,
    pub row: u64,
    pub outcome: Outcome,
    pub reason: String,
}

/// A batch of changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    pub objects: Vec<ObjectRow>,
    /// Tasks to make where none stands.
    pub inserts: Vec<NewTask>,
    /// Whole objects: a task each to make, or to bring up to date where it stands (key, etag).
    pub blobs: Vec<(String, String)>,
    pub updates: Vec<TaskUpdate>,
    /// Tasks whose rows are not in their object any more.
    pub rows_gone: Vec<TaskId>,
    /// Objects that are not tasks here (any more).
    pub left_out: Vec<String>,
    /// Objects that the listing no longer holds.
    pub vanished: Vec<String>,
    /// Objects outside of the storage's folder now.
    pub departed: Vec<String>,
    /// Objects whose row problems are told anew.
    pub reread: Vec<String>,
    pub problems: Vec<RowProblem>,
    /// Objects used to be understood in another way: blobs give up the data and the rows read as JSON.
    pub reinterpret: bool,
}

impl Batch {
    /// Rows it writes, roughly.
    pub fn weight(&self) -> usize {
        self.objects.len()
            + self.inserts.len()
            + self.blobs.len()
            + self.updates.len()
            + self.rows_gone.len()
            + self.vanished.len() * 2
            + self.departed.len() * 2
            + self.problems.len()
    }

    /// Bytes of JSON in it, roughly.
    pub fn bytes(&self) -> usize {
        let of = |task: &NewTask| task.data.as_ref().map_or(0, String::len);
        self.inserts.iter().map(of).sum::<usize>() + self.updates.iter().map(|u| of(&u.task)).sum::<usize>()
    }

    pub fn is_empty(&self) -> bool {
        self.weight() == 0 && self.left_out.is_empty() && self.reread.is_empty()
    }

    /// Appends a later batch.
    pub fn append(&mut self, mut later: Self) {
        self.objects.append(&mut later.objects);
        self.inserts.append(&mut later.inserts);
        self.blobs.append(&mut later.blobs);
        self.updates.append(&mut later.updates);
        self.rows_gone.append(&mut later.rows_gone);
        self.left_out.append(&mut later.left_out);
        self.vanished.append(&mut later.vanished);
        self.departed.append(&mut later.departed);
        self.reread.append(&mut later.reread);
        self.problems.append(&mut later.problems);
        self.reinterpret |= later.reinterpret;
    }
}
