//! Our own program as a process: started as a person starts it, asked over REST, ended or killed.

use crate::{ACCESS_KEY, REGION, SECRET_KEY};
use anyhow::{Context, Result, bail, ensure};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use std::ops::Deref;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// A running `skylabel`, killed when dropped.
pub struct Skylabel {
    child: Child,
    rest: Rest,
    /// From the start of the process to the first 200 of `/health`.
    pub healthy_after: Duration,
}

/// The REST of whatever server is at an address.
#[derive(Clone)]
pub struct Rest {
    /// `127.0.0.1:PORT`.
    pub address: String,
    client: Client,
}

/// The variables by which a program reaches the S3 server at an endpoint.
pub fn variables(endpoint: &str) -> [(&'static str, String); 4] {
    [
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
        ("AWS_ENDPOINT_URL_S3", endpoint.to_owned()),
        ("AWS_REGION", REGION.to_owned()),
    ]
}

/// The arguments of a project whose source and target are in one bucket: the parameters of its source, and the type
/// and parameters of its target.
pub fn project_args<'a>(
    bucket: &'a str,
    source: &'a str,
    target: &'a str,
    target_params: &'a str,
) -> Vec<&'a str> {
    let mut args = vec!["my_project", "--init"];
    args.extend(["--source", "s3", "--source-path", bucket, "--source-params", source]);
    args.extend(["--target", target, "--target-path", bucket, "--target-params", target_params]);
    args
}

impl Deref for Skylabel {
    type Target = Rest;

    fn deref(&self) -> &Rest {
        &self.rest
    }
}

impl Skylabel {
    /// Runs `binary start ARGS` over a data directory, with these variables, and waits until it is healthy.
    pub async fn start(
        binary: &Path,
        args: &[&str],
        data: &Path,
        variables: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<Self> {
        let [port] = crate::ports::free()?;
        Self::start_at(port, binary, args, data, variables).await
    }

    /// The same at a given port.
    pub async fn start_at(
        port: u16,
        binary: &Path,
        args: &[&str],
        data: &Path,
        variables: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<Self> {
        let begun = Instant::now();
        let mut command = Command::new(binary);
        command.arg("start").args(args).args(["--no-browser", "--port", &port.to_string(), "--data-dir"]);
        command.arg(data).envs(variables).stdout(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("starting {}", binary.display()))?;
        let mut started = Self { child, rest: Rest::at(port), healthy_after: Duration::ZERO };
        while started.ask(Method::GET, "/health", None).await.is_none_or(|(status, _)| status != 200) {
            if let Some(status) = started.child.try_wait()? {
                bail!("skylabel {args:?} ended with {status}");
            }
            if begun.elapsed() > Duration::from_secs(30) {
                bail!("skylabel {args:?} is not healthy after 30 s");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        started.healthy_after = begun.elapsed();
        Ok(started)
    }

    pub fn process_id(&self) -> Option<u32> {
        self.child.id()
    }

    /// A handle for those who ask while somebody else waits for the process.
    pub fn rest(&self) -> Rest {
        self.rest.clone()
    }

    /// Waits until the process has ended.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait().await?)
    }

    /// As `kill -9`.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Has the process stand still (`STOP`), or whatever else a signal does.
    pub fn signal(&self, name: &str) -> Result<()> {
        let id = self.process_id().context("the server has ended")?;
        let status =
            std::process::Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status()?;
        ensure!(status.success(), "kill -{name} {id}: {status}");
        Ok(())
    }

    /// Resident memory in MiB: now (`VmRSS`) or at its peak (`VmHWM`).
    pub fn memory(&self, field: &str) -> Result<f64> {
        let id = self.process_id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find(|line| line.starts_with(field)).context("no such memory field")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
        Ok(kib / 1024.0)
    }
}

impl Rest {
    pub fn at(port: u16) -> Self {
        crate::install_crypto();
        Self { address: format!("127.0.0.1:{port}"), client: Client::new() }
    }

    /// One request; `None` if no whole answer came.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Option<(StatusCode, String)> {
        let mut request = self.client.request(method, format!("http://{}{path}", self.address));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let answer = request.timeout(Duration::from_secs(60)).send().await.ok()?;
        let status = answer.status();
        Some((status, answer.text().await.ok()?))
    }

    /// Asks and reads JSON; any status but 2xx is an error that shows the answer.
    pub async fn json(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let shown = format!("{method} {path}");
        let body = body.map(|body| body.to_string());
        let (status, text) =
            self.ask(method, path, body).await.with_context(|| format!("{shown}: no answer"))?;
        if !status.is_success() {
            bail!("{shown}: {status} {text}");
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("{shown}: {text}"))
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        self.json(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.json(Method::POST, path, Some(body)).await
    }

    /// Asks until the answer satisfies; an error that shows the last one after `limit`.
    pub async fn until(
        &self,
        path: &str,
        limit: Duration,
        satisfied: impl FnMut(&Value) -> bool,
    ) -> Result<Value> {
        self.until_every(path, limit, Duration::from_millis(30), satisfied).await
    }

    /// The same with a pause between two looks.
    pub async fn until_every(
        &self,
        path: &str,
        limit: Duration,
        pause: Duration,
        mut satisfied: impl FnMut(&Value) -> bool,
    ) -> Result<Value> {
        let begun = Instant::now();
        loop {
            let answer = self.get(path).await;
            match answer {
                Ok(answer) if satisfied(&answer) => return Ok(answer),
                answer if begun.elapsed() > limit => {
                    bail!("{path} did not come to it in {limit:?}: {answer:?}")
                }
                _ => tokio::time::sleep(pause).await,
            }
        }
    }

    /// Every task of a project, through the pages of the list.
    pub async fn tasks(&self, project: i64) -> Result<Vec<Value>> {
        let mut tasks = Vec::new();
        for page in 1.. {
            let path = format!(
                "/api/tasks/?project={project}&fields=all&page={page}&page_size=500&resolve_uri=false"
            );
            let Ok(mut answer) = self.get(&path).await else { break };
            match answer["tasks"].as_array_mut() {
                Some(found) if !found.is_empty() => tasks.append(found),
                _ => break,
            }
        }
        Ok(tasks)
    }
}
