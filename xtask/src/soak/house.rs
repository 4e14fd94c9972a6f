//! Where it happens: a real S3 server, the proxy that fails, a data directory, and the binary.

use anyhow::{Context, Result};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::faults::FaultProxy;
use testkit::ports;
use testkit::s3::S3Server;
use testkit::skylabel::{Rest, Skylabel, variables};

pub const SOURCE: &str = "in/";
pub const TARGET: &str = "out/";
/// A server that says nothing for this long is dead.
const PATIENCE: Duration = Duration::from_secs(240);

pub struct House {
    pub s3: S3Server,
    pub bucket: String,
    pub proxy: FaultProxy,
    pub rest: Rest,
    port: u16,
    binary: PathBuf,
    folder: Mutex<Option<TempDir>>,
    path: PathBuf,
}

impl House {
    pub async fn new(binary: PathBuf) -> Result<Self> {
        let s3 = S3Server::start().await?;
        let bucket = s3.new_bucket("soak").await?;
        let proxy = FaultProxy::start(&s3.endpoint).await?;
        let [port] = ports::free()?;
        let folder = TempDir::with_prefix("soak-")?;
        let path = folder.path().to_path_buf();
        let rest = Rest::at(port);
        Ok(Self { s3, bucket, proxy, rest, port, binary, folder: Mutex::new(Some(folder)), path })
    }

    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Leaves the data directory where it is.
    pub fn keep(&self) -> PathBuf {
        let mut folder = self.folder.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        folder.take().map_or_else(|| self.path.clone(), TempDir::keep)
    }

    /// The project and its target, without sources.
    pub async fn first_start(&self) -> Result<Skylabel> {
        self.start_with(&[]).await
    }

    /// On what is there.
    pub async fn start(&self) -> Result<Skylabel> {
        self.begin(&["soak"]).await
    }

    /// On a fresh machine, with a configuration that names target and sources.
    pub async fn start_with(&self, filters: &[Option<String>]) -> Result<Skylabel> {
        let mut config = format!(
            "[projects.soak.targets.t]\ntype = 's3'\npath = '{}'\nprefix = '{TARGET}'\n",
            self.bucket
        );
        for (number, filter) in filters.iter().enumerate() {
            config += &format!("[projects.soak.sources.s{number}]\ntype = 's3'\npath = '{}'\n", self.bucket);
            config += &format!("prefix = '{SOURCE}'\nsync_interval = 2\n");
            if let Some(filter) = filter {
                config += &format!("regex = '{filter}'\n");
            }
        }
        let file = self.path.join("soak.toml");
        std::fs::write(&file, config)?;
        self.begin(&["soak", "--init", "--config", file.to_str().context("a path in UTF-8")?]).await
    }

    async fn begin(&self, args: &[&str]) -> Result<Skylabel> {
        let args = [args, &["--log-level", "error"]].concat();
        let (data, endpoint) = (self.data(), &self.proxy.endpoint);
        Skylabel::start_at(self.port, &self.binary, &args, &data, variables(endpoint)).await
    }

    /// A command of the binary's, answered in JSON.
    pub async fn command(&self, args: &[&str]) -> Result<(bool, Value)> {
        let mut command = tokio::process::Command::new(&self.binary);
        command.args(args).arg("--json").arg("--data-dir").arg(self.data());
        command.envs(variables(&self.proxy.endpoint));
        let output = command.output().await?;
        let text = String::from_utf8_lossy(&output.stdout);
        let why = || format!("{args:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        Ok((output.status.success(), serde_json::from_str(&text).with_context(why)?))
    }

    /// Asks until the server says something definite, whatever happens to it meanwhile. What it said besides is counted.
    pub async fn settle(
        &self,
        answers: &Mutex<BTreeMap<String, u64>>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<(StatusCode, Value)> {
        let begun = Instant::now();
        let body = body.map(|body| body.to_string());
        loop {
            match self.rest.ask(method.clone(), path, body.clone()).await {
                // A server that stood still gives up a connection that it did not read from in time.
                Some((status, text)) if !status.is_server_error() && status != 408 => {
                    return Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)));
                }
                Some((status, text)) => {
                    eprintln!("{method} {path}: {status} {text}");
                    super::tally(answers, status.to_string());
                }
                None => super::tally(answers, "none".into()),
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "{method} {path}: no answer for {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// What the database holds, read by another program than ours.
    pub fn database(&self) -> Result<Value> {
        database(&self.data())
    }
}

fn database(data: &Path) -> Result<Value> {
    let output = Command::new("python3").args(["-c", include_str!("database.py")]).arg(data).output()?;
    anyhow::ensure!(
        output.status.success(),
        "reading the database: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}
