//! Pixels of one tile into the bytes that a browser gets.

use crate::pack::TileFormat;
use crate::refusal::Refusal;
use crate::rows::{Samples, Shape};
use image::ExtendedColorType;
use image::ImageEncoder;
use image::codecs::jpeg::JpegEncoder;
use std::io;

const QUALITY: u8 = 88;
/// Profiles go along with every tile; larger ones are those of printers, which pictures for screens do not have.
const LARGEST_PROFILE: usize = 16 << 10;

/// Encodes tiles of one image.
pub struct TileEncoder {
    samples: Samples,
    format: TileFormat,
    icc: Option<Vec<u8>>,
}

impl TileEncoder {
    pub fn new(shape: &Shape) -> Self {
        let exact = shape.exact || shape.samples == Samples::Rgba;
        let format = if exact { TileFormat::Png } else { TileFormat::Jpeg };
        Self { samples: shape.samples, format, icc: shape.icc.clone().filter(|icc| fits(icc, shape.samples)) }
    }

    pub fn format(&self) -> TileFormat {
        self.format
    }

    pub fn encode(&self, pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
        match self.format {
            TileFormat::Jpeg => self.jpeg(pixels, width, height).map_err(|error| broken(&error)),
            TileFormat::Png => self.png(pixels, width, height).map_err(|error| broken(&error)),
        }
    }

    fn jpeg(&self, pixels: &[u8], width: u32, height: u32) -> image::ImageResult<Vec<u8>> {
        let mut bytes = Vec::with_capacity(pixels.len() / 8 + 1024);
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        if let Some(icc) = &self.icc {
            encoder.set_icc_profile(icc.clone()).map_err(image::ImageError::Unsupported)?;
        }
        let color = match self.samples {
            Samples::Gray => ExtendedColorType::L8,
            Samples::Rgb | Samples::Rgba => ExtendedColorType::Rgb8,
        };
        encoder.encode(pixels, width, height, color)?;
        Ok(bytes)
    }

    fn png(&self, pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::with_capacity(pixels.len() / 4 + 1024);
        let mut info = png::Info::with_size(width, height);
        info.bit_depth = png::BitDepth::Eight;
        info.color_type = match self.samples {
            Samples::Gray => png::ColorType::Grayscale,
            Samples::Rgb => png::ColorType::Rgb,
            Samples::Rgba => png::ColorType::Rgba,
        };
        info.icc_profile = self.icc.as_deref().map(Into::into);
        let mut encoder = png::Encoder::with_info(&mut bytes, info)?;
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// A profile of the very kind of samples that we hand out, by its header.
fn fits(icc: &[u8], samples: Samples) -> bool {
    let space: &[u8] = match samples {
        Samples::Gray => b"GRAY",
        Samples::Rgb | Samples::Rgba => b"RGB ",
    };
    icc.len() <= LARGEST_PROFILE && icc.get(16..20) == Some(space)
}

/// Encoding into memory fails over nothing that a file could be blamed for.
fn broken(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::Disk(io::Error::other(error.to_string()))
}
