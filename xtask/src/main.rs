//! `cargo xtask`: everything done to this tree, on a machine that has only rustup, Node, Python and apt. Each step
//! installs what it lacks and says so.

#![forbid(unsafe_code)]

mod assets;
mod bench;
mod css;
mod dist;
#[cfg(test)]
mod docs;
mod front;
mod mutants;
mod sh;
mod soak;
mod test;
mod tools;
mod unused;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run, test, measure and release Skylabel.")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the front end and the server.
    Build {
        /// Unoptimised, for working on the code.
        #[arg(long)]
        dev: bool,
    },
    /// Build, then run the server with the arguments after `--`.
    Run {
        /// Unoptimised, for working on the code.
        #[arg(long)]
        dev: bool,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Pass every test: format, lints, Rust, release binary, browser; or only the named stages.
    Test {
        /// Any of fmt, clippy, rust, dist, browser; all when none is named.
        stages: Vec<test::Stage>,
    },
    /// Measure speed and memory against floors of the same run.
    Bench {
        /// Any of sync, submits, start, pages, editor; all when none is named.
        parts: Vec<bench::Part>,
        /// Measure what is built already.
        #[arg(long)]
        no_build: bool,
    },
    /// Let everything go wrong at random, and look whether anything is lost, doubled or untrue.
    Soak(soak::Options),
    /// Make the release: one static binary.
    Dist {
        /// Its front end alone, to see what each page loads.
        #[arg(long)]
        front: bool,
    },
    /// Install what tests and benches need, and nothing else.
    Setup,
    /// Change the pure rules in every way and see whether their tests notice.
    Mutants,
    /// Check dependencies: bans, licences, sources.
    Audit,
}

fn main() -> Result<()> {
    match Args::parse().task {
        Task::Build { dev } => {
            front::build(front::Profile::from_dev(dev))?;
            sh::cargo(&server_build(dev))?;
        }
        Task::Run { dev, args } => {
            front::build(front::Profile::from_dev(dev))?;
            sh::cargo(&server_build(dev))?;
            let folder = if dev { "debug" } else { "release" };
            sh::run(sh::root().join("target").join(folder).join("skylabel"), &args)?;
        }
        Task::Test { stages } => test::run(&stages)?,
        Task::Bench { parts, no_build } => bench::run(&parts, no_build)?,
        Task::Soak(options) => soak::run(&options)?,
        Task::Dist { front: true } => front::build(front::Profile::Release)?,
        Task::Dist { front: false } => dist::build()?,
        Task::Mutants => mutants::run()?,
        Task::Setup => tools::everything()?,
        Task::Audit => {
            tools::cargo_deny()?;
            sh::cargo(&["deny", "check", "bans", "licenses", "sources"])?;
        }
    }
    Ok(())
}

fn server_build(dev: bool) -> Vec<&'static str> {
    let mut args = vec!["build", "--package", "skylabel", "--bin", "skylabel"];
    if !dev {
        args.push("--release");
    }
    args
}
