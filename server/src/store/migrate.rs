//! The schema's numbered migrations. `PRAGMA user_version` says how many of them a database has had.

use super::StoreError;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// In order; a released one is never changed.
pub const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_history.sql"),
    include_str!("migrations/0003_shapes.sql"),
    include_str!("migrations/0004_rows.sql"),
    include_str!("migrations/0005_peers.sql"),
    include_str!("migrations/0006_waiting.sql"),
    include_str!("migrations/0007_comments.sql"),
    include_str!("migrations/0008_writers.sql"),
    include_str!("migrations/0009_names.sql"),
];

/// Brings the database at `path`, open as `conn` and by nobody else, to the newest schema. A file that holds data is
/// copied beside itself first.
pub async fn migrate(
    conn: &mut SqliteConnection,
    path: &Path,
    migrations: &'static [&'static str],
) -> Result<(), StoreError> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *conn).await?;
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        copy(conn, path, found).await?;
    }
    for (done, sql) in (1..).zip(migrations).skip(usize::try_from(found).unwrap_or(0)) {
        let mut transaction = conn.begin_with("BEGIN EXCLUSIVE").await?;
        sqlx::raw_sql(*sql).execute(&mut *transaction).await?;
        let version: i64 = done;
        sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA user_version = {version}")))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Where the copy made before leaving schema `version` stands.
fn copy_path(path: &Path, version: i64) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".before-{}", version + 1));
    path.with_file_name(name)
}

async fn copy(conn: &mut SqliteConnection, path: &Path, version: i64) -> Result<(), StoreError> {
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(conn).await?;
    let to = copy_path(path, version);
    fs::copy(path, &to).and_then(|_| File::open(&to)?.sync_all()).map_err(|source| StoreError::Io {
        doing: "copy the database before changing its schema, to",
        path: to,
        source,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use sqlx::ConnectOptions;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

    const ONE: &[&str] = &["CREATE TABLE a (x INTEGER)"];
    const TWO: &[&str] = &["CREATE TABLE a (x INTEGER)", "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 5"];
    const BROKEN: &[&str] = &["CREATE TABLE a (x INTEGER)", "CREATE TABLE b (x INTEGER); NONSENSE"];

    async fn connect(path: &Path) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        options.journal_mode(SqliteJournalMode::Wal).connect().await.unwrap()
    }

    #[tokio::test]
    async fn a_due_migration_copies_the_file_first_and_keeps_the_data() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.db");
        let mut conn = connect(&path).await;
        migrate(&mut conn, &path, ONE).await.unwrap();
        assert!(!copy_path(&path, 0).exists(), "nothing to keep of a new file");
        sqlx::raw_sql("INSERT INTO a VALUES (1)").execute(&mut conn).await.unwrap();

        migrate(&mut conn, &path, TWO).await.unwrap();
        let sum: i64 = sqlx::query_scalar("SELECT x + y FROM a").fetch_one(&mut conn).await.unwrap();
        assert_eq!(sum, 6);

        let mut old = connect(&copy_path(&path, 1)).await;
        let x: i64 = sqlx::query_scalar("SELECT x FROM a").fetch_one(&mut old).await.unwrap();
        assert_eq!(x, 1);
        assert!(sqlx::raw_sql("SELECT y FROM a").execute(&mut old).await.is_err());
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.db");
        let mut conn = connect(&path).await;
        migrate(&mut conn, &path, TWO).await.unwrap();
        let refused = migrate(&mut conn, &path, ONE).await.unwrap_err();
        assert!(matches!(refused, StoreError::Newer { found: 2, known: 1, .. }));
        assert!(refused.to_string().contains("newer Skylabel"));
    }

    #[tokio::test]
    async fn a_migration_that_fails_leaves_the_schema_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.db");
        let mut conn = connect(&path).await;
        migrate(&mut conn, &path, ONE).await.unwrap();
        assert!(migrate(&mut conn, &path, BROKEN).await.is_err());
        assert!(sqlx::raw_sql("SELECT * FROM b").execute(&mut conn).await.is_err());
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut conn).await.unwrap();
        assert_eq!(version, 1);
    }
}
