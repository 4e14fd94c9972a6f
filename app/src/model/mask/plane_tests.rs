#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;

/// A mask of a picture in letters: `#` is set, the rest is not.
pub fn drawn(rows: &[&str]) -> Mask {
    let alpha = rows.iter().flat_map(|row| row.bytes()).map(|byte| if byte == b'#' { 255 } else { 0 });
    let width = rows.first().map_or(0, |row| row.len()) as u32;
    Mask::from_alpha(width, rows.len() as u32, alpha.collect()).unwrap()
}

fn naive_bounds(mask: &Mask) -> Option<PixelRect> {
    let pixels = (0..mask.height()).flat_map(|y| (0..mask.width()).map(move |x| (x, y)));
    let set = pixels.filter(|(x, y)| mask.at(*x, *y) != 0);
    set.map(|(x, y)| PixelRect { x, y, width: 1, height: 1 }).reduce(|one, other| one.around(&other))
}

fn masks() -> impl Strategy<Value = (Mask, Mask)> {
    (0..20u32, 0..20u32).prop_flat_map(|(width, height)| {
        let size = (width * height) as usize;
        let value = || prop_oneof![4 => Just(0u8), 1 => any::<u8>()];
        let plane = move || proptest::collection::vec(value(), size);
        (plane(), plane()).prop_map(move |(one, other)| {
            let mask = |alpha| Mask::from_alpha(width, height, alpha).unwrap();
            (mask(one), mask(other))
        })
    })
}

#[test]
fn the_box_goes_around_what_is_set() {
    let mask = drawn(&["......", "..#...", ".....#", "......"]);
    assert_eq!(mask.bounds(), PixelRect::between(2, 1, 6, 3));
    assert_eq!(mask.area(), 2);
    assert!(!mask.is_empty());
    assert!(drawn(&["...", "..."]).is_empty());
}

#[test]
fn a_hit_is_within_the_tolerance_of_a_pixel() {
    let mask = drawn(&[".....", "..#..", "....."]);
    assert!(mask.is_hit(Point::new(2.5, 1.5), 0.0));
    assert!(!mask.is_hit(Point::new(1.9, 1.5), 0.0));
    assert!(mask.is_hit(Point::new(1.9, 1.5), 0.2));
    assert!(mask.is_hit(Point::new(-1.0, 1.5), 3.0));
    // The corner is farther than either side.
    assert!(!mask.is_hit(Point::new(1.2, 0.2), 1.0) && mask.is_hit(Point::new(1.2, 0.2), 1.2));
    assert!(!mask.is_hit(Point::new(f64::NAN, 1.0), 1.0));
    assert!(!mask.is_hit(Point::new(-9.0, -9.0), 1.0) && !mask.is_hit(Point::new(1e12, 1.0), 1.0));
}

#[test]
fn a_mask_joins_only_one_of_its_own_size() {
    let mut mask = drawn(&["##"]);
    let error = mask.union(&drawn(&["#", "#"])).unwrap_err();
    assert_eq!(error, MaskError::SizesDiffer { ours: (2, 1), theirs: (1, 2) });
    assert!(mask.subtract(&drawn(&["#", "#"])).is_err());
}

#[test]
fn no_mask_is_larger_than_a_canvas() {
    assert_eq!(Mask::new(u32::MAX, 2), Err(MaskError::TooLarge { width: u32::MAX, height: 2 }));
    assert!(matches!(Mask::from_alpha(2, 2, vec![0; 3]), Err(MaskError::OtherImage { found: 12, .. })));
}

proptest! {
    #[test]
    fn union_and_subtraction_work_pixel_by_pixel((one, other) in masks()) {
        let (mut joined, mut left) = (one.clone(), one.clone());
        joined.union(&other).unwrap();
        left.subtract(&other).unwrap();
        let pairs = || one.alpha().iter().zip(other.alpha());
        let raised: Vec<u8> = pairs().map(|(a, b)| *a.max(b)).collect();
        let lowered: Vec<u8> = pairs().map(|(a, b)| *a.min(&(255 - b))).collect();
        prop_assert_eq!(joined.alpha(), raised);
        prop_assert_eq!(left.alpha(), lowered);
        prop_assert_eq!(joined.bounds(), naive_bounds(&joined));
        prop_assert_eq!(left.bounds(), naive_bounds(&left));
        prop_assert_eq!(left.area(), left.alpha().iter().filter(|alpha| **alpha != 0).count() as u64);
    }

    #[test]
    fn clearing_leaves_nothing((mut mask, _) in masks()) {
        let bounds = mask.bounds();
        prop_assert_eq!(mask.clear(), bounds);
        prop_assert!(mask.is_empty() && mask.alpha().iter().all(|alpha| *alpha == 0));
    }

    #[test]
    fn hits_agree_with_a_look_at_every_pixel(
        (mask, _) in masks(), x in -3.0..23.0f64, y in -3.0..23.0f64, tolerance in 0.0..4.0f64,
    ) {
        let mut pixels = (0..mask.height()).flat_map(|y| (0..mask.width()).map(move |x| (x, y)));
        let near = |px: u32, py: u32| gap(x, px).hypot(gap(y, py)) <= tolerance;
        let expected = pixels.any(|(px, py)| mask.at(px, py) != 0 && near(px, py));
        prop_assert_eq!(mask.is_hit(Point::new(x, y), tolerance), expected);
    }
}
