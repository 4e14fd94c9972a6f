//! What a JPEG says before its first scan.

use super::corrupt;
use super::huffman::TableSpec;
use crate::exif;
use crate::format::Format;
use crate::orientation::Orientation;
use crate::refusal::Refusal;
use std::io::{BufRead, Read};

/// Tables and profiles are no larger than this; what goes on and on is no image.
const MOST_KEPT: usize = 1 << 20;

/// A component of the frame.
#[derive(Clone, Copy, Debug)]
pub struct Component {
    pub id: u8,
    pub across: u8,
    pub down: u8,
    pub quantization: u8,
}

/// The frame: how the image is cut into blocks.
#[derive(Clone, Debug)]
pub struct Frame {
    pub marker: u8,
    pub width: u32,
    pub height: u32,
    pub components: Vec<Component>,
}

/// A component's part in a scan: its place in the frame and its tables.
#[derive(Clone, Copy, Debug)]
pub struct ScanPart {
    pub component: usize,
    pub dc: usize,
    pub ac: usize,
}

/// All that is known when the first scan begins.
#[derive(Debug)]
pub struct Headers {
    pub frame: Frame,
    pub scan: Vec<ScanPart>,
    /// Segments that the decoder needs as they are: quantization, and what the colours are.
    pub kept: Vec<u8>,
    pub dc: [Option<TableSpec>; 4],
    pub ac: [Option<TableSpec>; 4],
    /// Blocks from one restart marker to the next; 0: there are none.
    pub restart: u32,
    pub orientation: Orientation,
    profile: Vec<(u8, Vec<u8>)>,
}

impl Headers {
    pub fn is_progressive(&self) -> bool {
        self.frame.marker == 0xC2
    }

    pub fn is_one_scan_from_top_to_bottom(&self) -> bool {
        !self.is_progressive() && self.scan.len() == self.frame.components.len()
    }

    /// The colour profile, of its parts in order.
    pub fn icc(&self) -> Option<Vec<u8>> {
        let mut parts: Vec<_> = self.profile.iter().collect();
        parts.sort_by_key(|(number, _)| *number);
        let whole: Vec<u8> = parts.into_iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
        (!whole.is_empty()).then_some(whole)
    }
}

/// Reads up to the data of the first scan.
pub fn read(file: &mut impl BufRead) -> Result<Headers, Refusal> {
    let mut start = [0; 2];
    exact(file, &mut start)?;
    let (mut frame, mut scan) = (None, None);
    let (mut dc, mut ac) = (std::array::from_fn(|_| None), std::array::from_fn(|_| None));
    let (mut kept, mut profile, mut seen) = (Vec::new(), Vec::new(), 0);
    let (mut restart, mut orientation) = (0, Orientation::default());
    while scan.is_none() {
        let marker = marker(file)?;
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let body = segment(file)?;
        if matches!(marker, 0xDB | 0xE0 | 0xE2 | 0xEE) {
            seen += body.len();
        }
        if seen > MOST_KEPT {
            return Err(corrupt("it has more tables and profiles than an image needs"));
        }
        match marker {
            0xC4 => tables(&body, &mut dc, &mut ac)?,
            0xC0..=0xCF if frame.is_some() => return Err(corrupt("it has two frames")),
            0xC0..=0xC2 => frame = Some(read_frame(marker, &body)?),
            0xC3..=0xCF => return Err(other_kind(marker)),
            0xD9 => return Err(corrupt("it ends before its pixels begin")),
            0xDA => scan = Some(read_scan(&body, frame.as_ref())?),
            0xDD => restart = body.get(..2).map_or(0, |two| u32::from(two[0]) << 8 | u32::from(two[1])),
            0xE1 => {
                if let Some(data) = body.strip_prefix(b"Exif\0\0") {
                    orientation = exif::orientation(data);
                }
            }
            0xE2 => {
                if let Some([number, _, part @ ..]) = body.strip_prefix(b"ICC_PROFILE\0") {
                    profile.push((*number, part.to_vec()));
                }
            }
            0xDB | 0xE0 | 0xEE => keep(&mut kept, marker, &body),
            _ => {}
        }
    }
    match (frame, scan) {
        (Some(frame), Some(scan)) => Ok(Headers { frame, scan, kept, dc, ac, restart, orientation, profile }),
        _ => Err(corrupt("it has no frame")),
    }
}

/// Appends a segment with its marker and length.
pub fn keep(to: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = body.len() + 2;
    to.extend_from_slice(&[0xFF, marker, (length >> 8) as u8, length as u8]);
    to.extend_from_slice(body);
}

fn exact(file: &mut impl Read, bytes: &mut [u8]) -> Result<(), Refusal> {
    file.read_exact(bytes).map_err(|error| Refusal::reading(Format::Jpeg, error))
}

/// The next marker; what stands before it is nothing that we know.
fn marker(file: &mut impl BufRead) -> Result<u8, Refusal> {
    let mut byte = [0];
    loop {
        exact(file, &mut byte)?;
        while byte == [0xFF] {
            exact(file, &mut byte)?;
            if !matches!(byte, [0x00 | 0xFF]) {
                return Ok(byte[0]);
            }
        }
    }
}

fn segment(file: &mut impl BufRead) -> Result<Vec<u8>, Refusal> {
    let mut length = [0; 2];
    exact(file, &mut length)?;
    let length = usize::from(u16::from_be_bytes(length));
    let mut body = vec![0; length.checked_sub(2).ok_or_else(|| corrupt("a segment has no length"))?];
    exact(file, &mut body)?;
    Ok(body)
}

fn tables(
    body: &[u8],
    dc: &mut [Option<TableSpec>; 4],
    ac: &mut [Option<TableSpec>; 4],
) -> Result<(), Refusal> {
    let mut rest = body;
    while let Some((&kind, after)) = rest.split_first() {
        let (spec, after) = TableSpec::read(after).ok_or_else(|| corrupt("a Huffman table is broken"))?;
        let tables = if kind >> 4 == 0 { &mut *dc } else { &mut *ac };
        match tables.get_mut(usize::from(kind & 15)) {
            Some(place) => *place = Some(spec),
            None => return Err(corrupt("a Huffman table has an impossible number")),
        }
        rest = after;
    }
    Ok(())
}

fn read_frame(marker: u8, body: &[u8]) -> Result<Frame, Refusal> {
    let [precision, h1, h0, w1, w0, count, components @ ..] = body else {
        return Err(corrupt("its frame is broken"));
    };
    if *precision != 8 {
        return Err(Refusal::Unsupported {
            format: Format::Jpeg,
            what: format!("its samples have {precision} bits"),
            remedy: "save it with 8",
        });
    }
    let height = u32::from(*h1) << 8 | u32::from(*h0);
    if height == 0 {
        return Err(Refusal::Unsupported {
            format: Format::Jpeg,
            what: "it tells its height only after its pixels".to_owned(),
            remedy: "save it again with another program",
        });
    }
    let components: Vec<Component> = components
        .chunks_exact(3)
        .map(|three| Component {
            id: three[0],
            across: three[1] >> 4,
            down: three[1] & 15,
            quantization: three[2],
        })
        .collect();
    let sound =
        |component: &Component| (1..=4).contains(&component.across) && (1..=4).contains(&component.down);
    if components.len() != usize::from(*count) || !components.iter().all(sound) {
        return Err(corrupt("the components of its frame are broken"));
    }
    if !matches!(components.len(), 1 | 3 | 4) {
        return Err(Refusal::Unsupported {
            format: Format::Jpeg,
            what: format!("it has {} components", components.len()),
            remedy: "save it as gray, RGB or CMYK",
        });
    }
    Ok(Frame { marker, width: u32::from(*w1) << 8 | u32::from(*w0), height, components })
}

fn read_scan(body: &[u8], frame: Option<&Frame>) -> Result<Vec<ScanPart>, Refusal> {
    let broken = || corrupt("its first scan is broken");
    let frame = frame.ok_or_else(broken)?;
    let (&count, rest) = body.split_first().ok_or_else(broken)?;
    let parts = rest.get(..usize::from(count) * 2).ok_or_else(broken)?;
    let part = |two: &[u8]| {
        let component = frame.components.iter().position(|component| component.id == two[0])?;
        Some(ScanPart { component, dc: usize::from(two[1] >> 4), ac: usize::from(two[1] & 15) })
    };
    parts.chunks_exact(2).map(|two| part(two).ok_or_else(broken)).collect()
}

fn other_kind(marker: u8) -> Refusal {
    let what = match marker {
        0xC3 | 0xC7 | 0xCB | 0xCF => "it is a lossless JPEG",
        0xC9..=0xCE => "it is coded arithmetically",
        _ => "it is a hierarchical JPEG",
    };
    Refusal::Unsupported {
        format: Format::Jpeg,
        what: what.to_owned(),
        remedy: "save it as a baseline JPEG, PNG or TIFF",
    }
}
