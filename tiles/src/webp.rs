//! WebP: as a whole, for its decoder knows no rows.

use crate::budget::{check_size, for_reading};
use crate::format::Format;
use crate::orientation::Orientation;
use crate::refusal::Refusal;
use crate::rows::{Held, Rows, Samples, Shape};
use image_webp::{DecodingError, WebPDecoder};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A larger colour profile is left out.
const LARGEST_PROFILE: usize = 1 << 20;

pub fn open(path: &Path) -> Result<Box<dyn Rows>, Refusal> {
    let file = File::open(path).map_err(Refusal::Disk)?;
    let stored = file.metadata().map_err(Refusal::Disk)?.len();
    let mut decoder = WebPDecoder::new(BufReader::new(file)).map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let samples = if decoder.has_alpha() { Samples::Rgba } else { Samples::Rgb };
    let shape =
        Shape { width, height, samples, exact: false, orientation: Orientation::default(), icc: None };
    check_size(Format::WebP, &shape)?;
    let pixels = u64::from(width) * u64::from(height);
    let size = pixels * samples.count() as u64;
    // Beside the pixels a decoder holds, at twice the size to count fractions: planes of brightness and colour and
    // those of alpha, or four bytes a pixel; and what is stored. An animation's frame comes in addition.
    let beside = if decoder.is_lossy() { 5 } else { 8 } + if decoder.is_animated() { 8 } else { 0 };
    let need = size + pixels * beside / 2 + stored;
    let most = for_reading(&shape);
    if need > most {
        return Err(Refusal::TooLarge {
            format: Format::WebP,
            what: format!(
                "WebP is read as a whole, so its {} megapixels would take {} MiB of memory, and {} are free for it",
                pixels.div_ceil(1_000_000),
                need >> 20,
                most >> 20
            ),
            remedy: "save it as PNG, baseline JPEG or TIFF, which are read by rows",
        });
    }
    decoder.set_memory_limit(LARGEST_PROFILE);
    let icc = decoder.icc_profile().ok().flatten();
    let mut bytes = vec![0; usize::try_from(size).map_err(|error| Refusal::corrupt(Format::WebP, error))?];
    decoder.read_image(&mut bytes).map_err(refusal)?;
    Ok(Box::new(Held::new(Shape { icc, ..shape }, bytes)))
}

fn refusal(error: DecodingError) -> Refusal {
    match error {
        DecodingError::IoError(error) => Refusal::reading(Format::WebP, error),
        other => Refusal::corrupt(Format::WebP, other),
    }
}
