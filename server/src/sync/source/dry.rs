//! What a sync would do, with settings that may not be saved yet: the whole diff, and nothing written to the database.
//! What it found is kept in nameless files of the data directory for as long as somebody may look at it.

mod ledger;

use super::outlook::{Outlook, Sight, Subject};
use crate::sync::{Engine, SyncError};
use app::api::types::{DryChange, DryCounts, DryItems, DryRun, InquiryState};
use ledger::Ledgers;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

const ELSEWHERE: &str = "These settings point to another place than before. What is known of the objects there is \
                         forgotten with the next sync, and their tasks leave the lists unless another source brings them";

/// One dry run.
pub struct Dry {
    id: u64,
    note: Option<String>,
    told: Mutex<Told>,
    cancel: CancellationToken,
}

/// What it found so far.
struct Told {
    state: InquiryState,
    problem: Option<String>,
    counts: DryCounts,
    ledgers: Ledgers,
}

impl Dry {
    /// Begins a dry run, which goes on by itself.
    pub async fn begin(engine: &Engine, subject: Subject) -> Result<Arc<Self>, SyncError> {
        let outlook = Outlook::new(engine, subject).await?;
        let note = outlook.moves.then(|| ELSEWHERE.to_owned());
        let told = Told {
            state: InquiryState::Running,
            problem: None,
            counts: DryCounts::default(),
            ledgers: Ledgers::within(&engine.dir),
        };
        let dry = engine.dry_runs().add(engine.stopping(), |id, cancel| Self {
            id,
            note,
            told: Mutex::new(told),
            cancel,
        });
        let running = Arc::clone(&dry);
        engine.spawn(async move { running.run(&outlook).await });
        Ok(dry)
    }

    pub fn view(&self) -> DryRun {
        let told = self.told();
        let (state, problem, counts) = (told.state, told.problem.clone(), told.counts);
        DryRun { id: self.id, state, problem, note: self.note.clone(), counts }
    }

    /// One page (from 1) of what would change in one way. Reads a file: not for where others must not wait.
    pub fn items(&self, change: DryChange, page: u32) -> io::Result<DryItems> {
        let mut told = self.told();
        let items = told.ledgers.page(change, page)?;
        let total = told.counts.of(change);
        Ok(DryItems { total, page, page_size: ledger::PAGE, items })
    }

    async fn run(&self, outlook: &Outlook) {
        let keep = |sight| self.see(sight).map_err(|why| SyncError::disk("keep what was found in", "", why));
        let ended = tokio::select! {
            ended = outlook.through(keep) => ended,
            () = self.cancel.cancelled() => Err(SyncError::BrokenOff),
        };
        let mut told = self.told();
        (told.state, told.problem) = match ended {
            Ok(doubt) => (InquiryState::Done, doubt),
            Err(error) => (InquiryState::Failed, Some(error.to_string())),
        };
    }

    fn see(&self, sight: Sight) -> io::Result<()> {
        let told = &mut *self.told();
        let Sight::Page { listed, unchanged, items } = sight else {
            told.counts = DryCounts::default();
            told.ledgers.clear();
            return Ok(());
        };
        told.counts.listed += listed;
        told.counts.unchanged += unchanged;
        for item in items {
            told.counts.add(item.change);
            told.ledgers.add(&item)?;
        }
        Ok(())
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
