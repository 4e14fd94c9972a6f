//! Projects, and the counts of their tasks.

use super::{StoreError, now};
use app::api::types::TaskCounts;
use app::model::ids::ProjectId;
use serde_json::{Map, Value};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// A project as it stands in the database.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectRecord {
    pub id: ProjectId,
    /// The project id of target claims; another one once a claim is taken over.
    pub uuid: String,
    pub slug: String,
    pub title: String,
    pub description: String,
    pub label_config: String,
    pub extra: Map<String, Value>,
    /// The declaration last applied, as JSON.
    pub declared: Option<Value>,
    pub created_at: String,
    pub updated_at: String,
}

/// A project to insert.
#[derive(Clone, Debug, Default)]
pub struct NewRow<'a> {
    pub slug: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub label_config: &'a str,
    pub extra: Map<String, Value>,
}

/// What to change; `None` keeps.
#[derive(Clone, Debug, Default)]
pub struct Change<'a> {
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
    pub label_config: Option<&'a str>,
    /// The whole of the kept fields.
    pub extra: Option<&'a Map<String, Value>>,
}

/// Adds a project with a fresh uuid. A slug that is taken is a [`StoreError::Conflict`].
pub async fn insert(conn: &mut SqliteConnection, new: NewRow<'_>) -> Result<ProjectRecord, StoreError> {
    let row = sqlx::query(
        "INSERT INTO projects (uuid, slug, title, description, label_config, extra, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING *",
    )
    .bind(Uuid::new_v4().to_string())
    .bind(new.slug)
    .bind(new.title)
    .bind(new.description)
    .bind(new.label_config)
    .bind(Value::Object(new.extra).to_string())
    .bind(now())
    .fetch_one(conn)
    .await
    .map_err(|e| match StoreError::from(e) {
        e if e.is_duplicate() => {
            StoreError::conflict(format!("there is a project named \"{}\" already", new.slug))
        }
        e => e,
    })?;
    record(&row)
}

/// `slug` if it is free, else with the first number that makes it so.
pub async fn free_slug(conn: &mut SqliteConnection, slug: &str) -> Result<String, StoreError> {
    for number in 1_u32.. {
        let wish = if number == 1 { slug.to_owned() } else { format!("{slug}-{number}") };
        if get_by_slug(&mut *conn, &wish).await?.is_none() {
            return Ok(wish);
        }
    }
    Err(StoreError::conflict(format!("every name like \"{slug}\" is taken")))
}

/// The project, or an error that says it does not exist.
pub async fn get(db: impl SqliteExecutor<'_>, id: ProjectId) -> Result<ProjectRecord, StoreError> {
    let row = sqlx::query("SELECT * FROM projects WHERE id = $1").bind(id.0).fetch_optional(db).await?;
    record(&row.ok_or_else(|| StoreError::not_found("project", id))?)
}

pub async fn get_by_slug(
    db: impl SqliteExecutor<'_>,
    slug: &str,
) -> Result<Option<ProjectRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM projects WHERE slug = $1").bind(slug).fetch_optional(db).await?;
    row.as_ref().map(record).transpose()
}

/// Every project, by id.
pub async fn list(db: impl SqliteExecutor<'_>) -> Result<Vec<ProjectRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM projects ORDER BY id").fetch_all(db).await?;
    rows.iter().map(record).collect()
}

pub async fn update(
    conn: &mut SqliteConnection,
    id: ProjectId,
    change: Change<'_>,
) -> Result<ProjectRecord, StoreError> {
    let row = sqlx::query(
        "UPDATE projects SET title = COALESCE($2, title), description = COALESCE($3, description),
             label_config = COALESCE($4, label_config), extra = COALESCE($5, extra), updated_at = $6
         WHERE id = $1 RETURNING *",
    )
    .bind(id.0)
    .bind(change.title)
    .bind(change.description)
    .bind(change.label_config)
    .bind(change.extra.map(|extra| Value::Object(extra.clone()).to_string()))
    .bind(now())
    .fetch_optional(conn)
    .await?;
    record(&row.ok_or_else(|| StoreError::not_found("project", id))?)
}

/// The project joins another project id: that of a claim taken over.
pub async fn set_uuid(conn: &mut SqliteConnection, id: ProjectId, uuid: &str) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE projects SET uuid = $2 WHERE id = $1")
        .bind(id.0)
        .bind(uuid)
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// Remembers the declaration just applied; `None`: the configuration declares the project no longer.
pub async fn set_declared(
    conn: &mut SqliteConnection,
    id: ProjectId,
    declared: Option<&Value>,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE projects SET declared = $2 WHERE id = $1")
        .bind(id.0)
        .bind(declared.map(Value::to_string))
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// Removes the project with everything in it; buckets are not touched.
pub async fn delete(conn: &mut SqliteConnection, id: ProjectId) -> Result<(), StoreError> {
    let done = sqlx::query("DELETE FROM projects WHERE id = $1").bind(id.0).execute(conn).await?;
    existed(done.rows_affected(), id)
}

/// Removes up to `limit` of a project's tasks, as part of removing the project, and says how many.
pub async fn delete_some_tasks(
    conn: &mut SqliteConnection,
    id: ProjectId,
    limit: i64,
) -> Result<u64, StoreError> {
    let done =
        sqlx::query("DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE project_id = $1 LIMIT $2)")
            .bind(id.0)
            .bind(limit)
            .execute(conn)
            .await?;
    Ok(done.rows_affected())
}

/// The counts of a project's tasks: one walk over the covering index `tasks_by_view`.
pub async fn counts(db: impl SqliteExecutor<'_>, id: ProjectId) -> Result<TaskCounts, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) FILTER (WHERE hidden = 0) AS tasks,
                COUNT(*) FILTER (WHERE hidden = 0 AND annotations > 0) AS labeled,
                COUNT(*) FILTER (WHERE hidden = 0 AND annotations = 0 AND cancelled > 0) AS skipped,
                COALESCE(SUM(annotations) FILTER (WHERE hidden = 0), 0) AS annotations,
                COALESCE(SUM(predictions) FILTER (WHERE hidden = 0), 0) AS predictions,
                COUNT(*) FILTER (WHERE hidden BETWEEN 1 AND 3) AS hidden,
                (SELECT COUNT(*) FROM tasks WHERE project_id = $1 AND hidden < 4 AND stale_etag IS NOT NULL) AS stale,
                COUNT(*) FILTER (WHERE hidden IN (2, 3)) AS gone,
                COUNT(*) FILTER (WHERE hidden IN (1, 3)) AS filtered_out,
                COUNT(*) FILTER (WHERE hidden BETWEEN 8 AND 11) AS archived,
                COUNT(*) FILTER (WHERE hidden & 4) AS deleted
         FROM tasks WHERE project_id = $1",
    )
    .bind(id.0)
    .fetch_one(db)
    .await?;
    let count = |name| row.try_get::<i64, _>(name).map(i64::unsigned_abs);
    Ok(TaskCounts {
        tasks: count("tasks")?,
        labeled: count("labeled")?,
        skipped: count("skipped")?,
        annotations: count("annotations")?,
        predictions: count("predictions")?,
        hidden: count("hidden")?,
        stale: count("stale")?,
        gone: count("gone")?,
        filtered_out: count("filtered_out")?,
        archived: count("archived")?,
        deleted: count("deleted")?,
    })
}

fn existed(rows: u64, id: ProjectId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::not_found("project", id)) } else { Ok(()) }
}

fn record(row: &SqliteRow) -> Result<ProjectRecord, StoreError> {
    let id = ProjectId(row.try_get("id")?);
    let declared: Option<&str> = row.try_get("declared")?;
    Ok(ProjectRecord {
        id,
        uuid: row.try_get("uuid")?,
        slug: row.try_get("slug")?,
        title: row.try_get("title")?,
        description: row.try_get("description")?,
        label_config: row.try_get("label_config")?,
        extra: parse(id, "fields", row.try_get("extra")?)?,
        declared: declared.map(|text| parse(id, "declaration", text)).transpose()?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

fn parse<T: serde::de::DeserializeOwned>(id: ProjectId, what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::broken(format!("{what} of project {id}"), e))
}
