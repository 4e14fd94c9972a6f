//! A server's process: its output in a file, its end tied to ours. A small shell stands between and reads a pipe that
//! only we hold: when it closes, by drop or because we died in any way, the server is ended.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::future::Future;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to answer; slow machines need it.
const PATIENCE: Duration = Duration::from_secs(45);

/// `$1` is the signal for the end; the rest is the command.
const WATCH: &str = r#"
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( cat <&3 >/dev/null; kill -"$signal" $server 2>/dev/null; sleep 8; kill -KILL $server 2>/dev/null ) &
watch=$!
exec 3<&-
wait $server
code=$?
kill -KILL $watch 2>/dev/null
exit $code
"#;

/// How to end a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its folder is thrown away anyhow.
    AtOnce,
    /// It may write out what it holds.
    InOrder,
}

/// A running server; ends when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: String,
    log: PathBuf,
}

impl Process {
    /// Starts `program` with `arguments`, its output going to `<folder>/<name>.log`.
    pub fn start(name: &str, program: &Path, arguments: &[String], folder: &Path, end: End) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        let signal = match end {
            End::AtOnce => "KILL",
            End::InOrder => "TERM",
        };
        let child = Command::new("sh")
            .args(["-c", WATCH, "sh", signal])
            .arg(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        Ok(Self { child, name: name.to_owned(), log })
    }

    /// Waits until `ready` says yes; fails at once when the server ends before, showing its last words.
    pub async fn wait_until<F: Future<Output = bool>>(&mut self, mut ready: impl FnMut() -> F) -> Result<()> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status} before it was ready:\n{}", self.name, self.last_words());
            }
            if ready().await {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                bail!("{} was not ready after {PATIENCE:?}:\n{}", self.name, self.last_words());
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// Ends the server now and waits until it is gone.
    pub fn stop(&mut self) {
        drop(self.child.stdin.take());
        // The shell ends with its server; an Err says that it is gone already.
        let _ = self.child.wait();
    }

    fn last_words(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let tail = &text[text.len().saturating_sub(2_000)..];
        String::from_utf8_lossy(tail).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}
