//! One run of one source storage: lists, compares, plans, reads and writes, all at the same time and each in bounded
//! memory. Doing it twice does nothing more; broken off anywhere, the next run goes on from what was written.

use super::diff::{Diff, Found, Known, OutOfOrder};
use super::filter::{Filter, Skip, Verdict};
use super::item::{Done, Item, Settled, wants_copy};
use super::plan::{Rules, Survey, plan};
use super::read::Sink;
use super::tally::Tally;
use super::write::Writing;
use crate::bucket::{Bucket, BucketError, Listed};
use crate::store::projects;
use crate::store::source::apply::Batch;
use crate::store::source::{self, Scope, Understood};
use crate::store::storages::{self, StorageRecord, StoreId};
use crate::sync::live::{Ended, Slot};
use crate::sync::{Engine, SyncError, copies, scheduler};
use app::model::config::LabelConfig;
use app::model::storage::{Outcome, Side};
use async_stream::try_stream;
use futures::{Stream, StreamExt, TryStreamExt};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Objects read at once.
const READS: usize = 32;
/// Pages of the listing that may wait.
const PAGES: usize = 2;
/// Objects planned and written together.
const PAGE: usize = 1000;
/// Known objects read from the database at once.
const KNOWN: u32 = 4000;
/// A bucket with more objects is listed by ranges; below, that gains less than the memory it takes.
const LARGE: u64 = 100_000;
/// Known objects between the ends of ranges: two pages of a listing.
const RANGE: u32 = 2000;
/// Missing objects that one run concludes from; more are left to the next.
const ABSENT: usize = 50_000;
/// Between two reports that the project's tasks changed.
const TASKS_EVERY: Duration = Duration::from_secs(2);

/// Lists, compares, plans, reads and writes.
pub async fn run(
    engine: &Engine,
    record: &StorageRecord,
    slot: &Arc<Slot>,
    cancel: &CancellationToken,
) -> Result<Ended, SyncError> {
    let run = Arc::new(Run::prepare(engine, record, slot).await?);
    let work = run.work();
    let (wrote, again) = tokio::select! {
        done = work => done?,
        () = cancel.cancelled() => return Err(SyncError::BrokenOff),
    };
    run.count_requests();
    let tally = &run.tally;
    let (status, problem, offer) = (tally.status(), tally.problem(), tally.offer(run.blobs));
    Ok(Ended { status, counts: tally.counts(), problem, offer, wrote, again })
}

/// What all parts of a run share.
pub struct Run {
    pub engine: Engine,
    pub scope: Scope,
    pub bucket: Bucket,
    pub config: Option<LabelConfig>,
    record: StorageRecord,
    slot: Arc<Slot>,
    filter: Filter,
    blobs: bool,
    rules: Rules,
    before: Option<Understood>,
    /// The project had tasks of this store when the run began.
    any_task: bool,
    tally: Arc<Tally>,
    requests_before: u64,
    missing: Mutex<Missing>,
}

/// What the listing lacks.
#[derive(Default)]
struct Missing {
    survey: Survey,
    keys: Vec<String>,
}

/// Why an attempt ended early.
enum Stop {
    Sync(SyncError),
    OutOfOrder,
}

impl<E: Into<SyncError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Sync(error.into())
    }
}

/// What comes out of the comparison.
enum Job {
    Ready(Batch),
    Item(Item),
}

impl Run {
    async fn prepare(engine: &Engine, record: &StorageRecord, slot: &Arc<Slot>) -> Result<Self, SyncError> {
        let bucket = engine.bucket(record)?;
        let db = engine.db.reader();
        let targets = storages::list(db, record.project, Some(Side::Target)).await?;
        let outputs =
            targets.iter().filter(|t| t.store == record.store).map(|t| t.settings.folder()).collect();
        let before = source::understood(db, record.id).await?;
        let blobs = record.settings.use_blob_urls;
        let scope = Scope {
            storage: record.id,
            project: record.project,
            store: record.store,
            run: slot.live().run + 1,
        };
        let xml = projects::get(db, record.project).await?.label_config;
        if record.settings.create_local_copy {
            copies::clear_drafts(&engine.dir, record.id).await?;
        }
        Ok(Self {
            engine: engine.clone(),
            scope,
            requests_before: bucket.requests(),
            bucket,
            // A config that cannot be read helps nobody to understand predictions.
            config: LabelConfig::parse(&xml).ok(),
            record: record.clone(),
            slot: Arc::clone(slot),
            filter: Filter::new(&record.settings, outputs)?,
            blobs,
            rules: Rules { reinterpret: before.is_some_and(|b| b.blobs != blobs), run: scope.run },
            before,
            any_task: source::any_task(db, record.project, record.store).await?,
            tally: Arc::default(),
            missing: Mutex::default(),
        })
    }

    /// Answers whether anything was written, and whether more is to be done at once.
    async fn work(self: &Arc<Self>) -> Result<(bool, bool), SyncError> {
        let mut wrote = self.leave_old_store().await?;
        let mut unordered = self.before.is_some_and(|b| b.store == self.record.store.0 && b.unordered);
        if !unordered {
            let (in_order, passed) = self.attempt(Diff::ordered()).await?;
            wrote |= in_order;
            match passed {
                Ok(()) => {}
                Err(Stop::Sync(error)) => return Err(error),
                Err(Stop::OutOfOrder) => unordered = true,
            }
        }
        if unordered {
            wrote |= self.attempt_unordered().await?;
        }
        let (vanished, again) = self.conclude().await?;
        let understood = Understood { store: self.record.store.0, blobs: self.blobs, unordered };
        if self.before != Some(understood) {
            let storage = self.record.id;
            let work = self.engine.db.write_batch(move |conn| {
                Box::pin(async move { source::set_understood(conn, storage, understood).await })
            });
            work.await?;
        }
        Ok((wrote || vanished, again))
    }

    async fn attempt_unordered(self: &Arc<Self>) -> Result<bool, SyncError> {
        self.tally.restart();
        self.tally
            .note("The store does not list in the order of keys, so the known keys were held in memory");
        *self.missing() = Missing::default();
        let (wrote, passed) = self.attempt(Diff::unordered()).await?;
        match passed {
            Ok(()) => Ok(wrote),
            Err(Stop::Sync(error)) => Err(error),
            Err(Stop::OutOfOrder) => Err(SyncError::Defect("a listing without order was held to one".into())),
        }
    }

    /// The storage pointed to another store before: what is known of that one is forgotten.
    async fn leave_old_store(&self) -> Result<bool, SyncError> {
        let Some(before) = self.before.filter(|before| before.store != self.record.store.0) else {
            return Ok(false);
        };
        let (scope, old) = (self.scope, StoreId(before.store));
        loop {
            let work = self.engine.db.write_batch(move |conn| {
                Box::pin(async move { source::forget_some(conn, scope, old, PAGE as u32).await })
            });
            if work.await? == 0 {
                return Ok(true);
            }
        }
    }

    /// One pass over the listing. Answers whether anything was written, and how it went; what was found before a
    /// failure is written all the same.
    async fn attempt(self: &Arc<Self>, diff: Diff) -> Result<(bool, Result<(), Stop>), SyncError> {
        let writing = Writing::start(self.engine.db.clone(), self.scope, Arc::clone(&self.tally));
        let passed = self.pass(diff, &writing).await;
        Ok((writing.finish().await?, passed))
    }

    async fn pass(self: &Arc<Self>, diff: Diff, writing: &Writing) -> Result<(), Stop> {
        // A failure has its place among the jobs: what was found before it is done.
        let steps = self.jobs(diff).map(|job| async { self.perform(job?).await });
        let mut done = Box::pin(steps.buffered(READS));
        let mut told = Instant::now();
        while let Some(done) = done.try_next().await? {
            match done {
                Performed::Ready(batch) => writing.send(batch).await?,
                Performed::Done(Done::Settled(settled)) => self.settle(settled, writing).await?,
                Performed::Done(Done::Large(item, source, format)) => {
                    let reading = item.read(self, &source, format, Sink::Write(writing)).await;
                    self.settle(item.read_result(reading, Batch::default())?, writing).await?;
                }
            }
            self.report(&mut told).await;
        }
        Ok(())
    }

    async fn settle(&self, settled: Settled, writing: &Writing) -> Result<(), Stop> {
        let Settled { key, outcome, reason, mut batch } = settled;
        self.tally.count(&key, outcome, reason.as_deref());
        batch.reinterpret = self.rules.reinterpret;
        Ok(writing.send(batch).await?)
    }

    async fn perform(self: &Arc<Self>, job: Job) -> Result<Performed, Stop> {
        match job {
            Job::Ready(batch) => Ok(Performed::Ready(batch)),
            Job::Item(item) => {
                let run = Arc::clone(self);
                let task = AbortOnDropHandle::new(tokio::spawn(async move { item.perform(&run).await }));
                match task.await {
                    Ok(done) => Ok(Performed::Done(done?)),
                    Err(defect) => Err(SyncError::Defect(defect.to_string()).into()),
                }
            }
        }
    }

    /// The comparison of the listing with what is known, as jobs in the order of keys.
    fn jobs(self: &Arc<Self>, mut diff: Diff) -> impl Stream<Item = Result<Job, Stop>> + use<> {
        let run = Arc::clone(self);
        try_stream! {
            let mut pages = run.list(diff.is_ordered()).await?;
            let mut after = None;
            let mut found = Vec::new();
            while let Some(page) = pages.recv().await {
                for listed in page? {
                    while diff.wants_known(Some(&listed.key)) {
                        run.feed(&mut diff, &mut after).await?;
                    }
                    diff.take(listed, &mut found).map_err(|OutOfOrder| Stop::OutOfOrder)?;
                    if found.len() >= PAGE {
                        for job in run.plan(std::mem::take(&mut found)).await? {
                            yield job;
                        }
                    }
                }
                for job in run.plan(std::mem::take(&mut found)).await? {
                    yield job;
                }
            }
            loop {
                diff.drain(&mut found);
                for job in run.plan(std::mem::take(&mut found)).await? {
                    yield job;
                }
                if !diff.wants_known(None) {
                    break;
                }
                run.feed(&mut diff, &mut after).await?;
            }
        }
    }

    /// Lists ahead of the comparison; a large bucket by ranges between keys that are known, where their order counts.
    async fn list(&self, in_order: bool) -> Result<Pages, SyncError> {
        let settings = &self.record.settings;
        let folder = settings.folder();
        let large = self.slot.left().counts.listed > LARGE;
        let mut pages = if large && in_order && settings.recursive {
            let db = self.engine.db.reader();
            let ends = source::every_nth_key(db, self.record.id, &folder, RANGE).await?;
            self.bucket.list_between(&folder, ends)
        } else {
            self.bucket.list(&folder, settings.recursive)
        };
        let (sender, receiver) = mpsc::channel(PAGES);
        let task = tokio::spawn(async move {
            while let Some(page) = pages.next().await {
                let failed = page.is_err();
                if sender.send(page).await.is_err() || failed {
                    return;
                }
            }
        });
        Ok(Pages { receiver, _task: AbortOnDropHandle::new(task) })
    }

    async fn feed(&self, diff: &mut Diff, after: &mut Option<String>) -> Result<(), SyncError> {
        let page =
            source::known_page(self.engine.db.reader(), self.record.id, after.as_deref(), KNOWN).await?;
        let over = page.len() < KNOWN as usize;
        if let Some(last) = page.last() {
            *after = Some(last.key.clone());
        }
        diff.feed(page, over);
        Ok(())
    }

    /// Plans a page: what needs nothing of the bucket is settled in one batch, in its place among the rest.
    async fn plan(&self, found: Vec<Found>) -> Result<Vec<Job>, SyncError> {
        let standing = self.standing(&found).await?;
        let mut jobs = Vec::new();
        let mut ready = Batch { reinterpret: self.rules.reinterpret, ..Batch::default() };
        for finding in found {
            let (listed, change, known) = match finding {
                Found::Listed { listed, change, known } => (listed, change, known),
                Found::Absent(known) => {
                    self.miss(known, &mut ready);
                    continue;
                }
            };
            self.tally.listed();
            self.missing().survey.listed += 1;
            if known.as_ref().is_some_and(|known| !known.gone) {
                self.missing().survey.present += 1;
            }
            let verdict = self.filter.verdict(&listed);
            let skip = match verdict {
                Verdict::Skip(skip) => Some(skip),
                Verdict::Take(_) => None,
            };
            if skip == Some(Skip::NotTasks) {
                self.tally.not_tasks();
            }
            // The database's JSON cannot hold this one character, which no store of ours lists.
            if listed.key.contains('\0') {
                self.tally.count(&listed.key, Outcome::Skipped, None);
                continue;
            }
            let stands = known.is_some() || standing.contains(&listed.key);
            let plan = plan(change, known.as_ref(), verdict, stands, self.rules);
            let copy = self.record.settings.create_local_copy && wants_copy(self.blobs, skip);
            let item = Item { listed, change, known, plan, copy };
            if !item.is_ready() {
                jobs.push(Job::Item(item));
                continue;
            }
            let settled = item.settle();
            self.tally.count(&settled.key, settled.outcome, settled.reason.as_deref());
            ready.append(settled.batch);
        }
        if !ready.is_empty() || jobs.is_empty() {
            jobs.push(Job::Ready(ready));
        }
        Ok(jobs)
    }

    /// Which of the new objects have tasks already.
    async fn standing(&self, found: &[Found]) -> Result<HashSet<String>, SyncError> {
        let new = |found: &Found| matches!(found, Found::Listed { known: None, .. });
        let keys: Vec<&str> = found
            .iter()
            .filter(|found| new(found))
            .filter_map(|found| match found {
                Found::Listed { listed, .. } => Some(listed.key.as_str()),
                Found::Absent(_) => None,
            })
            .collect();
        if !self.any_task || keys.is_empty() {
            return Ok(HashSet::new());
        }
        let db = self.engine.db.reader();
        Ok(source::with_tasks(db, self.scope.project, self.scope.store, &keys).await?)
    }

    fn miss(&self, known: Known, ready: &mut Batch) {
        if !self.filter.covers(&known.key) {
            ready.departed.push(known.key);
            return;
        }
        let mut missing = self.missing();
        missing.survey.present += 1;
        missing.survey.absent += 1;
        if missing.keys.len() < ABSENT {
            missing.keys.push(known.key);
        }
    }

    /// The listing is complete: what it lacks is gone, if that can be believed.
    async fn conclude(&self) -> Result<(bool, bool), SyncError> {
        let Missing { survey, keys } = std::mem::take(&mut *self.missing());
        if let Some(doubt) = survey.doubt() {
            self.tally.doubt(doubt);
            return Ok((false, false));
        }
        self.tally.vanished(keys.len() as u64);
        for chunk in keys.chunks(PAGE) {
            let (scope, batch) = (self.scope, Batch { vanished: chunk.to_vec(), ..Batch::default() });
            let work = self.engine.db.write_batch(move |conn| {
                Box::pin(async move { source::apply::apply(conn, scope, &batch).await })
            });
            work.await?;
        }
        Ok((!keys.is_empty(), survey.absent > keys.len() as u64))
    }

    fn count_requests(&self) {
        self.tally.requests(self.bucket.requests().saturating_sub(self.requests_before));
    }

    async fn report(&self, told: &mut Instant) {
        self.count_requests();
        let counts = self.tally.counts();
        scheduler::report(&self.engine, &self.record, &self.slot, counts);
        if counts.tasks_created > 0 && told.elapsed() >= TASKS_EVERY {
            scheduler::publish_tasks(&self.engine, &self.record).await;
            *told = Instant::now();
        }
    }

    fn missing(&self) -> std::sync::MutexGuard<'_, Missing> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Performed {
    Ready(Batch),
    Done(Done),
}

/// The listing, as it comes.
struct Pages {
    receiver: mpsc::Receiver<Result<Vec<Listed>, BucketError>>,
    _task: AbortOnDropHandle<()>,
}

impl Pages {
    async fn recv(&mut self) -> Option<Result<Vec<Listed>, BucketError>> {
        self.receiver.recv().await
    }
}
