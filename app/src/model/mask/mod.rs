//! Masks of brush and bitmask regions: which pixels of an image belong to a region, and how strongly. They are read
//! and written in the field's formats, painted, measured and outlined here. Knows neither canvas nor PNG decoding.
//! A pixel belongs to a mask when its alpha is not zero; x goes right and y down, in pixels of the image, and the pixel
//! (3, 5) reaches from (3.0, 5.0) to (4.0, 6.0).

pub mod bitmask;
mod brush;
mod outline;
pub mod pack;
mod pixels;
mod plane;
mod polygon;
mod rect;
pub mod rle;
mod runs;
mod smooth;
mod strokes;
pub mod wand;

pub use brush::Paint;
pub use pixels::Pixels;
pub use plane::Mask;
pub use rect::PixelRect;
pub use strokes::BrushEdit;
pub use wand::Wand;

use crate::model::geometry::Point;

/// No canvas of a browser takes more, and no mask of more is read.
pub const MAX_PIXELS: u64 = 1 << 28;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    #[error(
        "a mask of {width} × {height} pixels is larger than the {} million pixels that a browser can show; \
         label a smaller version of the image",
        MAX_PIXELS >> 20
    )]
    TooLarge { width: u32, height: u32 },
    #[error(
        "the mask is cut off: it should hold {expected} values, but ends after {found}; \
         import it again or draw it anew"
    )]
    Truncated { expected: u64, found: u64 },
    #[error(
        "the mask has values of {0} bits, but masks have 8; write it with the word size 8 and import it again"
    )]
    WordSize(u8),
    #[error(
        "the mask holds {found} values, but an image of {width} × {height} pixels takes {}; \
         it was made for an image of another size",
        u64::from(*width) * u64::from(*height) * 4
    )]
    OtherImage { found: u64, width: u32, height: u32 },
    #[error(
        "a mask of {}×{} pixels and one of {}×{} pixels cannot be joined; \
         they belong to images of different sizes",
        ours.0, ours.1, theirs.0, theirs.1
    )]
    SizesDiffer { ours: (u32, u32), theirs: (u32, u32) },
    #[error("the point ({x}, {y}) lies outside the image; click into the image")]
    Outside { x: i64, y: i64 },
}

/// How many pixels, if a mask can have so many.
fn area_of(width: u32, height: u32) -> Result<usize, MaskError> {
    let area = u64::from(width) * u64::from(height);
    if area > MAX_PIXELS { Err(MaskError::TooLarge { width, height }) } else { Ok(area as usize) }
}

/// Whether a point can be computed with: no pointer goes farther, and nothing beyond it is seen.
fn is_usable(point: &Point) -> bool {
    const FAR: f64 = 1e9;
    point.x.abs() <= FAR && point.y.abs() <= FAR
}
