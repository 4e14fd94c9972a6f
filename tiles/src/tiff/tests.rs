#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use std::io::Cursor;
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder, TiffKind, colortype};
use tiff::tags::{Predictor, Tag};

const WIDTH: u32 = 37;
const HEIGHT: u32 = 29;

fn opened(bytes: &[u8], page: u32) -> Result<Box<dyn Rows>, Refusal> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.tif");
    std::fs::write(&path, bytes).unwrap();
    open(&path, page)
}

fn read(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut rows = opened(bytes, 0)?;
    let shape = rows.shape().clone();
    let mut pixels = vec![0; shape.row_bytes() * shape.height as usize];
    for row in pixels.chunks_exact_mut(shape.row_bytes()) {
        rows.read(row)?;
    }
    Ok(pixels)
}

fn picture(samples: u32) -> Vec<u8> {
    (0..HEIGHT)
        .flat_map(|y| (0..WIDTH).flat_map(move |x| (0..samples).map(move |s| (x * 5 + y * 3 + s * 40) as u8)))
        .collect()
}

fn encoded<C: colortype::ColorType<Inner = T>, T, K: TiffKind>(
    mut encoder: TiffEncoder<Cursor<&mut Vec<u8>>, K>,
    pixels: &[T],
    rows: u32,
) where
    [T]: tiff::encoder::TiffValue,
{
    let mut image = encoder.new_image::<C>(WIDTH, HEIGHT).unwrap();
    image.rows_per_strip(rows).unwrap();
    image.write_data(pixels).unwrap();
}

#[test]
fn strips_of_every_compression_give_their_pixels() {
    let pixels = picture(3);
    let all = [
        ("none", Compression::Uncompressed),
        ("LZW", Compression::Lzw),
        ("Deflate", Compression::Deflate(DeflateLevel::Balanced)),
        ("PackBits", Compression::Packbits),
    ];
    for (name, compression) in all {
        for predictor in [Predictor::None, Predictor::Horizontal] {
            for rows in [1, 8, HEIGHT] {
                let mut bytes = Vec::new();
                let encoder = TiffEncoder::new(Cursor::new(&mut bytes)).unwrap();
                let encoder = encoder.with_compression(compression).with_predictor(predictor);
                encoded::<colortype::RGB8, _, _>(encoder, &pixels, rows);
                assert!(read(&bytes).unwrap() == pixels, "{name} {predictor:?} {rows}");
            }
        }
    }
}

#[test]
fn a_long_strip_of_lzw_is_read_to_its_end() {
    let (width, height) = (3000u32, 40u32);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| [(x / 40) as u8, (y / 40) as u8, ((x ^ y) & 15) as u8]))
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = TiffEncoder::new(Cursor::new(&mut bytes)).unwrap().with_compression(Compression::Lzw);
    let mut image = encoder.new_image::<colortype::RGB8>(width, height).unwrap();
    image.rows_per_strip(height).unwrap();
    image.write_data(&pixels).unwrap();
    assert!(read(&bytes).unwrap() == pixels);
}

#[test]
fn big_tiffs_and_sixteen_bits_are_read() {
    let pixels = picture(1);
    let mut bytes = Vec::new();
    encoded::<colortype::Gray8, _, _>(TiffEncoder::new_big(Cursor::new(&mut bytes)).unwrap(), &pixels, 8);
    assert_eq!(read(&bytes).unwrap(), pixels);
    let wide: Vec<u16> = picture(4).into_iter().map(|sample| u16::from(sample) * 257).collect();
    let mut bytes = Vec::new();
    let encoder = TiffEncoder::new(Cursor::new(&mut bytes)).unwrap();
    let encoder = encoder.with_compression(Compression::Lzw).with_predictor(Predictor::Horizontal);
    encoded::<colortype::RGBA16, _, _>(encoder, &wide, 8);
    let read_back = read(&bytes).unwrap();
    assert!(read_back == picture(4) || read_back.len() == picture(3).len(), "{}", read_back.len());
}

/// A TIFF by hand, for what the encoder does not write: little-endian, its entries after the data.
fn by_hand(entries: &[(u16, u16, &[u32])], data: &[u8]) -> Vec<u8> {
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    bytes.extend_from_slice(data);
    let mut sorted: Vec<_> = entries.to_vec();
    sorted.sort_by_key(|(tag, ..)| *tag);
    let mut directory = (sorted.len() as u16).to_le_bytes().to_vec();
    for (tag, kind, values) in sorted {
        let packed: Vec<u8> = match kind {
            3 => values.iter().flat_map(|value| (*value as u16).to_le_bytes()).collect(),
            _ => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        };
        directory.extend(tag.to_le_bytes().into_iter().chain(kind.to_le_bytes()));
        directory.extend((values.len() as u32).to_le_bytes());
        if packed.len() <= 4 {
            directory.extend(packed.iter().copied().chain([0; 4]).take(4));
        } else {
            directory.extend((bytes.len() as u32).to_le_bytes());
            bytes.extend_from_slice(&packed);
        }
    }
    let at = bytes.len() as u32;
    bytes.extend_from_slice(&directory);
    bytes.extend([0; 4]);
    bytes[4..8].copy_from_slice(&at.to_le_bytes());
    bytes
}

fn tag(tag: Tag) -> u16 {
    tag.to_u16()
}

/// 20 × 17 gray in tiles of 16 × 16, or with three planes.
fn in_tiles(planes: u32) -> (Vec<u8>, Vec<u8>) {
    let (width, height) = (20u32, 17u32);
    let sample = |x: u32, y: u32, plane: u32| (x * 7 + y * 11 + plane * 50) as u8;
    let mut data = Vec::new();
    let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
    for plane in 0..planes {
        for (tile_y, tile_x) in [(0, 0), (0, 16), (16, 0), (16, 16)] {
            offsets.push(8 + data.len() as u32);
            lengths.push(256);
            for y in 0..16 {
                data.extend((0..16).map(|x| {
                    let (x, y) = (tile_x + x, tile_y + y);
                    if x < width && y < height { sample(x, y, plane) } else { 0 }
                }));
            }
        }
    }
    let bits = vec![8; planes as usize];
    let bytes = by_hand(
        &[
            (tag(Tag::ImageWidth), 4, &[width]),
            (tag(Tag::ImageLength), 4, &[height]),
            (tag(Tag::BitsPerSample), 3, &bits),
            (tag(Tag::Compression), 3, &[1]),
            (tag(Tag::PhotometricInterpretation), 3, &[if planes == 1 { 1 } else { 2 }]),
            (tag(Tag::SamplesPerPixel), 3, &[planes]),
            (tag(Tag::PlanarConfiguration), 3, &[if planes == 1 { 1 } else { 2 }]),
            (tag(Tag::TileWidth), 4, &[16]),
            (tag(Tag::TileLength), 4, &[16]),
            (tag(Tag::TileOffsets), 4, &offsets),
            (tag(Tag::TileByteCounts), 4, &lengths),
        ],
        &data,
    );
    let pixels = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| (0..planes).map(move |plane| sample(x, y, plane))))
        .collect();
    (bytes, pixels)
}

#[test]
fn tiles_and_separate_planes_give_their_pixels() {
    for planes in [1, 3] {
        let (bytes, pixels) = in_tiles(planes);
        assert_eq!(read(&bytes).unwrap(), pixels, "{planes}");
    }
}

fn strip(more: &[(u16, u16, &[u32])], data: &[u8]) -> Vec<u8> {
    let length = [data.len() as u32];
    let mut entries: Vec<(u16, u16, &[u32])> =
        vec![(tag(Tag::StripOffsets), 4, &[8]), (tag(Tag::StripByteCounts), 4, &length)];
    entries.extend_from_slice(more);
    by_hand(&entries, data)
}

fn size(width: &'static [u32], height: &'static [u32]) -> [(u16, u16, &'static [u32]); 2] {
    [(tag(Tag::ImageWidth), 4, width), (tag(Tag::ImageLength), 4, height)]
}

#[test]
fn palettes_and_single_bits_are_drawings() {
    let map: Vec<u32> = (0..48).map(|index| if index % 16 == 5 { 0xFFFF } else { 0 }).collect();
    let mut entries = size(&[2], &[1]).to_vec();
    entries.extend_from_slice(&[
        (tag(Tag::BitsPerSample), 3, &[4]),
        (tag(Tag::PhotometricInterpretation), 3, &[3]),
        (tag(Tag::ColorMap), 3, &map),
    ]);
    let bytes = strip(&entries, &[0x50]);
    assert_eq!(read(&bytes).unwrap(), [255, 255, 255, 0, 0, 0]);
    assert!(opened(&bytes, 0).unwrap().shape().exact);
    let mut entries = size(&[3], &[2]).to_vec();
    entries.push((tag(Tag::PhotometricInterpretation), 3, &[0]));
    let bytes = strip(&entries, &[0b0100_0000, 0b1110_0000]);
    assert_eq!(read(&bytes).unwrap(), [255, 0, 255, 0, 0, 0]);
}

#[test]
fn what_cannot_be_read_is_named_with_a_remedy() {
    let refused = |more: &[(u16, u16, &[u32])]| {
        let mut entries = size(&[2], &[1]).to_vec();
        entries.extend_from_slice(more);
        let refusal = read(&strip(&entries, &[0; 64])).unwrap_err();
        format!("{}: {refusal}", refusal.code())
    };
    let gray: (u16, u16, &[u32]) = (tag(Tag::PhotometricInterpretation), 3, &[1]);
    let bits: (u16, u16, &[u32]) = (tag(Tag::BitsPerSample), 3, &[32]);
    let zstd = refused(&[gray, (tag(Tag::BitsPerSample), 3, &[8]), (tag(Tag::Compression), 3, &[50_000])]);
    assert!(zstd.starts_with("unsupported:") && zstd.contains("Zstandard"), "{zstd}");
    let float = refused(&[gray, bits, (tag(Tag::SampleFormat), 3, &[3])]);
    assert!(float.contains("floating-point") && float.contains("whole numbers"), "{float}");
    let lab = refused(&[
        (tag(Tag::PhotometricInterpretation), 3, &[8]),
        (tag(Tag::SamplesPerPixel), 3, &[3]),
        (tag(Tag::BitsPerSample), 3, &[8, 8, 8]),
    ]);
    assert!(lab.contains("L*a*b*"), "{lab}");
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let mut entries = size(&[1_000_000], &[1_000_000]).to_vec();
    entries.extend_from_slice(&[
        (tag(Tag::PhotometricInterpretation), 3, &[1]),
        (tag(Tag::BitsPerSample), 3, &[8]),
    ]);
    let refusal = opened(&strip(&entries, &[0]), 0).err().unwrap();
    assert_eq!(refusal.code(), "too_large");
    assert!(refusal.to_string().contains("1000000 × 1000000"), "{refusal}");
}

#[test]
fn pages_are_counted_and_a_cut_one_tells_its_row() {
    let pixels = picture(1);
    let mut bytes = Vec::new();
    let mut encoder = TiffEncoder::new(Cursor::new(&mut bytes)).unwrap();
    for _ in 0..3 {
        encoder.write_image::<colortype::Gray8>(WIDTH, HEIGHT, &pixels).unwrap();
    }
    assert_eq!(opened(&bytes, 2).unwrap().pages(), 3);
    let refusal = opened(&bytes, 3).err().unwrap();
    assert_eq!(refusal.to_string(), "there is no page 3: this file has 3, counted from 0");
    let (bytes, _) = in_tiles(1);
    let mut entries = size(&[20], &[17]).to_vec();
    entries.extend_from_slice(&[
        (tag(Tag::PhotometricInterpretation), 3, &[1]),
        (tag(Tag::BitsPerSample), 3, &[8]),
    ]);
    let short = read(&strip(&entries, &bytes[..100])).unwrap_err();
    assert!(matches!(short, Refusal::Truncated { row: 5, rows: 17, .. }), "{short}");
    for cut in 0..bytes.len() {
        // Cut within the directory: refused; never a panic.
        assert!(read(&bytes[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn jpeg_within_is_read_as_its_photometric_says() {
    let mut jpeg = Vec::new();
    let pixels: Vec<u8> = [[200, 30, 30]; 64].concat();
    jpeg_encoder::Encoder::new(&mut jpeg, 95).encode(&pixels, 8, 8, jpeg_encoder::ColorType::Rgb).unwrap();
    let mut entries = size(&[8], &[8]).to_vec();
    entries.extend_from_slice(&[
        (tag(Tag::PhotometricInterpretation), 3, &[6]),
        (tag(Tag::Compression), 3, &[7]),
        (tag(Tag::SamplesPerPixel), 3, &[3]),
        (tag(Tag::BitsPerSample), 3, &[8, 8, 8]),
    ]);
    let read = read(&strip(&entries, &jpeg)).unwrap();
    assert!(read.iter().zip(&pixels).all(|(a, b)| a.abs_diff(*b) < 6), "{:?}", &read[..6]);
}
