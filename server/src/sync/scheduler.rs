//! When each storage runs: at the start, on demand, and its interval after the last run's end. One run at a time a
//! storage; whatever is asked during a run is one more.

use super::live::{Ended, LiveRun, Slot};
use super::{Engine, SyncError, card, source, target};
use crate::store::history::{self, Over};
use crate::store::projects;
use crate::store::source::{self as rows, RunEnd};
use crate::store::storages::{self, StorageRecord};
use app::api::types::LiveEvent;
use app::model::ids::StorageId;
use app::model::storage::{Side, SyncStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// A run begins this long after it was asked for: whoever asked sees it queued, and several who ask get one run.
const GRACE: Duration = Duration::from_millis(20);
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LAST_RETRY: Duration = Duration::from_secs(300);

/// Queues every storage once, and lets the targets be pushed to.
pub(super) async fn begin(engine: Engine) {
    engine.spawn(target::push_loop(engine.clone()));
    match storages::all(engine.db.reader()).await {
        Ok(records) => records.iter().for_each(|record| engine.slot(record).queue()),
        Err(error) => tracing::error!(%error, "the storages could not be read; they sync on demand only"),
    }
}

/// Keeps one storage: waits for its time or for a request, and runs.
pub(super) async fn keep(engine: Engine, id: StorageId, slot: Arc<Slot>) {
    let mut failures = 0;
    let mut wait: Option<Duration> = None;
    loop {
        tokio::select! {
            () = slot.gone.cancelled() => return,
            () = slot.asked.notified() => tokio::time::sleep(GRACE).await,
            () = sleep(wait) => slot.queue(),
        }
        while slot.is_queued() {
            // A target's run may wait for sources' runs, so it must not keep a place from them.
            let permit = match slot.side {
                Side::Target => None,
                Side::Source => tokio::select! {
                    () = slot.gone.cancelled() => return,
                    permit = engine.inner.runs.acquire() => Some(permit),
                },
            };
            let Ok(record) = storages::get(engine.db.reader(), id).await else { return };
            let ended = run(&engine, &record, &slot).await;
            drop(permit);
            failures = if ended.passing { failures + 1 } else { 0 };
            let every = record.settings.every(slot.live().expected);
            wait = next(every, failures, ended.retry_after);
            if slot.side == Side::Target && failures == 0 {
                wait = wait.map(|wait| wait.max(engine.targets().of(id).pause()));
            }
            if ended.again {
                slot.queue();
            }
        }
    }
}

async fn sleep(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// The time from a run's end to the next. After a passing failure the waits grow, even where the schedule is off: what
/// was asked for is not done.
fn next(interval: u32, failures: u32, asked: Option<Duration>) -> Option<Duration> {
    let interval = (interval > 0).then(|| Duration::from_secs(interval.into()));
    let Some(doublings) = failures.checked_sub(1) else { return interval };
    let backoff = FIRST_RETRY.saturating_mul(1 << doublings.min(16)).min(LAST_RETRY);
    Some(backoff.max(asked.unwrap_or_default().min(LAST_RETRY * 4)))
}

struct Next {
    /// It failed for a passing reason.
    passing: bool,
    retry_after: Option<Duration>,
    again: bool,
}

/// One run, from its beginning to its stored end.
async fn run(engine: &Engine, record: &StorageRecord, slot: &Arc<Slot>) -> Next {
    let cancel = slot.begin();
    engine.publish(record).await;
    let began = Instant::now();
    let work = work(engine.clone(), record.clone(), Arc::clone(slot), cancel);
    let ended = apart(engine, work).await;
    finish(engine, record, slot, ended, began.elapsed()).await
}

/// Works as a task of its own, so that a panic ends the run and not the keeping of the storage.
async fn apart(
    engine: &Engine,
    work: impl Future<Output = Result<Ended, SyncError>> + Send + 'static,
) -> Result<Ended, SyncError> {
    match engine.inner.tasks.spawn_on(work, &engine.inner.handle).await {
        Ok(ended) => ended,
        Err(defect) => Err(SyncError::Defect(defect.to_string())),
    }
}

async fn work(
    engine: Engine,
    record: StorageRecord,
    slot: Arc<Slot>,
    cancel: CancellationToken,
) -> Result<Ended, SyncError> {
    match record.side {
        Side::Target => Ok(target::run(&engine, &record).await.into()),
        Side::Source => {
            source::hold(&engine, &record).await?;
            source::run::run(&engine, &record, &slot, &cancel).await
        }
    }
}

async fn finish(
    engine: &Engine,
    record: &StorageRecord,
    slot: &Slot,
    ended: Result<Ended, SyncError>,
    took: Duration,
) -> Next {
    let next = match &ended {
        Ok(ended) => Next { passing: false, retry_after: None, again: ended.again },
        Err(error) => {
            if engine.stopping().is_cancelled() {
                tracing::debug!(storage = %record.id, %error, "a run was broken off by the end of the server");
            } else {
                tracing::warn!(storage = %record.id, %error, "a run did not finish");
            }
            Next { passing: error.is_passing(), retry_after: error.retry_after(), again: false }
        }
    };
    let wrote = ended.as_ref().is_ok_and(|ended| ended.wrote);
    let live = left(slot.left(), ended, took);
    let differs = (record.status, &record.problem, record.offer) != (live.status, &live.problem, live.offer);
    if !live.status.is_active() && (wrote || differs) {
        store(engine, record, live.clone().into(), took).await;
    }
    slot.end(live);
    engine.publish(record).await;
    if wrote || slot.left().counts.tasks_created > 0 {
        publish_tasks(engine, record).await;
    }
    next
}

/// What a run leaves, over what the last one left.
fn left(mut live: LiveRun, ended: Result<Ended, SyncError>, took: Duration) -> LiveRun {
    live.duration = Some(took.as_secs_f64());
    live.began = None;
    match ended {
        Ok(ended) => {
            live.status = ended.status;
            live.counts = ended.counts;
            live.problem = ended.problem;
            live.offer = ended.offer;
            live.run += 1;
            if ended.status != SyncStatus::Failed {
                live.expected = ended.counts.listed;
                live.last_sync = Some(crate::store::now());
            }
        }
        // It goes on with the next run, which is queued already.
        Err(SyncError::BrokenOff) => {}
        Err(error @ SyncError::Held(_)) => {
            live.status = SyncStatus::Queued;
            live.problem = Some(error.to_string());
        }
        Err(error) => {
            live.status = SyncStatus::Failed;
            live.problem = Some(error.to_string());
        }
    }
    live
}

async fn store(engine: &Engine, record: &StorageRecord, end: rows::RunEnd, took: Duration) {
    let (id, side) = (record.id, record.side);
    let RunEnd { status, counts, ref problem, .. } = end;
    let over = Over { status, problem: problem.clone(), counts, took: took.as_secs_f64() };
    let stored = engine.db.write_batch(move |conn| {
        Box::pin(async move {
            rows::end_run(&mut *conn, id, &end).await?;
            // A target that is well has its pushes for a history.
            if side == Side::Source || over.status == SyncStatus::Failed {
                history::add(conn, id, &over).await?;
            }
            Ok(())
        })
    });
    if let Err(error) = stored.await {
        tracing::warn!(storage = %id, %error, "a run's end was not stored; the next run says it again");
    }
}

/// Tells open pages that the project's tasks changed.
pub(super) async fn publish_tasks(engine: &Engine, record: &StorageRecord) {
    match projects::counts(engine.db.reader(), record.project).await {
        Ok(counts) => engine.events.publish(LiveEvent::Tasks { project: record.project, counts }),
        Err(error) => tracing::warn!(project = %record.project, %error, "the tasks could not be counted"),
    }
}

/// Tells open pages how far a source's run is, if it is time.
pub(super) fn report(
    engine: &Engine,
    record: &StorageRecord,
    slot: &Slot,
    counts: app::model::storage::RunCounts,
) {
    if slot.progress(counts) {
        let card = card::card(record, slot.live(), None);
        engine.events.publish(LiveEvent::Storage { card: Box::new(card) });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::events::Events;
    use crate::store::testing::TestDb;

    #[tokio::test]
    async fn a_defect_ends_the_run_is_told_and_leaves_what_was_known() {
        let t = TestDb::new().await;
        let handle = tokio::runtime::Handle::current();
        let engine = Engine::on_demand(t.db.clone(), t.dir.path().to_owned(), Events::new(), handle);
        let broken =
            std::future::poll_fn(|_| -> std::task::Poll<Result<Ended, SyncError>> { panic!("a defect") });
        let ended = apart(&engine, broken).await;
        let before = LiveRun { last_sync: Some("then".into()), expected: 7, run: 3, ..LiveRun::default() };
        let after = left(before, ended, Duration::from_secs(1));
        assert_eq!((after.status, after.expected, after.run), (SyncStatus::Failed, 7, 3));
        assert_eq!(after.last_sync.as_deref(), Some("then"));
        let problem = after.problem.unwrap();
        assert!(problem.contains("a defect of this program") && problem.contains("panicked"), "{problem}");
    }

    #[test]
    fn the_schedule_is_the_interval_after_the_last_end() {
        assert_eq!(next(30, 0, None), Some(Duration::from_secs(30)));
        assert_eq!(next(0, 0, None), None);
    }

    #[test]
    fn a_store_that_is_away_is_asked_less_and_less_often() {
        let waits: Vec<_> = (1..=9).filter_map(|n| next(30, n, None)).map(|w| w.as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(next(0, 1, Some(Duration::from_secs(9))), Some(Duration::from_secs(9)));
    }
}
