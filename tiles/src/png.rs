//! PNG: row by row; interlaced ones as a whole, if they fit.

use crate::budget::{check_size, for_reading};
use crate::format::Format;
use crate::orientation::Orientation;
use crate::refusal::Refusal;
use crate::rows::{Held, Rows, Samples, Shape};
use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Reader, Transformations};
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

/// What the decoder may take for itself: profiles and palettes, not rows.
const DECODER: usize = 16 << 20;

struct PngRows {
    shape: Shape,
    reader: Reader<BufReader<File>>,
    /// Gray with alpha is handed out as RGBA.
    gray_alpha: Vec<u8>,
    row: u32,
}

pub fn open(path: &Path) -> Result<Box<dyn Rows>, Refusal> {
    let file = BufReader::new(File::open(path).map_err(Refusal::Disk)?);
    let mut decoder = Decoder::new_with_limits(file, Limits { bytes: DECODER });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(|error| refusal(error, 0, 0))?;
    let (width, height) = header.size();
    let exact = header.color_type == ColorType::Indexed || (header.bit_depth as u8) < 8;
    let interlaced = header.interlaced;
    // Checked before the decoder makes room for rows; the widest pixels are assumed.
    let unread = Shape {
        width,
        height,
        samples: Samples::Rgba,
        exact,
        orientation: Orientation::default(),
        icc: None,
    };
    check_size(Format::Png, &unread)?;
    let reader = decoder.read_info().map_err(|error| refusal(error, 0, height))?;
    let (color, depth) = reader.output_color_type();
    debug_assert_eq!(depth, BitDepth::Eight);
    let samples = match color {
        ColorType::Grayscale => Samples::Gray,
        ColorType::Rgb | ColorType::Indexed => Samples::Rgb,
        ColorType::GrayscaleAlpha | ColorType::Rgba => Samples::Rgba,
    };
    let icc = reader.info().icc_profile.as_ref().map(|icc| icc.to_vec());
    let shape = Shape { samples, icc, ..unread };
    if interlaced {
        return whole(reader, shape, color);
    }
    Ok(Box::new(PngRows { shape, reader, gray_alpha: Vec::new(), row: 0 }))
}

/// The rows of an interlaced image are spread over all of its data.
fn whole(
    mut reader: Reader<BufReader<File>>,
    shape: Shape,
    color: ColorType,
) -> Result<Box<dyn Rows>, Refusal> {
    let pixels = u64::from(shape.width) * u64::from(shape.height);
    let of_pixel = color.samples() as u64 + if color == ColorType::GrayscaleAlpha { 4 } else { 0 };
    let most = for_reading(&shape) / of_pixel;
    if pixels > most {
        return Err(Refusal::TooLarge {
            format: Format::Png,
            what: format!(
                "it is interlaced, so its {} megapixels would have to be in memory at once, and {} are the most",
                pixels.div_ceil(1_000_000),
                most / 1_000_000
            ),
            remedy: "save it without interlacing",
        });
    }
    let size =
        reader.output_buffer_size().ok_or_else(|| Refusal::corrupt(Format::Png, "its size is impossible"))?;
    let mut bytes = vec![0; size];
    reader.next_frame(&mut bytes).map_err(|error| refusal(error, 0, shape.height))?;
    if color == ColorType::GrayscaleAlpha {
        bytes = bytes.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect();
    }
    Ok(Box::new(Held::new(shape, bytes)))
}

impl Rows for PngRows {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, row: &mut [u8]) -> Result<(), Refusal> {
        let (at, of) = (self.row, self.shape.height);
        self.row += 1;
        let doubled = self.reader.output_color_type().0 == ColorType::GrayscaleAlpha;
        let read = if doubled {
            self.gray_alpha.resize(row.len() / 2, 0);
            self.reader.read_row(&mut self.gray_alpha)
        } else {
            self.reader.read_row(row)
        };
        match read {
            Ok(Some(_)) => {}
            Ok(None) => return Err(Refusal::Truncated { format: Format::Png, row: at, rows: of }),
            Err(error) => return Err(refusal(error, at, of)),
        }
        if self.row == of {
            // What is left is a checksum; that it is missing is no matter.
            if let Err(error @ DecodingError::Format(_)) = self.reader.read_row(&mut []) {
                return Err(refusal(error, at, of));
            }
        }
        if doubled {
            for (pixel, pair) in row.chunks_exact_mut(4).zip(self.gray_alpha.chunks_exact(2)) {
                pixel.copy_from_slice(&[pair[0], pair[0], pair[0], pair[1]]);
            }
        }
        Ok(())
    }
}

fn refusal(error: DecodingError, row: u32, rows: u32) -> Refusal {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof && rows > 0 => {
            Refusal::Truncated { format: Format::Png, row, rows }
        }
        DecodingError::IoError(error) => Refusal::reading(Format::Png, error),
        other => Refusal::corrupt(Format::Png, other),
    }
}
