//! The front end: the app crate compiled to WebAssembly, split into the parts that pages load, bound to JavaScript,
//! shrunk, joined with the styles, named by content and compressed into `target/site`, from where the server embeds it.

use crate::{assets, css, sh, tools, unused};
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "skylabel";

/// The script that loads parts.
const LINKS: &str = "parts.js";

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
    fs::create_dir_all(&work)?;
    let parts = split_and_bind(&module, &work)?;
    if profile == Profile::Release {
        shrink(&work)?;
    }
    fs::write(work.join(format!("{NAME}.css")), css::bundle(&sh::root().join("style/main.css"))?)?;
    assets::write_site(
        &sh::root().join("target/site"),
        &assets::Front { files: &work, name: NAME, imports: &[LINKS], parts },
        &sh::root().join("style/assets"),
        profile == Profile::Release,
    )
}

fn compile(profile: Profile) -> Result<PathBuf> {
    let (name, folder) = profile.cargo();
    sh::cargo(&[
        "rustc",
        "--package=skylabel-app",
        "--lib",
        "--crate-type=cdylib",
        "--target=wasm32-unknown-unknown",
        "--no-default-features",
        "--features=hydrate",
        "--profile",
        name,
        "--",
        // Tells what calls what, and so what a part needs.
        "-Clink-arg=--emit-relocs",
    ])?;
    Ok(sh::target().join("wasm32-unknown-unknown").join(folder).join("app.wasm"))
}

/// Splits the module at its lazy functions and binds what every page loads. Gives the modules of each part, by its name.
fn split_and_bind(module: &Path, out: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut input = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let cut = unused::cut(&mut input).context("what never runs could not be cut out")?;
    eprintln!("  cut out as unused: {cut} bytes and what they alone call");
    // Of its own folder, for it is none of the files to be served.
    let common = tempfile::tempdir()?;
    let common = common.path().join(format!("{NAME}.wasm"));
    let (script, links) = (format!("./{NAME}.js"), format!("./{LINKS}"));
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = out;
    options.main_out_path = &common;
    options.link_name = &links;
    options.main_module = &script;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|why| anyhow!("the front end could not be split: {why:#}"))?;
    Bindgen::new()
        .input_path(&common)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // Among them the table of functions, which all modules share.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen could not bind the front end")?;
    Ok(split
        .prefetch_map
        .into_iter()
        .map(|(part, modules)| (part_name(&part), with_ending(modules)))
        .collect())
}

/// A part bears the name of the function that begins it, and a number that makes it unique.
fn part_name(unique: &str) -> String {
    unique.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_').to_owned()
}

fn with_ending(modules: Vec<String>) -> Vec<String> {
    modules.into_iter().map(|module| format!("{module}.wasm")).collect()
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
    let program = tools::wasm_opt()?;
    for entry in fs::read_dir(work)? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "wasm") {
            let mut command = std::process::Command::new("node");
            command.arg(&program).arg("-Oz").args(FEATURES).arg("-o").arg(&file).arg(&file);
            sh::status(command)?;
        }
    }
    Ok(())
}
