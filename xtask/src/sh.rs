//! Running other programs: echoed, and an error that repeats the command when one fails.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where cargo puts what it makes.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs a program in the workspace's root and fails if it does.
pub fn run(program: impl AsRef<OsStr>, args: &[impl AsRef<OsStr>]) -> Result<()> {
    let mut command = Command::new(program.as_ref());
    command.args(args).current_dir(root());
    status(command)
}

/// Runs a prepared command and fails if it does.
pub fn status(mut command: Command) -> Result<()> {
    let shown = shown(&command);
    eprintln!("$ {shown}");
    let status = command.status().with_context(|| format!("cannot start: {shown}"))?;
    if !status.success() {
        bail!("{status}: {shown}");
    }
    Ok(())
}

/// The output of a program that may fail, or `None` if it cannot even be started.
pub fn probe(program: impl AsRef<OsStr>, args: &[&str]) -> Option<Output> {
    Command::new(program).args(args).current_dir(root()).output().ok()
}

/// Whether a program runs and answers well.
pub fn works(program: impl AsRef<OsStr>, args: &[&str]) -> bool {
    probe(program, args).is_some_and(|output| output.status.success())
}

/// Runs cargo, the one that runs us.
pub fn cargo(args: &[impl AsRef<OsStr>]) -> Result<()> {
    run(cargo_path(), args)
}

pub fn cargo_path() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
