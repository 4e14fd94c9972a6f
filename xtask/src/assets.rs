//! The site folder: files named by content, beside them their brotli and gzip forms, and `assets.json` that tells the
//! server their names.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The front end's three files, before they have their names.
pub struct Front<'a> {
    pub name: &'a str,
    pub js: &'a [u8],
    pub wasm: &'a [u8],
    pub css: &'a [u8],
}

/// Writes the whole site; `small` compresses as far as it goes.
pub fn write_site(site: &Path, front: Front<'_>, plain: &Path, small: bool) -> Result<()> {
    let _ = fs::remove_dir_all(site);
    fs::create_dir_all(site.join("pkg")).with_context(|| format!("cannot make {}", site.display()))?;
    let name = front.name;
    let named = [
        (format!("{name}.{}.js", hash(front.js)), front.js),
        (format!("{name}_bg.{}.wasm", hash(front.wasm)), front.wasm),
        (format!("{name}.{}.css", hash(front.css)), front.css),
    ];
    let mut total = 0;
    for (file, bytes) in &named {
        let brotli = write_compressed(&site.join("pkg").join(file), bytes, small)?;
        eprintln!("  {file}: {} bytes, {brotli} as brotli", bytes.len());
        total += brotli;
    }
    eprintln!("  first load of script, module and style: {total} bytes as brotli");
    let [(js, _), (wasm, _), (css, _)] = &named;
    let manifest = serde_json::json!({"js": js, "wasm": wasm, "css": css});
    fs::write(site.join("assets.json"), serde_json::to_vec(&manifest)?)?;
    if plain.is_dir() {
        copy_plain(plain, &site.join("assets"), small)?;
    }
    Ok(())
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

fn hash(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..9])
}
