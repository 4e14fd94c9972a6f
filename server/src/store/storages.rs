//! Storages and the stores they speak of.

use super::{SecretKey, StoreError, now, source};
use app::api::types::{StorageOffer, TargetAccess};
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{RunCounts, Side, StorageKind, StorageSecrets, StorageSettings, SyncStatus};
use app::model::target::KeyTemplate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// A row of `stores`: the place that objects are identified by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StoreId(pub i64);

/// What makes a store the store it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub kind: StorageKind,
    pub endpoint: &'a str,
    pub account: &'a str,
    pub bucket: &'a str,
}

/// A storage as it stands in the database. Its secrets stay sealed until asked for.
#[derive(Clone, Debug)]
pub struct StorageRecord {
    pub id: StorageId,
    pub project: ProjectId,
    pub store: StoreId,
    pub side: Side,
    /// Its key in a declaration.
    pub name: Option<String>,
    pub settings: StorageSettings,
    sealed: Option<Vec<u8>>,
    /// The declaration last applied, as JSON.
    pub declared: Option<Value>,
    pub status: SyncStatus,
    pub last_sync: Option<String>,
    pub duration: Option<f64>,
    pub problem: Option<String>,
    pub counts: RunCounts,
    pub offer: Option<StorageOffer>,
    /// Number of the last run that wrote anything.
    pub run: i64,
    pub access: TargetAccess,
    /// The next claim may take over what is there.
    pub adopt: bool,
    /// Targets: when its documents were read; `None` holds back the sources.
    pub read_at: Option<String>,
    /// Conditional writes do not protect there.
    pub unprotected: bool,
    /// Targets: the key templates that its claim tells of.
    pub key_templates: Vec<String>,
    pub created_at: String,
}

impl StorageRecord {
    pub fn has_secrets(&self) -> bool {
        self.sealed.is_some()
    }

    /// It was declared by the configuration, and a person has changed it since.
    pub fn differs_from_file(&self) -> bool {
        let now = serde_json::to_value(&self.settings).ok();
        self.declared.is_some() && self.declared != now
    }

    /// The templates of all keys that its documents can have, as its claim is to tell them.
    pub fn templates(&self) -> Vec<String> {
        let mut all = self.key_templates.clone();
        let usual = KeyTemplate::usual(self.settings.shape);
        let now = self.settings.keys().into_iter().chain([usual]).filter(|keys| !keys.is_plain());
        all.extend(now.map(|keys| keys.to_string()));
        all.sort();
        all.dedup();
        all
    }

    /// The credentials, opened; none stored means ambient ones.
    pub fn secrets(&self, key: &SecretKey) -> Result<StorageSecrets, StoreError> {
        match &self.sealed {
            None => Ok(StorageSecrets::default()),
            Some(sealed) => Ok(key.open(&secrets_row(self.id), sealed)?),
        }
    }
}

/// A storage to insert.
pub struct NewStorage<'a> {
    pub project: ProjectId,
    pub store: StoreId,
    pub side: Side,
    pub name: Option<&'a str>,
    pub settings: &'a StorageSettings,
    pub secrets: &'a StorageSecrets,
    pub declared: Option<&'a Value>,
    pub adopt: bool,
}

/// The id of the store at `place`, made if it is not known yet.
pub async fn store_id(conn: &mut SqliteConnection, place: Place<'_>) -> Result<StoreId, StoreError> {
    if let Some(known) = find_store(&mut *conn, place).await? {
        return Ok(known);
    }
    let id = sqlx::query_scalar(
        "INSERT INTO stores (kind, endpoint, account, bucket) VALUES ($1, $2, $3, $4) RETURNING id",
    )
    .bind(place.kind.slug())
    .bind(place.endpoint)
    .bind(place.account)
    .bind(place.bucket)
    .fetch_one(conn)
    .await?;
    Ok(StoreId(id))
}

/// The id of the store at `place`, if it is known.
pub async fn find_store(
    db: impl SqliteExecutor<'_>,
    place: Place<'_>,
) -> Result<Option<StoreId>, StoreError> {
    let id = sqlx::query_scalar(
        "SELECT id FROM stores WHERE kind = $1 AND endpoint = $2 AND account = $3 AND bucket = $4",
    )
    .bind(place.kind.slug())
    .bind(place.endpoint)
    .bind(place.account)
    .bind(place.bucket)
    .fetch_optional(db)
    .await?;
    Ok(id.map(StoreId))
}

/// The store stays the same one under another endpoint or account name: its tasks keep their identity.
pub async fn move_store(
    conn: &mut SqliteConnection,
    id: StoreId,
    place: Place<'_>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE stores SET endpoint = $2, account = $3 WHERE id = $1")
        .bind(id.0)
        .bind(place.endpoint)
        .bind(place.account)
        .execute(conn)
        .await?;
    Ok(())
}

/// What of a store never changes.
pub async fn store_kind_and_bucket(
    db: impl SqliteExecutor<'_>,
    id: StoreId,
) -> Result<(StorageKind, String), StoreError> {
    let row =
        sqlx::query("SELECT kind, bucket FROM stores WHERE id = $1").bind(id.0).fetch_optional(db).await?;
    let row = row.ok_or_else(|| StoreError::not_found("store", id.0))?;
    let kind: &str = row.try_get("kind")?;
    let kind = kind.parse().map_err(|e| StoreError::broken(format!("the kind of store {}", id.0), e))?;
    Ok((kind, row.try_get("bucket")?))
}

/// Adds a storage.
pub async fn insert(
    conn: &mut SqliteConnection,
    key: &SecretKey,
    new: NewStorage<'_>,
) -> Result<StorageId, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO storages (project_id, store_id, side, name, settings, declared, adopt, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
    )
    .bind(new.project.0)
    .bind(new.store.0)
    .bind(new.side.slug())
    .bind(new.name)
    .bind(json(new.settings)?)
    .bind(new.declared.map(Value::to_string))
    .bind(new.adopt)
    .bind(now())
    .fetch_one(&mut *conn)
    .await
    .map(StorageId)?;
    set_secrets(conn, key, id, new.secrets).await?;
    Ok(id)
}

/// The storage, or an error that says it does not exist.
pub async fn get(db: impl SqliteExecutor<'_>, id: StorageId) -> Result<StorageRecord, StoreError> {
    find(db, id).await?.ok_or_else(|| StoreError::not_found("storage", id))
}

pub async fn find(db: impl SqliteExecutor<'_>, id: StorageId) -> Result<Option<StorageRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM storages WHERE id = $1").bind(id.0).fetch_optional(db).await?;
    row.as_ref().map(record).transpose()
}

/// A project's storages by id; one side's or both.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    project: ProjectId,
    side: Option<Side>,
) -> Result<Vec<StorageRecord>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM storages WHERE project_id = $1 AND side = COALESCE($2, side) ORDER BY id")
            .bind(project.0)
            .bind(side.map(Side::slug))
            .fetch_all(db)
            .await?;
    rows.iter().map(record).collect()
}

/// Every storage of every project, by id.
pub async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<StorageRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM storages ORDER BY id").fetch_all(db).await?;
    rows.iter().map(record).collect()
}

pub async fn update_settings(
    conn: &mut SqliteConnection,
    id: StorageId,
    store: StoreId,
    settings: &StorageSettings,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE storages SET store_id = $2, settings = $3 WHERE id = $1")
        .bind(id.0)
        .bind(store.0)
        .bind(json(settings)?)
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// Stores credentials sealed; empty ones remove what was stored.
pub async fn set_secrets(
    conn: &mut SqliteConnection,
    key: &SecretKey,
    id: StorageId,
    secrets: &StorageSecrets,
) -> Result<(), StoreError> {
    let sealed = if secrets.is_empty() { None } else { Some(key.seal(&secrets_row(id), secrets)?) };
    let done = sqlx::query("UPDATE storages SET secrets = $2 WHERE id = $1")
        .bind(id.0)
        .bind(sealed)
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// Remembers the declaration just applied.
pub async fn set_declared(
    conn: &mut SqliteConnection,
    id: StorageId,
    declared: &Value,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE storages SET declared = $2 WHERE id = $1")
        .bind(id.0)
        .bind(declared.to_string())
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// The state that a run or a person's request put it in, and why it is so.
pub async fn set_status(
    conn: &mut SqliteConnection,
    id: StorageId,
    status: SyncStatus,
    problem: Option<&str>,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE storages SET status = $2, problem = $3 WHERE id = $1")
        .bind(id.0)
        .bind(status.slug())
        .bind(problem)
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// Lets the next claim of a target take over what is there, and has it looked at again.
pub async fn set_adopt(conn: &mut SqliteConnection, id: StorageId, adopt: bool) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE storages SET adopt = $2 WHERE id = $1")
        .bind(id.0)
        .bind(adopt)
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// Gives the storage its key in declarations.
pub async fn set_name(conn: &mut SqliteConnection, id: StorageId, name: &str) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE storages SET name = $2 WHERE id = $1")
        .bind(id.0)
        .bind(name)
        .execute(conn)
        .await?;
    existed(done.rows_affected(), id)
}

/// The configuration no longer declares these storages of a project; they stand as they are.
pub async fn forget_declarations(conn: &mut SqliteConnection, project: ProjectId) -> Result<(), StoreError> {
    sqlx::query("UPDATE storages SET declared = NULL WHERE project_id = $1")
        .bind(project.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes the storage; the tasks that came through it stay, but for those that only it still took to have an object:
/// another source of the same folder has looked and knows better.
pub async fn delete(conn: &mut SqliteConnection, id: StorageId) -> Result<(), StoreError> {
    let gone = get(&mut *conn, id).await?;
    let done = sqlx::query("DELETE FROM storages WHERE id = $1").bind(id.0).execute(&mut *conn).await?;
    existed(done.rows_affected(), id)?;
    for other in list(&mut *conn, gone.project, Some(Side::Source)).await? {
        let has_looked = source::understood(&mut *conn, other.id).await?;
        if has_looked.is_some_and(|understood| StoreId(understood.store) == other.store) {
            source::audit::flag_all_without_object(&mut *conn, &other).await?;
        }
    }
    Ok(())
}

fn existed(rows: u64, id: StorageId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::not_found("storage", id)) } else { Ok(()) }
}

fn secrets_row(id: StorageId) -> String {
    format!("storages:{id}")
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::broken("a storage's settings", e))
}

fn record(row: &SqliteRow) -> Result<StorageRecord, StoreError> {
    let id = StorageId(row.try_get("id")?);
    let side: String = row.try_get("side")?;
    let status: String = row.try_get("status")?;
    Ok(StorageRecord {
        id,
        project: ProjectId(row.try_get("project_id")?),
        store: StoreId(row.try_get("store_id")?),
        side: word(id, "side", &side)?,
        name: row.try_get("name")?,
        settings: text(id, "settings", row.try_get("settings")?)?,
        sealed: row.try_get("secrets")?,
        declared: optional(id, "declared", row.try_get("declared")?)?,
        status: word(id, "status", &status)?,
        last_sync: row.try_get("last_sync")?,
        duration: row.try_get("duration")?,
        problem: row.try_get("problem")?,
        counts: text(id, "counts", row.try_get("counts")?)?,
        offer: optional(id, "offer", row.try_get("offer")?)?,
        run: row.try_get("run")?,
        access: text(id, "access", row.try_get("access")?)?,
        adopt: row.try_get("adopt")?,
        read_at: row.try_get("read_at")?,
        unprotected: row.try_get("unprotected")?,
        key_templates: text(id, "key_templates", row.try_get("key_templates")?)?,
        created_at: row.try_get("created_at")?,
    })
}

fn text<T: DeserializeOwned>(id: StorageId, column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::broken(format!("{column} of storage {id}"), e))
}

fn optional<T: DeserializeOwned>(
    id: StorageId,
    column: &str,
    value: Option<&str>,
) -> Result<Option<T>, StoreError> {
    value.map(|value| text(id, column, value)).transpose()
}

/// A value that serde knows by its name alone.
fn word<T: DeserializeOwned>(id: StorageId, column: &str, word: &str) -> Result<T, StoreError> {
    serde_json::from_value(Value::from(word))
        .map_err(|e| StoreError::broken(format!("{column} of storage {id}"), e))
}
