//! Rows of strips, one after the other; of separate planes side by side.

use super::Pixels;
use super::chunk::Chunks;
use crate::refusal::Refusal;
use crate::rows::{Rows, Shape};
use std::io::Read;

pub struct Strips {
    pixels: Pixels,
    chunks: Chunks,
    rows_of_strip: u32,
    planes: Vec<Plane>,
    row: u32,
}

struct Plane {
    stream: Option<Box<dyn Read>>,
    row: Vec<u8>,
}

impl Strips {
    pub fn new(pixels: Pixels, chunks: Chunks, rows_of_strip: u32, planes: u16) -> Self {
        let bytes = pixels.row_bytes(pixels.shape.width);
        let planes = (0..planes).map(|_| Plane { stream: None, row: vec![0; bytes] }).collect();
        Self { pixels, chunks, rows_of_strip: rows_of_strip.max(1), planes, row: 0 }
    }

    fn open_strips(&mut self) -> Result<(), Refusal> {
        let per_plane = self.chunks.count() / self.planes.len().max(1);
        let strip = (self.row / self.rows_of_strip) as usize;
        let rows = self.rows_of_strip.min(self.pixels.shape.height - self.row);
        for (number, plane) in self.planes.iter_mut().enumerate() {
            plane.stream =
                Some(self.chunks.stream(number * per_plane + strip, self.pixels.shape.width, rows)?);
        }
        Ok(())
    }
}

impl Rows for Strips {
    fn shape(&self) -> &Shape {
        &self.pixels.shape
    }

    fn pages(&self) -> u32 {
        self.pixels.pages
    }

    fn read(&mut self, row: &mut [u8]) -> Result<(), Refusal> {
        if self.row.is_multiple_of(self.rows_of_strip) {
            self.open_strips()?;
        }
        for plane in &mut self.planes {
            let Some(stream) = &mut plane.stream else { continue };
            if let Err(error) = stream.read_exact(&mut plane.row) {
                return Err(self.pixels.unread(self.row, error));
            }
            self.pixels.unpack.undo_differences(&mut plane.row);
        }
        let planes: Vec<&[u8]> = self.planes.iter().map(|plane| plane.row.as_slice()).collect();
        self.pixels.row(&planes, row);
        self.row += 1;
        Ok(())
    }
}
