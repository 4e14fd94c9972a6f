//! Tiles of large images: made once of each version of an object, one conversion at a time, and kept in the data
//! directory while there is room. What is an image and how it is cut is the business of the crate `tiles`.

mod cache;
mod failure;
mod making;
mod name;
#[cfg(test)]
mod tests;

pub use failure::Failure;
pub use making::file_version;
pub use name::Name;

use crate::config::TilesConfig;
use crate::service::{MediaPlace, Service};
use cache::Cache;
use making::{Making, Progress};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiles::{About, Head};
use tokio::sync::Semaphore;

/// A failure that is not the file's is told for this long, and then tried anew.
const TOLD: Duration = Duration::from_secs(30);
/// Failures that are remembered.
const REMEMBERED: usize = 1000;

/// The pyramids of this server. Cheap to clone.
#[derive(Clone)]
pub struct Tiling {
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    /// `None`: nothing is made here.
    cache: Option<Cache>,
    /// Largest object that is read, bytes.
    most_source: u64,
    /// One conversion at a time, for each may take all the memory there is for them.
    turn: Semaphore,
    jobs: Mutex<HashMap<(Name, u32), Job>>,
}

enum Job {
    Going(Head, Arc<Progress>),
    Failed(Arc<Failure>, Instant),
}

/// How it stands with the tiles of a page.
#[derive(Debug)]
pub enum State {
    /// Nobody asked for them.
    Unmade,
    Making {
        head: Head,
        /// From 0 to 1.
        done: f32,
        /// For another one's end.
        waits: bool,
    },
    Ready(About),
    Failed(Arc<Failure>),
}

impl Tiling {
    /// Clears what an interrupted conversion left in `dir`, the data directory.
    pub fn open(dir: &Path, config: TilesConfig, service: Service) -> Self {
        let inner = Inner {
            service,
            cache: (config.cache_mb > 0).then(|| Cache::open(dir, config.cache_mb << 20)),
            most_source: config.max_source_mb << 20,
            turn: Semaphore::new(1),
            jobs: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Refuses an object that nothing will be made of, before it is read.
    pub fn check(&self, head: &Head, size: u64) -> Result<(), Failure> {
        if self.inner.cache.is_none() {
            return Err(Failure::Off);
        }
        if size > self.inner.most_source {
            return Err(Failure::SourceTooLarge { size, most: self.inner.most_source });
        }
        if let Some((width, height)) = head.size {
            tiles::check_pixels(head.format, width, height)?;
        }
        Ok(())
    }

    /// How it stands. Reads the disk.
    pub fn state(&self, name: &Name, page: u32) -> State {
        if let Some(state) = self.of_job(name, page) {
            return state;
        }
        let made = self.inner.cache.as_ref().and_then(|cache| cache.about(name, page));
        made.map_or(State::Unmade, State::Ready)
    }

    fn of_job(&self, name: &Name, page: u32) -> Option<State> {
        let key = (name.clone(), page);
        let mut jobs = self.jobs();
        match jobs.get(&key)? {
            Job::Going(head, progress) => {
                Some(State::Making { head: *head, done: progress.done(), waits: progress.waits() })
            }
            Job::Failed(failure, at) if failure.is_of_the_file() || at.elapsed() < TOLD => {
                Some(State::Failed(Arc::clone(failure)))
            }
            Job::Failed(..) => {
                jobs.remove(&key);
                None
            }
        }
    }

    /// Begins to make the tiles of a page, unless that is going on.
    pub fn begin(&self, name: &Name, page: u32, head: Head, place: MediaPlace) {
        let Some(cache) = self.inner.cache.clone() else { return };
        let key = (name.clone(), page);
        let progress = Arc::new(Progress::default());
        {
            let mut jobs = self.jobs();
            if jobs.contains_key(&key) {
                return;
            }
            if jobs.len() >= REMEMBERED {
                jobs.retain(|_, job| matches!(job, Job::Going(..)));
            }
            jobs.insert(key.clone(), Job::Going(head, Arc::clone(&progress)));
        }
        let making = Making { name: name.clone(), page, place, cache, progress };
        let inner = Arc::clone(&self.inner);
        let engine = inner.service.engine.clone();
        engine.spawn(async move {
            let done = making.run(&inner).await;
            let mut jobs = lock(&inner.jobs);
            match done {
                Ok(()) => jobs.remove(&key),
                Err(failure) => {
                    tracing::info!(uri = making.place.uri, page, %failure, "no tiles were made");
                    jobs.insert(key, Job::Failed(Arc::new(failure), Instant::now()))
                }
            };
        });
    }

    /// A tile; `None` if these are not made, or no longer. Reads the disk.
    pub fn tile(&self, name: &Name, page: u32, level: u32, x: u32, y: u32) -> Option<Tile> {
        self.inner.cache.as_ref()?.tile(name, page, level, x, y)
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<(Name, u32), Job>> {
        lock(&self.inner.jobs)
    }
}

/// A tile, or that the pyramid has none there.
#[derive(Debug)]
pub enum Tile {
    Bytes { bytes: Vec<u8>, content_type: &'static str },
    Outside(About),
}

/// A panic elsewhere leaves plain data behind, which is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
