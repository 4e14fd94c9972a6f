//! The hot path: annotations handed in by people and clients, many in one statement. Everything that belongs to a
//! submit is here: the annotation, its task's counters, the pending pushes, the end of the draft.

use super::StoreError;
use super::outbox::WANT_MANY;
use super::writer::Job;
use app::model::ids::{AnnotationId, ProjectId, TaskId, UserId};
use futures::future::BoxFuture;
use serde_json::json;
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use tokio::sync::oneshot;

/// An annotation to add.
#[derive(Clone, Debug)]
pub struct Submit {
    pub task: TaskId,
    pub completed_by: UserId,
    /// The array of results as JSON.
    pub result: String,
    pub was_cancelled: bool,
    pub ground_truth: bool,
    pub lead_time: Option<f64>,
    /// Sent twice, stored once.
    pub unique_id: String,
    /// Fields of other systems, as a JSON object.
    pub extra: Option<String>,
    /// Becomes `created_at` and `updated_at`.
    pub now: String,
}

/// What the database made of a [`Submit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    pub id: AnnotationId,
    pub project: ProjectId,
}

/// `None`: nothing was added, because the task is not there or the unique id already is.
pub type Answer = Result<Option<Submitted>, StoreError>;

/// A submit and who waits for it.
pub(super) struct Pending {
    pub submit: Submit,
    pub answer: oneshot::Sender<Answer>,
}

/// Those whose unique id is not there yet, and never was: what was deleted is not sent again. What is given names each unique id once, so the new ids have no gaps.
const INSERT: &str = "
    INSERT INTO annotations (task_id, result, was_cancelled, ground_truth, lead_time, completed_by, unique_id, extra,
                             created_at, updated_at)
    SELECT t.id, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6,
           j.value ->> 7, j.value ->> 8, j.value ->> 8
    FROM json_each($2) j JOIN tasks t ON t.id = (j.value ->> 0) AND t.hidden & 4 = 0
    WHERE NOT EXISTS (SELECT 1 FROM annotations a WHERE a.unique_id = j.value ->> 6)
      AND NOT EXISTS (SELECT 1 FROM annotation_tombs d WHERE d.unique_id = j.value ->> 6)";

/// What [`INSERT`] has just added, in one row: each row is a message between threads.
const ADDED: &str = "
    SELECT json_group_array(json_array(a.unique_id, a.id, t.project_id))
    FROM annotations a JOIN tasks t ON t.id = a.task_id
    WHERE a.id > last_insert_rowid() - changes() AND a.id <= last_insert_rowid()";

/// Counted anew, not added up: whatever happened before, they are right afterwards.
const COUNT: &str = "
    UPDATE tasks SET (annotations, cancelled) =
        (SELECT COUNT(*) FILTER (WHERE a.was_cancelled = 0), COUNT(*) FILTER (WHERE a.was_cancelled <> 0)
         FROM annotations a WHERE a.task_id = tasks.id), updated_at = $3
    WHERE id IN (SELECT value FROM json_each($1)) AND hidden & 4 = 0";

/// Of what stands as it was submitted now or before; a submit that was not taken, and one of other work on the same task,
/// leaves drafts alone.
const END_DRAFTS: &str = "
    DELETE FROM drafts WHERE annotation_id = 0
        AND (task_id, user_id) IN (
            SELECT a.task_id, j.value ->> 5 FROM json_each($2) j
            JOIN annotations a ON a.unique_id = j.value ->> 6 AND a.task_id = j.value ->> 0 AND a.result = j.value ->> 1)
        AND (unique_id = '' OR unique_id IN (SELECT j.value ->> 6 FROM json_each($2) j))";

static WORK: LazyLock<String> = LazyLock::new(|| [INSERT, ADDED, COUNT, WANT_MANY, END_DRAFTS].join(";\n"));
static TRANSACTION: LazyLock<String> = LazyLock::new(|| format!("BEGIN IMMEDIATE;\n{};\nCOMMIT", *WORK));

/// Submits that share a transaction.
pub(super) struct Batch {
    pending: Vec<Pending>,
    added: HashMap<String, Submitted>,
    failed: Option<StoreError>,
}

impl Batch {
    pub fn job(pending: Vec<Pending>) -> Box<dyn Job> {
        Box::new(Self { pending, added: HashMap::new(), failed: None })
    }

    async fn execute(&mut self, conn: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
        let tasks: Vec<TaskId> = self.pending.iter().map(|p| p.submit.task).collect();
        let now = self.pending.iter().map(|p| p.submit.now.as_str()).max().unwrap_or_default().to_owned();
        let mut named = HashSet::new();
        let first_of_each = self.pending.iter().filter(|p| named.insert(p.submit.unique_id.as_str()));
        let added: Vec<String> = sqlx::query_scalar(sql)
            .bind(json!(tasks).to_string())
            .bind(json!(first_of_each.map(|p| columns(&p.submit)).collect::<Vec<_>>()).to_string())
            .bind(now)
            .fetch_all(conn)
            .await?;
        for row in added {
            let added: Vec<(String, AnnotationId, ProjectId)> =
                serde_json::from_str(&row).map_err(|error| sqlx::Error::Decode(error.into()))?;
            self.added
                .extend(added.into_iter().map(|(unique, id, project)| (unique, Submitted { id, project })));
        }
        Ok(())
    }
}

fn columns(submit: &Submit) -> serde_json::Value {
    json!([
        submit.task,
        submit.result,
        i64::from(submit.was_cancelled),
        i64::from(submit.ground_truth),
        submit.lead_time,
        submit.completed_by,
        submit.unique_id,
        submit.extra,
        submit.now,
    ])
}

impl Job for Batch {
    fn run<'c>(&'c mut self, conn: &'c mut SqliteConnection) -> BoxFuture<'c, bool> {
        Box::pin(async move {
            let done = self.execute(conn, WORK.as_str()).await;
            self.failed = done.err().map(StoreError::from);
            self.failed.is_none()
        })
    }

    fn whole<'c>(&'c mut self, conn: &'c mut SqliteConnection) -> Option<BoxFuture<'c, Result<(), String>>> {
        Some(Box::pin(async move {
            let Err(error) = self.execute(conn, TRANSACTION.as_str()).await else { return Ok(()) };
            let why = error.to_string();
            self.failed = Some(error.into());
            Err(why)
        }))
    }

    fn failure(&self) -> Option<String> {
        self.failed.as_ref().map(ToString::to_string)
    }

    fn answer(mut self: Box<Self>, committed: Result<(), String>) -> Vec<Box<dyn Job>> {
        let failed = self.failed.take().or(committed.err().map(StoreError::Commit));
        match failed {
            // One of them may be to blame: each gets a chance of its own.
            Some(_) if self.pending.len() > 1 => {
                return self.pending.into_iter().map(|pending| Self::job(vec![pending])).collect();
            }
            Some(why) => {
                if let Some(pending) = self.pending.pop() {
                    pending.answer.send(Err(why)).ok();
                }
            }
            None => {
                for Pending { submit, answer } in self.pending {
                    // The first of equal unique ids has it; the others find it stored.
                    answer.send(Ok(self.added.remove(&submit.unique_id))).ok();
                }
            }
        }
        Vec::new()
    }
}
