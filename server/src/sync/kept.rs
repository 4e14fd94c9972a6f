//! What people asked to be found out, such as a dry run: it goes on by itself and can be looked at while it is among
//! the last few. An older one is broken off and forgotten.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

const LAST: usize = 4;

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
        Self { ids: AtomicU64::new(0), kept: Mutex::default() }
    }
}

impl<T> Kept<T> {
    pub fn find(&self, id: u64) -> Option<Arc<T>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|inquiry| inquiry.id == id).map(|inquiry| Arc::clone(&inquiry.of))
    }

    /// Keeps what `make` makes of its id and of the token that is cancelled when it is forgotten, or by `stop`.
    pub fn add(&self, stop: &CancellationToken, make: impl FnOnce(u64, CancellationToken) -> T) -> Arc<T> {
        let id = self.ids.fetch_add(1, Ordering::Relaxed) + 1;
        let cancel = stop.child_token();
        let of = Arc::new(make(id, cancel.clone()));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(Inquiry { id, of: Arc::clone(&of), cancel });
        while kept.len() > LAST {
            if let Some(oldest) = kept.pop_front() {
                oldest.cancel.cancel();
            }
        }
        of
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn the_last_few_are_kept_and_older_ones_broken_off() {
        let (kept, stop) = (Kept::default(), CancellationToken::new());
        let all: Vec<_> = (0..6).map(|_| kept.add(&stop, |id, cancel| (id, cancel))).collect();
        let there: Vec<bool> = all.iter().map(|one| kept.find(one.0).is_some()).collect();
        assert_eq!(there, [false, false, true, true, true, true]);
        assert!(all.iter().all(|one| one.1.is_cancelled() != kept.find(one.0).is_some()));
    }
}
