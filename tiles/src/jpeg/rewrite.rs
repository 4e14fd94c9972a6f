//! Takes a scan apart into its rows of blocks, each of which can be decoded by itself: what is coded as a difference from
//! the row before is coded anew, all else is copied bit for bit. No pixel is touched.

use super::bits::{BitReader, BitWriter};
use super::corrupt;
use super::headers::Headers;
use super::huffman::{Table, TableSpec};
use crate::format::Format;
use crate::refusal::Refusal;
use std::io::BufRead;
use std::rc::Rc;

/// A component's part in each unit of the scan.
struct Part {
    dc: Rc<Table>,
    ac: Rc<Table>,
    /// Blocks in a unit.
    blocks: u32,
    /// The mean that the next block is told against: in the file, and in what is written.
    read: i32,
    written: i32,
}

/// The rows of units of a scan.
pub struct RowsOfUnits<R> {
    bits: BitReader<R>,
    parts: Vec<Part>,
    /// Code and length by the size of a difference.
    sizes: Vec<(u16, u8)>,
    across: u32,
    restart: u32,
    until_restart: u32,
}

impl<R: BufRead> RowsOfUnits<R> {
    /// `across` units make a row. The file stands where the scan's data begin.
    pub fn new(file: R, headers: &Headers, across: u32) -> Result<Self, Refusal> {
        let table = |spec: Option<&Option<TableSpec>>| {
            let spec = spec.and_then(Option::as_ref).ok_or_else(|| corrupt("a Huffman table is missing"))?;
            Table::new(spec).map(Rc::new).ok_or_else(|| corrupt("a Huffman table is impossible"))
        };
        let single = headers.scan.len() == 1;
        let parts = headers.scan.iter().map(|part| {
            let component = headers.frame.components.get(part.component);
            let blocks =
                component.map_or(1, |component| u32::from(component.across) * u32::from(component.down));
            Ok(Part {
                dc: table(headers.dc.get(part.dc))?,
                ac: table(headers.ac.get(part.ac))?,
                blocks: if single { 1 } else { blocks },
                read: 0,
                written: 0,
            })
        });
        let codes = TableSpec::of_differences().codes().unwrap_or_default();
        Ok(Self {
            bits: BitReader::new(file),
            parts: parts.collect::<Result<_, Refusal>>()?,
            sizes: codes.into_iter().map(|(_, code, length)| (code, length)).collect(),
            across,
            restart: headers.restart,
            until_restart: headers.restart,
        })
    }

    /// The next row; `None` if the data end within it.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        let mut writer = BitWriter::default();
        self.parts.iter_mut().for_each(|part| part.written = 0);
        for _ in 0..self.across {
            if self.restart > 0 && self.until_restart == 0 {
                if !self.bits.restart().map_err(|error| Refusal::reading(Format::Jpeg, error))? {
                    return Ok(None);
                }
                self.until_restart = self.restart;
                self.parts.iter_mut().for_each(|part| part.read = 0);
            }
            self.until_restart = self.until_restart.saturating_sub(1);
            for part in &mut self.parts {
                for _ in 0..part.blocks {
                    if block(&mut self.bits, part, &self.sizes, &mut writer)?.is_none() {
                        return Ok(None);
                    }
                }
            }
        }
        Ok(Some(writer.finish()))
    }
}

/// Copies one block; `None` if the data end within it.
fn block<R: BufRead>(
    bits: &mut BitReader<R>,
    part: &mut Part,
    sizes: &[(u16, u8)],
    writer: &mut BitWriter,
) -> Result<Option<()>, Refusal> {
    let reading = |error| Refusal::reading(Format::Jpeg, error);
    bits.fill().map_err(reading)?;
    let Some((length, size)) = part.dc.find(bits.peek()) else { return no_code(bits) };
    let size = u32::from(size);
    if size > 15 {
        return Err(corrupt("a block's mean is impossible"));
    }
    let Some(coded) = bits.take(length + size) else { return Ok(None) };
    part.read += difference(coded & ((1 << size) - 1), size);
    put_difference(part.read - part.written, sizes, writer)?;
    part.written = part.read;
    let mut at = 1;
    while at < 64 {
        bits.fill().map_err(reading)?;
        let Some((length, symbol)) = part.ac.find(bits.peek()) else { return no_code(bits) };
        let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        let Some(coded) = bits.take(length + size) else { return Ok(None) };
        writer.put(coded, length + size);
        match (run, size) {
            (15, 0) => at += 16,
            (_, 0) => break,
            _ => at += run + 1,
        }
    }
    if at > 64 {
        return Err(corrupt("a block has more than 64 values"));
    }
    Ok(Some(()))
}

/// At the end there is no code because there are no bits; elsewhere the bits are wrong.
fn no_code<R: BufRead>(bits: &mut BitReader<R>) -> Result<Option<()>, Refusal> {
    match bits.take(16) {
        None => Ok(None),
        Some(_) => Err(corrupt("its pixels are coded by no code of its tables")),
    }
}

fn difference(bits: u32, size: u32) -> i32 {
    let value = bits as i32;
    if size > 0 && bits >> (size - 1) == 0 { value - (1 << size) + 1 } else { value }
}

fn put_difference(difference: i32, sizes: &[(u16, u8)], writer: &mut BitWriter) -> Result<(), Refusal> {
    let size = 32 - difference.unsigned_abs().leading_zeros();
    let Some(&(code, length)) = sizes.get(size as usize) else {
        return Err(corrupt("a block's mean is impossible"));
    };
    let bits = if difference < 0 { difference - 1 } else { difference } as u32 & ((1 << size) - 1);
    writer.put(u32::from(code) << size | bits, u32::from(length) + size);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_read_as_they_are_written() {
        let codes = TableSpec::of_differences().codes().unwrap_or_default();
        let sizes: Vec<_> = codes.iter().map(|&(_, code, length)| (code, length)).collect();
        for value in [-2047, -1024, -3, -1, 0, 1, 2, 255, 2047] {
            let mut writer = BitWriter::default();
            assert!(put_difference(value, &sizes, &mut writer).is_ok());
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes[..]);
            assert!(reader.fill().is_ok());
            let table = Table::new(&TableSpec::of_differences());
            let (length, size) = table.and_then(|table| table.find(reader.peek())).unwrap_or_default();
            reader.take(length);
            let bits = reader.take(u32::from(size)).unwrap_or_default();
            assert_eq!(difference(bits, u32::from(size)), value);
        }
    }
}
