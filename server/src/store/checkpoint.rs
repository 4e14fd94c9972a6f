//! Moves what was committed from the log into the file, beside the writer: done by a commit, people would wait for it.
//! Knows nothing of what is written.

use sqlx::SqlitePool;
use tokio::sync::mpsc;

/// Commits of people between two checkpoints, some tens of MiB of log.
const EVERY: u32 = 1024;
/// So many of them are as much as a batch.
const BATCH: u32 = EVERY / 8;

/// Counts what was committed, and asks for a checkpoint in time.
pub(super) struct Checkpoints {
    sender: mpsc::Sender<()>,
    since: u32,
}

impl Checkpoints {
    /// Within a runtime; ends when the pool is closed or this is dropped. Should it fail, the writer's own commits
    /// do the work, later and at once.
    pub(super) fn start(connections: SqlitePool) -> Self {
        let (sender, mut asked) = mpsc::channel(1);
        tokio::spawn(async move {
            while asked.recv().await.is_some() {
                match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&connections).await {
                    Ok(_) => {}
                    Err(sqlx::Error::PoolClosed) => return,
                    Err(error) => tracing::warn!(%error, "the log could not be moved into the database file"),
                }
            }
        });
        Self { sender, since: 0 }
    }

    pub(super) fn people_committed(&mut self) {
        self.committed(1);
    }

    pub(super) fn batches_committed(&mut self, count: u32) {
        self.committed(count.saturating_mul(BATCH));
    }

    fn committed(&mut self, weight: u32) {
        self.since = self.since.saturating_add(weight);
        if self.since >= EVERY && self.sender.try_send(()).is_ok() {
            self.since = 0;
        }
    }
}
