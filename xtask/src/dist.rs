//! The release: one static binary with the front end inside, and the proof that it needs nothing else.

use crate::{front, sh, tools};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TARGET: &str = "x86_64-unknown-linux-musl";

/// Where the release stands.
pub fn binary() -> PathBuf {
    sh::root().join("target").join(TARGET).join("release/skylabel")
}

/// Builds the release and checks that it stands alone.
pub fn build() -> Result<()> {
    tools::rust_target(TARGET)?;
    tools::apt(&[("musl-gcc", "musl-tools")])?;
    front::build(front::Profile::Release)?;
    sh::cargo(&["build", "--package=skylabel", "--bin=skylabel", "--release", "--target", TARGET])?;
    let binary = binary();
    eprintln!("  binary: {} bytes", fs::metadata(&binary)?.len());
    stands_alone(&binary)?;
    answers_in_an_empty_root(&binary)
}

/// No interpreter: nothing is loaded at start.
fn stands_alone(binary: &Path) -> Result<()> {
    let bytes = fs::read(binary)?;
    ensure!(!has_interpreter(&bytes)?, "{} asks for a dynamic loader (PT_INTERP)", binary.display());
    eprintln!("  no PT_INTERP: the binary is static");
    Ok(())
}

/// Looks for a PT_INTERP program header in a 64-bit little-endian ELF file.
fn has_interpreter(elf: &[u8]) -> Result<bool> {
    const PT_INTERP: u32 = 3;
    ensure!(elf.starts_with(b"\x7fELF\x02\x01"), "not a 64-bit little-endian ELF file");
    let number = |at: usize, len: usize| -> Result<u64> {
        let bytes = elf.get(at..at + len).context("the ELF header is cut short")?;
        Ok(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let (table, size, count) = (number(32, 8)? as usize, number(54, 2)? as usize, number(56, 2)? as usize);
    for index in 0..count {
        if number(table + index * size, 4)? == u64::from(PT_INTERP) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Starts the binary inside a folder that holds nothing but itself, and asks `/health`.
fn answers_in_an_empty_root(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::copy(binary, folder.path().join("skylabel"))?;
    let port = free_port()?;
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user"]);
    if sh::probe("id", &["-u"]).is_some_and(|out| out.stdout.starts_with(b"0")) {
        command = Command::new("chroot");
    } else {
        command.arg("chroot");
    }
    command.arg(folder.path()).args(["/skylabel", "start", "--no-browser", "--data-dir", "/data", "--port"]);
    let mut server = command.arg(port.to_string()).stderr(Stdio::piped()).spawn()?;
    let begun = Instant::now();
    let answer = loop {
        match health(port) {
            Ok(answer) => break Ok(answer),
            Err(why) if begun.elapsed() > Duration::from_secs(20) => break Err(why),
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let took = begun.elapsed();
    server.kill()?;
    server.wait()?;
    match answer {
        Ok(line) if line.contains(" 200 ") => {
            eprintln!("  in an empty chroot: /health {} after {} ms", line.trim(), took.as_millis());
            Ok(())
        }
        Ok(line) => bail!("in an empty chroot /health answered {}", line.trim()),
        Err(why) => {
            let mut said = String::new();
            if let Some(mut stderr) = server.stderr.take() {
                stderr.read_to_string(&mut said)?;
            }
            Err(why).with_context(|| format!("no answer in an empty chroot; it said: {said}"))
        }
    }
}

fn health(port: u16) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line)
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_interpreter_is_seen() {
        let ours = fs::read("/proc/self/exe").unwrap();
        assert!(has_interpreter(&ours).unwrap(), "test binaries are linked dynamically");
        assert!(has_interpreter(b"no elf").is_err());
    }
}
