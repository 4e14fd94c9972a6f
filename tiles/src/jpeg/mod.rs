//! JPEG. The usual kind, one scan from top to bottom, is handed to the decoder in slices of a few rows of blocks; others are
//! decoded as a whole, if they fit.

mod bits;
mod headers;
mod huffman;
mod rewrite;
mod slices;
mod whole;

pub use whole::samples_of;

use crate::budget::check_size;
use crate::format::Format;
use crate::refusal::Refusal;
use crate::rows::{Rows, Samples, Shape};
use headers::Headers;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub fn open(path: &Path) -> Result<Box<dyn Rows>, Refusal> {
    let mut file = BufReader::new(File::open(path).map_err(Refusal::Disk)?);
    let headers = headers::read(&mut file)?;
    let shape = shape(&headers);
    check_size(Format::Jpeg, &shape)?;
    if headers.is_one_scan_from_top_to_bottom() {
        return Ok(Box::new(slices::Slices::new(file, headers, shape)?));
    }
    whole::open(path, &headers, shape)
}

fn shape(headers: &Headers) -> Shape {
    let samples = if headers.frame.components.len() == 1 { Samples::Gray } else { Samples::Rgb };
    Shape {
        width: headers.frame.width,
        height: headers.frame.height,
        samples,
        exact: false,
        orientation: headers.orientation,
        icc: headers.icc(),
    }
}

fn corrupt(why: impl ToString) -> Refusal {
    Refusal::corrupt(Format::Jpeg, why)
}

#[cfg(test)]
mod tests;
