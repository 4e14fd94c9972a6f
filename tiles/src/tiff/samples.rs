//! The samples of a row, from bytes as they are stored to 8 bits each.

use super::directory::Page;
use super::unsupported;
use crate::refusal::Refusal;

/// How to do it.
#[derive(Clone, Copy, Debug)]
pub struct Unpack {
    bits: u16,
    /// Of a pixel, within one plane.
    samples: usize,
    big_endian: bool,
    /// Each sample is the difference from the pixel before.
    differences: bool,
    signed: bool,
    /// Numbers of colours, not brightness: nothing is scaled.
    numbers: bool,
}

impl Unpack {
    pub fn of(page: &Page) -> Result<Self, Refusal> {
        if page.sample_format == 3 {
            return Err(unsupported(
                "its samples are floating-point numbers, of which nobody says which is white",
                "save it with whole numbers of 8 or 16 bits",
            ));
        }
        if !matches!(page.bits, 1 | 2 | 4 | 8 | 16 | 32) {
            return Err(unsupported(
                format_args!("its samples have {} bits", page.bits),
                "save it with 8 or 16",
            ));
        }
        if page.is_jpeg() && page.bits != 8 {
            return Err(unsupported(
                format_args!("its samples have {} bits within JPEG", page.bits),
                "save it with 8, or with another compression",
            ));
        }
        let differences = match page.predictor {
            1 => false,
            2 if page.bits >= 8 => !page.is_jpeg(),
            other => {
                return Err(unsupported(
                    format_args!("its predictor {other} with {} bits", page.bits),
                    "save it without a predictor",
                ));
            }
        };
        Ok(Self {
            bits: page.bits,
            samples: if page.planar { 1 } else { usize::from(page.samples) },
            big_endian: page.big_endian,
            differences,
            signed: page.sample_format == 2,
            numbers: page.photometric == 3,
        })
    }

    pub fn row_bytes(&self, width: u32) -> usize {
        (width as usize * self.samples * usize::from(self.bits)).div_ceil(8)
    }

    /// A row of `width` pixels ends within a byte.
    pub fn has_broken_bytes(&self, width: u32) -> bool {
        !(width as usize * self.samples * usize::from(self.bits)).is_multiple_of(8)
    }

    /// Undoes the differences of a row, or of a tile's part of one, in place.
    pub fn undo_differences(&self, row: &mut [u8]) {
        if !self.differences {
            return;
        }
        match self.bits {
            8 => add_up::<1>(row, self.samples, |a, b| [a[0].wrapping_add(b[0])]),
            16 if self.big_endian => add_up::<2>(row, self.samples, |a, b| {
                u16::from_be_bytes(a).wrapping_add(u16::from_be_bytes(b)).to_be_bytes()
            }),
            16 => add_up::<2>(row, self.samples, |a, b| {
                u16::from_le_bytes(a).wrapping_add(u16::from_le_bytes(b)).to_le_bytes()
            }),
            _ if self.big_endian => add_up::<4>(row, self.samples, |a, b| {
                u32::from_be_bytes(a).wrapping_add(u32::from_be_bytes(b)).to_be_bytes()
            }),
            _ => add_up::<4>(row, self.samples, |a, b| {
                u32::from_le_bytes(a).wrapping_add(u32::from_le_bytes(b)).to_le_bytes()
            }),
        }
    }

    /// The samples of a row pixel by pixel, of as many planes as there are.
    pub fn row(&self, planes: &[&[u8]], width: usize, interleaved: &mut Vec<u8>) {
        interleaved.clear();
        if let [plane] = planes {
            interleaved.extend(self.eight(plane).take(width * self.samples));
        } else {
            interleaved.resize(width * planes.len(), 0);
            for (number, plane) in planes.iter().enumerate() {
                let places = interleaved.iter_mut().skip(number).step_by(planes.len());
                places.zip(self.eight(plane)).for_each(|(place, sample)| *place = sample);
            }
        }
        interleaved.resize(width * self.samples * planes.len(), 0);
        if self.signed {
            interleaved.iter_mut().for_each(|sample| *sample ^= 0x80);
        }
    }

    fn eight<'a>(&self, bytes: &'a [u8]) -> Box<dyn Iterator<Item = u8> + 'a> {
        let (bits, numbers) = (self.bits, self.numbers);
        match bits {
            8 => Box::new(bytes.iter().copied()),
            16 if self.big_endian => {
                Box::new(bytes.chunks_exact(2).map(|two| scaled(u16::from_be_bytes([two[0], two[1]]))))
            }
            16 => Box::new(bytes.chunks_exact(2).map(|two| scaled(u16::from_le_bytes([two[0], two[1]])))),
            32 => {
                let highest = if self.big_endian { 0 } else { 3 };
                Box::new(bytes.iter().copied().skip(highest).step_by(4))
            }
            _ => {
                let in_byte = 8 / bits;
                let most = (1u16 << bits) - 1;
                let factor = if numbers { 1 } else { 255 / most };
                Box::new(bytes.iter().flat_map(move |&byte| {
                    (0..in_byte).map(move |at| {
                        let sample = u16::from(byte) >> (8 - bits * (at + 1)) & most;
                        (sample * factor) as u8
                    })
                }))
            }
        }
    }
}

/// White stays white, and black black.
fn scaled(sample: u16) -> u8 {
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

fn add_up<const N: usize>(row: &mut [u8], samples: usize, add: impl Fn([u8; N], [u8; N]) -> [u8; N]) {
    let (values, _) = row.as_chunks_mut::<N>();
    for at in samples..values.len() {
        values[at] = add(values[at], values[at - samples]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Unpack =
        Unpack { bits: 8, samples: 1, big_endian: false, differences: false, signed: false, numbers: false };

    fn row(unpack: Unpack, planes: &[&[u8]], width: usize) -> Vec<u8> {
        let mut samples = Vec::new();
        unpack.row(planes, width, &mut samples);
        samples
    }

    #[test]
    fn samples_of_every_width_become_eight_bits() {
        assert_eq!(row(Unpack { bits: 1, ..PLAIN }, &[&[0b1010_0000]], 4), [255, 0, 255, 0]);
        assert_eq!(row(Unpack { bits: 4, ..PLAIN }, &[&[0x0F, 0x50]], 3), [0, 255, 85]);
        assert_eq!(row(Unpack { bits: 4, numbers: true, ..PLAIN }, &[&[0x0F, 0x50]], 3), [0, 15, 5]);
        let sixteen = Unpack { bits: 16, ..PLAIN };
        assert_eq!(row(sixteen, &[&[0xFF, 0xFF, 0, 0x80, 0, 0]], 3), [255, 128, 0]);
        assert_eq!(row(Unpack { big_endian: true, ..sixteen }, &[&[0x80, 0]], 1), [128]);
        assert_eq!(row(Unpack { bits: 32, ..PLAIN }, &[&[1, 2, 3, 4]], 1), [4]);
        assert_eq!(row(Unpack { signed: true, ..PLAIN }, &[&[0x80, 0, 0x7F]], 3), [0, 128, 255]);
    }

    #[test]
    fn planes_are_interleaved_and_differences_added_up() {
        assert_eq!(row(PLAIN, &[&[1, 2], &[3, 4], &[5, 6]], 2), [1, 3, 5, 2, 4, 6]);
        let mut values = [1, 10, 1, 1, 255, 1];
        Unpack { samples: 2, differences: true, ..PLAIN }.undo_differences(&mut values);
        assert_eq!(values, [1, 10, 2, 11, 1, 12]);
        let mut wide = [0xFF, 0, 1, 0];
        Unpack { bits: 16, differences: true, ..PLAIN }.undo_differences(&mut wide);
        assert_eq!(wide, [0xFF, 0, 0, 1]);
    }
}
