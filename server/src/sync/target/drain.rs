//! Pushes everything that is due to one target, many documents at once, and keeps the books of it.

use super::blobs::Blobs;
use super::circuit::Allowed;
use super::push::{Trouble, push};
use super::site::Site;
use super::{TargetError, files};
use crate::bucket::Requests;
use crate::store::documents::{self, Stored};
use crate::store::history::{self, Over};
use crate::store::outbox::{self, Due, Failed, Pushed};
use crate::store::{StoreError, storages};
use app::model::ids::TaskId;
use app::model::storage::{RunCounts, SyncStatus};
use rules::backoff;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Documents on their way at once.
const WORKERS: usize = 16;
/// Documents taken from the outbox at once.
const BATCH: u32 = 64;
/// Between two reports to open pages.
const REPORT_EVERY: Duration = Duration::from_millis(500);

type Ended = (Due, Result<Pushed, Trouble>);

struct Drain<'a> {
    site: &'a Site,
    blobs: Arc<Blobs>,
    queue: VecDeque<(Due, Stored)>,
    flying: JoinSet<Ended>,
    /// Taken and not yet written down.
    busy: HashSet<TaskId>,
    reported: Instant,
    pushed: u64,
    failed: u64,
}

/// Pushes until nothing is due, the target is away, or the server stops.
pub async fn drain(site: &Site) -> Result<(), TargetError> {
    let blobs = Arc::new(Blobs::load(&site.db, site.record.project).await?);
    let mut drain = Drain {
        site,
        blobs,
        queue: VecDeque::new(),
        flying: JoinSet::new(),
        busy: HashSet::new(),
        reported: Instant::now(),
        pushed: 0,
        failed: 0,
    };
    let (began, before) = (Instant::now(), site.bucket.requests());
    let ended = drain.run().await;
    let remembered = drain.remember(began.elapsed(), site.bucket.requests().since(before)).await;
    site.engine.publish(&site.record).await;
    ended.and(remembered.map_err(TargetError::from))
}

impl Drain<'_> {
    async fn run(&mut self) -> Result<(), TargetError> {
        loop {
            let slots = self.slots();
            if slots > self.flying.len() && self.queue.is_empty() {
                self.take(slots).await?;
            }
            while self.flying.len() < slots
                && let Some((due, task)) = self.queue.pop_front()
            {
                let (site, blobs) = (self.site.clone(), Arc::clone(&self.blobs));
                self.flying.spawn(async move {
                    let pushed = push(&site, &blobs, &due, &task).await;
                    (due, pushed)
                });
            }
            let Some(ended) = self.flying.join_next().await else { return Ok(()) };
            let mut batch = vec![ended];
            while let Some(more) = self.flying.try_join_next() {
                batch.push(more);
            }
            // A push that panicked leaves its row as it was: it is due again.
            let ended = batch.into_iter().filter_map(Result::ok).collect();
            self.write_down(ended).await?;
        }
    }

    /// How many may be on their way now.
    fn slots(&self) -> usize {
        match self.site.memory.circuit().allowed(now_ms()) {
            Allowed::All => WORKERS,
            Allowed::Probe => 1,
            Allowed::NotBefore(_) => 0,
        }
    }

    /// Takes what is due, and reads the documents: after the claim, so that they are at least as new.
    async fn take(&mut self, slots: usize) -> Result<(), TargetError> {
        let limit = if slots < WORKERS { 1 } else { BATCH };
        let (id, settings) = (self.site.record.id, self.site.record.settings.clone());
        let busy: Vec<_> = self.busy.iter().copied().collect();
        let due = self
            .site
            .db
            .write_batch(move |conn| {
                Box::pin(async move {
                    // Settings that changed meanwhile may mean another bucket.
                    match storages::find(&mut *conn, id).await? {
                        Some(record) if record.settings == settings => {}
                        _ => return Ok(Vec::new()),
                    }
                    let due = outbox::claim(&mut *conn, id, now_ms(), limit, &busy).await?;
                    if !settings.shape.is_whole() {
                        let tasks: Vec<_> = due.iter().map(|due| due.task).collect();
                        outbox::pieces::expect(conn, id, &tasks).await?;
                    }
                    Ok(due)
                })
            })
            .await?;
        let tasks: Vec<_> = due.iter().map(|due| due.task).collect();
        let loaded = documents::load(&self.site.db, &tasks).await?;
        let goes = self.site.record.settings.can_delete_objects;
        if goes && loaded.iter().any(|task| task.annotations.is_empty()) {
            // The list says what was deleted before the object goes that would say it.
            files::push(self.site).await?;
        }
        let mut loaded: HashMap<_, _> = loaded.into_iter().map(|task| (task.id, task)).collect();
        for due in due {
            // A task that is gone took its row along.
            if let Some(task) = loaded.remove(&due.task) {
                self.busy.insert(due.task);
                self.queue.push_back((due, task));
            }
        }
        Ok(())
    }

    async fn write_down(&mut self, ended: Vec<Ended>) -> Result<(), TargetError> {
        let (mut pushed, mut failed) = (Vec::new(), Vec::new());
        for (due, result) in ended {
            self.busy.remove(&due.task);
            match result {
                Ok(done) => {
                    self.site.memory.circuit().succeeded();
                    pushed.push(done);
                }
                Err(trouble) => failed.push(self.judge(&due, &trouble)),
            }
        }
        self.pushed += pushed.len() as u64;
        self.failed += failed.len() as u64;
        let id = self.site.record.id;
        let written = self.site.db.write_batch(move |conn| {
            Box::pin(async move {
                if !pushed.is_empty() {
                    outbox::mark_pushed(conn, id, &pushed).await?;
                }
                if !failed.is_empty() {
                    outbox::mark_failed(conn, id, &failed).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        written.await?;
        if self.reported.elapsed() >= REPORT_EVERY {
            self.site.engine.publish(&self.site.record).await;
            self.reported = Instant::now();
        }
        Ok(())
    }

    /// Writes down what was pushed, for the target's history.
    async fn remember(&self, took: Duration, sent: Requests) -> Result<(), StoreError> {
        let Self { pushed, failed, .. } = *self;
        if pushed + failed == 0 {
            return Ok(());
        }
        let mut counts = RunCounts { pushed, failed, ..RunCounts::default() };
        sent.enter(&mut counts);
        let status = if failed > 0 { SyncStatus::CompletedWithErrors } else { SyncStatus::Completed };
        let run = Over { status, problem: None, counts, took: took.as_secs_f64() };
        let id = self.site.record.id;
        let work = self
            .site
            .db
            .write_batch(move |conn| Box::pin(async move { history::add_pushes(conn, id, &run).await }));
        work.await
    }

    fn judge(&self, due: &Due, trouble: &Trouble) -> Failed {
        let entropy = entropy();
        let mut asked = None;
        if let Trouble::Target(TargetError::Bucket(error)) = trouble {
            asked = error.retry_after();
            self.site.memory.circuit().failed(error, now_ms(), entropy);
        }
        let conflict = matches!(trouble, Trouble::Conflict { .. });
        tracing::warn!(storage = %self.site.record.id, task = %due.task, "a document did not arrive: {trouble}");
        let wait = backoff::wait(due.attempts.saturating_add(1), entropy, asked);
        Failed {
            task: due.task,
            trying: due.trying.clone(),
            next_ms: now_ms().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)),
            conflict,
            problem: trouble.to_string(),
        }
    }
}

/// Unix milliseconds.
pub fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

/// Randomness for waits.
pub fn entropy() -> u64 {
    Uuid::new_v4().as_u64_pair().0
}
