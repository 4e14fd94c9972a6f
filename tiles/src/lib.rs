//! Makes tiles of large images in little memory: the image is read by bands of rows from a file, and each level of the
//! pyramid holds one band at a time. Knows formats and pixels; nothing of buckets, tasks or HTTP, and reads no clock.

mod budget;
mod build;
mod encode;
mod exif;
mod format;
mod jpeg;
mod orientation;
mod pack;
mod png;
mod pyramid;
mod refusal;
mod rows;
mod tiff;
mod webp;

pub use budget::{MOST_MEMORY, MOST_PIXELS, check_pixels};
pub use build::{Watch, build};
pub use format::{Format, Head, Look, look};
pub use pack::{About, Layer, TileFormat, about, tile};
pub use refusal::Refusal;
