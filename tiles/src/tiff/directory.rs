//! What a TIFF says of a page.

use super::{corrupt, unsupported};
use crate::format::Format;
use crate::orientation::Orientation;
use crate::refusal::Refusal;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use tiff::TiffError;
use tiff::decoder::Decoder;
use tiff::tags::{ByteOrder, Tag};

/// Pages beyond are not counted.
const MOST_PAGES: u32 = 10_000;

/// How the pixels lie.
#[derive(Clone, Copy, Debug)]
pub enum Layout {
    Strips { rows: u32 },
    Tiles { width: u32, height: u32 },
}

/// One page, as its directory has it.
#[derive(Clone, Debug)]
pub struct Page {
    pub width: u32,
    pub height: u32,
    pub big_endian: bool,
    pub bits: u16,
    pub samples: u16,
    /// 1: whole numbers, 2: signed ones, 3: floating point.
    pub sample_format: u16,
    pub photometric: u16,
    pub compression: u16,
    pub predictor: u16,
    /// Each sample has strips or tiles of its own.
    pub planar: bool,
    /// What the samples beyond the colours are: 1 and 2 are alpha, 1 multiplied in.
    pub extra: Vec<u16>,
    pub layout: Layout,
    pub offsets: Vec<u64>,
    pub lengths: Vec<u64>,
    pub palette: Vec<u16>,
    pub subsampling: (u16, u16),
    pub jpeg_tables: Vec<u8>,
    pub orientation: Orientation,
    pub icc: Option<Vec<u8>>,
}

impl Page {
    pub fn is_jpeg(&self) -> bool {
        self.compression == 7
    }
}

type Reading = Decoder<BufReader<File>>;

/// A page by its number, and how many there are. Smaller copies of a page and masks are none.
pub fn read(path: &Path, page: u32) -> Result<(Page, u32), Refusal> {
    let file = BufReader::new(File::open(path).map_err(Refusal::Disk)?);
    let mut decoder = Decoder::new(file).map_err(refusal)?;
    let (mut found, mut pages) = (None, 0);
    loop {
        let kind: u32 = number(&mut decoder, Tag::NewSubfileType)?.unwrap_or(0);
        if kind & 0b101 == 0 {
            if pages == page {
                found = Some(read_page(&mut decoder)?);
            }
            pages += 1;
        }
        if !decoder.more_images() || pages == MOST_PAGES {
            break;
        }
        match decoder.next_image() {
            Ok(()) => {}
            // A page behind the wanted one is none of its business.
            Err(_) if found.is_some() => break,
            Err(error) => return Err(refusal(error)),
        }
    }
    found.map(|found| (found, pages)).ok_or(Refusal::NoSuchPage { page, pages })
}

fn read_page(decoder: &mut Reading) -> Result<Page, Refusal> {
    let (width, height) = decoder.dimensions().map_err(refusal)?;
    let first = |list: Vec<u16>, default: u16| list.first().copied().unwrap_or(default);
    let fill_order: u16 = number(decoder, Tag::FillOrder)?.unwrap_or(1);
    if fill_order != 1 {
        return Err(unsupported(
            "its bits stand in the reverse order (fill order 2)",
            "save it with fill order 1",
        ));
    }
    let tiles = (number(decoder, Tag::TileWidth)?, number(decoder, Tag::TileLength)?);
    let (layout, offsets, lengths) = match tiles {
        (Some(width), Some(height)) => {
            (Layout::Tiles { width, height }, Tag::TileOffsets, Tag::TileByteCounts)
        }
        _ => {
            let rows = number(decoder, Tag::RowsPerStrip)?.unwrap_or(height);
            (Layout::Strips { rows: rows.min(height) }, Tag::StripOffsets, Tag::StripByteCounts)
        }
    };
    let subsampling = list(decoder, Tag::ChromaSubsampling)?;
    Ok(Page {
        width,
        height,
        big_endian: decoder.byte_order() == ByteOrder::BigEndian,
        bits: first(list(decoder, Tag::BitsPerSample)?, 1),
        samples: number(decoder, Tag::SamplesPerPixel)?.unwrap_or(1),
        sample_format: first(list(decoder, Tag::SampleFormat)?, 1),
        photometric: number(decoder, Tag::PhotometricInterpretation)?
            .ok_or_else(|| corrupt("it does not say what its samples mean"))?,
        compression: number(decoder, Tag::Compression)?.unwrap_or(1),
        predictor: number(decoder, Tag::Predictor)?.unwrap_or(1),
        planar: number::<u16>(decoder, Tag::PlanarConfiguration)?.unwrap_or(1) == 2,
        extra: list(decoder, Tag::ExtraSamples)?,
        layout,
        offsets: list(decoder, offsets)?,
        lengths: list(decoder, lengths)?,
        palette: list(decoder, Tag::ColorMap)?,
        subsampling: match subsampling[..] {
            [across, down] => (across, down),
            _ => (2, 2),
        },
        jpeg_tables: bytes(decoder, Tag::JPEGTables)?,
        orientation: Orientation::of_exif(number(decoder, Tag::Orientation)?.unwrap_or(1)),
        icc: Some(bytes(decoder, Tag::IccProfile)?).filter(|icc| !icc.is_empty()),
    })
}

fn number<T: TryFrom<u64>>(decoder: &mut Reading, tag: Tag) -> Result<Option<T>, Refusal> {
    decoder.find_tag_unsigned(tag).map_err(refusal)
}

fn list<T: TryFrom<u64>>(decoder: &mut Reading, tag: Tag) -> Result<Vec<T>, Refusal> {
    Ok(decoder.find_tag_unsigned_vec(tag).map_err(refusal)?.unwrap_or_default())
}

fn bytes(decoder: &mut Reading, tag: Tag) -> Result<Vec<u8>, Refusal> {
    let value = decoder.find_tag(tag).map_err(refusal)?;
    value.map_or_else(|| Ok(Vec::new()), |value| value.into_u8_vec().map_err(refusal))
}

fn refusal(error: TiffError) -> Refusal {
    match error {
        TiffError::IoError(error) => Refusal::reading(Format::Tiff, error),
        TiffError::UnsupportedError(what) => {
            unsupported(what, "save it as gray, RGB or CMYK with 8 or 16 bits a sample")
        }
        TiffError::LimitsExceeded => Refusal::TooLarge {
            format: Format::Tiff,
            what: "its list of strips or tiles has more than 1 MiB".to_owned(),
            remedy: "save it with larger strips or tiles",
        },
        other => corrupt(other),
    }
}
