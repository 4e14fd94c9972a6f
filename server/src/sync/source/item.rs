//! One object's part of a run: its local copy, its reading, and what is to be written of it.

use super::diff::Change;
use super::filter::{Format, Skip};
use super::plan::{Act, Plan};
use super::read::{Reader, Reading, Sink, Source};
use super::rows::RowId;
use super::run::Run;
use crate::bucket::{BucketError, BucketErrorKind, Listed};
use crate::store::source::batch::{Batch, ObjectRow};
use crate::store::source::standing;
use crate::sync::copies::{self, CopyError};
use crate::sync::error::{SyncError, ends_the_run};
use app::model::storage::Outcome;
use rules::object::Known;

/// Objects up to this size are read at once and in any order; larger ones one by one, as a stream.
const SMALL: u64 = 256 << 10;

/// An object, and what is to be done with it.
#[derive(Debug)]
pub struct Item {
    pub listed: Listed,
    pub change: Change,
    pub known: Option<Known>,
    pub plan: Plan,
    /// A local copy is wanted.
    pub copy: bool,
}

/// What became of an object.
pub enum Done {
    Settled(Settled),
    /// To be read as a stream, when its turn has come.
    Large(Item, Source, Format),
}

/// Its outcome, and what there is to write.
#[derive(Debug)]
pub struct Settled {
    pub key: String,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub batch: Batch,
}

impl Item {
    /// Whether it needs nothing of the bucket.
    pub fn is_ready(&self) -> bool {
        !self.copy && !matches!(self.plan.act, Act::Read(_))
    }

    /// Does what is planned, as far as it may go on beside others.
    pub async fn perform(self, run: &Run) -> Result<Done, SyncError> {
        let source = match self.copied(run).await {
            Ok(source) => source,
            Err(CopyError::Sync(error)) => return Err(error),
            Err(CopyError::Bucket(error)) if ends_the_run(&error) => return Err(error.into()),
            Err(error) => return Ok(Done::Settled(self.failed(format!("no local copy: {error}"), true))),
        };
        match self.plan.act {
            Act::Read(format) if self.listed.size > SMALL => Ok(Done::Large(self, source, format)),
            Act::Read(format) => {
                let mut batch = Batch::default();
                let reading = self.read(run, &source, format, Sink::Keep(&mut batch)).await;
                Ok(Done::Settled(self.read_result(reading, batch)?))
            }
            _ => Ok(Done::Settled(self.settle())),
        }
    }

    /// Reads the object's tasks.
    pub async fn read(
        &self,
        run: &Run,
        source: &Source,
        format: Format,
        mut sink: Sink<'_>,
    ) -> Result<Reading, SyncError> {
        let (config, row_id) = (run.config.as_ref(), run.row_id.as_ref());
        let reader = Reader { source, listed: &self.listed, format, config, row_id };
        if self.plan.fresh {
            return reader.fresh(&mut sink).await;
        }
        let (project, store) = (run.scope.project, run.scope.store);
        let tasks =
            standing(run.engine.db.reader(), project, store, &self.listed.key, row_id.map(RowId::path))
                .await?;
        reader.again(&tasks, &mut sink).await
    }

    /// What became of an object that was read. `batch` is what of it has not been sent to be written.
    pub fn read_result(
        self,
        reading: Result<Reading, SyncError>,
        mut batch: Batch,
    ) -> Result<Settled, SyncError> {
        let (problem, retry) = match reading {
            Ok(reading) => (reading.problem(), false),
            Err(SyncError::Bucket(error)) if ends_the_run(&error) => return Err(error.into()),
            Err(SyncError::Bucket(error)) => (Some(unreadable(&error)), true),
            Err(error) => return Err(error),
        };
        let settled = match problem {
            Some(problem) => self.failed(problem, retry),
            None => self.settle(),
        };
        batch.append(settled.batch);
        Ok(Settled { batch, ..settled })
    }

    /// What is written of an object that nothing went wrong with.
    pub fn settle(self) -> Settled {
        let outcome = self.plan.outcome;
        let mut batch = Batch::default();
        let reason = match self.plan.act {
            Act::Keep => {
                let reason = self.known.and_then(|known| known.reason);
                return Settled { key: self.listed.key, outcome, reason, batch };
            }
            Act::LeaveOut(skip) => {
                batch.left_out.push(self.listed.key.clone());
                Some(skip.to_string())
            }
            Act::Blob => {
                batch.blobs.push((self.listed.key.clone(), self.listed.etag.clone()));
                None
            }
            Act::Read(_) => None,
        };
        self.settled(outcome, reason, false, batch)
    }

    fn failed(self, reason: String, retry: bool) -> Settled {
        self.settled(Outcome::Failed, Some(reason), retry, Batch::default())
    }

    fn settled(self, outcome: Outcome, reason: Option<String>, retry: bool, mut batch: Batch) -> Settled {
        let Listed { key, etag, size, .. } = self.listed;
        let said = self.known.is_some_and(|known| {
            (known.outcome, &known.reason, known.retry, known.gone) == (outcome, &reason, retry, false)
                && known.etag == etag
                && known.size == size
        });
        // A failure that is still the same is not written again.
        if !(said && outcome == Outcome::Failed) {
            let (key, reason) = (key.clone(), reason.clone());
            batch.objects.push(ObjectRow { key, etag, size, outcome, reason, retry });
        }
        Settled { key, outcome, reason, batch }
    }

    /// Makes the local copy, if one is wanted and does not stand. Answers where to read the object.
    async fn copied(&self, run: &Run) -> Result<Source, CopyError> {
        if !self.copy {
            return Ok(Source::Bucket(run.bucket.clone()));
        }
        let (dir, storage) = (&run.engine.dir, run.scope.storage);
        let same = matches!(self.change, Change::Unchanged | Change::Returned);
        if same
            && copies::stands(dir, storage, &self.listed).await
            && let Some(path) = copies::find(dir, storage, &self.listed.key).await
        {
            return Ok(Source::File(path));
        }
        let object = run.bucket.get(&self.listed.key).await?;
        copies::store(dir, storage, &self.listed, object).await.map(Source::File)
    }
}

fn unreadable(error: &BucketError) -> String {
    match error.kind {
        BucketErrorKind::NoSuchObject => "it was gone when it was to be read".to_owned(),
        _ => error.to_string(),
    }
}

/// Whether the local copy of a storage should hold an object. Blob mode copies its tasks. In JSON mode tasks name
/// media that lie beside them, whatever the regex says of those: all is copied that can be.
pub fn wants_copy(blobs: bool, skip: Option<Skip>) -> bool {
    match skip {
        None => true,
        Some(Skip::Regex | Skip::NotTasks) => !blobs,
        Some(Skip::Placeholder | Skip::OwnOutput | Skip::Odd(_)) => false,
    }
}
