//! From a file to a pyramid.

use crate::budget::{check_size, tile_side};
use crate::encode::TileEncoder;
use crate::format::{Format, format_of};
use crate::pack::{About, PackWriter};
use crate::pyramid::{Pyramid, layers};
use crate::refusal::Refusal;
use crate::rows::Rows;
use crate::{jpeg, png, tiff, webp};
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Whoever waits for a pyramid.
pub trait Watch {
    /// So many rows of so many are done. `false` stops it.
    fn rows(&self, done: u32, of: u32) -> bool;
}

impl Watch for () {
    fn rows(&self, _done: u32, _of: u32) -> bool {
        true
    }
}

/// Makes the pyramid of one page of an image in `folder`, which is there and empty.
pub fn build(image: &Path, page: u32, folder: &Path, watch: &dyn Watch) -> Result<About, Refusal> {
    // Decoders of other people meet files of other people.
    let built = catch_unwind(AssertUnwindSafe(|| make(image, page, folder, watch)));
    built.unwrap_or(Err(Refusal::Confused))
}

fn make(image: &Path, page: u32, folder: &Path, watch: &dyn Watch) -> Result<About, Refusal> {
    let (format, mut rows) = open(image, page)?;
    let (shape, pages) = (rows.shape().clone(), rows.pages());
    check_size(format, &shape)?;
    let tile = tile_side(&shape);
    let layers = layers(&shape, tile);
    let encoder = TileEncoder::new(&shape);
    let tile_format = encoder.format();
    let pack = PackWriter::create(folder, layers.clone()).map_err(Refusal::Disk)?;
    let mut pyramid = Pyramid::new(&shape, tile, &layers, encoder, pack);
    let mut row = vec![0; shape.row_bytes()];
    for done in 0..shape.height {
        if !watch.rows(done, shape.height) {
            return Err(Refusal::Stopped);
        }
        rows.read(&mut row)?;
        pyramid.push(&row)?;
    }
    let pack = pyramid.finish()?;
    pack.finish(folder, tile, tile_format, pages).map_err(Refusal::Disk)
}

/// Opens an image and reads what stands before its pixels; what would take too much memory is refused here.
fn open(image: &Path, page: u32) -> Result<(Format, Box<dyn Rows>), Refusal> {
    let mut first = Vec::new();
    File::open(image).and_then(|file| file.take(16).read_to_end(&mut first)).map_err(Refusal::Disk)?;
    let format = format_of(&first).ok_or(Refusal::NotAnImage)?;
    if format != Format::Tiff && page > 0 {
        return Err(Refusal::NoSuchPage { page, pages: 1 });
    }
    let rows = match format {
        Format::Tiff => tiff::open(image, page)?,
        Format::Jpeg => jpeg::open(image)?,
        Format::Png => png::open(image)?,
        Format::WebP => webp::open(image)?,
    };
    Ok((format, rows))
}
