//! JPEGs decoded as a whole: slices, and those kinds whose rows are spread over all of their data.

use super::corrupt;
use super::headers::Headers;
use crate::budget::for_reading;
use crate::format::Format;
use crate::refusal::Refusal;
use crate::rows::{Held, Rows, Samples, Shape};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use zune_core::bytestream::{ZByteReaderTrait, ZCursor};
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Opens a JPEG of several scans, if all of it fits into memory.
pub fn open(path: &Path, headers: &Headers, shape: Shape) -> Result<Box<dyn Rows>, Refusal> {
    let pixels = u64::from(shape.width) * u64::from(shape.height);
    let need = coefficients(headers) * 2 + pixels * shape.samples.count() as u64;
    let most = for_reading(&shape);
    if need > most {
        let kind = if headers.is_progressive() {
            "it is a progressive JPEG"
        } else {
            "its colours are stored one after the other"
        };
        let million = pixels as f64 / 1e6;
        return Err(Refusal::TooLarge {
            format: Format::Jpeg,
            what: format!(
                "{kind}, which has to be in memory as a whole, and over {:.0} megapixels of this kind do not fit (it has {million:.0})",
                (million * most as f64 / need as f64).floor()
            ),
            remedy: "save it as a baseline JPEG (not progressive), PNG or TIFF, which are read by rows",
        });
    }
    let file = BufReader::new(File::open(path).map_err(Refusal::Disk)?);
    let pixels = decode(file, shape.width, shape.height, shape.samples, true)?;
    Ok(Box::new(Held::new(shape, pixels)))
}

/// Values of all blocks, as a decoder of several scans holds them.
fn coefficients(headers: &Headers) -> u64 {
    let components = &headers.frame.components;
    let most =
        |of: fn(&super::headers::Component) -> u8| u64::from(components.iter().map(of).max().unwrap_or(1));
    let across = u64::from(headers.frame.width).div_ceil(8 * most(|component| component.across));
    let down = u64::from(headers.frame.height).div_ceil(8 * most(|component| component.down));
    let blocks: u64 =
        components.iter().map(|component| u64::from(component.across) * u64::from(component.down)).sum();
    across * down * blocks * 64
}

/// The pixels of a JPEG in memory.
pub fn pixels(jpeg: &[u8], width: u32, height: u32, samples: Samples) -> Result<Vec<u8>, Refusal> {
    decode(ZCursor::new(jpeg), width, height, samples, false)
}

fn decode<T: ZByteReaderTrait>(
    jpeg: T,
    width: u32,
    height: u32,
    samples: Samples,
    strict: bool,
) -> Result<Vec<u8>, Refusal> {
    let color = if samples == Samples::Gray { ColorSpace::Luma } else { ColorSpace::RGB };
    let mut decoder = JpegDecoder::new_with_options(jpeg, options(strict).jpeg_set_out_colorspace(color));
    let size = width as usize * height as usize * samples.count();
    decoder.decode_headers().map_err(|error| corrupt(format!("{error:?}")))?;
    if decoder.output_buffer_size() != Some(size) {
        return Err(corrupt("its size is not what its frame says"));
    }
    let mut pixels = vec![0; size];
    decoder.decode_into(&mut pixels).map_err(|error| corrupt(format!("{error:?}")))?;
    Ok(pixels)
}

fn options(strict: bool) -> DecoderOptions {
    DecoderOptions::default().set_max_width(65_535).set_max_height(65_535).set_strict_mode(strict)
}

/// The samples of a JPEG as they are stored, without a change of colours: so it stands within a TIFF. How many a pixel has.
pub fn samples_of(jpeg: &[u8], width: u32, height: u32) -> Result<(Vec<u8>, usize), Refusal> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options(false));
    let refusal = |error| Refusal::corrupt(Format::Tiff, format!("a JPEG within it: {error:?}"));
    decoder.decode_headers().map_err(refusal)?;
    let color = decoder.input_colorspace().unwrap_or(ColorSpace::YCbCr);
    decoder.set_options(options(false).jpeg_set_out_colorspace(color));
    let found = decoder.info().map(|info| (u32::from(info.width), u32::from(info.height)));
    if found != Some((width, height)) {
        return Err(Refusal::corrupt(Format::Tiff, "a JPEG within it has another size than its place"));
    }
    let samples = decoder.decode().map_err(refusal)?;
    Ok((samples, color.num_components()))
}
