//! The floor program of the server crate, run as a process of its own.

use crate::sh;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::PathBuf;
use testkit::s3::S3Server;
use testkit::skylabel::variables;
use tokio::process::Command;

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Floor {
    pub done: u64,
    pub seconds: f64,
}

/// Builds it as the release is built.
pub fn build() -> Result<()> {
    sh::cargo(&[
        "build",
        "--package=skylabel",
        "--example=floor",
        "--release",
        "--target=x86_64-unknown-linux-musl",
    ])
}

fn program() -> PathBuf {
    sh::root().join("target/x86_64-unknown-linux-musl/release/examples/floor")
}

/// Runs it with these arguments.
pub async fn run(s3: &S3Server, args: &[&str]) -> Result<Floor> {
    let output = Command::new(program()).args(args).envs(variables(&s3.endpoint)).output().await?;
    ensure!(output.status.success(), "floor {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("the floor's answer")
}

/// How long rclone takes to list a bucket; `None` where it is not installed.
pub async fn rclone(s3: &S3Server, bucket: &str) -> Result<Option<Floor>> {
    let remote = format!(":s3,provider=SeaweedFS,env_auth,endpoint='{}':{bucket}", s3.endpoint);
    let mut command = Command::new("rclone");
    command.args(["lsf", "--recursive", "--fast-list", "--files-only", "--config", "/dev/null", &remote]);
    // It cannot use that, and a server beside us needs no certificate.
    command.env_remove("AWS_CA_BUNDLE");
    let begun = std::time::Instant::now();
    let output = match command.envs(variables(&s3.endpoint)).output().await {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    ensure!(output.status.success(), "rclone: {}", String::from_utf8_lossy(&output.stderr));
    let seconds = begun.elapsed().as_secs_f64();
    let done = output.stdout.iter().filter(|byte| **byte == b'\n').count() as u64;
    Ok(Some(Floor { done, seconds }))
}

/// Median seconds of an fsync of 4 KiB on the disk of `folder`.
pub fn fsync_seconds(folder: &std::path::Path) -> Result<f64> {
    use std::os::unix::fs::FileExt;
    std::fs::create_dir_all(folder)?;
    let path = folder.join("fsync-probe");
    let file = std::fs::File::create(&path)?;
    let mut figures = Vec::new();
    for index in 0..500u64 {
        file.write_all_at(&[1; 4096], index * 4096)?;
        let begun = std::time::Instant::now();
        file.sync_all()?;
        figures.push(begun.elapsed().as_secs_f64());
    }
    std::fs::remove_file(path)?;
    Ok(super::median(&mut figures))
}
