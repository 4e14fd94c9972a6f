//! The writing side of a run: gathers what the other side found into batches that hold the database's writer shortly,
//! and commits them one after the other while the next is being gathered.

use super::tally::Tally;
use crate::store::source::Scope;
use crate::store::source::apply::apply;
use crate::store::source::batch::Batch;
use crate::store::{Db, StoreError};
use crate::sync::SyncError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Rows in one batch: a few milliseconds of the writer.
const ROWS: usize = 2000;
/// Bytes of JSON in one batch.
const BYTES: usize = 1 << 20;
/// Batches that may wait to be written.
const QUEUE: usize = 4;
/// How long a small batch waits for more.
const IDLE: Duration = Duration::from_millis(100);

/// Where a run sends what it found.
pub struct Writing {
    sender: mpsc::Sender<Batch>,
    task: AbortOnDropHandle<Result<bool, StoreError>>,
}

impl Writing {
    pub fn start(db: Db, scope: Scope, tally: Arc<Tally>) -> Self {
        let (sender, batches) = mpsc::channel(QUEUE);
        let task = AbortOnDropHandle::new(tokio::spawn(write_all(db, scope, tally, batches)));
        Self { sender, task }
    }

    /// An error says only that the writing stopped; why is told by [`Writing::finish`].
    pub async fn send(&self, batch: Batch) -> Result<(), SyncError> {
        if batch.is_empty() {
            return Ok(());
        }
        self.sender.send(batch).await.map_err(|_| StoreError::Closed.into())
    }

    /// Waits until all is written. Answers whether anything was.
    pub async fn finish(self) -> Result<bool, StoreError> {
        drop(self.sender);
        self.task.await.unwrap_or(Err(StoreError::Panicked))
    }
}

async fn write_all(
    db: Db,
    scope: Scope,
    tally: Arc<Tally>,
    mut batches: mpsc::Receiver<Batch>,
) -> Result<bool, StoreError> {
    let mut wrote = false;
    let mut gathered = Batch::default();
    loop {
        let next = if gathered.is_empty() {
            Ok(batches.recv().await)
        } else {
            tokio::time::timeout(IDLE, batches.recv()).await
        };
        let (next, over) = match next {
            Ok(Some(batch)) => (batch, false),
            Ok(None) => (Batch::default(), true),
            Err(_idle) => (Batch::default(), false),
        };
        let idle = next.is_empty();
        let full = gathered.weight() + next.weight() > ROWS || gathered.bytes() + next.bytes() > BYTES;
        if !gathered.is_empty() && (idle || full) {
            write(&db, scope, &tally, std::mem::take(&mut gathered)).await?;
            wrote = true;
        }
        gathered.append(next);
        if over {
            return Ok(wrote);
        }
    }
}

async fn write(db: &Db, scope: Scope, tally: &Tally, batch: Batch) -> Result<(), StoreError> {
    let created =
        db.write_batch(move |conn| Box::pin(async move { apply(conn, scope, &batch).await })).await?;
    tally.created(created);
    Ok(())
}
