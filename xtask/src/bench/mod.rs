//! `cargo xtask bench`: speed and memory of the release binary against floors measured in the same run, as ratios,
//! for machines are noisy. Buckets are filled once and kept.

mod deep;
mod editor;
mod floor;
mod insert;
mod pages;
mod server;
mod start;
mod submits;
mod sync;

use crate::{dist, sh, tools};
use anyhow::Result;
use clap::ValueEnum;
use testkit::fill::{Content, fill_once};
use testkit::s3::S3Server;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Source syncs: blobs, JSON, nothing new; time, CPU and memory.
    Sync,
    /// Durable submits by eight clients.
    Submits,
    /// Start and idle memory with 100,000 tasks.
    Start,
    /// Transfer of the labeling page.
    Pages,
    /// The labeling page under a hand, in real Chromium.
    Editor,
    /// A million objects, and the way there (only when named).
    Scale,
    /// One object of a million rows (only when named).
    Rows,
    /// A million tasks from far away while people submit (only when named).
    Insert,
    /// 100,000 objects of JSON (only when named).
    Json,
    /// 20,000 annotated tasks to a new target (only when named).
    Push,
}

impl Part {
    /// What is measured when nothing is named: minutes, not tens of them.
    const USUAL: [Self; 5] = [Self::Sync, Self::Submits, Self::Start, Self::Pages, Self::Editor];
}

/// One line of the table: what was measured, how, and what was promised of it.
pub struct Line {
    pub what: String,
    pub figure: String,
    pub floor: String,
    pub ratio: Option<f64>,
    pub promise: String,
    pub kept: bool,
}

pub const BLOBS: &str = "bench-blobs";
pub const FEWER_BLOBS: &str = "bench-fewer-blobs";
pub const TASKS: &str = "bench-tasks";

/// Measures the named parts, or the usual ones, and prints the table. Fails when something cannot be measured, not when it is slow.
pub fn run(parts: &[Part], no_build: bool) -> Result<()> {
    tools::everything()?;
    if !no_build {
        dist::build()?;
        floor::build()?;
    }
    let parts = if parts.is_empty() { &Part::USUAL } else { parts };
    if parts == [Part::Editor] {
        // It needs no bucket.
        print(&editor::measure()?);
        return Ok(());
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let lines = runtime.block_on(async {
        let s3 = S3Server::persistent(&sh::root().join("target/bench/s3")).await?;
        for (bucket, content, count) in [
            (BLOBS, Content::Blobs, 100_000),
            (FEWER_BLOBS, Content::Blobs, 20_000),
            (TASKS, Content::Tasks, 20_000),
        ] {
            fill_once(&s3.client, &s3.folder, bucket, content, count).await?;
        }
        let mut lines = Vec::new();
        for part in parts {
            eprintln!("== {part:?}");
            lines.extend(match part {
                Part::Sync => sync::measure(&s3).await?,
                Part::Submits => submits::measure(&s3).await?,
                Part::Start => start::measure(&s3).await?,
                Part::Pages => pages::measure(&s3).await?,
                Part::Editor => editor::measure()?,
                Part::Scale => deep::scale(&s3).await?,
                Part::Insert => insert::measure(&s3).await?,
                Part::Json => deep::json(&s3).await?,
                Part::Rows => deep::rows(&s3).await?,
                Part::Push => deep::push(&s3).await?,
            });
        }
        anyhow::Ok(lines)
    })?;
    print(&lines);
    Ok(())
}

fn print(lines: &[Line]) {
    println!("\n| what | measured | floor | ratio | promised | |\n|---|---|---|---|---|---|");
    for line in lines {
        let ratio = line.ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
        let kept = if line.kept { "kept" } else { "**not reached**" };
        println!(
            "| {} | {} | {} | {ratio} | {} | {kept} |",
            line.what, line.figure, line.floor, line.promise
        );
    }
}

/// A figure that stands for itself.
fn plain(what: &str, figure: String, promise: &str, kept: bool) -> Line {
    Line { what: what.into(), figure, floor: String::new(), ratio: None, promise: promise.into(), kept }
}

/// The middle of some figures.
pub fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
