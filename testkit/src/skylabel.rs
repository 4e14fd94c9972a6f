//! Our own program as a process: started as a person starts it, asked over REST, ended or killed.

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// A running `skylabel`, killed when dropped.
pub struct Skylabel {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// From the start of the process to the first 200 of `/health`.
    pub healthy_after: Duration,
    client: Client,
}

impl Skylabel {
    /// Runs `binary start ARGS` over a data directory, with these variables, and waits until it is healthy.
    pub async fn start(
        binary: &Path,
        args: &[&str],
        data: &Path,
        variables: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<Self> {
        crate::install_crypto();
        let [port] = crate::ports::free()?;
        let address = format!("127.0.0.1:{port}");
        let begun = Instant::now();
        let mut command = Command::new(binary);
        command.arg("start").args(args).args(["--no-browser", "--port", &port.to_string(), "--data-dir"]);
        command.arg(data).envs(variables).stdout(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("starting {}", binary.display()))?;
        let mut started = Self { child, address, healthy_after: Duration::ZERO, client: Client::new() };
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

    /// One request; `None` if no whole answer came.
    async fn ask(&self, method: Method, path: &str, body: Option<String>) -> Option<(StatusCode, String)> {
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
                _ => tokio::time::sleep(Duration::from_millis(30)).await,
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

    pub fn process_id(&self) -> Option<u32> {
        self.child.id()
    }

    /// As `kill -9`.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}
