//! The release binary under measurement: its CPU and memory are read from `/proc`.

use crate::dist;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;
use testkit::s3::S3Server;
use testkit::skylabel::{Skylabel, variables};

pub struct Server(Skylabel);

impl Deref for Server {
    type Target = Skylabel;

    fn deref(&self) -> &Skylabel {
        &self.0
    }
}

impl Server {
    /// Starts it with these arguments over a data directory.
    pub async fn start(s3: &S3Server, data: &Path, args: &[&str]) -> Result<Self> {
        Ok(Self(Skylabel::start(&dist::binary(), args, data, variables(&s3.endpoint)).await?))
    }

    /// Waits until the first source storage's run is over; gives its storage object.
    pub async fn synced(&self) -> Result<Value> {
        let over = |storages: &Value| {
            matches!(storages[0]["status"].as_str(), Some("completed" | "failed" | "completed_with_errors"))
        };
        let storages = self.until("/api/storages/s3/?project=1", Duration::from_secs(180), over).await?;
        if storages[0]["status"] != "completed" {
            bail!("the sync went wrong: {storages}");
        }
        Ok(storages[0].clone())
    }

    /// CPU seconds of the process so far.
    pub fn cpu(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(self.proc("stat")?)?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks = |index: usize| -> Result<f64> { Ok(fields.get(index).context("stat")?.parse()?) };
        Ok((ticks(11)? + ticks(12)?) / 100.0)
    }

    fn proc(&self, file: &str) -> Result<String> {
        Ok(format!("/proc/{}/{file}", self.process_id().context("the server has ended")?))
    }

    pub async fn stop(self) -> Result<()> {
        self.0.kill().await
    }
}
