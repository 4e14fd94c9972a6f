//! The files of a target beside its documents: due, arrived, failed.

use super::TargetFile;
use app::model::ids::StorageId;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// A file that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueFile {
    pub file: TargetFile,
    pub wanted: i64,
    pub etag: Option<String>,
}

/// The files whose latest content is not there yet.
pub async fn files_due(db: impl SqliteExecutor<'_>, storage: StorageId) -> sqlx::Result<Vec<DueFile>> {
    let rows =
        sqlx::query("SELECT name, wanted, etag FROM target_files WHERE storage_id = $1 AND wanted > pushed")
            .bind(storage.0)
            .fetch_all(db)
            .await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        // A name that is not known is a later version's file: it is left to that version.
        if let Some(file) = TargetFile::from_name(row.try_get("name")?) {
            due.push(DueFile { file, wanted: row.try_get("wanted")?, etag: row.try_get("etag")? });
        }
    }
    Ok(due)
}

/// The version of a file that was last seen there.
pub async fn file_version(
    db: impl SqliteExecutor<'_>,
    storage: StorageId,
    file: TargetFile,
) -> sqlx::Result<Option<String>> {
    let etag: Option<Option<String>> =
        sqlx::query_scalar("SELECT etag FROM target_files WHERE storage_id = $1 AND name = $2")
            .bind(storage.0)
            .bind(file.name())
            .fetch_optional(db)
            .await?;
    Ok(etag.flatten())
}

/// The file stands there as it was wanted when read.
pub async fn file_pushed(
    conn: &mut SqliteConnection,
    storage: StorageId,
    file: TargetFile,
    wanted: i64,
    etag: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO target_files (storage_id, name, wanted, pushed, etag) VALUES ($1, $2, $3, $3, $4)
         ON CONFLICT (storage_id, name) DO UPDATE SET
             pushed = MAX(pushed, excluded.pushed), etag = excluded.etag, problem = NULL",
    )
    .bind(storage.0)
    .bind(file.name())
    .bind(wanted)
    .bind(etag)
    .execute(conn)
    .await?;
    Ok(())
}

/// The file did not arrive, and why.
pub async fn file_failed(
    conn: &mut SqliteConnection,
    storage: StorageId,
    file: TargetFile,
    problem: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE target_files SET problem = $3 WHERE storage_id = $1 AND name = $2")
        .bind(storage.0)
        .bind(file.name())
        .bind(problem)
        .execute(conn)
        .await?;
    Ok(())
}

/// A file that stood there is gone: it is wanted again.
pub async fn file_lost(
    conn: &mut SqliteConnection,
    storage: StorageId,
    file: TargetFile,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE target_files SET wanted = wanted + 1, etag = NULL
         WHERE storage_id = $1 AND name = $2 AND etag IS NOT NULL",
    )
    .bind(storage.0)
    .bind(file.name())
    .execute(conn)
    .await?;
    Ok(())
}

/// The file was found there in this version; `same` says that it is what is wanted.
pub async fn file_found(
    conn: &mut SqliteConnection,
    storage: StorageId,
    file: TargetFile,
    etag: &str,
    same: bool,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO target_files (storage_id, name, wanted, pushed, etag) VALUES ($1, $2, 1, $4, $3)
         ON CONFLICT (storage_id, name) DO UPDATE SET
             etag = excluded.etag, pushed = CASE WHEN excluded.pushed = 1 THEN wanted ELSE pushed END",
    )
    .bind(storage.0)
    .bind(file.name())
    .bind(etag)
    .bind(i64::from(same))
    .execute(conn)
    .await?;
    Ok(())
}
