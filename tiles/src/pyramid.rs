//! Rows in, tiles of all levels out. Each level holds one band of rows, so that memory grows with the width alone.

use crate::encode::TileEncoder;
use crate::orientation::{Axis, Orientation};
use crate::pack::{Layer, PackWriter};
use crate::refusal::Refusal;
use crate::rows::{Samples, Shape};

/// Cuts the rows of an image into tiles.
pub struct Pyramid {
    levels: Vec<Level>,
    press: Press,
}

/// What turns a piece into a tile and puts it where it belongs.
struct Press {
    orientation: Orientation,
    samples: usize,
    encoder: TileEncoder,
    pack: PackWriter,
    piece: Vec<u8>,
    turned: Vec<u8>,
}

/// One level, in stored order.
struct Level {
    number: usize,
    width: usize,
    columns: Axis,
    rows: Axis,
    /// The rows of the piece that is being gathered.
    band: Vec<u8>,
    row: u32,
    piece: u32,
    /// The upper row of a pair that waits for its lower one, and room for what the two become.
    upper: Vec<u8>,
    waits: bool,
    half: Vec<u8>,
}

/// The levels of an image: each half as large as the one before, the last a single tile. As shown.
pub fn layers(shape: &Shape, tile: u32) -> Vec<Layer> {
    let (mut width, mut height) = shape.orientation.shown(shape.width, shape.height);
    let mut layers = Vec::new();
    loop {
        layers.push(Layer { width, height, across: width.div_ceil(tile), down: height.div_ceil(tile) });
        if width.max(height) <= tile {
            return layers;
        }
        (width, height) = (width.div_ceil(2), height.div_ceil(2));
    }
}

impl Pyramid {
    pub fn new(shape: &Shape, tile: u32, layers: &[Layer], encoder: TileEncoder, pack: PackWriter) -> Self {
        let Orientation { flip_x, flip_y, .. } = shape.orientation;
        let levels = layers.iter().enumerate().map(|(number, layer)| {
            // Turning twice is turning back: the size as stored.
            let (width, height) = shape.orientation.shown(layer.width, layer.height);
            Level {
                number,
                width: width as usize,
                columns: Axis::new(width, tile, flip_x),
                rows: Axis::new(height, tile, flip_y),
                band: Vec::with_capacity(tile.min(height) as usize * width as usize * shape.samples.count()),
                row: 0,
                piece: 0,
                upper: Vec::new(),
                waits: false,
                half: Vec::new(),
            }
        });
        let press = Press {
            orientation: shape.orientation,
            samples: shape.samples.count(),
            encoder,
            pack,
            piece: Vec::new(),
            turned: Vec::new(),
        };
        Self { levels: levels.collect(), press }
    }

    pub fn push(&mut self, row: &[u8]) -> Result<(), Refusal> {
        push(&mut self.levels, &mut self.press, row)
    }

    /// After the last row: rows without a lower one go on alone.
    pub fn finish(mut self) -> Result<PackWriter, Refusal> {
        let mut levels = self.levels.as_mut_slice();
        while let Some((level, rest)) = levels.split_first_mut() {
            if level.waits && !rest.is_empty() {
                level.waits = false;
                let upper = std::mem::take(&mut level.upper);
                let mut half = std::mem::take(&mut level.half);
                halve(&upper, &upper, self.press.samples, &mut half);
                push(rest, &mut self.press, &half)?;
            }
            levels = rest;
        }
        Ok(self.press.pack)
    }
}

fn push(levels: &mut [Level], press: &mut Press, row: &[u8]) -> Result<(), Refusal> {
    let Some((level, rest)) = levels.split_first_mut() else { return Ok(()) };
    level.gather(press, row)?;
    if rest.is_empty() {
        return Ok(());
    }
    if !level.waits {
        level.upper.clear();
        level.upper.extend_from_slice(row);
        level.waits = true;
        return Ok(());
    }
    level.waits = false;
    let mut half = std::mem::take(&mut level.half);
    halve(&level.upper, row, press.samples, &mut half);
    let pushed = push(rest, press, &half);
    level.half = half;
    pushed
}

impl Level {
    fn gather(&mut self, press: &mut Press, row: &[u8]) -> Result<(), Refusal> {
        self.band.extend_from_slice(row);
        self.row += 1;
        if self.row < self.rows.end(self.piece) {
            return Ok(());
        }
        for column in 0..self.columns.pieces() {
            press.tile(self, column)?;
        }
        self.band.clear();
        self.piece += 1;
        Ok(())
    }
}

impl Press {
    fn tile(&mut self, level: &Level, column: u32) -> Result<(), Refusal> {
        let (from, to) = (level.columns.start(column) as usize, level.columns.end(column) as usize);
        self.piece.clear();
        for row in level.band.chunks_exact(level.width * self.samples) {
            self.piece.extend_from_slice(&row[from * self.samples..to * self.samples]);
        }
        let width = to - from;
        let height = level.rows.end(level.piece) - level.rows.start(level.piece);
        self.orientation.turn(&self.piece, width, self.samples, &mut self.turned);
        let (shown_width, shown_height) = self.orientation.shown(width as u32, height);
        let (x, y) = self.orientation.shown(level.columns.shown(column), level.rows.shown(level.piece));
        let bytes = self.encoder.encode(&self.turned, shown_width, shown_height)?;
        self.pack.add(level.number, x, y, &bytes)
    }
}

/// Two rows become one of half the width: each pixel the mean of four.
fn halve(upper: &[u8], lower: &[u8], samples: usize, half: &mut Vec<u8>) {
    half.clear();
    match samples {
        1 => means::<1>(upper, lower, half),
        3 => means::<3>(upper, lower, half),
        _ => means_with_alpha(upper, lower, half),
    }
}

fn means<const N: usize>(upper: &[u8], lower: &[u8], half: &mut Vec<u8>) {
    for (above, below) in upper.chunks(2 * N).zip(lower.chunks(2 * N)) {
        // A last pixel without a right neighbour stands for both.
        let right = above.len() - N;
        let mut pixel = [0; N];
        for (sample, mean) in pixel.iter_mut().enumerate() {
            let sum = u16::from(above[sample])
                + u16::from(above[right + sample])
                + u16::from(below[sample])
                + u16::from(below[right + sample]);
            *mean = ((sum + 2) / 4) as u8;
        }
        half.extend_from_slice(&pixel);
    }
}

/// A pixel counts by how opaque it is, else what is invisible would shine through.
fn means_with_alpha(upper: &[u8], lower: &[u8], half: &mut Vec<u8>) {
    const N: usize = Samples::Rgba.count();
    for (above, below) in upper.chunks(2 * N).zip(lower.chunks(2 * N)) {
        let right = above.len() - N;
        let four = [&above[..N], &above[right..], &below[..N], &below[right..]];
        let alpha: u32 = four.iter().map(|pixel| u32::from(pixel[3])).sum();
        for sample in 0..3 {
            let sum: u32 = four.iter().map(|pixel| u32::from(pixel[sample]) * u32::from(pixel[3])).sum();
            half.push((sum + alpha / 2).checked_div(alpha).unwrap_or(0) as u8);
        }
        half.push(((alpha + 2) / 4) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_pixels_become_their_mean_and_a_last_odd_one_stays() {
        let mut half = Vec::new();
        halve(&[0, 10, 7], &[20, 30, 9], 1, &mut half);
        assert_eq!(half, [15, 8]);
        halve(&[0, 0, 0, 8, 8, 8], &[0, 0, 0, 8, 8, 8], 3, &mut half);
        assert_eq!(half, [4, 4, 4]);
    }

    #[test]
    fn what_is_invisible_does_not_shine_through() {
        let mut half = Vec::new();
        let row = [255, 0, 0, 255, 0, 255, 0, 0];
        halve(&row, &row, 4, &mut half);
        assert_eq!(half, [255, 0, 0, 128]);
        halve(&[9, 9, 9, 0], &[9, 9, 9, 0], 4, &mut half);
        assert_eq!(half, [0, 0, 0, 0]);
    }
}
