//! Bitmask regions: the value is a PNG of the image's size as a data URL. The field draws black pixels on a transparent
//! ground, writes exactly that, and takes any pixel that is not transparent as part of the region; its colour says
//! nothing. PNG itself is read and written by the browser's canvas; here are the URL around it and the pixels within.

use super::{MAX_PIXELS, Mask, MaskError, area_of};
use crate::model::base64::{self, Base64Error};

const PREFIX: &str = "data:image/png;base64,";

/// The longest URL that is read or written; a mask is rarely a hundredth of it.
pub const MAX_URL: usize = 64 << 20;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BitmaskError {
    #[error("a bitmask must be a PNG as a data URL that starts with {PREFIX}, but this starts with \"{0}\"")]
    NotPngUrl(String),
    #[error(
        "the bitmask takes {} MB as text, more than the {} MB that can be labeled; use a smaller image",
        bytes >> 20,
        MAX_URL >> 20
    )]
    TooLong { bytes: usize },
    #[error("the bitmask cannot be read: {0}")]
    Base64(#[from] Base64Error),
    #[error("the bitmask is no PNG; write it as a PNG and import it again")]
    NotPng,
    #[error(
        "the bitmask says that it has {width} × {height} pixels, but masks have at least one and at most {} million",
        MAX_PIXELS >> 20
    )]
    Size { width: u32, height: u32 },
}

/// A PNG that a bitmask holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmask {
    pub width: u32,
    pub height: u32,
    pub png: Vec<u8>,
}

/// Reads a bitmask's data URL as far as its PNG's header.
pub fn parse(url: &str) -> Result<Bitmask, BitmaskError> {
    if url.len() > MAX_URL {
        return Err(BitmaskError::TooLong { bytes: url.len() });
    }
    let Some(text) = url.strip_prefix(PREFIX) else {
        return Err(BitmaskError::NotPngUrl(url.chars().take(PREFIX.len()).collect()));
    };
    let png = base64::decode(text)?;
    let (width, height) = size(&png)?;
    Ok(Bitmask { width, height, png })
}

/// Width and height from a PNG's first chunk.
fn size(png: &[u8]) -> Result<(u32, u32), BitmaskError> {
    const START: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR";
    let sizes = png.strip_prefix(START).and_then(<[u8]>::first_chunk::<8>).ok_or(BitmaskError::NotPng)?;
    let both = u64::from_be_bytes(*sizes);
    let (width, height) = ((both >> 32) as u32, both as u32);
    let area = u64::from(width) * u64::from(height);
    if (1..=MAX_PIXELS).contains(&area) {
        Ok((width, height))
    } else {
        Err(BitmaskError::Size { width, height })
    }
}

/// The mask in a bitmask's pixels, given as red, green, blue and alpha.
pub fn mask_of(rgba: &[u8], width: u32, height: u32) -> Result<Mask, MaskError> {
    if rgba.len() != area_of(width, height)? * 4 {
        return Err(MaskError::OtherImage { found: rgba.len() as u64, width, height });
    }
    let (pixels, _) = rgba.as_chunks::<4>();
    Mask::from_alpha(width, height, pixels.iter().map(|[_, _, _, alpha]| *alpha).collect())
}

/// A mask as a bitmask's pixels: black on a transparent ground.
pub fn pixels_of(mask: &Mask) -> Vec<u8> {
    mask.alpha().iter().flat_map(|alpha| [0, 0, 0, *alpha]).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    /// A black and transparent PNG of two by one pixels.
    const URL: &str = "data:image/png;base64,\
        iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4nGNgYGD4D8QMAAUEAQCwBUiSAAAAAElFTkSuQmCC";

    #[test]
    fn a_url_tells_the_size_of_its_png() {
        let bitmask = parse(URL).unwrap();
        assert_eq!((bitmask.width, bitmask.height), (2, 1));
    }

    #[test]
    fn what_is_no_png_is_refused_with_the_reason() {
        let start = "https://example.com/ma".to_owned();
        assert_eq!(parse("https://example.com/mask.png"), Err(BitmaskError::NotPngUrl(start)));
        assert_eq!(parse("data:image/png;base64,iVBOR"), Err(BitmaskError::Base64(Base64Error::Length)));
        assert_eq!(parse("data:image/png;base64,"), Err(BitmaskError::NotPng));
        assert_eq!(parse("data:image/png;base64,R0lGODlh"), Err(BitmaskError::NotPng));
        assert_eq!(parse(&"x".repeat(MAX_URL + 1)), Err(BitmaskError::TooLong { bytes: MAX_URL + 1 }));
    }

    #[test]
    fn a_png_that_claims_too_many_pixels_is_refused() {
        let url_of = |png: &[u8]| format!("{PREFIX}{}", base64::encode(png));
        let mut png = parse(URL).unwrap().png;
        png[16] = 0x7f;
        png[20] = 0x7f;
        assert!(matches!(parse(&url_of(&png)), Err(BitmaskError::Size { .. })));
        png[16..24].fill(0);
        assert_eq!(parse(&url_of(&png)), Err(BitmaskError::Size { width: 0, height: 0 }));
    }

    #[test]
    fn what_is_not_transparent_is_the_mask_whatever_its_colour() {
        let rgba = [[0, 0, 0, 255], [255, 255, 255, 9], [200, 0, 0, 0]].concat();
        let mask = mask_of(&rgba, 3, 1).unwrap();
        assert_eq!(mask.alpha(), [255, 9, 0]);
        assert_eq!(pixels_of(&mask), [[0, 0, 0, 255], [0, 0, 0, 9], [0, 0, 0, 0]].concat());
        assert!(mask_of(&rgba, 2, 1).is_err());
    }
}
