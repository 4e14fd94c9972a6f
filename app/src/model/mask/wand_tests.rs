#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;

/// An image of a picture in digits: each is a shade of grey, ten apart.
fn grey(rows: &[&str]) -> (Vec<u8>, u32, u32) {
    let shades = rows.iter().flat_map(|row| row.bytes()).map(|digit| (digit - b'0') * 10);
    (shades.flat_map(|shade| [shade, shade, shade, 255]).collect(), rows[0].len() as u32, rows.len() as u32)
}

fn selected(rows: &[&str], at: (f64, f64), threshold: u8) -> Vec<String> {
    let (rgba, width, height) = grey(rows);
    let mut wand = Wand::press(&rgba, width, height, Point::new(at.0, at.1)).unwrap();
    wand.select(threshold, 0);
    let lines = wand.selection().alpha().chunks(width as usize);
    lines.map(|line| line.iter().map(|alpha| if *alpha == 255 { '#' } else { '.' }).collect()).collect()
}

#[test]
fn what_hangs_together_and_is_alike_is_selected() {
    let image = ["00500", "01510", "05550", "00000"];
    assert_eq!(selected(&image, (0.5, 0.5), 9), ["##.##", "#...#", "#...#", "#####"]);
    assert_eq!(selected(&image, (2.5, 0.5), 0), ["..#..", "..#..", ".###.", "....."]);
    assert_eq!(selected(&image, (1.5, 1.5), 0), [".....", ".#...", ".....", "....."]);
    assert_eq!(selected(&image, (1.5, 1.5), 255), ["#####"; 4]);
}

#[test]
fn pixels_that_only_touch_at_a_corner_do_not_hang_together() {
    assert_eq!(selected(&["05", "50"], (0.0, 0.0), 0), ["#.", ".."]);
}

#[test]
fn each_channel_counts_and_transparency_does_not() {
    let rgba = [[9, 9, 9, 255], [9, 9, 9, 0], [9, 30, 9, 255], [9, 9, 30, 255]].concat();
    let mut wand = Wand::press(&rgba, 4, 1, Point::new(0.5, 0.5)).unwrap();
    wand.select(20, 0);
    assert_eq!(wand.selection().alpha(), [255, 255, 0, 0]);
    wand.select(21, 0);
    assert_eq!(wand.selection().alpha(), [255; 4]);
}

#[test]
fn a_lower_threshold_takes_back_and_says_where() {
    let (rgba, width, height) = grey(&["0123456789"]);
    let mut wand = Wand::press(&rgba, width, height, Point::new(0.5, 0.5)).unwrap();
    assert_eq!(wand.select(50, 0), PixelRect::between(0, 0, 6, 1));
    assert_eq!(wand.select(20, 0), PixelRect::between(0, 0, 6, 1));
    assert_eq!(wand.selection().bounds(), PixelRect::between(0, 0, 3, 1));
    assert_eq!(wand.into_selection().area(), 3);
}

#[test]
fn smoothing_drops_specks_and_keeps_thin_lines() {
    let mut rgba = [0, 0, 0, 255].repeat(40 * 40);
    let mut paint = |x: usize, y: usize| rgba[(y * 40 + x) * 4] = 200;
    for (x, y) in (10..30).flat_map(|y| (10..30).map(move |x| (x, y))) {
        paint(x, y);
    }
    // A whisker of one pixel at the side.
    (30..34).for_each(|x| paint(x, 20));
    // A hole of one pixel.
    rgba[(15 * 40 + 15) * 4] = 0;
    let mut wand = Wand::press(&rgba, 40, 40, Point::new(20.0, 20.0)).unwrap();
    wand.select(THRESHOLD, 2);
    // Only where the whisker leaves the side, one pixel of it stays.
    assert_eq!(wand.selection().bounds(), PixelRect::between(10, 10, 31, 30));
    assert_eq!(wand.selection().at(15, 15), 255);
    let line = [[0, 0, 0, 255], [200, 0, 0, 255], [0, 0, 0, 255]].concat().repeat(30);
    let mut wand = Wand::press(&line, 3, 30, Point::new(1.0, 9.0)).unwrap();
    wand.select(THRESHOLD, BLUR_RADIUS);
    assert_eq!(wand.selection().area(), 30);
}

#[test]
fn a_wand_needs_a_point_of_its_image() {
    let (rgba, width, height) = grey(&["00", "00"]);
    for (x, y) in [(-0.1, 0.0), (2.0, 0.0), (0.0, 2.0), (f64::NAN, 0.0), (0.0, 1e300)] {
        let pressed = Wand::press(&rgba, width, height, Point::new(x, y));
        assert!(matches!(pressed, Err(MaskError::Outside { .. })), "{x} {y}");
    }
    let pressed = Wand::press(&rgba, 3, 2, Point::new(0.0, 0.0));
    assert!(matches!(pressed, Err(MaskError::OtherImage { found: 16, .. })));
}

#[test]
fn dragging_raises_the_threshold_a_step_for_three_pixels() {
    assert_eq!(dragged(15, 0.0), 15);
    assert_eq!(dragged(15, 8.9), 17);
    assert_eq!(dragged(15, 1e9), 255);
    assert_eq!(dragged(0, f64::NAN), 1);
}

/// One pixel after another, each looking at its four neighbours.
fn naive(rgba: &[u8], width: usize, height: usize, seed: (usize, usize), threshold: u8) -> Vec<u8> {
    let color = |x: usize, y: usize| &rgba[(y * width + x) * 4..][..3];
    let is_alike = |x: usize, y: usize| {
        color(x, y).iter().zip(color(seed.0, seed.1)).all(|(one, other)| one.abs_diff(*other) <= threshold)
    };
    let mut found = vec![0; width * height];
    let mut waiting = vec![seed];
    while let Some((x, y)) = waiting.pop() {
        if x >= width || y >= height || found[y * width + x] != 0 || !is_alike(x, y) {
            continue;
        }
        found[y * width + x] = 255;
        let (left, up) = (x.wrapping_sub(1), y.wrapping_sub(1));
        waiting.extend([(left, y), (x + 1, y), (x, up), (x, y + 1)]);
    }
    found
}

proptest! {
    #[test]
    fn the_wand_finds_what_a_naive_fill_finds(
        width in 1..24usize, shades in proptest::collection::vec(0..40u8, 1..500),
        seed in any::<proptest::sample::Index>(), thresholds in proptest::collection::vec(0..40u8, 1..4),
    ) {
        let height = shades.len().div_ceil(width);
        let mut rgba: Vec<u8> = shades.iter().flat_map(|shade| [*shade, 40 - shade, 7, 255]).collect();
        rgba.resize(width * height * 4, 0);
        let at = seed.index(width * height);
        let (x, y) = (at % width, at / width);
        let point = Point::new(x as f64 + 0.5, y as f64 + 0.5);
        let mut wand = Wand::press(&rgba, width as u32, height as u32, point).unwrap();
        for threshold in thresholds {
            let touched = wand.select(threshold, 0);
            prop_assert_eq!(wand.selection().alpha(), naive(&rgba, width, height, (x, y), threshold));
            let read = Mask::from_alpha(width as u32, height as u32, wand.selection().alpha().to_vec()).unwrap();
            prop_assert_eq!(wand.selection().bounds(), read.bounds());
            prop_assert_eq!(touched.and_then(|rect| rect.intersection(&read.bounds().unwrap())), read.bounds());
        }
    }

    #[test]
    fn a_smoothed_selection_keeps_half_and_is_hard(
        shades in proptest::collection::vec(0..2u8, 144), radius in 0..9u32, x in 0..12u32, y in 0..12u32,
    ) {
        let rgba: Vec<u8> = shades.iter().flat_map(|shade| [*shade, 0, 0, 255]).collect();
        let point = Point::new(f64::from(x), f64::from(y));
        let mut wand = Wand::press(&rgba, 12, 12, point).unwrap();
        wand.select(0, 0);
        let found = wand.selection().clone();
        wand.select(0, radius);
        let selection = wand.selection();
        prop_assert!(selection.area() * 2 >= found.area());
        prop_assert!(selection.alpha().iter().all(|alpha| matches!(alpha, 0 | 255)));
        let read = Mask::from_alpha(12, 12, selection.alpha().to_vec()).unwrap();
        prop_assert_eq!(selection.bounds(), read.bounds());
    }
}
