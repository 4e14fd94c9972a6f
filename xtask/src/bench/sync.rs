//! Source syncs against the bare listing and bare reads by the same client.

use super::server::Server;
use super::{BLOBS, FEWER_BLOBS, Line, TASKS, floor, median};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use testkit::s3::S3Server;

const ROUNDS: usize = 3;
const AT_ONCE: &str = "32";
const BLOB_PARAMS: &str = r#"{"use_blob_urls": true}"#;

/// A first sync: seconds it took, CPU seconds, resident MiB at its peak.
pub struct Run {
    pub seconds: f64,
    pub cpu: f64,
    pub peak: f64,
}

pub async fn measure(s3: &S3Server) -> Result<Vec<Line>> {
    let mut lines = blobs(s3).await?;
    lines.extend(json(s3).await?);
    lines.extend(nothing_new(s3).await?);
    Ok(lines)
}

pub async fn first_sync(s3: &S3Server, bucket: &str, params: &str) -> Result<Run> {
    let data = tempfile::tempdir_in(bench_folder()?)?;
    let args = ["bench", "--init", "--source", "s3", "--source-path", bucket, "--source-params", params];
    let server = Server::start(s3, data.path(), &args).await?;
    let seconds = duration(&server.synced().await?)?;
    let run = Run { seconds, cpu: server.cpu()?, peak: server.memory("VmHWM")? };
    server.stop().await?;
    Ok(run)
}

pub fn bench_folder() -> Result<std::path::PathBuf> {
    let folder = crate::sh::root().join("target/bench/data");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

pub fn duration(storage: &Value) -> Result<f64> {
    storage["meta"]["duration"].as_f64().with_context(|| format!("no duration in {storage}"))
}

async fn blobs(s3: &S3Server) -> Result<Vec<Line>> {
    let (mut ratios, mut ours, mut floors, mut cpus, mut peaks) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let bare = floor::run(s3, &["list", BLOBS]).await?;
        let run = first_sync(s3, BLOBS, BLOB_PARAMS).await?;
        anyhow::ensure!(bare.done == 100_000, "the bare listing has {} keys", bare.done);
        ratios.push(run.seconds / bare.seconds);
        ours.push(run.seconds);
        floors.push(bare.seconds);
        cpus.push(run.cpu * 1e6 / 100_000.0);
        peaks.push(run.peak);
    }
    let fewer = first_sync(s3, FEWER_BLOBS, BLOB_PARAMS).await?;
    let (ratio, cpu, peak) = (median(&mut ratios), median(&mut cpus), median(&mut peaks));
    let growth = peak - fewer.peak;
    Ok(vec![
        Line {
            what: "blob mode, 100,000 objects".into(),
            figure: format!("{:.2} s", median(&mut ours)),
            floor: format!("bare listing {:.2} s", median(&mut floors)),
            ratio: Some(ratio),
            promise: "≤ 2".into(),
            kept: ratio <= 2.0,
        },
        Line {
            what: "our CPU an object (whole process, start included)".into(),
            figure: format!("{cpu:.1} µs"),
            floor: String::new(),
            ratio: None,
            promise: "≤ 40 µs".into(),
            kept: cpu <= 40.0,
        },
        Line {
            what: "peak resident memory, 100,000 objects".into(),
            figure: format!("{peak:.1} MiB"),
            floor: String::new(),
            ratio: None,
            promise: "< 150 MiB".into(),
            kept: peak < 150.0,
        },
        Line {
            what: "growth of the peak from 20,000 to 100,000 objects".into(),
            figure: format!("{growth:.1} MiB"),
            floor: format!("{:.1} MiB at 20,000", fewer.peak),
            ratio: None,
            promise: "≤ 16 MiB".into(),
            kept: growth <= 16.0,
        },
    ])
}

async fn json(s3: &S3Server) -> Result<Vec<Line>> {
    let (mut ratios, mut ours, mut floors) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let bare = floor::run(s3, &["gets", TASKS, AT_ONCE]).await?;
        let run = first_sync(s3, TASKS, "{}").await?;
        ratios.push(run.seconds / bare.seconds);
        ours.push(run.seconds);
        floors.push(bare.seconds);
    }
    let ratio = median(&mut ratios);
    Ok(vec![Line {
        what: "JSON mode, 20,000 one-task objects".into(),
        figure: format!("{:.2} s", median(&mut ours)),
        floor: format!("bare GETs, {AT_ONCE} at once, {:.2} s", median(&mut floors)),
        ratio: Some(ratio),
        promise: "≤ 1.5".into(),
        kept: ratio <= 1.5,
    }])
}

async fn nothing_new(s3: &S3Server) -> Result<Vec<Line>> {
    let data = tempfile::tempdir_in(bench_folder()?)?;
    let params = r#"{"use_blob_urls": true, "sync_interval": 0}"#;
    let args = ["bench", "--init", "--source", "s3", "--source-path", BLOBS, "--source-params", params];
    let server = Server::start(s3, data.path(), &args).await?;
    server.synced().await?;
    let (mut ratios, mut ours, mut floors) = (vec![], vec![], vec![]);
    let before = written(data.path())?;
    for _ in 0..ROUNDS + 2 {
        let bare = floor::run(s3, &["list", BLOBS]).await?;
        server.post("/api/storages/s3/1/sync", Value::Null).await?;
        let seconds = duration(&server.synced().await?)?;
        ratios.push(seconds / bare.seconds);
        ours.push(seconds);
        floors.push(bare.seconds);
    }
    let untouched = written(data.path())? == before;
    server.stop().await?;
    let ratio = median(&mut ratios);
    Ok(vec![Line {
        what: "re-sync with nothing new, 100,000 objects".into(),
        figure: format!(
            "{:.2} s, {}",
            median(&mut ours),
            if untouched { "not a byte written" } else { "the database was written to" }
        ),
        floor: format!("bare listing {:.2} s", median(&mut floors)),
        ratio: Some(ratio),
        promise: "≤ 1.4, not one row".into(),
        kept: ratio <= 1.4 && untouched,
    }])
}

/// The content of the database and its log, as a fingerprint.
pub fn written(data: &Path) -> Result<Vec<(String, u64, std::time::SystemTime)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".db") || name.ends_with("-wal") {
            let facts = entry.metadata()?;
            files.push((name, facts.len(), facts.modified()?));
        }
    }
    anyhow::ensure!(!files.is_empty(), "no database in {}", data.display());
    files.sort();
    Ok(files)
}
