//! What a run writes: one batch, one transaction, objects and tasks together, each kind of change in one statement.
//! Here is what becomes of objects; the tasks of them are in [`tasks`], what came with these in [`came`].

mod came;
mod tasks;

pub(in crate::store) use came::{annotation, prediction};

use super::Scope;
use super::batch::{Batch, ObjectRow, RowProblem};
use crate::store::{StoreError, now};
use serde::Serialize;
use sqlx::SqliteConnection;

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
