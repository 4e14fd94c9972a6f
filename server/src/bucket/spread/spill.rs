//! Pages that wait for their turn on disk: a nameless file that is gone with the listing. Knows nothing of ranges.

use crate::bucket::{BucketError, BucketErrorKind, Listed};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The file is not made longer than this.
const MOST: u64 = 2 << 30;

/// Where a page lies, as long as this lives.
#[derive(Debug)]
pub struct Place {
    spill: Arc<Spill>,
    start: u64,
    length: usize,
}

/// The file.
#[derive(Debug)]
pub struct Spill {
    file: File,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    end: u64,
    /// Bytes that are still to be read.
    waiting: u64,
}

impl Spill {
    /// A file without a name within `dir`; `None` if there can be none, and then nothing waits on disk.
    pub fn within(dir: &Path) -> Option<Arc<Self>> {
        let file = tempfile::tempfile_in(dir);
        let file = file
            .inspect_err(|error| tracing::debug!(%error, "no pages can wait in {}", dir.display()))
            .ok()?;
        Some(Arc::new(Self { file, state: Mutex::default() }))
    }

    /// Where the page lies now; `None` if it has to wait in memory, for the file is long enough or the disk full.
    pub fn keep(self: &Arc<Self>, page: &[Listed]) -> Option<Place> {
        let bytes = serde_json::to_vec(page).ok()?;
        let place = self.place(bytes.len())?;
        self.file.write_all_at(&bytes, place.start).ok()?;
        Some(place)
    }

    fn place(self: &Arc<Self>, length: usize) -> Option<Place> {
        let mut state = self.state();
        let start = state.end;
        if start + length as u64 > MOST {
            return None;
        }
        state.end += length as u64;
        state.waiting += length as u64;
        Some(Place { spill: Arc::clone(self), start, length })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The page that was put here.
    pub fn take(self) -> Result<Vec<Listed>, BucketError> {
        self.read().map_err(|error| {
            let message = format!("cannot read back a part of the listing that waited on disk: {error}");
            BucketError::new(BucketErrorKind::Other, message)
        })
    }

    fn read(&self) -> io::Result<Vec<Listed>> {
        let mut bytes = vec![0; self.length];
        self.spill.file.read_exact_at(&mut bytes, self.start)?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

impl Drop for Place {
    /// With the last, the file is written from its beginning again; if it cannot be made shorter, it stays long until
    /// the listing is over.
    fn drop(&mut self) {
        let mut state = self.spill.state();
        state.waiting = state.waiting.saturating_sub(self.length as u64);
        if state.waiting == 0 {
            state.end = 0;
            self.spill.file.set_len(0).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_page_comes_back_as_it_went_and_the_file_shrinks_with_the_last_whether_read_or_not() {
        let dir = tempfile::tempdir().unwrap();
        let spill = Spill::within(dir.path()).unwrap();
        let page = |n: u64| {
            let key = format!("a\n\u{1f431}{n}");
            vec![Listed { key, size: u64::MAX - n, etag: "\"e\"".into(), odd: None }]
        };
        let places: Vec<Place> = (0..9).map(|n| spill.keep(&page(n)).unwrap()).collect();
        for (n, place) in places.into_iter().enumerate().rev() {
            if n == 4 { drop(place) } else { assert_eq!(place.take().unwrap(), page(n as u64)) }
        }
        assert_eq!(spill.file.metadata().unwrap().len(), 0);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
