//! Strips and tiles as they were before they were compressed, as a stream.

use super::directory::{Layout, Page};
use super::{corrupt, unsupported};
use crate::jpeg;
use crate::refusal::Refusal;
use flate2::bufread::ZlibDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use weezl::decode::Configuration;
use weezl::{BitOrder, LzwStatus};

/// Bytes of a strip or tile, as they are read from the file.
type Stored = BufReader<Part>;

/// A part of a file; several can be read in turn.
struct Part {
    file: Arc<File>,
    at: u64,
    left: u64,
}

impl Read for Part {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        let read = self.file.read_at(&mut bytes[..most], self.at)?;
        self.at = self.at.saturating_add(read as u64);
        self.left -= read as u64;
        Ok(read)
    }
}

/// How strips and tiles are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compression {
    None,
    Lzw,
    Deflate,
    PackBits,
    Jpeg,
}

/// The strips or tiles of a page.
pub struct Chunks {
    file: Arc<File>,
    compression: Compression,
    offsets: Vec<u64>,
    lengths: Vec<u64>,
    jpeg_tables: Vec<u8>,
    /// Samples that a JPEG must have.
    samples: usize,
}

impl Chunks {
    pub fn open(path: &Path, page: &Page) -> Result<Self, Refusal> {
        let compression = compression(page.compression)?;
        let per_plane = match page.layout {
            Layout::Strips { rows } => page.height.div_ceil(rows.max(1)) as usize,
            Layout::Tiles { width, height } => {
                page.width.div_ceil(width.max(1)) as usize * page.height.div_ceil(height.max(1)) as usize
            }
        };
        let planes = if page.planar { usize::from(page.samples) } else { 1 };
        if page.offsets.len() < per_plane * planes || page.lengths.len() < page.offsets.len() {
            return Err(corrupt("its list of strips or tiles is too short"));
        }
        Ok(Self {
            file: Arc::new(File::open(path).map_err(Refusal::Disk)?),
            compression,
            offsets: page.offsets.clone(),
            lengths: page.lengths.clone(),
            jpeg_tables: page.jpeg_tables.clone(),
            samples: if page.planar { 1 } else { usize::from(page.samples) },
        })
    }

    /// Strips or tiles of all planes.
    pub fn count(&self) -> usize {
        self.offsets.len()
    }

    /// One strip or tile, of this size in pixels.
    pub fn stream(&self, number: usize, width: u32, height: u32) -> Result<Box<dyn Read>, Refusal> {
        let (Some(&offset), Some(&length)) = (self.offsets.get(number), self.lengths.get(number)) else {
            return Err(corrupt("its list of strips or tiles is too short"));
        };
        let part = Part { file: Arc::clone(&self.file), at: offset, left: length };
        let stored = BufReader::with_capacity(64 << 10, part);
        Ok(match self.compression {
            Compression::None => Box::new(stored),
            Compression::Lzw => Box::new(Lzw::new(stored)),
            Compression::Deflate => Box::new(ZlibDecoder::new(stored)),
            Compression::PackBits => Box::new(PackBits { stored, left: 0, repeated: None }),
            Compression::Jpeg => Box::new(Cursor::new(self.jpeg(stored, length, width, height)?)),
        })
    }

    fn jpeg(&self, mut stored: Stored, length: u64, width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
        // As much was counted for it.
        if length > (64 << 10) + u64::from(width) * u64::from(height) * self.samples as u64 {
            return Err(corrupt("a JPEG within it is longer than its pixels"));
        }
        let mut jpeg = Vec::new();
        // The tables end with a mark of the end, and the pixels begin with one of the beginning.
        let tables = self.jpeg_tables.strip_suffix(&[0xFF, 0xD9]).unwrap_or_default();
        jpeg.extend_from_slice(tables);
        let from = jpeg.len();
        stored.read_to_end(&mut jpeg).map_err(Refusal::Disk)?;
        if from > 0 && jpeg.get(from..from + 2) == Some(&[0xFF, 0xD8]) {
            jpeg.drain(from..from + 2);
        }
        let (pixels, samples) = jpeg::samples_of(&jpeg, width, height)?;
        if samples != self.samples {
            return Err(corrupt(format_args!("a JPEG within it has {samples} samples a pixel")));
        }
        Ok(pixels)
    }
}

fn compression(number: u16) -> Result<Compression, Refusal> {
    let name = match number {
        1 => return Ok(Compression::None),
        5 => return Ok(Compression::Lzw),
        7 => return Ok(Compression::Jpeg),
        8 | 32_946 => return Ok(Compression::Deflate),
        32_773 => return Ok(Compression::PackBits),
        2..=4 => "CCITT fax",
        6 => "JPEG of the old kind",
        33_003 | 33_005 | 34_712 => "JPEG 2000",
        34_887 => "LERC",
        34_925 => "LZMA",
        50_000 => "Zstandard",
        50_001 => "WebP",
        50_002 => "JPEG XL",
        _ => "",
    };
    let what = match name {
        "" => format!("its compression {number} is not known"),
        name => format!("its compression is {name}"),
    };
    Err(unsupported(what, "save it uncompressed, or with LZW, Deflate, PackBits or JPEG"))
}

/// LZW as TIFF has it.
struct Lzw {
    stored: Stored,
    decoder: weezl::decode::Decoder,
}

impl Lzw {
    fn new(stored: Stored) -> Self {
        // Some programs write no end, and what follows the last row is nothing.
        let decoder = Configuration::with_tiff_size_switch(BitOrder::Msb, 8).with_yield_on_full_buffer(true);
        Self { stored, decoder: decoder.build() }
    }
}

impl Read for Lzw {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let stored = self.stored.fill_buf()?;
            let at_end = stored.is_empty();
            let result = self.decoder.decode_bytes(stored, bytes);
            self.stored.consume(result.consumed_in);
            match result.status {
                Ok(_) if result.consumed_out > 0 || bytes.is_empty() => return Ok(result.consumed_out),
                Ok(LzwStatus::Done) => return Ok(0),
                Ok(_) if at_end => return Ok(0),
                Ok(_) => {}
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
            }
        }
    }
}

/// Runs of equal bytes.
struct PackBits {
    stored: Stored,
    left: usize,
    repeated: Option<u8>,
}

impl Read for PackBits {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            let mut header = [0];
            if self.stored.read(&mut header)? == 0 {
                return Ok(0);
            }
            match header[0] {
                count @ 0..=127 => (self.left, self.repeated) = (usize::from(count) + 1, None),
                128 => {}
                count => {
                    self.stored.read_exact(&mut header)?;
                    (self.left, self.repeated) = (257 - usize::from(count), Some(header[0]));
                }
            }
        }
        let length = self.left.min(bytes.len());
        let part = &mut bytes[..length];
        let read = match self.repeated {
            Some(byte) => {
                part.fill(byte);
                length
            }
            None => self.stored.read(part)?,
        };
        self.left -= read;
        Ok(read)
    }
}
