//! Every test there is, stage by stage, and one closing line with the counts.

use crate::{dist, sh, tools};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Formatting.
    Fmt,
    /// Lints, as errors, on both sides.
    Clippy,
    /// Unit, property and integration tests against real object-storage servers.
    Rust,
    /// The static release binary.
    Dist,
    /// Chromium against the release binary.
    Browser,
}

const ALL: [Stage; 5] = [Stage::Fmt, Stage::Clippy, Stage::Rust, Stage::Dist, Stage::Browser];

#[derive(Default)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs the stages; a failure ends the run after its stage.
pub fn run(stages: &[Stage]) -> Result<()> {
    let stages = if stages.is_empty() { &ALL[..] } else { stages };
    tools::everything()?;
    let mut counts = Counts::default();
    if let Err(error) = all(stages, &mut counts) {
        println!("{} passed, {} failed, {} skipped", counts.passed, counts.failed.max(1), counts.skipped);
        return Err(error);
    }
    println!("{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped);
    Ok(())
}

/// The release is built beside the Rust tests, which mostly wait for servers.
fn all(stages: &[Stage], counts: &mut Counts) -> Result<()> {
    let beside = stages.contains(&Stage::Rust) && stages.contains(&Stage::Dist);
    let mut release = None;
    for stage in stages {
        eprintln!("== {stage:?}");
        match stage {
            Stage::Rust if beside => {
                // Compiled before: two builds at once would each take twice as long.
                sh::cargo(&["test", "--workspace", "--no-run", "--quiet"])?;
                release = Some(std::thread::spawn(dist::build));
                one(*stage, counts)?;
            }
            Stage::Dist if beside => join(release.take())?,
            _ => one(*stage, counts)?,
        }
    }
    Ok(())
}

fn join(release: Option<std::thread::JoinHandle<Result<()>>>) -> Result<()> {
    match release.map(std::thread::JoinHandle::join) {
        Some(Ok(built)) => built,
        Some(Err(panic)) => std::panic::resume_unwind(panic),
        None => dist::build(),
    }
}

fn one(stage: Stage, counts: &mut Counts) -> Result<()> {
    match stage {
        Stage::Fmt => sh::cargo(&["fmt", "--all", "--check"]),
        Stage::Clippy => {
            sh::cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
            sh::cargo(&[
                "clippy",
                "--quiet",
                "--package=skylabel-app",
                "--lib",
                "--no-default-features",
                "--features=hydrate",
                "--target=wasm32-unknown-unknown",
                "--",
                "-D",
                "warnings",
            ])
        }
        Stage::Rust => {
            let mut command = Command::new(sh::cargo_path());
            command.args(["test", "--workspace", "--no-fail-fast"]);
            command.env("SKYLABEL_TOOLS", tools::python_bin());
            counted(command, counts, cargo_line)
        }
        Stage::Dist => dist::build(),
        Stage::Browser => {
            if !dist::binary().exists() {
                dist::build()?;
            }
            // As the tests before had it compiled; a build of the package alone would choose other features of everything.
            sh::cargo(&["test", "--workspace", "--no-run", "--quiet"])?;
            let mut command = Command::new("npx");
            command.args(["playwright", "test"]).current_dir(sh::root().join("end2end"));
            command.env("SKYLABEL_TOOLS", tools::python_bin()).env("SKYLABEL_BINARY", dist::binary());
            command.env("TESTKIT", sh::root().join("target/debug/testkit"));
            counted(command, counts, playwright_line)
        }
    }
}

/// Runs a test program, shows what it prints, and adds up what its closing lines say.
fn counted(mut command: Command, counts: &mut Counts, read: fn(&str, &mut Counts)) -> Result<()> {
    if command.get_current_dir().is_none() {
        command.current_dir(sh::root());
    }
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the tests")?;
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).lines() {
            let line = line?;
            println!("{line}");
            read(&line, counts);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("tests failed: {status}");
    }
    Ok(())
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn cargo_line(line: &str, counts: &mut Counts) {
    let Some(rest) = line.strip_prefix("test result: ") else { return };
    let number = |word: &str| {
        rest.split(['.', ';'])
            .filter_map(|part| part.trim().strip_suffix(word))
            .find_map(|number| number.trim().parse::<u64>().ok())
            .unwrap_or(0)
    };
    counts.passed += number("passed");
    counts.failed += number("failed");
    counts.skipped += number("ignored");
}

/// `  12 passed (1.3m)`, `  1 failed`, `  2 skipped`
fn playwright_line(line: &str, counts: &mut Counts) {
    let mut words = line.split_whitespace();
    let (Some(Ok(number)), Some(word)) = (words.next().map(str::parse::<u64>), words.next()) else { return };
    match word {
        "passed" => counts.passed += number,
        "failed" => counts.failed += number,
        "skipped" => counts.skipped += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let mut counts = Counts::default();
        cargo_line(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.0s",
            &mut counts,
        );
        cargo_line("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured", &mut counts);
        playwright_line("  7 passed (1.3m)", &mut counts);
        playwright_line("Running 7 tests using 1 worker", &mut counts);
        assert_eq!((counts.passed, counts.failed, counts.skipped), (22, 2, 1));
    }
}
