//! The front end: the app crate compiled to WebAssembly, bound to JavaScript, shrunk, joined with the styles, named by
//! content and compressed into `target/site`, from where the server embeds it.

use crate::{assets, css, sh, tools};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "skylabel";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

impl Profile {
    pub fn from_dev(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Release }
    }

    /// The cargo profile and the folder that it builds into.
    fn cargo(self) -> (&'static str, &'static str) {
        match self {
            Self::Dev => ("dev", "debug"),
            Self::Release => ("wasm-release", "wasm-release"),
        }
    }
}

/// Builds `target/site` anew.
pub fn build(profile: Profile) -> Result<()> {
    tools::rust_target("wasm32-unknown-unknown")?;
    let module = compile(profile)?;
    let work = sh::root().join("target/front");
    let _ = fs::remove_dir_all(&work);
    bind(&module, &work)?;
    if profile == Profile::Release {
        shrink(&work)?;
    }
    let site = sh::root().join("target/site");
    let js = fs::read(work.join(format!("{NAME}.js")))?;
    let wasm = fs::read(work.join(format!("{NAME}_bg.wasm")))?;
    let style = css::bundle(&sh::root().join("style/main.css"))?;
    assets::write_site(
        &site,
        assets::Front { name: NAME, js: &js, wasm: &wasm, css: style.as_bytes() },
        &sh::root().join("style/assets"),
        profile == Profile::Release,
    )
}

fn compile(profile: Profile) -> Result<PathBuf> {
    let (name, folder) = profile.cargo();
    sh::cargo(&[
        "build",
        "--package=skylabel-app",
        "--lib",
        "--target=wasm32-unknown-unknown",
        "--no-default-features",
        "--features=hydrate",
        "--profile",
        name,
    ])?;
    Ok(sh::root().join("target/wasm32-unknown-unknown").join(folder).join("app.wasm"))
}

fn bind(module: &Path, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen could not bind the front end")
}

/// What the module already uses and every browser of the last years has; more would let `wasm-opt` write what they refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn shrink(work: &Path) -> Result<()> {
    let file = work.join(format!("{NAME}_bg.wasm"));
    let program = tools::wasm_opt()?;
    let mut args = vec!["-Oz"];
    args.extend(FEATURES);
    args.push("-o");
    let mut command = std::process::Command::new("node");
    command.arg(program).args(args).arg(&file).arg(&file);
    sh::status(command)
}
