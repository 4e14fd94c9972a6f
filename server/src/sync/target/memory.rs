//! What the engine keeps in memory of its targets: who was woken, whose turn it is, which are away. Gone with the
//! process, and nothing is lost by that.

use super::circuit::Circuit;
use super::roll_up::Remembered;
use app::model::ids::{ProjectId, StorageId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// What one page of a listing is worth: a target is looked at the less often the more it holds.
const PAUSE_A_PAGE: Duration = Duration::from_secs(3);
/// How long a card says what happened.
const NOTICED: Duration = Duration::from_secs(3600);

/// All targets of an engine; it holds one of these.
#[derive(Debug, Default)]
pub struct Targets {
    woken: Mutex<HashSet<ProjectId>>,
    changed: Notify,
    each: Mutex<HashMap<StorageId, Arc<Memory>>>,
}

/// One target.
#[derive(Debug, Default)]
pub struct Memory {
    /// Held by whoever claims, reads or pushes there: one at a time.
    pub turn: tokio::sync::Mutex<()>,
    circuit: Mutex<Circuit>,
    roll_up: Mutex<Remembered>,
    /// What people should know, and since when.
    notices: Mutex<Vec<(Instant, String)>>,
    /// The claim was seen to be ours since this process started, and nothing spoke against it since.
    confirmed: AtomicBool,
    /// Everything that the target holds has its local copy.
    copied: AtomicBool,
    /// Pages of the last whole listing of its documents.
    pages: AtomicU64,
    /// A task keeps it.
    kept: AtomicBool,
    /// Something is wanted there.
    asked: Notify,
    /// The storage was removed, or points elsewhere now.
    gone: CancellationToken,
}

impl Targets {
    /// Annotations of the project were committed. Never blocks.
    pub fn wake(&self, project: ProjectId) {
        lock(&self.woken).insert(project);
        self.changed.notify_one();
    }

    /// Waits until a project was woken, and takes all that were.
    pub async fn woken(&self) -> HashSet<ProjectId> {
        loop {
            let woken = std::mem::take(&mut *lock(&self.woken));
            if !woken.is_empty() {
                return woken;
            }
            self.changed.notified().await;
        }
    }

    /// The target's memory, made at the first look.
    pub fn of(&self, storage: StorageId) -> Arc<Memory> {
        Arc::clone(lock(&self.each).entry(storage).or_default())
    }

    /// The storage was removed, or points elsewhere now.
    pub fn forget(&self, storage: StorageId) {
        if let Some(memory) = lock(&self.each).remove(&storage) {
            memory.gone.cancel();
        }
    }
}

impl Memory {
    pub fn circuit(&self) -> MutexGuard<'_, Circuit> {
        lock(&self.circuit)
    }

    pub fn roll_up(&self) -> MutexGuard<'_, Remembered> {
        lock(&self.roll_up)
    }

    /// Something that a person should know, whoever found it.
    pub fn notice(&self, notice: String) {
        lock(&self.notices).push((Instant::now(), notice));
    }

    /// What was noticed lately: long enough for somebody to see it.
    pub fn notices(&self) -> Option<String> {
        let mut notices = lock(&self.notices);
        notices.retain(|(since, _)| since.elapsed() < NOTICED);
        let texts: Vec<_> = notices.iter().map(|(_, text)| text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    pub fn is_copied(&self) -> bool {
        self.copied.load(Ordering::Acquire)
    }

    pub fn set_copied(&self) {
        self.copied.store(true, Ordering::Release);
    }

    pub fn set_pages(&self, pages: u64) {
        self.pages.store(pages, Ordering::Release);
    }

    /// How long to wait at least until the target is looked at again.
    pub fn pause(&self) -> Duration {
        PAUSE_A_PAGE.saturating_mul(u32::try_from(self.pages.load(Ordering::Acquire)).unwrap_or(u32::MAX))
    }

    /// Whether the caller is the first, who is to keep it.
    pub fn is_first_keeper(&self) -> bool {
        !self.kept.swap(true, Ordering::AcqRel)
    }

    /// Something is wanted there. Never blocks, and many are one.
    pub fn ask(&self) {
        self.asked.notify_one();
    }

    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    pub fn is_gone(&self) -> bool {
        self.gone.is_cancelled()
    }

    pub async fn gone(&self) {
        self.gone.cancelled().await;
    }

    pub fn is_confirmed(&self) -> bool {
        self.confirmed.load(Ordering::Acquire)
    }

    pub fn confirm(&self, confirmed: bool) {
        self.confirmed.store(confirmed, Ordering::Release);
    }
}

/// A panic elsewhere leaves plain data behind, which is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waking_is_never_lost_and_many_wakes_are_one() {
        let targets = Targets::default();
        for _ in 0..50 {
            targets.wake(ProjectId(7));
        }
        targets.wake(ProjectId(8));
        assert_eq!(targets.woken().await, HashSet::from([ProjectId(7), ProjectId(8)]));
        targets.wake(ProjectId(9));
        assert_eq!(targets.woken().await, HashSet::from([ProjectId(9)]));
    }

    #[test]
    fn a_forgotten_target_starts_anew() {
        let targets = Targets::default();
        targets.of(StorageId(1)).confirm(true);
        let old = targets.of(StorageId(1));
        assert!(old.is_confirmed() && !old.is_gone());
        targets.forget(StorageId(1));
        assert!(old.is_gone());
        assert!(!targets.of(StorageId(1)).is_confirmed());
    }
}
