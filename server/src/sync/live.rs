//! What is known of each storage's runs in memory: it overlays the stored record, so that a run that finds nothing new
//! writes nothing, and a crash leaves no run that seems to go on.

use super::target::TargetRun;
use crate::store::source::RunEnd;
use crate::store::storages::StorageRecord;
use app::api::types::StorageOffer;
use app::model::ids::ProjectId;
use app::model::storage::{RunCounts, Side, SyncStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Between two reports of one run to open pages.
const REPORT_EVERY: Duration = Duration::from_millis(200);

/// The state of a storage now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveRun {
    pub status: SyncStatus,
    /// Of the running or last run.
    pub counts: RunCounts,
    /// Seconds the last run took.
    pub duration: Option<f64>,
    /// End of the last run that accounted for everything.
    pub last_sync: Option<String>,
    pub problem: Option<String>,
    pub offer: Option<StorageOffer>,
    /// Objects that the last whole listing held.
    pub expected: u64,
    /// Since when the running run runs.
    pub began: Option<Instant>,
    /// Number of the running or last run; objects that an earlier one wrote are unchanged.
    pub run: i64,
}

impl LiveRun {
    pub fn stored(record: &StorageRecord) -> Self {
        Self {
            status: record.status,
            counts: record.counts,
            duration: record.duration,
            last_sync: record.last_sync.clone(),
            problem: record.problem.clone(),
            offer: record.offer,
            expected: record.counts.listed,
            began: None,
            run: record.run,
        }
    }
}

impl From<LiveRun> for RunEnd {
    fn from(live: LiveRun) -> Self {
        let LiveRun { status, counts, duration, last_sync, problem, offer, run, .. } = live;
        Self { status, counts, duration, last_sync, problem, offer, run }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub status: SyncStatus,
    pub counts: RunCounts,
    pub problem: Option<String>,
    pub offer: Option<StorageOffer>,
    /// Rows were written.
    pub wrote: bool,
    /// More is to be done at once.
    pub again: bool,
}

impl From<TargetRun> for Ended {
    fn from(run: TargetRun) -> Self {
        let TargetRun { status, problem } = run;
        Self { status, counts: RunCounts::default(), problem, offer: None, wrote: false, again: false }
    }
}

/// One storage's place in the engine.
#[derive(Debug)]
pub struct Slot {
    pub project: ProjectId,
    pub side: Side,
    /// Something was asked for.
    pub asked: Notify,
    /// The storage was removed, or the server stops.
    pub gone: CancellationToken,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    live: LiveRun,
    queued: bool,
    running: Option<CancellationToken>,
    reported: Option<Instant>,
}

impl Slot {
    pub fn new(record: &StorageRecord, gone: CancellationToken) -> Self {
        let state = State { live: LiveRun::stored(record), queued: false, running: None, reported: None };
        Self {
            project: record.project,
            side: record.side,
            asked: Notify::new(),
            gone,
            state: Mutex::new(state),
        }
    }

    pub fn live(&self) -> LiveRun {
        let state = self.lock();
        let mut live = state.live.clone();
        if state.queued {
            live.status = SyncStatus::Queued;
        } else if state.running.is_some() {
            live.status = SyncStatus::InProgress;
        }
        live
    }

    /// Queues one run, however often it is called before that run begins.
    pub fn queue(&self) {
        self.lock().queued = true;
        self.asked.notify_one();
    }

    pub fn is_queued(&self) -> bool {
        self.lock().queued
    }

    /// Queues one run instead of a running one, which is broken off.
    pub fn queue_instead(&self) {
        let mut state = self.lock();
        if let Some(running) = &state.running {
            running.cancel();
        }
        state.queued = true;
        self.asked.notify_one();
    }

    /// The queued run begins.
    pub fn begin(&self) -> CancellationToken {
        let token = self.gone.child_token();
        let mut state = self.lock();
        state.queued = false;
        state.running = Some(token.clone());
        state.live.counts = RunCounts::default();
        state.live.began = Some(Instant::now());
        state.reported = None;
        token
    }

    /// The run so far. Answers whether it is time to tell open pages.
    pub fn progress(&self, counts: RunCounts) -> bool {
        let mut state = self.lock();
        state.live.counts = counts;
        let due = state.reported.is_none_or(|at| at.elapsed() >= REPORT_EVERY);
        if due {
            state.reported = Some(Instant::now());
        }
        due
    }

    /// What the last run left, with the counts of the running one.
    pub fn left(&self) -> LiveRun {
        self.lock().live.clone()
    }

    /// The run is over, and leaves this.
    pub fn end(&self, live: LiveRun) {
        let mut state = self.lock();
        state.running = None;
        state.live = live;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What a panic elsewhere leaves behind is plain data, still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
