//! One conversion: the object onto disk, its pyramid beside it, the pyramid into its place.

use super::cache::{Cache, Growing};
use super::{Failure, Inner, Name};
use crate::bucket::{RangedObject, ReadRange};
use crate::service::{MediaPlace, Resolved, Service};
use app::api::error::ApiError;
use futures::StreamExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use tiles::{Refusal, Watch};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use tokio_util::sync::CancellationToken;

/// Reading the object counts as this much of the whole.
const READING: f32 = 0.2;

pub struct Making {
    pub name: Name,
    pub page: u32,
    pub place: MediaPlace,
    pub cache: Cache,
    pub progress: Arc<Progress>,
}

/// How far it is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Of a thousand.
    done: AtomicU32,
    begun: AtomicBool,
}

impl Progress {
    pub fn done(&self) -> f32 {
        self.done.load(Ordering::Relaxed) as f32 / 1000.0
    }

    pub fn waits(&self) -> bool {
        !self.begun.load(Ordering::Relaxed)
    }

    fn set(&self, done: f32) {
        self.done.store((done * 1000.0) as u32, Ordering::Relaxed);
    }
}

/// What tells of rows, and stops with the server.
struct Watching {
    progress: Arc<Progress>,
    stopping: CancellationToken,
}

impl Watch for Watching {
    fn rows(&self, done: u32, of: u32) -> bool {
        self.progress.set(READING + (1.0 - READING) * done as f32 / of.max(1) as f32);
        !self.stopping.is_cancelled()
    }
}

impl Making {
    pub async fn run(&self, inner: &Inner) -> Result<(), Failure> {
        let stopping = inner.service.engine.stopping();
        let stopped = || Failure::Refused(Refusal::Stopped);
        let working = async {
            let _turn = inner.turn.acquire().await.map_err(|_| stopped())?;
            self.progress.begun.store(true, Ordering::Relaxed);
            let growing = Arc::new(self.cache.grow().map_err(Refusal::Disk)?);
            let source = self.source(&inner.service, &growing, inner.most_source).await?;
            self.convert(source, growing, stopping.clone()).await
        };
        // A conversion stops by itself; what it waits for does not.
        tokio::select! {
            done = working => done,
            () = stopping.cancelled() => Err(stopped()),
        }
    }

    /// The object as a file: the local copy, or read to where the pyramid grows.
    async fn source(&self, service: &Service, growing: &Growing, most: u64) -> Result<PathBuf, Failure> {
        match service.read_media(&self.place, ReadRange::Whole).await? {
            Resolved::LocalFile(path) => {
                let (version, size) = file_version(&path).await.map_err(Refusal::Disk)?;
                self.expect(&version, size)?;
                Ok(path)
            }
            Resolved::Stream(object) => {
                self.expect(&object.version.0, object.size)?;
                if object.size > most {
                    return Err(Failure::SourceTooLarge { size: object.size, most });
                }
                self.fetch(object, &growing.source()).await?;
                Ok(growing.source())
            }
            Resolved::BehindEnd => Err(Refusal::NotAnImage.into()),
            Resolved::Redirect { .. } => {
                Err(ApiError::Internal("an object to be read was redirected".to_owned()).into())
            }
        }
    }

    fn expect(&self, version: &str, size: u64) -> Result<(), Failure> {
        if Name::new(&self.place, version, size) == self.name { Ok(()) } else { Err(Failure::Changed) }
    }

    async fn fetch(&self, object: RangedObject, path: &Path) -> Result<(), Failure> {
        let mut file = fs::File::create(path).await.map_err(Refusal::Disk)?;
        let (mut body, mut read) = (object.body, 0u64);
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(ApiError::from)?;
            read += chunk.len() as u64;
            if read > object.size {
                return Err(Failure::Changed);
            }
            file.write_all(&chunk).await.map_err(Refusal::Disk)?;
            self.progress.set(READING * read as f32 / object.size.max(1) as f32);
        }
        file.flush().await.map_err(Refusal::Disk)?;
        if read == object.size { Ok(()) } else { Err(Failure::Changed) }
    }

    async fn convert(
        &self,
        source: PathBuf,
        growing: Arc<Growing>,
        stopping: CancellationToken,
    ) -> Result<(), Failure> {
        let watching = Watching { progress: Arc::clone(&self.progress), stopping };
        let (cache, name, page) = (self.cache.clone(), self.name.clone(), self.page);
        let work = move || {
            tiles::build(&source, page, &growing.pyramid(), &watching)?;
            cache.place(&growing, &name, page).map_err(Refusal::Disk)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => Ok(done?),
            Err(error) => Err(ApiError::Internal(format!("the making of tiles broke off: {error}")).into()),
        }
    }
}

/// What a local copy is known by, and its size.
pub async fn file_version(path: &Path) -> std::io::Result<(String, u64)> {
    let about = fs::metadata(path).await?;
    let changed = about.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok((format!("file {:x}", changed.as_nanos()), about.len()))
}
