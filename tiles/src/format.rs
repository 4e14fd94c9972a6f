//! What an image is by its first bytes: the format, and its size where those tell.

use crate::exif;
use crate::orientation::Orientation;
use std::fmt;

/// The formats that tiles are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Tiff,
    Jpeg,
    Png,
    WebP,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tiff => "TIFF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
        })
    }
}

impl Format {
    /// For programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tiff => "tiff",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}

/// What the first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub format: Format,
    /// Width and height as shown. Those of a TIFF may stand anywhere in it.
    pub size: Option<(u32, u32)>,
}

/// The answer of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Known(Head),
    /// The size is behind these bytes, if anywhere.
    More(Format),
    NotAnImage,
}

/// Looks at the first bytes of a file.
pub fn look(bytes: &[u8]) -> Look {
    let Some(format) = format_of(bytes) else { return Look::NotAnImage };
    let size = match format {
        Format::Tiff => return Look::Known(Head { format, size: None }),
        Format::Png => png(bytes),
        Format::WebP => webp(bytes),
        Format::Jpeg => jpeg(bytes),
    };
    match size {
        Some(size) => Look::Known(Head { format, size: Some(size) }),
        None => Look::More(format),
    }
}

pub fn format_of(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Format::Tiff),
        [0xFF, 0xD8, 0xFF, ..] => Some(Format::Jpeg),
        [0x89, b'P', b'N', b'G', 13, 10, 26, 10, ..] => Some(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::WebP),
        _ => None,
    }
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let at = |index: usize| bytes.get(index).copied().map(u32::from);
    match bytes.get(12..16)? {
        b"VP8X" => {
            let three = |from: usize| Some(1 + (at(from)? | at(from + 1)? << 8 | at(from + 2)? << 16));
            Some((three(24)?, three(27)?))
        }
        b"VP8L" => {
            let bits = at(21)? | at(22)? << 8 | at(23)? << 16 | at(24)? << 24;
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        _ => Some(((at(26)? | at(27)? << 8) & 0x3FFF, (at(28)? | at(29)? << 8) & 0x3FFF)),
    }
}

/// Walks the segments to the frame's, past an EXIF one on the way.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut orientation = Orientation::default();
    let mut at = 2;
    loop {
        while bytes.get(at)? == &0xFF && bytes.get(at + 1)? == &0xFF {
            at += 1;
        }
        let marker = *bytes.get(at + 1)?;
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            at += 2;
            continue;
        }
        let two = |from: usize| Some(u32::from(*bytes.get(from)?) << 8 | u32::from(*bytes.get(from + 1)?));
        let length = two(at + 2)? as usize;
        match marker {
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return Some(orientation.shown(two(at + 7)?, two(at + 5)?));
            }
            0xE1 if bytes.get(at + 4..at + 10) == Some(b"Exif\0\0") => {
                orientation = exif::orientation(bytes.get(at + 10..at + 2 + length)?);
            }
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_from_the_first_bytes_and_asked_for_where_they_end() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\0\x02";
        let head = |format, size| Look::Known(Head { format, size: Some(size) });
        assert_eq!(look(png), head(Format::Png, (256, 2)));
        assert_eq!(look(&png[..20]), Look::More(Format::Png));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\0\x02\0\x03";
        assert_eq!(look(jpeg), head(Format::Jpeg, (3, 2)));
        assert_eq!(look(&jpeg[..12]), Look::More(Format::Jpeg));
        let turned =
            b"\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\xff\xc0\0\x11\x08\0\x02\0\x03";
        assert_eq!(look(turned), head(Format::Jpeg, (2, 3)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x07\0\0";
        assert_eq!(look(webp), head(Format::WebP, (16, 8)));
        assert_eq!(look(b"II\x2b\0"), Look::Known(Head { format: Format::Tiff, size: None }));
        assert_eq!(look(b"<svg/>"), Look::NotAnImage);
        assert_eq!(look(b""), Look::NotAnImage);
    }
}
