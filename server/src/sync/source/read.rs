//! Reading one object for its tasks: the bytes as they arrive, cut into rows, turned into what is to be written.

use super::filter::Format;
use super::parse::{ReadRow, Row, Rows};
use super::reread::Comparison;
use super::rows::{Contents, Matching, RowId, Standing, WHOLE, matching};
use super::split::SplitError;
use super::version::Taking;
use super::write::Writing;
use crate::bucket::{Body, Bucket, BucketError, BucketErrorKind, Listed};
use crate::store::source::StandingTask;
use crate::store::source::batch::{Batch, CameAlong, NewTask, RowProblem, TaskUpdate};
use crate::sync::SyncError;
use app::model::config::LabelConfig;
use app::model::ids::TaskId;
use app::model::storage::Outcome;
use app::model::task::TaskInput;
use app::model::validate::fit;
use futures::StreamExt;
use serde_json::Value;
use std::path::PathBuf;
use tokio_util::io::ReaderStream;

/// Rows that go to the writer together.
const ROWS: usize = 400;
const BYTES: usize = 256 << 10;
/// Row problems that are told of one object; more only count.
const PROBLEMS: usize = 1000;

/// Where an object's bytes come from; they can be read more than once.
#[derive(Clone)]
pub enum Source {
    Bucket(Bucket),
    /// A verified local copy.
    File(PathBuf),
}

impl Source {
    async fn open(&self, key: &str) -> Result<Body, BucketError> {
        match self {
            Self::Bucket(bucket) => Ok(bucket.get(key).await?.body),
            Self::File(path) => {
                let key = key.to_owned();
                let failed = move |error: std::io::Error| {
                    let message = format!("cannot read the local copy of {key}: {error}");
                    BucketError::new(BucketErrorKind::Other, message)
                };
                let file = tokio::fs::File::open(path).await.map_err(&failed)?;
                Ok(ReaderStream::with_capacity(file, 64 << 10).map(move |part| part.map_err(&failed)).boxed())
            }
        }
    }
}

/// Where what is to be written goes, as it is read.
pub enum Sink<'a> {
    /// It is kept until the object's turn has come.
    Keep(&'a mut Batch),
    /// Its turn has come.
    Write(&'a Writing),
    /// It is only compared with what stands.
    Compare(&'a mut Comparison),
    /// Stale tasks take it.
    Take(&'a mut Taking),
}

impl Sink<'_> {
    async fn put(&mut self, batch: Batch) -> Result<(), SyncError> {
        match self {
            Self::Keep(kept) => {
                kept.append(batch);
                Ok(())
            }
            Self::Write(writing) => writing.send(batch).await,
            Self::Compare(comparison) => comparison.take(batch).await,
            Self::Take(taking) => taking.take(batch).await,
        }
    }
}

/// How reading an object went.
#[derive(Debug, Default)]
pub struct Reading {
    rows: u64,
    broken: u64,
    first_broken: Option<(u64, String)>,
    /// The object is one task, or none at all.
    whole: bool,
    split: Option<SplitError>,
}

impl Reading {
    /// Why the object is not fully read; `None` if it is.
    pub fn problem(&self) -> Option<String> {
        let rows = self.first_broken.as_ref().map(|(index, why)| {
            let (broken, rows) = (self.broken, self.rows);
            match self.whole {
                true => why.clone(),
                false => format!(
                    "{broken} of {rows} rows could not be read; the first is row {}: {why}",
                    index + 1
                ),
            }
        });
        let split = self.split.as_ref().map(|split| match self.rows {
            0 => split.to_string(),
            rows => format!("{split}; what follows its first {rows} rows was not read"),
        });
        match (rows, split) {
            (Some(rows), Some(split)) => Some(format!("{rows}; and it {split}")),
            (rows, split) => rows.or(split),
        }
    }
}

/// One object to read.
pub struct Reader<'a> {
    pub source: &'a Source,
    pub listed: &'a Listed,
    pub format: Format,
    /// Rows that it cannot show are none; it also tells what short forms of predictions mean.
    pub config: Option<&'a LabelConfig>,
    /// Where rows have ids.
    pub row_id: Option<&'a RowId>,
}

impl Reader<'_> {
    /// Reads an object that has no tasks yet.
    pub async fn fresh(&self, sink: &mut Sink<'_>) -> Result<Reading, SyncError> {
        let mut batch = self.begin();
        let mut reading = Reading::default();
        let mut rows = Vec::new();
        let mut steps = Steps::open(self).await?;
        while steps.next(&mut rows, &mut reading).await? {
            for row in rows.drain(..) {
                reading.note(&row, &self.listed.key, &mut batch);
                if let Ok(read) = row.read {
                    let index = (!row.whole).then_some(row.index);
                    batch.inserts.push(self.task(read, index));
                }
            }
            if batch.inserts.len() >= ROWS || batch.bytes() >= BYTES {
                sink.put(std::mem::take(&mut batch)).await?;
            }
        }
        sink.put(batch).await?;
        Ok(reading)
    }

    /// Reads an object that has tasks: twice, first to learn which row is which task, then to write.
    pub async fn again(&self, standing: &[StandingTask], sink: &mut Sink<'_>) -> Result<Reading, SyncError> {
        let matching = self.match_rows(standing).await?;
        let mut batch = self.begin();
        let mut reading = Reading::default();
        let mut rows = Vec::new();
        let mut steps = Steps::open(self).await?;
        while steps.next(&mut rows, &mut reading).await? {
            for row in rows.drain(..) {
                reading.note(&row, &self.listed.key, &mut batch);
                let Ok(read) = row.read else { continue };
                let index = (!row.whole).then_some(row.index);
                let task = self.task(read, index);
                let place =
                    usize::try_from(row.index).ok().and_then(|at| matching.rows.get(at).copied().flatten());
                match place {
                    Some(place) => batch.updates.push(TaskUpdate { id: TaskId(standing[place].id), task }),
                    None => batch.inserts.push(task),
                }
            }
            if batch.updates.len() + batch.inserts.len() >= ROWS || batch.bytes() >= BYTES {
                sink.put(std::mem::take(&mut batch)).await?;
            }
        }
        // Where the rest cannot be read, nothing is known of the rows there.
        if reading.split.is_none() {
            batch.rows_gone.extend(matching.gone.iter().map(|place| TaskId(standing[*place].id)));
        }
        sink.put(batch).await?;
        Ok(reading)
    }

    async fn match_rows(&self, standing: &[StandingTask]) -> Result<Matching, BucketError> {
        let mut names = Vec::new();
        let mut rows = Vec::new();
        let mut steps = Steps::open(self).await?;
        while steps.next(&mut rows, &mut Reading::default()).await? {
            names.extend(rows.drain(..).map(|row| row.read.ok().map(|read| read.name)));
        }
        Ok(matching(&self.standing(standing), &names))
    }

    /// The standing tasks as the matching wants them. Those named by ids that are not asked for any more have their data
    /// with them.
    fn standing(&self, tasks: &[StandingTask]) -> Vec<Standing> {
        let mut contents = Contents::default();
        let one = |task: &StandingTask| {
            // The task of a bare object stands at its beginning.
            let index = if task.row == WHOLE { Some(0) } else { task.row_index };
            Standing {
                name: task.row.clone(),
                content: task.data.as_deref().map(|data| contents.name(data)),
                by_id: self.row_id.is_some_and(|row_id| row_id.named(&task.row)),
                index: index.and_then(|index| u64::try_from(index).ok()),
            }
        };
        tasks.iter().map(one).collect()
    }

    fn begin(&self) -> Batch {
        Batch { reread: vec![self.listed.key.clone()], ..Batch::default() }
    }

    fn task(&self, read: ReadRow, row_index: Option<u64>) -> NewTask {
        let ReadRow { name, task, data } = read;
        let TaskInput { annotations, predictions, extra, .. } = task;
        NewTask {
            key: self.listed.key.clone(),
            row: name.name,
            row_index,
            etag: self.listed.etag.clone(),
            data: Some(data),
            extra: (!extra.is_empty()).then(|| Value::Object(extra).to_string()),
            came: CameAlong { annotations, predictions },
        }
    }
}

impl Reading {
    fn note(&mut self, row: &Row, key: &str, batch: &mut Batch) {
        self.rows += 1;
        self.whole |= row.whole;
        let Err(reason) = &row.read else { return };
        self.broken += 1;
        self.first_broken.get_or_insert_with(|| (row.index, reason.clone()));
        if !row.whole && self.broken <= PROBLEMS as u64 {
            let (key, reason) = (key.to_owned(), reason.clone());
            batch.problems.push(RowProblem { key, row: row.index, outcome: Outcome::Failed, reason });
        }
    }
}

/// The rows of an object, a piece of its body at a time.
struct Steps<'a> {
    config: Option<&'a LabelConfig>,
    body: Body,
    rows: Rows,
    over: bool,
}

impl<'a> Steps<'a> {
    async fn open(reader: &Reader<'a>) -> Result<Self, BucketError> {
        let body = reader.source.open(&reader.listed.key).await?;
        let rows = Rows::new(reader.format, reader.row_id.cloned());
        Ok(Self { config: reader.config, body, rows, over: false })
    }

    /// Reads on. False: there is nothing more.
    async fn next(&mut self, rows: &mut Vec<Row>, reading: &mut Reading) -> Result<bool, BucketError> {
        if self.over {
            return Ok(false);
        }
        let before = rows.len();
        let split = match self.body.next().await {
            Some(part) => self.rows.push(&part?, rows),
            None => {
                self.over = true;
                self.rows.finish(rows)
            }
        };
        for row in &mut rows[before..] {
            let read = std::mem::replace(&mut row.read, Err(String::new()));
            row.read = read.and_then(|read| Ok(ReadRow { task: fit(self.config, read.task)?, ..read }));
        }
        if let Err(split) = split {
            self.over = true;
            reading.split = Some(split);
        }
        Ok(true)
    }
}
