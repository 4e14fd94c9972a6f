//! A proxy in front of a server that can be told to fail: refuse, throttle, drop connections, lose answers, delay. Told
//! by a handle in the same process, or by HTTP on a control port (`GET`, `PUT` and `DELETE /rules`, `GET /log`).

use crate::http1::{Head, Reader};
use crate::ports;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum Fault {
    /// Answers for the server, with an S3 error body.
    Status {
        status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// Answers for the server with this body, XML or not.
    Answer { status: u16, body: String },
    /// Closes the connection before anything is passed on.
    Drop,
    /// Lets the server do the request, then closes the connection instead of answering.
    LoseAnswer,
    /// Passes on after so many milliseconds.
    Delay { ms: u64 },
    /// Passes the answer on up to so many bytes, head included, then closes the connection.
    Cut { bytes: usize },
}

/// Which requests a fault meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Every method, if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The beginning of the path as sent (`/bucket/folder`); every path, if empty.
    #[serde(default)]
    pub path: String,
    /// Ends the rule after so many hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Meets only each so-manieth of its requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u32>,
    /// Spares so many a second: a store's limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spares: Option<u32>,
    #[serde(flatten)]
    pub fault: Fault,
}

impl Rule {
    /// For every request.
    pub fn always(fault: Fault) -> Self {
        Self { method: None, path: String::new(), times: None, every: None, spares: None, fault }
    }

    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    pub fn path(mut self, beginning: impl Into<String>) -> Self {
        self.path = beginning.into();
        self
    }

    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    pub fn every(mut self, every: u32) -> Self {
        self.every = Some(every);
        self
    }

    pub fn spares(mut self, per_second: u32) -> Self {
        self.spares = Some(per_second);
        self
    }

    fn meets(&self, method: &str, target: &str) -> bool {
        self.times != Some(0)
            && self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method))
            && target.starts_with(&self.path)
    }
}

/// One request that came by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub fault: Option<Fault>,
}

#[derive(Default)]
struct State {
    rules: Vec<Armed>,
    log: Vec<Seen>,
}

/// A rule and what it has let pass.
struct Armed {
    rule: Rule,
    met: u32,
    /// What is left of the second's worth, and when it was counted.
    left: f64,
    counted: Instant,
}

impl Armed {
    fn new(rule: Rule) -> Self {
        let left = rule.spares.unwrap_or_default().into();
        Self { rule, met: 0, left, counted: Instant::now() }
    }

    /// Whether the rule meets this request after all, of those that it is for.
    fn strikes(&mut self) -> bool {
        self.met += 1;
        if self.rule.every.is_some_and(|every| !self.met.is_multiple_of(every)) {
            return false;
        }
        let Some(spares) = self.rule.spares.map(f64::from) else { return true };
        self.left = spares.min(self.left + spares * self.counted.elapsed().as_secs_f64());
        self.counted = Instant::now();
        let spared = self.left >= 1.0;
        if spared {
            self.left -= 1.0;
        }
        !spared
    }
}

/// The proxy; ends when dropped.
pub struct FaultProxy {
    /// Where clients go instead of the server.
    pub endpoint: String,
    /// Where the rules are told by HTTP.
    pub control: String,
    state: Arc<Mutex<State>>,
    tasks: Vec<AbortHandle>,
}

impl FaultProxy {
    /// In front of `upstream` (`http://127.0.0.1:PORT`), without faults.
    pub async fn start(upstream: &str) -> Result<Self> {
        let [port, control] = ports::free()?;
        Self::at(upstream, port, control).await
    }

    pub async fn at(upstream: &str, port: u16, control: u16) -> Result<Self> {
        let upstream: Arc<str> = upstream.strip_prefix("http://").context("a plain endpoint")?.into();
        let state = Arc::new(Mutex::new(State::default()));
        let door = TcpListener::bind(("127.0.0.1", port)).await?;
        let panel = TcpListener::bind(("127.0.0.1", control)).await?;
        let proxy_state = state.clone();
        let proxy =
            tokio::spawn(accept(door, move |socket| pass(socket, upstream.clone(), proxy_state.clone())));
        let control_state = state.clone();
        let control_task = tokio::spawn(accept(panel, move |socket| obey(socket, control_state.clone())));
        Ok(Self {
            endpoint: format!("http://127.0.0.1:{port}"),
            control: format!("http://127.0.0.1:{control}"),
            state,
            tasks: vec![proxy.abort_handle(), control_task.abort_handle()],
        })
    }

    /// Replaces all rules.
    pub fn set(&self, rules: impl IntoIterator<Item = Rule>) {
        lock(&self.state).rules = rules.into_iter().map(Armed::new).collect();
    }

    /// All is well again.
    pub fn clear(&self) {
        self.set([]);
    }

    /// What has come by since the last look.
    pub fn take_log(&self) -> Vec<Seen> {
        std::mem::take(&mut lock(&self.state).log)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept<F>(listener: TcpListener, serve: impl Fn(TcpStream) -> F)
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    loop {
        match listener.accept().await {
            // A connection that breaks is what this is for; the client sees it.
            Ok((socket, _)) => drop(tokio::spawn(serve(socket))),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Serves one connection: one request, then it ends.
async fn pass(mut socket: TcpStream, upstream: Arc<str>, state: Arc<Mutex<State>>) -> Result<()> {
    socket.set_nodelay(true)?;
    let (read, mut write) = socket.split();
    let mut reader = Reader::new(read);
    let Some(head) = reader.head().await? else { return Ok(()) };
    let fault = choose(&state, &head);
    match fault {
        Some(Fault::Drop) => return Ok(()),
        Some(Fault::Status { status, retry_after }) => {
            reader.copy_body(&head, &mut tokio::io::sink()).await?;
            write.write_all(refusal(status, retry_after).as_bytes()).await?;
            return Ok(());
        }
        Some(Fault::Answer { status, ref body }) => {
            reader.copy_body(&head, &mut tokio::io::sink()).await?;
            write.write_all(answer(status, "application/xml", "", body).as_bytes()).await?;
            return Ok(());
        }
        Some(Fault::Delay { ms }) => tokio::time::sleep(Duration::from_millis(ms)).await,
        Some(Fault::LoseAnswer | Fault::Cut { .. }) | None => {}
    }
    let mut server = TcpStream::connect(&*upstream).await?;
    server.set_nodelay(true)?;
    server.write_all(head.with_close().as_bytes()).await?;
    reader.copy_body(&head, &mut server).await?;
    match fault {
        Some(Fault::LoseAnswer) => tokio::io::copy(&mut server, &mut tokio::io::sink()).await?,
        Some(Fault::Cut { bytes }) => tokio::io::copy(&mut server.take(bytes as u64), &mut write).await?,
        _ => tokio::io::copy(&mut server, &mut write).await?,
    };
    Ok(())
}

fn choose(state: &Mutex<State>, head: &Head) -> Option<Fault> {
    let mut state = lock(state);
    let mut met = state.rules.iter_mut().filter(|armed| armed.rule.meets(&head.method, &head.target));
    let fault = met.find_map(|armed| armed.strikes().then_some(&mut armed.rule)).map(|rule| {
        rule.times = rule.times.map(|left| left - 1);
        rule.fault.clone()
    });
    let seen = Seen { method: head.method.clone(), target: head.target.clone(), fault: fault.clone() };
    state.log.push(seen);
    fault
}

fn refusal(status: u16, retry_after: Option<u32>) -> String {
    let code = match status {
        403 => "AccessDenied",
        404 => "NoSuchKey",
        429 | 503 => "SlowDown",
        412 => "PreconditionFailed",
        _ => "InternalError",
    };
    let body = format!("<Error><Code>{code}</Code><Message>told to refuse</Message></Error>");
    let wait = retry_after.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
    answer(status, "application/xml", &wait, &body)
}

fn answer(status: u16, media: &str, more: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Told\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n{more}\
         Connection: close\r\n\r\n{body}"
    )
}

/// Serves one request to the control port.
async fn obey(mut socket: TcpStream, state: Arc<Mutex<State>>) -> Result<()> {
    let (read, mut write) = socket.split();
    let mut reader = Reader::new(read);
    let Some(head) = reader.head().await? else { return Ok(()) };
    let mut body = Vec::new();
    reader.copy_body(&head, &mut body).await?;
    let (status, text) = match command(&head, &body, &state) {
        Ok(text) => (200, text),
        Err(error) => (400, format!("{error:#}")),
    };
    write.write_all(answer(status, "application/json", "", &text).as_bytes()).await?;
    Ok(())
}

fn command(head: &Head, body: &[u8], state: &Mutex<State>) -> Result<String> {
    match (head.method.as_str(), head.target.as_str()) {
        ("GET", "/rules") => {}
        ("DELETE", "/rules") => lock(state).rules.clear(),
        ("PUT", "/rules") => {
            let rules: Vec<Rule> = serde_json::from_slice(body).context("the rules are a JSON array")?;
            lock(state).rules = rules.into_iter().map(Armed::new).collect();
        }
        ("GET", "/log") => return Ok(serde_json::to_string(&lock(state).log)?),
        (method, target) => {
            anyhow::bail!("{method} {target} is none of GET, PUT, DELETE /rules and GET /log")
        }
    }
    let rules: Vec<Rule> = lock(state).rules.iter().map(|armed| armed.rule.clone()).collect();
    Ok(serde_json::to_string(&rules)?)
}
