//! A pyramid on disk: `about.json` says what it is, `tiles` holds the tiles one after the other and at its end their
//! places. Written once, read by anyone.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const ABOUT: &str = "about.json";
const TILES: &str = "tiles";
/// Offset and length of a tile.
const PLACE: u64 = 12;

/// What tiles are encoded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TileFormat {
    Jpeg,
    Png,
}

impl TileFormat {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// One level: its pixels, and tiles across and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    pub width: u32,
    pub height: u32,
    pub across: u32,
    pub down: u32,
}

/// A pyramid that is made. Sizes are as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub width: u32,
    pub height: u32,
    pub tile: u32,
    pub format: TileFormat,
    /// Pages of the file.
    pub pages: u32,
    /// From the image itself to the one that is a single tile.
    pub levels: Vec<Layer>,
    /// Where in `tiles` the places begin.
    places_at: u64,
}

/// What is made.
pub fn about(folder: &Path) -> io::Result<About> {
    let text = std::fs::read(folder.join(ABOUT))?;
    serde_json::from_slice(&text).map_err(io::Error::other)
}

/// One tile; `None` if there is none such.
pub fn tile(folder: &Path, about: &About, level: u32, x: u32, y: u32) -> io::Result<Option<Vec<u8>>> {
    let level = level as usize;
    let Some(layer) = about.levels.get(level).filter(|layer| x < layer.across && y < layer.down) else {
        return Ok(None);
    };
    let before: u64 = about.levels.iter().take(level).map(count).sum();
    let number = before + u64::from(y) * u64::from(layer.across) + u64::from(x);
    let mut file = File::open(folder.join(TILES))?;
    file.seek(SeekFrom::Start(about.places_at + number * PLACE))?;
    let (mut offset, mut length) = ([0; 8], [0; 4]);
    file.read_exact(&mut offset)?;
    file.read_exact(&mut length)?;
    file.seek(SeekFrom::Start(u64::from_le_bytes(offset)))?;
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    file.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

fn count(layer: &Layer) -> u64 {
    u64::from(layer.across) * u64::from(layer.down)
}

/// A pyramid being written.
pub struct PackWriter {
    file: BufWriter<File>,
    end: u64,
    levels: Vec<Layer>,
    places: Vec<(u64, u32)>,
}

impl PackWriter {
    pub fn create(folder: &Path, levels: Vec<Layer>) -> io::Result<Self> {
        let file = BufWriter::new(File::create(folder.join(TILES))?);
        let tiles: u64 = levels.iter().map(count).sum();
        let places = vec![(0, 0); usize::try_from(tiles).map_err(io::Error::other)?];
        Ok(Self { file, end: 0, levels, places })
    }

    /// Adds a tile by its place as shown.
    pub fn add(&mut self, level: usize, x: u32, y: u32, bytes: &[u8]) -> Result<(), Refusal> {
        let before: u64 = self.levels.iter().take(level).map(count).sum();
        let across = self.levels.get(level).map_or(0, |layer| layer.across);
        let number = before + u64::from(y) * u64::from(across) + u64::from(x);
        let place = usize::try_from(number).ok().and_then(|number| self.places.get_mut(number));
        let (Some(place), Ok(length)) = (place, u32::try_from(bytes.len())) else {
            return Err(Refusal::Disk(io::Error::other("a tile has no place")));
        };
        *place = (self.end, length);
        self.file.write_all(bytes).map_err(Refusal::Disk)?;
        self.end += u64::from(length);
        Ok(())
    }

    /// Writes the places and what it is; all of it is durable when this returns.
    pub fn finish(mut self, folder: &Path, tile: u32, format: TileFormat, pages: u32) -> io::Result<About> {
        for (offset, length) in &self.places {
            self.file.write_all(&offset.to_le_bytes())?;
            self.file.write_all(&length.to_le_bytes())?;
        }
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        let (width, height) = self.levels.first().map_or((0, 0), |layer| (layer.width, layer.height));
        let about = About { width, height, tile, format, pages, levels: self.levels, places_at: self.end };
        let mut file = File::create(folder.join(ABOUT))?;
        file.write_all(&serde_json::to_vec(&about).map_err(io::Error::other)?)?;
        file.sync_data()?;
        Ok(about)
    }
}
