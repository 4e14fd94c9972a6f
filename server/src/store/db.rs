//! The open database: one writer, several readers, one lock on its directory.

use super::StoreError;
use super::chain::Chain;
use super::checkpoint::Checkpoints;
use super::lock::DirLock;
use super::migrate::{MIGRATIONS, migrate};
use super::secrets::SecretKey;
use super::submit::{Pending, Submit, Submitted};
use super::writer::{Typed, Writer};
use futures::future::BoxFuture;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection, SqlitePool};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

const READERS: u32 = 4;
const FILE: &str = "skylabel.db";

/// The database of one data directory. Cheap to clone; the directory stays locked until it is closed or the last clone is
/// gone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    readers: SqlitePool,
    writer: Writer,
    key: SecretKey,
    path: PathBuf,
    lock: Mutex<Option<DirLock>>,
}

/// KiB, negative.
const WRITER_CACHE: &str = "-8000";
/// While a large object is read: identities of rows are spread over all of their index, and what does not fit is read and
/// written again and again.
const WIDE_CACHE: &str = "PRAGMA cache_size = -64000";
const TRIM: &str = "PRAGMA cache_size = -8000; PRAGMA shrink_memory";

impl Db {
    /// Where the database of a data directory stands.
    pub fn file(dir: &Path) -> PathBuf {
        dir.join(FILE)
    }

    /// Opens the database file, made with its folder when missing, and brings its schema up to date. One process at a
    /// time: the folder is locked.
    pub async fn open(path: &Path, key: SecretKey) -> Result<Self, StoreError> {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let lock = DirLock::take(dir)?;
        let options = options(path);
        let mut conn = options.clone().pragma("cache_size", WRITER_CACHE).connect().await?;
        migrate(&mut conn, path, MIGRATIONS).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(0)
            .test_before_acquire(false)
            .max_lifetime(None)
            .connect_lazy_with(options.pragma("cache_size", "-1000").pragma("query_only", "ON"));
        let writer = Writer::start(conn, Checkpoints::start(readers.clone()))?;
        Ok(Self {
            inner: Arc::new(Inner {
                readers,
                writer,
                key,
                path: path.to_owned(),
                lock: Mutex::new(Some(lock)),
            }),
        })
    }

    /// Readers: each sees the last commit, and none waits for the writer.
    pub fn reader(&self) -> &SqlitePool {
        &self.inner.readers
    }

    /// What seals the credentials in the database.
    pub fn key(&self) -> &SecretKey {
        &self.inner.key
    }

    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// How many transactions have been committed since the start: what was computed from the database at the same
    /// number is still true.
    pub fn generation(&self) -> u64 {
        self.inner.writer.generation()
    }

    /// Runs `work` in the writer's next transaction and answers once that is durable. Everything queued meanwhile
    /// shares the commit. An error or a panic undoes this work alone. The work must not begin transactions itself, and
    /// must not wait for anything but the connection.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>>
        + Send
        + 'static,
    ) -> Result<T, StoreError> {
        let (job, answer) = Typed::job(work);
        self.inner.writer.send(job)?;
        self.told(answer.await)
    }

    /// As [`Self::write`], for work that nobody waits for at a page: it lets interactive work go first. Authors keep
    /// each batch under 25 ms.
    pub async fn write_batch<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>>
        + Send
        + 'static,
    ) -> Result<T, StoreError> {
        let (job, answer) = Typed::job(work);
        self.inner.writer.send_batch(job)?;
        self.told(answer.await)
    }

    /// As [`Self::write_batch`], asked for before the earlier batches of the chain are answered: it is done if all of
    /// them are, and otherwise answers [`StoreError::Closed`].
    pub fn write_batch_of<T: Send + 'static>(
        &self,
        chain: &Chain,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>>
        + Send
        + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        let (job, answer) = Typed::job(work);
        let sent = self.inner.writer.send_batch(chain.link(job));
        let path = self.path().to_owned();
        Box::pin(async move {
            sent?;
            answer.await.map_err(|_| StoreError::Closed)?.map_err(|error| error.of_database(&path))
        })
    }

    /// Adds an annotation with all that belongs to it, and answers once it is durable. `None`: the task is not there,
    /// or the unique id already is.
    pub async fn submit(&self, submit: Submit) -> Result<Option<Submitted>, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.inner.writer.submit(Pending { submit, answer })?;
        self.told(answered.await)
    }

    fn told<T>(
        &self,
        answer: Result<Result<T, StoreError>, oneshot::error::RecvError>,
    ) -> Result<T, StoreError> {
        answer.map_err(|_| StoreError::Closed)?.map_err(|error| error.of_database(self.path()))
    }

    /// Says to other processes, for as long as the directory is held, where this one can be reached.
    pub fn announce(&self, address: &str) -> Result<(), StoreError> {
        let mut lock = self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.as_mut().map_or(Err(StoreError::Closed), |lock| lock.announce(address))
    }

    /// Takes more memory for the rows of a large object, until [`Self::trim`].
    pub async fn widen(&self) -> Result<(), StoreError> {
        self.pragma(WIDE_CACHE).await
    }

    /// Gives back the memory that writing much has taken.
    pub async fn trim(&self) -> Result<(), StoreError> {
        self.pragma(TRIM).await
    }

    async fn pragma(&self, sql: &'static str) -> Result<(), StoreError> {
        let work = self.write_batch(move |conn| {
            Box::pin(async move { Ok(sqlx::raw_sql(sql).execute(conn).await.map(drop)?) })
        });
        work.await
    }

    /// Finishes what is queued, closes the file and lets go of the directory; later writes answer
    /// [`StoreError::Closed`].
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
        drop(self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("temp_store", "MEMORY")
        .pragma("mmap_size", "0")
        .pragma("wal_autocheckpoint", "16000")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

#[cfg(test)]
#[path = "db_tests.rs"]
mod tests;
