//! Taking tasks in by upload. The body is first put aside whole, so that a connection that breaks imports nothing;
//! then it is read as a stream, and a broken row costs that row alone.

mod read;

use super::Service;
use super::view::View;
use crate::store::{import, now};
use app::api::error::{ApiError, ApiResult};
use app::api::types::ImportReport;
use app::model::ids::ProjectId;
use app::model::task::TaskInput;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use read::{Chunk, Outcome};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use uuid::Uuid;

/// The largest body that is taken.
pub const LARGEST: u64 = 512 << 20;
/// Refused rows that are told one by one.
const TOLD: usize = 100;
/// Where bodies are put aside, within the data directory.
const FOLDER: &str = "uploads";
/// Read ahead of the writing.
const AHEAD: usize = 2;

/// How an upload is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// One task, or a list of them.
    Json,
    /// One task a line.
    JsonLines,
    /// A table whose first row names the fields.
    Csv,
    /// The same with tabs.
    Tsv,
}

impl ImportFormat {
    /// By the extension of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            _ => None,
        }
    }
}

/// What is known of an upload beside its bytes.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// The file's name; its extension tells the format.
    pub name: Option<String>,
    /// `None`: told by the name, else by the first bytes.
    pub format: Option<ImportFormat>,
}

impl Service {
    /// Adds the tasks of an upload with their annotations and predictions. Rows that are no tasks are told in the
    /// report; when none is a task, that is an error.
    pub async fn import_tasks<E: std::fmt::Display>(
        &self,
        project: ProjectId,
        upload: Upload,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> ApiResult<ImportReport> {
        let started = Instant::now();
        let view = View::of(&self.db, project).await?;
        let config = view.config().filter(|config| config.root().is_some()).cloned();
        let aside = Aside::put(&self.engine.dir.join(FOLDER), body).await?;
        let format = upload.format.or_else(|| ImportFormat::of_name(upload.name.as_deref()?));
        let (sender, chunks) = mpsc::channel(AHEAD);
        let path = aside.path.clone();
        let reading =
            tokio::task::spawn_blocking(move || read::read(&path, format, config.as_ref(), &sender));
        let mut report = self.write_chunks(project, chunks).await?;
        match reading.await {
            Ok(Ok(())) => {}
            Ok(Err(why)) => report.refuse(format!("the upload {why}")),
            Err(defect) => return Err(ApiError::Internal(format!("the upload could not be read: {defect}"))),
        }
        report.finish(started)
    }

    async fn write_chunks(&self, project: ProjectId, mut chunks: mpsc::Receiver<Chunk>) -> ApiResult<Report> {
        let mut report = Report::default();
        while let Some(chunk) = chunks.recv().await {
            let mut inputs: Vec<TaskInput> = Vec::with_capacity(chunk.len());
            for (number, outcome) in chunk {
                match outcome {
                    Outcome::Task(input) => {
                        report.counts.annotation_count += input.annotations.len() as u64;
                        report.counts.prediction_count += input.predictions.len() as u64;
                        inputs.push(*input);
                    }
                    Outcome::Refused(why) => report.refuse(format!("row {number}: {why}")),
                }
            }
            let ids = self
                .db
                .write_batch(move |conn| {
                    Box::pin(async move { import::add(conn, project, &inputs, &now()).await })
                })
                .await?;
            report.counts.task_ids.extend(ids);
            self.engine.wake_target(project);
            self.announcer.changed(project);
        }
        Ok(report)
    }
}

/// The report while it grows.
#[derive(Default)]
struct Report {
    counts: ImportReport,
    /// Refused beyond those told.
    untold: u64,
}

impl Report {
    fn refuse(&mut self, why: String) {
        if self.counts.errors.len() < TOLD {
            self.counts.errors.push(why);
        } else {
            self.untold += 1;
        }
    }

    fn finish(self, started: Instant) -> ApiResult<ImportReport> {
        let mut counts = self.counts;
        if self.untold > 0 {
            counts.errors.push(format!("and {} rows more", self.untold));
        }
        counts.task_count = counts.task_ids.len() as u64;
        counts.duration = started.elapsed().as_secs_f64();
        if counts.task_count > 0 {
            return Ok(counts);
        }
        let why = match counts.errors.as_slice() {
            [] => "the upload holds no tasks".to_owned(),
            errors => format!("nothing was imported: {}", errors.join("; ")),
        };
        Err(ApiError::field("file", why))
    }
}

/// A body put aside as a file, which goes when it is no longer needed.
struct Aside {
    path: PathBuf,
}

impl Aside {
    async fn put<E: std::fmt::Display>(
        folder: &Path,
        mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> ApiResult<Self> {
        let disk = |error: std::io::Error| {
            ApiError::Internal(format!("the upload could not be put aside in {}: {error}", folder.display()))
        };
        tokio::fs::create_dir_all(folder).await.map_err(disk)?;
        let aside = Self { path: folder.join(Uuid::new_v4().to_string()) };
        let mut file = tokio::fs::File::create(&aside.path).await.map_err(disk)?;
        let mut size = 0;
        while let Some(part) = body.next().await {
            let part = part.map_err(|error| ApiError::invalid(format!("the upload broke off: {error}")))?;
            size += part.len() as u64;
            if size > LARGEST {
                let limit = LARGEST >> 20;
                return Err(ApiError::field(
                    "file",
                    format!(
                        "the upload is larger than {limit} MiB; cut it, or put it into a bucket and add that as a source"
                    ),
                ));
            }
            file.write_all(&part).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        Ok(aside)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::debug!(path = %self.path.display(), %error, "an upload put aside was not there to remove");
        }
    }
}
