//! What a sync would do, with settings that may not be saved yet: the whole diff, and nothing written to the database.
//! What it found is kept in nameless files of the data directory for as long as somebody may look at it.

mod ledger;
mod rehearsal;

pub use rehearsal::Rehearsal;

use super::compare::{Sides, Stop};
use super::diff::{Change, Diff, Known};
use super::plan::{Act, Plan};
use super::planner::{Planner, Step};
use crate::sync::SyncError;
use app::api::types::{DryChange, DryCounts, DryItem, DryItems, DryRun, DryState};
use app::model::storage::Outcome;
use futures::TryStreamExt;
use ledger::Ledgers;
use std::collections::VecDeque;
use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Dry runs that are kept to be looked at; an older one ends.
const KEPT: usize = 4;

/// The dry runs of an engine, the oldest first.
#[derive(Default)]
pub struct DryRuns {
    last: AtomicU64,
    kept: Mutex<VecDeque<Arc<Dry>>>,
}

impl DryRuns {
    pub fn find(&self, id: u64) -> Option<Arc<Dry>> {
        lock(&self.kept).iter().find(|dry| dry.id == id).cloned()
    }

    /// A dry run to be run; `note` is what should be known of it beforehand.
    pub fn add(&self, dir: &Path, note: Option<String>, stop: &CancellationToken) -> Arc<Dry> {
        let cancel = stop.child_token();
        let dry = Arc::new(Dry {
            id: self.last.fetch_add(1, Ordering::Relaxed) + 1,
            told: Mutex::new(Told {
                state: DryState::Running,
                problem: None,
                counts: DryCounts::default(),
                ledgers: Ledgers::within(dir),
            }),
            note,
            cancel: cancel.clone(),
            _end: cancel.drop_guard(),
        });
        let mut kept = lock(&self.kept);
        kept.push_back(Arc::clone(&dry));
        while kept.len() > KEPT {
            if let Some(oldest) = kept.pop_front() {
                oldest.cancel.cancel();
            }
        }
        dry
    }
}

/// One dry run.
pub struct Dry {
    id: u64,
    note: Option<String>,
    told: Mutex<Told>,
    cancel: CancellationToken,
    _end: DropGuard,
}

/// What it found so far.
struct Told {
    state: DryState,
    problem: Option<String>,
    counts: DryCounts,
    ledgers: Ledgers,
}

impl Dry {
    pub fn view(&self) -> DryRun {
        let told = lock(&self.told);
        let (state, problem, counts) = (told.state, told.problem.clone(), told.counts);
        DryRun { id: self.id, state, problem, note: self.note.clone(), counts }
    }

    /// One page (from 1) of what would change in one way. Reads a file: not for where others must not wait.
    pub fn items(&self, change: DryChange, page: u32) -> std::io::Result<DryItems> {
        let mut told = lock(&self.told);
        let items = told.ledgers.page(change, page)?;
        let total = told.counts.of(change);
        Ok(DryItems { total, page, page_size: ledger::PAGE, items })
    }

    /// Compares the listing with what is known. `unordered`: the store is known not to keep the order of keys.
    pub async fn run(self: &Arc<Self>, sides: Sides, planner: Planner, unordered: bool) {
        let ended = tokio::select! {
            ended = self.compare(&sides, &planner, unordered) => ended,
            () = self.cancel.cancelled() => Err(SyncError::BrokenOff),
        };
        let doubt = planner.take_missing().survey.doubt();
        let mut told = lock(&self.told);
        (told.state, told.problem) = match ended {
            Ok(()) => (DryState::Done, doubt),
            Err(error) => (DryState::Failed, Some(error.to_string())),
        };
    }

    async fn compare(&self, sides: &Sides, planner: &Planner, unordered: bool) -> Result<(), SyncError> {
        let mut diff = if unordered { Diff::unordered() } else { Diff::ordered() };
        loop {
            match self.pass(sides, planner, diff).await {
                Ok(()) => return Ok(()),
                Err(Stop::Sync(error)) => return Err(error),
                Err(Stop::OutOfOrder) => {
                    planner.take_missing();
                    let mut told = lock(&self.told);
                    told.counts = DryCounts::default();
                    told.ledgers.clear();
                    diff = Diff::unordered();
                }
            }
        }
    }

    async fn pass(&self, sides: &Sides, planner: &Planner, diff: Diff) -> Result<(), Stop> {
        let mut found = pin!(sides.compare(diff));
        while let Some(page) = found.try_next().await? {
            let steps = planner.steps(page).await?;
            self.tell(steps)
                .map_err(|why| SyncError::Defect(format!("cannot keep what was found: {why}")))?;
        }
        Ok(())
    }

    fn tell(&self, steps: Vec<Step>) -> std::io::Result<()> {
        let told = &mut *lock(&self.told);
        for step in steps {
            told.counts.listed += u64::from(matches!(step, Step::Listed { .. } | Step::Unspeakable(_)));
            match item(step) {
                Some(item) => {
                    told.counts.add(item.change);
                    told.ledgers.add(&item)?;
                }
                None => told.counts.unchanged += 1,
            }
        }
        Ok(())
    }
}

/// What would change about an object; `None` if nothing.
fn item(step: Step) -> Option<DryItem> {
    let (key, change, reason) = match step {
        Step::Listed { listed, change, known, plan, .. } => {
            let (change, reason) = changed(change, known.as_ref(), plan)?;
            (listed.key, change, reason)
        }
        Step::Unspeakable(key) => (key, DryChange::Skipped, None),
        Step::Departed(key) => (key, DryChange::LeftOut, Some("is outside the storage's folder".to_owned())),
        Step::Missing(key) => (key, DryChange::Gone, None),
    };
    Some(DryItem { key, change, reason })
}

fn changed(change: Change, known: Option<&Known>, plan: Plan) -> Option<(DryChange, Option<String>)> {
    let was_out = known.is_some_and(|known| known.outcome == Outcome::Skipped);
    match plan.act {
        Act::Keep => None,
        Act::LeaveOut(skip) => {
            let kind = if known.is_none() || was_out { DryChange::Skipped } else { DryChange::LeftOut };
            Some((kind, Some(skip.to_string())))
        }
        Act::Blob | Act::Read(_) => {
            let kind = match change {
                Change::New if plan.outcome == Outcome::Unchanged => return None,
                Change::New => DryChange::New,
                Change::Returned => DryChange::Back,
                _ if was_out => DryChange::Included,
                Change::Retry => DryChange::Retried,
                Change::Changed | Change::Unchanged => DryChange::Updated,
            };
            Some((kind, None))
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::sync::source::filter::{Format, Skip};

    fn known(outcome: Outcome) -> Known {
        let (key, etag) = ("k".to_owned(), "e".to_owned());
        Known { key, etag, size: 1, outcome, reason: None, retry: false, gone: false, run: 1 }
    }

    #[test]
    fn each_change_is_told_as_what_a_person_would_call_it() {
        let read = |outcome| Plan { act: Act::Read(Format::Json), outcome, fresh: false };
        let out = Plan { act: Act::LeaveOut(Skip::Regex), outcome: Outcome::Skipped, fresh: false };
        let keep = Plan { act: Act::Keep, outcome: Outcome::Unchanged, fresh: false };
        let (taken, skipped) = (known(Outcome::Imported), known(Outcome::Skipped));
        for (change, known, plan, expected) in [
            (Change::New, None, read(Outcome::Imported), Some(DryChange::New)),
            (Change::New, None, read(Outcome::Unchanged), None),
            (Change::New, None, out, Some(DryChange::Skipped)),
            (Change::Changed, Some(&taken), read(Outcome::Updated), Some(DryChange::Updated)),
            (Change::Unchanged, Some(&taken), read(Outcome::Updated), Some(DryChange::Updated)),
            (Change::Unchanged, Some(&taken), out, Some(DryChange::LeftOut)),
            (Change::Changed, Some(&skipped), out, Some(DryChange::Skipped)),
            (Change::Unchanged, Some(&skipped), read(Outcome::Imported), Some(DryChange::Included)),
            (Change::Retry, Some(&taken), read(Outcome::Imported), Some(DryChange::Retried)),
            (Change::Returned, Some(&taken), read(Outcome::Updated), Some(DryChange::Back)),
            (Change::Unchanged, Some(&taken), keep, None),
        ] {
            assert_eq!(changed(change, known, plan).map(|(change, _)| change), expected, "{change:?}");
        }
    }
}
