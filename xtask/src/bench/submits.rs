//! Durable submits by eight clients against what the disk's fsync allows.

use super::server::Server;
use super::{Line, floor};
use anyhow::{Context, Result};
use testkit::s3::S3Server;

const CLIENTS: usize = 8;
const SECONDS: usize = 5;
const TASKS: usize = 1000;

pub async fn measure(s3: &S3Server) -> Result<Vec<Line>> {
    let folder = crate::sh::root().join("target/bench/data");
    std::fs::create_dir_all(&folder)?;
    let data = tempfile::tempdir_in(&folder)?;
    let server =
        Server::start(s3, data.path(), &["bench", "--init", "--template", "text-classification"]).await?;
    let tasks: Vec<_> = (0..TASKS).map(|n| serde_json::json!({"text": format!("Sentence {n}")})).collect();
    let report = server.post("/api/projects/1/import?return_task_ids=true", tasks.into()).await?;
    let first = report["task_ids"][0].as_i64().with_context(|| format!("no ids in {report}"))?;
    let fsync = floor::fsync_seconds(&folder)?;
    let range = format!("{first},{TASKS}");
    let args = ["submits", &server.address, &range, &CLIENTS.to_string(), &SECONDS.to_string()];
    let before = server.cpu()?;
    let done = floor::run(s3, &args).await?;
    let cpu = (server.cpu()? - before) * 1e6 / done.done as f64;
    let fsync_after = floor::fsync_seconds(&folder)?;
    server.stop().await?;
    let fsync = f64::midpoint(fsync, fsync_after);
    let (rate, bound) = (done.done as f64 / done.seconds, CLIENTS as f64 / fsync);
    let ratio = rate / bound;
    Ok(vec![Line {
        what: format!("submits, {CLIENTS} clients, each answer durable"),
        figure: format!("{rate:.0}/s, {cpu:.0} µs of our CPU each"),
        floor: format!("{CLIENTS} ÷ fsync {:.2} ms = {bound:.0}/s", fsync * 1e3),
        ratio: Some(ratio),
        promise: "≥ 0.5".into(),
        kept: ratio >= 0.5,
    }])
}
