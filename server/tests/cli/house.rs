//! A data directory and the built program in it, driven as a person does: by command lines, through a shell.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub struct House {
    pub dir: TempDir,
    variables: Vec<(String, String)>,
}

/// What a command answered.
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl House {
    pub fn new() -> Self {
        Self { dir: TempDir::new().unwrap(), variables: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.dir.path()).stdin(Stdio::null());
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("SKYLABEL_") || name.starts_with("AWS_"))
        {
            command.env_remove(name);
        }
        command.env("SKYLABEL_DATA__DIR", self.path("data")).envs(self.variables.iter().cloned());
        command
    }

    /// Runs `skylabel` with these arguments to its end.
    pub fn run(&self, args: &[&str]) -> Answer {
        answer(self.command(binary()).args(args).output().unwrap())
    }

    /// Runs a line as typed into a shell; `label-studio` is what the program is called there.
    pub fn typed(&self, line: &str) -> Answer {
        let name = self.path("label-studio");
        if !name.exists() {
            std::os::unix::fs::symlink(binary(), &name).unwrap();
        }
        let mut shell = self.command(Path::new("sh"));
        let path = format!("{}:{}", self.dir.path().display(), std::env::var("PATH").unwrap());
        answer(shell.env("PATH", path).args(["-c", line]).output().unwrap())
    }

    /// Starts the server and waits until it says where it is.
    pub fn start(&self, args: &[&str]) -> Running {
        let mut command = self.command(binary());
        command.arg("start").args(args).arg("--no-browser").stdout(Stdio::piped()).stderr(Stdio::piped());
        let begun = Instant::now();
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !line.contains("http://") {
            line.clear();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut err = String::new();
                child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
                panic!("skylabel start {args:?} ended: {err}");
            }
        }
        let url = line[line.find("http://").unwrap()..].trim().to_owned();
        let running = Running { child, url, begun };
        running.until("/health", |_| true);
        running
    }
}

pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_skylabel"))
}

fn answer(output: Output) -> Answer {
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Answer {
    /// The one sentence of a refusal.
    pub fn refusal(&self) -> &str {
        assert_eq!(self.code, 2, "out: {} err: {}", self.out, self.err);
        let sentences: Vec<&str> =
            self.err.lines().filter_map(|line| line.strip_prefix("skylabel: ")).collect();
        assert_eq!(sentences.len(), 1, "{}", self.err);
        sentences[0]
    }

    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "out: {} err: {}", self.out, self.err);
        self
    }
}

/// A running server; killed when dropped.
pub struct Running {
    child: Child,
    /// What it printed: the address, and the path of the project.
    pub url: String,
    pub begun: Instant,
}

impl Running {
    fn base(&self) -> String {
        self.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
    }

    /// One GET with these headers; status and body. `None` if nobody answers.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Option<(u16, String)> {
        self.ask("GET", path, headers, "")
    }

    /// One POST of JSON that must be taken.
    pub fn post(&self, path: &str, body: &str) {
        let (status, answer) = self.ask("POST", path, &[("Content-Type", "application/json")], body).unwrap();
        assert!(status < 300, "{path}: {status} {answer}");
    }

    /// HTTP/1.0, so that an answer ends where its connection does.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<(u16, String)> {
        let base = self.base();
        let address = base.trim_start_matches("http://");
        let mut head = format!("{method} {path} HTTP/1.0\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: {address}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    pub fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path, &[]).unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Asks until the answer satisfies.
    pub fn until(&self, path: &str, satisfied: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        let mut last = None;
        while begun.elapsed() < Duration::from_secs(30) {
            if let Some((200, body)) = self.get(path, &[]) {
                let value: Value = serde_json::from_str(&body).unwrap();
                if satisfied(&value) {
                    return value;
                }
                last = Some(value);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{path} did not come to it: {last:?}");
    }

    /// Sends a signal, and what came of it: exit code and what was printed to standard error.
    pub fn stop(mut self, signal: &str) -> (i32, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        let mut err = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code().unwrap_or(-1), err)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
