//! The tasks of objects: made, brought up to date, out of the lists where their row is gone.

use super::{Work, text};
use crate::store::StoreError;
use crate::store::outbox::{self, WANT_MANY};
use crate::store::source::batch::{NewTask, TaskUpdate};
use app::model::ids::TaskId;
use sqlx::SqliteConnection;
use std::sync::LazyLock;

/// Statements that make so many tasks, each half as many as the one before. Rows are parameters, for of rows as JSON
/// SQLite reads the text once more for each column; without numbers, for it would look each number's name up.
static INSERTS: LazyLock<Vec<(usize, String)>> = LazyLock::new(|| {
    let sizes = std::iter::successors(Some(256), |size| Some(size / 2)).take_while(|size| *size > 0);
    sizes.map(|size| (size, insert_sql(size))).collect()
});

fn insert_sql(size: usize) -> String {
    format!(
        "INSERT INTO tasks (project_id, store_id, created_at, updated_at, key, row, row_index, etag, data, extra)
         SELECT ?, ?, ?, ?, * FROM (VALUES {}) WHERE true ON CONFLICT DO NOTHING",
        vec!["(?, ?, ?, ?, ?, ?)"; size].join(", ")
    )
}

impl Work<'_> {
    pub(super) async fn blobs(
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

    /// Each object's task is looked up, which the order of the join says: every other way reads all tasks for each.
    /// Unlabeled tasks follow their object; labeled ones keep what was labeled and are flagged stale.
    async fn refresh_blobs(
        &self,
        conn: &mut SqliteConnection,
        rows: &str,
        reinterpret: bool,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "WITH j AS MATERIALIZED (
                 SELECT t.id AS task, j.value ->> 1 AS now FROM json_each($3) j CROSS JOIN tasks t
                 WHERE t.project_id = $1 AND t.store_id = $2 AND t.key = j.value ->> 0 AND t.row = '')
             UPDATE tasks SET
                 etag = CASE WHEN annotations + cancelled > 0 AND etag IS NOT NULL THEN etag ELSE j.now END,
                 stale_etag = CASE WHEN annotations + cancelled > 0 AND etag IS NOT NULL AND etag <> j.now
                              THEN j.now END,
                 data = CASE WHEN $4 AND annotations + cancelled = 0 THEN NULL ELSE data END,
                 hidden = hidden & ~3, updated_at = $5
             FROM j
             WHERE id = j.task
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

    pub(super) async fn insert(
        &self,
        conn: &mut SqliteConnection,
        new: &[NewTask],
    ) -> Result<u64, StoreError> {
        if new.is_empty() {
            return Ok(0);
        }
        let before: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM tasks").fetch_one(&mut *conn).await?;
        let (mut made, mut rest) = (0, new);
        while let Some((size, sql)) = INSERTS.iter().find(|(size, _)| *size <= rest.len()) {
            let (now, later) = rest.split_at(*size);
            made += self.insert_some(&mut *conn, sql, now).await?;
            rest = later;
        }
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
            came.extend(id.map(|id| (TaskId(id), task)));
        }
        self.take_along(conn, &came).await?;
        Ok(made)
    }

    async fn insert_some(
        &self,
        conn: &mut SqliteConnection,
        sql: &'static str,
        new: &[NewTask],
    ) -> Result<u64, StoreError> {
        let mut insert = sqlx::query(sql)
            .bind(self.scope.project.0)
            .bind(self.scope.store.0)
            .bind(self.now)
            .bind(self.now);
        for task in new {
            let index = task
                .row_index
                .map(i64::try_from)
                .transpose()
                .map_err(|e| StoreError::broken("a row index", e))?;
            insert = insert.bind(&task.key).bind(&task.row).bind(index).bind(&task.etag);
            insert = insert.bind(&task.data).bind(&task.extra);
        }
        Ok(insert.execute(conn).await?.rows_affected())
    }

    pub(super) async fn update(
        &self,
        conn: &mut SqliteConnection,
        updates: &[TaskUpdate],
    ) -> Result<(), StoreError> {
        if updates.is_empty() {
            return Ok(());
        }
        let unlabeled = self.unlabeled(&mut *conn, updates).await?;
        self.renamed(&mut *conn, updates).await?;
        let rows: Vec<_> = updates
            .iter()
            .map(|TaskUpdate { id, task: t }| (id, &t.row, t.row_index, &t.etag, &t.data, &t.extra))
            .collect();
        let rows = text(rows)?;
        outbox::want_where_data_changes(&mut *conn, &rows).await?;
        // What a person deleted stays empty; only its name follows its row.
        sqlx::query(
            "UPDATE tasks SET
                 (row, etag, stale_etag) =
                     (SELECT CASE WHEN kept THEN row ELSE j.name END,
                             CASE WHEN deleted OR kept AND etag IS NOT NULL THEN etag ELSE j.now END,
                             CASE WHEN deleted THEN stale_etag
                                  WHEN kept AND etag IS NOT NULL AND etag <> j.now THEN j.now END
                      FROM (SELECT annotations + cancelled > 0 AND data IS NOT j.body AS kept,
                                   hidden & 4 <> 0 AS deleted)),
                 row_index = j.place,
                 data = CASE WHEN hidden & 4 <> 0 OR annotations + cancelled > 0 THEN data ELSE j.body END,
                 extra = CASE WHEN hidden & 4 <> 0 OR annotations + cancelled > 0 THEN extra ELSE j.rest END,
                 updated_at = CASE WHEN hidden & 4 <> 0 OR data IS j.body THEN updated_at ELSE $2 END,
                 hidden = hidden & ~3
             FROM (SELECT value ->> 0 AS task, value ->> 1 AS name, value ->> 2 AS place, value ->> 3 AS now,
                          value ->> 4 AS body, value ->> 5 AS rest
                   FROM json_each($1)) j
             WHERE id = j.task",
        )
        .bind(&rows)
        .bind(self.now)
        .execute(&mut *conn)
        .await?;
        let came: Vec<_> = updates
            .iter()
            .filter(|update| unlabeled.contains(&update.id.0))
            .map(|update| (update.id, &update.task))
            .collect();
        self.take_along(conn, &came).await
    }

    /// Labeled tasks whose row goes by another name from now on: their documents are to say so.
    async fn renamed(&self, conn: &mut SqliteConnection, updates: &[TaskUpdate]) -> Result<(), StoreError> {
        let rows: Vec<_> = updates.iter().map(|TaskUpdate { id, task: t }| (id, &t.row, &t.data)).collect();
        let renamed: Vec<i64> = sqlx::query_scalar(
            "SELECT t.id FROM json_each($1) j JOIN tasks t ON t.id = j.value ->> 0
             WHERE t.annotations + t.cancelled > 0 AND t.row <> j.value ->> 1 AND t.data IS j.value ->> 2",
        )
        .bind(text(rows)?)
        .fetch_all(&mut *conn)
        .await?;
        if !renamed.is_empty() {
            sqlx::query(WANT_MANY).bind(text(renamed)?).execute(conn).await?;
        }
        Ok(())
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
             WHERE t.annotations + t.cancelled = 0 AND t.hidden & 4 = 0 AND (t.predictions > 0 OR j.value ->> 1)",
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

    pub(super) async fn rows_gone(
        &self,
        conn: &mut SqliteConnection,
        ids: &[TaskId],
    ) -> Result<(), StoreError> {
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
}
