//! The site folder: the front end's files in a folder named by their content, beside each its brotli and gzip forms, and
//! `assets.json` that tells the server their paths.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The front end's files as they were made.
pub struct Front<'a> {
    /// The folder that holds them, and nothing else.
    pub files: &'a Path,
    /// Of the script, the module and the style.
    pub name: &'a str,
    /// Further scripts.
    pub imports: &'a [&'a str],
    /// The further modules of each part.
    pub parts: BTreeMap<String, Vec<String>>,
}

/// Writes the whole site; `small` compresses as far as it goes.
pub fn write_site(site: &Path, front: &Front<'_>, plain: &Path, small: bool) -> Result<()> {
    let files = read_all(front.files)?;
    let build = hash(&files);
    let folder = site.join("pkg").join(&build);
    let _ = fs::remove_dir_all(site);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut sizes = BTreeMap::new();
    for (name, bytes) in &files {
        let brotli = write_compressed(&folder.join(name), bytes, small)?;
        eprintln!("  {name}: {} bytes, {brotli} as brotli", bytes.len());
        sizes.insert(name.as_str(), brotli);
    }
    tell_parts(&sizes, &front.parts);
    let name = front.name;
    let path = |file: &str| format!("{build}/{file}");
    let parts: BTreeMap<&str, Vec<String>> = front
        .parts
        .iter()
        .map(|(part, modules)| (part.as_str(), modules.iter().map(|module| path(module)).collect()))
        .collect();
    let manifest = serde_json::json!({
        "js": path(&format!("{name}.js")),
        "imports": front.imports.iter().map(|script| path(script)).collect::<Vec<_>>(),
        "wasm": path(&format!("{name}_bg.wasm")),
        "css": path(&format!("{name}.css")),
        "parts": parts,
    });
    fs::write(site.join("assets.json"), serde_json::to_vec(&manifest)?)?;
    if plain.is_dir() {
        copy_plain(plain, &site.join("assets"), small)?;
    }
    Ok(())
}

/// What each part adds, as brotli, to what every page loads.
fn tell_parts(sizes: &BTreeMap<&str, usize>, parts: &BTreeMap<String, Vec<String>>) {
    let of =
        |modules: &[String]| modules.iter().filter_map(|module| sizes.get(module.as_str())).sum::<usize>();
    let in_parts: BTreeSet<&str> = parts.values().flatten().map(String::as_str).collect();
    let every_page: usize =
        sizes.iter().filter(|(name, _)| !in_parts.contains(*name)).map(|(_, size)| size).sum();
    eprintln!("  every page: {every_page}");
    for (part, modules) in parts {
        eprintln!("  {part}: {} more, of {}", of(modules), modules.join(", "));
    }
}

/// The files of a folder by their names.
fn read_all(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
    }
    Ok(files)
}

fn copy_plain(from: &Path, to: &Path, small: bool) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            write_compressed(&to.join(entry.file_name()), &fs::read(entry.path())?, small)?;
        }
    }
    Ok(())
}

/// Writes a file and its compressed forms; gives the size of the brotli one.
fn write_compressed(path: &Path, bytes: &[u8], small: bool) -> Result<usize> {
    fs::write(path, bytes)?;
    let sibling = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        name
    };
    let params =
        brotli::enc::BrotliEncoderParams { quality: if small { 11 } else { 3 }, ..Default::default() };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &params)?;
    fs::write(sibling(".br"), &brotli)?;
    let level = if small { flate2::Compression::best() } else { flate2::Compression::fast() };
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes)?;
    fs::write(sibling(".gz"), gzip.finish()?)?;
    Ok(brotli.len())
}

/// The same for the same files under the same names.
fn hash(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part);
        }
    }
    URL_SAFE_NO_PAD.encode(&context.finish().as_ref()[..9])
}
