//! The orientation out of EXIF data, which is a little TIFF.

use crate::orientation::Orientation;

const ORIENTATION: u16 = 0x0112;

/// As stored, where the data do not say.
pub fn orientation(exif: &[u8]) -> Orientation {
    number(exif).map(Orientation::of_exif).unwrap_or_default()
}

fn number(exif: &[u8]) -> Option<u16> {
    let little = match exif.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map(|entry| directory + 2 + entry * 12)
        .find(|&at| short(at) == Some(ORIENTATION))
        .and_then(|at| short(at + 8))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn the_orientation_is_found_in_either_byte_order_and_nonsense_is_as_stored() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        for exif in [&little[..], &big[..]] {
            assert_eq!(orientation(exif), Orientation::of_exif(6));
            for cut in 0..exif.len() {
                orientation(&exif[..cut]);
            }
        }
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), Orientation::default());
    }
}
