//! An image of 100 megapixels is cut into tiles within 256 MiB of memory, whatever its format. One test alone in its
//! process, for the memory is the process's.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;
use tiles::{MOST_MEMORY, build};

const SIDE: u32 = 10_000;

fn row(y: u32) -> Vec<u8> {
    (0..SIDE).flat_map(|x| [(x / 40) as u8, (y / 40) as u8, ((x ^ y) & 15) as u8]).collect()
}

struct Procedural;

impl jpeg_encoder::ImageBuffer for Procedural {
    fn get_jpeg_color_type(&self) -> jpeg_encoder::JpegColorType {
        jpeg_encoder::JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        SIDE as u16
    }

    fn height(&self) -> u16 {
        SIDE as u16
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        for pixel in row(u32::from(y)).chunks_exact(3) {
            buffers.iter_mut().zip(pixel).for_each(|(buffer, sample)| buffer.push(*sample));
        }
    }
}

fn jpeg(path: &Path) {
    let mut encoder = jpeg_encoder::Encoder::new_file(path, 85).unwrap();
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder.encode_image(Procedural).unwrap();
}

fn png(path: &Path) {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path).unwrap()), SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    (0..SIDE).for_each(|y| stream.write_all(&row(y)).unwrap());
    stream.finish().unwrap();
}

/// A TIFF by hand, all of it in a single strip.
fn tiff(path: &Path) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    file.write_all(b"II*\0\0\0\0\0").unwrap();
    let mut encoder = flate2::write::ZlibEncoder::new(&mut file, flate2::Compression::fast());
    (0..SIDE).for_each(|y| encoder.write_all(&row(y)).unwrap());
    encoder.finish().unwrap();
    let directory = file.stream_position().unwrap() as u32;
    let entries = [
        (256u16, SIDE),
        (257, SIDE),
        (258, 8),
        (259, 8),
        (262, 2),
        (273, 8),
        (277, 3),
        (278, SIDE),
        (279, directory - 8),
    ];
    file.write_all(&(entries.len() as u16).to_le_bytes()).unwrap();
    for (tag, value) in entries {
        file.write_all(&[tag.to_le_bytes(), 4u16.to_le_bytes()].concat()).unwrap();
        file.write_all(&[1u32.to_le_bytes(), value.to_le_bytes()].concat()).unwrap();
    }
    file.write_all(&[0; 4]).unwrap();
    file.seek(SeekFrom::Start(4)).unwrap();
    file.write_all(&directory.to_le_bytes()).unwrap();
    file.flush().unwrap();
}

/// A line of what the kernel says of this process, in bytes.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn a_hundred_megapixels_take_less_than_256_mib() {
    let dir = tempfile::tempdir().unwrap();
    type Drawn = fn(&Path);
    let all: [(&str, Drawn); 3] = [("baseline.jpg", jpeg), ("rows.png", png), ("one strip.tif", tiff)];
    let before = status("VmRSS");
    for (name, draw) in all {
        let path = dir.path().join(name);
        draw(&path);
        let folder = dir.path().join(format!("tiles of {name}"));
        std::fs::create_dir(&folder).unwrap();
        // The peak is counted from here on.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let begun = Instant::now();
        let about = build(&path, 0, &folder, &()).unwrap();
        let grown = status("VmHWM").saturating_sub(before);
        println!("{name}: {} MiB, {:?}", grown >> 20, begun.elapsed());
        assert!(grown < MOST_MEMORY, "{name}: {} MiB", grown >> 20);
        assert_eq!((about.width, about.levels.len()), (SIDE, 6));
    }
}
