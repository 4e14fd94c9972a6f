//! What can go wrong with the database, as sentences.

use super::secrets::SecretsError;
use std::path::{Path, PathBuf};

/// SQLite's own words.
const DISK_IS_FULL: &str = "database or disk is full";

/// Why a query, a write or the opening of the database did not work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("there is no {what} {id}")]
    NotFound { what: &'static str, id: String },
    /// It contradicts what is there.
    #[error("{message}")]
    Conflict { message: String },
    #[error("the database {path} was written by a newer Skylabel (schema {found}; this one knows {known}). Start the newer version, or use another data directory", path = path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("the data directory {dir} is in use by another Skylabel. Stop that one, or choose another directory with --data-dir", dir = dir.display())]
    Locked { dir: PathBuf },
    #[error("cannot {doing} {path}: {source}", path = path.display())]
    Io { doing: &'static str, path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Something stored is not what we store.
    #[error("the database holds {what} that cannot be read: {why}")]
    Broken { what: String, why: String },
    /// The transaction that held the work did not become durable; nothing of it stands.
    #[error("the database did not take the change, and nothing of it stands: {0}")]
    Commit(String),
    /// Nothing of the work stands.
    #[error("the disk with the data directory {dir} is full, and the change was not taken. Make room there: what is asked then goes through, and syncs go on by themselves", dir = dir.display())]
    Full { dir: PathBuf },
    #[error("a change to the database failed on a defect of this program; nothing of it stands")]
    Panicked,
    #[error("the database is closed: the server is stopping")]
    Closed,
    #[error("the database: {0}")]
    Sql(#[from] sqlx::Error),
}

impl StoreError {
    pub fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into() }
    }

    pub(super) fn broken(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Broken { what: what.into(), why: why.to_string() }
    }

    /// Names the disk, if that is what is full.
    pub(super) fn of_database(self, path: &Path) -> Self {
        let full = match &self {
            Self::Sql(sqlx::Error::Database(error)) => error.code().is_some_and(|code| is_full(&code)),
            Self::Commit(why) => why.contains(DISK_IS_FULL),
            _ => false,
        };
        match path.parent() {
            Some(dir) if full => Self::Full { dir: dir.to_owned() },
            _ => self,
        }
    }

    /// The work broke a UNIQUE constraint.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(e)) if e.is_unique_violation())
    }
}

/// SQLITE_FULL, or SQLITE_IOERR_SHMSIZE where the write-ahead log's index finds no room.
fn is_full(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| code & 0xff == 13 || code == 4874)
}
