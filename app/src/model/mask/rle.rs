//! The field's encoding of brush masks: a stream of bits, highest first, of red, green, blue and alpha of all pixels.
//! A header (32 bits how many values, 5 bits how wide they are less one, four times 4 bits how wide a length is less
//! one), then records: a bit that says whether one value is repeated, two bits that choose the width of the length,
//! the length less one, and the value or so many values. Reads only alpha; writes all four channels alike.

use super::runs::run_length;
use super::{Mask, MaskError, area_of};

/// The widths of lengths that are written.
const SIZES: [u32; 4] = [3, 4, 8, 16];
const HEADER_BITS: u64 = 32 + 5 + 4 * 4;
/// A record's flag and choice of width.
const CHOICE_BITS: u32 = 3;
const WORD_BITS: u32 = 8;
/// What a length of 16 bits can say.
const LONGEST: u64 = 1 << 16;

/// How many values an encoded mask says it holds: four for each pixel.
pub fn count(bytes: &[u8]) -> Result<u32, MaskError> {
    Header::read(Bits(bytes)).map(|header| header.count)
}

/// The mask of an image in the field's encoding. No bytes at all are a mask with nothing set.
pub fn decode(bytes: &[u8], width: u32, height: u32) -> Result<Mask, MaskError> {
    let pixels = area_of(width, height)?;
    if bytes.is_empty() {
        return Mask::new(width, height);
    }
    let bits = Bits(bytes);
    let header = Header::read(bits)?;
    let found = u64::from(header.count);
    if found != pixels as u64 * 4 {
        return Err(MaskError::OtherImage { found, width, height });
    }
    // Before memory is taken: so many values need so many bits at the very least.
    if header.least_bits() > bits.len() {
        return Err(MaskError::Truncated { expected: found, found: 0 });
    }
    let mut alpha = vec![0; pixels];
    fill(bits, &header, &mut alpha)?;
    Mask::from_alpha(width, height, alpha)
}

/// Reads records until every value is known. A last record that goes on for longer is cut, as the field does.
fn fill(bits: Bits<'_>, header: &Header, alpha: &mut [u8]) -> Result<(), MaskError> {
    let expected = u64::from(header.count);
    let (mut at, mut position) = (0_u64, HEADER_BITS);
    while at < expected {
        let window = bits.window(position);
        let size = header.size(window >> 61);
        let length = (window << CHOICE_BITS >> (64 - size)) + 1;
        let end = expected.min(at + length);
        let is_repeated = window >> 63 == 1;
        position += u64::from(CHOICE_BITS + size);
        let words = if is_repeated { 1 } else { end - at };
        let after = position + words * u64::from(WORD_BITS);
        if after > bits.len() {
            return Err(MaskError::Truncated { expected, found: at });
        }
        // The pixels whose alpha, the last of their four values, lies in the record.
        let pixels = (at / 4) as usize..(end / 4) as usize;
        let place = alpha.get_mut(pixels.clone()).unwrap_or_default();
        if is_repeated {
            place.fill((window << (CHOICE_BITS + size) >> (64 - WORD_BITS)) as u8);
        } else {
            for (pixel, value) in (pixels.start as u64..).zip(place) {
                *value = bits.byte(position + (4 * pixel + 3 - at) * u64::from(WORD_BITS));
            }
        }
        (at, position) = (end, after);
    }
    Ok(())
}

struct Header {
    count: u32,
    sizes: [u32; 4],
}

impl Header {
    fn read(bits: Bits<'_>) -> Result<Self, MaskError> {
        if bits.len() < HEADER_BITS {
            return Err(MaskError::Truncated { expected: 4, found: 0 });
        }
        let window = bits.window(0);
        let word_size = (window << 32 >> 59) as u8 + 1;
        if u32::from(word_size) != WORD_BITS {
            return Err(MaskError::WordSize(word_size));
        }
        let size = |index: u32| (window << (37 + 4 * index) >> 60) as u32 + 1;
        Ok(Self { count: (window >> 32) as u32, sizes: [size(0), size(1), size(2), size(3)] })
    }

    /// The width of a length, by the two bits that choose it.
    fn size(&self, choice: u64) -> u32 {
        self.sizes.get((choice & 3) as usize).copied().unwrap_or(1)
    }

    /// The fewest bits that so many values can take.
    fn least_bits(&self) -> u64 {
        let longest = 1_u64 << self.sizes.iter().max().copied().unwrap_or(1);
        let shortest = self.sizes.iter().min().copied().unwrap_or(1);
        let records = u64::from(self.count).div_ceil(longest);
        HEADER_BITS + records * u64::from(CHOICE_BITS + shortest + WORD_BITS)
    }
}

#[derive(Clone, Copy)]
struct Bits<'a>(&'a [u8]);

impl Bits<'_> {
    fn len(self) -> u64 {
        self.0.len() as u64 * 8
    }

    /// At least 57 bits from a position on, at the top of the result; zeros after the end.
    fn window(self, position: u64) -> u64 {
        let start = (position / 8) as usize;
        let whole = self.0.get(start..).and_then(<[u8]>::first_chunk::<8>).copied();
        let bytes = whole.unwrap_or_else(|| {
            let mut padded = [0; 8];
            padded.iter_mut().zip(self.0.get(start..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
            padded
        });
        u64::from_be_bytes(bytes) << (position % 8)
    }

    fn byte(self, position: u64) -> u8 {
        let start = (position / 8) as usize;
        let at = |place: usize| self.0.get(place).map_or(0, |byte| u16::from(*byte));
        ((at(start) << 8 | at(start + 1)) << (position % 8) >> 8) as u8
    }
}

/// A mask in the field's encoding, the same bytes that its encoder writes for it. That one writes a run of equal values
/// as records of at most 2^16, each with the first width that can say its length; single values it would collect
/// into records of their own, but with four channels alike there are none.
pub fn encode(mask: &Mask) -> Vec<u8> {
    let mut out = Writer::default();
    out.push(mask.alpha().len() as u64 * 4, 32);
    out.push(u64::from(WORD_BITS - 1), 5);
    for size in SIZES {
        out.push(u64::from(size - 1), 4);
    }
    let mut rest = mask.alpha();
    while let Some(value) = rest.first().copied() {
        let pixels = run_length(rest, value);
        rest = rest.get(pixels..).unwrap_or_default();
        let mut left = pixels as u64 * 4;
        while left > 0 {
            let length = left.min(LONGEST);
            out.record(length - 1, value);
            left -= length;
        }
    }
    out.finish()
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    pending: u64,
    bits: u32,
}

impl Writer {
    /// Up to 32 bits.
    fn push(&mut self, value: u64, bits: u32) {
        self.pending = self.pending << bits | value;
        self.bits += bits;
        while self.bits >= 8 {
            self.bits -= 8;
            self.bytes.push((self.pending >> self.bits) as u8);
        }
    }

    /// A value that is repeated `more` times after the first.
    fn record(&mut self, more: u64, value: u8) {
        let fitting = SIZES.into_iter().zip(0_u64..).find(|(size, _)| more < 1_u64 << *size);
        let (size, choice) = fitting.unwrap_or((16, 3));
        self.push(0b100 | choice, CHOICE_BITS);
        self.push(more, size);
        self.push(u64::from(value), WORD_BITS);
    }

    fn finish(mut self) -> Vec<u8> {
        if self.bits > 0 {
            self.push(0, 8 - self.bits);
        }
        self.bytes
    }
}

#[cfg(test)]
#[path = "rle_tests.rs"]
mod tests;
