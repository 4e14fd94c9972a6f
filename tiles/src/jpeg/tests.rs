#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A photograph of nothing: smooth, with edges, noise and colour everywhere.
fn picture(width: u16, height: u16, samples: usize) -> Vec<u8> {
    let mut noise = 7u32;
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            for sample in 0..samples as u32 {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let edge = if (x / 37 + y / 23) % 2 == 0 { 90 } else { 0 };
                pixels.push((x * (sample + 1) / 3 + y * 2 / (sample + 1) + edge + (noise >> 28)) as u8);
            }
        }
    }
    pixels
}

fn encoded(
    width: u16,
    height: u16,
    color: ColorType,
    change: impl Fn(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let samples = match color {
        ColorType::Luma => 1,
        ColorType::Cmyk => 4,
        _ => 3,
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    change(&mut encoder);
    encoder.encode(&picture(width, height, samples), width, height, color).unwrap();
    bytes
}

fn opened(bytes: &[u8]) -> Result<Box<dyn Rows>, Refusal> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jpg");
    std::fs::write(&path, bytes).unwrap();
    open(&path)
}

fn read(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut rows = opened(bytes)?;
    let shape = rows.shape().clone();
    let mut pixels = vec![0; shape.row_bytes() * shape.height as usize];
    for row in pixels.chunks_exact_mut(shape.row_bytes()) {
        rows.read(row)?;
    }
    Ok(pixels)
}

fn assert_as_whole(bytes: &[u8], what: &str) {
    let headers = headers::read(&mut &bytes[..]).unwrap();
    assert!(headers.is_one_scan_from_top_to_bottom(), "{what}");
    let shape = shape(&headers);
    let whole = whole::pixels(bytes, shape.width, shape.height, shape.samples).unwrap();
    let by_slices = read(bytes).unwrap();
    assert_eq!(whole.len(), by_slices.len());
    let worst = whole.iter().zip(&by_slices).map(|(a, b)| a.abs_diff(*b)).max();
    assert_eq!(worst, Some(0), "{what}");
}

#[test]
fn slices_give_the_pixels_of_the_whole() {
    let samplings =
        [SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_1_2, SamplingFactor::F_2_2];
    for sampling in samplings {
        for restart in [0, 5] {
            let bytes = encoded(203, 331, ColorType::Rgb, |encoder| {
                encoder.set_sampling_factor(sampling);
                encoder.set_restart_interval(restart);
            });
            assert_as_whole(&bytes, &format!("{sampling:?}, restart {restart}"));
        }
    }
    // Coarser colours are spread by the decoder without a look at their neighbours, and not alike at a slice's end.
    let coarse =
        encoded(203, 331, ColorType::Rgb, |encoder| encoder.set_sampling_factor(SamplingFactor::F_4_1));
    let (read, drawn) = (read(&coarse).unwrap(), picture(203, 331, 3));
    let off: u64 = read.iter().zip(&drawn).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    assert!(off / (read.len() as u64) < 30, "{}", off / read.len() as u64);
    // Of a single component this encoder writes one scan with tables of its own too.
    let own_tables = encoded(203, 331, ColorType::Luma, |encoder| encoder.set_optimized_huffman_tables(true));
    assert_as_whole(&own_tables, "tables of its own");
    for color in [ColorType::Luma, ColorType::Cmyk, ColorType::Ycbcr] {
        assert_as_whole(&encoded(100, 150, color, |_| {}), &format!("{color:?}"));
    }
    assert_as_whole(&encoded(1, 1, ColorType::Rgb, |_| {}), "a single pixel");
    assert_as_whole(&encoded(17, 129, ColorType::Luma, |_| {}), "one row of blocks in the last slice");
}

#[test]
fn a_progressive_one_and_one_of_a_scan_for_each_colour_are_read_as_a_whole() {
    let progressive = encoded(120, 90, ColorType::Rgb, |encoder| encoder.set_progressive(true));
    let optimized = encoded(120, 90, ColorType::Rgb, |encoder| {
        encoder.set_sampling_factor(SamplingFactor::F_1_1);
        encoder.set_optimized_huffman_tables(true);
    });
    let plain =
        encoded(120, 90, ColorType::Rgb, |encoder| encoder.set_sampling_factor(SamplingFactor::F_1_1));
    assert_eq!(read(&optimized).unwrap(), read(&plain).unwrap());
    assert_eq!(read(&progressive).unwrap().len(), 120 * 90 * 3);
}

#[test]
fn a_large_progressive_one_is_refused_with_the_remedy() {
    let mut bytes = encoded(16, 16, ColorType::Rgb, |encoder| encoder.set_progressive(true));
    let frame = bytes.windows(2).position(|two| two == [0xFF, 0xC2]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x10, 0x27, 0x10]);
    let refusal = opened(&bytes).err().unwrap();
    assert_eq!(refusal.code(), "too_large");
    let sentence = refusal.to_string();
    assert!(sentence.contains("progressive JPEG") && sentence.contains("it has 100"), "{sentence}");
    assert!(sentence.contains("save it as a baseline JPEG"), "{sentence}");
}

#[test]
fn a_cut_one_is_refused_with_the_row_where_it_ends() {
    let bytes = encoded(203, 331, ColorType::Rgb, |_| {});
    let refusal = read(&bytes[..bytes.len() / 2]).unwrap_err();
    assert!(matches!(refusal, Refusal::Truncated { row: 1..=330, rows: 331, .. }), "{refusal}");
    for cut in 0..700 {
        assert!(read(&bytes[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn wrong_bits_are_refused_or_read_but_never_a_panic() {
    let bytes = encoded(64, 64, ColorType::Rgb, |_| {});
    for at in 2..bytes.len() {
        let mut wrong = bytes.clone();
        wrong[at] ^= 0x5A;
        // Either is fine: many wrong bits make another picture.
        let _ = read(&wrong);
    }
}
