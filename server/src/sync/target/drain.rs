//! Pushes everything that is due to one target, many documents at once, and keeps the books of it.

use super::blobs::Blobs;
use super::circuit::Allowed;
use super::document::Part;
use super::push::{Ready, Trouble, push};
use super::site::Site;
use super::{TargetError, files, naming};
use crate::bucket::Requests;
use crate::store::documents::{self, Stored};
use crate::store::history::{self, Over};
use crate::store::outbox::{self, Due, Failed, Pushed};
use crate::store::{StoreError, storages};
use app::model::ids::TaskId;
use app::model::storage::{RunCounts, SyncStatus};
use futures::future::BoxFuture;
use rules::backoff;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

/// Documents on their way at once.
const WORKERS: usize = 16;
/// Documents taken from the outbox at once.
const BATCH: u32 = 64;
/// Between two reports to open pages.
const REPORT_EVERY: Duration = Duration::from_millis(500);

/// Documents that are written down together, unless they have waited for so long.
const TOGETHER: usize = 32;
const PAUSE: Duration = Duration::from_millis(20);
/// Documents that wait here before more are taken.
const AHEAD: usize = BATCH as usize;

type Taken = Vec<Ready>;
type Ended = (Due, Result<Pushed, Trouble>);
type Step<T> = BoxFuture<'static, Result<T, TargetError>>;

/// Three things go on at once: documents are on their way, the next are taken from the outbox, and those that ended are
/// written down.
struct Drain<'a> {
    site: &'a Site,
    blobs: Arc<Blobs>,
    queue: VecDeque<Ready>,
    flying: JoinSet<Ended>,
    /// On their way no more, and not yet written down; the first since then.
    ended: Vec<(TaskId, Result<Pushed, Failed>)>,
    ended_since: tokio::time::Instant,
    /// Taken and not yet written down.
    busy: HashSet<TaskId>,
    taking: Option<Step<(Taken, u64)>>,
    writing: Option<Step<Vec<TaskId>>>,
    /// The side files, which one writes at a time.
    files: Arc<Mutex<()>>,
    /// How often something was written down.
    written: u64,
    /// What it was when nothing was due.
    dry_at: Option<u64>,
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
        ended: Vec::new(),
        ended_since: tokio::time::Instant::now(),
        busy: HashSet::new(),
        taking: None,
        writing: None,
        files: Arc::default(),
        written: 0,
        dry_at: None,
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
            self.take(slots);
            self.launch(slots);
            self.write_down();
            if self.flying.is_empty() && self.taking.is_none() && self.writing.is_none() {
                return Ok(());
            }
            tokio::select! {
                Some(ended) = self.flying.join_next() => self.judge_all(ended),
                () = tokio::time::sleep_until(self.ended_since + PAUSE), if self.is_gathering() => {}
                taken = done(&mut self.taking) => self.taken(taken?),
                written = done(&mut self.writing) => self.written(&written?).await,
            }
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

    fn launch(&mut self, slots: usize) {
        while self.flying.len() < slots
            && let Some(ready) = self.queue.pop_front()
        {
            let (site, blobs, files) = (self.site.clone(), Arc::clone(&self.blobs), Arc::clone(&self.files));
            self.flying.spawn(async move {
                let pushed = match tell_before_it_goes(&site, &files, &ready.task).await {
                    Ok(()) => push(&site, &blobs, &ready).await,
                    Err(error) => Err(error.into()),
                };
                (ready.due, pushed)
            });
        }
    }

    /// Begins to take what is due, before there is nothing left to send.
    fn take(&mut self, slots: usize) {
        let (limit, wanted) = match slots {
            WORKERS => (BATCH, self.queue.len() < AHEAD),
            _ => (1, self.queue.is_empty() && self.flying.len() < slots),
        };
        if wanted && self.dry_at != Some(self.written) && self.taking.is_none() {
            let (site, blobs, written) = (self.site.clone(), Arc::clone(&self.blobs), self.written);
            let busy = self.busy.iter().copied().collect();
            self.taking =
                Some(Box::pin(async move { Ok((take(&site, &blobs, limit, busy).await?, written)) }));
        }
    }

    /// What was wanted again while it was busy can be taken once its end is written down.
    fn taken(&mut self, (taken, written): (Taken, u64)) {
        self.dry_at = taken.is_empty().then_some(written);
        self.busy.extend(taken.iter().map(|ready| ready.due.task));
        self.queue.extend(taken);
    }

    /// The circuit hears at once how pushes ended: whether there is another depends on it.
    fn judge_all(&mut self, first: Result<Ended, JoinError>) {
        if self.ended.is_empty() {
            self.ended_since = tokio::time::Instant::now();
        }
        let mut next = Some(first);
        while let Some(ended) = next {
            // A push that panicked leaves its row as it was: it is due again.
            if let Ok((due, result)) = ended {
                if result.is_ok() {
                    self.site.memory.circuit().succeeded();
                }
                let result = result.map_err(|trouble| self.judge(&due, &trouble));
                self.ended.push((due.task, result));
            }
            next = self.flying.try_join_next();
        }
    }

    fn is_gathering(&self) -> bool {
        !self.ended.is_empty() && self.writing.is_none()
    }

    /// Begins to write down what ended.
    fn write_down(&mut self) {
        let all = self.flying.is_empty() && self.taking.is_none();
        let waited = self.ended_since.elapsed() >= PAUSE;
        if !self.is_gathering() || self.ended.len() < TOGETHER && !all && !waited {
            return;
        }
        let (mut tasks, mut pushed, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for (task, result) in std::mem::take(&mut self.ended) {
            tasks.push(task);
            match result {
                Ok(done) => pushed.push(done),
                Err(trouble) => failed.push(trouble),
            }
        }
        self.pushed += pushed.len() as u64;
        self.failed += failed.len() as u64;
        let (db, id) = (self.site.db.clone(), self.site.record.id);
        self.writing = Some(Box::pin(async move {
            let written = db.write_batch(move |conn| {
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
            Ok(tasks)
        }));
    }

    async fn written(&mut self, tasks: &[TaskId]) {
        for task in tasks {
            self.busy.remove(task);
        }
        self.written += 1;
        if self.reported.elapsed() >= REPORT_EVERY {
            self.site.engine.publish(&self.site.record).await;
            self.reported = Instant::now();
        }
    }

    /// Writes down what was pushed, for the target's history.
    async fn remember(&mut self, took: Duration, sent: Requests) -> Result<(), StoreError> {
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

/// Takes what is due, and reads the documents: after the claim, so that they are at least as new.
async fn take(site: &Site, blobs: &Blobs, limit: u32, busy: Vec<TaskId>) -> Result<Taken, TargetError> {
    let (id, settings) = (site.record.id, site.record.settings.clone());
    let due = site.db.write_batch(move |conn| {
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
    });
    let due = due.await?;
    let tasks: Vec<_> = due.iter().map(|due| due.task).collect();
    let loaded = documents::load(&site.db, &tasks).await?;
    let mut loaded: HashMap<_, _> = loaded.into_iter().map(|task| (task.id, task)).collect();
    // A task that is gone took its row along.
    let with_task = |due: Due| loaded.remove(&due.task).map(|task| Ready { due, task, is_free: false });
    let mut taken = due.into_iter().filter_map(with_task).collect();
    look_keys_up(site, blobs, &mut taken).await?;
    Ok(taken)
}

/// Whether the keys of new documents are in use: asked for all at once.
async fn look_keys_up(site: &Site, blobs: &Blobs, taken: &mut Taken) -> Result<(), TargetError> {
    let settings = &site.record.settings;
    if !settings.shape.is_whole() {
        return Ok(());
    }
    let new = taken.iter_mut().filter(|ready| ready.due.key.is_none());
    let new: Vec<_> = new
        .map(|ready| (site.key(&naming::natural(settings, blobs, &ready.task, Part::Whole)), ready))
        .collect();
    let keys: Vec<&str> = new.iter().map(|(key, _)| key.as_str()).collect();
    let used = outbox::keys_in_use(site.db.reader(), site.record.id, &keys).await?;
    for (key, ready) in new {
        ready.is_free = !used.contains(&key);
    }
    Ok(())
}

/// The list says what was deleted before the object goes that would say it.
async fn tell_before_it_goes(site: &Site, files: &Mutex<()>, task: &Stored) -> Result<(), TargetError> {
    if !task.annotations.is_empty() || !site.record.settings.can_delete_objects {
        return Ok(());
    }
    let _turn = files.lock().await;
    files::push(site).await
}

/// The end of a step; never, if none has begun.
async fn done<T>(step: &mut Option<Step<T>>) -> Result<T, TargetError> {
    let Some(begun) = step else { return std::future::pending().await };
    let ended = begun.await;
    *step = None;
    ended
}

/// Unix milliseconds.
pub fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

/// Randomness for waits.
pub fn entropy() -> u64 {
    Uuid::new_v4().as_u64_pair().0
}
