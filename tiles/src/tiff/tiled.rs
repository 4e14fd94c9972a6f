//! Rows of an image in tiles: a row of tiles is in memory at a time.

use super::Pixels;
use super::chunk::Chunks;
use crate::refusal::Refusal;
use crate::rows::{Rows, Shape};
use std::io::Read;

pub struct Tiled {
    pixels: Pixels,
    chunks: Chunks,
    width: u32,
    height: u32,
    across: usize,
    /// Of each plane: the rows of the tiles' row, whole tiles side by side.
    planes: Vec<Vec<u8>>,
    row: u32,
}

impl Tiled {
    pub fn new(pixels: Pixels, chunks: Chunks, (width, height): (u32, u32), planes: u16) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let across = pixels.shape.width.div_ceil(width) as usize;
        let planes = (0..planes).map(|_| Vec::new()).collect();
        Self { pixels, chunks, width, height, across, planes, row: 0 }
    }

    fn tile_row_bytes(&self) -> usize {
        self.pixels.row_bytes(self.width)
    }

    fn read_tiles(&mut self) -> Result<(), Refusal> {
        let tile_row = self.tile_row_bytes();
        let stride = tile_row * self.across;
        let rows = self.height.min(self.pixels.shape.height - self.row) as usize;
        let per_plane = self.chunks.count() / self.planes.len().max(1);
        let first = (self.row / self.height) as usize * self.across;
        for (number, plane) in self.planes.iter_mut().enumerate() {
            plane.resize(stride * self.height as usize, 0);
            for column in 0..self.across {
                let tile = number * per_plane + first + column;
                let mut stream = self.chunks.stream(tile, self.width, self.height)?;
                for row in plane.chunks_exact_mut(stride).take(rows) {
                    let part = &mut row[column * tile_row..(column + 1) * tile_row];
                    if let Err(error) = stream.read_exact(part) {
                        return Err(self.pixels.unread(self.row, error));
                    }
                    self.pixels.unpack.undo_differences(part);
                }
            }
        }
        Ok(())
    }
}

impl Rows for Tiled {
    fn shape(&self) -> &Shape {
        &self.pixels.shape
    }

    fn pages(&self) -> u32 {
        self.pixels.pages
    }

    fn read(&mut self, row: &mut [u8]) -> Result<(), Refusal> {
        let within = self.row % self.height;
        if within == 0 {
            self.read_tiles()?;
        }
        let stride = self.tile_row_bytes() * self.across;
        let from = within as usize * stride;
        let planes: Vec<&[u8]> =
            self.planes.iter().map(|plane| plane.get(from..from + stride).unwrap_or_default()).collect();
        self.pixels.row(&planes, row);
        self.row += 1;
        Ok(())
    }
}
