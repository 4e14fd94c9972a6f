//! The one writer: a thread that owns the one connection that writes, and commits in groups. Knows nothing of what it
//! writes; in which turn it does is in `queue.rs`.

use super::StoreError;
use super::checkpoint::Checkpoints;
use super::queue::{Asked, Queue, Turn};
use super::submit::{Batch, Pending};
use crate::failpoint;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{Connection, SqliteConnection};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// How long batches go on in one transaction where nobody else waits.
const LONGEST: Duration = Duration::from_secs(1);

/// Something to do in a transaction, and whom to tell.
pub(super) trait Job: Send {
    /// Does it. `false` undoes it and leaves the rest of the transaction alone.
    fn run<'c>(&'c mut self, conn: &'c mut SqliteConnection) -> BoxFuture<'c, bool>;
    /// Does it as a whole transaction of its own in one command, if it can: taken when nothing else shares the commit.
    fn whole<'c>(&'c mut self, _conn: &'c mut SqliteConnection) -> Option<BoxFuture<'c, Result<(), String>>> {
        None
    }
    /// Whether others like it may follow in the same transaction: nobody waits for the answer of each.
    fn may_be_followed(&self) -> bool {
        false
    }
    /// Why it was not done, once it has run.
    fn failure(&self) -> Option<String>;
    /// Tells how it went; `Err` says why the transaction around it did not hold. Returns what to do instead.
    fn answer(self: Box<Self>, committed: Result<(), String>) -> Vec<Box<dyn Job>>;
}

/// The door to the writer's thread.
pub(super) struct Writer {
    queue: Arc<Queue>,
    generation: Arc<AtomicU64>,
}

impl Writer {
    pub fn start(conn: SqliteConnection, checkpoints: Checkpoints) -> Result<Self, StoreError> {
        let failed =
            |source| StoreError::Io { doing: "start the thread of", path: "the database".into(), source };
        // Without I/O of its own: what it waits for are other threads.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(failed)?;
        let queue = Arc::new(Queue::default());
        let generation = Arc::new(AtomicU64::new(0));
        let desk = Desk { conn, runtime, checkpoints, generation: Arc::clone(&generation) };
        let turns = Arc::clone(&queue);
        let thread = thread::Builder::new().name("store-writer".into());
        thread.spawn(move || desk.serve(&turns)).map_err(failed)?;
        Ok(Self { queue, generation })
    }

    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub fn send(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.queue.ask(Asked::Work(job))
    }

    pub fn submit(&self, pending: Pending) -> Result<(), StoreError> {
        self.queue.ask(Asked::Submit(pending))
    }

    pub fn send_batch(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.queue.ask_batch(job)
    }

    /// Waits until what is queued is done and the file is closed.
    pub async fn close(&self) {
        if let Some(closed) = self.queue.close() {
            closed.await.ok();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// The writer's thread: what it owns.
struct Desk {
    conn: SqliteConnection,
    runtime: Runtime,
    checkpoints: Checkpoints,
    generation: Arc<AtomicU64>,
}

impl Desk {
    /// Serves until asked to close.
    fn serve(mut self, queue: &Queue) {
        // However this ends, nobody waits for it afterwards.
        let _last = queue.served_here();
        let mut pace = super::queue::Pace::default();
        loop {
            match queue.turn(&mut pace) {
                Turn::Interactive(asked) => {
                    self.interactive(asked);
                    self.checkpoints.people_committed();
                }
                Turn::Batch(job) => self.batches(job, queue),
                Turn::Close => break,
            }
        }
        let Self { conn, runtime, .. } = self;
        if let Err(error) = runtime.block_on(conn.close()) {
            tracing::warn!(%error, "the database did not close cleanly; it recovers when opened");
        }
    }

    /// Everything that waited, in one transaction; submits in one statement.
    fn interactive(&mut self, asked: Vec<Asked>) {
        let (mut works, mut submits) = (Vec::new(), Vec::new());
        for each in asked {
            match each {
                Asked::Work(job) => works.push(job),
                Asked::Submit(pending) => submits.push(pending),
            }
        }
        if !submits.is_empty() {
            works.push(Batch::job(submits));
        }
        self.transact(works, || None);
    }

    /// Batches that follow each other, in one transaction while nobody waits for anything else: a page that they all change
    /// is written once.
    fn batches(&mut self, first: Box<dyn Job>, queue: &Queue) {
        let begun = Instant::now();
        let mut count = 1;
        let may_be_followed = first.may_be_followed();
        let more = || {
            let goes_on = may_be_followed && begun.elapsed() < LONGEST;
            let next = if goes_on { queue.another_batch() } else { None };
            count += u32::from(next.is_some());
            next
        };
        self.transact(vec![first], more);
        self.checkpoints.batches_committed(count);
    }

    /// One transaction, and the further ones that its jobs ask for instead of themselves.
    fn transact(&mut self, group: Vec<Box<dyn Job>>, more: impl FnMut() -> Option<Box<dyn Job>>) {
        let mut instead = self.group(group, more);
        while let Some(job) = instead.pop() {
            instead.extend(self.group(vec![job], || None));
        }
    }

    fn group(
        &mut self,
        mut group: Vec<Box<dyn Job>>,
        more: impl FnMut() -> Option<Box<dyn Job>>,
    ) -> Vec<Box<dyn Job>> {
        let held = self.runtime.block_on(hold(&mut self.conn, &mut group, more));
        let outcome = match held {
            Ok(()) => {
                failpoint::after("commit");
                self.generation.fetch_add(1, Ordering::Release);
                Ok(())
            }
            Err(error) => {
                tracing::error!(%error, works = group.len(), "a transaction was undone");
                // Fails where SQLite has rolled back by itself, which is as good.
                self.runtime.block_on(command(&mut self.conn, "ROLLBACK")).ok();
                Err(error)
            }
        };
        group.into_iter().flat_map(|job| job.answer(outcome.clone())).collect()
    }
}

/// The transaction itself, of the group and of what joins it at its end. Between two works stands one command: it keeps
/// or undoes the first and shields it from the second. It fails if SQLite gave the transaction up underneath us, so no
/// work runs outside one unnoticed.
async fn hold(
    conn: &mut SqliteConnection,
    group: &mut Vec<Box<dyn Job>>,
    mut more: impl FnMut() -> Option<Box<dyn Job>>,
) -> Result<(), String> {
    if let [job] = group.as_mut_slice()
        && let Some(whole) = job.whole(&mut *conn)
    {
        failpoint::before("commit");
        return whole.await;
    }
    command(conn, "BEGIN IMMEDIATE; SAVEPOINT work").await?;
    let mut place = 0;
    while let Some(job) = group.get_mut(place) {
        let kept = job.run(&mut *conn).await;
        place += 1;
        if place == group.len() {
            group.extend(more());
        }
        let over = place == group.len();
        let boundary = match (kept, over) {
            (true, false) => "RELEASE work; SAVEPOINT work",
            (false, false) => "ROLLBACK TO work",
            (true, true) => "RELEASE work; COMMIT",
            (false, true) => "ROLLBACK TO work; RELEASE work; COMMIT",
        };
        if over {
            failpoint::before("commit");
        }
        // Where the disk is full, SQLite has undone the whole transaction, and says only that it is gone.
        let failure = group.get(place - 1).filter(|_| !kept).and_then(|job| job.failure());
        command(conn, boundary).await.map_err(|error| failure.unwrap_or(error))?;
    }
    Ok(())
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
    pub fn job(work: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T, StoreError>>) {
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

    fn failure(&self) -> Option<String> {
        self.result.as_ref().err().map(ToString::to_string)
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) -> Vec<Box<dyn Job>> {
        let has_run = self.work.is_none();
        let result = match (self.result, committed) {
            (result, Err(why)) if result.is_ok() || !has_run => Err(StoreError::Commit(why)),
            (result, _) => result,
        };
        // Whoever asked may be gone; the work stands all the same.
        self.answer.send(result).ok();
        Vec::new()
    }
}
