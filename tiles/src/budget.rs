//! How much memory the making of tiles may take, and the refusal of what would take more. Asked before anything is allocated.

use crate::format::Format;
use crate::refusal::Refusal;
use crate::rows::Shape;

/// What one conversion may hold at most, bytes. There is one at a time, so this is the server's too.
pub const MOST_MEMORY: u64 = 256 << 20;
/// Kept free of it for what is too small to be counted: buffers of readers and encoders, lists, rows.
const SLACK: u64 = 24 << 20;
/// Larger images take minutes and gigabytes of disk.
pub const MOST_PIXELS: u64 = 1_000_000_000;
/// Bands of the larger tiles may take this much; else the smaller tiles are made.
const MOST_BANDS: u64 = 80 << 20;
const TILES: [u32; 2] = [512, 256];

/// The side of tiles for such rows.
pub fn tile_side(shape: &Shape) -> u32 {
    let [large, small] = TILES;
    if bands(shape, large) <= MOST_BANDS { large } else { small }
}

/// One band of each level; every level is half as wide as the one before.
fn bands(shape: &Shape, tile: u32) -> u64 {
    2 * u64::from(tile.min(shape.height)) * u64::from(shape.width) * shape.samples.count() as u64
}

/// What is left for whoever reads the rows.
pub fn for_reading(shape: &Shape) -> u64 {
    MOST_MEMORY.saturating_sub(SLACK).saturating_sub(bands(shape, tile_side(shape)))
}

/// Refuses a size of no pixels, or of too many.
pub fn check_pixels(format: Format, width: u32, height: u32) -> Result<(), Refusal> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Refusal::corrupt(format, format_args!("it says that it has {width} × {height} pixels")));
    }
    if pixels > MOST_PIXELS {
        return Err(Refusal::TooLarge {
            format,
            what: format!(
                "it says that it has {width} × {height} pixels, and {} million are the most",
                MOST_PIXELS / 1_000_000
            ),
            remedy: "cut it into several images",
        });
    }
    Ok(())
}

/// Refuses what no reader could help: too many pixels, or rows too long.
pub fn check_size(format: Format, shape: &Shape) -> Result<(), Refusal> {
    let (width, height) = (shape.width, shape.height);
    check_pixels(format, width, height)?;
    if for_reading(shape) < (8 << 20) {
        return Err(Refusal::TooLarge {
            format,
            what: format!(
                "its rows of {width} pixels do not fit in the {} MiB of memory for it",
                MOST_MEMORY >> 20
            ),
            remedy: "cut it into several images",
        });
    }
    Ok(())
}
