//! One run of one source storage: lists, compares, plans, reads and writes, all at the same time and each in bounded
//! memory. Doing it twice does nothing more; broken off anywhere, the next run goes on from what was written.

use super::compare::{PAGE, Sides, Stop};
use super::diff::{Diff, Found};
use super::filter::{Filter, Skip};
use super::item::{Done, Item, Settled, wants_copy};
use super::plan::Rules;
use super::planner::{Missing, Planner, Step};
use super::read::Sink;
use super::rows::{RowId, mark};
use super::tally::Tally;
use super::write::Writing;
use crate::bucket::{Bucket, Requests, TargetKeys};
use crate::store::source::batch::Batch;
use crate::store::source::{self, Scope, Understood, audit};
use crate::store::storages::{self, StorageRecord, StoreId};
use crate::store::{Db, StoreError, projects};
use crate::sync::live::{Ended, Slot};
use crate::sync::{Engine, SyncError, copies, scheduler};
use app::model::config::LabelConfig;
use app::model::ids::{ProjectId, TaskId};
use app::model::storage::{Outcome, Side};
use futures::stream::iter;
use futures::{Stream, StreamExt, TryStreamExt};
use ring::digest::{SHA256, digest};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Objects read at once.
const READS: usize = 32;
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
    /// Where rows have ids.
    pub row_id: Option<RowId>,
    record: StorageRecord,
    slot: Arc<Slot>,
    sides: Sides,
    planner: Planner,
    blobs: bool,
    needs: u64,
    before: Option<Understood>,
    tally: Arc<Tally>,
    requests_before: Requests,
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
        let before = source::understood(db, record.id).await?;
        let blobs = record.settings.use_blob_urls;
        let scope = Scope {
            storage: record.id,
            project: record.project,
            store: record.store,
            run: slot.live().run + 1,
        };
        if record.settings.create_local_copy {
            copies::clear_drafts(&engine.dir, record.id).await?;
        }
        let filter = Filter::new(&record.settings, outputs(&engine.db, record.project, record.store).await?)?;
        let xml = projects::get(db, record.project).await?.label_config;
        // A config that cannot be read asks for nothing, and helps nobody to understand predictions.
        let config = LabelConfig::parse(&xml).ok();
        let needs = needs(config.as_ref());
        let row_id = RowId::new(record.settings.row_id.as_deref());
        let rules = rules(before, blobs, needs, row_id.as_ref(), scope.run);
        let mut sides = Sides::new(engine, &bucket, Some(record.id), &record.settings);
        sides.expected = slot.live().expected;
        Ok(Self {
            engine: engine.clone(),
            scope,
            requests_before: bucket.requests(),
            bucket,
            config,
            row_id,
            needs,
            record: record.clone(),
            slot: Arc::clone(slot),
            sides,
            planner: Planner::new(&engine.db, record.project, record.store, filter, rules).await?,
            blobs,
            before,
            tally: Arc::default(),
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
        let understood = Understood {
            store: self.record.store.0,
            blobs: self.blobs,
            unordered,
            needs: self.needs,
            row_id: mark(self.row_id.as_ref()),
        };
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
        self.planner.take_missing();
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
        let finished = writing.finish().await;
        let trimmed = match finished {
            Ok(false) => Ok(()),
            _ => self.engine.db.trim().await,
        };
        // Why it was not written says more than that the memory could not be given back.
        let wrote = finished?;
        trimmed?;
        Ok((wrote, passed))
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
        batch.reinterpret = self.planner.rules.reinterpret;
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
    fn jobs(self: &Arc<Self>, diff: Diff) -> impl Stream<Item = Result<Job, Stop>> + use<> {
        let run = Arc::clone(self);
        let planned = self.sides.compare(diff).and_then(move |found| {
            let run = Arc::clone(&run);
            async move { Ok(iter(run.plan(found).await?.into_iter().map(Ok))) }
        });
        planned.try_flatten()
    }

    /// Plans a page: what needs nothing of the bucket is settled in one batch, in its place among the rest.
    async fn plan(&self, found: Vec<Found>) -> Result<Vec<Job>, SyncError> {
        let mut jobs = Vec::new();
        let mut ready = Batch { reinterpret: self.planner.rules.reinterpret, ..Batch::default() };
        for step in self.planner.steps(found).await? {
            let (listed, change, known, plan, skip) = match step {
                Step::Listed { listed, change, known, plan, skip } => (listed, change, known, plan, skip),
                Step::Departed(key) => {
                    ready.departed.push(key);
                    continue;
                }
                Step::Missing(_) => continue,
                Step::Unspeakable(key) => {
                    self.tally.listed();
                    self.tally.count(&key, Outcome::Skipped, None);
                    continue;
                }
            };
            self.tally.listed();
            if skip == Some(Skip::NotTasks) {
                self.tally.not_tasks();
            }
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

    /// The listing is complete: what it lacks is gone, if that can be believed.
    async fn conclude(&self) -> Result<(bool, bool), SyncError> {
        let Missing { survey, keys } = self.planner.take_missing();
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
        // An empty listing says too little to conclude from at once.
        let cleared = survey.listed > 0 && self.clear_left_behind().await?;
        Ok((!keys.is_empty() || cleared, survey.absent > keys.len() as u64))
    }

    /// A storage that is new, or new at this store: tasks that one before it left behind in its folder, and whose objects
    /// no storage has, are gone as if it had known them.
    async fn clear_left_behind(&self) -> Result<bool, SyncError> {
        if self.before.is_some_and(|before| before.store == self.record.store.0) {
            return Ok(false);
        }
        let db = self.engine.db.reader();
        let tasks = audit::count(db, self.scope.project, self.scope.store).await?;
        if tasks == self.tally.counts().tasks_created {
            // All of them are of objects that this run found.
            return Ok(false);
        }
        let (mut cleared, mut after) = (false, TaskId(0));
        while let Some(walked) = audit::without_object(db, &self.record, after, PAGE as u32).await? {
            after = walked.last;
            cleared |= self.flag(walked.without_object).await?;
        }
        Ok(cleared)
    }

    async fn flag(&self, found: Vec<(TaskId, String)>) -> Result<bool, SyncError> {
        if found.is_empty() {
            return Ok(false);
        }
        let tasks: Vec<TaskId> = found.into_iter().map(|(id, _)| id).collect();
        let record = self.record.clone();
        // Looked at once more where it is written, for another storage's run may have just found such an object.
        let work = self.engine.db.write_batch(move |conn| {
            Box::pin(async move { audit::flag_without_object(conn, &record, &tasks).await })
        });
        Ok(work.await? > 0)
    }

    fn count_requests(&self) {
        self.tally.requests(self.bucket.requests().since(self.requests_before));
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
}

/// What a plan depends on. Rows that get their ids from elsewhere than before are to be read anew.
pub fn rules(before: Option<Understood>, blobs: bool, needs: u64, row_id: Option<&RowId>, run: i64) -> Rules {
    let mut rules = Rules::after(before, blobs, needs, run);
    rules.reinterpret |= !blobs && before.is_some_and(|before| before.row_id != mark(row_id));
    rules
}

/// Tells configs apart by the data that they ask for.
pub fn needs(config: Option<&LabelConfig>) -> u64 {
    let mut keys = config.map(LabelConfig::data_keys).unwrap_or_default();
    keys.sort_unstable();
    let hash = digest(&SHA256, keys.join("\0").as_bytes());
    hash.as_ref().iter().take(7).fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// The keys that targets write to in the same store: what is there is no source.
pub async fn outputs(db: &Db, project: ProjectId, store: StoreId) -> Result<Vec<TargetKeys>, StoreError> {
    let targets = storages::list(db.reader(), project, Some(Side::Target)).await?;
    let keys = |target: &StorageRecord| TargetKeys::new(target.settings.folder(), &target.templates());
    Ok(targets.iter().filter(|target| target.store == store).map(keys).collect())
}

enum Performed {
    Ready(Batch),
    Done(Done),
}
