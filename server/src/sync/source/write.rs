//! The writing side of a run: gathers what the other side found into batches that hold the database's writer shortly,
//! and commits them one after the other while the next is being gathered.

use super::tally::Tally;
use crate::store::chain::Chain;
use crate::store::source::Scope;
use crate::store::source::apply::apply;
use crate::store::source::batch::Batch;
use crate::store::{Db, StoreError};
use crate::sync::SyncError;
use futures::future::BoxFuture;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

/// Rows in one batch: a few milliseconds of the writer.
const ROWS: usize = 2000;
/// Bytes of JSON in one batch.
const BYTES: usize = 1 << 20;
/// Batches that may wait to be written.
const QUEUE: usize = 4;
/// Batches that may wait for the database's writer.
const WAITING: usize = 4;
/// Batches that may be done and not yet answered: they share a commit.
const UNANSWERED: usize = 100;
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
    let mut written = Written {
        db,
        scope,
        tally,
        chain: Chain::default(),
        room: Arc::new(Semaphore::new(WAITING)),
        is_wide: false,
        answers: VecDeque::new(),
        any: false,
    };
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
            written.send(std::mem::take(&mut gathered)).await?;
        }
        gathered.append(next);
        if idle {
            written.answered(0).await?;
        }
        if over {
            return Ok(written.any);
        }
    }
}

/// What the database's writer was given.
struct Written {
    db: Db,
    scope: Scope,
    tally: Arc<Tally>,
    chain: Chain,
    /// Given back when the writer begins with a batch.
    room: Arc<Semaphore>,
    is_wide: bool,
    answers: VecDeque<BoxFuture<'static, Result<u64, StoreError>>>,
    any: bool,
}

impl Written {
    async fn send(&mut self, batch: Batch) -> Result<(), StoreError> {
        if !self.is_wide && is_of_one_object(&batch) {
            self.db.widen().await?;
            self.is_wide = true;
        }
        let scope = self.scope;
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let answer = self.db.write_batch_of(&self.chain, move |conn| {
            drop(room);
            Box::pin(async move { apply(conn, scope, &batch).await })
        });
        self.answers.push_back(answer);
        self.any = true;
        self.answered(UNANSWERED).await
    }

    /// Waits until so few are not answered yet; an error is that of the first that did not hold.
    async fn answered(&mut self, left: usize) -> Result<(), StoreError> {
        while self.answers.len() > left
            && let Some(answer) = self.answers.pop_front()
        {
            self.tally.created(answer.await?);
        }
        Ok(())
    }
}

/// Whether many new tasks are all rows of one object.
fn is_of_one_object(batch: &Batch) -> bool {
    let ends = batch.inserts.first().zip(batch.inserts.last());
    batch.inserts.len() > ROWS / 10 && ends.is_some_and(|(first, last)| first.key == last.key)
}
