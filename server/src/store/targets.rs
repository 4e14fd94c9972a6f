//! What the database knows of targets as such: whose they are, what a claim would say, what was read from them.

use super::storages::StoreId;
use super::{StoreError, now};
use app::api::types::TargetAccess;
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{StorageKind, StorageSettings};
use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};
use std::collections::HashSet;

/// A source of a project, as its claim names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub store: StoreId,
    pub kind: StorageKind,
    pub endpoint: String,
    pub account: String,
    pub bucket: String,
    pub settings: StorageSettings,
}

/// The sources of a project, by id.
pub async fn sources(db: impl SqliteExecutor<'_>, project: ProjectId) -> Result<Vec<Source>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.id, p.kind, p.endpoint, p.account, p.bucket, s.settings
         FROM storages s JOIN stores p ON p.id = s.store_id
         WHERE s.project_id = $1 AND s.side = 'source' ORDER BY s.id",
    )
    .bind(project.0)
    .fetch_all(db)
    .await?;
    let mut sources = Vec::with_capacity(rows.len());
    for row in rows {
        let settings: &str = row.try_get("settings")?;
        sources.push(Source {
            store: StoreId(row.try_get("id")?),
            kind: kind(row.try_get("kind")?)?,
            endpoint: row.try_get("endpoint")?,
            account: row.try_get("account")?,
            bucket: row.try_get("bucket")?,
            settings: serde_json::from_str(settings)
                .map_err(|e| StoreError::broken(format!("settings of a source of project {project}"), e))?,
        });
    }
    Ok(sources)
}

/// Every store, with its kind and bucket: those of the project's sources first.
pub async fn stores(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
) -> Result<Vec<(StoreId, StorageKind, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.id, p.kind, p.bucket FROM stores p ORDER BY EXISTS (
             SELECT 1 FROM storages s WHERE s.store_id = p.id AND s.project_id = $1 AND s.side = 'source') DESC, p.id",
    )
    .bind(project.0)
    .fetch_all(db)
    .await?;
    let each = |row: &sqlx::sqlite::SqliteRow| {
        Ok((StoreId(row.try_get("id")?), kind(row.try_get("kind")?)?, row.try_get("bucket")?))
    };
    rows.iter().map(each).collect()
}

pub(super) fn kind(slug: &str) -> Result<StorageKind, StoreError> {
    slug.parse().map_err(|e| StoreError::broken("the kind of a store", e))
}

/// The ids of all other projects of this database.
pub async fn other_projects(db: impl SqliteExecutor<'_>, project: ProjectId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT uuid FROM projects WHERE id <> $1").bind(project.0).fetch_all(db).await
}

/// Whether a target was ever claimed under this project id.
pub async fn had_target(db: impl SqliteExecutor<'_>, uuid: &str) -> sqlx::Result<bool> {
    let name = format!("claimed:{uuid}");
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM meta WHERE name = $1)").bind(name).fetch_one(db).await
}

/// The target is ours, under this project id.
pub async fn set_claimed(conn: &mut SqliteConnection, id: StorageId, uuid: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(format!("claimed:{uuid}"))
        .bind(now())
        .execute(&mut *conn)
        .await?;
    set_access(conn, id, &TargetAccess::Claimed).await
}

pub async fn set_access(
    conn: &mut SqliteConnection,
    id: StorageId,
    access: &TargetAccess,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(access).map_err(|e| StoreError::broken("a target's access", e))?;
    sqlx::query("UPDATE storages SET access = $2 WHERE id = $1").bind(id.0).bind(text).execute(conn).await?;
    Ok(())
}

/// The target's documents have been read.
pub async fn set_read(conn: &mut SqliteConnection, id: StorageId) -> sqlx::Result<()> {
    sqlx::query("UPDATE storages SET read_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(now())
        .execute(conn)
        .await?;
    Ok(())
}

/// The documents of others have been adopted, and so the target is read.
pub async fn set_adopted(conn: &mut SqliteConnection, id: StorageId) -> sqlx::Result<()> {
    sqlx::query("UPDATE storages SET adopt = 0 WHERE id = $1").bind(id.0).execute(&mut *conn).await?;
    sqlx::query("DELETE FROM meta WHERE name = $1").bind(adopting(id)).execute(&mut *conn).await?;
    set_read(conn, id).await
}

/// The claim tells of these key templates.
pub async fn set_key_templates(
    conn: &mut SqliteConnection,
    id: StorageId,
    templates: &[String],
) -> sqlx::Result<()> {
    sqlx::query("UPDATE storages SET key_templates = $2 WHERE id = $1")
        .bind(id.0)
        .bind(Value::from(templates).to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Conditional writes do not protect there (or do).
pub async fn set_unprotected(
    conn: &mut SqliteConnection,
    id: StorageId,
    unprotected: bool,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE storages SET unprotected = $2 WHERE id = $1")
        .bind(id.0)
        .bind(unprotected)
        .execute(conn)
        .await?;
    Ok(())
}

/// A foreign claim is about to be written over: what stands there is adopted, never taken for our own, even if this
/// process ends before it is.
pub async fn set_adopting(conn: &mut SqliteConnection, id: StorageId) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(adopting(id))
        .bind(now())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn is_adopting(db: impl SqliteExecutor<'_>, id: StorageId) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM meta WHERE name = $1)")
        .bind(adopting(id))
        .fetch_one(db)
        .await
}

/// A target that points elsewhere now: nothing is known of the place, and nothing stands there.
pub async fn forget(conn: &mut SqliteConnection, id: StorageId) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE storages SET access = '{\"state\":\"unknown\"}', read_at = NULL, unprotected = 0, key_templates = '[]'
         WHERE id = $1",
    )
    .bind(id.0)
    .execute(&mut *conn)
    .await?;
    for sql in [
        "DELETE FROM outbox WHERE storage_id = $1",
        "DELETE FROM target_files WHERE storage_id = $1",
        "DELETE FROM roll_ups WHERE storage_id = $1",
        "DELETE FROM objects WHERE storage_id = $1",
        "DELETE FROM target_objects WHERE storage_id = $1",
    ] {
        sqlx::query(sql).bind(id.0).execute(&mut *conn).await?;
    }
    sqlx::query("DELETE FROM meta WHERE name = $1").bind(adopting(id)).execute(conn).await?;
    Ok(())
}

fn adopting(id: StorageId) -> String {
    format!("adopting:{id}")
}

/// Whether a source of this project was read already, so that its tasks have their ids.
pub async fn sources_were_read(db: impl SqliteExecutor<'_>, project: ProjectId) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM storages s JOIN objects o ON o.storage_id = s.id
                        WHERE s.project_id = $1 AND s.side = 'source')",
    )
    .bind(project.0)
    .fetch_one(db)
    .await
}

/// The keys at which this target holds documents that we know.
pub async fn known_keys(db: impl SqliteExecutor<'_>, id: StorageId) -> sqlx::Result<HashSet<String>> {
    let keys: Vec<String> = sqlx::query_scalar(
        "SELECT key FROM outbox WHERE storage_id = $1 AND key IS NOT NULL
             UNION ALL SELECT key FROM outbox_pieces WHERE storage_id = $1 AND key IS NOT NULL
             UNION ALL SELECT key FROM outbox_left WHERE storage_id = $1
             UNION ALL SELECT key FROM target_objects WHERE storage_id = $1 AND ours",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?;
    Ok(keys.into_iter().collect())
}

/// Later tasks and annotations get ids above these.
pub async fn raise_ids(conn: &mut SqliteConnection, tasks: i64, annotations: i64) -> sqlx::Result<()> {
    for (table, highest) in [("tasks", tasks), ("annotations", annotations)] {
        let done = sqlx::query("UPDATE sqlite_sequence SET seq = MAX(seq, $2) WHERE name = $1")
            .bind(table)
            .bind(highest)
            .execute(&mut *conn)
            .await?;
        if done.rows_affected() == 0 {
            sqlx::query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)")
                .bind(table)
                .bind(highest)
                .execute(&mut *conn)
                .await?;
        }
    }
    Ok(())
}

/// A task that a person deleted, as the target's list names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deleted {
    pub id: i64,
    /// Kind and bucket of its store, and the key there, if it came from a bucket.
    pub object: Option<(StorageKind, String, String)>,
    pub row: Option<String>,
    pub row_index: Option<i64>,
    /// The key of its document in the target, if it had one.
    pub document: Option<String>,
    pub created_at: String,
    /// When a person deleted it; `None`: that was on another server.
    pub deleted_at: Option<String>,
}

/// The project's deleted tasks that something outside may still bring back, by id, as a target is told of them.
pub async fn deleted(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    target: StorageId,
) -> Result<Vec<Deleted>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.id, t.key, t.row, t.row_index, t.created_at, p.kind, p.bucket, o.key AS document,
                NULLIF(d.deleted_at, '') AS deleted_at
         FROM tasks t LEFT JOIN stores p ON p.id = t.store_id
         LEFT JOIN deleted_tasks d ON d.task_id = t.id AND d.returned_at IS NULL
         LEFT JOIN outbox o ON o.task_id = t.id AND o.storage_id = $2
         WHERE t.project_id = $1 AND t.hidden & 4
           AND (t.key IS NOT NULL OR EXISTS (SELECT 1 FROM outbox x WHERE x.task_id = t.id))
         ORDER BY t.id",
    );
    let rows = rows.bind(project.0).bind(target.0).fetch_all(db).await?;
    rows.iter().map(named).collect()
}

/// The project's tasks that were deleted and brought back, by id, with when they last were.
pub async fn returned(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    target: StorageId,
) -> Result<Vec<(Deleted, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.id, t.key, t.row, t.row_index, t.created_at, p.kind, p.bucket, o.key AS document,
                NULLIF(d.deleted_at, '') AS deleted_at, d.returned_at
         FROM deleted_tasks d JOIN tasks t ON t.id = d.task_id LEFT JOIN stores p ON p.id = t.store_id
         LEFT JOIN outbox o ON o.task_id = t.id AND o.storage_id = $2
         WHERE t.project_id = $1 AND d.returned_at IS NOT NULL AND t.hidden & 4 = 0 ORDER BY t.id",
    );
    let rows = rows.bind(project.0).bind(target.0).fetch_all(db).await?;
    rows.iter().map(brought_back).collect()
}

fn brought_back(row: &SqliteRow) -> Result<(Deleted, String), StoreError> {
    Ok((named(row)?, row.try_get("returned_at")?))
}

fn named(row: &SqliteRow) -> Result<Deleted, StoreError> {
    let (slug, bucket, key): (Option<&str>, Option<String>, Option<String>) =
        (row.try_get("kind")?, row.try_get("bucket")?, row.try_get("key")?);
    let object = match (slug, bucket, key) {
        (Some(slug), Some(bucket), Some(key)) => Some((kind(slug)?, bucket, key)),
        _ => None,
    };
    let (id, index) = (row.try_get("id")?, row.try_get("row_index")?);
    let (document, created_at) = (row.try_get("document")?, row.try_get("created_at")?);
    let deleted_at = row.try_get("deleted_at")?;
    Ok(Deleted { id, object, row: row.try_get("row")?, row_index: index, document, created_at, deleted_at })
}

/// Objects of a target that a person should know of: what adoption could not pair. Replaces what was said before.
pub async fn set_outcomes(
    conn: &mut SqliteConnection,
    id: StorageId,
    outcomes: &[(String, String)],
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM objects WHERE storage_id = $1").bind(id.0).execute(&mut *conn).await?;
    let rows: Vec<_> = outcomes.iter().map(|(key, reason)| Value::from(vec![key.as_str(), reason])).collect();
    sqlx::query(
        "INSERT INTO objects (storage_id, key, etag, size, outcome, reason, run)
         SELECT $1, json_extract(o.value, '$[0]'), '', 0, 'skipped', json_extract(o.value, '$[1]'), 0
         FROM json_each($2) AS o WHERE true
         ON CONFLICT (storage_id, key) DO UPDATE SET reason = excluded.reason",
    )
    .bind(id.0)
    .bind(Value::from(rows).to_string())
    .execute(conn)
    .await?;
    Ok(())
}
