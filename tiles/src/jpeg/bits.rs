//! Bits in and out of a JPEG's scan, where a byte of ones is followed by a zero and markers stand between.

use std::io::{self, BufRead};

/// Reads bits, up to a marker or the end.
pub struct BitReader<R> {
    file: R,
    bits: u64,
    /// How many of `bits`, from the top, are real; below them are zeros.
    held: u32,
    marker: Option<u8>,
    ended: bool,
}

impl<R: BufRead> BitReader<R> {
    pub fn new(file: R) -> Self {
        Self { file, bits: 0, held: 0, marker: None, ended: false }
    }

    /// Makes 32 bits ready, fewer only before a marker or the end.
    #[inline]
    pub fn fill(&mut self) -> io::Result<()> {
        while self.held <= 32 && self.marker.is_none() && !self.ended {
            self.fill_byte()?;
        }
        Ok(())
    }

    fn fill_byte(&mut self) -> io::Result<()> {
        let Some(byte) = self.byte()? else { return Ok(()) };
        if byte == 0xFF {
            let mut next = self.byte()?;
            while next == Some(0xFF) {
                next = self.byte()?;
            }
            match next {
                Some(0) => {}
                Some(marker) => {
                    self.marker = Some(marker);
                    return Ok(());
                }
                None => return Ok(()),
            }
        }
        self.bits |= u64::from(byte) << (56 - self.held);
        self.held += 8;
        Ok(())
    }

    #[inline]
    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.file.fill_buf()?.first().copied();
        match byte {
            Some(_) => self.file.consume(1),
            None => self.ended = true,
        }
        Ok(byte)
    }

    /// The next 16 bits; zeros behind the end.
    #[inline]
    pub fn peek(&self) -> u32 {
        (self.bits >> 48) as u32
    }

    /// Takes up to 31 bits; `None` if there are fewer.
    #[inline]
    pub fn take(&mut self, count: u32) -> Option<u32> {
        if count > self.held {
            return None;
        }
        let taken = (self.bits >> 32) as u32 >> 1 >> (31 - count);
        self.bits <<= count;
        self.held -= count;
        Some(taken)
    }

    /// Goes on behind a restart marker; `false` if there is none.
    pub fn restart(&mut self) -> io::Result<bool> {
        (self.bits, self.held) = (0, 0);
        // Padding up to the marker is dropped, and so is what a broken block left over.
        while self.marker.is_none() && !self.ended {
            self.fill_byte()?;
            (self.bits, self.held) = (0, 0);
        }
        Ok(matches!(self.marker.take(), Some(0xD0..=0xD7)))
    }
}

/// Writes bits.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    bits: u64,
    held: u32,
}

impl BitWriter {
    /// Appends the lowest `count` (up to 31) bits.
    #[inline]
    pub fn put(&mut self, bits: u32, count: u32) {
        self.bits = self.bits << count | u64::from(bits);
        self.held += count;
        while self.held >= 8 {
            self.held -= 8;
            self.byte((self.bits >> self.held) as u8);
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
        }
    }

    /// The bytes, filled up with ones.
    pub fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            let free = 8 - self.held;
            self.put((1 << free) - 1, free);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn bits_come_back_as_they_were_put_and_end_at_a_marker() {
        let mut writer = BitWriter::default();
        let parts = [(0b1, 1), (0x7FFF_FFFF, 31), (0, 0), (0b1010, 4), (0xFFFF, 16), (0x1234, 13)];
        parts.iter().for_each(|&(bits, count)| writer.put(bits, count));
        let mut bytes = writer.finish();
        bytes.extend([0xFF, 0xD3, 0b1100_0000]);
        let mut reader = BitReader::new(&bytes[..]);
        for (bits, count) in parts {
            reader.fill().unwrap();
            assert_eq!(reader.take(count), Some(bits), "{count}");
        }
        reader.fill().unwrap();
        assert_eq!(reader.take(20), None);
        assert!(reader.restart().unwrap());
        reader.fill().unwrap();
        assert_eq!(reader.peek() >> 14, 0b11);
        assert_eq!(reader.take(8), Some(0b1100_0000));
        assert!(!reader.restart().unwrap());
    }
}
