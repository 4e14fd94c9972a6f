//! Whether one colour can be read on another, as the guidelines for accessible web content (WCAG 2) count it. Pure.

/// What text needs at least.
pub const TEXT: f64 = 4.5;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// A colour of six digits.
pub fn of_digits(color: &str) -> Option<Rgb> {
    let digits = color.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// From 1 for alike to 21 for black and white.
pub fn ratio(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(color: Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = color.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Black or white, whichever reads better; one of them always reads well enough.
pub fn ink_on(ground: Rgb) -> &'static str {
    if ratio([0; 3], ground) >= ratio([255; 3], ground) { "#000000" } else { "#ffffff" }
}

/// The ink that was asked for, if it can be read on the ground; else black or white.
pub fn readable<'a>(ink: &'a str, ground: &str) -> &'a str {
    match (of_digits(ink), of_digits(ground)) {
        (Some(color), Some(ground)) if ratio(color, ground) < TEXT => ink_on(ground),
        _ => ink,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_counted_as_the_guidelines_count_it() {
        assert!((ratio([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((ratio([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
        assert_eq!(of_digits("#2f7eD8"), Some([0x2f, 0x7e, 0xd8]));
        assert_eq!((of_digits("#fff"), of_digits("red"), of_digits("#12345é")), (None, None, None));
    }

    #[test]
    fn words_on_a_label_of_any_colour_can_be_read() {
        let steps = || (0..=255).step_by(15);
        for ground in steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b]))) {
            let ink = of_digits(ink_on(ground)).unwrap_or_default();
            assert!(ratio(ink, ground) >= TEXT, "{ground:?}");
        }
        assert_eq!(readable("#ffffff", "#ffe066"), "#000000", "asked for, and not to be read");
        assert_eq!(readable("#123456", "#ffe066"), "#123456");
        assert_eq!(readable("var(--own)", "#ffe066"), "var(--own)");
    }
}
