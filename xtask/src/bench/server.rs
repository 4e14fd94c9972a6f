//! The release binary under measurement: started, asked over REST, its CPU and memory read from `/proc`.

use super::floor;
use crate::dist;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use testkit::s3::S3Server;
use tokio::process::{Child, Command};

pub struct Server {
    child: Child,
    pub address: String,
    /// From the start of the process to the first 200 of `/health`.
    pub healthy_after: Duration,
    client: reqwest::Client,
}

impl Server {
    /// Starts it with these arguments over a data directory.
    pub async fn start(s3: &S3Server, data: &Path, args: &[&str]) -> Result<Self> {
        testkit::install_crypto();
        let port = dist::free_port()?;
        let address = format!("127.0.0.1:{port}");
        let begun = Instant::now();
        let child = Command::new(dist::binary())
            .arg("start")
            .args(args)
            .args(["--no-browser", "--port", &port.to_string(), "--data-dir"])
            .arg(data)
            .envs(floor::variables(s3))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        let client = reqwest::Client::new();
        let mut server = Self { child, address, healthy_after: Duration::ZERO, client };
        loop {
            if let Ok(answer) = server.client.get(format!("http://{}/health", server.address)).send().await
                && answer.status().is_success()
            {
                server.healthy_after = begun.elapsed();
                return Ok(server);
            }
            if begun.elapsed() > Duration::from_secs(30) {
                bail!("the server is not healthy after 30 s");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        let answer = self.client.get(format!("http://{}{path}", self.address)).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        serde_json::from_str(&text).with_context(|| format!("GET {path}: {status} {text}"))
    }

    pub async fn post(&self, path: &str, body: String) -> Result<Value> {
        let request = self.client.post(format!("http://{}{path}", self.address));
        let answer = request.header("content-type", "application/json").body(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("POST {path}: {status} {text}");
        }
        serde_json::from_str(&text).with_context(|| format!("POST {path}: {text}"))
    }

    /// Waits until the first source storage's run is over; gives its storage object.
    pub async fn synced(&self) -> Result<Value> {
        let begun = Instant::now();
        loop {
            let storages = self.get("/api/storages/s3/?project=1").await?;
            let storage = storages.get(0).cloned().context("no source storage")?;
            match storage["status"].as_str() {
                Some("completed") => return Ok(storage),
                Some("failed" | "completed_with_errors") => bail!("the sync went wrong: {storage}"),
                _ if begun.elapsed() > Duration::from_secs(180) => bail!("no end of the sync: {storage}"),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// CPU seconds of the process so far.
    pub fn cpu(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(self.proc("stat")?)?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks = |index: usize| -> Result<f64> { Ok(fields.get(index).context("stat")?.parse()?) };
        Ok((ticks(11)? + ticks(12)?) / 100.0)
    }

    /// Resident memory in MiB: now (`VmRSS`) or at its peak (`VmHWM`).
    pub fn memory(&self, field: &str) -> Result<f64> {
        let status = std::fs::read_to_string(self.proc("status")?)?;
        let line = status.lines().find(|line| line.starts_with(field)).context("no such memory field")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kib / 1024.0)
    }

    fn proc(&self, file: &str) -> Result<String> {
        Ok(format!("/proc/{}/{file}", self.child.id().context("the server has ended")?))
    }

    pub async fn stop(mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}
