//! `cargo xtask mutants`: whether the tests of the pure rules notice when a rule is changed. Each change of the code that
//! no test notices is a survivor.

use crate::{sh, tools};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Survivors in a hundred.
const MOST: f64 = 5.0;

/// Changes the rules in every way that the tool knows, tests each change, and prints a line a file. Fails when too many
/// survive.
pub fn run() -> Result<()> {
    tools::cargo_mutants()?;
    let out = sh::root().join("target/mutants");
    std::fs::create_dir_all(&out)?;
    let mut command = Command::new(sh::cargo_path());
    command.args(["mutants", "--package", "skylabel-rules", "--no-shuffle", "--colors", "never", "--output"]);
    command.arg(&out).current_dir(sh::root()).env("CARGO_TARGET_DIR", out.join("target"));
    eprintln!("$ {command:?}");
    // Survivors are an answer, not a failure of the tool: what it wrote down tells.
    command.status()?;
    let told = std::fs::read(out.join("mutants.out/outcomes.json")).context("the tool wrote nothing down")?;
    report(&serde_json::from_slice(&told)?)
}

#[derive(Default)]
struct Tally {
    caught: usize,
    survived: Vec<String>,
}

fn report(told: &Value) -> Result<()> {
    let mut files = std::collections::BTreeMap::<String, Tally>::new();
    for outcome in told["outcomes"].as_array().context("outcomes")? {
        let Some(mutant) = outcome["scenario"].get("Mutant") else {
            ensure!(outcome["summary"] == "Success", "the tests fail without any change");
            continue;
        };
        let file = Path::new(mutant["file"].as_str().unwrap_or_default());
        let tally = files.entry(file.file_name().unwrap_or_default().to_string_lossy().into()).or_default();
        match outcome["summary"].as_str() {
            // One that never ends is noticed, too.
            Some("CaughtMutant" | "Timeout") => tally.caught += 1,
            Some("MissedMutant") => tally.survived.push(mutant["name"].to_string()),
            _ => {}
        }
    }
    println!("\n| file | changes | noticed | survived |\n|---|---|---|---|");
    let (mut all, mut alive) = (0, 0);
    for (file, Tally { caught, survived }) in &files {
        println!("| {file} | {} | {caught} | {} |", caught + survived.len(), survived.len());
        all += caught + survived.len();
        alive += survived.len();
    }
    for survivor in files.values().flat_map(|tally| &tally.survived) {
        println!("survived: {survivor}");
    }
    let share = 100.0 * alive as f64 / all.max(1) as f64;
    println!("{alive} of {all} survived: {share:.1} %");
    ensure!(all > 0 && share < MOST, "{share:.1} % survived, and fewer than {MOST} % may");
    Ok(())
}
