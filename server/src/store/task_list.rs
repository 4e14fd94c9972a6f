//! Tasks in the stream's order: windows of the list, neighbours, the next one to label. All of it walks the covering
//! index `tasks_by_view` and reads only the rows that are shown.

use super::StoreError;
use super::tasks::{Hidden, Origin, read_map, read_origin};
use app::api::types::TaskFilter;
use app::model::ids::{ProjectId, TaskId};
use serde_json::{Map, Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteExecutor};

/// A task as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedTask {
    pub id: TaskId,
    pub origin: Option<Origin>,
    pub hidden: Hidden,
    pub stale: bool,
    /// `None`: a blob. Long values of big tasks are cut.
    pub data: Option<Map<String, Value>>,
    pub annotations: u32,
    pub cancelled: u32,
    pub predictions: u32,
    pub has_draft: bool,
    /// A target does not have its latest document yet.
    pub waiting: bool,
    pub updated_at: String,
}

/// The condition of a filter on columns of the index. The values of `hidden` are named: of a range of them, SQLite reads
/// and sorts all tasks for each page.
const fn condition(filter: TaskFilter) -> &'static str {
    match filter {
        TaskFilter::All => "hidden = 0",
        TaskFilter::Unlabeled => "hidden = 0 AND annotations = 0 AND cancelled = 0",
        TaskFilter::Labeled => "hidden = 0 AND annotations > 0",
        TaskFilter::Skipped => "hidden = 0 AND annotations = 0 AND cancelled > 0",
        TaskFilter::Stale => "hidden IN (0, 1, 2, 3) AND stale_etag IS NOT NULL",
        TaskFilter::Gone => "hidden IN (2, 3)",
        TaskFilter::FilteredOut => "hidden IN (1, 3)",
        TaskFilter::Archived => "hidden IN (8, 9, 10, 11)",
        TaskFilter::Deleted => "hidden IN (4, 5, 6, 7, 12, 13, 14, 15)",
    }
}

/// Ids of one window of the list.
pub async fn ids(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    filter: TaskFilter,
    offset: u64,
    limit: u32,
) -> Result<Vec<TaskId>, StoreError> {
    let sql = format!(
        "SELECT id FROM tasks WHERE project_id = $1 AND {} ORDER BY id LIMIT $2 OFFSET $3",
        condition(filter)
    );
    let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(project.0)
        .bind(i64::from(limit))
        .bind(i64::try_from(offset).unwrap_or(i64::MAX))
        .fetch_all(db)
        .await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

/// Up to `limit` ids of a filter after `after`.
pub async fn ids_after(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    filter: TaskFilter,
    after: TaskId,
    limit: u32,
) -> Result<Vec<TaskId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(after_sql(filter)))
        .bind(project.0)
        .bind(after.0)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

fn after_sql(filter: TaskFilter) -> String {
    let shown = condition(filter);
    format!("SELECT id FROM tasks WHERE project_id = $1 AND {shown} AND id > $2 ORDER BY id LIMIT $3")
}

/// Which tasks a walk through a whole project meets; never deleted ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// With an annotation or a skip.
    pub annotated_only: bool,
    /// Not those that a filter or a vanished object took from the lists.
    pub visible_only: bool,
    /// Archived ones too.
    pub archived: bool,
}

/// The next `limit` ids after `after`. One short look into the index for each way of being hidden.
pub async fn walk(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    walk: Walk,
    after: TaskId,
    limit: u32,
) -> Result<Vec<TaskId>, StoreError> {
    let kept = if walk.annotated_only { "AND annotations + cancelled > 0" } else { "" };
    let ways = if walk.visible_only { 0..=0 } else { 0..=3 };
    let archived = if walk.archived { 8..12 } else { 0..0 };
    let looks: Vec<String> = ways
        .chain(archived)
        .map(|hidden| {
            format!(
                "SELECT * FROM (SELECT id FROM tasks WHERE project_id = $1 AND hidden = {hidden} AND id > $2 {kept}
                 ORDER BY id LIMIT $3)"
            )
        })
        .collect();
    let sql = format!("{} ORDER BY id LIMIT $3", looks.join(" UNION ALL "));
    let ids: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(project.0)
        .bind(after.0)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

/// Beyond this many bytes of data a task is cut value by value inside the database.
const BIG: u32 = 16 * 1024;

/// The rows of these tasks, by id. Deleted ones show what they were.
pub async fn rows(db: impl SqliteExecutor<'_>, ids: &[TaskId]) -> Result<Vec<ListedTask>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.id, t.store_id, s.kind, s.bucket, t.key, t.row, t.row_index, t.hidden,
                t.stale_etag IS NOT NULL AS stale,
                CASE WHEN octet_length(t.said) <= $2 THEN t.said
                     WHEN t.said IS NOT NULL THEN (
                         SELECT json_group_object(e.key, CASE e.type
                             WHEN 'true' THEN json('true') WHEN 'false' THEN json('false')
                             WHEN 'text' THEN substr(e.value, 1, 1000)
                             WHEN 'object' THEN substr(e.value, 1, 1000)
                             WHEN 'array' THEN substr(e.value, 1, 1000)
                             ELSE e.value END)
                         FROM json_each(t.said) e)
                END AS data,
                t.annotations + (SELECT COUNT(*) FROM deleted_annotations a
                                 WHERE a.task_id = t.id AND a.was_cancelled = 0) AS annotations,
                t.cancelled + (SELECT COUNT(*) FROM deleted_annotations a
                               WHERE a.task_id = t.id AND a.was_cancelled <> 0) AS cancelled,
                t.predictions, t.updated_at,
                EXISTS (SELECT 1 FROM drafts d WHERE d.task_id = t.id) AS has_draft,
                EXISTS (SELECT 1 FROM outbox o WHERE o.task_id = t.id AND o.wanted > o.pushed) AS waiting
         FROM (SELECT k.*, COALESCE(k.data, d.data) AS said
               FROM tasks k LEFT JOIN deleted_tasks d ON d.task_id = k.id
               WHERE k.id IN (SELECT value FROM json_each($1))) t
         LEFT JOIN stores s ON s.id = t.store_id ORDER BY t.id",
    )
    .bind(json!(ids).to_string())
    .bind(BIG)
    .fetch_all(db)
    .await?;
    rows.iter().map(listed).collect()
}

fn listed(row: &SqliteRow) -> Result<ListedTask, StoreError> {
    let id = TaskId(row.try_get("id")?);
    Ok(ListedTask {
        id,
        origin: read_origin(row)?,
        hidden: Hidden(row.try_get("hidden")?),
        stale: row.try_get("stale")?,
        data: read_map(id, "data", row.try_get("data")?)?,
        annotations: row.try_get("annotations")?,
        cancelled: row.try_get("cancelled")?,
        predictions: row.try_get("predictions")?,
        has_draft: row.try_get("has_draft")?,
        waiting: row.try_get("waiting")?,
        updated_at: row.try_get("updated_at")?,
    })
}

/// Where a task stands in the stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    pub previous: Option<TaskId>,
    pub next: Option<TaskId>,
    /// How many stand before it.
    pub before: u64,
}

pub async fn neighbours(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    id: TaskId,
) -> Result<Neighbours, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT MAX(id) FROM tasks WHERE project_id = $1 AND hidden = 0 AND id < $2) AS previous,
                (SELECT MIN(id) FROM tasks WHERE project_id = $1 AND hidden = 0 AND id > $2) AS next,
                (SELECT COUNT(*) FROM tasks WHERE project_id = $1 AND hidden = 0 AND id < $2) AS before",
    )
    .bind(project.0)
    .bind(id.0)
    .fetch_one(db)
    .await?;
    Ok(Neighbours {
        previous: row.try_get::<Option<i64>, _>("previous")?.map(TaskId),
        next: row.try_get::<Option<i64>, _>("next")?.map(TaskId),
        before: row.try_get::<i64, _>("before")?.unsigned_abs(),
    })
}

/// The first task after `after` that nobody has labeled or skipped; then from the start.
pub async fn next_unlabeled(
    db: &sqlx::SqlitePool,
    project: ProjectId,
    after: Option<TaskId>,
) -> Result<Option<TaskId>, StoreError> {
    let after = after.unwrap_or(TaskId(0));
    let next = first(db, project, after).await?;
    if next.is_some() || after == TaskId(0) {
        return Ok(next);
    }
    // Once around; the task it came from is the last that may come.
    first(db, project, TaskId(0)).await
}

async fn first(
    db: &sqlx::SqlitePool,
    project: ProjectId,
    after: TaskId,
) -> Result<Option<TaskId>, StoreError> {
    Ok(ids_after(db, project, TaskFilter::Unlabeled, after, 1).await?.first().copied())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::store::testing::TestDb;

    #[tokio::test]
    async fn every_list_goes_on_in_the_index_where_its_last_page_ended() {
        let t = TestDb::new().await;
        for filter in TaskFilter::ALL {
            let plan = t.plan(&after_sql(filter)).await;
            assert!(plan[0].contains("project_id=? AND hidden=? AND id>?"), "{filter:?}: {plan:?}");
        }
    }
}
