//! What a run writes: one batch, one transaction, objects and tasks together, each kind of change in one statement.

use super::Scope;
use crate::store::annotations::{self, NewAnnotation};
use crate::store::predictions::{self, NewPrediction};
use crate::store::{StoreError, now, outbox, tasks};
use app::model::ids::{TaskId, UserId};
use app::model::storage::Outcome;
use app::model::task::{ImportedAnnotation, ImportedPrediction};
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;

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
    fn is_empty(&self) -> bool {
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

/// Writes a batch. Answers how many tasks it made. Doing it twice does nothing more.
pub async fn apply(conn: &mut SqliteConnection, scope: Scope, batch: &Batch) -> Result<u64, StoreError> {
    let now = now();
    let work = Work { scope, now: &now };
    work.forget_problems(conn, &batch.reread).await?;
    let mut created = work.blobs(conn, &batch.blobs, batch.reinterpret).await?;
    created += work.insert(conn, &batch.inserts).await?;
    work.update(conn, &batch.updates).await?;
    work.rows_gone(conn, &batch.rows_gone).await?;
    work.objects(conn, &batch.objects).await?;
    work.leave_out(conn, &batch.left_out).await?;
    work.vanish(conn, &batch.vanished).await?;
    if !batch.departed.is_empty() {
        depart(conn, scope, &batch.departed).await?;
    }
    work.problems(conn, &batch.problems).await?;
    Ok(created)
}

/// Forgets objects that the storage does not speak of any more.
pub(super) async fn depart(
    conn: &mut SqliteConnection,
    scope: Scope,
    keys: &[String],
) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM objects WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))",
        "DELETE FROM row_problems WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))",
    ] {
        sqlx::query(sql).bind(scope.storage.0).bind(text(keys)?).execute(&mut *conn).await?;
    }
    Work { scope, now: &now() }.leave_out(conn, keys).await
}

fn text(value: impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(&value).map_err(|error| StoreError::broken("a batch to write", error))
}

struct Work<'a> {
    scope: Scope,
    now: &'a str,
}

impl Work<'_> {
    async fn forget_problems(&self, conn: &mut SqliteConnection, keys: &[String]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "DELETE FROM row_problems WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))",
        )
        .bind(self.scope.storage.0)
        .bind(text(keys)?)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn blobs(
        &self,
        conn: &mut SqliteConnection,
        blobs: &[(String, String)],
        reinterpret: bool,
    ) -> Result<u64, StoreError> {
        if blobs.is_empty() {
            return Ok(0);
        }
        let rows = text(blobs)?;
        let made = sqlx::query(
            "INSERT INTO tasks (project_id, store_id, key, row, etag, created_at, updated_at)
             SELECT $1, $2, j.value ->> 0, '', j.value ->> 1, $4, $4 FROM json_each($3) j WHERE true ORDER BY j.key
             ON CONFLICT DO NOTHING",
        )
        .bind(self.scope.project.0)
        .bind(self.scope.store.0)
        .bind(&rows)
        .bind(self.now)
        .execute(&mut *conn)
        .await?
        .rows_affected();
        if made < blobs.len() as u64 {
            self.refresh_blobs(conn, &rows, reinterpret).await?;
        }
        Ok(made)
    }

    /// Unlabeled tasks follow their object; labeled ones keep what was labeled and are flagged stale.
    async fn refresh_blobs(
        &self,
        conn: &mut SqliteConnection,
        rows: &str,
        reinterpret: bool,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE tasks SET
                 etag = CASE WHEN annotations + cancelled > 0 AND etag IS NOT NULL THEN etag ELSE j.now END,
                 stale_etag = CASE WHEN annotations + cancelled > 0 AND etag IS NOT NULL AND etag <> j.now
                              THEN j.now END,
                 data = CASE WHEN $4 AND annotations + cancelled = 0 THEN NULL ELSE data END,
                 hidden = hidden & ~3, updated_at = $5
             FROM (SELECT value ->> 0 AS name, value ->> 1 AS now FROM json_each($3)) j
             WHERE project_id = $1 AND store_id = $2 AND key = j.name AND row = ''
               AND (hidden & 3 <> 0 OR COALESCE(stale_etag, etag) IS NOT j.now OR ($4 AND data IS NOT NULL))",
        )
        .bind(self.scope.project.0)
        .bind(self.scope.store.0)
        .bind(rows)
        .bind(reinterpret)
        .bind(self.now)
        .execute(&mut *conn)
        .await?;
        if reinterpret {
            sqlx::query(
                "UPDATE tasks SET hidden = hidden | 2, updated_at = $4
                 WHERE project_id = $1 AND store_id = $2 AND key IN (SELECT value ->> 0 FROM json_each($3))
                   AND row <> '' AND hidden & 2 = 0",
            )
            .bind(self.scope.project.0)
            .bind(self.scope.store.0)
            .bind(rows)
            .bind(self.now)
            .execute(conn)
            .await?;
        }
        Ok(())
    }

    async fn insert(&self, conn: &mut SqliteConnection, new: &[NewTask]) -> Result<u64, StoreError> {
        if new.is_empty() {
            return Ok(0);
        }
        let before: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM tasks").fetch_one(&mut *conn).await?;
        let rows: Vec<_> =
            new.iter().map(|t| (&t.key, &t.row, t.row_index, &t.etag, &t.data, &t.extra)).collect();
        let made = sqlx::query(
            "INSERT INTO tasks (project_id, store_id, key, row, row_index, etag, data, extra, created_at, updated_at)
             SELECT $1, $2, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
                    $4, $4
             FROM json_each($3) j WHERE true ORDER BY j.key
             ON CONFLICT DO NOTHING",
        )
        .bind(self.scope.project.0)
        .bind(self.scope.store.0)
        .bind(text(rows)?)
        .bind(self.now)
        .execute(&mut *conn)
        .await?
        .rows_affected();
        let mut came = Vec::new();
        for task in new.iter().filter(|task| !task.came.is_empty()) {
            // A task that stood before has its annotations from elsewhere.
            let id: Option<i64> = sqlx::query_scalar(
                "SELECT id FROM tasks WHERE project_id = $1 AND store_id = $2 AND key = $3 AND row = $4 AND id > $5",
            )
            .bind(self.scope.project.0)
            .bind(self.scope.store.0)
            .bind(&task.key)
            .bind(&task.row)
            .bind(before)
            .fetch_optional(&mut *conn)
            .await?;
            came.extend(id.map(|id| (TaskId(id), &task.came)));
        }
        self.take_along(conn, &came).await?;
        Ok(made)
    }

    async fn update(&self, conn: &mut SqliteConnection, updates: &[TaskUpdate]) -> Result<(), StoreError> {
        if updates.is_empty() {
            return Ok(());
        }
        let unlabeled = self.unlabeled(&mut *conn, updates).await?;
        let rows: Vec<_> = updates
            .iter()
            .map(|TaskUpdate { id, task: t }| (id, &t.row, t.row_index, &t.etag, &t.data, &t.extra))
            .collect();
        sqlx::query(
            "UPDATE tasks SET
                 (row, etag, stale_etag) =
                     (SELECT CASE WHEN kept THEN row ELSE j.name END,
                             CASE WHEN kept AND etag IS NOT NULL THEN etag ELSE j.now END,
                             CASE WHEN kept AND etag IS NOT NULL AND etag <> j.now THEN j.now END
                      FROM (SELECT annotations + cancelled > 0 AND data IS NOT j.body AS kept)),
                 row_index = j.place,
                 data = CASE WHEN annotations + cancelled > 0 THEN data ELSE j.body END,
                 extra = CASE WHEN annotations + cancelled > 0 THEN extra ELSE j.rest END,
                 updated_at = CASE WHEN data IS j.body THEN updated_at ELSE $2 END,
                 hidden = hidden & ~3
             FROM (SELECT value ->> 0 AS task, value ->> 1 AS name, value ->> 2 AS place, value ->> 3 AS now,
                          value ->> 4 AS body, value ->> 5 AS rest
                   FROM json_each($1)) j
             WHERE id = j.task",
        )
        .bind(text(rows)?)
        .bind(self.now)
        .execute(&mut *conn)
        .await?;
        let came: Vec<_> = updates
            .iter()
            .filter(|update| unlabeled.contains(&update.id.0))
            .map(|update| (update.id, &update.task.came))
            .collect();
        self.take_along(conn, &came).await
    }

    /// Of the tasks to update, those that nobody has labeled and that have or get something beside their data. What
    /// they had beside it before goes.
    async fn unlabeled(
        &self,
        conn: &mut SqliteConnection,
        updates: &[TaskUpdate],
    ) -> Result<Vec<i64>, StoreError> {
        let pairs: Vec<_> = updates.iter().map(|u| (u.id, i64::from(!u.task.came.is_empty()))).collect();
        let ids: Vec<i64> = sqlx::query_scalar(
            "SELECT t.id FROM json_each($1) j JOIN tasks t ON t.id = j.value ->> 0
             WHERE t.annotations + t.cancelled = 0 AND (t.predictions > 0 OR j.value ->> 1)",
        )
        .bind(text(pairs)?)
        .fetch_all(&mut *conn)
        .await?;
        if !ids.is_empty() {
            sqlx::query("DELETE FROM predictions WHERE task_id IN (SELECT value FROM json_each($1))")
                .bind(text(&ids)?)
                .execute(conn)
                .await?;
        }
        Ok(ids)
    }

    /// Adds the annotations and predictions that came with tasks; targets want the annotated ones.
    async fn take_along(
        &self,
        conn: &mut SqliteConnection,
        came: &[(TaskId, &CameAlong)],
    ) -> Result<(), StoreError> {
        if came.is_empty() {
            return Ok(());
        }
        let new: Vec<_> =
            came.iter().flat_map(|(id, came)| came.annotations.iter().map(|a| annotation(*id, a))).collect();
        annotations::insert_many(conn, &new, self.now).await?;
        let new: Vec<_> =
            came.iter().flat_map(|(id, came)| came.predictions.iter().map(|p| prediction(*id, p))).collect();
        predictions::insert_many(conn, &new).await?;
        let ids: Vec<_> = came.iter().map(|(id, _)| *id).collect();
        tasks::recount(conn, &ids, self.now).await?;
        for (id, _) in came.iter().filter(|(_, came)| !came.annotations.is_empty()) {
            outbox::want(conn, self.scope.project, *id).await?;
        }
        Ok(())
    }

    async fn rows_gone(&self, conn: &mut SqliteConnection, ids: &[TaskId]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE tasks SET hidden = hidden | 2, updated_at = $2
             WHERE id IN (SELECT value FROM json_each($1)) AND hidden & 2 = 0",
        )
        .bind(text(ids)?)
        .bind(self.now)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn objects(&self, conn: &mut SqliteConnection, objects: &[ObjectRow]) -> Result<(), StoreError> {
        if objects.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = objects
            .iter()
            .map(|o| (&o.key, &o.etag, o.size, o.outcome.slug(), &o.reason, i64::from(o.retry)))
            .collect();
        sqlx::query(
            "INSERT INTO objects (storage_id, key, etag, size, outcome, reason, retry, run)
             SELECT $1, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, $3
             FROM json_each($2) j WHERE true ORDER BY j.key
             ON CONFLICT (storage_id, key) DO UPDATE SET
                 etag = excluded.etag, size = excluded.size, outcome = excluded.outcome, reason = excluded.reason,
                 retry = excluded.retry, gone = 0, run = excluded.run",
        )
        .bind(self.scope.storage.0)
        .bind(text(rows)?)
        .bind(self.scope.run)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// The tasks of these objects leave the lists, unless another source of the project includes them.
    async fn leave_out(&self, conn: &mut SqliteConnection, keys: &[String]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE tasks SET hidden = hidden | 1, updated_at = $4
             WHERE project_id = $1 AND store_id = $2 AND key IN (SELECT value FROM json_each($3)) AND hidden & 1 = 0
               AND NOT EXISTS (
                   SELECT 1 FROM storages s JOIN objects o ON o.storage_id = s.id
                   WHERE s.project_id = $1 AND s.store_id = $2 AND s.side = 'source'
                     AND o.key = tasks.key AND o.outcome <> 'skipped' AND o.gone = 0)",
        )
        .bind(self.scope.project.0)
        .bind(self.scope.store.0)
        .bind(text(keys)?)
        .bind(self.now)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn vanish(&self, conn: &mut SqliteConnection, keys: &[String]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let keys = text(keys)?;
        sqlx::query(
            "UPDATE objects SET gone = 1, run = $3
             WHERE storage_id = $1 AND key IN (SELECT value FROM json_each($2))",
        )
        .bind(self.scope.storage.0)
        .bind(&keys)
        .bind(self.scope.run)
        .execute(&mut *conn)
        .await?;
        sqlx::query(
            "UPDATE tasks SET hidden = hidden | 2, updated_at = $4
             WHERE project_id = $1 AND store_id = $2 AND key IN (SELECT value FROM json_each($3)) AND hidden & 2 = 0",
        )
        .bind(self.scope.project.0)
        .bind(self.scope.store.0)
        .bind(&keys)
        .bind(self.now)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn problems(&self, conn: &mut SqliteConnection, problems: &[RowProblem]) -> Result<(), StoreError> {
        if problems.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = problems.iter().map(|p| (&p.key, p.row, p.outcome.slug(), &p.reason)).collect();
        sqlx::query(
            "INSERT INTO row_problems (storage_id, key, row, outcome, reason)
             SELECT $1, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3 FROM json_each($2) j WHERE true
             ON CONFLICT (storage_id, key, row) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason",
        )
        .bind(self.scope.storage.0)
        .bind(text(rows)?)
        .execute(conn)
        .await?;
        Ok(())
    }
}

pub(in crate::store) fn annotation(task: TaskId, came: &ImportedAnnotation) -> NewAnnotation {
    let by = came.completed_by.as_ref();
    let user = by.and_then(|by| by.as_i64().or_else(|| by.get("id").and_then(Value::as_i64)));
    NewAnnotation {
        task,
        completed_by: user.map_or(UserId::LOCAL, UserId),
        result: came.result.clone(),
        was_cancelled: came.was_cancelled,
        ground_truth: came.ground_truth,
        lead_time: came.lead_time,
        unique_id: came.unique_id.clone(),
        extra: came.extra.clone(),
        created_at: came.created_at.clone(),
        updated_at: came.updated_at.clone(),
    }
}

pub(in crate::store) fn prediction(task: TaskId, came: &ImportedPrediction) -> NewPrediction {
    NewPrediction {
        task,
        result: came.result.clone(),
        score: came.score,
        model_version: came.model_version.clone(),
        extra: came.extra.clone(),
    }
}
