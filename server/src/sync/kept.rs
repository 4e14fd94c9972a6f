//! What people asked to be found out or done, such as a dry run: it goes on by itself and can be looked at while it is
//! among the last few.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// So many are kept of each kind.
pub const LAST: usize = 4;

pub struct Kept<T> {
    ids: AtomicU64,
    kept: Mutex<VecDeque<Inquiry<T>>>,
}

struct Inquiry<T> {
    id: u64,
    of: Arc<T>,
    cancel: CancellationToken,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        // A page that still asks for what an earlier process did is not to meet another's.
        let first = chrono::Utc::now().timestamp_millis().unsigned_abs();
        Self { ids: AtomicU64::new(first), kept: Mutex::default() }
    }
}

impl<T> Kept<T> {
    pub fn find(&self, id: u64) -> Option<Arc<T>> {
        self.kept().iter().find(|inquiry| inquiry.id == id).map(|inquiry| Arc::clone(&inquiry.of))
    }

    /// Keeps what `make` makes of its id and of the token that is cancelled by `stop`, or when it is forgotten: the
    /// oldest is, and if it still runs, it is broken off.
    pub fn add(&self, stop: &CancellationToken, make: impl FnOnce(u64, CancellationToken) -> T) -> Arc<T> {
        let mut kept = self.kept();
        let of = self.keep(&mut kept, stop, make);
        while kept.len() > LAST {
            if let Some(oldest) = kept.pop_front() {
                oldest.cancel.cancel();
            }
        }
        of
    }

    /// As [`Self::add`], for what must not be broken off: only what is over is forgotten. `None`: as many as there may be
    /// still run.
    pub fn add_if_room(
        &self,
        stop: &CancellationToken,
        is_over: impl Fn(&T) -> bool,
        make: impl FnOnce(u64, CancellationToken) -> T,
    ) -> Option<Arc<T>> {
        let mut kept = self.kept();
        while kept.len() >= LAST {
            let oldest = kept.iter().position(|inquiry| is_over(&inquiry.of))?;
            kept.remove(oldest);
        }
        Some(self.keep(&mut kept, stop, make))
    }

    fn keep(
        &self,
        kept: &mut VecDeque<Inquiry<T>>,
        stop: &CancellationToken,
        make: impl FnOnce(u64, CancellationToken) -> T,
    ) -> Arc<T> {
        let id = self.ids.fetch_add(1, Ordering::Relaxed) + 1;
        let cancel = stop.child_token();
        let of = Arc::new(make(id, cancel.clone()));
        kept.push_back(Inquiry { id, of: Arc::clone(&of), cancel });
        of
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Inquiry<T>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use std::sync::atomic::AtomicBool;

    struct One {
        id: u64,
        over: AtomicBool,
        cancel: CancellationToken,
    }

    impl One {
        fn begin(kept: &Kept<Self>, stop: &CancellationToken) -> Option<Arc<Self>> {
            let is_over = |one: &Self| one.over.load(Ordering::Relaxed);
            kept.add_if_room(stop, is_over, |id, cancel| Self { id, over: AtomicBool::new(false), cancel })
        }

        fn end(&self) {
            self.over.store(true, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_must_not_be_broken_off_is_kept_while_it_runs_and_leaves_no_room_for_more() {
        let (kept, stop) = (Kept::default(), CancellationToken::new());
        let all: Vec<_> = (0..LAST).map(|_| One::begin(&kept, &stop).unwrap()).collect();
        assert!(One::begin(&kept, &stop).is_none());
        assert!(all.iter().all(|one| kept.find(one.id).is_some()));
        all[2].end();
        all[1].end();
        assert!(One::begin(&kept, &stop).is_some());
        let there: Vec<bool> = all.iter().map(|one| kept.find(one.id).is_some()).collect();
        assert_eq!(there, [true, false, true, true], "the older one that is over made room");
        assert!(One::begin(&kept, &stop).is_some());
        assert!(One::begin(&kept, &stop).is_none());
        assert!(all.iter().all(|one| !one.cancel.is_cancelled()));
    }

    #[test]
    fn the_last_few_are_kept_and_older_ones_broken_off() {
        let (kept, stop) = (Kept::default(), CancellationToken::new());
        let all: Vec<_> = (0..6).map(|_| kept.add(&stop, |id, cancel| (id, cancel))).collect();
        let there: Vec<bool> = all.iter().map(|one| kept.find(one.0).is_some()).collect();
        assert_eq!(there, [false, false, true, true, true, true]);
        assert!(all.iter().all(|one| one.1.is_cancelled() != kept.find(one.0).is_some()));
    }
}
