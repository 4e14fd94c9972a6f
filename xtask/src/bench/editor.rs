//! The labeling page in real Chromium: what a hand waits for, from the browser's own trace. The measuring is done by
//! `end2end/bench`; here it is started, and its lines are read.

use super::Line;
use crate::{dist, sh};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// Where the browser's side leaves its lines, and what it says of each trace.
const LINES: &str = "editor-lines.jsonl";
const SUMMARY: &str = "editor-trace.json";

/// A line as the browser's side writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    what: String,
    figure: String,
    floor: String,
    ratio: Option<f64>,
    promise: String,
    kept: bool,
}

impl From<Measured> for Line {
    fn from(measured: Measured) -> Self {
        let Measured { what, figure, floor, ratio, promise, kept } = measured;
        Self { what, figure, floor, ratio, promise, kept }
    }
}

pub fn measure() -> Result<Vec<Line>> {
    let folder = sh::root().join("target/bench");
    std::fs::create_dir_all(&folder)?;
    for old in [LINES, SUMMARY] {
        forget(&folder.join(old))?;
    }
    let end2end = sh::root().join("end2end");
    let mut command = Command::new("node");
    command.args(["node_modules/.bin/playwright", "test", "--config", "bench/playwright.config.ts"]);
    command.current_dir(&end2end).env("BENCH_FOLDER", &folder).env("SKYLABEL_BINARY", dist::binary());
    sh::status(command)?;
    eprintln!("Where the time went: {}", folder.join(SUMMARY).display());
    let text = std::fs::read_to_string(folder.join(LINES)).context("the browser measured nothing")?;
    read(&text)
}

fn forget(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done.with_context(|| path.display().to_string()),
    }
}

fn read(text: &str) -> Result<Vec<Line>> {
    let line = |text: &str| -> Result<Line> {
        let measured: Measured = serde_json::from_str(text).with_context(|| text.to_owned())?;
        Ok(measured.into())
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn lines_are_read_as_the_browsers_side_writes_them() {
        let text = r#"{"what":"pan","figure":"95 % within 17 ms","floor":"16.7 ms","ratio":1.02,"promise":"≤ 20 ms","kept":true}
{"what":"open","figure":"350 ms","floor":"","ratio":null,"promise":"< 300 ms","kept":false}"#;
        let lines = read(text).unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.what.as_str(), line.ratio, line.kept)).collect();
        assert_eq!(told, [("pan", Some(1.02), true), ("open", None, false)]);
    }

    #[test]
    fn a_line_that_is_none_is_said_and_not_left_out() {
        let error = read("{\"what\":\"pan\"}").err().unwrap();
        assert!(error.to_string().contains("pan"));
    }
}
