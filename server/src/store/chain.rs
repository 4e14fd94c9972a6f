//! Batches of which each stands on those before it: once one of them did not hold, none that follows is done, whoever has
//! asked for it already.

use super::writer::Job;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::SqliteConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the batches of one chain share.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    is_broken: Arc<AtomicBool>,
}

impl Chain {
    pub(super) fn link(&self, job: Box<dyn Job>) -> Box<dyn Job> {
        Box::new(Link { job, chain: self.clone() })
    }
}

/// One batch. The writer runs and answers all of them in the order in which they were asked for.
struct Link {
    job: Box<dyn Job>,
    chain: Chain,
}

impl Job for Link {
    fn run<'c>(&'c mut self, conn: &'c mut SqliteConnection) -> BoxFuture<'c, bool> {
        async move {
            if self.chain.is_broken.load(Ordering::Acquire) {
                return false;
            }
            let kept = self.job.run(conn).await;
            self.chain.is_broken.fetch_or(!kept, Ordering::AcqRel);
            kept
        }
        .boxed()
    }

    fn may_be_followed(&self) -> bool {
        true
    }

    fn failure(&self) -> Option<String> {
        self.job.failure()
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) -> Vec<Box<dyn Job>> {
        self.chain.is_broken.fetch_or(committed.is_err(), Ordering::AcqRel);
        self.job.answer(committed)
    }
}
