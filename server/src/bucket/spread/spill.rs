//! Pages that wait for their turn on disk: a nameless file that is gone with the listing. Knows nothing of ranges.

use crate::bucket::{BucketError, BucketErrorKind, Listed};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The file is not made longer than this.
const MOST: u64 = 2 << 30;

/// Where a page lies.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    start: u64,
    length: usize,
}

/// The file.
#[derive(Debug)]
pub struct Spill(Mutex<State>);

#[derive(Debug)]
struct State {
    file: File,
    end: u64,
    /// Bytes that are still to be read.
    waiting: u64,
}

impl Spill {
    /// A file without a name within `dir`; `None` if there can be none, and then nothing waits on disk.
    pub fn within(dir: &Path) -> Option<Self> {
        let file = tempfile::tempfile_in(dir).ok()?;
        Some(Self(Mutex::new(State { file, end: 0, waiting: 0 })))
    }

    /// Where the page lies now; `None` if it has to wait in memory, for the file is long enough or the disk full.
    pub fn keep(&self, page: &[Listed]) -> Option<Place> {
        let bytes = serde_json::to_vec(page).ok()?;
        let mut state = self.state();
        let start = state.end;
        if start + bytes.len() as u64 > MOST {
            return None;
        }
        state.file.seek(SeekFrom::Start(start)).and_then(|_| state.file.write_all(&bytes)).ok()?;
        state.end += bytes.len() as u64;
        state.waiting += bytes.len() as u64;
        Some(Place { start, length: bytes.len() })
    }

    /// The page that was put there; once.
    pub fn take(&self, place: Place) -> Result<Vec<Listed>, BucketError> {
        self.read(place).map_err(|error| {
            let message = format!("cannot read back a part of the listing that waited on disk: {error}");
            BucketError::new(BucketErrorKind::Other, message)
        })
    }

    fn read(&self, place: Place) -> io::Result<Vec<Listed>> {
        let mut bytes = vec![0; place.length];
        let mut state = self.state();
        state.file.seek(SeekFrom::Start(place.start))?;
        state.file.read_exact(&mut bytes)?;
        state.waiting -= place.length as u64;
        if state.waiting == 0 {
            state.file.set_len(0)?;
            state.end = 0;
        }
        drop(state);
        Ok(serde_json::from_slice(&bytes)?)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_page_comes_back_as_it_went_and_the_file_shrinks_with_the_last() {
        let dir = tempfile::tempdir().unwrap();
        let spill = Spill::within(dir.path()).unwrap();
        let page = |n: u64| {
            let key = format!("a\n\u{1f431}{n}");
            vec![Listed { key, size: u64::MAX - n, etag: "\"e\"".into(), odd: None }]
        };
        let places: Vec<Place> = (0..9).map(|n| spill.keep(&page(n)).unwrap()).collect();
        for n in (0..9).rev() {
            assert_eq!(spill.take(places[n as usize]).unwrap(), page(n));
        }
        assert_eq!(spill.state().file.metadata().unwrap().len(), 0);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
