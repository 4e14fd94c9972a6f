//! A JPEG decoded by slices: each a small JPEG of a few rows of units, with one more above and below where colours are
//! stored coarser than brightness, for they flow over the borders of units.

use super::headers::{Component, Headers, keep};
use super::huffman::TableSpec;
use super::rewrite::RowsOfUnits;
use super::{corrupt, whole};
use crate::format::Format;
use crate::refusal::Refusal;
use crate::rows::{Rows, Shape};
use std::collections::VecDeque;
use std::fs::File;
use std::io::BufReader;

/// Rows of units that one slice is for.
const AT_ONCE: u32 = 8;

pub struct Slices {
    shape: Shape,
    units: RowsOfUnits<BufReader<File>>,
    headers: Headers,
    /// A unit's size in pixels, and how many there are.
    unit_height: u32,
    across: u32,
    down: u32,
    /// Rows of units that the next slice may need, the first of which is this one.
    coded: VecDeque<Vec<u8>>,
    first: u32,
    /// The next row of units whose pixels nobody has yet.
    next: u32,
    pixels: Vec<u8>,
    at: usize,
    row: u32,
}

impl Slices {
    /// `file` stands where the scan's data begin.
    pub fn new(file: BufReader<File>, mut headers: Headers, shape: Shape) -> Result<Self, Refusal> {
        if let [single] = headers.frame.components.as_mut_slice() {
            // Alone in a scan, a component's units are single blocks whatever it says.
            *single = Component { across: 1, down: 1, ..*single };
        }
        let largest = |of: fn(&Component) -> u8| headers.frame.components.iter().map(of).max().unwrap_or(1);
        let unit_width = 8 * u32::from(largest(|component| component.across));
        let unit_height = 8 * u32::from(largest(|component| component.down));
        let across = shape.width.div_ceil(unit_width);
        Ok(Self {
            units: RowsOfUnits::new(file, &headers, across)?,
            unit_height,
            across,
            down: shape.height.div_ceil(unit_height),
            shape,
            headers,
            coded: VecDeque::new(),
            first: 0,
            next: 0,
            pixels: Vec::new(),
            at: 0,
            row: 0,
        })
    }

    /// Decodes the next slice.
    fn advance(&mut self) -> Result<(), Refusal> {
        let end = (self.next + AT_ONCE).min(self.down);
        let from = self.next.saturating_sub(1);
        let to = (end + 1).min(self.down);
        while self.first < from {
            self.coded.pop_front();
            self.first += 1;
        }
        while self.first + (self.coded.len() as u32) < to {
            match self.units.next()? {
                Some(row) => self.coded.push_back(row),
                None => return Err(self.truncated()),
            }
        }
        let height = (to * self.unit_height).min(self.shape.height) - from * self.unit_height;
        let jpeg = self.slice(height);
        self.pixels = whole::pixels(&jpeg, self.shape.width, height, self.shape.samples)?;
        self.at = ((self.next - from) * self.unit_height) as usize * self.shape.row_bytes();
        let wanted = (end * self.unit_height).min(self.shape.height) - from * self.unit_height;
        self.pixels.truncate(wanted as usize * self.shape.row_bytes());
        self.next = end;
        Ok(())
    }

    fn truncated(&self) -> Refusal {
        let row = (self.first + self.coded.len() as u32) * self.unit_height;
        Refusal::Truncated { format: Format::Jpeg, row, rows: self.shape.height }
    }

    /// The coded rows as a JPEG by itself, with a restart after each.
    fn slice(&self, height: u32) -> Vec<u8> {
        let headers = &self.headers;
        let mut jpeg = vec![0xFF, 0xD8];
        jpeg.extend_from_slice(&headers.kept);
        for part in &headers.scan {
            let mut tables = vec![part.dc as u8];
            TableSpec::of_differences().write(&mut tables);
            if let Some(ac) = headers.ac.get(part.ac).and_then(Option::as_ref) {
                tables.push(0x10 | part.ac as u8);
                ac.write(&mut tables);
            }
            keep(&mut jpeg, 0xC4, &tables);
        }
        let across = self.across as u16;
        keep(&mut jpeg, 0xDD, &across.to_be_bytes());
        let (height, width) = (height as u16, self.shape.width as u16);
        let mut frame = vec![8];
        frame.extend(height.to_be_bytes().into_iter().chain(width.to_be_bytes()));
        frame.push(headers.frame.components.len() as u8);
        for component in &headers.frame.components {
            frame.extend([component.id, component.across << 4 | component.down, component.quantization]);
        }
        keep(&mut jpeg, headers.frame.marker, &frame);
        let mut scan = vec![headers.scan.len() as u8];
        for part in &headers.scan {
            let id = headers.frame.components.get(part.component).map_or(0, |component| component.id);
            scan.extend([id, (part.dc << 4 | part.ac) as u8]);
        }
        scan.extend([0, 63, 0]);
        keep(&mut jpeg, 0xDA, &scan);
        for (number, row) in (0u8..).zip(&self.coded) {
            if number > 0 {
                jpeg.extend([0xFF, 0xD0 | (number - 1) & 7]);
            }
            jpeg.extend_from_slice(row);
        }
        jpeg.extend([0xFF, 0xD9]);
        jpeg
    }
}

impl Rows for Slices {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, row: &mut [u8]) -> Result<(), Refusal> {
        if self.at >= self.pixels.len() {
            self.advance()?;
        }
        let pixels = self.pixels.get(self.at..self.at + row.len());
        row.copy_from_slice(pixels.ok_or_else(|| corrupt(format_args!("row {} is missing", self.row)))?);
        self.at += row.len();
        self.row += 1;
        Ok(())
    }
}
