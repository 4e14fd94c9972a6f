//! Source storages become tasks, annotations become objects of the target: the engine that joins bucket and store.
//!
//! [`Engine`] is what the rest of the server holds of it: it runs each storage by itself, on demand and on schedule.

pub mod card;
pub mod copies;
mod error;
mod kept;
mod live;
mod scheduler;
pub mod source;
pub mod target;
pub mod verify;

pub use error::SyncError;
pub use kept::{Kept, LAST as KEPT};
pub use live::{LiveRun, Slot};

use crate::bucket::{Ambient, Bucket, BucketError, BucketErrorKind};
use crate::events::Events;
use crate::store::storages::{self, StorageRecord};
use crate::store::{Db, StoreError};
use app::api::types::LiveEvent;
use app::model::ids::{ProjectId, StorageId};
use app::model::storage::{StorageSecrets, StorageSettings};
use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Runs that go on at once.
const RUNS: usize = 4;
/// How long a shutdown waits for runs to come to a stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Everything the syncs need. Built once in main; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub db: Db,
    /// The data directory.
    pub dir: PathBuf,
    pub events: Events,
    inner: Arc<Inner>,
}

struct Inner {
    handle: Handle,
    slots: Mutex<HashMap<StorageId, Arc<Slot>>>,
    buckets: Mutex<HashMap<StorageId, Connected>>,
    targets: target::Targets,
    dry_runs: Kept<source::Dry>,
    verifications: Kept<verify::Verifying>,
    runs: Semaphore,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// A connected bucket, and what it was connected with.
struct Connected {
    settings: StorageSettings,
    secrets: StorageSecrets,
    ambient: Ambient,
    bucket: Bucket,
}

impl Engine {
    /// Starts the engine on a multi-thread runtime of its own (never an HTTP worker's). Every storage syncs once.
    pub fn start(db: Db, dir: PathBuf, events: Events, handle: Handle) -> Self {
        let engine = Self::on_demand(db, dir, events, handle);
        engine.spawn(scheduler::begin(engine.clone()));
        engine
    }

    /// As [`Self::start`], but nothing syncs until it is asked for.
    pub fn on_demand(db: Db, dir: PathBuf, events: Events, handle: Handle) -> Self {
        let inner = Inner {
            handle,
            slots: Mutex::default(),
            buckets: Mutex::default(),
            targets: target::Targets::default(),
            dry_runs: Kept::default(),
            verifications: Kept::default(),
            runs: Semaphore::new(RUNS),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        Self { db, dir, events, inner: Arc::new(inner) }
    }

    /// Queues a run; the state says so before this returns. During a run: exactly one more.
    pub async fn request_sync(&self, storage: StorageId) -> Result<(), SyncError> {
        let record = storages::get(self.db.reader(), storage).await?;
        self.slot(&record).queue();
        self.publish(&record).await;
        Ok(())
    }

    /// The state now. A storage that the engine does not know yet has the default one.
    pub fn live(&self, storage: StorageId) -> LiveRun {
        lock(&self.inner.slots).get(&storage).map(|slot| slot.live()).unwrap_or_default()
    }

    /// The state now, over what the record says.
    pub fn live_of(&self, record: &StorageRecord) -> LiveRun {
        let slots = lock(&self.inner.slots);
        slots.get(&record.id).map_or_else(|| LiveRun::stored(record), |slot| slot.live())
    }

    /// A storage is new or has other settings: connects anew and runs. A run under the old settings is broken off.
    pub async fn settings_changed(&self, storage: StorageId) {
        lock(&self.inner.buckets).remove(&storage);
        self.inner.targets.forget(storage);
        match storages::get(self.db.reader(), storage).await {
            Ok(record) => {
                self.slot(&record).queue_instead();
                self.publish(&record).await;
            }
            Err(error) => tracing::warn!(%storage, %error, "a storage could not be queued"),
        }
    }

    /// A storage was removed. Its tasks stay; its local copy goes.
    pub async fn removed(&self, storage: StorageId) {
        lock(&self.inner.buckets).remove(&storage);
        self.inner.targets.forget(storage);
        let slot = lock(&self.inner.slots).remove(&storage);
        if let Some(slot) = slot {
            slot.gone.cancel();
            self.events.publish(LiveEvent::StorageRemoved { project: slot.project, id: storage });
        }
        let dir = self.dir.clone();
        self.spawn(async move {
            if let Err(error) = copies::remove(&dir, storage).await {
                tracing::warn!(%storage, %error, "the local copy of a removed storage stays");
            }
        });
    }

    /// Annotations were committed: push them soon. Never blocks.
    pub fn wake_target(&self, project: ProjectId) {
        self.inner.targets.wake(project);
    }

    /// The bucket of a storage, connected once for the same settings.
    pub fn bucket(&self, record: &StorageRecord) -> Result<Bucket, BucketError> {
        let unreadable = |error: StoreError| BucketError::new(BucketErrorKind::Invalid, error.to_string());
        let secrets = record.secrets(self.db.key()).map_err(unreadable)?;
        // Session tokens in files are renewed by others while we run.
        let ambient = Bucket::ambient();
        let mut buckets = lock(&self.inner.buckets);
        if let Some(known) = buckets.get(&record.id)
            && known.settings == record.settings
            && known.secrets == secrets
            && known.ambient == ambient
        {
            return Ok(known.bucket.clone());
        }
        let bucket = Bucket::connect(&record.settings, &secrets)?;
        let settings = record.settings.clone();
        buckets.insert(record.id, Connected { settings, secrets, ambient, bucket: bucket.clone() });
        Ok(bucket)
    }

    /// What is kept in memory of the targets.
    pub fn targets(&self) -> &target::Targets {
        &self.inner.targets
    }

    /// What syncs would do, as people asked for it.
    pub fn dry_runs(&self) -> &Kept<source::Dry> {
        &self.inner.dry_runs
    }

    /// Whether what is known of storages is so, as people asked for it.
    pub fn verifications(&self) -> &Kept<verify::Verifying> {
        &self.inner.verifications
    }

    /// Cancelled when the server stops.
    pub fn stopping(&self) -> &CancellationToken {
        &self.inner.stop
    }

    /// Runs something on the engine's own runtime; a shutdown waits for it.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.inner.tasks.spawn_on(work, &self.inner.handle);
    }

    /// Stops: runs come to an end at their next step, and what they did so far stands.
    pub async fn shutdown(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        if tokio::time::timeout(PATIENCE, self.inner.tasks.wait()).await.is_err() {
            tracing::warn!("some runs did not stop in time; the next start goes on from what they wrote");
        }
    }

    /// The place of a storage, made (with the task that keeps it) at the first look.
    fn slot(&self, record: &StorageRecord) -> Arc<Slot> {
        let mut slots = lock(&self.inner.slots);
        let made = slots.entry(record.id).or_insert_with(|| {
            let slot = Arc::new(Slot::new(record, self.inner.stop.child_token()));
            self.spawn(scheduler::keep(self.clone(), record.id, Arc::clone(&slot)));
            slot
        });
        Arc::clone(made)
    }
}

/// A panic elsewhere leaves plain data behind, which is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
