//! The one writer: a thread that owns the one connection that writes, and commits in groups. Knows nothing of what it
//! writes.

use super::StoreError;
use super::submit::{Batch, Pending};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{Connection, SqliteConnection};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Queued works of each kind before senders wait.
const QUEUE: usize = 1024;
/// Interactive works in one transaction at most, so that the first of them is not answered late.
const GROUP: usize = 64;
/// How long batch work waits at most while interactive work keeps coming.
const PATIENCE: Duration = Duration::from_millis(50);

/// Something to do in a transaction, and whom to tell.
pub(super) trait Job: Send {
    /// Does it. `false` undoes it and leaves the rest of the transaction alone.
    fn run<'c>(&'c mut self, conn: &'c mut SqliteConnection) -> BoxFuture<'c, bool>;
    /// Does it as a whole transaction of its own in one command, if it can: taken when nothing else shares the commit.
    fn whole<'c>(&'c mut self, _conn: &'c mut SqliteConnection) -> Option<BoxFuture<'c, Result<(), String>>> {
        None
    }
    /// Tells how it went; `Err` says why the transaction around it did not hold. Returns what to do instead.
    fn answer(self: Box<Self>, committed: Result<(), String>) -> Vec<Box<dyn Job>>;
}

/// What may be asked of the writer by those who wait.
enum Asked {
    Work(Box<dyn Job>),
    Submit(Pending),
}

/// The queues in front of the writer's thread.
pub(super) struct Writer {
    now: mpsc::Sender<Asked>,
    batch: mpsc::Sender<Box<dyn Job>>,
    close: mpsc::Sender<oneshot::Sender<()>>,
    generation: Arc<AtomicU64>,
}

impl Writer {
    pub fn start(conn: SqliteConnection) -> Result<Self, StoreError> {
        let (now, now_jobs) = mpsc::channel(QUEUE);
        let (batch, batch_jobs) = mpsc::channel(QUEUE);
        let (close, closes) = mpsc::channel(1);
        let generation = Arc::new(AtomicU64::new(0));
        let desk = Desk { conn, now: now_jobs, batch: batch_jobs, generation: Arc::clone(&generation) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let failed =
            |source| StoreError::Io { doing: "start the thread of", path: "the database".into(), source };
        let runtime = runtime.map_err(failed)?;
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || runtime.block_on(desk.serve(closes)))
            .map_err(failed)?;
        Ok(Self { now, batch, close, generation })
    }

    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub async fn send(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.now.send(Asked::Work(job)).await.map_err(|_| StoreError::Closed)
    }

    pub async fn submit(&self, pending: Pending) -> Result<(), StoreError> {
        self.now.send(Asked::Submit(pending)).await.map_err(|_| StoreError::Closed)
    }

    pub async fn send_batch(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.batch.send(job).await.map_err(|_| StoreError::Closed)
    }

    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.close.send(done).await.is_ok() {
            closed.await.ok();
        }
    }
}

/// The writer's thread: what it owns.
struct Desk {
    conn: SqliteConnection,
    now: mpsc::Receiver<Asked>,
    batch: mpsc::Receiver<Box<dyn Job>>,
    generation: Arc<AtomicU64>,
}

impl Desk {
    /// Serves until asked to close, or until nobody is left who could ask for anything.
    async fn serve(mut self, mut closes: mpsc::Receiver<oneshot::Sender<()>>) {
        let mut batch_served = Instant::now();
        let done = loop {
            tokio::select! {
                biased;
                close = closes.recv() => break close,
                Some(first) = self.now.recv() => {
                    self.interactive(first).await;
                    if batch_served.elapsed() < PATIENCE {
                        continue;
                    }
                    if let Ok(job) = self.batch.try_recv() {
                        self.transact(vec![job]).await;
                    }
                }
                Some(job) = self.batch.recv() => self.transact(vec![job]).await,
                else => break None,
            }
            batch_served = Instant::now();
        };
        self.drain().await;
        if let Err(error) = self.conn.close().await {
            tracing::warn!(%error, "the database did not close cleanly; it recovers when opened");
        }
        if let Some(done) = done {
            done.send(()).ok();
        }
    }

    /// Everything that waits now, in one transaction; submits in one statement.
    async fn interactive(&mut self, first: Asked) {
        let (mut works, mut submits) = (Vec::new(), Vec::new());
        let mut asked = Some(first);
        while let Some(next) = asked {
            match next {
                Asked::Work(job) => works.push(job),
                Asked::Submit(pending) => submits.push(pending),
            }
            asked = if works.len() + submits.len() < GROUP { self.now.try_recv().ok() } else { None };
        }
        if !submits.is_empty() {
            works.push(Batch::new(submits));
        }
        self.transact(works).await;
    }

    async fn drain(&mut self) {
        self.now.close();
        self.batch.close();
        while let Some(job) = self.now.recv().await {
            self.interactive(job).await;
        }
        while let Some(job) = self.batch.recv().await {
            self.transact(vec![job]).await;
        }
    }

    /// One transaction, and the further ones that its jobs ask for instead of themselves.
    async fn transact(&mut self, group: Vec<Box<dyn Job>>) {
        let mut instead = self.group(group).await;
        while let Some(job) = instead.pop() {
            instead.extend(self.group(vec![job]).await);
        }
    }

    async fn group(&mut self, mut group: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
        let held = self.hold(&mut group).await;
        let outcome = match held {
            Ok(()) => {
                self.generation.fetch_add(1, Ordering::Release);
                Ok(())
            }
            Err(error) => {
                tracing::error!(%error, works = group.len(), "a transaction was undone");
                // Fails where SQLite has rolled back by itself, which is as good.
                sqlx::raw_sql("ROLLBACK").execute(&mut self.conn).await.ok();
                Err(error)
            }
        };
        group.into_iter().flat_map(|job| job.answer(outcome.clone())).collect()
    }

    /// The transaction itself. Between two works stands one command: it keeps or undoes the first and shields it from
    /// the second. It fails if SQLite gave the transaction up underneath us, so no work runs outside one unnoticed.
    async fn hold(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), String> {
        let conn = &mut self.conn;
        if let [job] = group
            && let Some(whole) = job.whole(&mut *conn)
        {
            return whole.await;
        }
        let last = group.len().saturating_sub(1);
        command(conn, "BEGIN IMMEDIATE; SAVEPOINT work").await?;
        for (place, job) in group.iter_mut().enumerate() {
            let kept = job.run(&mut *conn).await;
            let boundary = match (kept, place == last) {
                (true, false) => "RELEASE work; SAVEPOINT work",
                (false, false) => "ROLLBACK TO work",
                (true, true) => "RELEASE work; COMMIT",
                (false, true) => "ROLLBACK TO work; RELEASE work; COMMIT",
            };
            command(conn, boundary).await?;
        }
        Ok(())
    }
}

async fn command(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), String> {
    sqlx::raw_sql(sql).execute(conn).await.map(drop).map_err(|e| e.to_string())
}

/// A work with an answer of its own type.
pub(super) struct Typed<T, F> {
    work: Option<F>,
    result: Result<T, StoreError>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Typed<T, F>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
{
    pub fn new(work: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T, StoreError>>) {
        let (answer, answered) = oneshot::channel();
        (Box::new(Self { work: Some(work), result: Err(StoreError::Closed), answer }), answered)
    }
}

impl<T, F> Job for Typed<T, F>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
{
    fn run<'c>(&'c mut self, conn: &'c mut SqliteConnection) -> BoxFuture<'c, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            let guarded = AssertUnwindSafe(async { work(conn).await });
            self.result = guarded.catch_unwind().await.unwrap_or(Err(StoreError::Panicked));
            self.result.is_ok()
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) -> Vec<Box<dyn Job>> {
        let result = match (self.result, committed) {
            (Ok(_), Err(why)) => Err(StoreError::Commit(why)),
            (result, _) => result,
        };
        // Whoever asked may be gone; the work stands all the same.
        self.answer.send(result).ok();
        Vec::new()
    }
}
