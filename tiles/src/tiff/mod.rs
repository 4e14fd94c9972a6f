//! TIFF: strips row by row, tiles by rows of tiles. The `tiff` crate reads the directories; what is in the strips is read here,
//! for a strip may be the whole image.

mod chunk;
mod colors;
mod directory;
mod samples;
mod strips;
mod tiled;

use crate::budget::{check_size, for_reading};
use crate::format::Format;
use crate::refusal::Refusal;
use crate::rows::{Rows, Shape};
use chunk::Chunks;
use colors::Colors;
use directory::{Layout, Page};
use samples::Unpack;
use std::io::{self, ErrorKind};
use std::path::Path;

/// One page of a file.
pub fn open(path: &Path, page: u32) -> Result<Box<dyn Rows>, Refusal> {
    let (page, pages) = directory::read(path, page)?;
    let colors = Colors::of(&page)?;
    let shape = Shape {
        width: page.width,
        height: page.height,
        samples: colors.samples(),
        exact: colors.are_exact(),
        orientation: page.orientation,
        icc: page.icc.clone(),
    };
    check_size(Format::Tiff, &shape)?;
    let unpack = Unpack::of(&page)?;
    let need = need(&page);
    let most = for_reading(&shape);
    if need > most {
        let (what, remedy) = match page.layout {
            Layout::Tiles { width, height } => (
                format!("its tiles of {width} × {height}"),
                "save it with smaller tiles, such as 256 × 256, or with strips",
            ),
            Layout::Strips { rows } => (
                format!("its JPEG strips of {rows} rows"),
                "save it with strips of fewer rows, or with another compression",
            ),
        };
        return Err(Refusal::TooLarge {
            format: Format::Tiff,
            what: format!(
                "{what} would take {} MiB of memory, and {} are free for it",
                need >> 20,
                most >> 20
            ),
            remedy,
        });
    }
    if let Layout::Tiles { width, .. } = page.layout
        && unpack.has_broken_bytes(width)
    {
        return Err(unsupported(
            "its tiles end within a byte",
            "save it with 8 bits a sample, or with strips",
        ));
    }
    let planes = if page.planar { page.samples } else { 1 };
    let pixels = Pixels { shape, pages, unpack, colors, interleaved: Vec::new() };
    let chunks = Chunks::open(path, &page)?;
    Ok(match page.layout {
        Layout::Strips { rows } => Box::new(strips::Strips::new(pixels, chunks, rows, planes)),
        Layout::Tiles { width, height } => {
            Box::new(tiled::Tiled::new(pixels, chunks, (width, height), planes))
        }
    })
}

/// What reading holds at a time, bytes: a row of tiles, or a JPEG that has to be decoded at once; and the lists of where
/// all of them are.
fn need(page: &Page) -> u64 {
    let bytes = u64::from(page.samples) * u64::from(page.bits).div_ceil(8);
    let lists = 16 * page.offsets.len() as u64;
    let at_once = match page.layout {
        Layout::Tiles { width, height } => {
            let across = u64::from(page.width.div_ceil(width)) * u64::from(width);
            (across + 2 * u64::from(width)) * u64::from(height) * bytes
        }
        Layout::Strips { rows } if page.is_jpeg() => {
            2 * u64::from(page.width) * u64::from(rows.min(page.height)) * bytes
        }
        // Rows as they are stored, and as samples.
        Layout::Strips { .. } => 4 * u64::from(page.width) * bytes,
    };
    at_once.saturating_add(lists)
}

/// From the bytes of rows to pixels.
struct Pixels {
    shape: Shape,
    pages: u32,
    unpack: Unpack,
    colors: Colors,
    interleaved: Vec<u8>,
}

impl Pixels {
    /// Bytes of a row of `width` pixels in one plane.
    fn row_bytes(&self, width: u32) -> usize {
        self.unpack.row_bytes(width)
    }

    /// `planes` are the rows of each plane, of which a pixel has the samples in turn.
    fn row(&mut self, planes: &[&[u8]], row: &mut [u8]) {
        let width = self.shape.width as usize;
        self.unpack.row(planes, width, &mut self.interleaved);
        self.colors.convert(&self.interleaved, row);
    }

    /// Why a row could not be read.
    fn unread(&self, row: u32, error: io::Error) -> Refusal {
        match error.kind() {
            ErrorKind::UnexpectedEof => {
                Refusal::Truncated { format: Format::Tiff, row, rows: self.shape.height }
            }
            _ => Refusal::reading(Format::Tiff, error),
        }
    }
}

fn unsupported(what: impl ToString, remedy: &'static str) -> Refusal {
    Refusal::Unsupported { format: Format::Tiff, what: what.to_string(), remedy }
}

fn corrupt(why: impl ToString) -> Refusal {
    Refusal::corrupt(Format::Tiff, why)
}

#[cfg(test)]
mod tests;
