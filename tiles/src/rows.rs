//! Images as rows from top to bottom, whatever file they are in.

use crate::orientation::Orientation;
use crate::refusal::Refusal;

/// The samples of a pixel, 8 bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    Gray,
    Rgb,
    Rgba,
}

impl Samples {
    pub const fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

/// What is known of an image before its first row.
#[derive(Clone, Debug)]
pub struct Shape {
    /// As stored; how it is shown, `orientation` says.
    pub width: u32,
    pub height: u32,
    pub samples: Samples,
    /// Drawn rather than photographed: few colours and hard edges, which must stay as they are.
    pub exact: bool,
    pub orientation: Orientation,
    /// What the colours mean, if the file says so.
    pub icc: Option<Vec<u8>>,
}

impl Shape {
    pub fn row_bytes(&self) -> usize {
        self.width as usize * self.samples.count()
    }
}

/// The rows of an image.
pub trait Rows {
    fn shape(&self) -> &Shape;
    /// Pages of the file.
    fn pages(&self) -> u32 {
        1
    }
    /// The next row, into exactly [`Shape::row_bytes`] bytes. Asked for `height` times.
    fn read(&mut self, row: &mut [u8]) -> Result<(), Refusal>;
}

/// Rows of an image that is in memory as a whole.
pub struct Held {
    shape: Shape,
    pixels: Vec<u8>,
    next: usize,
}

impl Held {
    pub fn new(shape: Shape, pixels: Vec<u8>) -> Self {
        Self { shape, pixels, next: 0 }
    }
}

impl Rows for Held {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, row: &mut [u8]) -> Result<(), Refusal> {
        let end = self.next + row.len();
        match self.pixels.get(self.next..end) {
            Some(pixels) => row.copy_from_slice(pixels),
            None => row.fill(0),
        }
        self.next = end;
        Ok(())
    }
}
