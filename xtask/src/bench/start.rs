//! Start with 100,000 tasks, and memory a minute later.

use super::server::Server;
use super::{BLOBS, Line, median};
use anyhow::Result;
use std::time::Duration;
use testkit::s3::S3Server;

pub async fn measure(s3: &S3Server) -> Result<Vec<Line>> {
    let folder = crate::sh::root().join("target/bench/data");
    std::fs::create_dir_all(&folder)?;
    let data = tempfile::tempdir_in(&folder)?;
    let init = ["bench", "--init", "--source", "s3", "--source-path", BLOBS, "--source-params"];
    let mut args = init.to_vec();
    args.push(r#"{"use_blob_urls": true}"#);
    let server = Server::start(s3, data.path(), &args).await?;
    server.synced().await?;
    server.stop().await?;
    let mut starts = Vec::new();
    for _ in 0..4 {
        let server = Server::start(s3, data.path(), &["bench"]).await?;
        starts.push(server.healthy_after.as_secs_f64() * 1e3);
        server.stop().await?;
    }
    let server = Server::start(s3, data.path(), &["bench"]).await?;
    starts.push(server.healthy_after.as_secs_f64() * 1e3);
    server.synced().await?;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let resident = server.memory("VmRSS")?;
    server.stop().await?;
    let start = median(&mut starts);
    Ok(vec![
        Line {
            what: "`/health` 200 after start, 100,000 tasks".into(),
            figure: format!("{start:.0} ms"),
            floor: String::new(),
            ratio: None,
            promise: "≤ 300 ms".into(),
            kept: start <= 300.0,
        },
        Line {
            what: "resident a minute later, one sync done".into(),
            figure: format!("{resident:.1} MiB"),
            floor: String::new(),
            ratio: None,
            promise: "< 40 MiB".into(),
            kept: resident < 40.0,
        },
    ])
}
