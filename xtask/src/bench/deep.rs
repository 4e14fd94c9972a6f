//! What only shows with much: a million objects, a million rows, twenty thousand documents. Measured when named.

use super::floor::Floor;
use super::server::Server;
use super::sync::{Run, bench_folder, duration, first_sync, written};
use super::{BLOBS, FEWER_BLOBS, Line, floor, plain};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::fill::{Content, fill_once};
use testkit::s3::S3Server;

const MILLION: u64 = 1_000_000;
const BLOB_PARAMS: &str = r#"{"use_blob_urls": true}"#;
const ROWS: &str = "bench-rows";
const ROW_BYTES: usize = 300;
const DOCUMENTS: usize = 20_000;
/// Documents of a target on their way at once.
const AT_ONCE: &str = "16";

/// A million objects in blob mode, and how time grows on the way there.
pub async fn scale(s3: &S3Server) -> Result<Vec<Line>> {
    let buckets =
        [("bench-few-blobs", 10_000), (FEWER_BLOBS, 20_000), (BLOBS, 100_000), ("bench-many-blobs", MILLION)];
    let mut lines = Vec::new();
    let mut last = None;
    for (bucket, count) in buckets {
        fill_once(&s3.client, &s3.folder, bucket, Content::Blobs, count).await?;
        let (bare, by) = bare_listing(s3, bucket).await?;
        ensure!(bare.done == count, "the bare listing of {bucket} has {} keys", bare.done);
        let run = first_sync(s3, bucket, BLOB_PARAMS).await?;
        let ratio = run.seconds / bare.seconds;
        lines.push(Line {
            what: format!("blob mode, {count} objects"),
            figure: format!("{:.2} s, {:.1} µs an object", run.seconds, run.seconds * 1e6 / count as f64),
            floor: format!("bare listing by {by} {:.2} s", bare.seconds),
            ratio: Some(ratio),
            promise: if count == MILLION { "≤ 1.5".into() } else { "linear".into() },
            kept: count < MILLION || ratio <= 1.5,
        });
        last = Some(run);
    }
    let Run { cpu, peak, .. } = last.context("a run")?;
    let cpu = cpu * 1e6 / MILLION as f64;
    lines.push(plain("our CPU an object, 1,000,000", format!("{cpu:.1} µs"), "≤ 30 µs", cpu <= 30.0));
    lines.push(plain("peak resident memory, 1,000,000", format!("{peak:.1} MiB"), "< 200 MiB", peak < 200.0));
    lines.push(nothing_new(s3, "bench-many-blobs").await?);
    Ok(lines)
}

/// The faster of our own bare lister and rclone, where that is installed.
async fn bare_listing(s3: &S3Server, bucket: &str) -> Result<(Floor, &'static str)> {
    let ours = floor::run(s3, &["list", bucket]).await?;
    let Some(rclone) = floor::rclone(s3, bucket).await? else { return Ok((ours, "us")) };
    Ok(if rclone.seconds < ours.seconds { (rclone, "rclone") } else { (ours, "us") })
}

/// Many small objects of JSON.
pub async fn json(s3: &S3Server) -> Result<Vec<Line>> {
    const COUNT: u64 = 100_000;
    let bucket = "bench-many-tasks";
    fill_once(&s3.client, &s3.folder, bucket, Content::Tasks, COUNT).await?;
    let bare = floor::run(s3, &["gets", bucket, "32"]).await?;
    ensure!(bare.done == COUNT, "{} objects of {bucket} were read", bare.done);
    let run = first_sync(s3, bucket, "{}").await?;
    let ratio = run.seconds / bare.seconds;
    Ok(vec![Line {
        what: format!("JSON mode, {COUNT} one-task objects"),
        figure: format!("{:.2} s, peak {:.0} MiB", run.seconds, run.peak),
        floor: format!("bare GETs, 32 at once, {:.2} s", bare.seconds),
        ratio: Some(ratio),
        promise: "≤ 1.25".into(),
        kept: ratio <= 1.25,
    }])
}

async fn nothing_new(s3: &S3Server, bucket: &str) -> Result<Line> {
    let data = tempfile::tempdir_in(bench_folder()?)?;
    let params = r#"{"use_blob_urls": true, "sync_interval": 0}"#;
    let args = ["bench", "--init", "--source", "s3", "--source-path", bucket, "--source-params", params];
    let server = Server::start(s3, data.path(), &args).await?;
    server.synced().await?;
    let before = written(data.path())?;
    let bare = floor::run(s3, &["list", bucket]).await?;
    server.post("/api/storages/s3/1/sync", Value::Null).await?;
    let seconds = duration(&server.synced().await?)?;
    let untouched = written(data.path())? == before;
    server.stop().await?;
    let ratio = seconds / bare.seconds;
    Ok(Line {
        what: "re-sync with nothing new, 1,000,000 objects".into(),
        figure: format!("{seconds:.2} s, {}", if untouched { "not a byte written" } else { "written to" }),
        floor: format!("bare listing {:.2} s", bare.seconds),
        ratio: Some(ratio),
        promise: "≤ 1.2, not one row".into(),
        kept: ratio <= 1.2 && untouched,
    })
}

/// One object of a million rows.
pub async fn rows(s3: &S3Server) -> Result<Vec<Line>> {
    let marker = s3.folder.join(format!("filled-{ROWS}"));
    if !marker.exists() {
        let mut body = Vec::with_capacity(MILLION as usize * (ROW_BYTES + 1));
        for n in 0..MILLION {
            let head = format!(r#"{{"number": {n}, "text": ""#);
            body.extend_from_slice(head.as_bytes());
            body.resize(body.len() + ROW_BYTES - head.len() - 2, b'x');
            body.extend_from_slice(b"\"}\n");
        }
        s3.client.create_bucket(ROWS).await?;
        s3.client.put(ROWS, "rows.jsonl", body).await?;
        std::fs::write(&marker, "")?;
    }
    let run = first_sync(s3, ROWS, "{}").await?;
    let rate = MILLION as f64 / run.seconds;
    let (alone, stage) =
        (floor::run(s3, &["parse", "alone"]).await?, floor::run(s3, &["parse", "stage"]).await?);
    let ratio = alone.seconds / stage.seconds;
    Ok(vec![
        plain(
            "one object of 1,000,000 rows of 300 bytes",
            format!("{:.1} s, {rate:.0} rows/s committed, peak {:.0} MiB", run.seconds, run.peak),
            "≥ 50,000 rows/s",
            rate >= 50_000.0,
        ),
        Line {
            what: "parsing these rows".into(),
            figure: format!("{:.0} rows/s", stage.done as f64 / stage.seconds),
            floor: format!("serde_json alone {:.0} rows/s", alone.done as f64 / alone.seconds),
            ratio: Some(ratio),
            promise: "≥ 0.5".into(),
            kept: ratio >= 0.5,
        },
    ])
}

/// Annotations of many tasks to a target that is new.
pub async fn push(s3: &S3Server) -> Result<Vec<Line>> {
    let data = tempfile::tempdir_in(bench_folder()?)?;
    let server =
        Server::start(s3, data.path(), &["bench", "--init", "--template", "text-classification"]).await?;
    let result = json!([{"id": "a1b2c3d4e5", "from_name": "sentiment", "to_name": "text", "type": "choices",
        "value": {"choices": ["Positive"]}, "origin": "manual"}]);
    let task =
        |n: usize| json!({"data": {"text": format!("Sentence {n}")}, "annotations": [{"result": result}]});
    for start in (0..DOCUMENTS).step_by(5000) {
        let tasks: Vec<Value> = (start..start + 5000).map(task).collect();
        server.post("/api/projects/1/import", tasks.into()).await?;
    }
    s3.client.create_bucket("bench-out").await?;
    let prefix = data.path().file_name().context("a name")?.to_string_lossy().into_owned();
    let begun = Instant::now();
    let target = json!({"project": 1, "bucket": "bench-out", "prefix": prefix});
    server.post("/api/storages/export/s3", target).await?;
    let all = |storages: &Value| storages[0]["target"]["pushed"] == DOCUMENTS;
    // Looked at as often as a page would do it: to look costs the server time.
    let (limit, pause) = (Duration::from_secs(300), Duration::from_millis(200));
    server.until_every("/api/storages/export/s3?project=1", limit, pause, all).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let bytes = s3.client.get("bench-out", &format!("{prefix}/1.json")).await?.context("a document")?.len();
    let count = DOCUMENTS.to_string();
    let bare = floor::run(s3, &["puts", "bench-out", &count, AT_ONCE, &bytes.to_string()]).await?;
    server.stop().await?;
    let ratio = seconds / bare.seconds;
    Ok(vec![Line {
        what: format!("pushing {DOCUMENTS} annotated tasks to a new target"),
        figure: format!("{seconds:.2} s, {:.0}/s", DOCUMENTS as f64 / seconds),
        floor: format!("bare PUTs of {bytes} bytes, {AT_ONCE} at once, {:.2} s", bare.seconds),
        ratio: Some(ratio),
        promise: "≤ 1.3".into(),
        kept: ratio <= 1.3,
    }])
}
