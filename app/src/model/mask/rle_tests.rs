#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;
use serde_json::Value;

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn plane(runs: &[(u8, usize)]) -> Mask {
    let alpha: Vec<u8> = runs.iter().flat_map(|(value, times)| vec![*value; *times]).collect();
    Mask::from_alpha(alpha.len() as u32, 1, alpha).unwrap()
}

/// Runs of pixels and what the field's encoder writes for them.
const WRITTEN: [(&[(u8, usize)], &str); 5] = [
    (&[(7, 1)], "00000004391bfc60e0"),
    (&[(0, 3), (255, 2), (128, 1), (0, 4)], "00000028391bfdb009ffe380be00"),
    (
        &[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 64), (7, 65)],
        "00000240391bfc6033815b03be0984c177f837010307",
    ),
    (&[(0, 16_384), (9, 1)], "00010004391bffffff008c24"),
    (&[(0, 16_385), (9, 32_768), (0, 16_386)], "0004000c391bffffff008c03ffff84fffff09ffffe013800"),
];

#[test]
fn masks_are_written_as_the_field_writes_them() {
    for (runs, hex) in WRITTEN {
        let mask = plane(runs);
        assert_eq!(encode(&mask), bytes(hex));
        assert_eq!(decode(&bytes(hex), mask.width(), 1).unwrap(), mask);
        assert_eq!(u64::from(count(&bytes(hex)).unwrap()), mask.alpha().len() as u64 * 4);
    }
}

#[test]
fn alpha_is_found_among_colours_and_single_values() {
    let coloured = bytes("00000014391bf86020406091828612100e0d10009fe14283c500");
    assert_eq!(decode(&coloured, 5, 1).unwrap().alpha(), [4, 5, 6, 255, 40]);
    // Forty pixels (i, i + 1, i + 2, 255 - i), written as one record of 160 single values.
    let mut single = Writer::default();
    single.push(160, 32);
    single.push(0b0_0111_0010_0011_0111_1111, 21);
    single.push(0b010, 3);
    single.push(159, 8);
    for i in 0..40 {
        [i, i + 1, i + 2, 255 - i].into_iter().for_each(|value| single.push(value, 8));
    }
    let expected: Vec<u8> = (0..40).map(|i| 255 - i).collect();
    assert_eq!(decode(&single.finish(), 8, 5).unwrap().alpha(), expected);
}

#[test]
fn other_widths_of_lengths_are_read() {
    let read = decode(&bytes("000003403809c6b00ffffff1fffbc06f00"), 208, 1).unwrap();
    assert_eq!(read, plane(&[(0, 3), (255, 200), (128, 1), (0, 4)]));
}

#[test]
fn a_last_record_that_goes_on_is_cut() {
    let (mut twice, mut single) = (Writer::default(), Writer::default());
    for out in [&mut twice, &mut single] {
        out.push(8, 32);
        out.push(0b0_0111_0010_0011_0111_1111, 21);
    }
    twice.record(99, 7);
    assert_eq!(decode(&twice.finish(), 2, 1).unwrap().alpha(), [7, 7]);
    single.push(0b001, 3);
    single.push(15, 4);
    (1..=8).for_each(|value| single.push(value, 8));
    assert_eq!(decode(&single.finish(), 2, 1).unwrap().alpha(), [4, 8]);
}

#[test]
fn a_broken_mask_says_what_is_wrong_with_it() {
    let good = bytes(WRITTEN[1].1);
    assert_eq!(decode(&good, 5, 5), Err(MaskError::OtherImage { found: 40, width: 5, height: 5 }));
    assert_eq!(decode(&good[..10], 10, 1), Err(MaskError::Truncated { expected: 40, found: 12 }));
    assert_eq!(decode(&good[..5], 10, 1), Err(MaskError::Truncated { expected: 4, found: 0 }));
    assert_eq!(decode(&bytes("00000004111bfc64"), 1, 1), Err(MaskError::WordSize(3)));
    assert_eq!(decode(&good, u32::MAX, 9), Err(MaskError::TooLarge { width: u32::MAX, height: 9 }));
    assert!(decode(&[], 10, 1).unwrap().is_empty());
}

#[test]
fn a_few_bytes_cannot_claim_much_memory() {
    // A header that promises 2^28 pixels, with the lengths of one bit and of sixteen.
    for header in ["40000000391bff", "400000003800070000000000"] {
        let claimed = decode(&bytes(header), 1 << 14, 1 << 14);
        assert_eq!(claimed, Err(MaskError::Truncated { expected: 1 << 30, found: 0 }), "{header}");
    }
}

/// A mask, and the size of its picture.
type Example = (Vec<u8>, Option<(u32, u32)>);

/// The masks of an example of the field, where they are at hand.
fn examples(name: &str) -> Vec<Example> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/fixtures/editor")
        .join(name)
        .join("annotations/1.json");
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let document: Value = serde_json::from_str(&text).unwrap();
    let lists = document["annotations"].as_array().cloned().unwrap_or_else(|| vec![document]);
    let results = lists.iter().flat_map(|list| list["result"].as_array().unwrap().clone());
    let masks = results.filter_map(|result| {
        let size = |name: &str| result[name].as_u64().map(|size| size as u32);
        let rle = super::super::pack::rle_bytes(result["value"].as_object()?)?;
        Some((rle, size("original_width").zip(size("original_height"))))
    });
    masks.collect()
}

#[test]
fn an_example_of_the_field_comes_back_byte_for_byte() {
    for (rle, size) in examples("image_tools") {
        let (width, height) = size.unwrap();
        let mask = decode(&rle, width, height).unwrap();
        assert!(mask.area() > 50_000 && encode(&mask) == rle);
    }
}

#[test]
fn an_example_in_colour_keeps_its_alpha() {
    for (rle, _) in examples("image_segmentation") {
        let mask = decode(&rle, count(&rle).unwrap() / 4, 1).unwrap();
        let again = encode(&mask);
        assert!(mask.area() > 200_000 && again.len() < rle.len());
        assert!(decode(&again, mask.width(), 1).unwrap() == mask);
    }
}

fn runs() -> impl Strategy<Value = Vec<(u8, usize)>> {
    let value = prop_oneof![Just(0u8), Just(255), any::<u8>()];
    let length = prop_oneof![8 => 1..80usize, 1 => 16_300..33_000usize];
    proptest::collection::vec((value, length), 1..20)
}

proptest! {
    #[test]
    fn masks_come_back(runs in runs()) {
        let mask = plane(&runs);
        prop_assert!(decode(&encode(&mask), mask.width(), 1).unwrap() == mask);
    }

    #[test]
    fn no_bytes_make_it_panic(
        width in 0..40u32, height in 0..40u32, sizes in any::<u16>(),
        records in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut out = Writer::default();
        out.push(u64::from(width * height * 4), 32);
        out.push(7, 5);
        out.push(u64::from(sizes), 16);
        records.iter().for_each(|byte| out.push(u64::from(*byte), 8));
        let read = decode(&out.finish(), width, height);
        prop_assert!(matches!(read, Ok(_) | Err(MaskError::Truncated { .. })), "{:?}", read);
        // Without a header that fits, it is any error at all.
        let _any = decode(&records, width, height);
    }

    #[test]
    fn a_mask_that_is_cut_anywhere_is_an_error(runs in runs(), share in 0.0..1.0f64) {
        let mask = plane(&runs);
        let whole = encode(&mask);
        let part = &whole[..(whole.len() as f64 * share) as usize];
        prop_assume!(!part.is_empty());
        let read = decode(part, mask.width(), 1);
        prop_assert!(matches!(read, Err(MaskError::Truncated { .. })), "{:?}", read);
    }
}
