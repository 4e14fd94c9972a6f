//! From files to tiles: sizes, levels, orientation, refusals.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jpeg_encoder::{ColorType, Encoder};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tiles::{About, Refusal, TileFormat, about, build, tile};

struct Made {
    dir: TempDir,
    about: About,
}

fn made(bytes: &[u8]) -> Result<Made, Refusal> {
    let dir = tempfile::tempdir().unwrap();
    let file: PathBuf = dir.path().join("image");
    std::fs::write(&file, bytes).unwrap();
    let built = build(&file, 0, dir.path(), &())?;
    assert_eq!(built, about(dir.path()).unwrap());
    Ok(Made { about: built, dir })
}

impl Made {
    /// The pixels of a tile, three samples each, and its width.
    fn tile(&self, level: u32, x: u32, y: u32) -> (Vec<u8>, usize) {
        let bytes = tile(self.dir.path(), &self.about, level, x, y).unwrap().unwrap();
        decoded(&bytes, self.about.format)
    }

    fn pixel(&self, level: u32, x: u32, y: u32) -> [u8; 3] {
        let side = self.about.tile;
        let (pixels, width) = self.tile(level, x / side, y / side);
        let at = ((y % side) as usize * width + (x % side) as usize) * 3;
        pixels[at..at + 3].try_into().unwrap()
    }
}

fn decoded(bytes: &[u8], format: TileFormat) -> (Vec<u8>, usize) {
    match format {
        TileFormat::Jpeg => {
            let cursor = zune_core::bytestream::ZCursor::new(bytes);
            let mut decoder = zune_jpeg::JpegDecoder::new(cursor);
            let pixels = decoder.decode().unwrap();
            (pixels, usize::from(decoder.info().unwrap().width))
        }
        TileFormat::Png => {
            let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            let samples = info.color_type.samples();
            let rgb =
                pixels.chunks_exact(samples).flat_map(|p| [p[0], p[samples / 2], p[samples - 1]]).collect();
            (rgb, info.width as usize)
        }
    }
}

/// Each pixel tells where it is: red by columns, green by rows.
fn places(width: u32, height: u32) -> Vec<u8> {
    let red = move |x: u32| (x * 255 / width) as u8;
    (0..height).flat_map(|y| (0..width).flat_map(move |x| [red(x), (y * 255 / height) as u8, 128])).collect()
}

fn png_of(width: u32, height: u32, color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    bytes
}

/// A JPEG with this EXIF orientation.
fn turned(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 95);
    let exif = [
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
        &[orientation, 0, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    encoder.add_app_segment(1, exif).unwrap();
    encoder.encode(&places(width, height), width as u16, height as u16, ColorType::Rgb).unwrap();
    bytes
}

#[test]
fn levels_halve_down_to_a_single_tile_and_show_the_same_places() {
    let (width, height) = (1301, 701);
    let made = made(&png_of(width, height, png::ColorType::Rgb, &places(width, height))).unwrap();
    assert_eq!((made.about.width, made.about.height, made.about.tile), (width, height, 512));
    let sizes: Vec<_> = made.about.levels.iter().map(|l| (l.width, l.height, l.across, l.down)).collect();
    assert_eq!(sizes, [(1301, 701, 3, 2), (651, 351, 2, 1), (326, 176, 1, 1)]);
    for (level, size) in (0..).zip(&sizes) {
        for (x, y) in [(0, 0), (size.0 / 2, size.1 / 2), (size.0 - 1, size.1 - 1), (size.0 - 1, 0)] {
            let [red, green, _] = made.pixel(level, x, y);
            let (expected_red, expected_green) = ((x * 255 / size.0) as u8, (y * 255 / size.1) as u8);
            assert!(red.abs_diff(expected_red) < 6 && green.abs_diff(expected_green) < 6, "{level} {x} {y}");
        }
    }
    let none = tile(made.dir.path(), &made.about, 0, 3, 0).unwrap();
    assert!(none.is_none() && tile(made.dir.path(), &made.about, 3, 0, 0).unwrap().is_none());
}

#[test]
fn a_camera_that_was_held_otherwise_is_no_matter() {
    let (width, height) = (1100u32, 700u32);
    for orientation in 1..=8 {
        let made = made(&turned(width, height, orientation)).unwrap();
        let shown = if orientation < 5 { (width, height) } else { (height, width) };
        assert_eq!((made.about.width, made.about.height), shown, "{orientation}");
        for (x, y) in
            [(3, 5), (shown.0 - 4, 6), (shown.0 - 7, shown.1 - 2), (shown.0 / 3, shown.1 / 4), (520, 600)]
        {
            // Where the pixel is stored.
            let (across, down) = if orientation < 5 { (x, y) } else { (y, x) };
            let stored_x = if matches!(orientation, 2 | 3 | 7 | 8) { width - 1 - across } else { across };
            let stored_y = if matches!(orientation, 3 | 4 | 6 | 7) { height - 1 - down } else { down };
            let expected = [(stored_x * 255 / width) as u8, (stored_y * 255 / height) as u8];
            let [red, green, _] = made.pixel(0, x, y);
            assert!(
                red.abs_diff(expected[0]) < 8 && green.abs_diff(expected[1]) < 8,
                "{orientation}: {x} {y}"
            );
        }
        let last = made.about.levels.len() as u32 - 1;
        assert!(made.tile(last, 0, 0).1 <= 512);
    }
}

#[test]
fn photographs_become_jpegs_and_what_is_transparent_png() {
    let gray = made(&png_of(600, 40, png::ColorType::Grayscale, &vec![77; 600 * 40])).unwrap();
    assert_eq!(gray.about.format, TileFormat::Jpeg);
    let clear = made(&png_of(600, 40, png::ColorType::Rgba, &vec![77; 600 * 40 * 4])).unwrap();
    assert_eq!(clear.about.format, TileFormat::Png);
    let pale = made(&png_of(600, 40, png::ColorType::GrayscaleAlpha, &vec![77; 600 * 40 * 2])).unwrap();
    assert_eq!(pale.about.format, TileFormat::Png);
}

#[test]
fn a_webp_is_read_too() {
    let mut bytes = Vec::new();
    let encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder.encode(&places(600, 300), 600, 300, image_webp::ColorType::Rgb8).unwrap();
    let made = made(&bytes).unwrap();
    assert_eq!((made.about.width, made.about.levels.len()), (600, 2));
    assert!(made.pixel(0, 599, 0)[0] > 245);
}

fn refused(bytes: &[u8]) -> Refusal {
    made(bytes).err().unwrap()
}

#[test]
fn what_is_no_image_cut_short_or_impossible_is_refused_by_name() {
    assert_eq!(refused(b"<svg/>").code(), "not_an_image");
    assert_eq!(refused(b"").code(), "not_an_image");
    let whole = png_of(300, 200, png::ColorType::Rgb, &noise(300 * 200 * 3));
    assert!(matches!(refused(&whole[..whole.len() / 2]), Refusal::Truncated { rows: 200, .. }));
    let mut wrong = whole.clone();
    wrong[whole.len() / 2] ^= 0xFF;
    assert_eq!(refused(&wrong).code(), "corrupt");
    let mut bomb = whole;
    bomb[16..24].copy_from_slice(&[0, 0x0F, 0x42, 0x40, 0, 0x0F, 0x42, 0x40]);
    let sum = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let refusal = refused(&bomb);
    assert_eq!(refusal.code(), "too_large");
    assert!(refusal.to_string().contains("1000000 × 1000000"), "{refusal}");
    assert!(matches!(
        build(Path::new("/no/such/file"), 0, Path::new("/no/such"), &()),
        Err(Refusal::Disk(_))
    ));
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

#[test]
fn an_interlaced_png_is_read_as_a_whole_if_it_fits() {
    // 8 × 8 gray of one value: Adam7 passes of a filter byte and zeros each.
    let mut raw = Vec::new();
    for (width, height) in [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)] {
        for _ in 0..height {
            raw.push(0);
            raw.extend(vec![0; width]);
        }
    }
    let interlaced = |width: u32, height: u32| {
        let mut header = b"IHDR".to_vec();
        header.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()));
        header.extend([8, 0, 0, 0, 1]);
        let mut data = b"IDAT".to_vec();
        let mut deflate = flate2::write::ZlibEncoder::new(&mut data, flate2::Compression::fast());
        std::io::Write::write_all(&mut deflate, &raw).unwrap();
        deflate.finish().unwrap();
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        for chunk in [header, data, b"IEND".to_vec()] {
            bytes.extend((chunk.len() as u32 - 4).to_be_bytes());
            bytes.extend_from_slice(&chunk);
            bytes.extend(crc(&chunk).to_be_bytes());
        }
        bytes
    };
    assert_eq!(made(&interlaced(8, 8)).unwrap().about.width, 8);
    let refusal = refused(&interlaced(20_000, 20_000));
    assert!(refusal.to_string().contains("without interlacing"), "{refusal}");
}
